"""The band around a chance, and the table that says where each coefficient comes from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.engine.case import case, planned
from tests.engine.folders import TINY

from koppelkans.engine.chance import (
    COEFFICIENTS,
    EIGHTY,
    NAMES,
    band,
    band_of,
    coefficients,
    of_scorecard,
    spread_of,
    values_of,
)
from koppelkans.engine.files import read_region
from koppelkans.engine.region import PLACE_KINDS
from koppelkans.engine.words import LANGUAGES

EXAMPLE = Path(__file__).parents[2] / "examples" / "pilot"
CARD = {"intercept": -0.5, "aptitude": 2.0, "travel_hour": -1.0, "klus": -1.5}


def test_band_follows_from_the_facts(tmp_path: Path) -> None:
    """z varies with (fact x spread)² of every coefficient, and the band holds 80 % of it."""
    region = case(
        tmp_path,
        candidates={"c1": {}},
        wishes=[("c1", "werk", 0.5, 0.75)],
        places={"p1": {"kind": "klus"}},
        scorecard=CARD,
    )
    made = planned(region)
    spread = {"intercept": 0.3, "aptitude": 0.4, "kind.klus": 0.2, "kind.job": 9.0, "guarantee": 9.0}
    low, middle, high = band_of(region, made.proposals, spread)
    hours = made.proposals.travel_minutes[0] / 60
    z = -0.5 + 2 * 0.75 - hours - 1.5
    reach = EIGHTY * np.sqrt(0.3**2 + (0.75 * 0.4) ** 2 + 0.2**2)
    assert middle[0] == pytest.approx(made.proposals.probability[0]) == pytest.approx(1 / (1 + np.exp(-z)))
    assert low[0] == pytest.approx(1 / (1 + np.exp(-z + reach)))
    assert high[0] == pytest.approx(1 / (1 + np.exp(-z - reach)))


def test_without_spread_the_band_is_the_chance(tmp_path: Path) -> None:
    """Coefficients that are certain leave nothing open."""
    region = case(tmp_path, candidates={"c1": {"werk": 0.9}}, places={"p1": {}}, scorecard=CARD)
    low, middle, high = band_of(region, planned(region).proposals, {})
    assert low.tolist() == middle.tolist() == high.tolist()


def test_band_of_a_hopeless_chance_is_none_at_all() -> None:
    """Log-odds far beyond what a number holds give 0 and 1, not an error."""
    card = read_region(EXAMPLE)[0].settings.scorecard
    terms = np.zeros((2, 8))
    terms[:, 0] = (-2000.0, 2000.0)
    low, _, high = band(terms, np.array([0, 0]), card, {"intercept": 0.1})
    assert low.tolist() == [0.0, 1.0]
    assert high.tolist() == [0.0, 1.0]


def test_table_is_that_of_the_example_scorecard() -> None:
    """The table has each coefficient of the format's example once, with its value, a spread and a source in words."""
    table = coefficients()
    assert tuple(row.name for row in table) == NAMES
    card = read_region(EXAMPLE)[0].settings.scorecard
    assert {row.name: row.value for row in table} == values_of(card)
    assert all(row.assumed and set(row.source) == set(LANGUAGES) for row in table)
    assert all(row.spread > 0 for row in table if row.name != "kind.leerwerkplek")
    assert set(spread_of(table)) == set(NAMES)
    assert "[scorecard]" in TINY["region.toml"]


def test_own_value_has_no_source() -> None:
    """Where a region has another value than the table, the source is not that of its value."""
    card = read_region(EXAMPLE)[0].settings.scorecard
    table = list(coefficients())
    first = table[0]
    table[0] = type(first)(first.name, first.value + 1, first.spread, first.source, "2027-06-30")
    found = of_scorecard(card, table)
    assert (found[0].value, found[0].source, found[0].assumed) == (card.intercept, {}, True)
    assert found[1:] == tuple(table[1:])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "aptitude"', 'name = "aptitudes"', "aptitude, aptitudes"),
        ('name = "aptitude"', 'name = "intercept"', "aptitude"),
        ("value = 1.6", "value = nan", "aptitude"),
        ("spread = 0.5", "spread = -0.5", "aptitude"),
    ],
)
def test_wrong_table_is_refused(old: str, new: str, told: str, tmp_path: Path) -> None:
    """A table that misses a coefficient, has one twice or has no proper figure is refused with its name."""
    text = COEFFICIENTS.read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=told):
        coefficients(tmp_path / "own.toml")


def test_a_measured_coefficient_is_no_assumption(tmp_path: Path) -> None:
    """With the day on which it was measured a coefficient is no longer called an assumption."""
    text = COEFFICIENTS.read_text(encoding="utf-8").replace(
        "value = -0.8\n", "value = -0.8\nmeasured_on = 2027-06-30\n"
    )
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    first, *others = coefficients(tmp_path / "own.toml")
    assert (first.assumed, first.measured_on) == (False, "2027-06-30")
    assert all(row.assumed for row in others)
    assert {name.removeprefix("kind.") for name in NAMES if name.startswith("kind.")} == set(PLACE_KINDS)
