"""Two plans side by side: people, money, runs, groups, and who gains and who loses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine.case import case, planned

from koppelkans.engine.beside import Both, side_by_side
from koppelkans.engine.region import Region

PEOPLE = {"c1": {"werk": 0.9, "groups": "ww", "baseline": 0.25}, "c2": {"werk": 0.6}, "c3": {"zorg": 0.5}}


def small(folder: Path, *, capacity: int = 1, **more: object) -> Region:
    """Two people for one place, which costs money, and one for another."""
    return case(
        folder,
        candidates=PEOPLE,
        places={"p1": {"capacity": capacity, "cost": 100}, "p2": {"occupation": "zorg"}},
        funds={"f1": {"budget": 500}},
        **more,
    )


def test_a_plan_beside_itself_has_no_differences(tmp_path: Path) -> None:
    """Nobody gains, loses or moves, and nothing is proven to be worth more."""
    region = small(tmp_path)
    made = planned(region)
    found = side_by_side(region, made, made)
    assert (found.same, found.changes, found.opened_first, found.opened_second) == (2, (), (), ())
    assert found.funds == (Both("f1", 10_000, 10_000),)
    assert found.comparable
    assert not found.proven


def test_a_seat_more_in_a_what_if(tmp_path: Path) -> None:
    """With a seat more in a copy somebody gains, the fund pays more, and the plan is worth more for certain."""
    region, copy = small(tmp_path / "1"), small(tmp_path / "2", capacity=2)
    found = side_by_side(region, planned(region), planned(copy), copy)
    (change,) = found.changes
    assert (change.candidate, change.kind, change.before) == ("c2", "gained", None)
    assert change.after is not None
    assert change.after.place == "p1"
    assert change.chance == (0.5, pytest.approx(0.5))
    assert change.difference == pytest.approx(0.6)
    assert found.funds == (Both("f1", 10_000, 20_000),)
    assert (found.same, found.count("gained"), found.count("lost"), found.proven) == (2, 1, 0, True)


def test_who_loses_comes_last(tmp_path: Path) -> None:
    """Rows are by what people gain; who had a place and has none is told with the chance that is left."""
    region = small(tmp_path / "1")
    locked = small(tmp_path / "2", locks=[("c2", "", "p1")])
    found = side_by_side(region, planned(region), planned(locked), locked)
    assert [(change.candidate, change.kind) for change in found.changes] == [("c2", "gained"), ("c1", "lost")]
    lost = found.changes[-1]
    assert lost.difference == pytest.approx(-1.15)
    assert lost.chance == (pytest.approx(0.5), 0.25)


def test_a_place_that_comes_before_the_others_is_told_by_its_id(tmp_path: Path) -> None:
    """A copy with another place has other rows; people who keep their pathway still keep it."""
    region = small(tmp_path / "1")
    copy = case(
        tmp_path / "2",
        candidates=PEOPLE,
        places={
            "p0": {"requires": "vca"},
            "p1": {"cost": 100},
            "p2": {"occupation": "zorg"},
        },
        runs={"r1": {"grants": "vca"}},
        forbidden=[("c1", "r1", "")],
        funds={"f1": {"budget": 500}},
    )
    found = side_by_side(region, planned(region), planned(copy), copy)
    assert found.same == 2
    assert [(change.candidate, change.kind) for change in found.changes] == [("c2", "gained")]
    assert (found.opened_first, found.opened_second) == ((), ("r1",))


def test_groups_of_ten_or_more_are_counted(tmp_path: Path) -> None:
    """A group below the least number is left out of the comparison."""
    region = small(tmp_path)
    made = planned(region)
    assert side_by_side(region, made, made).groups == ()
    assert side_by_side(region, made, made, least=1).groups == (Both("ww", 1, 1),)


def test_plans_valued_otherwise_prove_nothing(tmp_path: Path) -> None:
    """With other weights the values of two plans are not of one kind."""
    region = small(tmp_path)
    objective = replace(region.settings.objective, durable=5.0)
    other = replace(region, settings=replace(region.settings, objective=objective), digest="")
    found = side_by_side(region, planned(region), planned(other), other)
    assert not found.comparable
    assert not found.proven
