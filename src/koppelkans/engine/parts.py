"""A very large region, part by part: people who live near each other compete for the same runs and places.

A region is cut along its map. Each part may use its share of every fund, by the people a fund may pay for, and what
it leaves goes to the parts after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from koppelkans.engine.funding import Payments
from koppelkans.engine.lagrange import Lagrangian
from koppelkans.engine.problem import Capacities, Problem
from koppelkans.engine.region import Bools, Cents, Ints
from koppelkans.engine.search import Choice

PART = 3_000  # people planned together


def plan_in_parts(
    problem: Problem,
    solve: Callable[[Problem, Lagrangian, Capacities], Choice],
    heard: Callable[[Choice], None],
    over: Callable[[], bool],
) -> Choice:
    """A plan of the whole: `solve` plans a part with what the earlier parts have left."""
    chosen = np.zeros(0, dtype=np.int64)
    left = problem.capacities
    waiting = np.zeros(len(problem.locked), dtype=bool)
    waiting[problem.candidate] = True
    for people in _parts(problem):
        if over():
            break
        part = Problem(problem.region, problem.book, problem.valuation, problem.pool, problem.money, people=people)
        found = solve(part, Lagrangian(part), replace(left, budget=_share(problem, left, people, waiting)))
        waiting &= ~people
        rows = np.searchsorted(problem.ids, part.ids[found.rows])
        chosen = np.union1d(chosen, rows)
        left = left_over(problem, chosen)
        heard(Choice(chosen, problem.plan_value(chosen)))
    return Choice(chosen, problem.plan_value(chosen))


def _share(problem: Problem, left: Capacities, people: Bools, waiting: Bools) -> Cents:
    """What a part may use of each fund: by the people whom the fund may pay for, there and in all that wait."""
    may_pay = problem.money.person_sets[problem.money.person_set]
    here, all_ = may_pay[people & waiting].sum(axis=0), may_pay[waiting].sum(axis=0)
    locked = problem.locked[people].any()  # who is locked must be paid
    return np.where((all_ > 0) & ~locked, left.budget * here // np.maximum(all_, 1), left.budget)


def _parts(problem: Problem) -> Iterator[Bools]:
    """Masks of people who live together; first those who are locked, with all who could fill their runs."""
    count = len(problem.locked)
    first = problem.locked.copy()
    runs = np.unique(problem.runs[problem.locked[problem.candidate]])
    runs = runs[runs >= 0]
    if len(runs):
        first[problem.candidate[np.isin(problem.runs, runs).any(axis=1)]] = True
        yield first
    with_pathway = np.zeros(count, dtype=bool)
    with_pathway[problem.candidate] = True
    for people in _halved(problem, np.flatnonzero(with_pathway & ~first)):
        mask = np.zeros(count, dtype=bool)
        mask[people] = True
        yield mask


def _halved(problem: Problem, people: Ints) -> Iterator[Ints]:
    """Cut in two across the longer side of the map until a part is small enough."""
    if len(people) <= PART:
        if len(people):
            yield people
        return
    home = problem.region.candidates.postcode[people]
    lat, lon = problem.region.postcodes.lat[home], problem.region.postcodes.lon[home]
    wide = np.ptp(lon) * np.cos(np.radians(lat.mean())) > np.ptp(lat)
    order = np.argsort(lon if wide else lat, kind="stable")
    half = len(people) // 2
    yield from _halved(problem, np.sort(people[order[:half]]))
    yield from _halved(problem, np.sort(people[order[half:]]))


def left_over(problem: Problem, rows: Ints) -> Capacities:
    """What a choice of rows leaves of everything, its bills being split over the funds."""
    cap, funds = problem.capacities, problem.region.funds
    runs = problem.runs[rows]
    planned = np.bincount(runs[runs >= 0], minlength=len(cap.seats))
    paid = Payments(problem.region, problem.pool, problem.money, cap).split(problem.ids[rows])
    used = np.zeros(len(funds.ids), dtype=np.int64)
    np.add.at(used, paid.fund, paid.amount)
    charged = used.astype(np.float64)
    vouched = np.flatnonzero(funds.guarantor >= 0)
    np.add.at(charged, funds.guarantor[vouched], funds.reserve[vouched] * used[vouched])
    return replace(
        cap,
        seats=np.maximum(cap.seats - planned, 0),
        seats_need=np.maximum(cap.seats_need - planned, 0),
        group_cost=np.where(planned > 0, 0, cap.group_cost),
        places=cap.places - np.bincount(problem.place[rows], minlength=len(cap.places)),
        mentors=cap.mentors - problem.calendar.busy(problem.mentor_first[rows], problem.mentor_last[rows]),
        budget=np.maximum(cap.budget - np.ceil(charged).astype(np.int64), 0),
    )
