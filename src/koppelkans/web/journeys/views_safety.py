"""Safe work in a journey: what each place asks, the proof of it, and the second person who may let somebody begin."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from koppelkans.core.roles import May
from koppelkans.core.vca import exam, is_vca
from koppelkans.journeys.actions import safety as verbs
from koppelkans.journeys.models import Instruction, Journey, Release, Step
from koppelkans.journeys.queries_journeys import journey_for
from koppelkans.journeys.queries_safety import instructions_of, places_of, releases_of, releases_waiting
from koppelkans.people.languages import contact_languages
from koppelkans.supply.models import RiskTask
from koppelkans.web.door import Asked, opened
from koppelkans.web.journeys.forms_safety import InstructionForm, ReleaseForm, WhyForm
from koppelkans.web.journeys.shown import opened_journey, page
from koppelkans.web.people.flow import ask, do, posted
from koppelkans.web.tables import Cell, Column, Fact, Table

FORM = "journeys/form.html"


@opened(May.GUIDE)
@require_GET
def safety(request: Asked, number: int) -> HttpResponse:
    """What the places of a journey ask, and how it stands with each task."""
    journey, today = opened_journey(request, number), timezone.localdate()
    releases = list(releases_of(journey))
    held = journey.candidate.holdings.filter(credential__kind="safety").select_related("credential")
    context = page(request, journey, "safety") | {
        "places": places_of(journey, today),
        "languages": contact_languages(),
        "history": _history(journey),
        "releases": releases,
        "vca": [row for row in held if is_vca(row.credential_id)],
        "exam": exam(),
        "may_release": set(releases_waiting(request.actor).values_list("pk", flat=True)) if releases else set(),
    }
    return render(request, "journeys/safety.html", context)


def _history(journey: Journey) -> Table | None:
    """Every proof, the newest first."""
    languages = contact_languages()
    rows = [
        [
            Cell(row.task.name, note=row.checked_by),
            languages.get(row.language, row.language),
            row.get_how_display(),
            row.checked_on,
            Cell(_("ingetrokken"), tone="bad") if row.withdrawn_on else Cell(row.until),
        ]
        for row in instructions_of(journey)
    ]
    columns = [
        Column(_("Taak")),
        Column(_("Taal")),
        Column(_("Hoe gecontroleerd")),
        Column(_("Wanneer")),
        Column(_("Geldt tot en met")),
    ]
    return Table(columns, rows, caption=_("Alle bewijzen")) if rows else None


def _back(number: int) -> str:
    return reverse("journeys:safety", args=[number])


def _task(journey: Journey, task: int) -> RiskTask:
    """A task at a place of this journey."""
    places = journey.steps.filter(place__isnull=False).values("place")
    return get_object_or_404(RiskTask, pk=task, place__in=places)


def _step(journey: Journey, step: int) -> Step:
    """A step of this journey at a place."""
    found = get_object_or_404(journey.steps.filter(place__isnull=False), pk=step)
    found.journey = journey
    return found


@opened(May.GUIDE)
def prove(request: Asked, number: int, task: int) -> HttpResponse:
    """Form for the proof that an instruction was understood."""
    journey, today = journey_for(request.actor, number), timezone.localdate()
    found = _task(journey, task)
    return ask(
        request,
        InstructionForm(posted(request), task=found, today=today),
        lambda data: verbs.record_instruction(
            journey, task=found, by=request.actor, now=timezone.now(), today=today, **data
        ),
        heading=_("Instructie begrepen: %(task)s") % {"task": found.name},
        lead=found.instruction,
        done=_("Het bewijs staat erbij."),
        back=_back(number),
        journey=journey,
        template=FORM,
    )


@opened(May.GUIDE)
def unprove(request: Asked, number: int, instruction: int) -> HttpResponse:
    """Form to withdraw a proof."""
    journey = journey_for(request.actor, number)
    found = get_object_or_404(
        Instruction.objects.select_related("task"), pk=instruction, candidate=journey.candidate_id
    )
    return ask(
        request,
        WhyForm(posted(request)),
        lambda data: verbs.withdraw_instruction(
            journey, found, why=data["why"], by=request.actor, now=timezone.now(), today=timezone.localdate()
        ),
        heading=_("Dit bewijs klopt niet: %(task)s") % {"task": found.task.name},
        lead=_("Niemand begint dan nog op dit bewijs. Het blijft in de geschiedenis staan."),
        done=_("Het bewijs telt niet meer."),
        back=_back(number),
        journey=journey,
        template=FORM,
        danger=True,
        submit=_("Bewijs intrekken"),
    )


@opened(May.GUIDE)
@require_POST
def begin(request: Asked, number: int, step: int, task: int) -> HttpResponse:
    """Somebody begins with a task with risk."""
    journey = journey_for(request.actor, number)
    here, found = _step(journey, step), _task(journey, task)
    return do(
        request,
        lambda: verbs.start_task(here, found, by=request.actor, now=timezone.now(), today=timezone.localdate()),
        done=_("Vastgelegd: deze persoon is met de taak begonnen."),
        back=_back(number),
    )


@opened(May.GUIDE)
def ask_release(request: Asked, number: int, step: int, task: int) -> HttpResponse:
    """Form to ask a second person."""
    journey = journey_for(request.actor, number)
    here, found = _step(journey, step), _task(journey, task)
    return ask(
        request,
        WhyForm(posted(request)),
        lambda data: verbs.ask_release(
            here, found, why=data["why"], by=request.actor, now=timezone.now(), today=timezone.localdate()
        ),
        heading=_("Vragen om een vrijgave: %(task)s") % {"task": found.name},
        lead=_("Iemand anders besluit of deze persoon voor korte tijd zonder bewijs mag beginnen."),
        done=_("De vraag is gesteld. Een tweede persoon besluit."),
        back=_back(number),
        journey=journey,
        template=FORM,
        submit=_("Vragen"),
    )


@opened(May.RELEASE_RISK)
@require_GET
def releases(request: Asked) -> HttpResponse:
    """What waits for a second person."""
    rows = [
        [
            Cell(row.step.journey.candidate, url=reverse("journeys:safety-decide", args=[row.pk])),
            Cell(row.task.name, note=str(row.task.place.employer)),
            Cell(row.asked_why, note=str(row.asked_by)),
            row.asked_at,
        ]
        for row in releases_waiting(request.actor)
    ]
    columns = [Column(_("Kandidaat")), Column(_("Taak")), Column(_("Waarom")), Column(_("Gevraagd op"))]
    table = Table(columns, rows, caption=_("Gevraagde vrijgaven")) if rows else None
    return render(request, "journeys/releases.html", {"table": table})


@opened(May.RELEASE_RISK)
def decide_release(request: Asked, release: int) -> HttpResponse:
    """Form for the second person."""
    rows = Release.objects.select_related("task", "step__journey", "asked_by")
    found = get_object_or_404(rows, pk=release)
    request.actor.require_in(May.RELEASE_RISK, found.step.journey.candidate.municipality_id)
    journey, today = opened_journey(request, found.step.journey_id), timezone.localdate()
    return ask(
        request,
        ReleaseForm(posted(request), today=today),
        lambda data: verbs.decide_release(
            found,
            allowed=data["allowed"] == "yes",
            until=data["until"],
            why=data["why"],
            by=request.actor,
            now=timezone.now(),
            today=today,
        ),
        heading=_("Vrijgave: %(task)s") % {"task": found.task.name},
        lead=found.task.instruction,
        facts=[
            Fact(_("Gevraagd door"), str(found.asked_by)),
            Fact(_("Op"), date_format(timezone.localtime(found.asked_at), "j F Y")),
            Fact(_("Waarom"), found.asked_why),
        ],
        done=_("Je besluit staat erbij."),
        back=_back(found.step.journey_id),
        journey=journey,
        template=FORM,
        submit=_("Besluiten"),
    )
