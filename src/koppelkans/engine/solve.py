"""The strategy: from a Region to a Plan with a proven bound.

The relaxation gives prices and a bound; an integer programme over what the prices leave open gives a first plan;
then the plan is improved, and for a small region proved, until the gap is closed or the time is up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from koppelkans.engine.bottlenecks import bottlenecks
from koppelkans.engine.clock import Clock, Progress, Stop, relative_gap
from koppelkans.engine.conflicts import LocksConflict, conflict, counted_conflicts
from koppelkans.engine.coring import core_of
from koppelkans.engine.greedy import planned_in_order
from koppelkans.engine.lagrange import Lagrangian
from koppelkans.engine.master import KILO
from koppelkans.engine.money import Money
from koppelkans.engine.parts import plan_in_parts
from koppelkans.engine.pathways import Enumeration, enumerate_pathways
from koppelkans.engine.plan import Plan, Unplaced
from koppelkans.engine.problem import Capacities, Problem
from koppelkans.engine.programme import Infeasible
from koppelkans.engine.proposing import certificate, planned_of, proposals_of, run_figures
from koppelkans.engine.reasons import fill, unplaced_reasons
from koppelkans.engine.region import Ints, Region
from koppelkans.engine.relax import Relaxer
from koppelkans.engine.rules import Rulebook
from koppelkans.engine.search import (
    DUAL,
    FIRST_SLACK,
    PROVABLE,
    WIDE_SLACK,
    Choice,
    Limits,
    Outcome,
    Programme,
    near_best,
    settled,
)
from koppelkans.engine.standing import Standing
from koppelkans.engine.value import Valuation

EXACT_PEOPLE = 300
EXACT_GAP = 1e-6
EXACT_ENOUGH = 1e-5  # below this gap a plan is to be proven, not only good
MOST_EXACT = 400_000  # pathways up to which the relaxation itself is solved to the end
MOST_NODES, FEW_NODES = 2_000, 20  # of one integer programme: of the plan itself, of a plan made again
WHOLE_PEOPLE = 20_000  # a larger region is planned in parts
GAPS = ((2_000, 0.001), (5_000, 0.0025), (20_000, 0.005))  # (people up to, gap to aim at) beyond an exact plan
LAST_GAP = 0.01


UNLIMITED = Stop()

__all__ = ["LocksConflict", "Progress", "Stop", "plan"]


def goal(people: int) -> float:
    """The gap to aim at when none is asked."""
    if people <= EXACT_PEOPLE:
        return EXACT_GAP
    return next((gap for most, gap in GAPS if people <= most), LAST_GAP)


class Solver:
    """Solves one problem under some capacities (the region's own, or those of a what-if)."""

    def __init__(
        self,
        problem: Problem,
        lagrangian: Lagrangian,
        capacities: Capacities,
        gap: float,
        clock: Clock,
        known: Choice | None = None,
        seed: int = 0,
    ) -> None:
        self.problem, self.lagrangian, self.capacities = problem, lagrangian, capacities
        self.gap, self.clock, self.seed = gap, clock, seed
        self.best = known
        self.bound = np.inf

    def solve(self, *, thorough: bool = True) -> Outcome:
        """The whole strategy; if not `thorough` the first plan is good enough."""
        clock = self.clock
        clock.enter("relaxation")
        relaxer = self._relaxer(exact=self.gap < EXACT_ENOUGH and len(self.problem) <= MOST_EXACT)
        relaxer.start()
        self._hear_choice(self._at_once(relaxer))
        try:
            self.root = relaxer.solve()
        except Infeasible:
            raise conflict(self.problem) from None
        clock.enter("first plan")
        self._first()
        if thorough and not self._done():
            clock.enter("improving")
            self._improve()
        if thorough and not self._done():
            clock.enter("proving")
            self._prove()
        return self._outcome()

    def _at_once(self, relaxer: Relaxer) -> Choice | None:
        """A plan in one pass, best first at the prices so far; none for locks, which want to be looked at together."""
        problem = self.problem
        if relaxer.best is None or problem.locked.any():
            return None
        reduced = relaxer.best[0].reduced
        order = np.argsort(-reduced, kind="stable")
        ledger = planned_in_order(problem, order[reduced[order] > -WIDE_SLACK], self.capacities)
        rows = np.array(sorted(ledger.booked), dtype=np.int64)
        return Choice(rows, problem.plan_value(rows, self.capacities))

    def _relaxer(self, *, exact: bool) -> Relaxer:
        return Relaxer(
            self.problem,
            self.lagrangian,
            self.capacities,
            exact=exact,
            heard=self._hear_bound,
            over=lambda: self.clock.over,
        )

    def _outcome(self) -> Outcome:
        return Outcome(self._chosen(), max(self.bound, self._chosen().value), self.root)

    def _chosen(self) -> Choice:
        if self.best is None:
            raise RuntimeError("no plan has been found yet")
        return self.best

    def solve_in_parts(self) -> Outcome:
        """For a region too large for one programme: prices and bound by dual ascent, then a plan part by part."""
        self.clock.enter("prices")
        relaxer = self._relaxer(exact=False)
        relaxer.ascend()
        self.root = relaxer.root()
        self._hear_choice(self._at_once(relaxer))
        self.clock.enter("parts")

        def solve(part: Problem, lagrangian: Lagrangian, left: Capacities) -> Choice:
            quiet = Clock(replace(self.clock.stop, seconds=self.clock.left), lambda _: None)
            return Solver(part, lagrangian, left, LAST_GAP, quiet, seed=self.seed).solve(thorough=False).choice

        self._hear_choice(plan_in_parts(self.problem, solve, self._hear_choice, lambda: self.clock.over))
        return self._outcome()

    def _hear_bound(self, bound: float) -> None:
        self.bound = min(self.bound, bound)
        self.clock.bound = self.bound
        self.clock.tell()

    def _hear_choice(self, choice: Choice | None) -> None:
        if choice is not None and (self.best is None or choice.value > self.best.value):
            self.best = choice
            self.clock.value, self.clock.people = choice.value, len(choice.rows)
            self.clock.tell()

    def _done(self) -> bool:
        found = self.best is not None and relative_gap(self.bound, self.best.value) <= self.gap
        return found or self.clock.over

    def _first(self) -> None:
        """Keep what the relaxation settles, plan the rest; free everything if that cannot be."""
        problem, taken = self.problem, self.root.rows[self.root.share > 1e-9]
        fixed = settled(problem, self.root)
        fixed = fixed[~problem.locked[problem.candidate[fixed]]]
        stays = np.zeros(len(problem.locked), dtype=bool)
        stays[problem.candidate[fixed]] = True
        for slack in (FIRST_SLACK, WIDE_SLACK):
            near = near_best(problem, self.root.bound, slack)
            near[taken] = True
            near &= ~stays[problem.candidate]
            found = self._run(np.flatnonzero(near), fixed=fixed)
            self._hear_choice(found)
            if found is not None or self.clock.over:
                break
        if self.best is None and not self.clock.over:
            self._hear_choice(self._run(np.arange(len(problem))))
        if self.best is None:
            self._hear_choice(self._locks_alone())
        if self.best is None:
            raise conflict(self.problem)

    def _locks_alone(self) -> Choice | None:
        """The least of all plans: the locked pathways, with whom their runs need to open."""
        locked = np.flatnonzero(self.problem.locked[self.problem.candidate])
        rows = np.arange(len(self.problem)) if len(locked) else locked
        return Programme(self.problem, self.capacities, rows).solve(Limits(gap=1.0)).choice

    def _improve(self) -> None:
        """Everybody may change, within what the prices leave open."""
        for slack in (FIRST_SLACK, WIDE_SLACK):
            if self._provable() or self._done():
                return
            self._hear_choice(self._run(self._near(slack)))

    def _near(self, slack: float) -> Ints:
        """Rows within `slack` of their person's best at the root's prices, and those of the best plan."""
        return np.union1d(np.flatnonzero(near_best(self.problem, self.root.bound, slack)), self._chosen().rows)

    def _provable(self) -> bool:
        """Whether all pathways that a better plan could have fit in one integer programme."""
        return len(self._near(self._room())) <= PROVABLE

    def _room(self) -> float:
        """What a better plan may lose against the root's bound."""
        return self.root.bound.value - self._chosen().value + 1e-9

    def _prove(self) -> None:
        """All pathways that could be in a better plan, in one integer programme: its bound is the plan's."""
        rows = self._near(self._room())
        if len(rows) > PROVABLE:
            return
        programme = Programme(self.problem, self.capacities, rows, links=self._links, interrupt=lambda: self.clock.over)
        answer = programme.solve(
            Limits(gap=self.gap / 4, seconds=self.clock.left, tight=True, seed=self.seed), self.best
        )
        self._hear_choice(answer.choice)
        # HiGHS' bound holds within its tolerances: a reduced cost may be wrong by DUAL for each unit that can be taken
        people, euros = len(self.problem.locked), float(self.capacities.budget.sum()) / KILO
        margin = DUAL * (people + len(self.capacities.seats) + euros + len(rows))
        self._hear_bound(max(answer.bound + margin, self._chosen().value))

    @property
    def _links(self) -> tuple[Ints, Ints]:
        return self.root.prices.link_candidate, self.root.prices.link_run

    def _run(self, rows: Ints, fixed: Ints | None = None) -> Choice | None:
        """One integer programme over some rows, started from the best plan where that fits."""
        programme = Programme(
            self.problem,
            self.capacities,
            rows,
            fixed=fixed,
            links=self._links,
            interrupt=lambda: self.clock.over,
        )
        target = self.bound - self.gap * max(1.0, abs(self.bound))
        gap, seconds = max(self.gap / 4, 1e-7), self.clock.left
        limits = Limits(gap=gap, nodes=MOST_NODES, seconds=seconds, target=target, seed=self.seed)
        return programme.solve(limits, self.best if fixed is None else None).choice


class Again:
    """Plans a problem again under other capacities (one unit more), beginning with the plan that is known."""

    def __init__(self, solver: Solver, outcome: Outcome) -> None:
        self.problem, self.lagrangian, self.outcome = solver.problem, solver.lagrangian, outcome
        self.gap, self.clock, self.seed = solver.gap, solver.clock, solver.seed

    def with_capacities(self, capacities: Capacities) -> Choice:
        """A proven plan where the first is proven; else the best of the pathways nearest to the first prices."""
        known = self.outcome.choice
        known = Choice(known.rows, self.problem.plan_value(known.rows, capacities))
        if self.gap < EXACT_ENOUGH:
            quiet = Clock(replace(self.clock.stop, seconds=self.clock.left), lambda _: None)
            again = Solver(self.problem, self.lagrangian, capacities, self.gap, quiet, known, self.seed)
            return again.solve().choice
        root = self.outcome.root
        stays = np.intersect1d(settled(self.problem, root), known.rows)
        free = np.ones(len(self.problem.locked), dtype=bool)
        free[self.problem.candidate[stays]] = False
        near = near_best(self.problem, root.bound, FIRST_SLACK)
        near[known.rows] = True
        rows = np.flatnonzero(near & free[self.problem.candidate])
        links = (root.prices.link_candidate, root.prices.link_run)
        programme = Programme(self.problem, capacities, rows, fixed=stays, links=links)
        answer = programme.solve(Limits(nodes=FEW_NODES, seconds=self.clock.left, seed=self.seed), known).choice
        return known if answer is None or answer.value < known.value else answer


def filled(problem: Problem, outcome: Outcome, *, thorough: bool) -> tuple[Outcome, Standing]:
    """The outcome with everybody who still fits, and how it stands; an unproven plan may have left some out."""
    region, pool, money, calendar = problem.region, problem.pool, problem.money, problem.calendar
    chosen = problem.ids[outcome.choice.rows]
    standing = Standing(region, pool, money, calendar, problem.capacities, chosen)
    added = fill(pool, standing, problem.drop, _left_out(problem, outcome.choice.rows), thorough=thorough)
    if not standing.payments.can_pay(standing.chosen):  # to the cent: a programme's answer may be off by a part of one
        return outcome, Standing(region, pool, money, calendar, problem.capacities, chosen)
    rows = np.union1d(outcome.choice.rows, np.searchsorted(problem.ids, added))
    choice = Choice(rows, problem.plan_value(rows))
    return replace(outcome, choice=choice, bound=max(outcome.bound, choice.value)), standing


def _left_out(problem: Problem, rows: Ints) -> Ints:
    return np.setdiff1d(np.arange(len(problem.locked)), problem.candidate[rows])


def plan(
    region: Region,
    *,
    stop: Stop = UNLIMITED,
    seed: int = 1,
    workers: int = 2,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Plan:
    """Plan a region. Raises `LocksConflict` when the locked pathways cannot hold together."""
    clock = Clock(stop, progress)
    clock.enter("pathways")
    book = Rulebook(region)
    valuation = Valuation(book)
    enumeration = Enumeration(region, book, valuation)
    pool = enumerate_pathways(enumeration, workers=workers)
    money = Money(region, pool)
    problem = Problem(region, book, valuation, pool, money)
    lagrangian = Lagrangian(problem)
    if counted_conflicts(problem):
        raise conflict(problem)
    gap = goal(len(region.candidates.ids)) if stop.gap is None else stop.gap
    solver = Solver(problem, lagrangian, problem.capacities, gap, clock, seed=seed)
    outcome = solver.solve() if len(region.candidates.ids) <= WHOLE_PEOPLE else solver.solve_in_parts()
    clock.enter("reasons")
    outcome, standing = filled(problem, outcome, thorough=not clock.over)
    clock.bound, clock.value = outcome.bound, outcome.choice.value
    rows = outcome.choice.rows
    funding = standing.payments.split(problem.ids[rows])
    out = _left_out(problem, rows)
    reasons = unplaced_reasons(enumeration, pool, standing, problem.drop, out)
    clock.enter("bottlenecks")
    again = Again(solver, outcome)
    found = bottlenecks(problem, outcome, again.with_capacities, workers, lambda: clock.over)
    clock.enter("writing")
    planned = planned_of(problem, rows)
    return Plan(
        proposals=proposals_of(problem, rows),
        funding=funding,
        unplaced=Unplaced(out.astype(np.int32), reasons),
        bottlenecks=found,
        opened=tuple((planned > 0).tolist()),
        planned=planned,
        value=outcome.choice.value,
        bound=outcome.bound,
        certificate=certificate(problem, rows, seed),
        run=run_figures(clock.phases, workers=workers, stopped=clock.over),
        core=core_of(problem, outcome.root.bound, outcome.root.prices, outcome.bound, rows),
    )
