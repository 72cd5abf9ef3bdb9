"""The groups of a provider: who is in them, by pseudonym; the hours of a week and the results, each in one form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from koppelkans.core.roles import May
from koppelkans.journeys.actions import looking, stepping
from koppelkans.journeys.models import Step
from koppelkans.journeys.next_steps import WEEK, monday
from koppelkans.journeys.queries_groups import groups_of, shares
from koppelkans.journeys.queries_steps import in_group, run_given_by
from koppelkans.journeys.states import OPEN
from koppelkans.journeys.states_step import Status
from koppelkans.supply.models import Run
from koppelkans.web.door import Asked, opened
from koppelkans.web.forms import Form
from koppelkans.web.journeys.forms_groups import ResultsForm, WeekForm
from koppelkans.web.journeys.forms_steps import week_words
from koppelkans.web.journeys.shown_steps import STEP_TONES
from koppelkans.web.people.flow import ask, posted
from koppelkans.web.tables import Cell, Column, Table

A_PAGE = 50


@opened(May.REGISTER_STEPS)
@require_GET
def groups(request: Asked) -> HttpResponse:
    """The groups of the own organisation with people in them, those that go on first."""
    today = timezone.localdate()
    page = Paginator(groups_of(request.actor, today), A_PAGE).get_page(request.GET.get("page"))
    columns = [
        Column(_("Groep")),
        Column(_("Van")),
        Column(_("Tot en met")),
        Column(_("Mensen"), number=True),
        Column(_("Nog open"), number=True),
    ]
    runs: Iterable[Any] = page  # with their counts
    rows = [
        [Cell(row.name, url=reverse("journeys:group", args=[row.code])), row.start, row.end, row.people, row.unended]
        for row in runs
    ]
    context = {"page": page, "table": Table(columns, rows, caption=_("Groepen"))}
    return render(request, "journeys/groups.html", context)


def _seen(request: Asked, code: str) -> tuple[Run, list[Step]]:
    """A group and everybody in it; that they were looked at is recorded."""
    run = run_given_by(request.actor, code)
    steps = list(in_group(run).exclude(status=Status.CANCELLED))
    if request.method == "GET":
        subjects = [step.journey.candidate_id for step in steps]
        looking.look_at_group(subjects, run=run.code, by=request.actor, now=timezone.now())
    return run, steps


@opened(May.REGISTER_STEPS)
@require_GET
def group(request: Asked, code: str) -> HttpResponse:
    """One group: where everybody stands."""
    run, steps = _seen(request, code)
    present = shares(steps)
    columns = [
        Column(_("Kandidaat")),
        Column(_("Stand")),
        Column(_("Aanwezig"), number=True),
        Column(_("Resultaat")),
        Column(_("Advies")),
    ]
    rows = [
        [
            str(step.journey.candidate),
            Cell(step.get_status_display(), tone=STEP_TONES[step.status]),
            f"{present[step.pk]}%" if step.pk in present else "",
            step.get_result_display() if step.result else "",
            step.get_advice_display() if step.advice else "",
        ]
        for step in steps
    ]
    context = {
        "run": run,
        "table": Table(columns, rows, caption=_("Mensen in deze groep")),
        "planned": sum(step.status == Status.PLANNED for step in steps),
        "going": sum(step.status in (Status.GOING, Status.PAUSED) for step in steps),
    }
    return render(request, "journeys/group.html", context)


class BeginForm(Form):
    """When a group began."""

    started_on = forms.DateField(label=_("Op welke dag is de groep begonnen?"))


@opened(May.REGISTER_STEPS)
def begin(request: Asked, code: str) -> HttpResponse:
    """Form: everybody in the group began."""
    run, _steps = _seen(request, code)
    first = {"started_on": min(run.start, timezone.localdate())}
    return ask(
        request,
        BeginForm(posted(request), initial=first),
        lambda data: stepping.start_group(run, by=request.actor, now=timezone.now(), **data),
        heading=_("De groep is begonnen"),
        lead=_("Voor iedereen in de groep. Begint iemand niet? Bel dan de klantmanager."),
        done=_("De groep loopt."),
        submit=_("Opslaan"),
        back=_back(run),
        template="journeys/group_form.html",
        run=run,
    )


def _back(run: Run) -> str:
    return reverse("journeys:group", args=[run.code])


@opened(May.REGISTER_STEPS)
def week(request: Asked, code: str) -> HttpResponse:
    """Form: the hours of one week of everybody in the group."""
    run, steps = _seen(request, code)
    today = timezone.localdate()
    first = _monday_of(request.GET.get("week", ""), today)
    there = [step for step in steps if step.started_on and monday(step.started_on) <= first]
    there = [step for step in there if step.ended_on is None or step.ended_on >= first]
    form = WeekForm(posted(request), steps=there, monday=first)
    later = first + WEEK if first + WEEK <= today else None
    return ask(
        request,
        form,
        lambda _data: stepping.attend_group(run, by=request.actor, weeks=form.weeks(), now=timezone.now()),
        heading=_("Aanwezigheid"),
        lead=week_words(first),
        done=_("De aanwezigheid is opgeslagen."),
        back=_back(run),
        template="journeys/group_week.html",
        run=run,
        earlier=(first - WEEK).isoformat(),
        later=later.isoformat() if later else "",
    )


def _monday_of(asked: str, today: date) -> date:
    """The monday of the week that is asked for; else of the last whole week."""
    try:
        return min(monday(date.fromisoformat(asked)), monday(today)) if asked else monday(today) - timedelta(days=7)
    except (ValueError, OverflowError):
        return monday(today) - WEEK


@opened(May.REGISTER_STEPS)
def results(request: Asked, code: str) -> HttpResponse:
    """Form: the results and the advice of everybody in the group."""
    run, steps = _seen(request, code)
    going = [step for step in steps if step.status in (Status.GOING, Status.PAUSED) and step.journey.status in OPEN]
    form = ResultsForm(posted(request), steps=going, last=min(run.end, timezone.localdate()))
    return ask(
        request,
        form,
        lambda _data: stepping.end_group(run, by=request.actor, ends=form.ends(), now=timezone.now()),
        heading=_("Resultaten en advies"),
        lead=_("Kies bij wie klaar is een resultaat en een advies. Wie je leeg laat, blijft open."),
        done=_("De resultaten zijn opgeslagen."),
        back=_back(run),
        template="journeys/group_results.html",
        run=run,
    )
