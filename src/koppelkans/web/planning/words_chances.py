"""Words for the coefficients behind a chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from koppelkans.planning.asked import POINTS
from koppelkans.planning.coefficients import name_of
from koppelkans.web.tables import Cell, Column, Table


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
    rounded = round(value, 4)
    return str(formats.number_format(int(rounded) if float(rounded).is_integer() else rounded))


def weights_table(objective: Mapping[str, float]) -> Table:
    """How heavy everything counts, measured by durable work."""
    yardstick = objective["durable"] or 1
    labels = {
        "preference": _("Het liefste beroep krijgen"),
        "week": _("Eén week wachten"),
        "euro": _("1.000 euro"),
        "change": _("Een ander voorstel dan vorige keer"),
        "drop": _("Geen voorstel meer, na eerst wel een"),
    }
    rows = [[label, figure(objective[name] / yardstick * POINTS[name])] for name, label in labels.items()]
    columns = [Column(_("Dit telt even zwaar")), Column(_("als zoveel procentpunt kans op blijvend werk"), number=True)]
    return Table(columns, rows, caption=_("Wat hoe zwaar telde"))
