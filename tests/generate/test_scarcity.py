"""What makes a generated region like life: real places, and fewer seats, mentors and euros than people need."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from koppelkans.engine.files import read_region
from koppelkans.engine.region import COST_KINDS, Region
from koppelkans.generate import write
from koppelkans.generate.geography import municipalities
from koppelkans.generate.trades import LANGUAGE_LEVELS, TRADES

LANGUAGE = COST_KINDS.index("language")


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Region:
    """The example region of Groningen."""
    folder = tmp_path_factory.mktemp("generate") / "region"
    write(folder, 1500, 49)
    return read_region(folder)[0]


def test_a_region_of_1500_has_90_runs_700_places_and_8_funds(region: Region) -> None:
    """The proportions of a labour-market region."""
    assert (len(region.runs.ids), len(region.places.ids), len(region.funds.ids)) == (90, 700, 8)


def test_language_seats_are_for_six_in_ten_who_need_one(region: Region) -> None:
    """Seats for about 60 % of the people whose first wish usually asks more Dutch than they hold."""
    usual = {trade.id: trade.language for trade in TRADES}
    levels = [region.credentials.ids.index(level) for level in LANGUAGE_LEVELS if level]
    held = region.candidates.holds[:, levels].sum(axis=1)
    first = {}
    for row in np.argsort(region.wishes.preference, kind="stable"):
        first[int(region.wishes.candidate[row])] = region.occupations.ids[region.wishes.occupation[row]]
    need = sum(held[candidate] < usual[trade] for candidate, trade in first.items())
    language = region.runs.cost_kind == LANGUAGE
    seats = (region.runs.seats_max - region.runs.seats_taken)[language].sum()
    assert 0.5 <= seats / need <= 0.7


def test_a_third_of_the_runs_opens_with_six_or_more(region: Region) -> None:
    """Minimum groups are part of life."""
    assert np.mean(region.runs.seats_min >= 6) == pytest.approx(1 / 3, abs=0.02)


def test_some_runs_are_in_the_evening(region: Region) -> None:
    """Who works or cares by day can learn at night."""
    evenings = sum(1 << day * 3 + 2 for day in range(7))
    assert np.mean((region.runs.dayparts & ~evenings) == 0) > 0.1


def test_mentors_are_fewer_than_places(region: Region) -> None:
    """Most employers cannot guide everybody whom they offer a place at once."""
    capacity = np.bincount(region.places.employer, weights=region.places.capacity)
    mentors = region.employers.mentors
    limited = mentors >= 0
    assert mentors[limited].sum() < 0.6 * capacity[limited].sum()


def test_there_is_expected_money_with_a_guarantor(region: Region) -> None:
    """Work need not wait for a subsidy that is on its way: a granted fund vouches for it."""
    expected = region.funds.expected
    assert expected.sum() == 2
    assert not region.funds.expected[region.funds.guarantor[expected]].any()


def test_one_in_three_candidates_is_a_statushouder(region: Region) -> None:
    """The region is about newcomers as much as about everyone else."""
    share = region.candidates.groups[:, region.groups.index("statushouder")].mean()
    assert share == pytest.approx(0.34, abs=0.04)


def test_candidates_live_in_real_postcodes_of_their_municipality(tmp_path: Path) -> None:
    """Places are facts: each person lives in a postcode of the municipality that stands beside it."""
    write(tmp_path / "region", 100, 5)
    real = {postcode.id: municipality.id for municipality in municipalities() for postcode in municipality.postcodes}
    with (tmp_path / "region" / "candidates.csv").open(encoding="utf-8", newline="") as file:
        assert all(real[row["postcode"]] == row["municipality"] for row in csv.DictReader(file))


def test_the_number_of_municipalities_grows_with_the_people(tmp_path: Path) -> None:
    """Ten people are a town, a thousand a region."""
    towns = {}
    for candidates in (10, 1000):
        write(tmp_path / str(candidates), candidates, 37)
        towns[candidates] = len(read_region(tmp_path / str(candidates))[0].municipalities)
    assert towns[10] == 1
    assert 4 <= towns[1000] <= 25


def test_the_facts_cover_the_country() -> None:
    """Every municipality of 2023 is there with at least one postcode within the Netherlands."""
    everywhere = municipalities()
    assert len(everywhere) == 342
    assert all(
        50.7 < postcode.lat < 53.6 and 3.3 < postcode.lon < 7.3
        for municipality in everywhere
        for postcode in municipality.postcodes
    )
