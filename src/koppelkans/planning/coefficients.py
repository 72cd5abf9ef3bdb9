"""What the figures behind a chance rest on: a source, a spread, and the day they were measured, for this region.

Where a region says nothing the engine's own table counts; a coefficient is an assumption until it was measured.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from koppelkans.core.models import Region
from koppelkans.engine.chance import Coefficient, coefficients, of_scorecard
from koppelkans.engine.region import Region as Snapshot

LANGUAGES = ("nl", "en")


def seeded() -> dict[str, dict[str, Any]]:
    """What a region begins with: the table of the engine, as `Region.coefficients` keeps it."""
    return {
        row.name: {"source": dict(row.source), "spread": row.spread, "measured_on": row.measured_on}
        for row in coefficients()
    }


def table_of(region: Region | None, snapshot: Snapshot) -> tuple[Coefficient, ...]:
    """The coefficients of a plan, with what the region knows of them."""
    kept: dict[str, Any] = region.coefficients if region else {}
    return tuple(_told(row, kept.get(row.name)) for row in of_scorecard(snapshot.settings.scorecard, coefficients()))


def _told(row: Coefficient, kept: dict[str, Any] | None) -> Coefficient:
    if kept is None:
        return row
    return replace(row, spread=kept["spread"], source=kept["source"], measured_on=kept["measured_on"])


def written(table: Iterable[Coefficient]) -> list[dict[str, Any]]:
    """The table as it is kept with a round."""
    return [
        {
            "name": row.name,
            "value": row.value,
            "spread": row.spread,
            "source": dict(row.source),
            "measured_on": row.measured_on,
        }
        for row in table
    ]
