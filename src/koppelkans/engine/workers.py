"""Work spread over processes: the same tasks in the same order give the same answers, however many workers there are.

Processes are forked, so that each sees what the first one knows without copying it. Where that cannot be, or for one
worker, the tasks simply run here.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from multiprocessing.pool import AsyncResult
from typing import Any, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

LOOK = 0.1  # seconds between looks whether to stop

_work: Callable[[Any], Any] | None = None


def spread(work: Callable[[Task], Result], tasks: Sequence[Task], workers: int) -> list[Result]:
    """The answers in the order of the tasks."""
    return [answer for answer in spread_until(work, tasks, workers, lambda: False) if answer is not None]


def spread_until(
    work: Callable[[Task], Result], tasks: Sequence[Task], workers: int, over: Callable[[], bool]
) -> list[Result | None]:
    """The answers in the order of the tasks; None for those that were not ready when it was over."""
    if workers < 2 or len(tasks) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return [None if over() else work(task) for task in tasks]
    context = multiprocessing.get_context("fork")
    with context.Pool(min(workers, len(tasks)), _begin, (work,)) as pool:
        waiting: list[AsyncResult[Result]] = [pool.apply_async(_do, (task,)) for task in tasks]
        found: list[Result | None] = []
        for answer in waiting:
            while not answer.ready() and not over():
                answer.wait(LOOK)
            found.append(answer.get() if answer.ready() else None)
    return found


def _begin(work: Callable[[Any], Any]) -> None:
    """In a new worker: Ctrl-C is for the first process, which then ends the workers."""
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _work = work


def _do(task: Any) -> Any:
    if _work is None:
        raise RuntimeError("a worker was asked before it had begun")
    return _work(task)
