"""What asks for attention in all own journeys: the list of signals, and the list of today for on a phone."""

from __future__ import annotations

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from koppelkans.core.roles import May
from koppelkans.journeys.actions import looking
from koppelkans.journeys.queries_guiding import to_do
from koppelkans.journeys.queries_signals import raised
from koppelkans.web.door import Asked, opened

A_PAGE = 50
AHEAD = timedelta(days=7)
AS_OWNER = "klantmanager"


@opened(May.GUIDE)
@require_GET
def signals(request: Asked) -> HttpResponse:
    """The signals of the journeys this actor guides, the most urgent first."""
    looking.look_at_list(by=request.actor, now=timezone.now())
    as_owner = request.GET.get("wie") == AS_OWNER
    found = raised(request.actor, timezone.localdate(), as_owner=as_owner)
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "as_owner": as_owner,
        "may_own": request.actor.may(May.DECIDE),
    }
    return render(request, "journeys/signals.html", context)


@opened(May.GUIDE)
@require_GET
def today(request: Asked) -> HttpResponse:
    """Contacts and tasks of the own journeys: late, today, and the week that comes."""
    looking.look_at_list(by=request.actor, now=timezone.now())
    day = timezone.localdate()
    found = to_do(request.actor, day, ahead=AHEAD)
    context = {
        "late": [row for row in found if row.due_on < day],
        "now": [row for row in found if row.due_on == day],
        "ahead": [row for row in found if row.due_on > day],
        "user_pks": request.actor.stands_for(),
    }
    return render(request, "journeys/today.html", context)
