"""Planning without an engine: first come first served and greedily by value, by every rule of a plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine.case import Worked, case, placed, planned
from tests.engine.small_regions import random_region

from koppelkans import generate
from koppelkans.engine.files import read_region
from koppelkans.engine.simple import same_money, simple_plans
from koppelkans.engine.solve import LocksConflict, Stop, plan
from koppelkans.engine.verify import verify


@pytest.mark.parametrize("seed", range(60))
def test_simple_plans_keep_every_rule(seed: int) -> None:
    """Locks, minimum groups, mentors, money, ceilings and floors: a simpler way makes a valid plan or none, and never a
    better one than the proven bound."""
    region = random_region(seed)
    made = simple_plans(region)
    try:
        bound = plan(region, stop=Stop(gap=1e-9), workers=1).bound
    except LocksConflict:
        assert set(made.values()) == {None}
        return
    for one in made.values():
        if one is not None:
            assert verify(region, one.plan) == ()
            assert one.value <= bound + 1e-7
    assert len(region.locks.candidate) or None not in made.values()


def test_who_comes_first_is_served_first(tmp_path: Path) -> None:
    """First come first served gives the seat to who is available first, greedy to who gets most from it."""
    people = {"c1": {"werk": 0.6, "available_from": "2024-01-02"}, "c2": {"werk": 0.9, "available_from": "2024-01-05"}}
    region = case(tmp_path, candidates=people, places={"p1": {}})
    made = simple_plans(region, Worked(region).problem)
    assert made["first_come"] is not None
    assert made["greedy"] is not None
    assert placed(region, made["first_come"].plan) == {"c1": ("p1",)}
    assert placed(region, made["greedy"].plan) == {"c2": ("p1",)}
    assert made["greedy"].value == pytest.approx(planned(region).value)


def test_locked_people_come_first_and_their_group_is_filled(tmp_path: Path) -> None:
    """Who is locked in a group below its minimum gets the others that it needs, although they would rather go alone."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.1}, "c2": {"werk": 0.2, "zorg": 0.9}},
        places={"p1": {"capacity": 2, "requires": "vca"}, "p2": {"occupation": "zorg"}},
        runs={"r1": {"grants": "vca", "seats_min": 2}},
        locks=[("c1", "r1", "p1")],
    )
    for made in simple_plans(region).values():
        assert made is not None
        assert placed(region, made.plan) == {"c1": ("r1", "p1"), "c2": ("r1", "p1")}


def test_locks_that_a_simpler_way_cannot_hold_make_no_plan(tmp_path: Path) -> None:
    """A locked person in a group that nobody else can join: there is no such plan."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.1}},
        places={"p1": {"requires": "vca"}},
        runs={"r1": {"grants": "vca", "seats_min": 2}},
        locks=[("c1", "r1", "p1")],
    )
    assert simple_plans(region) == {"first_come": None, "greedy": None}


def test_figures_are_those_of_the_plan(tmp_path: Path) -> None:
    """People, chances, value and money that a page shows are those of the plan; the same money pays for it again."""
    generate.write(tmp_path / "region", 40, 5)
    region, _ = read_region(tmp_path / "region")
    for made in simple_plans(region).values():
        assert made is not None
        assert made.people == len(made.plan.proposals.candidate) > 0
        assert made.durable == pytest.approx(made.plan.proposals.probability.sum())
        assert made.cents == int(made.plan.funding.amount.sum())
        poorer = replace(region, funds=replace(region.funds, budget=same_money(region, made.plan)), digest="")
        assert verify(poorer, made.plan) == ()
