"""How planning goes without an engine: first come first served, and greedily by value. Both make valid plans.

Both know every pathway and its value, which a case worker does not; both give everybody a second chance.
"""

from __future__ import annotations

import numpy as np

from bench.listing import Listing
from bench.model import Ints
from koppelkans.engine.greedy import planned_in_order
from koppelkans.engine.ledger import Ledger
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
    """A plan that takes pathways in this order as long as they fit."""
    problem = listing.problem
    if problem.locked.any():
        raise ValueError("nobody comes first where pathways are locked")
    ledger = planned_in_order(problem, order[problem.worth[order] > 0])
    rows = np.array(sorted(ledger.booked), dtype=np.int64)
    return listing.plan(rows, funding_of(listing.region, ledger))


def funding_of(region: Region, ledger: Ledger) -> Funding:
    """The ledger's payments as funding.csv has them."""
    problem, runs = ledger.problem, region.runs
    rows = []
    for row, payments in ledger.booked.items():
        candidate, place = int(problem.candidate[row]), int(problem.place[row])
        for step, fund, cents in payments:
            last = step == ledger.steps - 1
            run = -1 if last else int(problem.runs[row, step])
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
