"""Planning again with little change: what of the plan before still stands, and three ways to go on from it.

`few` is the region as it is (another pathway costs `change`, leaving somebody out `drop`), `free` takes those costs
away (`variants.free`), and `no_changes` locks every pathway of before that still holds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from koppelkans.engine.conflicts import counted_conflicts
from koppelkans.engine.lagrange import SHARE_SLACK
from koppelkans.engine.money import Money
from koppelkans.engine.pathways import given_pathways
from koppelkans.engine.plan import Plan
from koppelkans.engine.problem import Capacities, Problem, calendar_of, capacities_of
from koppelkans.engine.programme import Infeasible
from koppelkans.engine.region import Bools, Ints, Pathways, Region
from koppelkans.engine.rules import Rulebook, padded
from koppelkans.engine.search import Limits, Programme
from koppelkans.engine.simple import problem_of
from koppelkans.engine.standing import Standing
from koppelkans.engine.value import Valuation
from koppelkans.engine.variants import pathways_of


@dataclass(frozen=True)
class NoChanges:
    """The region with every pathway of before that holds as a lock.

    Candidates (rows): `kept` are locked by this; `gone` have a pathway of before that breaks P0-P8 now; `dropped` have
    one that keeps the rules but does not fit together with the others any more. Who had a lock already is in none.
    """

    region: Region
    kept: tuple[int, ...]
    gone: tuple[int, ...]
    dropped: tuple[int, ...]


@dataclass(frozen=True)
class Changed:
    """What a plan does with the people of before whose pathway still stands (`kept`, `moved`, `left_out`), and how many
    others it places (`added`); `cost` is what the changes cost in plan value."""

    kept: int
    moved: int
    left_out: int
    added: int
    cost: float


def changed(region: Region, plan: Plan) -> Changed:
    """How many changes a plan makes to previous.csv."""
    valuation = Valuation(Rulebook(region))
    proposals, weights = plan.proposals, region.settings.objective
    runs = padded(proposals.runs, max([region.settings.max_runs, *map(len, proposals.runs)]))
    stood = valuation.kept[proposals.candidate]
    moved = int(valuation.differs(proposals.candidate, runs, proposals.place).sum())
    left_out = int(valuation.kept.sum() - stood.sum())
    cost = weights.change * moved + weights.drop * left_out
    return Changed(int(stood.sum()) - moved, moved, left_out, int((~stood).sum()), cost)


def value_without_changes(region: Region, plan: Plan) -> float:
    """The plan value with the costs of changes left aside, so that the three ways can be compared."""
    return plan.value + changed(region, plan).cost


def no_changes(region: Region) -> NoChanges:
    """The region in which everybody keeps the pathway of before, as far as that is possible.

    The locks that are there go first. Of the pathways that do not fit together (seats, places, mentors, money) those of
    the least value fall away; then those of runs that nobody can bring to their minimum, the run that is worth least
    first; then, where a floor cannot hold, the least valuable outside its group. Locks that cannot hold together by
    themselves are left for planning to tell.
    """
    before = _Before(region)
    before.keep_what_fits()
    before.keep_what_can_start()
    return before.result()


class _Before:
    """The locks and the standing pathways of before, one per candidate, and which of them are kept."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.book = Rulebook(region)
        self.valuation = Valuation(self.book)
        self.locked = np.zeros(len(region.candidates.ids), dtype=bool)
        self.locked[region.locks.candidate] = True
        previous, locks = region.previous, region.locks
        rows = [*zip(locks.candidate.tolist(), locks.runs, locks.place.tolist(), strict=True)]
        for who, runs, place in zip(previous.candidate.tolist(), previous.runs, previous.place.tolist(), strict=True):
            if self.valuation.kept[who] and not self.locked[who]:
                rows.append((who, runs, place))
        self.pathways = pathways_of(rows)
        self.pool = given_pathways(region, self.book, self.valuation, self.pathways)
        self.own = self.locked[self.pool.candidate]  # pathways that are locks already
        self.keep = self.own.copy()
        self.problem: Problem | None = None

    def keep_what_fits(self) -> None:
        """Take the pathways in, the most valuable first, as long as seats, places, mentors and money last."""
        region, pool = self.region, self.pool
        money, calendar = Money(region, pool), calendar_of(region, pool.first_day)
        limits = replace(capacities_of(region, calendar), seats_need=np.zeros_like(region.runs.seats_min))
        unfloored = replace(region, settings=replace(region.settings, fairness=()))
        standing = Standing(unfloored, pool, money, calendar, limits, np.flatnonzero(self.own))
        if not standing.payments.can_pay(standing.chosen):
            return
        others = np.flatnonzero(~self.own)
        for row in others[np.lexsort((pool.candidate[others], -pool.value[others]))].tolist():
            self.keep[row] = standing.take(row) or standing.take_anyhow(row)

    def keep_what_can_start(self) -> None:
        """Let go of pathways until every run that is needed can start and every floor can hold."""
        while (self._short().any() or self._unfair().any()) and not self._possible(floors=True):
            leaving = self._of_floors() if self._possible(floors=False) else self._of_runs()
            if not leaving.any():
                return
            self.keep &= ~leaving

    def _in_run(self) -> Bools:
        """(pathways, runs): which kept pathway takes which run."""
        runs = self.pool.runs(np.arange(len(self.pool)))
        inside = np.zeros((len(self.pool), len(self.region.runs.ids) + 1), dtype=bool)
        np.put_along_axis(inside, runs, True, axis=1)
        return np.asarray(inside[:, :-1] & self.keep[:, None])

    def _short(self) -> Bools:
        """Runs with some of the kept pathways, and too few for the minimum."""
        runs = self.region.runs
        count = self._in_run().sum(axis=0)
        return np.asarray((count > 0) & (count + runs.seats_taken < runs.seats_min))

    def _unfair(self) -> Bools:
        """Floors that the kept pathways alone do not hold."""
        people = self.region.candidates.groups[self.pool.candidate[self.keep]]
        floors = self.region.settings.fairness
        return np.array(
            [people[:, floor.group].sum() < floor.min_share * len(people) - SHARE_SLACK for floor in floors], dtype=bool
        )

    def _possible(self, *, floors: bool) -> bool:
        """Whether some plan holds the kept pathways, with or without the floors."""
        problem = self._with_locks()
        if counted_conflicts(problem):
            return False
        cap: Capacities = problem.capacities
        if not floors:
            cap = replace(cap, floors=np.zeros_like(cap.floors))
        try:
            return Programme(problem, cap, np.arange(len(problem))).solve(Limits(gap=1.0)).choice is not None
        except Infeasible:
            return False

    def _with_locks(self) -> Problem:
        """The planning problem with the kept pathways as locks; all pathways are listed once."""
        if self.problem is None:
            self.problem = problem_of(replace(self.region, locks=_no_pathways()))
        known = self.problem
        region = replace(self.region, locks=self.locks())
        return Problem(region, known.book, known.valuation, known.pool, known.money)

    def _of_runs(self) -> Bools:
        """The pathways of before through the short run that is worth least (those that too few could join first)."""
        inside = self._in_run() & ~self.own[:, None]
        runs = np.flatnonzero(self._short() & inside.any(axis=0))
        if not len(runs):
            return np.zeros(len(self.pool), dtype=bool)
        problem, cap = self._with_locks(), self._with_locks().capacities
        able = [len(np.unique(problem.candidate[(problem.runs == run).any(axis=1)])) for run in runs.tolist()]
        fillable = np.array(able) >= cap.seats_need[runs]
        worth = np.array([self.pool.value[inside[:, run]].sum() for run in runs.tolist()])
        first = int(runs[np.lexsort((runs, worth, fillable))[0]])
        return np.asarray(inside[:, first])

    def _of_floors(self) -> Bools:
        """The least valuable pathway of before outside the group of a floor that is not held by the kept alone."""
        leaving = np.zeros(len(self.pool), dtype=bool)
        groups = [floor.group for floor in self.region.settings.fairness]
        outside = ~self.region.candidates.groups[self.pool.candidate][:, groups][:, self._unfair()].all(axis=1)
        rows: Ints = np.flatnonzero(outside & self.keep & ~self.own)
        if len(rows):
            leaving[rows[np.lexsort((rows, self.pool.value[rows]))[0]]] = True
        return leaving

    def locks(self) -> Pathways:
        """The kept pathways as locks."""
        rows = np.flatnonzero(self.keep).tolist()
        pathways = self.pathways
        return Pathways(pathways.candidate[rows], tuple(pathways.runs[row] for row in rows), pathways.place[rows])

    def result(self) -> NoChanges:
        """What came of it."""
        who = self.pool.candidate
        known = set(who.tolist())
        return NoChanges(
            replace(self.region, locks=self.locks(), digest=""),
            kept=tuple(who[self.keep & ~self.own].tolist()),
            gone=tuple(sorted(set(self.region.previous.candidate.tolist()) - known)),
            dropped=tuple(who[~self.keep].tolist()),
        )


def _no_pathways() -> Pathways:
    return pathways_of([])
