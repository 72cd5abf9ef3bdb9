"""Why locked pathways cannot be in one plan: first what can be counted, then which kind of limit would have to give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from koppelkans.engine.funding import Payments
from koppelkans.engine.problem import Capacities, Problem
from koppelkans.engine.programme import Infeasible
from koppelkans.engine.region import Ints
from koppelkans.engine.search import Limits, Programme

PLENTY = 10**6


SAID = {
    "unpayable": "no funds may pay all of the locked pathway of {id}",
    "run": "run {id} has {have} free seats and {asked} locked people",
    "minimum": "run {id} needs {asked} more people and {have} could follow it",
    "place": "place {id} has room for {have} and {asked} locked people",
    "mentors": "employer {id} has {have} free mentors in {month} and {asked} locked people",
    "money": "the funds cannot pay the locked pathways and their group costs together",
    "more-seats": "the seats of runs would have to give",
    "more-minimum": "the least number of people in runs would have to give",
    "more-places": "the capacity of places would have to give",
    "more-mentors": "the number of mentors would have to give",
    "more-money": "the budgets of funds would have to give",
    "more-floors": "the floors of fairness would have to give",
    "together": "the limits of runs, places, mentors and funds together leave no plan",
}


@dataclass(frozen=True)
class Conflict:
    """One thing that the locks ask too much of: a code of `SAID`, of what, how much there is and how much is asked."""

    code: str
    id: str = ""
    have: int = 0
    asked: int = 0
    month: str = ""

    def __str__(self) -> str:
        """As one sentence."""
        return SAID[self.code].format_map(vars(self))


class LocksConflict(Exception):
    """No plan holds all locked pathways (exit status 3); the message says what stands in the way."""

    def __init__(self, conflicts: tuple[Conflict, ...]) -> None:
        super().__init__(f"the locks cannot hold together: {'; '.join(map(str, conflicts))}")
        self.conflicts = conflicts


def counted_conflicts(problem: Problem) -> tuple[Conflict, ...]:
    """What the locks themselves ask too much of."""
    locked = np.flatnonzero(problem.locked[problem.candidate])
    return (*_unpayable(problem, locked), *_overfull(problem, locked), *_unpaid(problem, locked))


def conflict(problem: Problem) -> LocksConflict:
    """The conflict of a problem that has no plan."""
    return LocksConflict(counted_conflicts(problem) or tuple(_lifted(problem)) or (Conflict("together"),))


def _unpayable(problem: Problem, locked: Ints) -> Iterator[Conflict]:
    region = problem.region
    for candidate in np.setdiff1d(np.flatnonzero(problem.locked), problem.candidate[locked]).tolist():
        yield Conflict("unpayable", region.candidates.ids[candidate])


def _overfull(problem: Problem, locked: Ints) -> Iterator[Conflict]:
    region, cap = problem.region, problem.capacities
    runs = problem.runs[locked]
    in_run = np.bincount(runs[runs >= 0], minlength=len(region.runs.ids))
    for run in np.flatnonzero(in_run > cap.seats).tolist():
        yield Conflict("run", region.runs.ids[run], int(cap.seats[run]), int(in_run[run]))
    for run in np.flatnonzero(in_run > 0).tolist():
        able = len(np.unique(problem.candidate[(problem.runs == run).any(axis=1)]))
        if able < cap.seats_need[run]:
            yield Conflict("minimum", region.runs.ids[run], able, int(cap.seats_need[run]))
    at_place = np.bincount(problem.place[locked], minlength=len(region.places.ids))
    for place in np.flatnonzero(at_place > cap.places).tolist():
        yield Conflict("place", region.places.ids[place], int(cap.places[place]), int(at_place[place]))
    asked = problem.calendar.busy(problem.mentor_first[locked], problem.mentor_last[locked])
    for row in np.flatnonzero(asked > cap.mentors).tolist():
        employer, month = problem.calendar.label(row)
        yield Conflict("mentors", region.employers.ids[employer], int(cap.mentors[row]), int(asked[row]), month)


def _unpaid(problem: Problem, locked: Ints) -> Iterator[Conflict]:
    payments = Payments(problem.region, problem.pool, problem.money, problem.capacities)
    if not payments.can_pay(problem.ids[locked]):
        yield Conflict("money")


def _lifted(problem: Problem) -> Iterator[Conflict]:
    """Kinds of limits that, lifted alone, leave a plan: what would have to give."""
    cap = problem.capacities
    lifted: tuple[tuple[str, Capacities], ...] = (
        ("more-seats", replace(cap, seats=np.full_like(cap.seats, PLENTY))),
        ("more-minimum", replace(cap, seats_need=np.zeros_like(cap.seats_need))),
        ("more-places", replace(cap, places=np.full_like(cap.places, PLENTY))),
        ("more-mentors", replace(cap, mentors=np.full_like(cap.mentors, PLENTY))),
        ("more-money", replace(cap, budget=np.full_like(cap.budget, 10**11))),
        ("more-floors", replace(cap, floors=np.zeros_like(cap.floors))),
    )
    for code, more in lifted:
        try:
            answer = Programme(problem, more, np.arange(len(problem))).solve(Limits(gap=1.0, nodes=1000))
        except Infeasible:
            continue
        if answer.choice is not None:
            yield Conflict(code)
