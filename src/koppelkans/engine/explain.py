"""Why this pathway and why not another: codes and figures that the phrase catalogue turns into sentences.

Only the pathways of one person and those of the plan are worked out, so an answer takes well under a second.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from koppelkans.engine.pathways import Pool, given_pathways, joined, worth_of
from koppelkans.engine.plan import Plan
from koppelkans.engine.problem import calendar_of, capacities_of
from koppelkans.engine.reasons import best_by_value, unplaced_reasons
from koppelkans.engine.region import Ints, Pathways, Region
from koppelkans.engine.rules import Rulebook
from koppelkans.engine.standing import Standing
from koppelkans.engine.value import Valuation
from koppelkans.engine.world import World

ALTERNATIVES = 3


@dataclass(frozen=True)
class Alternative:
    """A pathway of one candidate beside the one proposed.

    `value` as "Value" in the format says, `terms` in the order of `plan.TERMS`, `cost` in cents, `difference` is
    what the plan value would change by for this person alone (value minus the proposed pathway's; for someone left out
    plus what leaving out costs), and `obstacles` are the `code:id` items that stand in the way (empty: it would fit as
    the plan stands).
    """

    runs: tuple[int, ...]
    place: int
    first_day: int
    probability: float
    preference: float
    travel_minutes: float
    cost: int
    value: float
    terms: tuple[float, ...]
    difference: float
    obstacles: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """What `koppelkans explain` tells of one candidate: the proposal (or why there is none) and the next best three."""

    candidate: int
    chosen: Alternative | None
    reasons: tuple[str, ...]
    pathways: int
    alternatives: tuple[Alternative, ...]


def explain(region: Region, plan: Plan, candidate: int) -> Explanation:
    """Explain what a plan does with one candidate (a row of the region)."""
    return Case(World(region), plan, candidate).explanation()


class Case:
    """One person beside a plan: the pool holds the person's pathways first, then those of the plan."""

    def __init__(self, world: World, plan: Plan, candidate: int) -> None:
        self.region, self.candidate = world.region, candidate
        self.book, self.valuation, self.enumeration = world.book, world.valuation, world.enumeration
        self.own = world.own(candidate)
        region = world.region
        proposals = plan.proposals
        planned = Pathways(proposals.candidate, proposals.runs, proposals.place)
        self.pool = joined(region, [self.own, given_pathways(region, world.book, world.valuation, planned)])
        self.money = world.money.over(self.pool)
        mine = np.flatnonzero(proposals.candidate == candidate)
        in_plan = len(self.own) + np.arange(len(proposals.candidate))
        self.chosen = int(in_plan[mine[0]]) if len(mine) else None
        calendar = calendar_of(region, self.pool.first_day)
        capacities = capacities_of(region, calendar)
        self.standing = Standing(region, self.pool, self.money, calendar, capacities, np.delete(in_plan, mine))

    def explanation(self) -> Explanation:
        """The proposal or the reasons against, and the best other pathways with what is in their way."""
        reasons: tuple[str, ...] = ()
        if self.chosen is None:
            drop = self.valuation.drop_cost
            (reasons,) = unplaced_reasons(self.enumeration, self._own_offsets(), self.standing, drop, self._who())
        return Explanation(
            candidate=self.candidate,
            chosen=self.planned(),
            reasons=reasons,
            pathways=len(self.own),
            alternatives=tuple(self.alternative(row) for row in self.next_best()),
        )

    def planned(self) -> Alternative | None:
        """The pathway proposed; None for who is left out."""
        return None if self.chosen is None else self.alternative(self.chosen, told=False)

    def next_best(self) -> list[int]:
        """The best other pathways (rows of the pool), by value."""
        return [int(row) for row in best_by_value(self.pool, self.others(), ALTERNATIVES)]

    def others(self) -> Ints:
        """All pathways but the one proposed; a lock rules out all others."""
        rows = np.arange(len(self.own))
        if self.candidate in self.region.locks.candidate:
            return rows[:0]
        return rows if self.chosen is None else np.asarray(rows[~self._is_chosen(rows)])

    @property
    def reference(self) -> float:
        """The value of what the plan does with this person."""
        left_out = -float(self.valuation.drop_cost[self.candidate])
        return left_out if self.chosen is None else float(self.pool.value[self.chosen])

    def obstacles(self, row: int) -> tuple[str, ...]:
        """What is in the way of another pathway, as the plan stands without this person."""
        return (*self.standing.obstacles(row), *self._left_behind(row))

    def _left_behind(self, row: int) -> tuple[str, ...]:
        """Groups of the proposal that would be too small without this person."""
        if self.chosen is None:
            return ()
        standing, runs = self.standing, self.pool.runs(np.array([self.chosen, row]))
        left = np.setdiff1d(runs[0], runs[1])
        left = left[left >= 0]
        closing = left[(standing.planned[left] > 0) & (standing.planned[left] < standing.capacities.seats_need[left])]
        return tuple(f"run_below_min:{self.region.runs.ids[run]}" for run in closing.tolist())

    def _who(self) -> Ints:
        return np.array([self.candidate], dtype=np.int32)

    def _own_offsets(self) -> Pool:
        """The joined pool, with offsets that find the person's own pathways at its beginning."""
        offset = np.zeros(len(self.region.candidates.ids) + 1, dtype=np.int64)
        offset[self.candidate + 1 :] = len(self.own)
        return replace(self.pool, offset=offset)

    def _is_chosen(self, rows: Ints) -> Ints:
        pool = self.pool
        same = pool.place[rows] == pool.place[self.chosen]
        return np.asarray(same & (pool.runs(rows) == pool.runs(np.array([self.chosen]))).all(axis=1))

    def alternative(self, row: int, *, told: bool = True) -> Alternative:
        """A pathway of this person with its figures, and (`told`) with what is in its way."""
        told_of = self.obstacles(row) if told else ()
        return _told(self.book, self.valuation, self.pool, row, self.reference, told_of)

    def told(self, world: World, pool: Pool, row: int) -> Alternative:
        """A pathway of this person in another world, beside what the plan does with the person."""
        return _told(world.book, world.valuation, pool, row, self.reference, ())


def _told(
    book: Rulebook, valuation: Valuation, pool: Pool, row: int, reference: float, obstacles: tuple[str, ...]
) -> Alternative:
    rows = np.array([row])
    worth = worth_of(book, valuation, pool, rows)
    return Alternative(
        runs=tuple(run for run in pool.runs(rows)[0].tolist() if run >= 0),
        place=int(pool.place[row]),
        first_day=int(pool.first_day[row]),
        probability=float(worth.probability[0]),
        preference=float(worth.preference[0]),
        travel_minutes=float(pool.minutes[row]),
        cost=int(worth.cost[0]),
        value=float(worth.value[0]),
        terms=tuple(worth.terms[0].tolist()),
        difference=float(worth.value[0]) - reference,
        obstacles=obstacles,
    )
