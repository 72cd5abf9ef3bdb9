"""A region with every pathway listed: what the peers and the baselines choose from, and how their choice is checked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.model import Ints, Model
from koppelkans.engine.funding import Payments
from koppelkans.engine.pathways import worth_of
from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region
from koppelkans.engine.simple import plan_of, problem_of
from koppelkans.engine.verify import verify


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
        self.problem = problem_of(region, workers=1)
        self.book, self.valuation = self.problem.book, self.problem.valuation
        self.pool, self.money = self.problem.pool, self.problem.money

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

    def plan(self, rows: Ints) -> Plan:
        """The plan that takes these rows; raises `Unfunded` if the funds cannot pay for them."""
        rows = np.sort(rows)
        payments = Payments(self.region, self.pool, self.money, self.problem.capacities)
        return plan_of(self.problem, rows, payments.split(self.problem.ids[rows]))


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
