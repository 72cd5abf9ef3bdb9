"""What holds a plan back: the price of what is scarce, and what one unit more really brings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine import brute
from tests.engine.case import Cell, bottleneck, case, planned
from tests.engine.small_regions import random_region

from koppelkans.engine.plan import Bottleneck
from koppelkans.engine.region import Region

Cells = dict[str, Cell]
TWO: dict[str, Cells] = {"c1": {"werk": 0.9}, "c2": {"werk": 0.6}}
THREE: dict[str, Cells] = TWO | {"c3": {"werk": 0.4}}
ROOMY: dict[str, Cells] = {"p1": {"capacity": 9}}


def only(region: Region) -> Bottleneck:
    """The only bottleneck of a region."""
    (found,) = planned(region).bottlenecks
    return found


def told(row: Bottleneck) -> tuple[str, str, str, str]:
    """What a row is about, and its unit."""
    return row.kind, row.id, row.month, row.unit


def brings(row: Bottleneck, price: float, measured: float, people: int) -> bool:
    """Whether a row has this price, gain and number of people more."""
    assert row.measured is not None
    return (row.price, row.measured, row.people) == (pytest.approx(price), pytest.approx(measured), people)


def test_where_everything_is_enough_nothing_is_a_bottleneck(tmp_path: Path) -> None:
    """Two people and nine places hold nothing back."""
    assert planned(case(tmp_path, candidates=TWO, places=ROOMY)).bottlenecks == ()


def test_one_place_for_two_people(tmp_path: Path) -> None:
    """One place more brings what the second person is worth, and one person more."""
    row = only(case(tmp_path, candidates=TWO, places={"p1": {}}))
    assert told(row) == ("place", "p1", "", "place")
    assert brings(row, 0.6, 0.6, 1)


def test_one_seat_for_two_people(tmp_path: Path) -> None:
    """One seat more brings what the second person is worth, and one person more."""
    row = only(
        case(
            tmp_path,
            candidates=TWO,
            places={"p1": {"requires": "vca", "capacity": 9}},
            runs={"r1": {"grants": "vca", "seats_max": 1}},
        )
    )
    assert told(row) == ("run_seats", "r1", "", "seat")
    assert brings(row, 0.6, 0.6, 1)


def test_a_minimum_that_asks_for_somebody_who_loses(tmp_path: Path) -> None:
    """A minimum one lower saves the 0.2 that the second person loses, with one person fewer."""
    row = only(
        case(
            tmp_path,
            candidates={"c1": {"werk": 0.9}, "c2": {"werk": 0, "baseline": 0.7}},
            places={"p1": {"requires": "vca", "capacity": 9}},
            runs={"r1": {"grants": "vca", "seats_min": 2}},
        )
    )
    assert told(row) == ("run_minimum", "r1", "", "person")
    assert brings(row, 0.2, 0.2, -1)


def test_one_mentor_for_two_people(tmp_path: Path) -> None:
    """A mentor more in the month of the mentoring brings what the second person is worth."""
    row = only(
        case(
            tmp_path,
            candidates=TWO,
            employers={"e1": {"mentors": 1}},
            places={"p1": {"capacity": 9, "mentor_weeks": 4}},
        )
    )
    assert told(row) == ("mentors", "e1", "2024-02", "mentor")
    assert brings(row, 0.6, 0.6, 1)


def test_a_mentor_in_one_of_two_months_brings_nothing(tmp_path: Path) -> None:
    """Mentoring over two months needs a mentor in both: one month more shows no difference, and says so."""
    made = planned(
        case(
            tmp_path,
            candidates=TWO,
            employers={"e1": {"mentors": 1}},
            places={"p1": {"capacity": 9, "mentor_weeks": 8}},
        )
    )
    assert made.bottlenecks
    assert {row.kind for row in made.bottlenecks} == {"mentors"}
    assert sum(row.price for row in made.bottlenecks) == pytest.approx(0.6)
    assert [(row.measured, row.people) for row in made.bottlenecks] == [(None, None)] * len(made.bottlenecks)


def test_a_thousand_euro_more(tmp_path: Path) -> None:
    """Money for one and a half of two places: a thousand euro more brings what the second person is worth."""
    places = {"p1": {"capacity": 9, "cost": 1000}}
    row = only(case(tmp_path, candidates=TWO, places=places, funds={"f1": {"budget": 1500}}))
    assert told(row) == ("fund", "f1", "", "1000 euro")
    assert brings(row, 0.6, 0.6, 1)


def test_a_thousand_euro_that_is_not_enough(tmp_path: Path) -> None:
    """Towards a place of 2,000 euro a thousand is worth half a person in the relaxation, and really nothing."""
    places = {"p1": {"capacity": 9, "cost": 2000}}
    row = only(case(tmp_path, candidates=TWO, places=places, funds={"f1": {"budget": 2500}}))
    assert row.price == pytest.approx(0.3)
    assert (row.measured, row.people) == (None, None)


def test_a_thousand_euro_for_two_people(tmp_path: Path) -> None:
    """At 500 euro a place a thousand brings two people: less than twice the first of them."""
    places = {"p1": {"capacity": 9, "cost": 500}}
    row = only(case(tmp_path, candidates=THREE, places=places, funds={"f1": {"budget": 750}}))
    assert brings(row, 1.2, 1.0, 2)


def test_a_thousand_euro_of_a_guarantor(tmp_path: Path) -> None:
    """A guarantor that vouches for half of 1,000 euro each: its thousand lets two people more be paid."""
    row = only(
        case(
            tmp_path,
            candidates=THREE,
            places={"p1": {"capacity": 9, "cost": 1000}},
            funds={
                "gem": {"budget": 750, "pays": "exam"},
                "sub": {"budget": 9000, "state": "expected", "guarantor": "gem", "reserve": 0.5},
            },
        )
    )
    assert told(row) == ("guarantee", "gem", "", "1000 euro")
    assert brings(row, 1.2, 1.0, 2)


def test_a_floor_of_fairness(tmp_path: Path) -> None:
    """Missing the floor by one person lets the second one outside the group in."""
    people = TWO | {"c3": {"werk": 0.3, "groups": "ww"}}
    row = only(case(tmp_path, floors={"ww": 0.5}, candidates=people, places=ROOMY))
    assert told(row) == ("fairness", "ww", "", "person")
    assert brings(row, 1.2, 0.6, 1)


def test_what_is_scarce_together_brings_nothing_alone(tmp_path: Path) -> None:
    """With one seat and one place for two people, neither one more brings anything."""
    made = planned(
        case(
            tmp_path,
            candidates=TWO,
            places={"p1": {"requires": "vca"}},
            runs={"r1": {"grants": "vca", "seats_max": 1}},
        )
    )
    assert sum(row.price for row in made.bottlenecks) == pytest.approx(0.6)
    assert all(row.measured is None for row in made.bottlenecks)


def test_the_dearest_is_told_first(tmp_path: Path) -> None:
    """Of two scarce places the one whose second person is worth more comes first."""
    region = case(
        tmp_path,
        candidates=TWO | {"c3": {"zorg": 0.9}, "c4": {"zorg": 0.8}},
        places={"p1": {}, "p2": {"occupation": "zorg"}},
    )
    assert [(row.id, round(row.price, 9)) for row in planned(region).bottlenecks] == [("p2", 0.8), ("p1", 0.6)]


def test_at_most_ten_are_planned_again(tmp_path: Path) -> None:
    """Of twelve places that are full each has a price, and ten have a measured gain."""
    people: dict[str, Cells] = {f"c{k:02}": {"werk": 0.5} for k in range(13)}
    made = planned(case(tmp_path, candidates=people, places={f"p{k:02}": {} for k in range(12)}))
    assert [row.kind for row in made.bottlenecks] == ["place"] * 12
    assert [row.measured is not None for row in made.bottlenecks] == [True] * 10 + [False] * 2
    assert {row.people for row in made.bottlenecks} == {1, None}


def test_another_region_of_a_unit_more_agrees(tmp_path: Path) -> None:
    """The measured gain is what a plan of the region with that one place more is worth beyond this one."""
    people = THREE | {"c4": {"zorg": 0.7, "werk": 0.2}, "c5": {"zorg": 0.6}}
    places: dict[str, Cells] = {"p1": {}, "p2": {"occupation": "zorg"}}
    made = planned(case(tmp_path / "now", candidates=people, places=places))
    for place in places:
        roomier = places | {place: places[place] | {"capacity": 2}}
        more = planned(case(tmp_path / place, candidates=people, places=roomier))
        row = bottleneck(made, "place", place)
        assert row is not None
        assert row.measured == pytest.approx(more.value - made.value)


def with_more(region: Region, row: Bottleneck) -> Region:
    """The region with one unit more of what a row is about."""
    table, column, unit = {
        "run_seats": ("runs", "seats_max", 1),
        "run_minimum": ("runs", "seats_min", -1),
        "place": ("places", "capacity", 1),
        "fund": ("funds", "budget", 1000_00),
        "guarantee": ("funds", "budget", 1000_00),
    }[row.kind]
    rows = getattr(region, table)
    cells = getattr(rows, column).copy()
    cells[rows.ids.index(row.id)] += unit
    return replace(region, **{table: replace(rows, **{column: cells})})


@pytest.mark.parametrize("seed", range(2500, 2515))
def test_a_measured_gain_is_true_by_trying_everything(seed: int) -> None:
    """What one seat, one person less, one place or a thousand euro brings is what the best plan with it is worth more.

    Where nothing is told, nothing is gained.
    """
    region = random_region(seed)
    now = brute.optimum(region)
    if now is None:
        return
    for row in planned(region).bottlenecks[:10]:
        if row.kind not in ("mentors", "fairness"):
            more = brute.optimum(with_more(region, row))
            assert more is not None
            assert (row.measured or 0.0) == pytest.approx(more[0] - now[0], abs=1e-6)
