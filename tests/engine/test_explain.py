"""Why this pathway for one person and not another, beside the plan as it stands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.engine.case import Cell, Pathway, case, names, planned, why_not
from tests.engine.small_regions import random_region

from koppelkans.engine.explain import Alternative, Explanation, explain
from koppelkans.engine.plan import TERMS
from koppelkans.engine.region import Region
from koppelkans.engine.solve import LocksConflict, Stop, plan

Cells = dict[str, Cell]
TWO: dict[str, Cells] = {"c1": {"werk": 0.9}, "c2": {"werk": 0.6}}
ALL_KINDS: dict[str, Cells] = {
    "p1": {"kind": "klus"},
    "p2": {"kind": "proefplaatsing"},
    "p3": {"kind": "bbl"},
    "p4": {},
    "p5": {"kind": "leerwerkplek"},
}
KINDS = {"klus": -4.0, "leerwerkplek": -3.0, "bbl": 1.0, "proefplaatsing": 0.5}


def told(region: Region, candidate: str) -> Explanation:
    """What is told of one candidate beside the best plan."""
    return explain(region, planned(region), region.candidates.ids.index(candidate))


def way(region: Region, alternative: Alternative | None) -> Pathway:
    """An alternative by its names."""
    assert alternative is not None
    return names(region, alternative.runs, alternative.place)


def test_who_is_placed_is_told_the_pathway(tmp_path: Path) -> None:
    """The chosen pathway comes with its days, minutes, money, chance and value, and nothing in its way."""
    region = case(
        tmp_path,
        weights={"euro": 0.001},
        candidates={"c1": {"werk": 0.9}},
        places={"p1": {"requires": "vca", "cost": 50}},
        runs={"r1": {"grants": "vca", "seat_cost": 150}},
        funds={"f1": {"budget": 500}},
    )
    found = told(region, "c1")
    chosen = found.chosen
    assert chosen is not None
    assert way(region, chosen) == ("r1", "p1")
    assert str(np.datetime64(chosen.first_day, "D")) == "2024-04-01"
    assert (chosen.travel_minutes, chosen.cost, chosen.probability, chosen.preference) == (2, 200_00, 0.5, 0.9)
    assert chosen.value == pytest.approx(0.7)
    assert chosen.terms == (0,) * len(TERMS)
    assert (chosen.difference, chosen.obstacles) == (0, ())
    assert (found.reasons, found.pathways, found.alternatives) == ((), 1, ())


def test_other_pathways_are_told_with_their_difference(tmp_path: Path) -> None:
    """Beside a place at 0.9 the free one at 0.2 is 0.7 less."""
    region = case(
        tmp_path, candidates={"c1": {"werk": 0.9, "zorg": 0.2}}, places={"p1": {}, "p2": {"occupation": "zorg"}}
    )
    found = told(region, "c1")
    assert way(region, found.chosen) == ("p1",)
    (other,) = found.alternatives
    assert way(region, other) == ("p2",)
    assert other.difference == pytest.approx(-0.7)
    assert other.obstacles == ()


def test_the_next_best_three_are_told_best_first(tmp_path: Path) -> None:
    """Of five pathways one is chosen and three others are told, in the order of their value."""
    region = case(tmp_path, scorecard=KINDS, candidates={"c1": {"werk": 0.5}}, places=ALL_KINDS)
    found = told(region, "c1")
    assert way(region, found.chosen) == ("p3",)
    assert [way(region, other) for other in found.alternatives] == [("p2",), ("p4",), ("p5",)]
    assert found.pathways == 5


def test_a_better_pathway_is_told_with_what_is_in_its_way(tmp_path: Path) -> None:
    """Who got the second choice sees that the first was 0.3 better and full."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9}, "c2": {"werk": 0.6, "zorg": 0.3}},
        places={"p1": {}, "p2": {"occupation": "zorg"}},
    )
    (other,) = told(region, "c2").alternatives
    assert way(region, other) == ("p1",)
    assert other.difference == pytest.approx(0.3)
    assert other.obstacles == ("place_full:p1",)


def test_the_own_seat_and_place_are_not_in_the_way(tmp_path: Path) -> None:
    """The last seat is taken by the person self: another place through that run is free."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9, "zorg": 0.2}},
        places={"p1": {"requires": "vca"}, "p2": {"requires": "vca", "occupation": "zorg"}},
        runs={"r1": {"grants": "vca", "seats_max": 1, "seat_cost": 100}},
        funds={"f1": {"budget": 100}},
    )
    (other,) = told(region, "c1").alternatives
    assert way(region, other) == ("r1", "p2")
    assert other.obstacles == ()


def test_the_same_place_through_other_runs_is_another_pathway(tmp_path: Path) -> None:
    """With and without the run for the qualification are two pathways to one place."""
    region = case(
        tmp_path,
        scorecard={"qualification": 1},
        candidates={"c1": {"vak": 0.5}},
        places={"p1": {"occupation": "vak"}},
        runs={"r1": {"grants": "diploma"}},
    )
    found = told(region, "c1")
    assert way(region, found.chosen) == ("r1", "p1")
    assert [way(region, other) for other in found.alternatives] == [("p1",)]


def test_who_is_not_placed_is_told_why_and_what_came_nearest(tmp_path: Path) -> None:
    """The second for one place is told that it is full, and what it would have been worth."""
    region = case(tmp_path, candidates=TWO, places={"p1": {}})
    found = told(region, "c2")
    assert (found.chosen, found.reasons) == (None, ("place_full:p1",))
    (nearest,) = found.alternatives
    assert nearest.difference == nearest.value == pytest.approx(0.6)
    assert nearest.obstacles == ("place_full:p1",)


def test_who_has_no_pathway_is_told_the_rule(tmp_path: Path) -> None:
    """Without any pathway there is a reason and nothing else."""
    region = case(tmp_path, candidates={"c1": {"werk": 0.9}}, places={"p1": {"requires": "vca"}})
    found = told(region, "c1")
    assert (found.chosen, found.reasons, found.pathways, found.alternatives) == (None, ("credential:vca",), 0, ())


def test_who_wishes_nothing_is_told_so(tmp_path: Path) -> None:
    """Without a wish there is nothing to tell but that."""
    region = case(tmp_path, candidates={"c1": {}, "c2": {"werk": 1}}, places={"p1": {}})
    assert told(region, "c1").reasons == ("wish",)


@pytest.mark.parametrize(
    ("tables", "obstacle"),
    [
        ({"runs": {"r1": {"grants": "vca", "seats_max": 1}}}, "run_full:r1"),
        ({"employers": {"e1": {"mentors": 1}}}, "mentor:e1/2024-04"),
        ({"funds": {"f1": {"budget": 100}}}, "fund:f1"),
        ({"floors": {"ww": 1}}, "fairness:ww"),
    ],
)
def test_every_kind_of_obstacle_is_told(tmp_path: Path, tables: dict[str, object], obstacle: str) -> None:
    """A full run, a busy mentor, a used fund and a floor are told beside the pathway they stand in the way of."""
    ordinary = {
        "candidates": {"c1": {"werk": 0.9, "groups": "ww"}, "c2": {"werk": 0.6}},
        "places": {"p1": {"requires": "vca", "capacity": 9, "mentor_weeks": 1, "cost": 100}},
        "runs": {"r1": {"grants": "vca"}},
        "funds": {"f1": {"budget": 1000}},
    }
    region = case(tmp_path, **ordinary | tables)
    (nearest,) = told(region, "c2").alternatives
    assert nearest.obstacles == (obstacle,)


def test_a_group_that_needs_the_person_stands_in_the_way_of_leaving_it(tmp_path: Path) -> None:
    """Another pathway is free, but without this person the group of the proposal would be too small."""
    region = case(
        tmp_path,
        candidates={"c1": {"werk": 0.9}, "c2": {"werk": 0.6, "zorg": 0.2}},
        places={"p1": {"requires": "vca", "capacity": 2}, "p2": {"occupation": "zorg"}},
        runs={"r1": {"grants": "vca", "seats_min": 2}},
    )
    (other,) = told(region, "c2").alternatives
    assert way(region, other) == ("p2",)
    assert other.obstacles == ("run_below_min:r1",)


@pytest.mark.parametrize("seed", range(2300, 2310))
def test_an_explanation_agrees_with_the_plan(seed: int) -> None:
    """Everybody's explanation has the proposal and the reasons that stand in the plan."""
    region = random_region(seed)
    try:
        made = plan(region, stop=Stop(gap=1e-8), workers=1)
    except LocksConflict:
        return
    proposals = made.proposals
    for row, candidate in enumerate(proposals.candidate.tolist()):
        found = explain(region, made, candidate)
        chosen = found.chosen
        assert chosen is not None
        assert (chosen.runs, chosen.place) == (proposals.runs[row], proposals.place[row])
        assert chosen.value == pytest.approx(proposals.value[row], abs=1e-12)
        assert found.reasons == ()
    for name, reasons in why_not(region, made).items():
        assert explain(region, made, region.candidates.ids.index(name)).reasons == reasons


@pytest.mark.parametrize("seed", range(2310, 2320))
def test_in_a_best_plan_nothing_better_is_free(seed: int) -> None:
    """Where a plan is proven best, a pathway that would be worth more has something in its way, or opens a group."""
    region = random_region(seed)
    try:
        made = plan(region, stop=Stop(gap=1e-8), workers=1)
    except LocksConflict:
        return
    euro, opened = region.settings.objective.euro, set(np.flatnonzero(made.opened).tolist())
    stays = {run for runs in made.proposals.runs for run in runs}
    for candidate in range(len(region.candidates.ids)):
        if candidate in region.locks.candidate:
            continue
        found = explain(region, made, candidate)
        own = set(found.chosen.runs) if found.chosen else set()
        if any(region.runs.seats_min[run] > 0 for run in own & stays):
            continue  # others may need the person there
        for other in found.alternatives:
            new = [run for run in other.runs if run not in opened and region.runs.seats_taken[run] == 0]
            groups = euro * sum(int(region.runs.group_cost[run]) for run in new) / 100
            assert other.obstacles or other.difference - groups <= 1e-6
