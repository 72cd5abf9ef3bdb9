"""The list of journeys, one with its steps, and its history."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from koppelkans.core.roles import May
from koppelkans.journeys.actions import looking
from koppelkans.journeys.queries_journeys import visible_to
from koppelkans.web.door import Asked, opened
from koppelkans.web.journeys.shown import TONES, opened_journey, page
from koppelkans.web.tables import Cell, Column, Moment, Table

A_PAGE = 50


@opened(May.GUIDE)
@require_GET
def journeys(request: Asked) -> HttpResponse:
    """The journeys this actor guides."""
    looking.look_at_list(by=request.actor, now=timezone.now())
    found = Paginator(visible_to(request.actor), A_PAGE).get_page(request.GET.get("page"))
    rows = [
        [
            Cell(row.candidate, url=reverse("journeys:journey", args=[row.pk])),
            Cell(row.get_status_display(), tone=TONES[row.status]),
            row.programme,
            row.coach,
        ]
        for row in found
    ]
    columns = [Column(_("Kandidaat")), Column(_("Stand")), Column(_("Programma")), Column(_("Coach"))]
    return render(request, "journeys/list.html", {"page": found, "table": Table(columns, rows, caption=_("Trajecten"))})


@opened(May.GUIDE)
@require_GET
def journey(request: Asked, number: int) -> HttpResponse:
    """One journey: what is due now, and its steps."""
    found = opened_journey(request, number)
    return render(request, "journeys/journey.html", page(request, found, "journey") | {"steps": found.steps.all()})


@opened(May.GUIDE)
@require_GET
def history(request: Asked, number: int) -> HttpResponse:
    """What happened to a journey."""
    found = opened_journey(request, number)
    moments = [Moment(row.at, row.what, row.why, str(row.by or "")) for row in found.events.select_related("by")]
    return render(request, "journeys/history.html", page(request, found, "history") | {"moments": moments[::-1]})


@opened(May.REGISTER_STEPS)
@require_GET
def groups(request: Asked) -> HttpResponse:
    """The groups of a provider."""
    return render(request, "journeys/groups.html", {})
