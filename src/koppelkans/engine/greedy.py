"""A plan in one pass: pathways are taken in a given order as long as they fit.

In the order of what pathways are worth at good prices this is a first plan within seconds; in the order in which
people come it is planning without an engine.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from koppelkans.engine.ledger import Ledger
from koppelkans.engine.problem import Capacities, Problem
from koppelkans.engine.region import Ints


def planned_in_order(problem: Problem, order: Ints, capacities: Capacities | None = None) -> Ledger:
    """A ledger with the rows that fit, taken in this order; locked people are not treated apart.

    A run below its minimum may be joined. At the end runs that stay below it close, and if a group has too small a
    share the last who came and are not in it leave; then whoever has no pathway tries once more, in the same order.
    """
    ledger = Ledger(problem, capacities)
    for fairly in (False, True):
        _serve(ledger, order, fairly=fairly)
        _settle(ledger)
    return ledger


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
    return [row for row in ledger.booked if any(short[run] for run in ledger.seats(row))]


def _too_many(ledger: Ledger) -> Iterable[int]:
    """The last who came that a floor has no room for."""
    problem = ledger.problem
    for floor, share in enumerate(ledger.capacities.floors.tolist()):
        if ledger.members[floor] >= share * ledger.people - 1e-9:
            continue
        others = [row for row in ledger.booked if not problem.in_group[floor, problem.candidate[row]]]
        most = ledger.members[floor] / share if share else ledger.people
        return others[::-1][: max(1, int(np.ceil(ledger.people - most - 1e-9)))]
    return []
