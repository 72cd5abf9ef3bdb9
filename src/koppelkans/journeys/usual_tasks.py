"""Tasks that usually belong to a step: data, proposed where they are not there yet; somebody takes them over."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from koppelkans.journeys.models import Step, Task
from koppelkans.journeys.states_step import Status

FILE = Path(__file__).parent / "usual_tasks.toml"


@dataclass(frozen=True)
class Usual:
    """A task that usually belongs to these kinds of steps, so many days after the first day."""

    code: str
    kinds: tuple[str, ...]
    party: str
    what: str
    days: int


@dataclass(frozen=True)
class Proposed:
    """A usual task for one journey, with its day."""

    code: str
    party: str
    what: str
    due_on: date


@cache
def usual_tasks() -> tuple[Usual, ...]:
    """Every usual task."""
    with FILE.open("rb") as file:
        rows = tomllib.load(file)["task"]
    return tuple(Usual(row["code"], tuple(row["kinds"]), row["party"], row["what"], row["days"]) for row in rows)


def proposed(steps: Iterable[Step], tasks: Iterable[Task], today: date) -> list[Proposed]:
    """What usually belongs to the steps that are still to begin and is not there, also not done or cancelled."""
    there = {(task.party, task.what) for task in tasks}
    found: dict[tuple[str, str], Proposed] = {}
    for step in sorted(steps, key=lambda row: row.planned_start):
        if step.status != Status.PLANNED or step.planned_start < today:
            continue
        for usual in usual_tasks():
            key = (usual.party, usual.what)
            if step.kind in usual.kinds and key not in there and key not in found:
                due_on = max(today, step.planned_start + timedelta(days=usual.days))
                found[key] = Proposed(usual.code, usual.party, usual.what, due_on)
    return sorted(found.values(), key=lambda row: (row.due_on, row.code))
