"""How planning goes without an engine: first come first served, and greedily by value. Both make valid plans.

Both know every pathway and its value, which a case worker does not; both give everybody a second chance.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bench.ledger import Ledger
from bench.listing import Listing
from bench.model import Ints
from koppelkans.engine.plan import Funding, Plan
from koppelkans.engine.region import Region


def first_come_first_served(listing: Listing) -> Plan:
    """By the day from which people are available, then by id: each takes the best pathway that is left."""
    problem, people = listing.problem, listing.region.candidates
    order = np.lexsort((-problem.worth, problem.candidate, people.available_from[problem.candidate]))
    return planned(listing, order)


def greedy_by_value(listing: Listing) -> Plan:
    """The pathway of the highest value that is left, whoever's it is, again and again."""
    return planned(listing, np.argsort(-listing.problem.worth, kind="stable"))


def planned(listing: Listing, order: Ints) -> Plan:
    """A plan that takes pathways in this order as long as they fit.

    A run below its minimum may be joined. At the end runs that stay below it close, and if a group has too small a
    share the last who came and are not in it leave; then whoever has no pathway tries once more, in the same order.
    """
    model = listing.model()
    if model.locked.any():
        raise ValueError("nobody comes first where pathways are locked")
    ledger = Ledger(model)
    order = order[model.worth[order] > 0]
    for fairly in (False, True):
        serve(ledger, order, fairly=fairly)
        settle(ledger)
    rows = np.array(sorted(ledger.booked), dtype=np.int64)
    return listing.plan(rows, funding_of(listing.region, ledger))


def serve(ledger: Ledger, order: Ints, *, fairly: bool) -> None:
    """Give everybody without a pathway the first of the order that fits."""
    model = ledger.model
    placed = np.zeros(len(model.locked), dtype=bool)
    placed[model.candidate[list(ledger.booked)]] = True
    helped = placed.tolist()
    for row, person in zip(order.tolist(), model.candidate[order].tolist(), strict=True):
        if not helped[person] and ledger.fits(row, fairly=fairly):
            helped[person] = ledger.book(row)


def settle(ledger: Ledger) -> None:
    """Close runs below their minimum and keep the floors, until both hold."""
    while leaving := [*_in_short_runs(ledger)] or [*_too_many(ledger)]:
        for row in leaving:
            ledger.leave(row)


def _in_short_runs(ledger: Ledger) -> Iterable[int]:
    short = [0 < people < need for people, need in zip(ledger.planned, ledger.model.seats_need.tolist(), strict=True)]
    ledger.closed = [closed or below for closed, below in zip(ledger.closed, short, strict=True)]
    return [row for row in ledger.booked if any(short[run] for run in ledger.seats(row))]


def _too_many(ledger: Ledger) -> Iterable[int]:
    """The last who came that a floor has no room for."""
    model = ledger.model
    for floor, share in enumerate(model.floors.tolist()):
        if ledger.members[floor] >= share * ledger.people - 1e-9:
            continue
        others = [row for row in ledger.booked if not model.in_group[floor, model.candidate[row]]]
        most = ledger.members[floor] / share if share else ledger.people
        return others[::-1][: max(1, int(np.ceil(ledger.people - most - 1e-9)))]
    return []


def funding_of(region: Region, ledger: Ledger) -> Funding:
    """The ledger's payments as funding.csv has them."""
    model, runs = ledger.model, region.runs
    rows = []
    for row, payments in ledger.booked.items():
        candidate, place = int(model.candidate[row]), int(model.place[row])
        for step, fund, cents in payments:
            last = step == ledger.steps - 1
            run = -1 if last else int(model.runs[row, step])
            kind = region.places.cost_kind[place] if last else runs.cost_kind[run]
            rows.append((candidate, run, int(kind), fund, cents))
    for run, payments in ledger.groups.items():
        rows += [(-1, run, int(runs.cost_kind[run]), fund, cents) for _, fund, cents in payments]
    columns = np.array(sorted(rows), dtype=np.int64).reshape(-1, 5).T
    candidate, run, kind, fund = columns[:4].astype(np.int32)
    return Funding(candidate, run, kind, fund, columns[4])


def same_money(region: Region, plan: Plan) -> Ints:
    """Budgets that allow what a plan used of every fund, reservations included, and not a cent more."""
    funds = region.funds
    used = np.bincount(plan.funding.fund, weights=plan.funding.amount, minlength=len(funds.ids))
    budget = used.copy()
    for fund in np.flatnonzero(funds.guarantor >= 0).tolist():
        budget[funds.guarantor[fund]] += used[fund] * funds.reserve[fund]
    return np.asarray(np.ceil(budget - 1e-6).astype(np.int64))


BASELINES = {"first come first served": first_come_first_served, "greedy by value": greedy_by_value}
