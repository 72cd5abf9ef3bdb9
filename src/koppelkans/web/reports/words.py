"""What the counters say in a sentence, and how a figure that is not shown is called."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.dates import MONTHS, MONTHS_AP
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from koppelkans.documents.charts import HIDDEN, Figure
from koppelkans.results.models import Measure
from koppelkans.web.charting import whole_number

REACHED = {
    Measure.STARTED: _("mensen begonnen"),
    Measure.AT_WORK: _("mensen aan het werk gekomen"),
    Measure.DURABLE: _("mensen duurzaam aan het werk gekomen"),
}
TITLES = {
    Measure.STARTED: _("Begonnen"),
    Measure.AT_WORK: _("Aan het werk"),
    Measure.DURABLE: _("Duurzaam aan het werk"),
}


def month_name(month: int) -> str:
    """The name of a month, counted from 0."""
    return capfirst(str(MONTHS[month + 1]))


def short_month(month: int) -> str:
    """The same for below an axis."""
    return str(MONTHS_AP[month + 1]).rstrip(".")[:3]


def written(figure: Figure) -> str:
    """A figure by itself."""
    if figure is HIDDEN:
        return gettext("minder dan 10")
    return whole_number(float(figure)) if isinstance(figure, (int, float)) else "–"


def counter_says(
    measure: Measure, total: Figure, *, day: date, year: int, target: int | None, band: list[float] | None
) -> str:
    """What was reached, what is aimed for and what is to be expected."""
    facts = {"number": written(total), "reached": REACHED[measure], "year": year}
    if day.year > year or (day.month, day.day) == (12, 31):
        said = [gettext("In %(year)s zijn %(number)s %(reached)s.") % facts]
    else:
        facts["day"] = date_format(day, "j F")
        said = [gettext("Op %(day)s %(year)s zijn %(number)s %(reached)s.") % facts]
    if target is not None:
        said.append(gettext("Het doel voor dit jaar is %(target)s.") % {"target": written(target)})
    if band is not None:
        low, middle, high = (written(round(value)) for value in band)
        said.append(
            gettext("Naar verwachting worden het er %(middle)s (tussen %(low)s en %(high)s).")
            % {"low": low, "middle": middle, "high": high}
        )
    return " ".join(said)


def checked_says(checked: dict[str, float]) -> str:
    """How good the band was in the past."""
    cases, inside = int(checked["cases"]), int(checked["inside"])
    if cases < 5:
        return gettext("Er is nog te weinig verleden om te zeggen hoe vaak de uitkomst binnen de band valt.")
    said = ngettext(
        "In het verleden viel de uitkomst %(inside)s van de %(cases)s keer binnen de band.",
        "In het verleden viel de uitkomst %(inside)s van de %(cases)s keer binnen de band.",
        cases,
    ) % {"inside": inside, "cases": cases}
    if checked["factor"] > 1:
        wider = gettext("Daarom is de band %(factor)s keer zo breed gemaakt als de berekening zelf gaf.")
        said += " " + wider % {"factor": whole_number(checked["factor"])}
    return said


def levers_say(levers: list[list[Any]]) -> list[str]:
    """What would have to change, one thing at a time."""
    said, alone = [], 0
    for lever, now, then in levers:
        alone += then is not None
        facts = {"now": whole_number(now), "then": whole_number(then) if then is not None else ""}
        if lever == "inflow":
            yes = _("Meer aanmeldingen: %(then)s per maand. Nu zijn het er %(now)s.")
            no = _("Alleen meer aanmeldingen is niet genoeg. Nu zijn het er %(now)s per maand.")
        elif lever == "seats":
            yes = _("Meer plekken: per maand moeten er %(then)s mensen kunnen beginnen. Nu zijn dat er %(now)s.")
            no = _("Alleen meer plekken is niet genoeg. Nu beginnen er %(now)s mensen per maand.")
        else:
            facts = {"stay": whole_number(max(1, round(10 * (1 - then)))) if then is not None else ""}
            yes = _("Minder uitval: van elke 10 mensen die nu afhaken, moeten er %(stay)s blijven.")
            no = _("Alleen minder uitval is niet genoeg, ook niet als er niemand meer afhaakt.")
        said.append(str(yes if then is not None else no) % facts)
    if levers and not alone:
        said.append(gettext("Geen van deze drie is alleen genoeg om het doel te halen."))
    elif alone > 1:
        said.append(gettext("Eén van deze is genoeg."))
    return said
