"""Why locked pathways cannot be in one plan: first what can be counted, then which kind of limit would have to give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from koppelkans.engine.funding import Payments
from koppelkans.engine.problem import Capacities, Problem
from koppelkans.engine.programme import Infeasible
from koppelkans.engine.region import Ints
from koppelkans.engine.search import Limits, Programme

PLENTY = 10**6


class LocksConflict(Exception):
    """No plan holds all locked pathways (exit status 3); the message says what stands in the way."""


def counted_conflicts(problem: Problem) -> tuple[str, ...]:
    """What the locks themselves ask too much of, one sentence each."""
    locked = np.flatnonzero(problem.locked[problem.candidate])
    return (*_unpayable(problem, locked), *_overfull(problem, locked), *_unpaid(problem, locked))


def conflict(problem: Problem) -> LocksConflict:
    """The conflict of a problem that has no plan."""
    told = counted_conflicts(problem) or tuple(_lifted(problem))
    words = "; ".join(told) or "the limits of runs, places, mentors and funds together leave no plan"
    return LocksConflict(f"the locks cannot hold together: {words}")


def _unpayable(problem: Problem, locked: Ints) -> Iterator[str]:
    region = problem.region
    for candidate in np.setdiff1d(np.flatnonzero(problem.locked), problem.candidate[locked]).tolist():
        yield f"no funds may pay all of the locked pathway of {region.candidates.ids[candidate]}"


def _overfull(problem: Problem, locked: Ints) -> Iterator[str]:
    region, cap = problem.region, problem.capacities
    runs = problem.runs[locked]
    in_run = np.bincount(runs[runs >= 0], minlength=len(region.runs.ids))
    for run in np.flatnonzero(in_run > cap.seats).tolist():
        yield f"run {region.runs.ids[run]} has {cap.seats[run]} free seats and {in_run[run]} locked people"
    for run in np.flatnonzero(in_run > 0).tolist():
        able = len(np.unique(problem.candidate[(problem.runs == run).any(axis=1)]))
        if able < cap.seats_need[run]:
            yield f"run {region.runs.ids[run]} needs {cap.seats_need[run]} more people and {able} could follow it"
    at_place = np.bincount(problem.place[locked], minlength=len(region.places.ids))
    for place in np.flatnonzero(at_place > cap.places).tolist():
        yield f"place {region.places.ids[place]} has room for {cap.places[place]} and {at_place[place]} locked people"
    asked = problem.calendar.busy(problem.mentor_first[locked], problem.mentor_last[locked])
    for row in np.flatnonzero(asked > cap.mentors).tolist():
        employer, month = problem.calendar.label(row)
        free = f"{cap.mentors[row]} free mentors in {month} and {asked[row]} locked people"
        yield f"employer {region.employers.ids[employer]} has {free}"


def _unpaid(problem: Problem, locked: Ints) -> Iterator[str]:
    payments = Payments(problem.region, problem.pool, problem.money, problem.capacities)
    if not payments.can_pay(problem.ids[locked]):
        yield "the funds cannot pay the locked pathways and their group costs together"


def _lifted(problem: Problem) -> Iterator[str]:
    """Kinds of limits that, lifted alone, leave a plan: what would have to give."""
    cap = problem.capacities
    lifted: tuple[tuple[str, Capacities], ...] = (
        ("the seats of runs", replace(cap, seats=np.full_like(cap.seats, PLENTY))),
        ("the least number of people in runs", replace(cap, seats_need=np.zeros_like(cap.seats_need))),
        ("the capacity of places", replace(cap, places=np.full_like(cap.places, PLENTY))),
        ("the number of mentors", replace(cap, mentors=np.full_like(cap.mentors, PLENTY))),
        ("the budgets of funds", replace(cap, budget=np.full_like(cap.budget, 10**11))),
        ("the floors of fairness", replace(cap, floors=np.zeros_like(cap.floors))),
    )
    for name, more in lifted:
        try:
            answer = Programme(problem, more, np.arange(len(problem))).solve(Limits(gap=1.0, nodes=1000))
        except Infeasible:
            continue
        if answer.choice is not None:
            yield f"{name} would have to give"
