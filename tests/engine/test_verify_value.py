"""The value of a pathway as the independent check works it out, against figures worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engine import brute
from tests.engine.hand_region import FILES, hand_region, with_cell

from koppelkans.engine.region import Pathways, Region
from koppelkans.engine.verify import pathway_value, previous_stands
from koppelkans.engine.verify.facts import facts_of
from koppelkans.engine.verify.value import Figures, figures, logistic

C1, C2, C3, C4 = range(4)
TAAL, VCA = range(2)
P1, P2 = range(2)
LEVELS = """
credential,name,kind,implies
nl-A1,A1,language,
nl-A2,A2,language,nl-A1
nl-B1,B1,language,nl-A2
nl-B2,B2,language,nl-B1
nl-C1,C1,language,nl-B2
en-A1,A1,language,
en-A2,A2,language,en-A1
vca,Veiligheid,safety,
diploma,Timmeren,qualification,
"""


def told(region: Region, candidate: int, runs: tuple[int, ...], place: int) -> Figures:
    """The figures of a pathway."""
    facts = facts_of(region)
    return figures(facts, facts.candidates[candidate], [facts.runs[run] for run in runs], facts.places[place])


@pytest.fixture
def region(tmp_path: Path) -> Region:
    """The region on one page."""
    return hand_region(tmp_path / "region")


def test_value_of_a_pathway_with_runs(region: Region) -> None:
    """Every part of the value of c1 at p1, added up by hand."""
    # z: -0.8 + 1.6 * 0.75 + 0.8 * 0.5 - 1.2 * 2 / 60 + 0.7 = 1.46; 1550 euros; 112 days from 15 January
    probability = 1 / (1 + math.exp(-1.46))
    by_hand = probability - 0.1 + 0.10 * 0.5 - 0.000010 * 1550 - 0.0020 * 112 / 7
    figures = told(region, C1, (TAAL, VCA), P1)
    assert figures.terms == pytest.approx((-0.8, 1.2, 0.4, -0.04, 0.7, 0.0, 0.0, 0.0))
    assert (figures.cost, figures.travel_minutes) == (155_000, 2.0)
    assert pathway_value(region, C1, (TAAL, VCA), P1) == pytest.approx(by_hand, abs=1e-12)


def test_travel_by_the_shortest_great_circle(region: Region) -> None:
    """Hoofddorp and Nieuw-Vennep are 6.098 km apart; by car that is 1.3 times as far, at 45 km/h, and 5 minutes."""
    # 0.0415 degrees of 111.195 km northward, 0.0586 of 111.195 km times cos(52.285) eastward
    minutes = told(region, C3, (), P2).travel_minutes
    assert (minutes - 5) / 60 * 45 / 1.3 == pytest.approx(6.098, abs=0.001)


def test_travel_by_the_fastest_mode_one_has(region: Region) -> None:
    """Of several modes the fastest counts, and only a mode the candidate has."""
    car = told(region, C3, (), P2).travel_minutes
    both = told(with_cell(region, "candidates", "modes", C3, 0b1001), C3, (), P2).travel_minutes
    foot = told(with_cell(region, "candidates", "modes", C3, 0b0001), C3, (), P2).travel_minutes
    assert (both, foot > car) == (car, True)


@pytest.mark.parametrize(
    ("row", "minutes"),
    [("2131,2131,bicycle,33", 33.0), ("2131,2131,car,1", 2.0), ("2131,2151,bicycle,1", 2.0)],
)
def test_travel_csv_goes_before_the_estimate(tmp_path: Path, row: str, minutes: float) -> None:
    """A row of travel.csv replaces the estimate for its pair, direction and mode alone, within a postcode too."""
    region = hand_region(tmp_path, travel=f"from,to,mode,minutes\n{row}\n")
    assert told(region, C2, (), P2).travel_minutes == minutes


def test_travel_csv_counts_in_its_direction_only(tmp_path: Path) -> None:
    """The way back says nothing about the way there."""
    travel = "from,to,mode,minutes\n2131,2151,car,1\n"
    without, back = hand_region(tmp_path / "a"), hand_region(tmp_path / "b", travel=travel)
    assert told(back, C3, (), P2).travel_minutes == told(without, C3, (), P2).travel_minutes


@pytest.mark.parametrize(
    ("holds", "requires", "margin"),
    [
        ("nl-A2", "nl-A2", 0),
        ("nl-B1", "nl-A2", 1),
        ("nl-B2", "nl-A2", 2),
        ("nl-C1", "nl-A2", 2),
        ("nl-C1", "nl-A2|nl-B2", 1),
        ("nl-C1|en-A2", "nl-A2|en-A2", 0),
        ("nl-C1|en-A2", "nl-A2|en-A1", 2),
        ("nl-C1|vca", "vca", 0),
    ],
)
def test_language_margin(tmp_path: Path, holds: str, requires: str, margin: int) -> None:
    """The margin is of the longest language asked, of several the smallest, at most 2, and 0 when none is asked."""
    candidates = FILES["candidates"].replace(",45,nl-A2,0,", f",45,{holds},0,")
    places = FILES["places"].replace(",nl-A2,13,", f",{requires},13,")
    region = hand_region(tmp_path, credentials=LEVELS, candidates=candidates, places=places)
    assert told(region, C2, (), P2).terms[6] == pytest.approx(0.25 * margin)


def test_language_learned_beside_the_job_is_no_margin(region: Region) -> None:
    """A run that ends on the first day counts for the qualification and not for the margin."""
    ids = region.credentials.ids
    region = with_cell(region, "occupations", "qualification", 1, ids.index("diploma"))
    region = with_cell(region, "runs", "grants", (VCA, ids.index("diploma")), True)
    region = with_cell(region, "runs", "grants", (VCA, ids.index("nl-B1")), True)
    first = int(region.places.start_from[P2])
    beside = told(with_cell(region, "runs", "end", VCA, first), C2, (VCA,), P2)
    before = told(with_cell(region, "runs", "end", VCA, first - 1), C2, (VCA,), P2)
    assert (beside.terms[5], beside.terms[6]) == (0.6, 0.0)
    assert (before.terms[5], before.terms[6]) == (0.6, 0.25)


def test_qualification_that_expired_is_none(tmp_path: Path) -> None:
    """A qualification counts when it is held on the first day."""
    row = "candidate,credential,from,until\nc1,diploma,,{}\n"
    until = hand_region(tmp_path / "a", held=row.format("2024-05-06"))
    gone = hand_region(tmp_path / "b", held=row.format("2024-05-05"))
    assert told(until, C1, (TAAL, VCA), P1).terms[5] == 0.6
    assert told(gone, C1, (TAAL, VCA), P1).terms[5] == 0.0


def with_previous(region: Region, runs: tuple[int, ...], place: int) -> Region:
    """The region after a plan that gave c2 this pathway."""
    return replace(region, previous=Pathways(brute.ints([C2]), (runs,), brute.ints([place])))


def two_ways(region: Region) -> Region:
    """The region in which c2 can go to p2 at once or learn for the diploma before."""
    ids, first = region.credentials.ids, int(region.places.start_from[P2])
    region = with_cell(region, "occupations", "qualification", 1, ids.index("diploma"))
    region = with_cell(region, "runs", "grants", (VCA, ids.index("diploma")), True)
    region = with_cell(region, "runs", "start", VCA, first - 10)
    return with_cell(region, "runs", "end", VCA, first - 1)


def test_another_pathway_than_before_costs_a_change(region: Region) -> None:
    """A pathway that differs from the one before, which still stands, is worth `change` less."""
    region = two_ways(region)
    same, other = with_previous(region, (), P2), with_previous(region, (VCA,), P2)
    assert pathway_value(same, C2, (), P2) == pathway_value(region, C2, (), P2)
    assert pathway_value(other, C2, (), P2) == pytest.approx(pathway_value(region, C2, (), P2) - 0.05)


@pytest.mark.parametrize(("runs", "place"), [((-1,), P2), ((), -1), ((TAAL,), P2), ((), P1)])
def test_a_pathway_from_before_that_is_gone_binds_nobody(region: Region, runs: tuple[int, ...], place: int) -> None:
    """A previous pathway with a run or place that is gone, or that breaks a rule now, costs no change."""
    before = with_previous(region, runs, place)
    assert not previous_stands(before, C2)
    assert pathway_value(before, C2, (), P2) == pathway_value(region, C2, (), P2)


def test_a_chance_stays_a_number_however_long_the_odds() -> None:
    """Log-odds of plus or minus a thousand give 1 and 0."""
    assert (logistic(1000.0), logistic(-1000.0), logistic(0.0)) == (1.0, 0.0, 0.5)
