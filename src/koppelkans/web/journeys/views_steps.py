"""The verbs of one step, each a form: it started, who was there, how far, what came of it, other dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.journeys import rules_steps
from koppelkans.journeys.actions import handing, moving, stepping
from koppelkans.journeys.models import Step
from koppelkans.journeys.next_steps import WEEK, monday
from koppelkans.journeys.queries_dates import open_steps
from koppelkans.journeys.queries_journeys import journey_for
from koppelkans.journeys.queries_steps import step_of
from koppelkans.supply.models import Place
from koppelkans.supply.queries import places_with_room, to_start
from koppelkans.web.door import Asked, opened
from koppelkans.web.journeys.forms_journey import EmployerForm
from koppelkans.web.journeys.forms_steps import (
    CancelForm,
    CorrectEndForm,
    EndForm,
    MoveForm,
    ProgressForm,
    StartForm,
    WeeksForm,
    WhyForm,
)
from koppelkans.web.journeys.shown import opened_journey
from koppelkans.web.journeys.shown_steps import moved_rows, name_of
from koppelkans.web.people.flow import ask, blame, posted

TEMPLATE = "journeys/form.html"
WEEKS = 8  # on one page
SAVED = gettext_lazy("Opgeslagen.")


def found_step(request: Asked, number: int, step: int) -> Step:
    """The step of an address; a page of it that is opened is one of the journey."""
    seen = opened_journey if request.method == "GET" else _journey
    return step_of(seen(request, number), step)


def _journey(request: Asked, number: int) -> Any:
    return journey_for(request.actor, number)


def back_to(step: Step) -> str:
    """The page of the journey."""
    return reverse("journeys:journey", args=[step.journey_id])


def asked(
    request: Asked, step: Step, form: forms.BaseForm, act: Callable[[dict[str, Any]], object], **words: Any
) -> HttpResponse:
    """A form of a step: what it is about, and back to the page of its journey."""
    words = {"done": SAVED, "lead": name_of(step), **words}
    return ask(request, form, act, back=back_to(step), template=TEMPLATE, journey=step.journey, **words)


@opened(May.GUIDE)
def start(request: Asked, number: int, step: int) -> HttpResponse:
    """Form: it started."""
    here, now = found_step(request, number, step), timezone.now()
    first = {"started_on": min(here.planned_start, timezone.localdate(now))}
    return asked(
        request,
        here,
        StartForm(posted(request), version=here.version, initial=first),
        lambda data: stepping.start(here, by=request.actor, now=now, **data),
        heading=_("Het is begonnen"),
        done=_("De stap loopt nu."),
    )


@opened(May.GUIDE)
def correct_start(request: Asked, number: int, step: int) -> HttpResponse:
    """Form: the start was a mistake."""
    here = found_step(request, number, step)
    return asked(
        request,
        here,
        WhyForm(posted(request), version=here.version),
        lambda data: stepping.correct_start(here, by=request.actor, now=timezone.now(), **data),
        heading=_("Het begin was een vergissing"),
        warning=_("De stap staat dan weer gepland. Was dit het begin van het traject, dan telt het niet meer mee."),
        submit=_("Begin terugdraaien"),
    )


@opened(May.GUIDE)
def cancel(request: Asked, number: int, step: int) -> HttpResponse:
    """Form: it does not take place."""
    here = found_step(request, number, step)
    return asked(
        request,
        here,
        CancelForm(posted(request), version=here.version),
        lambda data: stepping.cancel(here, by=request.actor, now=timezone.now(), **data),
        heading=_("Deze stap gaat niet door"),
        warning=_("De plek en het geld voor deze stap komen vrij. Dit kun je niet terugdraaien."),
        submit=_("Gaat niet door"),
        danger=True,
    )


@opened(May.GUIDE)
def progress(request: Asked, number: int, step: int) -> HttpResponse:
    """Form: how far it is."""
    here = found_step(request, number, step)
    return asked(
        request,
        here,
        ProgressForm(posted(request), version=here.version, initial={"percent": here.progress}),
        lambda data: stepping.get_on(here, by=request.actor, now=timezone.now(), **data),
        heading=_("Hoe ver is het?"),
    )


@opened(May.GUIDE)
def end(request: Asked, number: int, step: int) -> HttpResponse:
    """Form: what came of it."""
    here, now = found_step(request, number, step), timezone.now()
    today = timezone.localdate(now)
    first = {"ended_on": min(here.planned_end or today, today)}
    form = EndForm(posted(request), version=here.version, step=here, initial=first)
    return asked(
        request,
        here,
        form,
        lambda data: stepping.end(here, by=request.actor, what=form.what(), version=data["version"], now=now),
        heading=_("Stap afsluiten"),
        done=_("De stap is afgesloten."),
        submit=_("Afsluiten"),
    )


@opened(May.GUIDE)
def correct_end(request: Asked, number: int, step: int) -> HttpResponse:
    """Form: what was written down of the end is put right."""
    here = found_step(request, number, step)
    names = ("ended_on", "result", "why", "advice", "advice_words", "hours_missed")
    first = {name: getattr(here, name) for name in names}
    form = CorrectEndForm(posted(request), version=here.version, step=here, initial=first)
    return asked(
        request,
        here,
        form,
        lambda data: stepping.correct_end(
            here,
            by=request.actor,
            what=form.what(),
            why=data["because"],
            version=data["version"],
            now=timezone.now(),
        ),
        heading=_("Resultaat verbeteren"),
    )


@opened(May.GUIDE)
def attend(request: Asked, number: int, step: int) -> HttpResponse:
    """Form: the hours of some weeks."""
    here = found_step(request, number, step)
    today = timezone.localdate()
    mondays, earlier = weeks_of(here, today, request.GET.get("voor", ""))
    form = WeeksForm(posted(request), version=here.version, step=here, mondays=mondays)
    return asked(
        request,
        here,
        form,
        lambda data: stepping.attend(
            here, by=request.actor, weeks=form.weeks(), version=data["version"], now=timezone.now()
        ),
        heading=_("Aanwezigheid"),
        weeks=form,
        earlier=earlier,
        not_begun=here.started_on is None,
    )


def weeks_of(step: Step, today: date, before: str) -> tuple[list[date], str]:
    """The mondays of the last weeks of a step, newest first, and before which day there are more."""
    if step.started_on is None:
        return [], ""
    last = monday(min(step.ended_on or today, today))
    try:
        last = min(last, monday(date.fromisoformat(before) - timedelta(days=1))) if before else last
    except (ValueError, OverflowError):
        return [], ""
    first = monday(step.started_on)
    found: list[date] = []
    while last >= first and len(found) < WEEKS:
        found.append(last)
        last -= WEEK
    return found, found[-1].isoformat() if found and last >= first else ""


@opened(May.GUIDE)
def move(request: Asked, number: int, step: int) -> HttpResponse:
    """Form: other dates; what moves along is shown first."""
    here = found_step(request, number, step)
    form = MoveForm(posted(request), version=here.version, step=here)
    if request.method == "POST" and form.is_valid():
        data, today = form.cleaned_data, timezone.localdate()
        what = {"start": data["start"], "end": data["end"], "follow": data["follow"] == "ja"}
        if request.POST.get("zeker"):
            try:
                moving.move(
                    here, by=request.actor, why=data["why"], version=data["version"], now=timezone.now(), **what
                )
            except Refused as refused:
                blame(form, refused.reasons)
            else:
                messages.success(request, _("De datums zijn verplaatst."))
                return redirect(back_to(here))
        else:
            steps = open_steps(here.journey)
            reasons = rules_steps.against_moving(here, what["start"], what["end"], data["why"], today)
            outcome = None
            if not reasons:
                outcome, reasons = moving.planned_move(here, steps, **what)
            if outcome is not None and not reasons:
                return _preview(request, here, form, steps, outcome.changes)
            blame(form, reasons)
    lead = _("%(step)s. Je ziet eerst wat er mee verschuift.") % {"step": name_of(here)}
    context = {"form": form, "heading": _("Datums verplaatsen"), "cancel": back_to(here), "journey": here.journey}
    return render(request, TEMPLATE, context | {"lead": lead, "submit": _("Laat zien wat er verschuift")})


def _preview(request: Asked, step: Step, form: MoveForm, steps: list[Step], changes: Any) -> HttpResponse:
    """What moves, before anything is written."""
    by_key = {one.pk: one for one in steps}
    moved = [
        {
            "step": key,
            "start": [by_key[key].planned_start.isoformat(), start.isoformat()],
            "end": [_iso(by_key[key].planned_end), _iso(last)],
        }
        for key, (start, last) in changes.items()
    ]
    here = [row for row in moved if row["step"] == step.pk]
    others = [row for row in moved if row["step"] != step.pk]
    context = {
        "journey": step.journey,
        "form": form,
        "here": moved_rows(here, by_key),
        "others": moved_rows(others, by_key),
        "cancel": reverse("journeys:step-move", args=[step.journey_id, step.pk]),
    }
    return render(request, "journeys/move.html", context)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@opened(May.DECIDE)
def employer(request: Asked, number: int, step: int) -> HttpResponse:
    """Form: to a place of another employer."""
    here, now = found_step(request, number, step), timezone.now()
    today = timezone.localdate(now)
    rows = Place.objects.select_related("occupation", "employer__organisation")
    if here.place is not None:
        rows = rows.exclude(employer=here.place.employer_id)
    places = places_with_room(to_start(rows, today), today).filter(free__gt=0)  # type: ignore[misc]
    first = {"last_day": today, "start": today}
    form = EmployerForm(posted(request), version=here.version, places=places, step=here, initial=first)

    def act(data: dict[str, Any]) -> None:
        data.setdefault("last_day", today)
        _handover, cents = handing.change_employer(here, by=request.actor, now=now, **data)
        if cents:
            euros = f"{cents / 100:.2f}".replace(".", ",")
            told = _("Er staat nog € %(euros)s klaar voor de oude plek. Kijk samen met de controller wat daarmee moet.")
            messages.warning(request, told % {"euros": euros})

    return asked(
        request,
        here,
        form,
        act,
        heading=_("Naar een andere werkgever"),
        done=_("De nieuwe plek staat in het traject."),
        warning=_("De stap op de oude plek stopt. Die plek komt vrij voor iemand anders."),
        submit=_("Naar de nieuwe plek"),
    )
