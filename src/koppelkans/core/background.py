"""Work that a request does not wait for: an action asks for it by name, a job is what answers to the name.

The rooms may not know the jobs (a door), so the name stands between them. What was asked stands in the database with the
fact itself: it is done after the transaction, or never was asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django_tasks import task

Job = Callable[..., None]

_jobs: dict[str, Job] = {}


def answers_to(name: str) -> Callable[[Job], Job]:
    """Make a function the job of this name (called by the jobs when Django starts)."""

    def register(job: Job) -> Job:
        if name in _jobs:
            raise ValueError(f"two jobs are called {name}")
        _jobs[name] = job
        return job

    return register


def names() -> frozenset[str]:
    """The names that are answered to."""
    return frozenset(_jobs)


def ask(name: str, **arguments: Any) -> None:
    """Have a job done once this transaction is in; its arguments are plain values (keys, texts)."""
    if name not in _jobs:
        raise LookupError(f"no job is called {name}")
    transaction.on_commit(lambda: perform.enqueue(name, arguments))


@task()
def perform(name: str, arguments: dict[str, Any]) -> None:
    """Do a job by its name."""
    _jobs[name](**arguments)
