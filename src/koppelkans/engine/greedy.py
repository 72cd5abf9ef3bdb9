"""A plan in one pass: pathways are taken in a given order as long as they fit.

In the order of what pathways are worth at good prices this is a first plan within seconds; in the order in which
people come it is planning without an engine (`simple.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from koppelkans.engine.ledger import Ledger
from koppelkans.engine.problem import Capacities, Problem
from koppelkans.engine.region import Bools, Ints


def planned_in_order(problem: Problem, order: Ints, capacities: Capacities | None = None) -> Ledger:
    """A ledger with the rows that fit, taken in this order; locked people come first and never leave.

    A run below its minimum may be joined. At the end runs that stay below it close, and if a group has too small a
    share the last who came and are not in it leave; then whoever has no pathway tries once more, in the same order.
    What a locked person needs (a group that starts) may still be missing: `stands` tells.
    """
    ledger = Ledger(problem, capacities)
    stays = np.flatnonzero(problem.locked[problem.candidate])
    if len(stays):
        _serve(ledger, stays, fairly=False)
        _serve(ledger, order[_helps(ledger, order)], fairly=False)
    for fairly in (False, True):
        _serve(ledger, order, fairly=fairly)
        _settle(ledger)
    return ledger


def stands(ledger: Ledger) -> bool:
    """Whether everybody who is locked is in, no run is below its minimum and every floor holds."""
    problem, need = ledger.problem, ledger.capacities.seats_need.tolist()
    inside = np.zeros(len(problem.locked), dtype=bool)
    inside[problem.candidate[list(ledger.booked)]] = True
    whole = all(not people or people >= least for people, least in zip(ledger.planned, need, strict=True))
    fair = all(_shares(ledger))
    return whole and fair and bool((inside | ~problem.locked).all())


def _helps(ledger: Ledger, order: Ints) -> Bools:
    """Rows of the order that go through a run in which locked people wait for more."""
    planned, need = np.array(ledger.planned), ledger.capacities.seats_need
    short = np.append((planned > 0) & (planned < need), False)
    return np.asarray(short[ledger.problem.runs[order]].any(axis=1))


def _serve(ledger: Ledger, order: Ints, *, fairly: bool) -> None:
    """Give everybody without a pathway the first of the order that fits."""
    problem = ledger.problem
    placed = np.zeros(len(problem.locked), dtype=bool)
    placed[problem.candidate[list(ledger.booked)]] = True
    helped = placed.tolist()
    for row, person in zip(order.tolist(), problem.candidate[order].tolist(), strict=True):
        if not helped[person] and ledger.fits(row, fairly=fairly):
            helped[person] = ledger.book(row)


def _settle(ledger: Ledger) -> None:
    """Close runs below their minimum and keep the floors, until both hold."""
    while leaving := [*_in_short_runs(ledger)] or [*_too_many(ledger)]:
        for row in leaving:
            ledger.leave(row)


def _in_short_runs(ledger: Ledger) -> Iterable[int]:
    need = ledger.capacities.seats_need.tolist()
    short = [0 < people < least for people, least in zip(ledger.planned, need, strict=True)]
    ledger.closed = [closed or below for closed, below in zip(ledger.closed, short, strict=True)]
    return [row for row in _free(ledger) if any(short[run] for run in ledger.seats(row))]


def _too_many(ledger: Ledger) -> Iterable[int]:
    """The last who came that a floor has no room for."""
    problem = ledger.problem
    for floor, (share, holds) in enumerate(zip(ledger.capacities.floors.tolist(), _shares(ledger), strict=True)):
        others = [row for row in _free(ledger) if not problem.in_group[floor, problem.candidate[row]]]
        if holds or not others:
            continue
        most = ledger.members[floor] / share if share else ledger.people
        return others[::-1][: max(1, int(np.ceil(ledger.people - most - 1e-9)))]
    return []


def _free(ledger: Ledger) -> list[int]:
    """The booked rows of people who are not locked, in the order of booking."""
    problem = ledger.problem
    return [row for row in ledger.booked if not problem.locked[problem.candidate[row]]]


def _shares(ledger: Ledger) -> list[bool]:
    """Per floor whether it holds."""
    floors = ledger.capacities.floors.tolist()
    return [inside >= share * ledger.people - 1e-9 for inside, share in zip(ledger.members, floors, strict=True)]
