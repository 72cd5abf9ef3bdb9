"""What a board tells of the whole round, from the figures that were kept with it."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from koppelkans.core.models import Municipality
from koppelkans.planning.flows import STAGES
from koppelkans.planning.models import Round
from koppelkans.web.money import euros
from koppelkans.web.planning import flow_drawing
from koppelkans.web.planning.words import proven
from koppelkans.web.tables import Column, Fact, Table

WAYS: tuple[tuple[str, str | Promise], ...] = (
    ("first_come", gettext_lazy("Wie het eerst kan beginnen, gaat voor")),
    ("greedy", gettext_lazy("Steeds eerst wie op zichzelf het meest oplevert")),
)


def whole(made: Round, *, money: bool) -> dict[str, Any]:
    """What counts of the whole; nothing where no figures were kept. `money`: also what was in each fund."""
    figures = made.figures
    if "durable" not in figures:
        return {}
    durable = figures["durable"]
    between = _("tussen %(low)d en %(high)d") % {"low": durable["low"], "high": durable["high"] + 0.5}
    assumed = _("Dit is een aanname: de kansen zijn nog niet gemeten.") if figures["assumed"] else ""
    return {
        "facts": [
            Fact(_("Naar verwachting blijvend aan het werk"), _about(durable["middle"], between), note=assumed),
            Fact(_("Hoe goed is dit plan?"), proven(figures["gap"])),
            Fact(_("Kosten"), euros(figures["cents"])),
        ],
        "ways": ways(figures),
        "more": figures["placed"] - figures["simple"]["first_come"]["people"] if figures["simple"]["first_come"] else 0,
        "first_come": figures["simple"]["first_come"],
        "placed": figures["placed"],
        "funds": funds(figures, money=money),
        "fund_bars": bars(figures) if money else [],
        "flow": flow(figures),
    }


def _about(middle: float, between: str) -> str:
    people = round(middle)
    told = ngettext("ongeveer %(n)d mens, %(between)s", "ongeveer %(n)d mensen, %(between)s", people)
    return told % {"n": people, "between": between}


def ways(figures: dict[str, Any]) -> Table:
    """The plan beside simpler ways to divide the same places and the same money."""
    columns = [
        Column(_("Zo verdelen")),
        Column(_("Mensen met een voorstel"), number=True),
        Column(_("Naar verwachting blijvend aan het werk"), number=True),
        Column(_("Kosten"), number=True),
    ]
    rows = [[_("Dit plan"), figures["placed"], round(figures["durable"]["middle"]), euros(figures["cents"])]]
    for code, label in WAYS:
        found = figures["simple"].get(code)
        rows.append(
            [label, found["people"], round(found["durable"]), euros(found["cents"])]
            if found
            else [label, _("lukt niet met wat vaststaat"), None, None]
        )
    return Table(columns, rows, caption=_("Dit plan naast eenvoudiger manieren"))


def funds(figures: dict[str, Any], *, money: bool) -> Table:
    """What the plan uses of each fund."""
    columns = [Column(_("Fonds")), Column(_("Gepland"), number=True)]
    columns += [Column(_("Vast als garantie"), number=True), Column(_("Budget"), number=True)] if money else []
    columns += [Column(_("Blijft over"), number=True)] if money else []
    rows = []
    for fund in figures["funds"]:
        left = fund["budget"] - fund["cents"] - fund["held"]
        more = [euros(fund["held"]), euros(fund["budget"]), euros(left)] if money else []
        rows.append([fund["name"], euros(fund["cents"]), *more])
    return Table(columns, rows, caption=_("Geld per fonds"))


def bars(figures: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """A bar per fund: planned, kept aside, left."""
    found = []
    for fund in figures["funds"]:
        left = max(0, fund["budget"] - fund["cents"] - fund["held"])
        parts = [(_("Gepland"), fund["cents"], "accent"), (_("Vast als garantie"), fund["held"], "warning")]
        shown = [part for part in parts if part[1]] + [(_("Over"), left, "free")]
        found.append((fund["name"], {"parts": shown, "total": fund["budget"]}))
    return found


def flow(figures: dict[str, Any]) -> dict[str, Any] | None:
    """The picture from people to place, with the same as a table."""
    names: dict[str, dict[str, str]] = figures["flow"]["names"]
    towns = {town.pk: str(town) for town in Municipality.objects.all()}
    needless = ("", _("zonder taalles"), _("zonder training"), "")

    def label(stage: int, code: str) -> str:
        if code == flow_drawing.OTHERS:
            return _("de andere")
        if not code:
            return needless[stage]
        return towns.get(code, code) if stage == 0 else names[STAGES[stage]].get(code) or code

    heads = [_("Gemeente"), _("Taalles"), _("Training"), _("Werk")]
    drawing = flow_drawing.draw(figures["flow"]["links"], label, heads)
    if drawing is None:
        return None
    columns = [Column(_("Van")), Column(_("Naar")), Column(_("Mensen"), number=True)]
    return {"drawing": drawing, "table": Table(columns, drawing.rows, caption=_("Van mensen naar werk"))}
