"""The linear relaxation, with pathways and link rows added as they are needed, and the proven bound that follows.

Prices come from the programme over a core of pathways; the Lagrangian bound at those prices looks at all of them, so
the bound is true at every moment and the core grows by exactly what is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from koppelkans.engine.ascent import Ascent, best_of, best_rows
from koppelkans.engine.lagrange import Bound, Lagrangian
from koppelkans.engine.master import Master, Relaxation
from koppelkans.engine.problem import Capacities, Prices, Problem
from koppelkans.engine.programme import Infeasible, Interrupted
from koppelkans.engine.region import Floats, Ints

WHOLE = 4_000  # pathways that go into the programme at once
EACH = 30  # pathways per person in the dual ascent
SLACK = 0.05  # plan value within which a pathway belongs to the first core
NEW_EACH = 5  # pathways added per person and round
ROUNDS = 60
ASCENTS = ((60, 1.0), (60, 0.4), (100, 0.15))  # rounds of the dual ascent: steps, and how much cooler
CLOSE = 1e-5  # the bound is this near (relatively) to the programme: enough for a large region
VIOLATION = 1e-4  # of a link row
MISSING = 1e-7  # reduced value from which a pathway is missing


@dataclass(frozen=True, eq=False)
class Root:
    """What is known before any decision: the best bound with its prices; how far the relaxation opens each run (1
    where nothing is to be decided) and which rows it takes in which share (none if it was not solved)."""

    bound: Bound
    prices: Prices
    opening: Floats
    rows: Ints
    share: Floats


class Relaxer:
    """Solves one relaxation; `heard(bound)` is told each better bound, `over` says whether to stop."""

    def __init__(
        self,
        problem: Problem,
        lagrangian: Lagrangian,
        capacities: Capacities,
        *,
        exact: bool,
        heard: Callable[[float], None] = lambda _: None,
        over: Callable[[], bool] = lambda: False,
    ) -> None:
        self.problem, self.lagrangian, self.capacities = problem, lagrangian, capacities
        self.exact, self.heard, self.over = exact, heard, over
        self.best: tuple[Bound, Prices] | None = None
        self.master = Master(problem, capacities, by_split=True, interrupt=over)
        self.core = np.zeros(len(problem), dtype=bool)

    def start(self) -> None:
        """Choose and add the first core."""
        problem = self.problem
        if len(problem) <= WHOLE:
            self._grow(np.arange(len(problem)))
            return
        self.ascend()
        bound = self._known()
        near = np.zeros(len(problem), dtype=bool)
        near[best_rows(problem, bound.reduced, EACH)] = True
        near &= bound.reduced >= bound.best[problem.candidate] - SLACK
        near |= problem.locked[problem.candidate]
        self._grow(np.flatnonzero(near))

    def ascend(self) -> None:
        """Find the bound and the prices of the dual ascent."""
        problem = self.problem
        reduced = problem.worth
        prices: Prices | None = None
        for iterations, cooled in ASCENTS:
            rows = best_rows(problem, reduced, EACH)
            prices = Ascent(problem, rows).prices(iterations, prices, cooled=cooled)
            bound = self._hear(prices)
            reduced = bound.reduced
            if self.over():
                break

    def solve(self) -> Root:
        """Add pathways and links until nothing is missing, or until told to stop."""
        if self.best is None:
            self._hear(Prices.none(self.capacities))  # everybody takes the best pathway there is
        relaxation: Relaxation | None = None
        try:
            relaxation = self._price_out()
            for _ in range(ROUNDS):
                known = self._known().value
                if self.over() or not self._link(relaxation):
                    break
                relaxation = self._price_out()
                if not self.exact and known - self._known().value < CLOSE * abs(known):
                    break
        except Interrupted:
            pass  # what is known by now is true, and enough to go on with
        return self.root(relaxation)

    def root(self, relaxation: Relaxation | None = None) -> Root:
        """What is known now."""
        opening = np.ones(self.master.run_count)
        if relaxation is None:
            return Root(*self._best(), opening, np.zeros(0, dtype=np.int64), np.zeros(0))
        opening[self.master.decided] = relaxation.opening
        rows = self.master.rows[: len(relaxation.share)]
        return Root(*self._best(), opening, rows, relaxation.share)

    def _best(self) -> tuple[Bound, Prices]:
        if self.best is None:
            raise RuntimeError("no prices have been tried yet")
        return self.best

    def _known(self) -> Bound:
        return self._best()[0]

    def _hear(self, prices: Prices) -> Bound:
        self.last = prices
        bound = self.lagrangian.bound(prices, capacities=self.capacities)
        if self.best is None or bound.value < self.best[0].value:
            self.best = (bound, prices)
            self.heard(bound.value)
        return bound

    def _grow(self, rows: Ints) -> None:
        self.core[rows] = True
        prices = None if self.best is None else self.problem.money.fund_price(self.last.budget)
        self.master.add(rows, prices)

    def _price_out(self) -> Relaxation:
        """Solve and add pathways that would improve the programme, until there is none."""
        problem = self.problem
        relaxation = self._solved()
        for _ in range(ROUNDS):
            bound = self._hear(relaxation.prices)
            near = bound.value - relaxation.value <= CLOSE * abs(relaxation.value)
            if self.over() or (near and not self.exact):
                break
            gain = bound.reduced - relaxation.person[problem.candidate]
            other_split = problem.is_capped & self.master.by_split  # is missing even if it is there with one split
            gain[self.core & ~other_split] = -np.inf
            missing = np.flatnonzero(gain > MISSING)
            if not len(missing):
                break
            self._grow(best_of(missing, gain[missing], problem.candidate[missing], NEW_EACH))
            relaxation = self.master.solve()
        return relaxation

    def _solved(self) -> Relaxation:
        """Solve the programme; where locks leave the core no plan, with all pathways and every split of their bills."""
        try:
            return self.master.solve()
        except Infeasible:
            if not self.master.by_split:
                raise
            self.core[:] = True
            self.master = Master(self.problem, self.capacities, interrupt=self.over)
            self.master.add(np.flatnonzero(self.core))
            return self.master.solve()

    def _link(self, relaxation: Relaxation) -> bool:
        """Add the link rows that the relaxation breaks; whether there were any."""
        problem, master = self.problem, self.master
        if not len(master.decided):
            return False
        rows = master.rows
        shared = np.flatnonzero(relaxation.share > 1e-9)
        runs = problem.runs[rows[shared]]
        owner = np.broadcast_to(problem.candidate[rows[shared]][:, None], runs.shape)
        decided = (runs >= 0) & (master.opening_of[runs] >= 0)
        if not decided.any():
            return False
        key = owner[decided].astype(np.int64) * master.run_count + runs[decided]
        weight = np.broadcast_to(relaxation.share[shared][:, None], runs.shape)[decided]
        pairs, number = np.unique(key, return_inverse=True)
        person, run = pairs // master.run_count, pairs % master.run_count
        taken = np.bincount(number, weights=weight)
        broken = taken > relaxation.opening[master.opening_of[run]] + VIOLATION
        if not broken.any():
            return False
        master.add_links(person[broken], run[broken])
        return True
