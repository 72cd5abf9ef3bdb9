"""The engine against trying everything, on small regions that nobody thought of."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from tests.engine import brute
from tests.engine.small_regions import random_region, small_regions

from koppelkans.engine.files import read_region, write_region
from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region
from koppelkans.engine.solve import LocksConflict, Stop, plan
from koppelkans.engine.verify import verify

TOLERANCE = 1e-6
EXACT = Stop(gap=1e-8)
SEEDS = range(80)
FEW = range(100, 112)
# the columns in which a row is named or refers to one of these
NAMED = ("candidate", "run", "runs", "place", "fund", "guarantor", "employer", "training", "occupation")


def planned(region: Region) -> Plan | None:
    """The engine's plan; None when the locks cannot hold together."""
    try:
        return plan(region, stop=EXACT, seed=1)
    except LocksConflict:
        return None


def value(region: Region) -> float:
    """The engine's plan value; minus infinity when the locks cannot hold together."""
    found = planned(region)
    return -np.inf if found is None else found.value


def agree(region: Region) -> None:
    """The engine finds the best value there is, proves no less, and breaks nothing."""
    best, found = brute.optimum(region), planned(region)
    if best is None or found is None:
        assert best is None
        assert found is None
        return
    assert verify(region, found) == ()
    assert found.value == pytest.approx(best[0], abs=TOLERANCE)
    assert found.bound >= best[0] - 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_the_engine_finds_the_best_plan(seed: int) -> None:
    """On a small region the engine's plan is as good as the best of all plans, and passes the independent check."""
    agree(random_region(seed))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_regions())
def test_the_engine_finds_the_best_plan_wherever_one_looks(region: Region) -> None:
    """So it is on regions that are drawn anew each time."""
    agree(region)


@pytest.mark.parametrize("seed", FEW)
def test_the_order_of_rows_and_columns_changes_nothing(seed: int, tmp_path: Path) -> None:
    """Rows and columns in another order give the same plan, to the last cent."""
    rng = np.random.default_rng(seed)
    write_region(random_region(seed), tmp_path / "region")
    before = planned(read_region(tmp_path / "region")[0])
    rewrite(tmp_path / "region", lambda rows: shuffled(rows, rng))
    after = planned(read_region(tmp_path / "region")[0])
    if before is None or after is None:
        assert before is after
        return
    assert after.proposals.runs == before.proposals.runs
    for table, columns in (
        ("proposals", ("candidate", "place", "first_day", "value")),
        ("funding", ("candidate", "run", "kind", "fund", "amount")),
    ):
        for column in columns:
            one, other = getattr(getattr(before, table), column), getattr(getattr(after, table), column)
            assert np.array_equal(one, other), column
    assert (after.value, after.bound, after.unplaced.reasons) == (before.value, before.bound, before.unplaced.reasons)


@pytest.mark.parametrize("seed", FEW)
def test_names_change_no_value(seed: int, tmp_path: Path) -> None:
    """Other ids, which sort the other way round, give a plan of the same value."""
    write_region(random_region(seed), tmp_path / "region")
    before = value(read_region(tmp_path / "region")[0])
    rewrite(tmp_path / "region", renamed)
    assert value(read_region(tmp_path / "region")[0]) == pytest.approx(before, abs=TOLERANCE)


@pytest.mark.parametrize("seed", FEW)
@pytest.mark.parametrize(
    ("table", "column", "more"),
    [("runs", "seats_max", 1), ("places", "capacity", 1), ("funds", "budget", 100), ("funds", "budget", 100_000)],
)
def test_more_room_or_money_never_makes_it_worse(seed: int, table: str, column: str, more: int) -> None:
    """One seat, one place, one euro or a thousand euros more never lowers the best value."""
    region = random_region(seed)
    rows = getattr(region, table)
    cells = getattr(rows, column).copy()
    cells[seed % len(cells)] += more
    roomier = replace(region, **{table: replace(rows, **{column: cells})})
    assert value(roomier) >= value(region) - TOLERANCE


Rows = list[dict[str, str]]


def rewrite(folder: Path, change: Callable[[Rows], Rows]) -> None:
    """Write every table of a region folder anew with its rows changed."""
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as source:
            reader = csv.DictReader(source)
            columns, rows = list(reader.fieldnames or ()), change(list(reader))
        with file.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, list(rows[0]) if rows else columns)
            writer.writeheader()
            writer.writerows(rows)


def shuffled(rows: Rows, rng: np.random.Generator) -> Rows:
    """Rows and columns in another order."""
    columns = list(rng.permutation(list(rows[0]))) if rows else []
    return [{str(column): rows[row][column] for column in columns} for row in rng.permutation(len(rows))]


def renamed(rows: Rows) -> Rows:
    """Every id in a named column spelt so that a later one comes first."""
    return [
        {
            column: "|".join(map(turned, cell.split("|"))) if column in NAMED and cell else cell
            for column, cell in row.items()
        }
        for row in rows
    ]


def turned(name: str) -> str:
    """The name with every character replaced by its mirror in the alphabet."""
    letters = "0123456789abcdefghijklmnopqrstuvwxyz"
    return "".join(letters[-1 - letters.index(character)] if character in letters else character for character in name)
