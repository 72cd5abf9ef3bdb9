"""The groups of a round: which begin, and which have too few people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from koppelkans.core.roles import May
from koppelkans.planning import queries
from koppelkans.web.door import Asked, opened
from koppelkans.web.tables import Cell, Column, Table

PER_PAGE = 50
OPENS, SHORT, UNUSED = "begint", "te-weinig", "niet-nodig"


@opened(May.SEE_ROUNDS)
@require_GET
def groups(request: Asked, pk: int) -> HttpResponse:
    """Which groups begin, and which have too few people: fifty a page."""
    made = queries.find_round(pk, request.actor)
    rows = sorted(made.figures.get("runs", []), key=lambda run: (run["start"], run["id"]))
    shown = request.GET.get("stand", OPENS)
    by_state: dict[str, list[dict[str, Any]]] = {OPENS: [], SHORT: [], UNUSED: []}
    for run in rows:
        by_state[state_of(run)].append(run)
    chosen = by_state.get(shown, by_state[OPENS])
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    sees_offers = request.actor.may(May.SEE_OFFERS)
    context = {
        "round": made,
        "shown": shown if shown in by_state else OPENS,
        "opens": len(by_state[OPENS]),
        "short": len(by_state[SHORT]),
        "unused": len(by_state[UNUSED]),
        "page": page,
        "table": _runs([_run(run, sees_offers) for run in page]),
    }
    return render(request, "planning/groups.html", context)


def state_of(run: dict[str, Any]) -> str:
    """Whether a group begins with this plan, has too few people for it, or is not needed."""
    if run["planned"]:
        return OPENS
    return SHORT if run["lacks"] else UNUSED


def _run(run: dict[str, Any], sees_offers: bool) -> list[Any]:
    url = reverse("supply:run", args=[run["id"]]) if sees_offers else ""
    people = run["taken"] + run["planned"]
    if state_of(run) == SHORT:
        standing = Cell(_("nog %(n)d nodig") % {"n": run["lacks"]}, tone="warning")
    else:
        standing = Cell(_("gaat door"), tone="good") if run["planned"] else Cell(_("niet nodig in dit plan"))
    name = Cell(run["name"], url=url, note=run["id"] if run["id"] != run["name"] else "")
    seats = _("%(people)d van %(max)d") % {"people": people, "max": run["max"]}
    return [name, date.fromisoformat(run["start"]), run["planned"], run["taken"], run["min"], seats, standing]


def _runs(rows: list[list[Any]]) -> Table:
    columns = [
        Column(_("Groep")),
        Column(_("Begint")),
        Column(_("Uit dit plan"), number=True),
        Column(_("Al geplaatst"), number=True),
        Column(_("Nodig om te beginnen"), number=True),
        Column(_("Plekken bezet"), number=True),
        Column(_("Stand")),
    ]
    return Table(columns, rows, caption=_("Groepen"))
