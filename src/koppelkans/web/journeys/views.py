"""The list of journeys with what is due in each, one with its steps, and its history."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from koppelkans.core.roles import May
from koppelkans.journeys import states
from koppelkans.journeys.actions import looking
from koppelkans.journeys.models import Journey
from koppelkans.journeys.next_steps import due_in, is_now
from koppelkans.journeys.queries_list import OPEN, choices, shown_to, with_all
from koppelkans.journeys.queries_list import Asked as Wanted
from koppelkans.journeys.queries_steps import waiting_for
from koppelkans.web.door import Asked, opened
from koppelkans.web.journeys import shown_steps
from koppelkans.web.journeys.forms_journey import JourneysForm
from koppelkans.web.journeys.history_words import moment_of
from koppelkans.web.journeys.shown import TONES, opened_journey, page
from koppelkans.web.paging import Pages
from koppelkans.web.tables import Cell, Column, Fact, Table

A_PAGE = 50


@opened(May.GUIDE)
@require_GET
def journeys(request: Asked) -> HttpResponse:
    """The journeys this actor guides, what is due first first."""
    now = timezone.now()
    looking.look_at_list(by=request.actor, now=now)
    form = _filters(request)
    rows = shown_to(request.actor, _wanted(request))
    full = with_all(Journey.objects.select_related("candidate__subject", "programme", "coach"))
    found = Pages(rows, full, A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate(now)
    columns = [
        Column(_("Kandidaat")),
        Column(_("Wat komt er nu?")),
        Column(_("Stand")),
        Column(_("Programma")),
        Column(_("Coach")),
    ]
    context = {
        "page": found,
        "form": form,
        "narrowed": bool(request.GET),
        "asked": waiting_for(request.actor),
        "table": Table(columns, [_line(row, today) for row in found], caption=_("Trajecten")),
    }
    return render(request, "journeys/list.html", context)


def _wanted(request: Asked) -> Wanted:
    """What the address asks for; what it does not know asks nothing."""
    status, coach = request.GET.get("stand", OPEN), request.GET.get("coach", "")
    return Wanted(
        status=status if status in {OPEN, "", *states.Status.values} else OPEN,
        programme=request.GET.get("programma", ""),
        coach=int(coach) if coach.isdecimal() and len(coach) < 10 else None,
        mine=bool(request.GET.get("mijn")),
    )


def _filters(request: Asked) -> JourneysForm:
    programmes, coaches = choices(request.actor)
    known: dict[str, list[tuple[str, Any]]] = {
        "stand": [(OPEN, _("alles wat loopt")), ("", _("alles"))] + [(one.value, one.label) for one in states.Status],
        "programma": [("", _("alle programma’s")), *programmes] if programmes else [],
        "coach": [("", _("iedereen")), *((str(pk), name) for pk, name in coaches)] if coaches else [],
    }
    return JourneysForm(request.GET or None, choices=known, initial={"stand": OPEN})


def _line(row: Journey, today: date) -> list[object]:
    """One journey in the list."""
    dues = due_in(row, today)
    first = shown_steps.todo_of(dues[0], row, today) if dues else None
    if first is None:
        next_thing: Cell = Cell(None)
    elif first.tone == "neutral":
        next_thing = Cell(first.text)
    else:
        next_thing = Cell(first.on, tone=first.tone, note=first.text)
    return [
        Cell(row.candidate, url=reverse("journeys:journey", args=[row.pk])),
        next_thing,
        Cell(row.get_status_display(), tone=TONES[row.status]),
        row.programme or "",
        row.coach or "",
    ]


@opened(May.GUIDE)
@require_GET
def journey(request: Asked, number: int) -> HttpResponse:
    """One journey: what is due now, and its steps."""
    seen, today = opened_journey(request, number), timezone.localdate()
    found = with_all(Journey.objects.select_related("candidate__subject", "programme", "coach")).get(pk=seen.pk)
    steps = list(found.steps.all())
    by_key = {step.pk: step for step in steps}
    dues, decides = due_in(found, today), request.actor.may(May.DECIDE)
    context = {
        "due": [shown_steps.todo_of(due, found, today, decides=decides) for due in dues if is_now(due, today)],
        "later": [shown_steps.todo_of(due, found, today) for due in dues if not is_now(due, today)],
        "steps": [shown_steps.shown(step, found, decides=decides) for step in steps],
        "breaks": [shown_steps.break_words(pause, by_key) for pause in found.breaks.all()],
        "handovers": [shown_steps.handover_words(row) for row in found.handovers.all()],
        "asked": any(due.handover for due in dues),
        "facts": _facts(found),
        "decides": decides,
        "is_paused": found.status == states.Status.PAUSED,
        "can_finish": found.status == states.Status.FOLLOWED,
        "can_reopen": found.status not in states.OPEN and found.started_on is not None,
    }
    return render(request, "journeys/journey.html", page(request, found, "journey") | context)


def _facts(found: Journey) -> list[Fact]:
    """What there is to say of the whole; what is not there yet is left out."""
    facts = [
        Fact(_("Aangemeld"), found.signed_up_on),
        Fact(_("Eerste dag volgens plan"), found.first_day),
        Fact(_("Begonnen"), found.started_on),
        Fact(_("Leren afgerond"), found.finished_on),
        Fact(_("Einde"), found.ended_on, note=found.get_why_display() if found.why else ""),
    ]
    return [fact for fact in facts if fact.known]


@opened(May.GUIDE)
@require_GET
def history(request: Asked, number: int) -> HttpResponse:
    """What happened to a journey, the last first."""
    found = opened_journey(request, number)
    rows = found.events.select_related(
        "by", "step__run", "step__place__occupation", "step__place__employer__organisation"
    )
    shown = Paginator(rows.order_by("-at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    steps = {step.pk: step for step in found.steps.select_related("run", "place__employer__organisation")}
    context = {"page": shown, "moments": [moment_of(row, steps) for row in shown]}
    return render(request, "journeys/history.html", page(request, found, "history") | context)
