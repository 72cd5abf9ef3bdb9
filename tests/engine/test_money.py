"""Which funds may pay which step, and what money costs where it is scarce."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.engine.case import Cell, Worked, case

from koppelkans.engine.region import Region

Cells = dict[str, Cell]


def payers(region: Region, *, pathway: int = 0) -> list[tuple[str, ...]]:
    """The funds that may pay each step of a pathway that costs something, the place last."""
    worked = Worked(region)
    bills = worked.money.bills(np.array([pathway]))
    funds = np.array(region.funds.ids)
    return [tuple(funds[worked.money.purses[purse]].tolist()) for purse in bills.purse[0] if purse >= 0]


def direct(folder: Path, funds: dict[str, Cells], *, person: Cells | None = None, place: Cells | None = None) -> Region:
    """c1 at p1, which costs 100 euro of guidance and starts on 1 February."""
    people = {"c1": {"werk": 1, **(person or {})}}
    return case(folder, candidates=people, places={"p1": {"cost": 100, **(place or {})}}, funds=funds)


def test_a_fund_pays_its_kinds(tmp_path: Path) -> None:
    """Guidance is paid by who pays guidance, whatever else that fund pays."""
    funds: dict[str, Cells] = {"yes": {"pays": "wage|guidance"}, "no": {"pays": "wage|training|language|exam"}}
    assert payers(direct(tmp_path, funds)) == [("yes",)]


@pytest.mark.parametrize(
    ("opens", "closes", "pays"),
    [
        ("2024-02-01", "2024-12-31", True),
        ("2024-02-02", "2024-12-31", False),
        ("2024-01-01", "2024-02-01", True),
        ("2024-01-01", "2024-01-31", False),
    ],
)
def test_a_fund_pays_for_places_that_start_in_its_window(tmp_path: Path, opens: str, closes: str, pays: bool) -> None:
    """Both days of the window are in it; what counts is the first day at the place."""
    region = direct(tmp_path, {"f1": {"from": opens, "until": closes}})
    assert Worked(region).money.payable.tolist() == [pays]


def test_each_step_is_paid_on_its_own_first_day(tmp_path: Path) -> None:
    """A run that starts in February and a place that starts in April are of two windows."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"requires": "vca", "cost": 100}},
        runs={"r1": {"grants": "vca", "seat_cost": 100}},
        funds={"winter": {"until": "2024-02-05"}, "spring": {"from": "2024-04-01"}},
    )
    assert payers(region) == [("winter",), ("spring",)]


@pytest.mark.parametrize(
    ("fund", "pays"),
    [
        ({}, True),
        ({"municipalities": "GM0394|GM0363"}, True),
        ({"municipalities": "GM0363"}, False),
        ({"groups": "ww|statushouder"}, True),
        ({"groups": "werkend"}, False),
        ({"sectors": "bouw"}, True),
        ({"sectors": "zorg"}, False),
        ({"municipalities": "GM0394", "groups": "ww", "sectors": "zorg"}, False),
        ({"municipalities": "GM0394", "groups": "ww", "sectors": "bouw"}, True),
    ],
)
def test_a_fund_is_for_some_people_and_sectors(tmp_path: Path, fund: Cells, pays: bool) -> None:
    """Each of the three lists must pass, and an empty one does."""
    others = {"c2": {"municipality": "GM0363", "groups": "werkend|statushouder"}}
    people: dict[str, Cells] = {"c1": {"werk": 1, "groups": "ww"}, **others}
    region = case(tmp_path, candidates=people, places={"p1": {"cost": 100}}, funds={"f1": fund})
    assert Worked(region).money.payable.tolist() == [pays]


def test_the_sector_of_a_run_is_that_of_the_place(tmp_path: Path) -> None:
    """A fund for care pays for a safety run on the way to care, and not on the way to building."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1, "zorg": 1}},
        places={"p1": {"requires": "vca"}, "p2": {"requires": "vca", "occupation": "zorg"}},
        runs={"r1": {"grants": "vca", "seat_cost": 100}},
        funds={"f1": {"sectors": "zorg"}},
    )
    assert Worked(region).money.payable.tolist() == [False, True]


def test_what_costs_nothing_needs_no_fund(tmp_path: Path) -> None:
    """A pathway without costs is payable where no fund pays anything."""
    region = direct(tmp_path, {"f1": {"pays": "exam"}}, place={"cost": 0})
    assert Worked(region).money.payable.tolist() == [True]


@pytest.mark.parametrize(
    ("ceiling", "used", "pays"),
    [
        ("100", [], True),
        ("99.99", [], False),
        ("150", [("c1", "f1", 50)], True),
        ("150", [("c1", "f1", "50.01")], False),
    ],
)
def test_a_fund_pays_no_more_than_its_ceiling_less_what_is_used(
    tmp_path: Path, ceiling: str, used: list[tuple[Cell, ...]], pays: bool
) -> None:
    """A place of 100 euro fits under what is left of the ceiling to the cent."""
    funds: dict[str, Cells] = {"f1": {"budget": 1000, "max_per_candidate": ceiling}}
    region = case(tmp_path, candidates={"c1": {"werk": 1}}, places={"p1": {"cost": 100}}, funds=funds, used=used)
    assert Worked(region).money.payable.tolist() == [pays]


def test_a_ceiling_that_is_used_up_leaves_nothing_and_takes_nothing(tmp_path: Path) -> None:
    """Who has had more than the ceiling gets nothing from that fund; another fund pays in full."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"cost": 100}},
        funds={"f1": {"max_per_candidate": 50}, "f2": {"max_per_candidate": 100}},
        used=[("c1", "f1", 80)],
    )
    money = Worked(region).money
    assert money.left.tolist() == [[0, 100_00]]
    assert money.payable.tolist() == [True]


def test_a_ceiling_is_over_all_steps_together(tmp_path: Path) -> None:
    """A seat of 60 and a place of 60 do not fit under one ceiling of 100, though each does; a second fund helps."""
    for name, more, pays in (("alone", {}, False), ("helped", {"f2": {"max_per_candidate": 20}}, True)):
        region = case(
            tmp_path / name,
            candidates={"c1": {"werk": 1}},
            places={"p1": {"requires": "vca", "cost": 60}},
            runs={"r1": {"grants": "vca", "seat_cost": 60}},
            funds={"f1": {"max_per_candidate": 100}, **more},
        )
        assert Worked(region).money.payable.tolist() == [pays]


def test_funds_for_different_steps_do_not_stand_in_for_each_other(tmp_path: Path) -> None:
    """Two ceilings that are high enough in sum do not pay when one fund pays seats only."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"requires": "vca", "cost": 80}},
        runs={"r1": {"grants": "vca", "seat_cost": 40}},
        funds={"f1": {"max_per_candidate": 60, "pays": "training"}, "f2": {"max_per_candidate": 60}},
    )
    assert Worked(region).money.payable.tolist() == [False]


def test_the_cheapest_fund_pays_first_up_to_its_ceiling(tmp_path: Path) -> None:
    """Of 120 euro the fund at price 1 pays its ceiling of 100 and the fund at price 3 pays the rest."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"requires": "vca", "cost": 60}},
        runs={"r1": {"grants": "vca", "seat_cost": 60}},
        funds={"f1": {"max_per_candidate": 100}, "f2": {"max_per_candidate": 50}},
    )
    money, prices = Worked(region).money, np.array([1.0, 3.0])
    assert money.capped.tolist() == [True]
    assert money.cheapest_split(np.array([0]), prices).tolist() == [[100_00, 20_00]]
    assert money.capped_price(np.array([0]), prices).tolist() == [160]


def test_a_bill_at_a_price_without_ceilings(tmp_path: Path) -> None:
    """A place of 100 euro costs 100 times the price of the cheapest fund that may pay it."""
    funds: dict[str, Cells] = {"dear": {}, "cheap": {}, "free": {"pays": "exam"}}
    money = Worked(direct(tmp_path, funds)).money
    assert money.price(np.array([0]), np.array([0.25, 0.5, 0.0])).tolist() == [25]  # cheap, dear, free by id


def test_a_euro_of_an_expected_fund_also_costs_its_guarantor(tmp_path: Path) -> None:
    """With a reserve of a quarter, a euro costs its own price and a quarter of the guarantor's."""
    funds: dict[str, Cells] = {"gem": {}, "sub": {"state": "expected", "guarantor": "gem", "reserve": 0.25}}
    money = Worked(direct(tmp_path, funds)).money
    assert money.fund_price(np.array([2.0, 1.0])).tolist() == [2, 1.5]


def test_group_costs_ask_for_kind_window_and_a_fund_that_pays_groups(tmp_path: Path) -> None:
    """Eligibility lists are left aside for a group; kind, window and `pays_groups` are not."""
    region = case(
        tmp_path,
        runs={"r1": {"grants": "vca", "group_cost": 100}},
        funds={
            "a": {},
            "b": {"groups": "", "municipalities": "GM0363", "sectors": "zorg", "max_per_candidate": 1},
            "c": {"pays": "language"},
            "d": {"from": "2024-02-06"},
            "e": {"pays_groups": "no"},
        },
        candidates={"c1": {"municipality": "GM0363"}},
    )
    assert np.array(region.funds.ids)[Worked(region).money.group_funds[0]].tolist() == ["a", "b"]
