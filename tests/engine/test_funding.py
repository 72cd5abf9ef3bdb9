"""Who pays what, to the cent: the split of all bills of a plan over the funds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine import payable
from tests.engine.case import Cell, Worked, case, placed, planned
from tests.engine.small_regions import random_region, small_regions

from koppelkans.engine.funding import Payments, Unfunded
from koppelkans.engine.plan import Funding
from koppelkans.engine.region import Region

Cells = dict[str, Cell]
PEOPLE: dict[str, Cells] = {"c1": {"werk": 0.9}, "c2": {"werk": 0.8}}


def payments(worked: Worked) -> Payments:
    """The payments of a region."""
    return Payments(worked.region, worked.pool, worked.money, worked.problem.capacities)


def split(region: Region) -> dict[str, int]:
    """Cents per fund when everybody's pathway (one each) is planned."""
    worked = Worked(region)
    return per_fund(region, payments(worked).split(worked.all))


def per_fund(region: Region, funding: Funding) -> dict[str, int]:
    """What each fund pays, in cents."""
    rows = zip(region.funds.ids, range(len(region.funds.ids)), strict=True)
    return {name: int(funding.amount[funding.fund == row].sum()) for name, row in rows}


def vouched(folder: Path, cost: str, *, budget: str, expected: str, reserve: str, room: str = "0") -> Region:
    """c1 at a place of this cost; `sub` is expected and `gem`, with this budget, vouches for it."""
    funds: dict[str, Cells] = {
        "gem": {"budget": budget},
        "sub": {"budget": expected, "state": "expected", "guarantor": "gem", "reserve": reserve},
        "extra": {"budget": room},
    }
    return case(folder, candidates={"c1": {"werk": 1}}, places={"p1": {"cost": cost}}, funds=funds)


def test_a_budget_can_be_used_up_to_the_last_cent(tmp_path: Path) -> None:
    """Two places of 33.34 and 66.67 take exactly 100.01, and not from 100.00."""
    for budget, paid in (("100.01", True), ("100.00", False)):
        region = case(
            tmp_path / budget,
            candidates={"c1": {"werk": 1}, "c2": {"zorg": 1}},
            places={"p1": {"cost": "33.34"}, "p2": {"cost": "66.67", "occupation": "zorg"}},
            funds={"f1": {"budget": budget}},
        )
        worked = Worked(region)
        assert payments(worked).can_pay(worked.all) is paid


def test_bills_are_split_in_whole_cents(tmp_path: Path) -> None:
    """A place of 100.01 on three funds of 33.34, 33.33 and 33.34 takes all of them."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"cost": "100.01"}},
        funds={"f1": {"budget": "33.34"}, "f2": {"budget": "33.33"}, "f3": {"budget": "33.34"}},
    )
    assert split(region) == {"f1": 33_34, "f2": 33_33, "f3": 33_34}


def test_too_little_money_is_said(tmp_path: Path) -> None:
    """A cent too little raises `Unfunded`."""
    funds = {"f1": {"budget": "99.99"}}
    region = case(tmp_path, candidates={"c1": {"werk": 1}}, places={"p1": {"cost": 100}}, funds=funds)
    with pytest.raises(Unfunded):
        split(region)


def test_money_for_one_purpose_is_left_to_that(tmp_path: Path) -> None:
    """Who pays guidance only pays the place, so that the other fund can pay the seat."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"requires": "vca", "cost": 100}},
        runs={"r1": {"grants": "vca", "seat_cost": 100}},
        funds={"any": {"budget": 100}, "guidance": {"budget": 100, "pays": "guidance"}},
    )
    assert split(region) == {"any": 100_00, "guidance": 100_00}


def test_money_for_some_people_is_left_to_them(tmp_path: Path) -> None:
    """The fund for one municipality pays its own people, so that the other fund can pay everybody else."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}, "c2": {"zorg": 1, "municipality": "GM0363"}},
        places={"p1": {"cost": 70}, "p2": {"cost": 30, "occupation": "zorg"}},
        funds={"any": {"budget": 30}, "own": {"budget": 70, "municipalities": "GM0394"}},
    )
    assert split(region) == {"any": 30_00, "own": 70_00}


def test_each_cost_is_in_the_funding_with_its_step_and_kind(tmp_path: Path) -> None:
    """A seat, a place and a group are three rows: for whom, which step, which kind, who pays, how much."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"requires": "vca", "cost": 10, "cost_kind": "wage"}},
        runs={"r1": {"grants": "vca", "seat_cost": 20, "group_cost": 30}},
        funds={"f1": {"budget": 60}},
    )
    worked = Worked(region)
    found = payments(worked).split(worked.all)
    columns = (found.candidate, found.run, found.kind, found.fund, found.amount)
    rows = set(zip(*(column.tolist() for column in columns), strict=True))
    assert rows == {(-1, 0, 0, 0, 30_00), (0, 0, 0, 0, 20_00), (0, -1, 4, 0, 10_00)}


def test_a_group_is_paid_once(tmp_path: Path) -> None:
    """Two people in one new group share one group cost."""
    region = case(
        tmp_path,
        candidates=PEOPLE,
        places={"p1": {"requires": "vca", "capacity": 2}},
        runs={"r1": {"grants": "vca", "group_cost": 50}},
        funds={"f1": {"budget": 50}},
    )
    assert split(region) == {"f1": 50_00}


def test_a_group_that_runs_already_costs_nothing(tmp_path: Path) -> None:
    """With someone in it, the group cost is nobody's."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"requires": "vca"}},
        runs={"r1": {"grants": "vca", "group_cost": 50, "seats_taken": 1}},
    )
    assert split(region) == {"f1": 0}


def test_a_group_is_paid_by_funds_that_pay_groups_only(tmp_path: Path) -> None:
    """Money that is for persons does not open a group, however much there is."""
    for name, pays, expected in (("no", "no", {}), ("yes", "yes", {"c1": ("r1", "p1")})):
        region = case(
            tmp_path / name,
            candidates={"c1": {"werk": 1}},
            places={"p1": {"requires": "vca"}},
            runs={"r1": {"grants": "vca", "group_cost": 50}},
            funds={"f1": {"budget": 1000, "pays_groups": pays}},
        )
        assert placed(region, planned(region)) == expected


def test_a_group_is_paid_whoever_is_in_it(tmp_path: Path) -> None:
    """A fund with eligibility lists and a ceiling per person pays a group of others in full."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}, "c2": {"municipality": "GM0363"}},
        places={"p1": {"requires": "vca"}},
        runs={"r1": {"grants": "vca", "group_cost": 50}},
        funds={"f1": {"budget": 50, "municipalities": "GM0363", "max_per_candidate": 1}},
    )
    assert split(region) == {"f1": 50_00}


def test_a_ceiling_sends_the_rest_to_another_fund(tmp_path: Path) -> None:
    """Of 100 euro the fund with 40 left for this person pays 40 at most; used.csv has taken the rest."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"cost": 100}},
        funds={"any": {"budget": 60}, "own": {"budget": 500, "max_per_candidate": 70}},
        used=[("c1", "own", 30)],
    )
    assert split(region) == {"any": 60_00, "own": 40_00}


def test_a_guarantor_keeps_the_reserve_back(tmp_path: Path) -> None:
    """With 100 euro that vouch for a third, 300 euro of expected money can be used and no cent more."""
    third = "0.3333333333333333"
    for cost, paid in (("300", True), ("300.01", False)):
        region = vouched(tmp_path / cost, cost, budget="100", expected="1000", reserve=third)
        worked = Worked(region)
        assert payments(worked).can_pay(worked.all) is paid


def test_a_guarantor_pays_with_what_is_not_kept_back(tmp_path: Path) -> None:
    """300.01 euro: 300.00 of the expected fund keep 99.99 back, and the last cent is the guarantor's own."""
    region = vouched(tmp_path, "300.01", budget="100", expected="300", reserve="0.3333")
    assert split(region) == {"extra": 0, "gem": 1, "sub": 300_00}


def test_awkward_cents_of_a_reserve_never_round_in_favour(tmp_path: Path) -> None:
    """A third of a cent too much is too much: 100.00 cannot vouch for a third of 300.01."""
    third = "0.3333333333333333"
    region = vouched(tmp_path, "300.01", budget="100", expected="1000", reserve=third, room="0.01")
    assert split(region) == {"extra": 1, "gem": 0, "sub": 300_00}


def test_a_guarantor_that_keeps_all_back_is_no_gain(tmp_path: Path) -> None:
    """With a reserve of 1 the two funds together pay no more than the guarantor's budget."""
    for cost, paid in (("100", True), ("100.01", False)):
        worked = Worked(vouched(tmp_path / cost, cost, budget="100", expected="1000", reserve="1"))
        assert payments(worked).can_pay(worked.all) is paid


def test_expected_money_without_reserve_is_free(tmp_path: Path) -> None:
    """With a reserve of 0 the guarantor's budget does not matter."""
    assert split(vouched(tmp_path, "500", budget="0", expected="500", reserve="0"))["sub"] == 500_00


def test_one_guarantor_for_two_expected_funds(tmp_path: Path) -> None:
    """50 euro that vouch for half of two funds let 100 euro be used of both together."""
    expected: Cells = {"budget": 100, "state": "expected", "guarantor": "gem", "reserve": 0.5}
    funds: dict[str, Cells] = {"gem": {"budget": 50}, "s1": expected, "s2": expected}
    for cost, paid in (("100", True), ("100.01", False)):
        people, places = {"c1": {"werk": 1}}, {"p1": {"cost": cost}}
        worked = Worked(case(tmp_path / cost, candidates=people, places=places, funds=funds))
        assert payments(worked).can_pay(worked.all) is paid


def test_a_plan_takes_who_is_worth_most_for_the_money(tmp_path: Path) -> None:
    """With money for one of two, the better one is placed; with a cent less than both cost, still one."""
    for budget, expected in (("100", {"c1"}), ("199.99", {"c1"}), ("200", {"c1", "c2"})):
        places = {"p1": {"capacity": 2, "cost": 100}}
        region = case(tmp_path / budget, candidates=PEOPLE, places=places, funds={"f1": {"budget": budget}})
        assert set(placed(region, planned(region))) == expected


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(region=small_regions(), draw=st.integers(0, 2**32 - 1))
def test_what_can_be_paid_is_what_an_independent_search_pays(region: Region, draw: int) -> None:
    """For any choice of pathways the funds can pay exactly when an integer programme, written apart, says so."""
    worked, rng = Worked(region), np.random.default_rng(draw)
    pool = worked.pool
    mine = [np.arange(*ends) for ends in zip(pool.offset[:-1], pool.offset[1:], strict=True)]
    chosen = np.array([int(rng.choice(rows)) for rows in mine if len(rows) and rng.random() < 0.7], dtype=np.int64)
    chosen = chosen[worked.money.payable[chosen]]
    pathways = {
        int(pool.candidate[row]): (tuple(run for run in pool.runs(row).tolist() if run >= 0), int(pool.place[row]))
        for row in chosen
    }
    can = payable.funding_of(region, pathways) is not None
    assert payments(worked).can_pay(chosen) is can
    if can:
        paid = payments(worked).split(chosen)
        owed = sum(demand[-1] for demand in payable.demands(region, pathways))
        assert int(paid.amount.sum()) == owed


@pytest.mark.parametrize("seed", range(3000, 3020))
def test_a_pathway_is_payable_when_its_own_funds_could_pay_it(seed: int) -> None:
    """With boundless budgets each pathway is payable exactly when windows, kinds, lists and ceilings allow it."""
    region = random_region(seed)
    rich = replace(region.funds, budget=np.full(len(region.funds.ids), 10**9))
    region = replace(region, funds=rich, runs=replace(region.runs, group_cost=np.zeros_like(region.runs.group_cost)))
    worked = Worked(region)
    pool = worked.pool
    for row in worked.all.tolist():
        pathway = tuple(run for run in pool.runs(row).tolist() if run >= 0), int(pool.place[row])
        can = payable.funding_of(region, {int(pool.candidate[row]): pathway}) is not None
        assert bool(worked.money.payable[row]) is can
