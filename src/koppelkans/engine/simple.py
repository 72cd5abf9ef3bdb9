"""How planning goes without an engine: first come first served, and greedily by value. Both make valid plans.

A coordinator sees them beside the plan, on the same seats, places and money. Both are kind to the simpler way: they
know every pathway and its value, which a case worker does not, and give everybody a second chance. Locked people come
first; where the group that a locked person needs does not fill up in this way, there is no such plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from koppelkans.engine.greedy import planned_in_order, stands
from koppelkans.engine.ledger import Ledger
from koppelkans.engine.money import Money
from koppelkans.engine.pathways import Enumeration, enumerate_pathways
from koppelkans.engine.plan import Funding, Plan, Unplaced
from koppelkans.engine.problem import Problem
from koppelkans.engine.proposing import planned_of, proposals_of
from koppelkans.engine.region import Ints, Region
from koppelkans.engine.rules import Rulebook
from koppelkans.engine.value import Valuation

UNTOLD = ("outbid",)  # a plan needs a reason for everybody who is not in it; here nobody asks


@dataclass(frozen=True, eq=False)
class SimplePlan:
    """What a simpler way reaches: people, durable placements expected, plan value and cents used; and the plan itself,
    which keeps every rule but has no reasons, no bottlenecks and no proven bound (its bound is its own value)."""

    people: int
    durable: float
    value: float
    cents: int
    plan: Plan


def simple_plans(region: Region, problem: Problem | None = None) -> dict[str, SimplePlan | None]:
    """The plans of the simpler ways: `first_come` and `greedy`; None where it does not hold the locks together.

    `problem`: that of the region, if it is there already; to list all pathways takes most of the time.
    """
    problem = problem or problem_of(region)
    return {"first_come": first_come_first_served(problem), "greedy": greedy_by_value(problem)}


def problem_of(region: Region, workers: int = 2) -> Problem:
    """The planning problem of a region: every pathway that may be planned."""
    book = Rulebook(region)
    valuation = Valuation(book)
    pool = enumerate_pathways(Enumeration(region, book, valuation), workers=workers)
    return Problem(region, book, valuation, pool, Money(region, pool))


def first_come_first_served(problem: Problem) -> SimplePlan | None:
    """By the day from which people are available, then by id: each takes the best pathway that is left."""
    available = problem.region.candidates.available_from
    return in_order(problem, np.lexsort((-problem.worth, problem.candidate, available[problem.candidate])))


def greedy_by_value(problem: Problem) -> SimplePlan | None:
    """The pathway of the highest value that is left, whoever's it is, again and again."""
    return in_order(problem, np.argsort(-problem.worth, kind="stable"))


def in_order(problem: Problem, order: Ints) -> SimplePlan | None:
    """A plan that takes pathways worth more than nobody's in this order as long as they fit."""
    ledger = planned_in_order(problem, order[problem.worth[order] > 0])
    if not stands(ledger):
        return None
    plan = plan_of(problem, np.array(sorted(ledger.booked), dtype=np.int64), funding_of(ledger))
    durable = float(plan.proposals.probability.sum())
    return SimplePlan(len(plan.proposals.candidate), durable, plan.value, int(plan.funding.amount.sum()), plan)


def plan_of(problem: Problem, rows: Ints, funding: Funding) -> Plan:
    """The plan that takes these rows of the problem, sorted, paid in this way."""
    planned, value = planned_of(problem, rows), problem.plan_value(rows)
    out = np.setdiff1d(np.arange(len(problem.locked)), problem.candidate[rows])
    return Plan(
        proposals=proposals_of(problem, rows),
        funding=funding,
        unplaced=Unplaced(out.astype(np.int32), (UNTOLD,) * len(out)),
        bottlenecks=(),
        opened=tuple((planned > 0).tolist()),
        planned=planned,
        value=value,
        bound=value,
    )


def funding_of(ledger: Ledger) -> Funding:
    """The ledger's payments as funding.csv has them."""
    problem, runs, places = ledger.problem, ledger.problem.region.runs, ledger.problem.region.places
    rows = []
    for row, payments in ledger.booked.items():
        candidate, place = int(problem.candidate[row]), int(problem.place[row])
        for step, fund, cents in payments:
            last = step == ledger.steps - 1
            run = -1 if last else int(problem.runs[row, step])
            kind = places.cost_kind[place] if last else runs.cost_kind[run]
            rows.append((candidate, run, int(kind), fund, cents))
    for run, payments in ledger.groups.items():
        rows += [(-1, run, int(runs.cost_kind[run]), fund, cents) for _, fund, cents in payments]
    columns = np.array(sorted(rows), dtype=np.int64).reshape(-1, 5).T
    candidates, run_rows, kinds, funds = columns[:4].astype(np.int32)
    return Funding(candidates, run_rows, kinds, funds, columns[4])


def same_money(region: Region, plan: Plan) -> Ints:
    """Budgets that allow what a plan used of every fund, reservations included, and not a cent more."""
    funds = region.funds
    used = np.bincount(plan.funding.fund, weights=plan.funding.amount, minlength=len(funds.ids))
    budget = used.copy()
    for fund in np.flatnonzero(funds.guarantor >= 0).tolist():
        budget[funds.guarantor[fund]] += used[fund] * funds.reserve[fund]
    return np.asarray(np.ceil(budget - 1e-6).astype(np.int64))
