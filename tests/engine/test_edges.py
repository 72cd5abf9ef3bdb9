"""The edges: nothing of something, more taken than there is, locks with ceilings, and rules broken in part."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine import brute
from tests.engine.case import Cell, Rows, case, placed, planned, why_not
from tests.engine.small_regions import random_region

from koppelkans.engine.region import Pathways

Cells = dict[str, Cell]
TWO: dict[str, Cells] = {"c1": {"werk": 0.9}, "c2": {"werk": 0.6}}
LEARN: dict[str, Cells] = {"r1": {"grants": "vca", "seats_max": 1}}
SAFE: dict[str, Cells] = {"p1": {"requires": "vca", "capacity": 2}}


def alone(folder: Path, *, person: Cells | None = None, places: Rows, runs: Rows | None = None) -> tuple[str, ...]:
    """Why c1, the only candidate, is not placed."""
    people = {"c1": {"werk": 0.9, **(person or {})}}
    region = case(folder, candidates=people, places=places, runs=runs or {})
    return why_not(region, planned(region))["c1"]


def test_without_candidates_the_plan_is_empty(tmp_path: Path) -> None:
    """A region without candidates has a valid plan worth nothing."""
    made = planned(case(tmp_path, places=SAFE, runs=LEARN))
    assert (made.value, len(made.proposals.candidate), len(made.unplaced.candidate)) == (0, 0, 0)


def test_without_runs_placements_are_direct(tmp_path: Path) -> None:
    """A region without runs has a plan of direct placements."""
    region = case(tmp_path, candidates=TWO, places={"p1": {}}, runs={})
    assert placed(region, planned(region)) == {"c1": ("p1",)}


def test_with_nothing_at_all_the_plan_is_empty(tmp_path: Path) -> None:
    """A region of empty files has a valid empty plan."""
    made = planned(case(tmp_path, employers={}, funds={}, runs={}))
    assert (made.value, made.bottlenecks) == (0, ())


def test_without_funds_what_is_free_is_planned(tmp_path: Path) -> None:
    """A region without funds has a plan of what costs nothing."""
    places: dict[str, Cells] = {"p1": {"cost": 1}, "p2": {"occupation": "zorg"}}
    region = case(tmp_path, candidates={"c1": {"werk": 1}, "c2": {"zorg": 1}}, places=places, funds={})
    assert placed(region, planned(region)) == {"c2": ("p2",)}


def test_where_nobody_has_a_pathway_the_plan_is_empty(tmp_path: Path) -> None:
    """When no rule lets anybody through and no fund may pay anybody, there is a valid empty plan with reasons."""
    people: dict[str, Cells] = {"c1": {"werk": 0.9}}
    region = case(tmp_path, candidates=people, places={"p1": {"only_for": "ww"}}, funds={"f1": {"groups": "ww"}})
    assert why_not(region, planned(region)) == {"c1": ("group:p1",)}


def test_what_a_run_can_grant_is_not_in_the_way(tmp_path: Path) -> None:
    """Of language and certificate only the language is in the way when there is a run for the certificate."""
    places = {"p1": {"requires": "nl-A2|vca"}}
    assert alone(tmp_path, places=places, runs={"r1": {"grants": "vca"}}) == ("language:nl-A2",)


def test_a_lock_is_paid_by_the_funds_that_have_the_money(tmp_path: Path) -> None:
    """A locked place of 100 on a fund with 10 left and one with plenty, each with a ceiling, is no conflict."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 1}},
        places={"p1": {"cost": 100}},
        funds={"f1": {"budget": 10, "max_per_candidate": 90}, "f2": {"budget": 1000, "max_per_candidate": 95}},
        locks=[("c1", "", "p1")],
    )
    assert placed(region, planned(region)) == {"c1": ("p1",)}


def test_a_seat_more_in_a_run_that_is_overfull_brings_nothing(tmp_path: Path) -> None:
    """With three people in a run for one, a second seat lets nobody in."""
    runs = {"r1": {"grants": "vca", "seats_max": 1, "seats_taken": 3}}
    region = case(tmp_path, candidates=TWO, places=SAFE, runs=runs)
    assert [row for row in planned(region).bottlenecks if row.measured] == []


def test_a_mentor_more_where_too_many_are_taken_brings_nothing(tmp_path: Path) -> None:
    """With three people mentored by one, a second mentor has no room for a fourth."""
    region = case(
        tmp_path,
        candidates=TWO,
        employers={"e1": {"mentors": 1}},
        places={"p1": {"capacity": 2, "mentor_weeks": 1}},
        mentors_taken=[("e1", "2024-02", 3)],
    )
    assert [row for row in planned(region).bottlenecks if row.measured] == []


def test_a_group_that_cannot_be_paid_names_the_fund_for_groups(tmp_path: Path) -> None:
    """With free seats and a group of 500 that one fund with 100 may pay, that fund is in the way."""
    runs = {"r1": {"grants": "vca", "group_cost": 500}}
    region = case(tmp_path, candidates={"c1": {"werk": 0.9}}, places=SAFE, runs=runs, funds={"f1": {"budget": 100}})
    assert why_not(region, planned(region)) == {"c1": ("fund:f1",)}


def test_money_for_seats_is_not_in_the_way_of_a_group(tmp_path: Path) -> None:
    """Where the seats can be paid and the group cannot, the fund that pays groups is in the way, not the other."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9}},
        places=SAFE,
        runs={"r1": {"grants": "vca", "seat_cost": 10, "group_cost": 500}},
        funds={"seats": {"budget": 1000, "pays_groups": "no"}, "groups": {"budget": 100}},
    )
    assert why_not(region, planned(region)) == {"c1": ("fund:groups",)}


def test_the_kind_of_a_group_that_nobody_may_pay_is_told(tmp_path: Path) -> None:
    """When nobody pays groups and the group is one of language, it is not training that is missing."""
    runs: dict[str, Cells] = {
        "a1": {"grants": "nl-A1"},
        "a2": {"grants": "nl-A2", "requires": "nl-A1", "start": "2024-04-08", "end": "2024-05-01"},
    }
    runs["a2"] |= {"cost_kind": "language", "group_cost": 100}
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9}},
        places={"p1": {"requires": "nl-A2"}},
        runs=runs,
        funds={"f1": {"budget": 1000, "pays_groups": "no"}},
    )
    assert why_not(region, planned(region)) == {"c1": ("fund:language",)}


@pytest.mark.parametrize("seed", range(90000, 90012))
def test_locking_what_the_best_plan_has_changes_nothing(seed: int) -> None:
    """With the whole best plan locked there is no conflict, and the plan is worth the same."""
    region = random_region(seed)
    best = brute.optimum(region)
    if best is None:
        return
    rows = sorted(best[1].items())
    locks = Pathways(
        brute.ints(who for who, _ in rows), tuple(way[0] for _, way in rows), brute.ints(way[1] for _, way in rows)
    )
    assert planned(replace(region, locks=locks)).value == pytest.approx(best[0], abs=1e-6)
