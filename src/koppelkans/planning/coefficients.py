"""What the figures behind a chance rest on: a source, a spread, and the day they were measured, for this region.

Where a region says nothing the engine's own table counts; a coefficient is an assumption until it was measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Region
from koppelkans.core.vocabulary import PlaceKind
from koppelkans.engine.chance import Coefficient, coefficients, of_scorecard
from koppelkans.engine.region import PLACE_KINDS, Scorecard
from koppelkans.engine.region import Region as Snapshot

__all__ = ["Coefficient", "name_of", "of_region", "table_of", "written"]


KIND = "kind."
NAMES: dict[str, str | Promise] = {
    "intercept": _("Zonder iets dat helpt"),
    "aptitude": _("Past bij het beroep"),
    "preference": _("Wil dit beroep"),
    "travel_hour": _("Per uur reizen"),
    "guarantee": _("Er is een baangarantie"),
    "qualification": _("Heeft het papier van het beroep"),
    "language_margin": _("Per taalniveau meer dan nodig"),
}


def name_of(code: str) -> str:
    """A coefficient in words."""
    if code.startswith(KIND):
        return gettext("Soort plek: %(kind)s") % {"kind": PlaceKind(code.removeprefix(KIND)).label}
    return str(NAMES.get(code, code))


def table_of(region: Region | None, snapshot: Snapshot) -> tuple[Coefficient, ...]:
    """The coefficients of a plan, with what the region knows of them."""
    return _with_own(of_scorecard(snapshot.settings.scorecard, coefficients()), region)


def of_region(region: Region) -> tuple[Coefficient, ...]:
    """The coefficients that the region plans with today."""
    given: Mapping[str, Any] = region.scorecard
    plain = {row.name: float(given.get(row.name, 0)) for row in fields(Scorecard) if row.name != "kind"}
    kinds = np.array([float(given.get("kind", {}).get(kind, 0)) for kind in PLACE_KINDS])
    return _with_own(of_scorecard(Scorecard(**plain, kind=kinds), coefficients()), region)


def _with_own(table: Iterable[Coefficient], region: Region | None) -> tuple[Coefficient, ...]:
    kept: Mapping[str, dict[str, Any]] = region.coefficients if region else {}
    return tuple(_told(row, kept.get(row.name)) for row in table)


def _told(row: Coefficient, kept: Mapping[str, Any] | None) -> Coefficient:
    """What the region says of it, as long as it plans with the value that this was said of."""
    if kept is None or kept["value"] != row.value:
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
