"""What differs between two plans for one region, in figures: people, money per fund, groups and runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Bools, Cents, Region


@dataclass(frozen=True)
class Side:
    """One of the two plans: people placed, durable placements expected, runs opened, cents used, plan value, bound."""

    people: int
    durable: float
    opened: int
    cost: int
    value: float
    bound: float


@dataclass(frozen=True)
class Comparison:
    """The first plan beside the second; candidates, runs, funds and groups are rows of the region.

    `placed_first` and `placed_second` have a place in that plan only, `moved` have another pathway, `same` counts who
    kept theirs. `funds` gives per fund the cents used in each plan and `groups` per group its people in each plan.
    """

    first: Side
    second: Side
    same: int
    moved: tuple[int, ...]
    placed_first: tuple[int, ...]
    placed_second: tuple[int, ...]
    opened_first: tuple[int, ...]
    opened_second: tuple[int, ...]
    funds: tuple[tuple[int, int], ...]
    groups: tuple[tuple[int, int], ...]

    @property
    def equal(self) -> bool:
        """Whether everyone keeps their pathway and every fund its use."""
        return not (self.moved or self.placed_first or self.placed_second or any(a != b for a, b in self.funds))


def compare(region: Region, first: Plan, second: Plan) -> Comparison:
    """Compare two plans for one region."""
    before, after = pathways(first), pathways(second)
    both = sorted(before.keys() & after.keys())
    moved = tuple(candidate for candidate in both if before[candidate] != after[candidate])
    return Comparison(
        first=side(first),
        second=side(second),
        same=len(both) - len(moved),
        moved=moved,
        placed_first=tuple(sorted(before.keys() - after.keys())),
        placed_second=tuple(sorted(after.keys() - before.keys())),
        opened_first=rows(used(first) & ~used(second)),
        opened_second=rows(used(second) & ~used(first)),
        funds=pairs(spent(region, first), spent(region, second)),
        groups=pairs(in_groups(region, first), in_groups(region, second)),
    )


def pathways(plan: Plan) -> dict[int, tuple[tuple[int, ...], int]]:
    """The runs and the place of each candidate who has a proposal."""
    proposals = plan.proposals
    chosen = zip(proposals.candidate.tolist(), proposals.runs, proposals.place.tolist(), strict=True)
    return {candidate: (runs, place) for candidate, runs, place in chosen}


def side(plan: Plan) -> Side:
    """The totals of one plan."""
    return Side(
        people=len(plan.proposals.candidate),
        durable=float(plan.proposals.probability.sum()),
        opened=int(used(plan).sum()),
        cost=int(plan.funding.amount.sum()),
        value=plan.value,
        bound=plan.bound,
    )


def used(plan: Plan) -> Bools:
    """Per run whether the plan puts anyone in it."""
    return plan.planned > 0


def spent(region: Region, plan: Plan) -> Cents:
    """Cents used per fund, group costs included."""
    total = np.zeros(len(region.funds.ids), dtype=np.int64)
    np.add.at(total, plan.funding.fund, plan.funding.amount)
    return total


def in_groups(region: Region, plan: Plan) -> Cents:
    """People in the plan per group."""
    members: Cents = region.candidates.groups[plan.proposals.candidate].sum(axis=0, dtype=np.int64)
    return members


def rows(chosen: Bools) -> tuple[int, ...]:
    """The row numbers that are True."""
    return tuple(np.flatnonzero(chosen).tolist())


def pairs(first: Cents, second: Cents) -> tuple[tuple[int, int], ...]:
    """Two columns side by side."""
    return tuple(zip(first.tolist(), second.tolist(), strict=True))
