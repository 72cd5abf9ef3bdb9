"""Planning again with little change: no changes, few, or free."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.engine.case import case, placed, planned
from tests.engine.small_regions import random_region

from koppelkans import generate
from koppelkans.engine.changes import changed, no_changes, value_without_changes
from koppelkans.engine.compare import pathways
from koppelkans.engine.files import read_region
from koppelkans.engine.region import Floor, Region
from koppelkans.engine.solve import LocksConflict, Stop, plan
from koppelkans.engine.variants import free, pathways_of, with_previous, without_floor, written
from koppelkans.engine.verify import verify

EXACT = Stop(gap=1e-9)
CHANGE = {"change": 0.05, "drop": 0.1}


def without_locks(region: Region) -> Region:
    """The region as people left it, without locks of their own."""
    return replace(region, locks=pathways_of([]), digest="")


@pytest.mark.parametrize("seed", range(60))
def test_fewer_changes_never_bring_more(seed: int) -> None:
    """A plan without changes is worth no more than one with few, and that no more than a free one, costs of changes
    left aside; every plan keeps the rules, and the first keeps every pathway of before that still holds."""
    region = without_locks(random_region(seed))
    held = no_changes(region)
    none, few, open_ = (plan(one, stop=EXACT, workers=1) for one in (held.region, region, free(region)))
    assert verify(held.region, none) == ()
    before = zip(held.region.locks.candidate.tolist(), held.region.locks.runs, held.region.locks.place, strict=True)
    assert all(pathways(none)[who] == (runs, int(place)) for who, runs, place in before)
    assert changed(region, none).kept == len(held.kept)
    assert none.value <= few.value + 1e-7
    assert value_without_changes(region, few) <= open_.value + 1e-7
    if not held.dropped:
        assert value_without_changes(region, none) <= value_without_changes(region, few) + 1e-7


@pytest.mark.parametrize("seed", range(60, 100))
def test_locks_of_before_never_stand_in_the_way(seed: int) -> None:
    """Beside locks that hold together, the pathways of before are added as far as there is still a plan."""
    region = random_region(seed)
    try:
        plan(region, stop=EXACT, workers=1)
    except LocksConflict:
        return
    held = no_changes(region)
    assert verify(held.region, plan(held.region, stop=EXACT, workers=1)) == ()
    assert set(region.locks.candidate.tolist()) <= set(held.region.locks.candidate.tolist())
    everybody = {*held.kept, *held.gone, *held.dropped, *region.locks.candidate.tolist()}
    assert everybody >= set(region.previous.candidate.tolist())


def test_nothing_falls_away_while_nothing_changes(tmp_path: Path) -> None:
    """The plan of a region, taken as the one before, is kept whole."""
    generate.write(tmp_path / "region", 60, 3)
    region, _ = read_region(tmp_path / "region")
    made = plan(region, workers=1)
    again = with_previous(region, made)
    held = no_changes(again)
    assert (held.gone, held.dropped) == ((), ())
    assert list(held.kept) == sorted(made.proposals.candidate.tolist())
    few = changed(again, made)
    assert (few.kept, few.moved, few.left_out, few.added, few.cost) == (len(held.kept), 0, 0, 0, 0.0)
    assert len(written(again).digest) == 64


def test_a_plan_of_another_region_keeps_what_still_exists(tmp_path: Path) -> None:
    """Candidates who are gone are left out; a place that is gone makes a pathway that no longer stands."""
    people = {"c1": {"werk": 0.9}, "c2": {"werk": 0.8}, "c3": {"werk": 0.7}}
    old = case(tmp_path / "old", candidates=people, places={"p1": {"capacity": 2}, "p2": {}})
    now = case(tmp_path / "new", candidates={"c2": {"werk": 0.8}, "c3": {"werk": 0.7}}, places={"p1": {}})
    made = planned(old)
    region = with_previous(now, made, made_for=old)
    assert region.previous.candidate.tolist() == [0, 1]
    places = {name: placed(old, made)[name][-1] for name in ("c2", "c3")}
    assert region.previous.place.tolist() == [0 if places[name] == "p1" else -1 for name in ("c2", "c3")]
    held = no_changes(region)
    assert len(held.kept) + len(held.gone) + len(held.dropped) == 2


def test_the_least_valuable_falls_away_where_there_is_room_for_one(tmp_path: Path) -> None:
    """Two people had the place that has room for one now: who gets most from it keeps it, the other is free."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.6, "zorg": 0.5}, "c2": {"werk": 0.9}},
        places={"p1": {}, "p2": {"occupation": "zorg"}},
        previous=[("c1", "", "p1"), ("c2", "", "p1")],
        weights=CHANGE,
    )
    held = no_changes(region)
    assert (held.kept, held.gone, held.dropped) == ((1,), (), (0,))
    assert placed(region, planned(held.region)) == {"c1": ("p2",), "c2": ("p1",)}


def test_money_that_is_less_now_drops_who_brings_least(tmp_path: Path) -> None:
    """A fund that can pay for one of two keeps the one of the most value."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.6}, "c2": {"werk": 0.9}},
        places={"p1": {"capacity": 2, "cost": 100}},
        funds={"f1": {"budget": 150}},
        previous=[("c1", "", "p1"), ("c2", "", "p1")],
    )
    held = no_changes(region)
    assert (held.kept, held.dropped) == ((1,), (0,))


@pytest.mark.parametrize(("others", "kept"), [(0, ()), (1, (0,))])
def test_a_run_that_nobody_can_fill_is_let_go(tmp_path: Path, others: int, kept: tuple[int, ...]) -> None:
    """A pathway of before through a run below its minimum is kept if others can fill the run, and else it is not."""
    newcomers = {f"n{number}": {"werk": 0.5} for number in range(others)}
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9}, **newcomers},
        places={"p1": {"capacity": 3, "requires": "vca"}},
        runs={"r1": {"grants": "vca", "seats_min": 2}},
        previous=[("c1", "r1", "p1")],
    )
    held = no_changes(region)
    assert held.kept == kept
    assert len(placed(region, planned(held.region))) == (2 if kept else 0)


def test_a_floor_that_cannot_hold_lets_the_least_valuable_go(tmp_path: Path) -> None:
    """Where a new floor asks for half of a group with one member, one of three others of before can stay."""
    people = {f"c{number}": {"werk": number / 10} for number in range(1, 4)}
    region = case(
        tmp_path,
        candidates={**people, "g": {"werk": 0.5, "groups": "ww"}},
        places={"p1": {"capacity": 9}},
        previous=[(name, "", "p1") for name in people],
        floors={"ww": 0.5},
    )
    held = no_changes(region)
    assert (held.kept, held.dropped) == ((2,), (0, 1))
    assert set(placed(region, planned(held.region))) == {"c3", "g"}
    assert no_changes(without_floor(region, 0)).dropped == ()


def test_a_pathway_that_breaks_a_rule_now_is_gone(tmp_path: Path) -> None:
    """Who no longer wishes for the work has nothing to keep."""
    region = case(
        tmp_path, candidates={"c1": {"zorg": 0.9}}, places={"p1": {}}, previous=[("c1", "", "p1")], weights=CHANGE
    )
    held = no_changes(region)
    assert (held.kept, held.gone, held.dropped) == ((), (0,), ())


def test_own_locks_go_before_the_plan_of_before(tmp_path: Path) -> None:
    """Somebody whom people have fixed elsewhere stays there, whatever the plan before said."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9, "zorg": 0.1}},
        places={"p1": {}, "p2": {"occupation": "zorg"}},
        previous=[("c1", "", "p1")],
        locks=[("c1", "", "p2")],
    )
    held = no_changes(region)
    assert (held.kept, held.gone, held.dropped) == ((), (), ())
    assert placed(region, planned(held.region)) == {"c1": ("p2",)}


def test_locks_that_cannot_hold_are_left_to_planning(tmp_path: Path) -> None:
    """Two people locked in one place: nothing is added, and planning says what stands in the way."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9}, "c2": {"werk": 0.9}, "c3": {"zorg": 0.9}},
        places={"p1": {}, "p2": {"occupation": "zorg"}},
        previous=[("c3", "", "p2")],
        locks=[("c1", "", "p1"), ("c2", "", "p1")],
    )
    held = no_changes(region)
    with pytest.raises(LocksConflict):
        planned(held.region)


def test_changes_are_counted_and_priced(tmp_path: Path) -> None:
    """Moving one person and leaving one out costs what the objective says, and is what separates few from free."""
    people = {"c1": {"werk": 0.1, "zorg": 0.9}, "c2": {"werk": 0.2}, "c3": {"werk": 0.9}}
    region = case(
        tmp_path,
        candidates=people,
        places={"p1": {}, "p2": {"occupation": "zorg"}},
        previous=[("c1", "", "p1"), ("c2", "", "p1")],
        weights=CHANGE,
    )
    made = planned(region)
    assert placed(region, made) == {"c1": ("p2",), "c3": ("p1",)}
    found = changed(region, made)
    assert (found.kept, found.moved, found.left_out, found.added) == (0, 1, 1, 1)
    assert found.cost == pytest.approx(0.15)
    assert value_without_changes(region, made) == pytest.approx(planned(free(region)).value)


def test_floors_are_rows_of_the_settings(tmp_path: Path) -> None:
    """Leaving one floor out keeps the other."""
    region = case(tmp_path, candidates={"c1": {"werk": 0.9, "groups": "ww|z"}}, floors={"ww": 0.1, "z": 0.2})
    floors = region.settings.fairness
    assert without_floor(region, 0).settings.fairness == floors[1:] == (Floor(region.groups.index("z"), 0.2),)
    assert np.array_equal(without_floor(region, 1).candidates.groups, region.candidates.groups)
