"""The two examples: the region is what `generate` makes, the pilot shows every feature of the format."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from koppelkans.engine.files import read_region
from koppelkans.engine.region import COST_KINDS, CREDENTIAL_KINDS, MODES, PLACE_KINDS
from koppelkans.generate import write

EXAMPLES = Path(__file__).parents[2] / "examples"
PILOT = EXAMPLES / "pilot"


def column(table: str, name: str) -> list[str]:
    """The cells of a column of the pilot."""
    with (PILOT / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def test_the_example_region_is_what_generate_makes(tmp_path: Path) -> None:
    """1,500 candidates and seed 49 give the committed folder byte for byte, its README aside."""
    write(tmp_path / "region", 1500, 49)
    committed = {path.name: path.read_bytes() for path in (EXAMPLES / "region").iterdir() if path.name != "README.md"}
    assert {path.name: path.read_bytes() for path in (tmp_path / "region").iterdir()} == committed


@pytest.mark.parametrize("name", ["pilot", "region"])
def test_the_examples_have_no_errors_and_no_warnings(name: str) -> None:
    """Both examples are read without a remark."""
    assert read_region(EXAMPLES / name)[1] == ()


def test_the_pilot_is_ten_people_two_employers_and_two_language_groups() -> None:
    """Small enough to read in ten minutes."""
    assert len(column("candidates", "candidate")) == 10
    assert len(column("employers", "employer")) == 2
    assert column("runs", "cost_kind").count("language") == 2


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("credentials", "implies"),
        ("occupations", "esco"),
        ("occupations", "qualification"),
        ("candidates", "holds"),
        ("candidates", "districts"),
        ("candidates", "not_districts"),
        ("runs", "requires"),
        ("runs", "only_for"),
        ("employers", "mentors"),
        ("places", "district"),
        ("places", "requires"),
        ("places", "dayparts_needed"),
        ("places", "only_for"),
        ("funds", "municipalities"),
        ("funds", "groups"),
        ("funds", "sectors"),
        ("funds", "max_per_candidate"),
        ("funds", "guarantor"),
        ("funds", "reserve"),
        ("held", "from"),
        ("held", "until"),
        ("forbidden", "run"),
        ("forbidden", "place"),
    ],
)
def test_each_optional_column_is_shown_filled_and_empty(table: str, name: str) -> None:
    """In the pilot every optional cell is used at least once and left empty at least once."""
    cells = column(table, name)
    assert "" in cells
    assert set(cells) != {""}


@pytest.mark.parametrize("table", ["mentors_taken", "used", "travel", "previous", "locks"])
def test_each_optional_file_is_shown(table: str) -> None:
    """In the pilot every optional file has a row."""
    assert (PILOT / f"{table}.csv").read_text().count("\n") >= 2


def test_all_kinds_are_shown() -> None:
    """The pilot has every kind of credential, place, cost and mode of travel."""
    assert set(column("credentials", "kind")) == set(CREDENTIAL_KINDS)
    assert set(column("places", "kind")) == set(PLACE_KINDS)
    assert set(column("runs", "cost_kind")) | set(column("places", "cost_kind")) == set(COST_KINDS)
    assert set("|".join(column("candidates", "modes")).split("|")) == set(MODES)


def test_every_number_that_may_be_zero_is_shown_in_use() -> None:
    """Minimum groups, people enrolled, group costs, guarantees and baselines all occur in the pilot."""
    for table, name in [
        ("runs", "seats_min"),
        ("runs", "seats_taken"),
        ("runs", "group_cost"),
        ("candidates", "baseline"),
    ]:
        assert any(float(cell) > 0 for cell in column(table, name))
    assert set(column("places", "guarantee")) == {"yes", "no"}
    assert set(column("funds", "state")) == {"granted", "expected"}
    assert set(column("funds", "pays_groups")) == {"yes", "no"}
