"""The figures of a comparison and the page that tells them, on two plans made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from koppelkans.cli.compare import Page
from koppelkans.engine.compare import compare
from koppelkans.engine.files import read_region
from koppelkans.engine.plan import TERMS, Funding, Plan, Proposals, Unplaced
from koppelkans.engine.region import Region
from koppelkans.engine.words import Words

ANNA, BART, CARLA = range(3)
DAK_1, DAK_2 = range(2)
VCA = (0,)


def plan(pathways: Mapping[int, tuple[tuple[int, ...], int]], paid: int, value: float) -> Plan:
    """A plan with these pathways, of which the fund pays so many cents in all."""
    people = sorted(pathways)
    many = len(people)
    others = [person for person in (ANNA, BART, CARLA) if person not in pathways]
    floats, ints = np.zeros(many), np.zeros(many, dtype=np.int32)
    runs = tuple(pathways[person][0] for person in people)
    return Plan(
        proposals=Proposals(
            candidate=np.array(people, dtype=np.int32),
            runs=runs,
            place=np.array([pathways[person][1] for person in people], dtype=np.int32),
            first_day=ints,
            probability=floats + 0.5,
            preference=floats,
            travel_minutes=floats,
            cost=np.zeros(many, dtype=np.int64),
            value=floats,
            terms=np.zeros((many, len(TERMS))),
        ),
        funding=Funding(*(np.zeros(1, dtype=np.int32) for _ in range(4)), amount=np.array([paid], dtype=np.int64)),
        unplaced=Unplaced(np.array(others, dtype=np.int32), (("dayparts:dak-1",),) * len(others)),
        bottlenecks=(),
        opened=(VCA in runs,),
        planned=np.array([runs.count(VCA)], dtype=np.int32),
        value=value,
        bound=2.0,
    )


FIRST = plan({ANNA: (VCA, DAK_1), BART: ((), DAK_2)}, 130_000, 1.5)
SECOND = plan({BART: ((), DAK_1), CARLA: ((), DAK_2)}, 100_000, 1.25)


@pytest.fixture
def read(region: Path) -> Region:
    """The region of these plans."""
    return read_region(region)[0]


def test_people_are_set_side_by_side(read: Region) -> None:
    """Who has a proposal in one plan only, who has another pathway, who kept theirs."""
    comparison = compare(read, FIRST, SECOND)
    assert comparison.placed_first == (ANNA,)
    assert comparison.placed_second == (CARLA,)
    assert comparison.moved == (BART,)
    assert comparison.same == 0


def test_money_groups_and_runs_are_set_side_by_side(read: Region) -> None:
    """Cents per fund, people per group, runs that take people in one plan only."""
    comparison = compare(read, FIRST, SECOND)
    assert comparison.funds == ((130_000, 100_000),)
    assert comparison.groups == ((1, 0),)
    assert (comparison.opened_first, comparison.opened_second) == ((0,), ())
    assert (comparison.first.durable, comparison.second.durable) == (1.0, 1.0)


def test_plan_is_equal_to_itself(read: Region) -> None:
    """A plan beside itself shows no difference, and another plan does."""
    assert compare(read, FIRST, FIRST).equal
    assert not compare(read, FIRST, SECOND).equal


def test_page_tells_the_differences_in_words(read: Region) -> None:
    """The page has the figures first, then who is concerned and which groups start."""
    words = Words("en", read)
    first, second, vca = words.name("place", "dak-1"), words.name("place", "dak-2"), words.name("run", "vca-1")
    assert list(Page(words, read, FIRST, SECOND).lines()) == [
        "People with a proposal: 2 (no difference)",
        "Expected durable placements: 1.0 (no difference)",
        "Groups that start: 1 → 0 (1 less)",
        "Cost: 1,300 → 1,000 (300 less)",
        "Value of the plan: 1.5000 → 1.2500 (0.2500 less)",
        "Upper bound on the value: 2.0000 (no difference)",
        "Paid by Pot: 1,300 → 1,000 (300 less)",
        "People of the group werkend: 1 → 0 (1 less)",
        "",
        "One person has a proposal only in the second plan:",
        f"  carla: {second}",
        "One person has a proposal only in the first plan:",
        f"  anna: {vca} → {first}",
        "One person has another pathway:",
        f"  bart: {second}  ⇒  {first}",
        f"Only the first plan starts {vca}.",
    ]
