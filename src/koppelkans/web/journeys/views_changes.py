"""The verbs of a whole journey: a break, a hand-over, one more step, and its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from koppelkans.core.access import Unknown
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.journeys.actions import breaking, ending, handing
from koppelkans.journeys.models import Handover, Journey, Step
from koppelkans.journeys.queries_guiding import coaches_in
from koppelkans.journeys.queries_journeys import journey_for
from koppelkans.journeys.states_step import OPEN
from koppelkans.supply.models import Place, Run
from koppelkans.supply.queries import places_with_room, runs_with_seats, to_start
from koppelkans.web.door import Asked, opened
from koppelkans.web.journeys.forms_journey import (
    AddStepForm,
    BreakForm,
    DoneForm,
    HandOverForm,
    ResumeForm,
    StopForm,
)
from koppelkans.web.journeys.forms_steps import WhyForm
from koppelkans.web.journeys.shown import opened_journey
from koppelkans.web.journeys.views_steps import SAVED, TEMPLATE
from koppelkans.web.people.flow import ask, do, posted


def found(request: Asked, number: int) -> Journey:
    """The journey of an address; that a page of it is opened is recorded."""
    return opened_journey(request, number) if request.method == "GET" else journey_for(request.actor, number)


def back_to(journey: Journey) -> str:
    """The page of a journey."""
    return reverse("journeys:journey", args=[journey.pk])


def asked(
    request: Asked, journey: Journey, form: forms.BaseForm, act: Callable[[dict[str, Any]], object], **words: Any
) -> HttpResponse:
    """A form of a journey, and back to its page."""
    words = {"done": SAVED, **words}
    return ask(request, form, act, back=back_to(journey), template=TEMPLATE, journey=journey, **words)


@opened(May.GUIDE)
def pause(request: Asked, number: int) -> HttpResponse:
    """Form: it stands still."""
    here = found(request, number)
    return asked(
        request,
        here,
        BreakForm(posted(request), version=here.version, initial={"since": timezone.localdate()}),
        lambda data: breaking.pause(here, by=request.actor, now=timezone.now(), **data),
        heading=_("Traject stilzetten"),
        lead=_("Duurt de pauze een week of langer? Dan schuiven de datums erna op met hele weken."),
        done=_("Het traject staat stil."),
        submit=_("Stilzetten"),
    )


@opened(May.GUIDE)
def resume(request: Asked, number: int) -> HttpResponse:
    """Form: it goes on."""
    here = found(request, number)

    def act(data: dict[str, Any]) -> None:
        made, by_hand = breaking.resume(here, by=request.actor, now=timezone.now(), **data)
        if made.moved:
            messages.info(request, _("De datums erna zijn opgeschoven. Je ziet ze bij de pauze."))
        for reason in by_hand:
            messages.warning(request, str(reason))

    return asked(
        request,
        here,
        ResumeForm(posted(request), version=here.version, initial={"until": timezone.localdate()}),
        act,
        heading=_("Het traject gaat weer door"),
        lead=_("De datums na de pauze schuiven op met hele weken. Een groep wacht niet: daar kijk je zelf naar."),
        done=_("Het traject loopt weer."),
        submit=_("Gaat weer door"),
    )


@opened(May.GUIDE)
def hand_over(request: Asked, number: int) -> HttpResponse:
    """Form: ask a colleague to take it on."""
    here = found(request, number)
    coaches = coaches_in([here.candidate.municipality_id], timezone.localdate())
    if here.coach_id:
        coaches = coaches.exclude(pk=here.coach_id)
    return asked(
        request,
        here,
        HandOverForm(posted(request), version=here.version, coaches=coaches),
        lambda data: handing.hand_over(here, by=request.actor, now=timezone.now(), **data),
        heading=_("Vragen om over te nemen"),
        lead=_("Er verandert niets tot de ander ja zegt. De klantmanager van de kandidaat blijft dezelfde."),
        done=_("Je collega is gevraagd."),
        submit=_("Vragen"),
    )


@opened(May.GUIDE)
@require_POST
def keep(request: Asked, number: int) -> HttpResponse:
    """The colleague is asked no more."""
    here = journey_for(request.actor, number)
    return do(
        request,
        lambda: handing.keep(here, by=request.actor, now=timezone.now()),
        done=_("De vraag is ingetrokken."),
        back=back_to(here),
    )


@opened(May.GUIDE)
@require_POST
def take_on(request: Asked, handover: int) -> HttpResponse:
    """The colleague who was asked takes it on."""
    row = Handover.objects.filter(pk=handover, to_user=request.user).select_related("journey").first()
    if row is None:
        raise Unknown(May.GUIDE)
    try:
        handing.take_on(row, by=request.actor, now=timezone.now())
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
        return redirect("journeys:list")
    messages.success(request, _("Dit traject is nu van jou."))
    return redirect(back_to(row.journey))


@opened(May.DECIDE)
def add_step(request: Asked, number: int) -> HttpResponse:
    """Form: one more step."""
    here, now = found(request, number), timezone.now()
    today = timezone.localdate(now)
    runs = runs_with_seats(to_start(Run.objects.order_by("start", "name"), today), today).filter(free__gt=0)  # type: ignore[misc]
    rows = Place.objects.select_related("occupation", "employer__organisation")
    places = places_with_room(to_start(rows, today), today).filter(free__gt=0)  # type: ignore[misc]

    def act(data: dict[str, Any]) -> Step:
        offer = data["run"] or data["place"]
        day = data["run"].start if data["run"] else data["start"]
        return handing.add_step(here, by=request.actor, offer=offer, start=day, version=data["version"], now=now)

    return asked(
        request,
        here,
        AddStepForm(posted(request), version=here.version, runs=runs, places=places),
        act,
        heading=_("Stap toevoegen"),
        lead=_("De plek is dan bezet voor deze kandidaat. Het geld regel je apart."),
        done=_("De stap staat in het traject."),
        submit=_("Toevoegen"),
    )


@opened(May.GUIDE)
def stop(request: Asked, number: int) -> HttpResponse:
    """Form: it stops."""
    here = found(request, number)
    learning = here.steps.filter(kind__in=Step.LEARNING, status__in=OPEN, started_on__isnull=False).exists()
    first = {"ended_on": timezone.localdate()}
    return asked(
        request,
        here,
        StopForm(posted(request), version=here.version, learning=learning, initial=first),
        lambda data: ending.stop(here, by=request.actor, now=timezone.now(), **data),
        heading=_("Traject stoppen"),
        warning=_("Stappen die nog lopen, worden afgesloten. Plekken die nog niet zijn begonnen, komen vrij."),
        done=_("Het traject is gestopt."),
        submit=_("Stoppen"),
        danger=True,
    )


@opened(May.GUIDE)
def finish(request: Asked, number: int) -> HttpResponse:
    """Form: it is done."""
    here = found(request, number)
    return asked(
        request,
        here,
        DoneForm(posted(request), version=here.version, initial={"ended_on": timezone.localdate()}),
        lambda data: ending.finish(here, by=request.actor, now=timezone.now(), **data),
        heading=_("Traject afronden"),
        lead=_("Niemand volgt deze persoon dan nog. Wat geteld is, blijft geteld."),
        done=_("Het traject is afgerond."),
        submit=_("Afronden"),
    )


@opened(May.GUIDE)
def reopen(request: Asked, number: int) -> HttpResponse:
    """Form: it goes on again."""
    here = found(request, number)
    return asked(
        request,
        here,
        WhyForm(posted(request), version=here.version),
        lambda data: ending.reopen(here, by=request.actor, now=timezone.now(), **data),
        heading=_("Traject heropenen"),
        lead=_("Stappen die klaar zijn of niet doorgingen, blijven zo staan."),
        done=_("Het traject loopt weer."),
        submit=_("Heropenen"),
    )
