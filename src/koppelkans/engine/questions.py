"""Questions about a plan, answered by planning again what the question touches: in about a second for a region.

Every answer is a plan that exists (found on the core, near the old one), so what it tells is possible; what it proves
is told apart, by the bound at the prices of the plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import numpy as np

from koppelkans.engine.alterations import without
from koppelkans.engine.answers import (
    CHOSEN,
    FITS,
    IN_THE_WAY,
    OUTBID,
    RULE,
    WITHIN_MARGIN,
    Difference,
    Help,
    Tested,
    WhyNot,
)
from koppelkans.engine.core import Core
from koppelkans.engine.explain import Case
from koppelkans.engine.helps import Helper
from koppelkans.engine.plan import Plan
from koppelkans.engine.reasons import best_by_value, rules_against
from koppelkans.engine.region import Ints, Region
from koppelkans.engine.replanning import Ask, Replanner, part
from koppelkans.engine.search import FIRST_SLACK

NEAREST = 3  # pathways to a place that are looked at for what is in the way
CASES = 64  # people whose pathways are remembered


class Questions:
    """One plan, ready to be asked about; made once and used for many questions."""

    def __init__(self, region: Region, plan: Plan, core: Core) -> None:
        self.region, self.plan, self.core = region, plan, core
        self.planner = Replanner(region, plan, core)
        self.world = self.planner.world
        self._case = lru_cache(maxsize=CASES)(lambda candidate: Case(self.world, plan, candidate))

    # about a person ------------------------------------------------------------------------------------------------

    def why_not(self, candidate: int, place: int) -> WhyNot:
        """Why a candidate is not planned at a place: the nearest thing in the way, and what it would cost anyhow."""
        case = self._case(candidate)
        told = WhyNot(candidate, place, RULE, planned=case.planned())
        if told.planned is not None and told.planned.place == place:
            return replace(told, code=CHOSEN, pathway=told.planned)
        if candidate in self.region.locks.candidate:
            return replace(told, items=(f"locked:{self.region.places.ids[place]}",))
        rows = np.flatnonzero(case.own.place == place)
        if not len(rows):
            return replace(told, items=rules_against(self.world.enumeration, candidate, place))
        best = best_by_value(case.own, rows, NEAREST).tolist()
        row = min(best, key=lambda one: (len(case.obstacles(one)), best.index(one)))
        pathway = case.alternative(row)
        difference = self._with(case, rows)
        code = self._code(pathway.obstacles, pathway.difference, difference)
        told = replace(told, code=code, items=pathway.obstacles, pathway=pathway, difference=difference)
        return replace(told, lacking=self._lacking(case, row))

    def _code(self, obstacles: tuple[str, ...], own: float, difference: Difference | None) -> str:
        if obstacles:
            codes = [item.partition(":")[0] for item in obstacles]
            return min(codes, key=IN_THE_WAY.index)
        if difference is None or not difference.demonstrable:
            return WITHIN_MARGIN
        return FITS if own < 0 else OUTBID

    def _lacking(self, case: Case, row: int) -> int:
        """How many people the groups of a pathway lack at most, with this person in them."""
        standing = case.standing
        runs = [run for run in case.pool.runs(np.array([row]))[0].tolist() if run >= 0]
        lack = [int(standing.capacities.seats_need[run] - standing.planned[run] - 1) for run in runs]
        return max([0, *lack])

    def what_helps(self, candidate: int) -> tuple[Help, ...]:
        """Changes tested to bring this person a (better) pathway, the smallest of each kind, nearest first."""
        return Helper(self.planner, self._case(candidate)).helps()

    def next_best(self, candidate: int) -> tuple[Tested, ...]:
        """The next best three pathways by their own value, each planned again with the person in it."""
        case = self._case(candidate)
        planned = case.planned()
        return tuple(
            Tested(case.alternative(row), self._with(case, np.array([row])), planned) for row in case.next_best()
        )

    def _with(self, case: Case, rows: Ints) -> Difference | None:
        """What the plan becomes with the person in one of these pathways of the person's own."""
        own, best = part(case.own, rows, self.region), best_by_value(case.own, rows, NEAREST)
        runs = np.unique(case.own.runs(best))
        places = tuple(np.unique(own.place).tolist())
        ask = Ask(self.world, case.candidate, own, must=True, runs=tuple(runs[runs >= 0].tolist()), places=places)
        return self.planner.difference(ask)

    def cost_of_forbidding(
        self, candidate: int, runs: Iterable[int] | None = None, place: int | None = None
    ) -> Difference:
        """What the plan becomes when a person may have no pathway with any of these runs (and to this place).

        Each run is a row more of forbidden.csv; without runs it is one for the place, without both the person is kept
        out. A lock of this person is set aside.
        """
        region = without(self.region, candidate, tuple(runs or (-1,)), -1 if place is None else place)
        world = self.world.like(region, person=True)
        own = world.own(candidate)
        ask = Ask(world, candidate, own)
        return self._known(ask)

    # about an offer ------------------------------------------------------------------------------------------------

    def cost_of_reserving(self, run: int | None = None, place: int | None = None, seats: int = 1) -> Difference:
        """What the plan becomes when seats of a run, or room at a place, are kept for who comes later."""
        region = self.region
        if run is not None:
            most = region.runs.seats_max.copy()
            most[run] = max(most[run] - seats, 0)
            region = replace(region, runs=replace(region.runs, seats_max=most))
        if place is not None:
            room = region.places.capacity.copy()
            room[place] = max(room[place] - seats, 0)
            region = replace(region, places=replace(region.places, capacity=room))
        runs, places = (() if run is None else (run,)), (() if place is None else (place,))
        return self._known(Ask(self.world.like(region), runs=runs, places=places))

    def came_near(self, run: int | None = None, place: int | None = None) -> tuple[int, ...]:
        """Candidates not planned in this run or at this place who have a pathway there near their best; by id."""
        core, pool = self.core, self.planner.pool
        hit = np.zeros(len(pool), dtype=bool)
        if run is not None:
            hit |= (core.runs == run).any(axis=1)
        if place is not None:
            hit |= pool.place == place
        there = np.unique(pool.candidate[hit & core.chosen])
        near = np.unique(pool.candidate[hit & (self.planner.loss <= FIRST_SLACK)])
        return tuple(np.setdiff1d(near, there).tolist())

    def _known(self, ask: Ask) -> Difference:
        """The difference where there is always a plan: people can be left out."""
        found = self.planner.difference(ask)
        if found is None:
            raise RuntimeError("planning again found no plan, though leaving people out is one")
        return found
