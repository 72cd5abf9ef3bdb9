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
from koppelkans.engine.pathways import Pool, given_pathways
from koppelkans.engine.plan import Plan
from koppelkans.engine.problem import Problem, calendar_of, capacities_of
from koppelkans.engine.programme import Infeasible
from koppelkans.engine.region import Bools, Floor, Ints, Pathways, Region
from koppelkans.engine.rules import Rulebook, padded
from koppelkans.engine.search import Limits, Programme
from koppelkans.engine.simple import problem_of
from koppelkans.engine.standing import Standing
from koppelkans.engine.value import Valuation
from koppelkans.engine.variants import pathways_of

PER_PERSON = 1000.0  # worth of a kept pathway, far above its value: as many as can be, then the most valuable
GAP, MOST_NODES = 1e-7, 500
WHOLE = 20_000  # pathways up to which all of them are looked at for who may stay
BEST = 5  # else, of people who could help to hold a floor, so many pathways each


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
    the least value fall away. Where others cannot bring a run of theirs to its minimum or hold a floor, the fewest
    pathways fall away, those of the least value; in a large region only what helps the pathways of before to stand is
    looked at for that. Locks that cannot hold together by themselves are left for planning to tell.
    """
    before = _Before(region)
    before.keep_what_fits(~before.own)
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

    def keep_what_fits(self, wanted: Bools) -> None:
        """Take wanted pathways in, the most valuable first, as long as seats, places, mentors and money last."""
        region, pool = self.region, self.pool
        money, calendar = Money(region, pool), calendar_of(region, pool.first_day)
        limits = replace(capacities_of(region, calendar), seats_need=np.zeros_like(region.runs.seats_min))
        unfloored = replace(region, settings=replace(region.settings, fairness=()))
        standing = Standing(unfloored, pool, money, calendar, limits, np.flatnonzero(self.keep))
        if not standing.payments.can_pay(standing.chosen):
            return
        others = np.flatnonzero(wanted)
        order = others[np.lexsort((pool.candidate[others], -pool.value[others]))].tolist()
        for row in order:
            self.keep[row] = standing.take(row)
            if not self.keep[row]:
                standing.divide_anew()  # what was taken in from what was left is not in the division yet
                self.keep[row] = standing.take_anyhow(row)
        # to the cent: what a programme calls payable may be off by a part of one
        while order and not standing.payments.can_pay(np.flatnonzero(self.keep)):
            self.keep[order.pop()] = False

    def keep_what_can_start(self) -> None:
        """Let go of the fewest pathways, those of least value, that let every run start and every floor hold."""
        if self._settled():
            return
        listed = problem_of(replace(self.region, locks=pathways_of([])))
        if self._possible(listed):
            return
        problem = _with_locks(listed, self.region)
        row_of = _rows_of(problem, self.pool)
        soft = np.flatnonzero(self.keep & ~self.own)
        problem.worth = np.zeros(len(problem))
        problem.worth[row_of[soft]] = PER_PERSON + self.pool.value[soft]
        rows = np.arange(len(problem)) if len(problem) <= WHOLE else np.union1d(self._helping(problem), row_of[soft])
        answer = _answer(problem, rows, Limits(gap=GAP, nodes=MOST_NODES))
        if answer is None:  # the locks of people themselves leave no plan, and planning says why
            return
        without = ~self.keep & ~self.own
        self.keep[soft] = np.isin(row_of[soft], answer)
        certain = self.keep.copy()
        self.keep_what_fits(without)  # what has gone may leave room for somebody who did not fit
        if not (self._settled() or self._possible(listed)):
            self.keep = certain

    def _possible(self, listed: Problem) -> bool:
        """Whether some plan holds the kept pathways; tried first with what helps them alone."""
        fixed = _with_locks(listed, replace(self.region, locks=self.locks()))
        tries = (self._helping(fixed), np.arange(len(fixed)))
        return any(_answer(fixed, rows, Limits(gap=1.0)) is not None for rows in tries)

    def _helping(self, problem: Problem) -> Ints:
        """Rows of the problem that may help the kept pathways to stand: the locks, those of others through runs that
        are too small yet, and those of groups that a floor asks more of."""
        runs, people = self.region.runs, self.region.candidates
        count = self._in_runs()
        short = np.append((count > 0) & (count + runs.seats_taken < runs.seats_min), False)
        asked = np.zeros(len(people.ids), dtype=bool)
        for floor in self._unfair():
            asked |= people.groups[:, floor.group]
        kept = np.zeros(len(people.ids), dtype=bool)
        kept[self.pool.candidate[self.keep]] = True
        helps = short[problem.runs].any(axis=1) | (asked[problem.candidate] & _best_few(problem))
        return np.flatnonzero((helps & ~kept[problem.candidate]) | problem.locked[problem.candidate])

    def _settled(self) -> bool:
        """Whether the kept pathways alone bring every run of theirs to its minimum and hold every floor."""
        runs, count = self.region.runs, self._in_runs()
        return not (((count > 0) & (count + runs.seats_taken < runs.seats_min)).any() or self._unfair())

    def _in_runs(self) -> Ints:
        """How many of the kept pathways go through each run."""
        taken = self.pool.runs(np.flatnonzero(self.keep))
        return np.bincount(taken[taken >= 0], minlength=len(self.region.runs.ids))

    def _unfair(self) -> list[Floor]:
        """The floors that the kept pathways do not hold alone."""
        people = self.region.candidates.groups[self.pool.candidate[self.keep]]
        inside = people.sum(axis=0)
        floors = self.region.settings.fairness
        return [floor for floor in floors if inside[floor.group] < floor.min_share * len(people) - SHARE_SLACK]

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


def _with_locks(listed: Problem, region: Region) -> Problem:
    """The planning problem of a region that differs from a listed one in its locks only."""
    return Problem(region, listed.book, listed.valuation, listed.pool, listed.money)


def _best_few(problem: Problem) -> Bools:
    """The rows that are among the `BEST` of their person by value."""
    order = np.lexsort((-problem.pool.value[problem.ids], problem.candidate))
    best = np.zeros(len(problem), dtype=bool)
    best[order] = np.arange(len(problem)) - problem.offset[problem.candidate[order]] < BEST
    return best


def _answer(problem: Problem, rows: Ints, limits: Limits) -> Ints | None:
    """A plan among these rows that holds the locks, None where none is found."""
    if counted_conflicts(problem):
        return None
    try:
        choice = Programme(problem, problem.capacities, rows).solve(limits).choice
    except Infeasible:
        return None
    return choice.rows if choice else None


def _rows_of(problem: Problem, pool: Pool) -> Ints:
    """The row of the problem of each pathway of a pool that has one per candidate; -1 where it has none."""
    found = np.full(len(pool), -1, dtype=np.int64)
    runs = pool.runs(np.arange(len(pool)))
    for row, candidate in enumerate(pool.candidate.tolist()):
        own = np.arange(problem.offset[candidate], problem.offset[candidate + 1])
        same = (problem.place[own] == pool.place[row]) & (problem.runs[own] == runs[row]).all(axis=1)
        found[row] = own[same][0] if same.any() else -1
    return found
