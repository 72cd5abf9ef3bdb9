"""How the independent check reads the rules of one pathway, where a reading can go wrong by a day or a step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.engine.hand_region import FILES, hand_region, with_cell

from koppelkans.engine.region import Region
from koppelkans.engine.verify import first_day, pathway_breaches

C1, C2, C3, C4 = range(4)
TAAL, VCA = range(2)
P1, P2 = range(2)


def day(text: str) -> int:
    """A date in days from 1970-01-01."""
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def rules(region: Region, candidate: int, runs: tuple[int, ...], place: int) -> set[str]:
    """The codes of what a pathway breaks."""
    return {breach.rule for breach in pathway_breaches(region, candidate, runs, place)}


@pytest.fixture
def region(tmp_path: Path) -> Region:
    """The region on one page."""
    return hand_region(tmp_path / "region")


@pytest.mark.parametrize(
    ("table", "row", "text"),
    [("candidates", C2, "2024-03-04"), ("places", P2, "2024-03-04"), ("settings", None, "2024-03-04")],
)
def test_the_first_day_is_not_before_person_place_or_plan(
    region: Region, table: str, row: int | None, text: str
) -> None:
    """The first day is the latest of available_from, start_from and plan_from when all is held."""
    column = {"candidates": "available_from", "places": "start_from"}.get(table, "")
    if row is None:
        late = replace(region, settings=replace(region.settings, plan_from=day(text)))
    else:
        late = with_cell(region, table, column, row, day(text))
    assert first_day(late, C2, (), P2) == day(text)


def test_what_a_run_grants_is_held_from_the_day_after_its_end(region: Region) -> None:
    """The first day is the day after the end of the last run that is needed."""
    assert first_day(region, C1, (TAAL, VCA), P1) == day("2024-05-06")


def test_there_is_no_first_day_without_what_the_place_requires(region: Region) -> None:
    """A place that requires what is never held has no first day, which breaks P3."""
    assert first_day(region, C1, (TAAL,), P1) is None
    assert "P3" in rules(region, C1, (TAAL,), P1)


def test_a_certificate_counts_on_both_its_days(tmp_path: Path) -> None:
    """A certificate is held from its first to its last day, both included."""
    held = "candidate,credential,from,until\nc3,vca,2024-02-10,2024-02-10\n"
    places = FILES["places"].replace(",nl-A2,13,", ",nl-A2|vca,13,")
    region = hand_region(tmp_path, held=held, places=places)
    assert first_day(region, C3, (), P2) == day("2024-02-10")


def test_a_certificate_that_expired_before_the_place_opens_does_not_count(tmp_path: Path) -> None:
    """A certificate that ends the day before the first possible day never opens the place."""
    held = "candidate,credential,from,until\nc3,vca,,2024-01-31\n"
    places = FILES["places"].replace(",nl-A2,13,", ",nl-A2|vca,13,")
    assert first_day(hand_region(tmp_path, held=held, places=places), C3, (), P2) is None


def test_a_gap_between_two_certificates_is_seen(tmp_path: Path) -> None:
    """The first day waits until two credentials are held at the same time, not each at some time."""
    held = """candidate,credential,from,until
c4,nl-A2,,2024-02-20
c4,nl-A2,2024-04-01,
c4,vca,2024-03-01,
"""
    places = FILES["places"].replace(",nl-A2,13,", ",nl-A2|vca,13,")
    assert first_day(hand_region(tmp_path, held=held, places=places), C4, (), P2) == day("2024-04-01")


def test_a_higher_level_counts_for_a_lower_one(tmp_path: Path) -> None:
    """Who holds nl-B1 in a period holds nl-A2 in that period."""
    held = "candidate,credential,from,until\nc4,nl-B1,2024-03-01,\n"
    assert first_day(hand_region(tmp_path, held=held), C4, (), P2) == day("2024-03-01")


def test_a_run_that_ends_on_the_day_another_starts_comes_too_late_for_it(region: Region) -> None:
    """A run grants from the day after its end, so not yet for a run that starts on its last day."""
    asks = with_cell(region, "runs", "requires", (VCA, region.credentials.ids.index("nl-A2")), True)
    end = int(region.runs.end[TAAL])
    same = with_cell(asks, "runs", "start", VCA, end)
    after = with_cell(asks, "runs", "start", VCA, end + 1)
    assert rules(same, C1, (TAAL, VCA), P1) == {"P5"}
    assert rules(after, C1, (TAAL, VCA), P1) == set()


def test_a_run_is_needed_when_another_run_needs_it(region: Region) -> None:
    """A run that the place does not ask for is needed when another run requires what it grants."""
    languageless = with_cell(region, "places", "requires", (P1, region.credentials.ids.index("nl-A2")), False)
    assert rules(languageless, C1, (TAAL, VCA), P1) == {"P4"}
    asks = with_cell(languageless, "runs", "requires", (VCA, region.credentials.ids.index("nl-A2")), True)
    later = with_cell(asks, "runs", "start", VCA, int(region.runs.end[TAAL]) + 1)
    assert rules(later, C1, (TAAL, VCA), P1) == set()


def test_a_run_is_needed_when_it_makes_the_first_day_earlier(tmp_path: Path) -> None:
    """A run that brings a requirement forward is needed though the candidate gets it later anyhow."""
    held = "candidate,credential,from,until\nc1,nl-A2,{},\n"
    sooner = hand_region(tmp_path / "sooner", held=held.format("2024-05-07"))
    same = hand_region(tmp_path / "same", held=held.format("2024-05-06"))
    assert rules(sooner, C1, (TAAL, VCA), P1) == set()
    assert rules(same, C1, (TAAL, VCA), P1) == {"P4"}


def test_a_run_is_needed_for_the_qualification_of_the_occupation(region: Region) -> None:
    """A run that the place does not ask for is needed when it alone gives the occupation's qualification."""
    diploma = region.credentials.ids.index("diploma")
    unasked = with_cell(region, "places", "requires", (P1, region.credentials.ids.index("vca")), False)
    assert rules(unasked, C1, (TAAL, VCA), P1) == {"P4"}
    grants = with_cell(unasked, "runs", "grants", (VCA, diploma), True)
    assert rules(grants, C1, (TAAL, VCA), P1) == set()
    held = with_cell(grants, "candidates", "holds", (C1, diploma), True)
    assert rules(held, C1, (TAAL, VCA), P1) == {"P4"}


def test_runs_that_touch_on_one_day_overlap(region: Region) -> None:
    """Two runs share no daypart when one ends on the day the other starts; a day later they may."""
    monday = with_cell(region, "runs", "dayparts", VCA, int(region.runs.dayparts[TAAL]))
    end = int(region.runs.end[TAAL])
    assert rules(with_cell(monday, "runs", "start", VCA, end), C1, (TAAL, VCA), P1) == {"P6"}
    assert rules(with_cell(monday, "runs", "start", VCA, end + 1), C1, (TAAL, VCA), P1) == set()


def test_a_run_beside_the_job_takes_its_dayparts_from_the_place(region: Region) -> None:
    """A run that ends on or after the first day is in the way at the place, also one that starts later."""
    diploma, first = region.credentials.ids.index("diploma"), int(region.places.start_from[P2])
    learning = with_cell(region, "occupations", "qualification", 1, diploma)
    learning = with_cell(learning, "runs", "grants", (VCA, diploma), True)
    ends = with_cell(learning, "runs", "end", VCA, first)
    later = with_cell(learning, "runs", "start", VCA, first + 20)
    before = with_cell(with_cell(learning, "runs", "end", VCA, first - 1), "runs", "start", VCA, first - 10)
    assert rules(with_cell(ends, "runs", "start", VCA, first - 10), C2, (VCA,), P2) == {"P6"}
    assert rules(later, C2, (VCA,), P2) == {"P6"}
    assert rules(before, C2, (VCA,), P2) == set()


def test_a_place_without_a_district_is_in_none(region: Region) -> None:
    """Who works only in a district does not go to a place without one; who avoids a district does."""
    nowhere = with_cell(region, "places", "district", P2, -1)
    noord = region.districts.index("Noord")
    assert rules(with_cell(nowhere, "candidates", "districts", (C2, noord), True), C2, (), P2) == {"P8"}
    assert rules(with_cell(nowhere, "candidates", "not_districts", (C2, noord), True), C2, (), P2) == set()


@pytest.mark.parametrize(
    ("row", "broken"),
    [
        ("c1,,", True),
        ("c1,taal,", True),
        ("c1,,p1", True),
        ("c1,vca,p1", True),
        ("c1,,p2", False),
        ("c1,taal,p2", False),
    ],
)
def test_forbidden_run_place_pair_or_all(tmp_path: Path, row: str, broken: bool) -> None:
    """Empty cells of forbidden.csv stand for any run and any place; with both filled it is the pair."""
    region = hand_region(tmp_path, forbidden=f"candidate,run,place\n{row}\n")
    assert rules(region, C1, (TAAL, VCA), P1) == ({"P8"} if broken else set())


def test_travel_at_the_limit_is_allowed(region: Region) -> None:
    """A trip of exactly max_travel minutes is not too long; a billionth is not looked at, a millionth is."""
    for limit, broken in ((2.0, set()), (2.0 - 5e-10, set()), (2.0 - 1e-6, {"P7"})):
        assert rules(with_cell(region, "candidates", "max_travel", C2, limit), C2, (), P2) == broken
