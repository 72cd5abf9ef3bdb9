"""Words for the coefficients behind a chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from koppelkans.core.vocabulary import PlaceKind
from koppelkans.web.tables import Cell, Column, Table

KIND = "kind."
NAMES: dict[str, str | Promise] = {
    "intercept": gettext_lazy("Zonder iets dat helpt"),
    "aptitude": gettext_lazy("Past bij het beroep"),
    "preference": gettext_lazy("Wil dit beroep"),
    "travel_hour": gettext_lazy("Per uur reizen"),
    "guarantee": gettext_lazy("Er is een baangarantie"),
    "qualification": gettext_lazy("Heeft het papier van het beroep"),
    "language_margin": gettext_lazy("Per taalniveau meer dan nodig"),
}


def name_of(code: str) -> str:
    """A coefficient in words."""
    if code.startswith(KIND):
        return _("Soort plek: %(kind)s") % {"kind": PlaceKind(code.removeprefix(KIND)).label}
    return str(NAMES.get(code, code))


def source_of(source: Mapping[str, str]) -> str:
    """Where it comes from, in the language of the page if it was written in that."""
    language = "en" if (get_language() or "nl").startswith("en") else "nl"
    return source.get(language) or next(iter(source.values()), "")


def table_of(rows: list[dict[str, Any]]) -> Table:
    """The coefficients with what is known of each."""
    columns = [
        Column(_("Wat telt")),
        Column(_("Gewicht"), number=True),
        Column(_("Kan schelen"), number=True),
        Column(_("Gemeten?")),
        Column(_("Waar komt het vandaan?")),
    ]
    lines = [
        [
            name_of(row["name"]),
            figure(row["value"]),
            f"± {figure(row['spread'])}",
            _measured(row["measured_on"]),
            source_of(row["source"]) or _("Niet bekend"),
        ]
        for row in rows
    ]
    return Table(columns, lines, caption=_("Waar de kansen op rusten"))


def _measured(day: str) -> Cell:
    found = parse_date(day) if day else None
    if found is None:
        return Cell(_("aanname"), tone="warning")
    return Cell(_("gemeten op %(day)s") % {"day": formats.date_format(found, "j F Y")}, tone="good")


def figure(value: float) -> str:
    """A figure as people write it."""
    return str(formats.number_format(round(value, 4)))
