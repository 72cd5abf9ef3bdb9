"""Why somebody is not placed: the rule or the scarce thing that is really in the way, nearest first."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine import brute, payable
from tests.engine.case import Cell, Rows, case, planned, why_not
from tests.engine.small_regions import random_region

from koppelkans.engine import verify
from koppelkans.engine.plan import RULE_CODES
from koppelkans.engine.region import Region
from koppelkans.engine.solve import LocksConflict
from koppelkans.engine.verify import together
from koppelkans.engine.verify.facts import facts_of

Cells = dict[str, Cell]
TWO: dict[str, Cells] = {"c1": {"werk": 0.9}, "c2": {"werk": 0.6}}
SAFE: dict[str, Cells] = {"p1": {"requires": "vca", "capacity": 2}}


def alone(folder: Path, *, person: Cells | None = None, places: Rows, runs: Rows | None = None) -> tuple[str, ...]:
    """Why c1, the only candidate, is not placed."""
    people = {"c1": {"werk": 0.9, **(person or {})}}
    region = case(folder, candidates=people, places=places, runs=runs or {})
    return why_not(region, planned(region))["c1"]


# without any pathway: the rules


def test_who_wishes_for_nothing_lacks_a_wish(tmp_path: Path) -> None:
    """A candidate without wishes is left out for that."""
    region = case(tmp_path, candidates={"c1": {}}, places={"p1": {}})
    assert why_not(region, planned(region)) == {"c1": ("wish",)}


def test_who_wishes_for_what_nobody_offers_lacks_a_wish(tmp_path: Path) -> None:
    """A wish for an occupation without places is no match either."""
    assert alone(tmp_path, places={"p1": {"occupation": "zorg"}}) == ("wish",)


@pytest.mark.parametrize(
    ("person", "place", "reason"),
    [
        ({"available_from": "2024-06-01"}, {"start_until": "2024-05-31"}, "dates:p1"),
        ({}, {"requires": "nl-A2"}, "language:nl-A2"),
        ({"holds": "nl-A1"}, {"requires": "nl-B1"}, "language:nl-B1"),
        ({}, {"requires": "vca"}, "credential:vca"),
        ({"dayparts": "mo-am"}, {"dayparts": "mo-am|we-am"}, "dayparts:p1"),
        ({}, {"postcode": 2132}, "travel:p1"),
        ({"districts": "noord"}, {"district": "zuid"}, "district:p1"),
        ({"not_districts": "zuid"}, {"district": "zuid"}, "district:p1"),
        ({"groups": "ww"}, {"only_for": "statushouder"}, "group:p1"),
    ],
)
def test_each_rule_alone(tmp_path: Path, person: Cells, place: Cells, reason: str) -> None:
    """When one rule stands between a candidate and the only place, the reason is that rule."""
    assert alone(tmp_path, person=person, places={"p1": place}) == (reason,)


@pytest.mark.parametrize("row", [("c1", "", "p1"), ("c1", "", "")])
def test_what_is_forbidden_is_the_reason(tmp_path: Path, row: tuple[str, ...]) -> None:
    """So it is for a place, or everything, that is forbidden."""
    region = case(tmp_path, candidates={"c1": {"werk": 0.9}}, places={"p1": {}}, forbidden=[row])
    assert why_not(region, planned(region)) == {"c1": ("forbidden:p1",)}


def test_a_forbidden_run_is_the_reason(tmp_path: Path) -> None:
    """When the only run that leads to the place is forbidden, so the reason says."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9}},
        places=SAFE,
        runs={"r1": {"grants": "vca"}},
        forbidden=[("c1", "r1", "")],
    )
    assert why_not(region, planned(region)) == {"c1": ("forbidden:p1",)}


def test_a_run_that_ends_too_late_is_a_matter_of_dates(tmp_path: Path) -> None:
    """A run that grants what is asked, after the place's last first day, is not a missing credential but a date."""
    places = {"p1": {"requires": "vca", "start_until": "2024-03-31"}}
    assert alone(tmp_path, places=places, runs={"r1": {"grants": "vca"}}) == ("dates:p1",)


def test_credentials_that_are_never_held_together_are_a_matter_of_dates(tmp_path: Path) -> None:
    """Two certificates of which one expires before the other begins leave no day."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9}},
        places={"p1": {"requires": "vca|nl-A1"}},
        held=[("c1", "vca", "", "2024-02-29"), ("c1", "nl-A1", "2024-03-01", "")],
    )
    assert why_not(region, planned(region)) == {"c1": ("dates:p1",)}


def test_all_rules_of_the_nearest_place_are_told(tmp_path: Path) -> None:
    """Where language, certificate and travel stand between somebody and the only place, all three are told."""
    places = {"p1": {"requires": "nl-A2|vca", "postcode": 2132}}
    assert set(alone(tmp_path, places=places)) == {"language:nl-A2", "credential:vca", "travel:p1"}


def test_the_place_that_breaks_the_fewest_rules_is_told(tmp_path: Path) -> None:
    """One rule at a less wanted place is nearer than two at a better one."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9, "zorg": 0.1}},
        places={
            "p1": {"requires": "vca", "postcode": 2132},
            "p2": {"occupation": "zorg", "only_for": "ww"},
        },
    )
    assert why_not(region, planned(region)) == {"c1": ("group:p2",)}


def test_of_places_that_break_as_many_rules_the_better_one_is_told(tmp_path: Path) -> None:
    """One rule at each of two places: the place that is worth more is the nearer one, whatever its name."""
    for name, wishes in (("first", {"werk": 0.9, "zorg": 0.1}), ("second", {"werk": 0.1, "zorg": 0.9})):
        places: dict[str, Cells] = {"p1": {"postcode": 2132}, "p2": {"occupation": "zorg", "dayparts": "su-am"}}
        region = case(tmp_path / name, candidates={"c1": wishes}, places=places)
        expected = "travel:p1" if name == "first" else "dayparts:p2"
        assert why_not(region, planned(region)) == {"c1": (expected,)}


# with pathways that are worth nothing


def test_who_would_not_gain_is_told_so(tmp_path: Path) -> None:
    """Someone who is better off without any pathway is left out for that, not for what is full."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9}, "c2": {"werk": 0.1, "baseline": 0.7}},
        places={"p1": {}},
    )
    assert why_not(region, planned(region)) == {"c2": ("no_gain",)}


@pytest.mark.parametrize(("drop", "reason"), [(0.05, "no_gain"), (0.3, "place_full:p1")])
def test_who_is_dropped_would_have_gained_beyond_the_drop(tmp_path: Path, drop: float, reason: str) -> None:
    """A loss of 0.1 is no gain when dropping costs 0.05; when that costs 0.3 the full place is in the way."""
    region = case(
        tmp_path,
        weights={"drop": drop},
        candidates={"c1": {"werk": 0.9}, "c2": {"werk": 0, "baseline": 0.6}},
        places={"p1": {}},
        previous=[("c2", "", "p1")],
    )
    assert why_not(region, planned(region)) == {"c2": (reason,)}


# with pathways that are worth something: what is in the way


def test_a_full_run(tmp_path: Path) -> None:
    """When the last seat goes to someone else, the run is full."""
    region = case(tmp_path, candidates=TWO, places=SAFE, runs={"r1": {"grants": "vca", "seats_max": 1}})
    assert why_not(region, planned(region)) == {"c2": ("run_full:r1",)}


def test_a_run_that_does_not_reach_its_minimum(tmp_path: Path) -> None:
    """When two people cannot make a group of three, the run is below its minimum for both."""
    region = case(tmp_path, candidates=TWO, places=SAFE, runs={"r1": {"grants": "vca", "seats_min": 3}})
    assert why_not(region, planned(region)) == {"c1": ("run_below_min:r1",), "c2": ("run_below_min:r1",)}


def test_a_full_place(tmp_path: Path) -> None:
    """When the only place goes to someone else, it is full."""
    region = case(tmp_path, candidates=TWO, places={"p1": {}})
    assert why_not(region, planned(region)) == {"c2": ("place_full:p1",)}


def test_a_mentor_who_is_busy(tmp_path: Path) -> None:
    """When the only mentor is with someone else, the employer and the first busy month are told."""
    region = case(
        tmp_path,
        candidates=TWO,
        employers={"e1": {"mentors": 1}},
        places={"p1": {"capacity": 2, "mentor_weeks": 6}},
    )
    assert why_not(region, planned(region)) == {"c2": ("mentor:e1/2024-02",)}


def test_a_fund_that_is_used_up(tmp_path: Path) -> None:
    """When the money goes to someone else, the fund is in the way."""
    places = {"p1": {"capacity": 2, "cost": 100}}
    region = case(tmp_path, candidates=TWO, places=places, funds={"f1": {"budget": "199.99"}})
    assert why_not(region, planned(region)) == {"c2": ("fund:f1",)}


def test_a_fund_that_is_used_up_for_this_person(tmp_path: Path) -> None:
    """When somebody has had what a fund may pay per person, the fund is in the way."""
    region = case(
        tmp_path,
        candidates=TWO,
        places={"p1": {"capacity": 2, "cost": 100}},
        funds={"f1": {"budget": 1000, "max_per_candidate": 100}},
        used=[("c2", "f1", 1)],
    )
    assert why_not(region, planned(region)) == {"c2": ("fund:f1",)}


def test_a_guarantee_that_is_used_up(tmp_path: Path) -> None:
    """When the expected money is there and nobody can vouch for it any more, that fund is in the way."""
    region = case(
        tmp_path,
        candidates=TWO,
        places={"p1": {"capacity": 2, "cost": 100}},
        funds={
            "gem": {"budget": 50, "pays": "exam"},
            "sub": {"budget": 1000, "state": "expected", "guarantor": "gem", "reserve": 0.5},
        },
    )
    assert why_not(region, planned(region)) == {"c2": ("fund:sub",)}


def test_no_fund_for_a_kind_of_cost(tmp_path: Path) -> None:
    """When no fund pays wage subsidies, money is in the way."""
    places = {"p1": {"cost": 100, "cost_kind": "wage"}}
    region = case(
        tmp_path, candidates={"c1": {"werk": 0.9}}, places=places, funds={"f1": {"budget": 1000, "pays": "exam"}}
    )
    (reason,) = why_not(region, planned(region))["c1"]
    assert reason.startswith("fund:")


def test_a_group_that_nobody_pays(tmp_path: Path) -> None:
    """When there is money for the seat and none for the group, money is in the way."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9}},
        places=SAFE,
        runs={"r1": {"grants": "vca", "seat_cost": 10, "group_cost": 20}},
        funds={"f1": {"budget": 1000, "pays_groups": "no"}},
    )
    (reason,) = why_not(region, planned(region))["c1"]
    assert reason.startswith("fund:")


def test_a_floor_of_fairness(tmp_path: Path) -> None:
    """When half of the people must be of a group and only one is, the second one outside it is in the way of that."""
    people = TWO | {"c3": {"werk": 0.3, "groups": "ww"}}
    region = case(tmp_path, floors={"ww": 0.5}, candidates=people, places={"p1": {"capacity": 3}})
    assert why_not(region, planned(region)) == {"c2": ("fairness:ww",)}


def test_outbid(tmp_path: Path) -> None:
    """Who would fit, but only in a new group that costs more than the pathway brings, is outbid."""
    region = case(
        tmp_path,
        weights={"euro": 0.001},
        candidates={"c1": {"werk": 0.9}},
        places=SAFE,
        runs={"r1": {"grants": "vca", "group_cost": 1000}},
        funds={"f1": {"budget": 5000}},
    )
    assert why_not(region, planned(region)) == {"c1": ("outbid:p1",)}


def test_all_that_is_in_the_way_of_one_pathway_is_told(tmp_path: Path) -> None:
    """A full run that leads to a full place are two reasons."""
    places = {"p1": {"requires": "vca"}}
    region = case(tmp_path, candidates=TWO, places=places, runs={"r1": {"grants": "vca", "seats_max": 1}})
    assert why_not(region, planned(region)) == {"c2": ("run_full:r1", "place_full:p1")}


def test_the_pathway_with_the_least_in_its_way_is_told_first(tmp_path: Path) -> None:
    """One full place goes before a full run and a full place, though that pathway would be worth more."""
    people: dict[str, Cells] = {"c1": {"werk": 1}, "c2": {"zorg": 1}, "c3": {"werk": 0.9, "zorg": 0.2}}
    region = case(
        tmp_path,
        candidates=people,
        places={"p1": {"requires": "vca"}, "p2": {"occupation": "zorg"}},
        runs={"r1": {"grants": "vca", "seats_max": 1}},
    )
    assert why_not(region, planned(region)) == {"c3": ("place_full:p2", "run_full:r1", "place_full:p1")}


def test_the_best_three_pathways_are_told(tmp_path: Path) -> None:
    """Of four full places the three that are worth most are told, best first, and each thing once."""
    everybody: dict[str, Cells] = {f"c{k}": {"werk": 1} for k in range(4)}
    person: Cells = {"werk": 0.5, "max_travel": 60}
    region = case(
        tmp_path,
        scorecard={"klus": -3, "bbl": 1, "proefplaatsing": 0.5},
        candidates=everybody | {"late": person},
        places={"p1": {"kind": "klus"}, "p2": {"kind": "proefplaatsing"}, "p3": {"kind": "bbl"}, "p4": {}},
    )
    assert why_not(region, planned(region)) == {"late": ("place_full:p3", "place_full:p2", "place_full:p4")}


# everywhere

RULE_OF = {"run_full": "G1", "run_below_min": "G1", "place_full": "G2", "mentor": "G3", "fund": "G4", "fairness": "G6"}


def in_the_way(region: Region, plan_of: brute.Chosen, candidate: int, pathway: brute.Pathway) -> set[str]:
    """The rules that a plan breaks with one pathway more, by the independent check; `outbid` when none."""
    chosen = plan_of | {candidate: pathway}
    broken = {breach.rule for breach in together.breaches(facts_of(region), brute.proposals(region, chosen))} - {"G7"}
    if payable.funding_of(region, chosen) is None:
        broken.add("G4")
    return broken or {"outbid"}


@pytest.mark.parametrize("seed", range(2400, 2425))
def test_a_reason_is_true_by_an_independent_check(seed: int) -> None:
    """Rules for who has no pathway, no gain for who has no better one, and else what the plan breaks with it."""
    region = random_region(seed)
    try:
        made = planned(region)
    except LocksConflict:
        return
    rows = zip(made.proposals.candidate.tolist(), made.proposals.runs, made.proposals.place.tolist(), strict=True)
    plan_of = {candidate: (runs, place) for candidate, runs, place in rows}
    for candidate, reasons in zip(made.unplaced.candidate.tolist(), made.unplaced.reasons, strict=True):
        codes = {reason.partition(":")[0] for reason in reasons}
        worth = {way: verify.pathway_value(region, candidate, *way) for way in brute.pathways(region, candidate)}
        drop = region.settings.objective.drop if verify.previous_stands(region, candidate) else 0.0
        best = sorted((way for way in worth if worth[way] > -drop), key=lambda way: -worth[way])[:3]
        if not worth:
            assert codes <= set(RULE_CODES)
        elif not best:
            assert codes == {"no_gain"}
        else:
            expected = set().union(*(in_the_way(region, plan_of, candidate, way) for way in best))
            assert {RULE_OF.get(code, code) for code in codes} == expected
