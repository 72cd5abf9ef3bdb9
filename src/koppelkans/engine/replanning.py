"""Planning again on the core of a plan: the people near a question may change, all others stay where they are.

For a small region nobody stays: then the answer is the best there is, with its proof. Otherwise it is the best plan
found near the old one, and so at least possible; what is proven is told by the bound at the prices of the core.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from koppelkans.engine.answers import Difference
from koppelkans.engine.core import Core
from koppelkans.engine.coring import prices_of
from koppelkans.engine.lagrange import Bound, Lagrangian
from koppelkans.engine.pathways import Pool, given_pathways, joined, worth_of
from koppelkans.engine.plan import Plan
from koppelkans.engine.problem import Problem
from koppelkans.engine.region import Bools, Floats, Ints, Pathways, Region
from koppelkans.engine.search import DUAL, PROVABLE, Limits, Programme
from koppelkans.engine.world import World

MOST_PEOPLE = 160  # who may change, of a region that is not planned again whole
FIRST_RING = 60
LEAST = 30  # of those who hardly gain by the plan, and of those just left out: money moves between them
NODES, SECONDS = 20, 1.5  # of the integer programme of one question
WHOLE_SECONDS = 20.0
STICK = 1e-4, 1e-8  # what a plan near the old one may lose so that somebody else need not change; of a small region
SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Ask:
    """What is planned again: `own` are the pathways that `candidate` (-1: nobody in particular) may have, and `must`
    whether one of them it has to be; `runs` and `places` are what the question touches."""

    world: World
    candidate: int = -1
    own: Pool | None = None
    must: bool = False
    runs: tuple[int, ...] = ()
    places: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Found:
    """A plan under a condition: its value, who has which pathway of `pool`, a bound on all plans under the condition
    (infinite: none is known)."""

    value: float
    pool: Pool
    chosen: Ints
    bound: float
    durable: float
    pathways: dict[int, tuple[bytes, int]] = field(default_factory=dict)


class Replanner:
    """What one plan leaves to plan again with, prepared once."""

    def __init__(self, region: Region, plan: Plan, core: Core) -> None:
        self.region, self.plan, self.core = region, plan, core
        self.world = World(region)
        runs = tuple(tuple(run for run in row if run >= 0) for row in core.runs.tolist())
        rows = Pathways(core.candidate, runs, core.place)
        self.pool = given_pathways(region, self.world.book, self.world.valuation, rows)
        self.whole = len(self.pool) <= PROVABLE
        self.loss = core.best[core.candidate] - core.reduced
        self.chosen = np.flatnonzero(core.chosen)
        self.durable = self._durable(self.world, self.pool, self.chosen)
        self.before = _pathways(self.pool, self.chosen)
        self.prices = prices_of(core)

    # planning again ------------------------------------------------------------------------------------------------

    def again(self, ask: Ask) -> Found | None:
        """The best plan found under the condition; None where there is none near the plan."""
        for most in (MOST_PEOPLE, 3 * MOST_PEOPLE):
            found = self._solve(ask, np.ones(len(self.core.best), dtype=bool) if self.whole else self._free(ask, most))
            if found is not None or self.whole:
                break
        return found

    def _solve(self, ask: Ask, free: Bools) -> Found | None:
        kept = free[self.pool.candidate] | self.core.chosen
        if ask.own is not None:
            kept &= self.pool.candidate != ask.candidate
            free[ask.candidate] = True
        pool = self._with_own(np.flatnonzero(kept), ask)
        problem = ask.world.problem(pool)
        if ask.must:
            problem.locked[ask.candidate] = True
            if not (problem.candidate == ask.candidate).any():
                return None
        was = self._was_chosen(problem)
        worth = problem.worth
        problem.worth = worth + np.where(was, STICK[self.whole], 0.0)
        fixed = np.flatnonzero(was & ~free[problem.candidate])
        rows = np.flatnonzero(free[problem.candidate])
        programme = Programme(problem, problem.capacities, rows, fixed=fixed, links=self._links(problem))
        limits = Limits(gap=1e-9, seconds=WHOLE_SECONDS, tight=True) if self.whole else Limits(1e-4, NODES, SECONDS)
        answer = programme.solve(limits)
        problem.worth = worth
        if answer.choice is None:
            return None
        chosen = problem.ids[answer.choice.rows]
        bound = np.inf
        if self.whole:
            euros = float(problem.capacities.budget.sum()) / 100_000
            bound = answer.bound + DUAL * (len(free) + len(problem.capacities.seats) + euros + len(rows))
        return Found(
            value=problem.plan_value(answer.choice.rows),
            pool=pool,
            chosen=chosen,
            bound=bound,
            durable=self._durable(ask.world, pool, chosen),
            pathways=_pathways(pool, chosen),
        )

    def _with_own(self, rows: Ints, ask: Ask) -> Pool:
        """Rows of the core, with the person's own pathways among them, sorted by candidate."""
        if ask.own is None:
            return part(self.pool, rows, ask.world.region)
        split = int(np.searchsorted(self.pool.candidate[rows], ask.candidate))
        parts = (part(self.pool, rows[:split]), ask.own, part(self.pool, rows[split:]))
        return joined(ask.world.region, parts)

    def _was_chosen(self, problem: Problem) -> Bools:
        """Rows of a problem that the plan has."""
        who = problem.candidate
        place = np.full(len(self.core.best), -1, dtype=np.int64)
        place[self.pool.candidate[self.chosen]] = self.pool.place[self.chosen]
        runs = np.full((len(self.core.best), self.region.settings.max_runs), -1, dtype=np.int64)
        runs[self.pool.candidate[self.chosen]] = self.pool.runs(self.chosen)
        return np.asarray((problem.place == place[who]) & (problem.runs == runs[who]).all(axis=1))

    def _links(self, problem: Problem) -> tuple[Ints, Ints]:
        cap, core = problem.capacities, self.core
        decided = (cap.seats_need > 0) | (cap.group_cost > 0)
        keep = decided[core.link_run] if len(core.link_run) else np.zeros(0, dtype=bool)
        return core.link_candidate[keep], core.link_run[keep]

    def _durable(self, world: World, pool: Pool, chosen: Ints) -> float:
        """Expected durable placements of some pathways, less those that would come by themselves."""
        worth = worth_of(world.book, world.valuation, pool, chosen)
        return float((worth.probability - world.region.candidates.baseline[pool.candidate[chosen]]).sum())

    def difference(self, ask: Ask) -> Difference | None:
        """The best plan found under the condition beside the plan; None where none was found."""
        found = self.again(ask)
        return None if found is None else self.beside(ask, found)

    def beside(self, ask: Ask, found: Found) -> Difference:
        """What another plan differs from the plan, and whether that is beyond doubt."""
        plan, doubt = self.plan, SAME * max(1.0, abs(self.plan.bound))
        people = (self.before.keys() | found.pathways.keys()) - {ask.candidate}
        moved = [who for who in people if self.before.get(who) != found.pathways.get(who)]
        lost = plan.value - self.bound_of(ask, found) > doubt
        return Difference(
            value=found.value - plan.value,
            durable=found.durable - self.durable,
            people=len(found.pathways) - len(self.before),
            others=len(moved),
            others_out=sum(who not in found.pathways for who in moved),
            demonstrable=lost or found.value - plan.bound > doubt,
        )

    # who may change ------------------------------------------------------------------------------------------------

    def _free(self, ask: Ask, most: int) -> Bools:
        """The people near a question: those who use what it touches, then those who use what these could have."""
        count = len(self.core.best)
        runs, places = list(ask.runs), list(ask.places)
        if ask.candidate in self.before:
            mine = self.chosen[self.pool.candidate[self.chosen] == ask.candidate]
            runs += [run for run in self.pool.runs(mine)[0].tolist() if run >= 0]
            places += self.pool.place[mine].tolist()
        free = np.zeros(count, dtype=bool)
        free[self._through(runs, places, FIRST_RING * most // MOST_PEOPLE)] = True
        near = np.flatnonzero(free[self.pool.candidate] & (self.loss < 0.05))
        used = self.pool.runs(near)
        further = self._through(np.unique(used[used >= 0]).tolist(), np.unique(self.pool.place[near]).tolist(), most)
        free[further[: most - int(free.sum())]] = True
        least = LEAST * most // MOST_PEOPLE
        planned = np.zeros(count, dtype=bool)
        planned[self.pool.candidate[self.chosen]] = True
        free[self._least(self.chosen, least)] = True
        waiting = np.flatnonzero(~planned[self.pool.candidate])
        free[self._least(waiting, least)] = True
        return free

    def _through(self, runs: list[int], places: list[int], most: int) -> Ints:
        """People with a pathway through these, those who lose least by it first."""
        marked = np.zeros(len(self.region.runs.ids) + 1, dtype=bool)
        marked[runs] = True
        at = np.zeros(len(self.region.places.ids), dtype=bool)
        at[places] = True
        rows = np.flatnonzero(at[self.pool.place] | marked[self.core.runs].any(axis=1))
        return _first_of(self.pool.candidate[rows], np.where(self.core.chosen[rows], -1.0, self.loss[rows]), most)

    def _least(self, rows: Ints, most: int) -> Ints:
        """People for whom little depends on it."""
        who = self.pool.candidate[rows]
        return _first_of(who, self.core.best[who] + self.loss[rows], most)

    # what is proven ------------------------------------------------------------------------------------------------

    def bound_of(self, ask: Ask, found: Found | None) -> float:
        """A bound on every plan under the condition: from the prices of the core, or of the whole programme."""
        own = ask.own
        if ask.world.region is not self.region and own is not None:
            return float("inf")  # with more to choose from no plan is ruled out
        at_prices = self.core.bound - self._reserved(ask)
        if own is not None:
            best = self.core.best[ask.candidate]
            allowed = float(self.reduced(ask.world, own).max(initial=-np.inf))
            at_prices -= float(best - (allowed if ask.must else max(allowed, 0.0)))
        if found is None or not self.whole:
            return at_prices
        return min(at_prices, max(found.bound, at_prices - self.core.slack))

    def _reserved(self, ask: Ask) -> float:
        """What the bound goes down by when some capacity is taken away (not below what there was: more is no loss)."""
        if ask.world.region is self.region:
            return 0.0
        problem, there = ask.world.problem(self.pool), self.world.problem(self.pool).capacities
        less = problem.capacities
        lagrangian = Lagrangian(problem)
        gains = [np.maximum(lagrangian.opening_gains(self.prices, cap), 0.0).sum() for cap in (there, less)]
        return float(gains[0] - gains[1] + ((there.places - less.places) * self.prices.place).sum())

    def reduced(self, world: World, own: Pool) -> Floats:
        """What a person's pathways are worth at the prices of the core; -inf for what cannot be paid."""
        problem = world.problem(own)
        values = np.full(len(own), -np.inf)
        if len(problem):
            bound: Bound = Lagrangian(problem).bound(self.prices)
            values[problem.ids] = bound.reduced
        return values


def part(pool: Pool, rows: Ints, region: Region | None = None) -> Pool:
    """Some rows of a pool as one, with no more chains than it needs."""
    less = Pool(
        offset=pool.offset,
        candidate=pool.candidate[rows],
        place=pool.place[rows],
        chain=np.arange(len(rows), dtype=np.int32),
        first_day=pool.first_day[rows],
        value=pool.value[rows],
        minutes=pool.minutes[rows],
        chain_runs=pool.runs(rows),
    )
    if region is None:
        return less
    return replace(less, offset=np.searchsorted(less.candidate, np.arange(len(region.candidates.ids) + 1)))


def _pathways(pool: Pool, chosen: Ints) -> dict[int, tuple[bytes, int]]:
    """Per person in a plan the pathway, as something to compare."""
    runs = pool.runs(chosen).astype(np.int32)
    who, places = pool.candidate[chosen].tolist(), pool.place[chosen].tolist()
    return {person: (row.tobytes(), place) for person, row, place in zip(who, runs, places, strict=True)}


def _first_of(who: Ints, rank: Floats, most: int) -> Ints:
    """The first so many different people in this order (ties by id)."""
    people, first = np.unique(who[np.lexsort((who, rank))], return_index=True)
    return np.asarray(people[np.argsort(first, kind="stable")][:most])
