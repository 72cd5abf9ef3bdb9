"""When locked pathways cannot hold together: the message names what stands in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine.case import EXACT, Cell, case

from koppelkans.engine.region import Region
from koppelkans.engine.solve import LocksConflict, Stop, plan

Cells = dict[str, Cell]
TWO: dict[str, Cells] = {"c1": {"werk": 0.9}, "c2": {"werk": 0.6}}
BOTH = [("c1", "", "p1"), ("c2", "", "p1")]
LEARNING = [("c1", "r1", "p1"), ("c2", "r1", "p1")]


def message(region: Region, stop: Stop = EXACT) -> str:
    """What the conflict says."""
    with pytest.raises(LocksConflict) as conflict:
        plan(region, stop=stop, workers=1)
    return str(conflict.value)


def says(text: str, *words: str) -> bool:
    """Whether all the words stand in the message."""
    return all(word in text for word in words)


def test_a_place_with_too_many_locked_people(tmp_path: Path) -> None:
    """Two people locked in a place for one: the message names the place and both numbers."""
    text = message(case(tmp_path, candidates=TWO, places={"p1": {}}, locks=BOTH))
    assert says(text, "place p1", "room for 1", "2 locked")


def test_a_run_with_too_many_locked_people(tmp_path: Path) -> None:
    """Two people locked in the last seat: the message names the run, its free seats and the people."""
    region = case(
        tmp_path,
        candidates=TWO,
        places={"p1": {"requires": "vca", "capacity": 2}},
        runs={"r1": {"grants": "vca", "seats_max": 3, "seats_taken": 2}},
        locks=LEARNING,
    )
    assert says(message(region), "run r1", "1 free seat", "2 locked")


def test_a_run_that_cannot_reach_its_minimum(tmp_path: Path) -> None:
    """A lock in a group of three that two can follow: the message names the run and both numbers."""
    region = case(
        tmp_path,
        candidates=TWO,
        places={"p1": {"requires": "vca", "capacity": 2}},
        runs={"r1": {"grants": "vca", "seats_min": 3}},
        locks=LEARNING[:1],
    )
    assert says(message(region), "run r1", "needs 3", "2 could follow")


def test_an_employer_with_too_few_mentors(tmp_path: Path) -> None:
    """Two locked people and one mentor: the message names the employer and the month."""
    region = case(
        tmp_path,
        candidates=TWO,
        employers={"e1": {"mentors": 1}},
        places={"p1": {"capacity": 2, "mentor_weeks": 1}},
        locks=BOTH,
    )
    assert says(message(region), "employer e1", "1 free mentor", "2024-02", "2 locked")


def test_money_that_is_too_little(tmp_path: Path) -> None:
    """Two locked people at 100 euro each and 199.99 euro: the message says that it is the money."""
    region = case(
        tmp_path,
        candidates=TWO,
        places={"p1": {"capacity": 2, "cost": 100}},
        funds={"f1": {"budget": "199.99"}},
        locks=BOTH,
    )
    assert says(message(region), "funds cannot pay")


def test_a_group_that_cannot_be_paid(tmp_path: Path) -> None:
    """Money for the seat and none for the group: the message says that it is the money."""
    region = case(
        tmp_path,
        candidates=TWO,
        places={"p1": {"requires": "vca"}},
        runs={"r1": {"grants": "vca", "seat_cost": 100, "group_cost": 1}},
        funds={"f1": {"budget": 100}},
        locks=LEARNING[:1],
    )
    assert says(message(region), "funds cannot pay")


def test_a_locked_person_whom_no_fund_may_pay(tmp_path: Path) -> None:
    """Where no fund may pay somebody's pathway at all, the message names that person."""
    region = case(
        tmp_path,
        candidates=TWO,
        places={"p1": {"capacity": 2, "cost": 100}},
        funds={"f1": {"budget": 1000, "max_per_candidate": 100}},
        used=[("c2", "f1", 1)],
        locks=BOTH,
    )
    assert says(message(region), "c2")
    assert "c1" not in message(region)


def test_a_floor_that_the_locks_cannot_meet(tmp_path: Path) -> None:
    """A locked person outside a group that nobody could join: the message says that it is fairness."""
    people = {"c1": {"werk": 0.9}, "c2": {"groups": "ww"}}
    region = case(tmp_path, floors={"ww": 0.5}, candidates=people, places={"p1": {}}, locks=BOTH[:1])
    assert says(message(region), "fairness")


def test_limits_that_meet_in_others(tmp_path: Path) -> None:
    """A locked group that only somebody without a place could fill: the message says what would have to give."""
    region = case(
        tmp_path,
        candidates=TWO,
        places={"p1": {"requires": "vca", "capacity": 1}},
        runs={"r1": {"grants": "vca", "seats_min": 2}},
        locks=LEARNING[:1],
    )
    assert says(message(region), "least number of people in runs", "capacity of places")


def test_everything_that_is_in_the_way_is_said(tmp_path: Path) -> None:
    """Too few places and too few seats are both in the message."""
    region = case(
        tmp_path,
        candidates=TWO,
        places={"p1": {"requires": "vca"}},
        runs={"r1": {"grants": "vca", "seats_max": 1}},
        locks=LEARNING,
    )
    assert says(message(region), "place p1", "run r1")


@pytest.mark.parametrize("stop", [Stop(seconds=0.0), Stop(asked=lambda: True)])
def test_a_conflict_is_found_without_time(tmp_path: Path, stop: Stop) -> None:
    """Locks that cannot hold together are said also when there is no time to plan."""
    assert says(message(case(tmp_path, candidates=TWO, places={"p1": {}}, locks=BOTH), stop), "place p1")


def test_locks_that_fit_exactly_are_no_conflict(tmp_path: Path) -> None:
    """Two locked people, two seats, two places, one mentor each and the last cent make a plan."""
    region = case(
        tmp_path,
        candidates=TWO,
        employers={"e1": {"mentors": 2}},
        places={"p1": {"requires": "vca", "capacity": 2, "mentor_weeks": 9, "cost": "0.01"}},
        runs={"r1": {"grants": "vca", "seats_min": 2, "seats_max": 2, "seat_cost": 10, "group_cost": 5}},
        funds={"f1": {"budget": "25.02"}},
        locks=LEARNING,
    )
    assert len(plan(region, workers=1).proposals.candidate) == 2
