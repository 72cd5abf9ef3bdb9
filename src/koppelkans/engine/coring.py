"""Which pathways go into the core of a plan, and how a core is made anew for a plan that was read from a folder."""

from __future__ import annotations

import numpy as np

from koppelkans.engine.core import Core
from koppelkans.engine.lagrange import Bound, Lagrangian
from koppelkans.engine.money import Money
from koppelkans.engine.pathways import Enumeration, enumerate_pathways
from koppelkans.engine.plan import Plan
from koppelkans.engine.problem import Prices, Problem
from koppelkans.engine.region import Ints, Region
from koppelkans.engine.relax import WHOLE, Relaxer
from koppelkans.engine.rules import Rulebook, padded
from koppelkans.engine.search import WIDE_SLACK, near_best
from koppelkans.engine.value import Valuation

MOST = 200_000  # pathways in a core; a larger region keeps fewer per person
SLACKS = (WIDE_SLACK, 0.05, 0.02, 0.01)
SPARE = 3  # people kept for each run beyond those it needs to begin


def core_of(problem: Problem, bound: Bound, prices: Prices, proven: float, chosen: Ints) -> Core:
    """The core of a plan (`chosen`, rows of the problem), from the bound at the last prices."""
    slack = float("inf")
    near = np.ones(len(problem), dtype=bool)
    if len(problem) > WHOLE:
        for slack in SLACKS:
            near = near_best(problem, bound, slack)
            if near.sum() <= MOST:
                break
    near[chosen] = True
    near[_for_each_run(problem, bound)] = True
    rows = np.flatnonzero(near)
    in_plan = np.zeros(len(problem), dtype=bool)
    in_plan[chosen] = True
    return Core(
        candidate=problem.candidate[rows],
        runs=problem.runs[rows],
        place=problem.place[rows],
        reduced=bound.reduced[rows],
        chosen=in_plan[rows],
        best=bound.best,
        bound=bound.value,
        proven=min(proven, bound.value),
        slack=slack,
        digest=problem.region.digest,
        seat=prices.seat,
        minimum=prices.minimum,
        place_price=prices.place,
        mentor=prices.mentor,
        budget=prices.budget,
        floor=prices.floor,
        link_candidate=prices.link_candidate,
        link_run=prices.link_run,
        link=prices.link,
    )


def prices_of(core: Core) -> Prices:
    """The prices of a core."""
    return Prices(
        seat=core.seat,
        minimum=core.minimum,
        place=core.place_price,
        mentor=core.mentor,
        budget=core.budget,
        floor=core.floor,
        link_candidate=core.link_candidate,
        link_run=core.link_run,
        link=core.link,
    )


def core_again(region: Region, plan: Plan, *, workers: int = 1) -> Core:
    """A core for a plan that has none: the pathways are listed again, with prices by dual ascent."""
    book = Rulebook(region)
    valuation = Valuation(book)
    pool = enumerate_pathways(Enumeration(region, book, valuation), workers=workers)
    problem = Problem(region, book, valuation, pool, Money(region, pool))
    relaxer = Relaxer(problem, Lagrangian(problem), problem.capacities, exact=False)
    relaxer.ascend()
    root = relaxer.root()
    return core_of(problem, root.bound, root.prices, plan.bound, rows_of(problem, plan))


def rows_of(problem: Problem, plan: Plan) -> Ints:
    """The rows of the problem that a plan takes."""
    proposals = plan.proposals
    runs = padded(proposals.runs, problem.region.settings.max_runs)
    found = []
    for candidate, steps, place in zip(proposals.candidate.tolist(), runs, proposals.place.tolist(), strict=True):
        first, last = problem.offset[candidate : candidate + 2]
        same = (problem.place[first:last] == place) & (problem.runs[first:last] == steps).all(axis=1)
        found += (first + np.flatnonzero(same)[:1]).tolist()
    return np.array(found, dtype=np.int64)


def _for_each_run(problem: Problem, bound: Bound) -> Ints:
    """Of every run the pathways of the few who lose least by it, so that it can be tried whether it would begin."""
    loss = bound.best[problem.candidate] - bound.reduced
    kept = []
    for position in range(problem.runs.shape[1]):
        used = np.flatnonzero(problem.runs[:, position] >= 0)
        run = problem.runs[used, position]
        order = used[np.lexsort((loss[used], run))]
        run = problem.runs[order, position]
        rank = np.arange(len(order)) - np.searchsorted(run, run)
        kept.append(order[rank < 2 * (problem.capacities.seats_need[run] + SPARE)])
    return np.unique(np.concatenate([*kept, np.zeros(0, dtype=np.int64)]))
