"""What was computed at night, for a page: the latest of a scope up to a day, in one question to the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from koppelkans.reports.models import Computed
from koppelkans.reports.scope import Scope

JOURNEYS, FORECAST, ASKED, SUMS = "journeys", "forecast", "asked", "sums"


@dataclass(frozen=True)
class Kept:
    """The figures of the night of one scope; None: not computed yet, or not for this scope."""

    journeys: dict[str, Any] | None = None
    forecast: dict[str, Any] | None = None
    made_at: datetime | None = None


def latest(scope: Scope, day: date) -> Kept:
    """What is known of a scope, up to and including a day."""
    rows = Computed.objects.filter(
        kind__in=(JOURNEYS, FORECAST), programme=scope.programme, municipality=scope.municipality, on__lte=day
    )
    found: dict[str, Computed] = {}
    for row in rows.order_by("-on", "kind")[:2]:
        found.setdefault(row.kind, row)
    journeys, forecast = found.get(JOURNEYS), found.get(FORECAST)
    return Kept(
        journeys.figures if journeys else None,
        forecast.figures if forecast else None,
        journeys.made_at if journeys else None,
    )


def computed(day: date) -> bool:
    """Whether there are figures of this day."""
    return Computed.objects.filter(kind=JOURNEYS, on=day).exists()
