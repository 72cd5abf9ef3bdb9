"""A region with every pathway listed: what the peers and the baselines choose from, and how their choice is checked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.model import Ints, Model
from koppelkans.engine.funding import Payments
from koppelkans.engine.money import Money
from koppelkans.engine.pathways import Enumeration, enumerate_pathways, worth_of
from koppelkans.engine.plan import Funding, Plan, Unplaced
from koppelkans.engine.problem import Problem
from koppelkans.engine.proposing import planned_of, proposals_of
from koppelkans.engine.region import Region
from koppelkans.engine.rules import Rulebook
from koppelkans.engine.value import Valuation
from koppelkans.engine.verify import verify

UNTOLD = ("outbid",)  # a plan needs a reason for everybody who is not in it; here nobody asks


@dataclass(frozen=True)
class Result:
    """What a plan amounts to; `durable` is the expected number of durable placements, `cents` the money it uses."""

    value: float
    people: int
    durable: float
    cents: int


class Listing:
    """The pathways of a region, numbered as in the engine's `Problem`."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.book = Rulebook(region)
        self.valuation = Valuation(self.book)
        self.pool = enumerate_pathways(Enumeration(region, self.book, self.valuation))
        self.money = Money(region, self.pool)
        self.problem = Problem(region, self.book, self.valuation, self.pool, self.money)

    def model(self) -> Model:
        """Everything that a solver needs to know."""
        problem, money, funds = self.problem, self.money, self.region.funds
        capacities, everyone = problem.capacities, np.arange(len(self.region.candidates.ids))
        capped = np.zeros(len(problem), dtype=bool)
        capped[problem.capped] = True
        ceilings = np.where(funds.max_per_candidate >= 0, money.ceiling_of(everyone), -1)
        return Model(
            candidate=problem.candidate,
            place=problem.place,
            worth=problem.worth,
            runs=problem.runs,
            mentor_first=problem.mentor_first,
            mentor_last=problem.mentor_last,
            purse=problem.bills.purse,
            amount=problem.bills.amount,
            capped=capped,
            locked=problem.locked,
            seats=capacities.seats,
            seats_need=capacities.seats_need,
            group_cost=capacities.group_cost,
            group_funds=money.group_funds,
            places=capacities.places,
            mentors=capacities.mentors,
            purses=money.purses,
            budget=capacities.budget,
            guarantor=funds.guarantor,
            reserve=funds.reserve,
            ceilings=ceilings,
            floors=capacities.floors,
            in_group=problem.in_group,
            base=problem.base,
            euro=self.region.settings.objective.euro,
        )

    def probability(self) -> np.ndarray:
        """The chance of a durable placement of every pathway."""
        return worth_of(self.book, self.valuation, self.pool, self.problem.ids).probability

    def plan(self, rows: Ints, funding: Funding | None = None) -> Plan:
        """The plan that takes these rows; raises `Unfunded` if no funding is given and none exists."""
        rows = np.sort(rows)
        planned = planned_of(self.problem, rows)
        if funding is None:
            payments = Payments(self.region, self.pool, self.money, self.problem.capacities)
            funding = payments.split(self.problem.ids[rows])
        out = np.setdiff1d(np.arange(len(self.region.candidates.ids)), self.problem.candidate[rows])
        value = self.problem.plan_value(rows)
        return Plan(
            proposals=proposals_of(self.problem, rows),
            funding=funding,
            unplaced=Unplaced(out.astype(np.int32), (UNTOLD,) * len(out)),
            bottlenecks=(),
            opened=tuple((planned > 0).tolist()),
            planned=planned,
            value=value,
            bound=value,
        )


def result(region: Region, plan: Plan) -> Result:
    """The figures of a plan, once it is verified; raises `BrokenPlan` if it breaks a rule."""
    breaches = verify(region, plan)
    if breaches:
        raise BrokenPlan(f"{len(breaches)} breaches, the first: {breaches[0]}")
    proposals = plan.proposals
    durable = float(proposals.probability.sum())
    return Result(plan.value, len(proposals.candidate), durable, int(plan.funding.amount.sum()))


class BrokenPlan(Exception):
    """A plan that was to be measured breaks a rule."""
