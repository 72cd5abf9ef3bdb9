"""Work spread over processes gives the same answers in the same order."""

from __future__ import annotations

import os
from itertools import count

import pytest

from koppelkans.engine.workers import spread, spread_until


@pytest.mark.parametrize("workers", [1, 2])
def test_answers_come_in_the_order_of_the_tasks(workers: int) -> None:
    """However many workers there are, the answer of the first task comes first."""
    assert spread(lambda task: task * task, [5, 3, 4, 1], workers) == [25, 9, 16, 1]


def test_two_workers_are_other_processes() -> None:
    """With two workers the tasks do not run in this process; with one they do."""
    assert os.getpid() not in spread(lambda _: os.getpid(), [1, 2], 2)
    assert spread(lambda _: os.getpid(), [1, 2], 1) == [os.getpid()] * 2


def test_a_worker_sees_what_is_known_here() -> None:
    """What a task needs is not sent along: a local table is at hand in every worker."""
    table = {1: "een", 2: "twee"}
    assert spread(lambda task: table[task], [2, 1], 2) == ["twee", "een"]


@pytest.mark.parametrize("workers", [1, 2])
def test_without_tasks_there_are_no_answers(workers: int) -> None:
    """Nothing to do is done at once."""
    assert spread(lambda task: task, [], workers) == []


def test_what_was_not_ready_when_it_was_over_is_none() -> None:
    """One worker that is told to stop after two tasks leaves the rest undone."""
    looks = count()
    assert spread_until(lambda task: task, [1, 2, 3, 4], 1, lambda: next(looks) >= 2) == [1, 2, None, None]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_a_task_is_not_swallowed(workers: int) -> None:
    """A task that fails makes the whole fail, with its own error."""
    with pytest.raises(ZeroDivisionError):
        spread(lambda task: 1 // task, [1, 0], workers)
