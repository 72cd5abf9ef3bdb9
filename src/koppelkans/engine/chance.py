"""How sure a chance is: a band around it from the spread of the coefficients, and where each coefficient comes from.

`coefficients.toml` beside this module gives the coefficients of the format's example; a region that measured its own
brings its own table. A coefficient is an assumption ("aanname") until it has been measured on outcomes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from koppelkans.engine.plan import TERMS, Proposals
from koppelkans.engine.region import PLACE_KINDS, Floats, Ints, Region, Scorecard

COEFFICIENTS = Path(__file__).with_name("coefficients.toml")
KIND = "kind."
NAMES = (*TERMS[:-1], *(KIND + kind for kind in PLACE_KINDS))  # a coefficient per term, and one per kind of place
EIGHTY = 1.2816  # standard deviations on either side that hold 80 % of a normal spread


@dataclass(frozen=True)
class Coefficient:
    """One coefficient of the scorecard: `spread` is the standard deviation of its `value`, `source` a sentence per
    language, `measured_on` a day (YYYY-MM-DD) or "" as long as it is assumed."""

    name: str
    value: float
    spread: float
    source: Mapping[str, str]
    measured_on: str = ""

    @property
    def assumed(self) -> bool:
        """Whether nobody has measured it yet."""
        return not self.measured_on


def coefficients(path: Path = COEFFICIENTS) -> tuple[Coefficient, ...]:
    """The table of coefficients, in the order of `NAMES`; raises ValueError with what is wrong in it."""
    with path.open("rb") as file:
        rows = [_coefficient(row) for row in tomllib.load(file)["coefficient"]]
    found = {row.name: row for row in rows}
    if set(found) != set(NAMES) or len(found) < len(rows):
        odd = ", ".join(sorted(set(found) ^ set(NAMES))) or "a name stands twice"
        raise ValueError(f"{path.name}: one coefficient for each of the scorecard's: {odd}")
    return tuple(found[name] for name in NAMES)


def _coefficient(row: dict[str, Any]) -> Coefficient:
    measured = str(row.get("measured_on", ""))
    found = Coefficient(row["name"], float(row["value"]), float(row["spread"]), dict(row["source"]), measured)
    if not (np.isfinite(found.value) and 0 <= found.spread < np.inf):
        raise ValueError(f"{found.name}: a finite value and a spread of 0 or more")
    return found


def of_scorecard(card: Scorecard, table: Iterable[Coefficient]) -> tuple[Coefficient, ...]:
    """The table with the values of a region's scorecard.

    What was measured, or was found in a source, is of the table's value: where the region has another value its source
    is empty and it counts as assumed, with the spread of the table.
    """
    values = values_of(card)
    return tuple(
        row if row.value == values[row.name] else replace(row, value=values[row.name], source={}, measured_on="")
        for row in table
    )


def values_of(card: Scorecard) -> dict[str, float]:
    """The coefficients of a scorecard by name."""
    plain = {name: float(getattr(card, name)) for name in TERMS[:-1]}
    return plain | {KIND + kind: float(card.kind[row]) for row, kind in enumerate(PLACE_KINDS)}


def spread_of(table: Iterable[Coefficient]) -> dict[str, float]:
    """The standard deviation of each coefficient by name."""
    return {row.name: row.spread for row in table}


def band(
    terms: Floats, kind: Ints, card: Scorecard, spread: Mapping[str, float], deviations: float = EIGHTY
) -> tuple[Floats, Floats, Floats]:
    """(low, middle, high): the chance of n pathways and the band that the spread leaves open, 80 % by default.

    `terms` (n, len(TERMS)) add up to z, `kind` is the row of `PLACE_KINDS` of each place, `spread` the standard
    deviation of coefficients by name (left out: 0). Assumed: the coefficients are independent and normal, so that
    var(z) = sum of (fact * spread)². The fact behind a term is the term divided by its coefficient; where that is 0 the
    fact is unknown and its spread does not count. The band says how sure the coefficients are, not how people differ.
    """
    plain = values_of(card)
    value = np.array([plain[name] for name in TERMS[:-1]])
    each = np.array([spread.get(name, 0.0) for name in TERMS[:-1]])
    per_kind = np.array([spread.get(KIND + name, 0.0) for name in PLACE_KINDS])
    facts = terms[:, :-1] / np.where(value == 0, np.inf, value)
    z = terms.sum(axis=1)
    reach = deviations * np.sqrt(((facts * each) ** 2).sum(axis=1) + per_kind[kind] ** 2)
    return _logistic(z - reach), _logistic(z), _logistic(z + reach)


def band_of(
    region: Region, proposals: Proposals, spread: Mapping[str, float], deviations: float = EIGHTY
) -> tuple[Floats, Floats, Floats]:
    """(low, middle, high) of each proposal of a plan."""
    kind = region.places.kind[proposals.place]
    return band(proposals.terms, kind, region.settings.scorecard, spread, deviations)


def _logistic(z: Floats) -> Floats:
    with np.errstate(over="ignore"):  # a hopeless z has chance 0
        return np.asarray(1 / (1 + np.exp(-z)))
