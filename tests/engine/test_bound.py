"""The bound of a plan is proven: at any prices it is at least what the best plan is worth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine import brute
from tests.engine.case import Worked, case, planned
from tests.engine.small_regions import random_region, small_regions

from koppelkans.engine.lagrange import Openings
from koppelkans.engine.problem import Prices
from koppelkans.engine.region import Region
from koppelkans.engine.solve import LocksConflict, Stop, plan


def no_prices(worked: Worked) -> Prices:
    """Everything for free."""
    cap = worked.problem.capacities
    none = np.zeros(0, dtype=np.int64)
    sizes = (cap.seats, cap.seats_need, cap.places, cap.mentors, cap.budget, cap.floors)
    return Prices(*(np.zeros(len(size)) for size in sizes), none, none, np.zeros(0))


def any_prices(worked: Worked, draw: int) -> Prices:
    """Prices that nobody chose: many of them nothing, some of them far too high."""
    rng, free = np.random.default_rng(draw), no_prices(worked)

    def some(size: int, most: float) -> np.ndarray:
        return rng.random(size) * most * (rng.random(size) < 0.5)

    people, runs = len(worked.region.candidates.ids), len(worked.region.runs.ids)
    pairs = np.flatnonzero(rng.random(people * runs) < 0.3)
    most = float(rng.choice([0.02, 0.3, 2]))
    return replace(
        free,
        seat=some(len(free.seat), most),
        minimum=some(len(free.minimum), most),
        place=some(len(free.place), most),
        mentor=some(len(free.mentor), most),
        budget=some(len(free.budget), most / 500),
        floor=some(len(free.floor), most),
        link_candidate=pairs // runs,
        link_run=pairs % runs,
        link=some(len(pairs), most),
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(region=small_regions(), draw=st.integers(0, 2**32 - 1))
def test_no_prices_can_bring_the_bound_below_the_best_plan(region: Region, draw: int) -> None:
    """Whatever the prices, no plan is worth more than the bound at them."""
    best, worked = brute.optimum(region), Worked(region)
    if best is not None:
        assert worked.lagrangian.bound(any_prices(worked, draw)).value >= best[0]


@pytest.mark.parametrize("seed", range(2000, 2012))
def test_the_bound_with_runs_decided_holds_for_plans_that_decide_so(seed: int) -> None:
    """With the runs of the best plan open and all others closed, the bound still lies above it."""
    region = random_region(seed)
    best, worked = brute.optimum(region), Worked(region)
    if best is None:
        return
    used = {run for runs, _ in best[1].values() for run in runs}
    state = np.array([int(run in used) for run in range(len(region.runs.ids))], dtype=np.int8)
    for draw in range(5):
        bound = worked.lagrangian.bound(any_prices(worked, draw), Openings(state))
        assert bound.value >= best[0]


def test_without_prices_everybody_gets_the_best_pathway(tmp_path: Path) -> None:
    """The bound at no prices is the sum of everybody's best, whatever room there is."""
    people = {"c1": {"werk": 0.9}, "c2": {"werk": 0.6}, "c3": {"werk": 0.2, "baseline": 1}}
    worked = Worked(case(tmp_path, candidates=people, places={"p1": {}}))
    assert worked.lagrangian.bound(no_prices(worked)).value == pytest.approx(1.5, abs=1e-9)


def test_the_right_price_makes_the_bound_tight(tmp_path: Path) -> None:
    """One place for two people, at the price of what the second would bring: the bound is the best plan."""
    people = {"c1": {"werk": 0.9}, "c2": {"werk": 0.6}}
    worked = Worked(case(tmp_path, candidates=people, places={"p1": {}}))
    prices = replace(no_prices(worked), place=np.array([0.6]))
    assert worked.lagrangian.bound(prices).value == pytest.approx(0.9, abs=1e-9)


def test_a_group_opens_in_the_bound_when_it_pays_for_itself(tmp_path: Path) -> None:
    """At a seat price of 0.5, two seats bring 1 and the group costs 0.3: the bound gains 0.7 less what people lose."""
    worked = Worked(
        case(
            tmp_path,
            weights={"euro": 0.001},
            candidates={"c1": {"werk": 0.9}},
            places={"p1": {"requires": "vca"}},
            runs={"r1": {"grants": "vca", "seats_max": 2, "group_cost": 300}},
            funds={"f1": {"budget": 1000}},
        )
    )
    prices = replace(no_prices(worked), seat=np.array([0.5]))
    assert worked.lagrangian.bound(prices).value == pytest.approx(0.4 + 0.7, abs=1e-9)


@pytest.mark.parametrize("stop", [Stop(), Stop(gap=0.5), Stop(gap=1e-8), Stop(seconds=0.0)])
@pytest.mark.parametrize("seed", range(2100, 2106))
def test_the_certificate_never_promises_less_than_there_is(seed: int, stop: Stop) -> None:
    """However early it stops, the plan's bound is at least its value and at least the best plan's value."""
    region = random_region(seed)
    best = brute.optimum(region)
    try:
        made = plan(region, stop=stop, workers=1)
    except LocksConflict:
        assert best is None
        return
    assert best is not None
    assert made.bound >= max(made.value, best[0] - 1e-9)
    assert best[0] >= made.value - 1e-9


@pytest.mark.parametrize("seed", range(2106, 2110))
def test_the_gap_that_is_asked_for_is_reached(seed: int) -> None:
    """Without a limit in time the plan comes with the proof that was asked for."""
    region = random_region(seed)
    if brute.optimum(region) is not None:
        assert planned(region, Stop(gap=1e-6)).gap <= 1e-6
