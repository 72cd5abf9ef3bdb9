"""Planning again on the core of a plan: the people near a question may change, all others stay where they are.

For a small region nobody stays: then the answer is the best there is, with its proof. Otherwise it is the best plan
found near the old one, and so at least possible; what is proven is told by the bound at the prices of the core.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from koppelkans.engine.answers import Difference
from koppelkans.engine.core import Core
from koppelkans.engine.coring import prices_of
from koppelkans.engine.lagrange import Bound, Lagrangian
from koppelkans.engine.master import KILO
from koppelkans.engine.money import EURO
from koppelkans.engine.nearby import Left, Nearby, left_by
from koppelkans.engine.pathways import Pool, given_pathways, joined, worth_of
from koppelkans.engine.plan import Plan
from koppelkans.engine.problem import Problem
from koppelkans.engine.region import Bools, Floats, Ints, Pathways, Region
from koppelkans.engine.search import DUAL, Choice, Limits, Programme
from koppelkans.engine.world import World

WHOLE_ROWS = 1_000  # pathways of a region that is planned again whole
SECONDS_WHOLE = 10.0
WIDER, ENOUGH = (30, 60, 250), 60  # people who may change in a larger one; more only where that gives no plan
FIRST_RING = 0.4  # share of them who use what the question touches
LEAST = 0.2  # share of them who hardly gain by the plan, and of those just left out: money moves between them
NEAR_LOSS, EACH = 0.03, 8  # what a pathway may lose at the prices to be looked at, and how many per person
GAP, NODES, SECONDS = 1e-4, 20, 0.8  # of the integer programme of one question
STICK, STICK_WHOLE = 0.01, 1e-8  # what a plan may lose so that somebody else need not change
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
    """A plan under a condition: its value, the change in expected durable placements, who of the people that could
    change has which pathway of `pool` now (`chosen`), and a bound on all plans under the condition (infinite: none)."""

    value: float
    durable: float
    pool: Pool
    chosen: Ints
    free: Bools
    bound: float

    def of(self, candidate: int) -> int | None:
        """The pathway of the pool that somebody gets."""
        mine = self.chosen[self.pool.candidate[self.chosen] == candidate]
        return int(mine[0]) if len(mine) else None


class Replanner:
    """What one plan leaves to plan again with, prepared once."""

    def __init__(self, region: Region, plan: Plan, core: Core) -> None:
        self.region, self.plan, self.core = region, plan, core
        self.world = World(region)
        self.prices = prices_of(core)
        runs = tuple(tuple(run for run in row if run >= 0) for row in core.runs.tolist())
        rows = Pathways(core.candidate, runs, core.place)
        self.pool = given_pathways(region, self.world.book, self.world.valuation, rows)
        self.whole = len(self.pool) <= WHOLE_ROWS
        self.loss = core.best[core.candidate] - core.reduced
        self.rank = _ranks(core.candidate, self.loss)
        self.chosen = np.flatnonzero(core.chosen)
        self.planned = np.zeros(len(core.best), dtype=bool)
        self.planned[core.candidate[self.chosen]] = True
        opened = np.unique(core.runs[self.chosen])
        self.closed = np.ones(len(region.runs.ids) + 1, dtype=bool)  # groups that nobody is planned in and that would
        self.closed[:-1] = (region.runs.seats_min > region.runs.seats_taken) | (
            region.runs.seats_taken == 0
        )  # open anew
        self.closed[opened] = self.closed[-1] = False
        self.fund_price = self.world.money.fund_price(self.prices.budget)

    # planning again ------------------------------------------------------------------------------------------------

    def again(self, ask: Ask, free: Bools | None = None) -> Found | None:
        """The best plan found under the condition (with `free`: if just these may change); None where none is near."""
        if self.whole:
            return self._solve_whole(ask)
        if free is not None:
            return self._solve_near(ask, free)
        found: Found | None = None
        for most in WIDER:
            if found is None or most <= ENOUGH:
                found = self._solve_near(ask, self.free(ask, most), found)
        return found

    def _solve_whole(self, ask: Ask) -> Found | None:
        """Everybody may change: the best plan there is, with a bound."""
        everybody = np.ones(len(self.core.best), dtype=bool)
        problem = self._problem(ask, np.arange(len(self.pool)))
        if ask.must and not (problem.candidate == ask.candidate).any():
            return None
        worth = self._sticky(problem, STICK_WHOLE)
        programme = Programme(problem, problem.capacities, np.arange(len(problem)), links=self._links(problem))
        answer = programme.solve(Limits(gap=1e-9, seconds=SECONDS_WHOLE, tight=True))
        problem.worth = worth
        if answer.choice is None:
            return None
        euros = float(problem.capacities.budget.sum()) / KILO
        slips = DUAL * (len(everybody) + len(problem.capacities.seats) + euros + len(problem))
        chosen = problem.ids[answer.choice.rows]
        return self._found(ask, problem, everybody, chosen, answer.bound + slips)

    def _solve_near(self, ask: Ask, free: Bools, begin: Found | None = None) -> Found | None:
        """Only the people of `free` may change; `begin` is a plan found for some of them."""
        near = free[self.pool.candidate] & (self.core.chosen | (self.loss <= NEAR_LOSS) & (self.rank < EACH))
        near &= self.core.chosen | ~self.closed[self.core.runs].any(axis=1)
        near |= free[self.pool.candidate] & self._touching(ask.runs, ask.places)
        problem = self._problem(ask, np.flatnonzero(near))
        if ask.must and not (problem.candidate == ask.candidate).any():
            return None
        stay = self.chosen[~free[self.pool.candidate[self.chosen]]]
        who, day = self.pool.candidate[stay], self.pool.first_day[stay]
        left = left_by(problem, self.pool.runs(stay), self.pool.place[stay], day, who, self.plan.funding)
        if left is None:
            return None
        worth = self._sticky(problem, STICK)
        known = np.flatnonzero(self._was_chosen(problem))
        programme = Nearby(problem, left, self.fund_price, known, self._splits(problem.candidate[known]))
        candidate, run = self._links(problem, left)
        keep = free[candidate]
        programme.master.add_links(candidate[keep], run[keep])
        start = None if begin is None else self._as_rows(problem, begin)
        answer = programme.solve(Limits(GAP, NODES, SECONDS), start)
        problem.worth = worth
        if answer.choice is None or (start is not None and answer.choice.value < start.value):
            return begin
        return self._found(ask, problem, free, problem.ids[np.unique(answer.choice.rows)], np.inf)

    def _as_rows(self, problem: Problem, begin: Found) -> Choice:
        """A plan found for fewer people as rows of a problem over more: the others are where the plan has them."""
        now = _pathways(begin)
        rows = _keyed(problem.candidate, problem.runs, problem.place)
        was = np.flatnonzero(self._was_chosen(problem) & ~begin.free[problem.candidate])
        known = [rows[key] for key in ((who, *pathway) for who, pathway in now.items()) if key in rows]
        chosen = np.array(sorted([*was.tolist(), *known]), dtype=np.int64)
        return Choice(chosen, problem.plan_value(chosen))

    def _problem(self, ask: Ask, rows: Ints) -> Problem:
        """The problem over some rows of the core and the person's own pathways; who must be placed counts as locked."""
        if ask.own is None:
            return ask.world.problem(part(self.pool, rows, ask.world.region))
        rows = rows[self.pool.candidate[rows] != ask.candidate]
        split = int(np.searchsorted(self.pool.candidate[rows], ask.candidate))
        parts = (part(self.pool, rows[:split]), ask.own, part(self.pool, rows[split:]))
        problem = ask.world.problem(joined(ask.world.region, parts))
        problem.locked[ask.candidate] |= ask.must
        return problem

    def _sticky(self, problem: Problem, more: float) -> Floats:
        """Make it worth a little to leave people where they are; gives back what the pathways are truly worth."""
        worth = problem.worth
        problem.worth = worth + np.where(self._was_chosen(problem), more, 0.0)
        return worth

    def _was_chosen(self, problem: Problem) -> Bools:
        """Rows of a problem that the plan has."""
        who = problem.candidate
        place = np.full(len(self.core.best), -1, dtype=np.int64)
        place[self.pool.candidate[self.chosen]] = self.pool.place[self.chosen]
        runs = np.full((len(self.core.best), self.region.settings.max_runs), -1, dtype=np.int64)
        runs[self.pool.candidate[self.chosen]] = self.pool.runs(self.chosen)
        return np.asarray((problem.place == place[who]) & (problem.runs == runs[who]).all(axis=1))

    def _splits(self, who: Ints) -> Floats:
        """Cents per fund that pay what the plan has for these people."""
        funding, split = self.plan.funding, np.zeros((len(who), len(self.region.funds.ids)))
        rows = np.flatnonzero(np.isin(funding.candidate, who))
        np.add.at(split, (np.searchsorted(who, funding.candidate[rows]), funding.fund[rows]), funding.amount[rows])
        return split

    def _links(self, problem: Problem, left: Left | None = None) -> tuple[Ints, Ints]:
        """The links of the core whose run is still to be decided on."""
        cap, core = left.capacities if left else problem.capacities, self.core
        keep = ((cap.seats_need > 0) | (cap.group_cost > 0))[core.link_run]
        return core.link_candidate[keep], core.link_run[keep]

    def _found(self, ask: Ask, problem: Problem, free: Bools, chosen: Ints, bound: float) -> Found:
        """The plan that has `chosen` (pathways of the problem's pool) for the people of `free`."""
        world, pool = ask.world, problem.pool
        before = self.chosen[free[self.pool.candidate[self.chosen]]]
        stay = self.chosen[~free[self.pool.candidate[self.chosen]]]
        fixed = self.pool.runs(stay)
        value = self.plan.value + self._worth(world, pool, chosen, fixed)
        return Found(
            value=value - self._worth(self.world, self.pool, before, fixed),
            durable=_durable(world, pool, chosen) - _durable(self.world, self.pool, before),
            pool=pool,
            chosen=chosen,
            free=free,
            bound=bound,
        )

    def _worth(self, world: World, pool: Pool, chosen: Ints, fixed: Ints) -> float:
        """What pathways add to a plan that others (`fixed`, runs) stay in: values, groups, nobody left out for them."""
        runs, drop = world.region.runs, world.valuation.drop_cost
        opened = np.setdiff1d(pool.runs(chosen), np.append(fixed, -1))
        groups = runs.group_cost[opened[runs.seats_taken[opened] == 0]].sum() / 100
        kept = pool.value[chosen].sum() + drop[pool.candidate[chosen]].sum() - drop.sum()
        return float(kept - world.region.settings.objective.euro * groups)

    def difference(self, ask: Ask) -> Difference | None:
        """The best plan found under the condition beside the plan; None where none was found."""
        found = self.again(ask)
        return None if found is None else self.beside(ask, found)

    def beside(self, ask: Ask, found: Found, base: Found | None = None) -> Difference:
        """What another plan differs from the plan (or from `base`, where that is better than the plan: what was to be
        gained anyhow is no gain), and whether that is beyond doubt."""
        plan, doubt = self.plan, SAME * max(1.0, abs(self.plan.bound))
        before = base if base is not None and base.value > plan.value + doubt else self._as_it_is(found.free)
        was, now = _pathways(before), _pathways(found)
        moved = [who for who in (was.keys() | now.keys()) - {ask.candidate} if was.get(who) != now.get(who)]
        lost = plan.value - self.bound_of(ask, found) > doubt
        return Difference(
            value=found.value - before.value,
            durable=found.durable - before.durable,
            people=len(now) - len(was),
            others=len(moved),
            others_out=sum(who not in now for who in moved),
            demonstrable=lost or found.value - plan.bound > doubt,
        )

    def _as_it_is(self, free: Bools) -> Found:
        """The plan itself, as far as these people are concerned."""
        chosen = self.chosen[free[self.pool.candidate[self.chosen]]]
        return Found(self.plan.value, 0.0, self.pool, chosen, free, self.plan.bound)

    # who may change ------------------------------------------------------------------------------------------------

    def free(self, ask: Ask, most: int = ENOUGH) -> Bools:
        """The people near a question: those who use what it touches, then those who use what these could have."""
        count = len(self.core.best)
        runs, places = list(ask.runs), list(ask.places)
        mine = self.chosen[self.pool.candidate[self.chosen] == ask.candidate]
        runs += [run for run in self.pool.runs(mine).ravel().tolist() if run >= 0]
        places += self.pool.place[mine].tolist()
        free = np.zeros(count, dtype=bool)
        first = int(FIRST_RING * most)
        free[self._through([], places, first)] = True
        free[self._through(runs, self._beside(places), first)] = True
        near = np.flatnonzero(free[self.pool.candidate] & (self.loss <= NEAR_LOSS))
        used = self.pool.runs(near)
        further = self._through(np.unique(used[used >= 0]).tolist(), np.unique(self.pool.place[near]).tolist(), most)
        free[further[: most - int(free.sum())]] = True
        least = int(LEAST * most)
        free[self._least(self.chosen, least)] = True
        waiting = np.flatnonzero(~self.planned[self.pool.candidate])
        free[self._least(waiting, least)] = True
        if ask.candidate >= 0:
            free[ask.candidate] = True
        return free

    def _beside(self, places: list[int]) -> list[int]:
        """These places and those that share their mentors."""
        table = self.region.places
        employers = [one for one in set(table.employer[places].tolist()) if self.region.employers.mentors[one] >= 0]
        return [*places, *np.flatnonzero(np.isin(table.employer, employers)).tolist()]

    def _touching(self, runs: Iterable[int], places: Iterable[int]) -> Bools:
        """Rows of the core through these runs or to these places."""
        marked = np.zeros(len(self.region.runs.ids) + 1, dtype=bool)
        marked[list(runs)] = True
        at = np.zeros(len(self.region.places.ids), dtype=bool)
        at[list(places)] = True
        return np.asarray(at[self.pool.place] | marked[self.core.runs].any(axis=1))

    def _through(self, runs: list[int], places: list[int], most: int) -> Ints:
        """People with a pathway through these, those who lose least by it first."""
        rows = np.flatnonzero(self._touching(runs, places))
        return _first_of(self.pool.candidate[rows], np.where(self.core.chosen[rows], -1.0, self.loss[rows]), most)

    def _least(self, rows: Ints, most: int) -> Ints:
        """People for whom little depends on it."""
        who = self.pool.candidate[rows]
        return _first_of(who, self.core.best[who] + self.loss[rows], most)

    # what is proven ------------------------------------------------------------------------------------------------

    def bound_of(self, ask: Ask, found: Found | None) -> float:
        """A bound on every plan under the condition: from the prices of the core, or of the whole programme."""
        own, world, at_prices = ask.own, ask.world, self.core.bound
        if world.region is not self.region:
            at_prices += self._capacities_worth(world) - self._capacities_worth(self.world)
            at_prices += float(self.world.valuation.drop_cost.sum() - world.valuation.drop_cost.sum())
        if own is not None:
            allowed = float(self.reduced(world, own).max(initial=-np.inf))
            at_prices += (allowed if ask.must else max(allowed, 0.0)) - float(self.core.best[ask.candidate])
        if found is None or not self.whole:
            return at_prices
        return min(at_prices, max(found.bound, at_prices - self.core.slack))

    def _capacities_worth(self, world: World) -> float:
        """What all that is scarce is worth at the prices of the core: the part of the bound that is nobody's own."""
        problem = world.problem(part(self.pool, np.zeros(0, dtype=np.int64), world.region))
        cap, prices = problem.capacities, self.prices
        opening = np.maximum(Lagrangian(problem).opening_gains(prices, cap), 0.0).sum()
        mentors, money = (prices.mentor * cap.mentors).sum(), (prices.budget * cap.budget).sum() / EURO
        return float(opening + (prices.place * cap.places).sum() + mentors + money)

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


def _durable(world: World, pool: Pool, chosen: Ints) -> float:
    """Expected durable placements of some pathways, less those that would come by themselves."""
    worth = worth_of(world.book, world.valuation, pool, chosen)
    return float((worth.probability - world.region.candidates.baseline[pool.candidate[chosen]]).sum())


def _ranks(candidate: Ints, loss: Floats) -> Ints:
    """Per row (sorted by candidate) its number among those of its candidate, the least loss first."""
    order = np.lexsort((loss, candidate))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.searchsorted(candidate, candidate)
    return rank


def _pathways(found: Found) -> dict[int, tuple[bytes, int]]:
    """Per person in a plan the pathway, as something to compare."""
    pool, chosen = found.pool, found.chosen
    keys = _keyed(pool.candidate[chosen], pool.runs(chosen), pool.place[chosen])
    return {person: (runs, place) for person, runs, place in keys}


def _keyed(candidate: Ints, runs: Ints, place: Ints) -> dict[tuple[int, bytes, int], int]:
    """The row of each pathway, by whose it is, its runs and its place."""
    rows = zip(candidate.tolist(), runs.astype(np.int32), place.tolist(), strict=True)
    return {(person, steps.tobytes(), where): row for row, (person, steps, where) in enumerate(rows)}


def _first_of(who: Ints, rank: Floats, most: int) -> Ints:
    """The first so many different people in this order (ties by id)."""
    people, first = np.unique(who[np.lexsort((who, rank))], return_index=True)
    return np.asarray(people[np.argsort(first, kind="stable")][:most])
