"""How a round treats each group beside everybody, what the rules about groups cost, and what is never looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from koppelkans.core.models import TargetGroup
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.planning import queries
from koppelkans.planning.actions import pricing
from koppelkans.planning.inputs import NEVER_USED, person_inputs
from koppelkans.planning.models import Round
from koppelkans.web.door import Asked, opened
from koppelkans.web.planning.views import Progress
from koppelkans.web.planning.words import percent
from koppelkans.web.tables import Column, Table


@opened(May.SEE_ROUNDS)
@require_GET
def fairness(request: Asked, pk: int) -> HttpResponse:
    """The page."""
    made = queries.find_round(pk, request.actor)
    names = {group.code: str(group) for group in TargetGroup.objects.all()}
    figures, now = made.figures, timezone.now()
    price = figures.get("price", {})
    context: dict[str, Any] = {
        "round": made,
        "treatment": treatment_table(figures["treatment"], names) if "treatment" in figures else None,
        "small": figures.get("treatment", {}).get("small", 0),
        "floors": [(names.get(row["group"], row["group"]), percent(row["share"])) for row in figures.get("floors", [])],
        "ruled": [names.get(code, code) for code in figures.get("ruled", [])],
        "price": price,
        "progress": _progress(made) if pricing.under_way(made, now) else None,
        "failed": price.get("state") == pricing.FAILED,
        "may_ask": request.actor.may(May.START_ROUNDS),
        "against": pricing.against_pricing(made),
        "plans": pricing.plans_needed(made),
        "inputs": _inputs(),
        "never": list(NEVER_USED),
    }
    if price.get("state") == pricing.DONE:
        context |= {"prices": floor_table(price["floors"], names), "shifts": shift_table(price["shifts"], names)}
        context["by_group"] = _by_group(price["shifts"], names)
    return render(request, "planning/fairness.html", context)


@opened(May.START_ROUNDS)
@require_POST
def ask_price(request: Asked, pk: int) -> HttpResponse:
    """Have computed what the rules about groups cost."""
    made = queries.find_round(pk, request.actor)
    try:
        pricing.ask_price(made, by=request.actor, now=timezone.now())
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
    return redirect("planning:fairness", pk)


@opened(May.SEE_ROUNDS)
@require_GET
def price_progress(request: Asked, pk: int) -> HttpResponse:
    """How far it is: asked for every two seconds; when it is done the page is loaded anew."""
    made = queries.find_round(pk, request.actor)
    context = {"progress": _progress(made), "url": reverse("planning:price-progress", args=[pk])}
    response = render(request, "components/progress.html", context)
    if not pricing.under_way(made, timezone.now()):
        response["HX-Refresh"] = "true"
    return response


def _progress(made: Round) -> Progress:
    price = made.figures.get("price", {})
    going = price.get("state") == pricing.WAITING
    label = _("We maken het plan opnieuw, steeds zonder één regel")
    return Progress(label, finished=not going, done=price.get("done", 0), total=price.get("total"))


def _name(code: str, names: dict[str, str]) -> str:
    return names.get(code, code) if code else _("Iedereen samen")


def meter(share: float, everybody: float) -> SafeString:
    """A share as a small bar, with a line at that of everybody; the figure stands beside it."""
    return format_html(
        '<svg class="kk-meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="kk-meter__rest" width="100" height="10"></rect>'
        '<rect class="kk-meter__part" width="{}" height="10"></rect>'
        '<rect class="kk-meter__all" x="{}" width="1" height="10"></rect></svg>',
        round(100 * share, 1),
        round(max(0.0, 100 * everybody - 0.5), 1),
    )


def treatment_table(told: dict[str, Any], names: dict[str, str]) -> Table:
    """Everybody together first, then each group: how many are placed, and what that means for them."""
    rows, everybody = [], told["rows"][0]
    of_all = everybody["placed"] / everybody["people"] if everybody["people"] else 0.0
    for row in told["rows"]:
        share = row["placed"] / row["people"] if row["people"] else 0.0
        placed = _("%(placed)d van %(people)d: %(share)s") % (row | {"share": percent(share)})
        rows.append(
            [
                _name(row["group"], names),
                format_html("{}{}", placed, meter(share, of_all)),
                _share(row["chance"]),
                _points(row["added"]),
                _points(row["added_each"]),
                _unit(_("%d weken"), row["weeks"]),
                _unit(_("%d min"), row["minutes"]),
            ]
        )
    columns = [
        Column(_("Groep")),
        Column(_("Met een voorstel")),
        Column(_("Kans"), number=True),
        Column(_("Kans erbij"), number=True),
        Column(_("Kans erbij, hele groep"), number=True),
        Column(_("Wachten"), number=True),
        Column(_("Reis"), number=True),
    ]
    return Table(columns, rows, caption=_("Elke groep naast iedereen"))


def _share(value: float | None) -> str | None:
    return None if value is None else percent(value)


def _points(value: float | None) -> str | None:
    """A difference of chances, in hundredths."""
    return None if value is None else f"{100 * value:+.0f}".replace("-", "−")


def _unit(words: str, value: float | None) -> str | None:
    """A figure with what it counts."""
    return None if value is None else words % round(value)


def floor_table(floors: list[dict[str, Any]], names: dict[str, str]) -> Table:
    """What each floor costs: people with it and without it, and whether that is a difference for certain."""
    columns = [
        Column(_("Afspraak")),
        Column(_("Met de afspraak"), number=True),
        Column(_("Zonder de afspraak"), number=True),
        Column(_("Uit deze groep, met"), number=True),
        Column(_("Uit deze groep, zonder"), number=True),
        Column(_("Wat het kost")),
    ]
    rows = []
    for row in floors:
        rule = _("minstens %(share)s uit %(group)s") % {
            "share": percent(row["min_share"]),
            "group": _name(row["group"], names),
        }
        rows.append([rule, *row["people"], *row["members"], _cost(row)])
    return Table(columns, rows, caption=_("Wat elke afspraak kost"))


def _cost(row: dict[str, Any]) -> str:
    if not row["proven"]:
        return _("geen aantoonbaar verschil")
    between = {name: number_format(row[name], decimal_pos=1) for name in ("least", "most")}
    return _("tussen %(least)s en %(most)s") % between


def shift_table(shifts: dict[str, Any], names: dict[str, str]) -> Table:
    """What leaving out the rules of each group (and of all groups) shifts: for everybody and for that group."""
    rows = []
    for code, told in shifts.items():
        own = next((row["placed"] for row in told["rows"] if code and row["group"] == code), None)
        rows.append(
            [
                _name(code, names) if code else _("alle groepen"),
                _becomes(told["rows"][0]["placed"]),
                _becomes(own) if own else None,
                told["changed"],
                _("ja") if told["proven"] else _("geen aantoonbaar verschil"),
            ]
        )
    columns = [
        Column(_("Zonder de regels voor")),
        Column(_("Mensen met een voorstel")),
        Column(_("Uit deze groep")),
        Column(_("Iets anders voor"), number=True),
        Column(_("Ander resultaat?")),
    ]
    return Table(columns, rows, caption=_("Wat de regels over groepen verschuiven"))


def _becomes(placed: list[int]) -> str:
    """A number with the rule, and without it."""
    now, then = placed
    more = f"{then - now:+d}".replace("-", "−") if then != now else _("gelijk")
    return f"{now} → {then} ({more})"


def _by_group(shifts: dict[str, Any], names: dict[str, str]) -> list[tuple[str, Table]]:
    """The same for every group."""
    found = []
    for code, told in shifts.items():
        title = (
            _("Zonder de regels voor %(group)s") % {"group": _name(code, names)}
            if code
            else _("Zonder alle regels voor groepen")
        )
        rows = [[_name(row["group"], names), row["people"], _becomes(row["placed"])] for row in told["rows"]]
        columns = [Column(_("Groep")), Column(_("Mensen"), number=True), Column(_("Met een voorstel"))]
        found.append((title, Table(columns, rows, caption=title)))
    return found


def _inputs() -> Table:
    """What planning knows of a person."""
    rows = [[one.what, one.use] for one in person_inputs()]
    return Table([Column(_("Gegeven")), Column(_("Waarvoor"))], rows, caption=_("Wat het plan van iemand gebruikt"))
