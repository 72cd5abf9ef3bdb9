"""The tab of guidance: signals, who guides, contact, tasks; with the forms behind it, and whom to call."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.journeys import queries_guiding as queries
from koppelkans.journeys.actions import guiding, tasks
from koppelkans.journeys.models import Contact, Journey, Party
from koppelkans.journeys.queries_journeys import journey_for
from koppelkans.journeys.queries_signals import of_journeys
from koppelkans.journeys.usual_tasks import proposed
from koppelkans.people.sensitive import ABOUT
from koppelkans.web.door import Asked, opened
from koppelkans.web.journeys.forms_guidance import (
    BuddyForm,
    CoachForm,
    ContactForm,
    DayForm,
    HeedForm,
    MomentForm,
    TaskForm,
)
from koppelkans.web.journeys.shown import opened_journey, page
from koppelkans.web.people.flow import ask, do, posted
from koppelkans.web.tables import Fact, in_words

TEMPLATE = "journeys/guidance_form.html"


def back_to(journey: Journey) -> str:
    """The tab of guidance of a journey."""
    return reverse("journeys:guidance", args=[journey.pk])


def how_late(due_on: date, today: date) -> str:
    """The tone of a day: late, today, or still to come."""
    return "bad" if due_on < today else "warning" if due_on == today else "neutral"


@opened(May.GUIDE)
@require_GET
def guidance(request: Asked, number: int) -> HttpResponse:
    """What asks for attention in a journey, who guides it, the moments of contact and the tasks."""
    found, today = opened_journey(request, number), timezone.localdate()
    contacts = list(found.contacts.filter(cancelled_at=None).select_related("by"))
    every_task = list(found.tasks.select_related("done_by"))
    all_tasks = [row for row in every_task if row.cancelled_at is None]
    raised = of_journeys([found], today)
    context = {
        "today": today,
        "signals": [row for row in raised if row.heeded is None],
        "heeded": [row for row in raised if row.heeded is not None],
        "contacts": [(row, how_late(row.due_on, today)) for row in contacts if row.done_on is None],
        "contacts_done": [row for row in reversed(contacts) if row.done_on is not None],
        "tasks": [(row, how_late(row.due_on, today)) for row in all_tasks if row.done_on is None],
        "tasks_done": [row for row in reversed(all_tasks) if row.done_on is not None],
        "usual": [
            (row.what, Party(row.party).label, row.due_on, row.code)
            for row in proposed(found.steps.all(), every_task, today)
        ],
        "sees_card": queries.sees_card(request.actor, found),
        "names_coach": request.actor.may(May.DECIDE),
        "who": [
            Fact(_("Coach"), found.coach or _("nog niemand")),
            Fact(_("Klantmanager"), found.candidate.owner),
            Fact(_("Buddy op het werk"), found.buddy),
            Fact(_("Telefoon van de buddy"), found.buddy_phone, url=f"tel:{found.buddy_phone}"),
        ],
    }
    return render(request, "journeys/guidance.html", page(request, found, "guidance") | context)


@opened(May.GUIDE)
@require_GET
def card(request: Asked, number: int) -> HttpResponse:
    """Whom to call: for the coach of the journey and the own case worker."""
    found = journey_for(request.actor, number)
    shown = guiding.open_card(found, by=request.actor, now=timezone.now())
    return render(request, "journeys/card.html", {"journey": found, "card": shown})


@opened(May.DECIDE)
def coach(request: Asked, number: int) -> HttpResponse:
    """Form to name the coach."""
    found = journey_for(request.actor, number)
    coaches = queries.coaches_in([found.candidate.municipality_id], timezone.localdate())
    return ask(
        request,
        CoachForm(posted(request), coaches=coaches, initial={"coach": found.coach_id}),
        lambda data: guiding.name_coach(found, by=request.actor, coach=data["coach"], now=timezone.now()),
        heading=_("Coach aanwijzen"),
        done=_("De coach is aangewezen."),
        back=back_to(found),
        template=TEMPLATE,
        journey=found,
    )


@opened(May.GUIDE)
def buddy(request: Asked, number: int) -> HttpResponse:
    """Form to name the buddy."""
    found = journey_for(request.actor, number)
    return ask(
        request,
        BuddyForm(posted(request), journey=found),
        lambda data: guiding.name_buddy(found, by=request.actor, now=timezone.now(), **data),
        heading=_("Buddy op het werk"),
        lead=_("Een collega bij de werkgever bij wie de kandidaat terecht kan."),
        done=_("De buddy is opgeslagen."),
        back=back_to(found),
        template=TEMPLATE,
        journey=found,
    )


@opened(May.GUIDE)
def contact_new(request: Asked, number: int) -> HttpResponse:
    """Form for one more moment of contact."""
    found = journey_for(request.actor, number)
    return ask(
        request,
        MomentForm(posted(request)),
        lambda data: guiding.add_contact(found, by=request.actor, now=timezone.now(), **data),
        heading=_("Contactmoment toevoegen"),
        done=_("Het contactmoment staat erbij."),
        back=back_to(found),
        template=TEMPLATE,
        journey=found,
    )


def _contact(request: Asked, number: int, contact: int) -> tuple[Journey, Contact]:
    found = journey_for(request.actor, number)
    return found, queries.contact_of(found, contact)


@opened(May.GUIDE)
def contact(request: Asked, number: int, contact: int) -> HttpResponse:
    """Form to write down how a contact went."""
    found, moment = _contact(request, number, contact)
    form = ContactForm(posted(request), today=timezone.localdate())

    def act(data: dict[str, Any]) -> None:
        try:
            guiding.record_contact(moment, by=request.actor, now=timezone.now(), **data)
        except Refused as refused:
            if all(reason.code in ABOUT for reason in refused.reasons):
                form.offer_anyway()
            raise

    return ask(
        request,
        form,
        act,
        heading=_("Contact vastleggen"),
        lead=_("Contact met de %(party)s, gepland op %(day)s.")
        % {"party": moment.get_party_display(), "day": in_words(moment.due_on)},
        done=_("Het contact is vastgelegd."),
        back=back_to(found),
        template=TEMPLATE,
        journey=found,
    )


@opened(May.GUIDE)
def contact_move(request: Asked, number: int, contact: int) -> HttpResponse:
    """Form to give a moment another day."""
    found, moment = _contact(request, number, contact)
    return ask(
        request,
        DayForm(posted(request), initial={"due_on": moment.due_on}),
        lambda data: guiding.move_contact(moment, by=request.actor, now=timezone.now(), **data),
        heading=_("Contactmoment verzetten"),
        done=_("Het contactmoment is verzet."),
        back=back_to(found),
        template=TEMPLATE,
        journey=found,
    )


@require_POST
@opened(May.GUIDE)
def contact_cancel(request: Asked, number: int, contact: int) -> HttpResponse:
    """A moment is not needed."""
    found, moment = _contact(request, number, contact)
    return do(
        request,
        lambda: guiding.cancel_contact(moment, by=request.actor, now=timezone.now()),
        done=_("Het contactmoment is vervallen."),
        back=back_to(found),
    )


@opened(May.GUIDE)
def task_new(request: Asked, number: int) -> HttpResponse:
    """Form for a task; filled in with a usual one where that is asked for."""
    found, today = journey_for(request.actor, number), timezone.localdate()
    usual = {row.code: row for row in proposed(found.steps.all(), found.tasks.all(), today)}
    chosen = usual.get(request.GET.get("voorstel", ""))
    return ask(
        request,
        TaskForm(posted(request), initial=vars(chosen) if chosen else None),
        lambda data: tasks.add_task(found, by=request.actor, now=timezone.now(), **data),
        heading=_("Taak toevoegen"),
        done=_("De taak staat erbij."),
        back=back_to(found),
        template=TEMPLATE,
        journey=found,
    )


@require_POST
@opened(May.GUIDE)
def task_done(request: Asked, number: int, task: int) -> HttpResponse:
    """A task is done."""
    found = journey_for(request.actor, number)
    row = queries.task_of(found, task)
    return do(
        request,
        lambda: tasks.finish_task(row, by=request.actor, now=timezone.now()),
        done=_("De taak is klaar."),
        back=_where_from(request, found),
    )


@require_POST
@opened(May.GUIDE)
def task_cancel(request: Asked, number: int, task: int) -> HttpResponse:
    """A task is not needed any more."""
    found = journey_for(request.actor, number)
    row = queries.task_of(found, task)
    return do(
        request,
        lambda: tasks.cancel_task(row, by=request.actor, now=timezone.now()),
        done=_("De taak is vervallen."),
        back=back_to(found),
    )


def _where_from(request: Asked, journey: Journey) -> str:
    """Back to the list of today, for who works from it; else to the journey."""
    today: str = reverse("journeys:today")
    return today if request.POST.get("next") == today else back_to(journey)


@opened(May.GUIDE)
def heed(request: Asked, number: int, signal: str) -> HttpResponse:
    """Form to take up a signal; one that is not there any more says so."""
    found, today = journey_for(request.actor, number), timezone.localdate()
    here = next((row.signal for row in of_journeys([found], today) if row.signal.code == signal), None)
    if here is None:
        messages.info(request, str(_("Dit signaal is er niet meer.")))
        return redirect(back_to(found))
    return ask(
        request,
        HeedForm(posted(request), today=today),
        lambda data: guiding.heed(
            found, by=request.actor, signal=here.code, rests_on=here.fingerprint, now=timezone.now(), **data
        ),
        heading=_("Signaal oppakken: %(title)s") % {"title": here.title},
        lead=here.rests_on,
        submit=_("Oppakken"),
        done=_("Het signaal is opgepakt."),
        back=reverse("journeys:signals"),
        template=TEMPLATE,
        journey=found,
    )
