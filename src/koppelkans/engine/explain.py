"""Why this pathway and why not another: codes and figures that the phrase catalogue turns into sentences.

Only the pathways of one person and those of the plan are worked out, so an answer takes well under a second.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from koppelkans.engine.money import Money
from koppelkans.engine.pathways import Enumeration, Pool, enumerate_pathways, given_pathways, joined, worth_of
from koppelkans.engine.plan import Plan
from koppelkans.engine.problem import calendar_of, capacities_of
from koppelkans.engine.reasons import best_by_value, unplaced_reasons
from koppelkans.engine.region import Ints, Pathways, Region
from koppelkans.engine.rules import Rulebook
from koppelkans.engine.standing import Standing
from koppelkans.engine.value import Valuation

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
    return _Case(region, plan, candidate).explanation()


class _Case:
    """One person beside a plan: the pool holds the person's pathways first, then those of the plan."""

    def __init__(self, region: Region, plan: Plan, candidate: int) -> None:
        self.region, self.candidate = region, candidate
        self.book = Rulebook(region)
        self.valuation = Valuation(self.book)
        self.enumeration = Enumeration(region, self.book, self.valuation)
        self.own = enumerate_pathways(self.enumeration, [np.array([candidate], dtype=np.int32)])
        proposals = plan.proposals
        planned = Pathways(proposals.candidate, proposals.runs, proposals.place)
        self.pool = joined(region, [self.own, given_pathways(region, self.book, self.valuation, planned)])
        self.money = Money(region, self.pool)
        mine = np.flatnonzero(proposals.candidate == candidate)
        in_plan = len(self.own) + np.arange(len(proposals.candidate))
        self.chosen = int(in_plan[mine[0]]) if len(mine) else None
        calendar = calendar_of(region, self.pool.first_day)
        capacities = capacities_of(region, calendar)
        self.standing = Standing(region, self.pool, self.money, calendar, capacities, np.delete(in_plan, mine))

    def explanation(self) -> Explanation:
        """The proposal or the reasons against, and the best other pathways with what is in their way."""
        rows = np.arange(len(self.own))
        reasons: tuple[str, ...] = ()
        if self.chosen is None:
            drop = self.valuation.drop_cost
            (reasons,) = unplaced_reasons(self.enumeration, self._own_offsets(), self.standing, drop, self._who())
        others = rows if self.chosen is None else rows[~self._is_chosen(rows)]
        if self.candidate in self.region.locks.candidate:
            others = others[:0]  # the lock itself rules out all others
        best = best_by_value(self.pool, others, ALTERNATIVES)
        left_out = -float(self.valuation.drop_cost[self.candidate])
        reference = left_out if self.chosen is None else float(self.pool.value[self.chosen])
        return Explanation(
            candidate=self.candidate,
            chosen=None if self.chosen is None else self._alternative(self.chosen, reference, told=False),
            reasons=reasons,
            pathways=len(self.own),
            alternatives=tuple(self._alternative(int(row), reference, told=True) for row in best),
        )

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

    def _alternative(self, row: int, reference: float, *, told: bool) -> Alternative:
        pool, rows = self.pool, np.array([row])
        worth = worth_of(self.book, self.valuation, pool, rows)
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
            obstacles=(*self.standing.obstacles(row), *self._left_behind(row)) if told else (),
        )
