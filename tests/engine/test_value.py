"""What a pathway is worth: the chance of a durable placement term by term, and what goes off it."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from tests.engine.case import Cell, Worked, case

from koppelkans.engine.pathways import worth_of
from koppelkans.engine.plan import TERMS
from koppelkans.engine.region import Region
from koppelkans.engine.value import Worth

Cells = dict[str, Cell]


def worth(region: Region, *, pathway: int = 0) -> Worth:
    """What one pathway of the region is worth; the first one if there are more."""
    worked = Worked(region)
    return worth_of(worked.book, worked.valuation, worked.pool, np.array([pathway]))


def term(region: Region, name: str) -> float:
    """One term of z, of the only pathway of the region."""
    assert len(Worked(region).pool) == 1
    return float(worth(region).terms[0, TERMS.index(name)])


def value(region: Region) -> float:
    """The value of the only pathway of the region."""
    (only,) = worth(region).value.tolist()
    assert len(Worked(region).pool) == 1
    return only


def test_the_chance_is_the_logistic_of_the_sum_of_the_terms(tmp_path: Path) -> None:
    """With an intercept of 1 and half of the aptitude at weight 3, the chance is 1 / (1 + exp(-2.5))."""
    wishes = [("c1", "werk", 0, 0.5)]
    region = case(
        tmp_path, scorecard={"intercept": 1, "aptitude": 3}, candidates={"c1": {}}, wishes=wishes, places={"p1": {}}
    )
    assert worth(region).probability[0] == pytest.approx(1 / (1 + math.exp(-2.5)), abs=1e-12)


def test_a_hopeless_chance_is_nothing(tmp_path: Path) -> None:
    """A very low z gives chance 0, without a warning."""
    region = case(tmp_path, scorecard={"intercept": -5000}, candidates={"c1": {"werk": 1}}, places={"p1": {}})
    assert worth(region).probability[0] == 0


def test_the_plain_terms(tmp_path: Path) -> None:
    """Aptitude, preference, hours of travel, a guarantee and the kind of place each count with their own weight."""
    region = case(
        tmp_path,
        scorecard={"aptitude": 2, "preference": 3, "travel_hour": -6, "guarantee": 0.7, "klus": -1.5},
        candidates={"c1": {}},
        wishes=[("c1", "werk", 0.5, 0.25)],
        places={"p1": {"guarantee": "yes", "kind": "klus"}},
    )
    terms = dict(zip(TERMS, worth(region).terms[0].tolist(), strict=True))
    assert terms == {
        "intercept": 0,
        "aptitude": 0.5,
        "preference": 1.5,
        "travel_hour": pytest.approx(-0.2),  # two minutes
        "guarantee": 0.7,
        "qualification": 0,
        "language_margin": 0,
        "kind": -1.5,
    }


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ({"candidates": {"c1": {"vak": 1, "holds": "diploma"}}}, [1]),
        ({}, [0]),
        ({"held": [("c1", "diploma", "2024-02-01", "")]}, [1]),
        ({"held": [("c1", "diploma", "2024-02-02", "")]}, [0]),
        ({"runs": {"r1": {"grants": "diploma", "end": "2024-12-01"}}}, [0, 1]),
    ],
    ids=["held", "not held", "held on the first day", "held a day later", "granted beside the job"],
)
def test_the_qualification_counts_when_held_or_being_learnt(
    tmp_path: Path, tables: dict[str, object], expected: list[int]
) -> None:
    """Who holds it on the first day has it, and who follows a run for it, whenever that ends."""
    given = {"candidates": {"c1": {"vak": 1}}, "places": {"p1": {"occupation": "vak"}}} | tables
    region = case(tmp_path, scorecard={"qualification": 1}, **given)
    found = [float(worth(region, pathway=k).terms[0, TERMS.index("qualification")]) for k in Worked(region).all]
    assert sorted(found) == expected


@pytest.mark.parametrize(
    ("holds", "requires", "margin"),
    [
        ("nl-A1", "nl-A1", 0),
        ("nl-A2", "nl-A1", 1),
        ("nl-B1", "nl-A1", 2),
        ("nl-B2", "nl-A1", 2),
        ("nl-B2", "", 0),
        ("nl-B1|en-A2", "nl-A2|en-A1", 1),
        ("nl-B1|en-A2", "nl-A2|en-A2", 0),
        ("nl-B2|vca", "vca", 0),
    ],
)
def test_the_language_margin(tmp_path: Path, holds: str, requires: str, margin: int) -> None:
    """It is the levels above the longest language asked, at most two; of two equally long the smaller margin."""
    people = {"c1": {"werk": 1, "holds": holds}}
    region = case(tmp_path, scorecard={"language_margin": 1}, candidates=people, places={"p1": {"requires": requires}})
    assert term(region, "language_margin") == margin


@pytest.mark.parametrize(("begins", "margin"), [("2024-02-01", 1), ("2024-02-02", 0)])
def test_the_language_margin_is_that_of_the_first_day(tmp_path: Path, begins: str, margin: int) -> None:
    """A level that is held from the first day on counts, one from the day after does not."""
    region = case(
        tmp_path,
        scorecard={"language_margin": 1},
        candidates={"c1": {"werk": 1, "holds": "nl-A1"}},
        places={"p1": {"requires": "nl-A1"}},
        held=[("c1", "nl-A2", begins, "")],
    )
    assert term(region, "language_margin") == margin


def test_a_run_that_has_ended_counts_for_the_language_margin(tmp_path: Path) -> None:
    """Learning B1 for a place that asks for A2 gives a margin of one."""
    region = case(
        tmp_path,
        scorecard={"language_margin": 1},
        candidates={"c1": {"werk": 1}},
        places={"p1": {"requires": "nl-A2"}},
        runs={"r1": {"grants": "nl-B1"}},
    )
    assert term(region, "language_margin") == 1


def test_the_baseline_goes_off_the_chance(tmp_path: Path) -> None:
    """A chance of 0.5 for who would find work with chance 0.2 adds 0.3, twice over at weight 2."""
    region = case(tmp_path, weights={"durable": 2}, candidates={"c1": {"werk": 0, "baseline": 0.2}}, places={"p1": {}})
    assert value(region) == pytest.approx(0.6, abs=1e-12)


def test_preference_counts_by_its_weight(tmp_path: Path) -> None:
    """A preference of 0.4 at weight 0.25 is worth 0.1."""
    region = case(tmp_path, weights={"preference": 0.25}, candidates={"c1": {"werk": 0.4}}, places={"p1": {}})
    assert value(region) == pytest.approx(0.1, abs=1e-12)


def test_every_euro_of_seats_and_place_goes_off(tmp_path: Path) -> None:
    """150.50 for the seat and 49.50 for the place cost 0.2 at a thousandth per euro; the group cost is the plan's."""
    region = case(
        tmp_path,
        weights={"euro": 0.001},
        candidates={"c1": {"werk": 1}},
        places={"p1": {"requires": "vca", "cost": "49.50"}},
        runs={"r1": {"grants": "vca", "seat_cost": "150.50", "group_cost": 1000}},
        funds={"f1": {"budget": 9999}},
    )
    assert value(region) == pytest.approx(0.8, abs=1e-12)
    assert worth(region).cost.tolist() == [200_00]


def test_weeks_until_the_first_day_go_off_by_the_day(tmp_path: Path) -> None:
    """From 15 January to 1 February are 17 days: at 0.07 a week that is 0.17."""
    region = case(tmp_path, weights={"week": 0.07}, candidates={"c1": {"werk": 1}}, places={"p1": {}})
    assert value(region) == pytest.approx(1 - 0.17, abs=1e-12)


@pytest.mark.parametrize(
    ("previous", "values"),
    [
        (("c1", "", "p1"), [1, 0.75]),
        (("c1", "", "p2"), [0.75, 1]),
        (("c1", "", "gone"), [1, 1]),
        (("c1", "", "zorg"), [1, 1]),
        (("c2", "", "p1"), [1, 1]),
    ],
    ids=["the first", "the second", "gone", "no longer possible", "someone else"],
)
def test_another_pathway_than_before_costs_a_change(
    tmp_path: Path, previous: tuple[str, ...], values: list[float]
) -> None:
    """Who had a pathway that can still be keeps it for free; every other one is worth less."""
    region = case(
        tmp_path,
        weights={"change": 0.25},
        candidates={"c1": {"werk": 1}},
        places={"p1": {}, "p2": {}, "zorg": {"occupation": "zorg"}},
        previous=[previous],
    )
    assert Worked(region).pool.value.tolist() == values


def test_the_same_place_through_other_runs_is_a_change(tmp_path: Path) -> None:
    """The same place with one run more is another pathway."""
    region = case(
        tmp_path,
        weights={"change": 0.25},
        candidates={"c1": {"vak": 1}},
        places={"p1": {"occupation": "vak"}},
        runs={"r1": {"grants": "diploma"}},
        previous=[("c1", "", "p1")],
    )
    assert sorted(Worked(region).pool.value.tolist()) == [0.75, 1]
