"""Who somebody is and notes, for the own case worker; hand-over, and cover during leave."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from koppelkans.core.access import Unknown
from koppelkans.core.models import User
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.people import queries, rules
from koppelkans.people.actions import caseload as caseloads
from koppelkans.people.actions import contact as contacts
from koppelkans.people.models import Candidate
from koppelkans.web.door import Asked, opened
from koppelkans.web.people.flow import ask, do, editable, page_of, posted
from koppelkans.web.people.forms_more import CaseloadForm, ColleagueForm, ContactForm, CoverForm, NoteForm


def own(request: Asked, pseudonym: str) -> Candidate:
    """The person of this pseudonym, for the own case worker and their cover."""
    candidate = editable(request, pseudonym)
    if not queries.sees_contact(candidate, request.actor):
        raise Unknown("contact card")
    return candidate


@opened(May.EDIT_PEOPLE)
def contact(request: Asked, pseudonym: str) -> HttpResponse:
    """Form for the contact card."""
    candidate = own(request, pseudonym)
    return ask(
        request,
        ContactForm(posted(request), card=queries.contact_of(candidate, request.actor)),
        lambda data: contacts.set_contact(
            candidate, by=request.actor, contact=rules.Contact(**data), now=timezone.now()
        ),
        heading=_("Contactgegevens"),
        lead=_("Alleen jij en wie voor jou waarneemt zien dit."),
        done=_("De contactgegevens zijn opgeslagen."),
        back=page_of(candidate),
        candidate=candidate,
    )


@opened(May.EDIT_PEOPLE)
def add_note(request: Asked, pseudonym: str) -> HttpResponse:
    """Form for a note; sensitive words are told of before it is kept."""
    candidate = own(request, pseudonym)
    form = NoteForm(posted(request))

    def act(data: dict[str, Any]) -> None:
        try:
            contacts.add_note(
                candidate, by=request.actor, text=data["text"], anyway=data.get("anyway", False), now=timezone.now()
            )
        except Refused as refused:
            if all(reason.code in rules.ABOUT for reason in refused.reasons):
                form.offer_anyway()
            raise

    return ask(
        request,
        form,
        act,
        heading=_("Notitie maken"),
        lead=_("Alleen jij en wie voor jou waarneemt zien dit."),
        done=_("De notitie is opgeslagen."),
        back=page_of(candidate),
        candidate=candidate,
    )


@require_POST
@opened(May.EDIT_PEOPLE)
def remove_note(request: Asked, pseudonym: str, note: int) -> HttpResponse:
    """A note goes away."""
    candidate = own(request, pseudonym)
    found = get_object_or_404(candidate.notes.select_related("candidate"), pk=note)
    return do(
        request,
        lambda: contacts.remove_note(found, by=request.actor, now=timezone.now()),
        done=_("De notitie is weggehaald."),
        back=page_of(candidate),
    )


@opened(May.ASSIGN_PEOPLE)
def hand_over(request: Asked, pseudonym: str) -> HttpResponse:
    """Form to give somebody another case worker."""
    candidate = editable(request, pseudonym)
    today = timezone.localdate()
    colleagues = queries.colleagues_in([candidate.municipality_id], today)
    if candidate.owner:
        colleagues = colleagues.exclude(pk=candidate.owner.pk)
    return ask(
        request,
        ColleagueForm(posted(request), colleagues=colleagues),
        lambda data: caseloads.hand_over([candidate], by=request.actor, to=data["to"], today=today, now=timezone.now()),
        heading=_("Overdragen"),
        lead=_("Je collega krijgt bericht en ziet dan ook de naam en de notities. Jij ziet die daarna niet meer."),
        submit=_("Overdragen"),
        done=_("Deze persoon is overgedragen."),
        back=page_of(candidate),
        candidate=candidate,
    )


@require_POST
@opened(May.ASSIGN_PEOPLE)
def take_over(request: Asked, pseudonym: str) -> HttpResponse:
    """Somebody without a case worker becomes one of the own people."""
    candidate = editable(request, pseudonym)
    return do(
        request,
        lambda: caseloads.hand_over(
            [candidate], by=request.actor, to=request.user, today=timezone.localdate(), now=timezone.now()
        ),
        done=_("Deze persoon is nu van jou."),
        back=page_of(candidate),
    )


@opened(May.ASSIGN_PEOPLE)
def caseload(request: Asked) -> HttpResponse:
    """Form to give a whole caseload to a colleague."""
    today = timezone.localdate()
    owners = User.objects.filter(pk__in=request.actor.stands_for())
    colleagues = queries.colleagues_in(request.actor.municipalities(May.ASSIGN_PEOPLE), today)
    count = queries.own_people(request.actor).filter(merged_into=None).count()
    return ask(
        request,
        CaseloadForm(posted(request), owners=owners, colleagues=colleagues),
        lambda data: caseloads.hand_over_caseload(
            by=request.actor, absent=data["absent"], to=data["to"], today=today, now=timezone.now()
        ),
        heading=_("Al je mensen overdragen"),
        lead=_("Het gaat om %(count)d mensen. Je collega krijgt bericht. Jij ziet hun namen daarna niet meer.")
        % {"count": count},
        submit=_("Alles overdragen"),
        done=_("De mensen zijn overgedragen."),
        back=reverse("people:list"),
    )


@opened(May.ASSIGN_PEOPLE, May.EDIT_USERS)
def cover(request: Asked) -> HttpResponse:
    """Who stands in for whom, and a form to let a colleague stand in."""
    today, actor = timezone.localdate(), request.actor
    if actor.may(May.EDIT_USERS):
        absent = colleagues = queries.guides(today)
    else:
        absent = User.objects.filter(pk=request.user.pk)
        colleagues = queries.colleagues_in(queries.municipalities_guided(request.user, today), today).exclude(
            pk=request.user.pk
        )
    return ask(
        request,
        CoverForm(posted(request), absent=absent, colleagues=colleagues, initial={"since": today}),
        lambda data: caseloads.set_cover(by=actor, **data, today=today, now=timezone.now()),
        heading=_("Waarneming"),
        lead=_(
            "Ben je er niet? Kies wie voor je waarneemt. Die collega ziet dan de namen en notities van jouw mensen."
        ),
        submit=_("Waarneming opslaan"),
        done=_("De waarneming is opgeslagen."),
        back=reverse("people:cover"),
        home=reverse("people:list") if actor.may(May.SEE_PEOPLE) else reverse("start:home"),
        template="people/cover.html",
        covers=queries.covers_of(actor, today),
    )


@require_POST
@opened(May.ASSIGN_PEOPLE, May.EDIT_USERS)
def end_cover(request: Asked, cover: int) -> HttpResponse:
    """A colleague stands in no more."""
    found = get_object_or_404(queries.covers_of(request.actor, timezone.localdate()), pk=cover)
    return do(
        request,
        lambda: caseloads.end_cover(found, by=request.actor, now=timezone.now()),
        done=_("De waarneming is gestopt."),
        back=reverse("people:cover"),
    )
