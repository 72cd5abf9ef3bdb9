"""What somebody holds, wants, and does in a week: one small form for each."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from koppelkans.core.roles import May
from koppelkans.people.actions import holdings, week, wishes
from koppelkans.people.models import Wish
from koppelkans.web.door import Asked, opened
from koppelkans.web.people.flow import ask, do, editable, page_of, posted
from koppelkans.web.people.forms import EndForm, HoldingForm, WeekItemForm, WishForm


@opened(May.EDIT_PEOPLE)
def add_holding(request: Asked, pseudonym: str) -> HttpResponse:
    """Form for something held."""
    candidate = editable(request, pseudonym)
    return ask(
        request,
        HoldingForm(posted(request)),
        lambda data: holdings.add_holding(
            candidate, by=request.actor, **data, today=timezone.localdate(), now=timezone.now()
        ),
        heading=_("Bewijs toevoegen"),
        lead=_("Bijvoorbeeld een taalniveau, een diploma, VCA of een rijbewijs."),
        done=_("Het bewijs staat erbij."),
        back=page_of(candidate),
        candidate=candidate,
    )


@opened(May.EDIT_PEOPLE)
def end_holding(request: Asked, pseudonym: str, holding: int) -> HttpResponse:
    """Form for the last day of something held."""
    candidate = editable(request, pseudonym)
    held = get_object_or_404(candidate.holdings.select_related("candidate", "credential"), pk=holding)
    return ask(
        request,
        EndForm(posted(request), initial={"until": held.until}),
        lambda data: holdings.end_holding(held, by=request.actor, until=data["until"], now=timezone.now()),
        heading=_("Tot wanneer geldt %(what)s?") % {"what": held.credential},
        done=_("De einddatum is opgeslagen."),
        back=page_of(candidate),
        candidate=candidate,
    )


@require_POST
@opened(May.EDIT_PEOPLE)
def remove_holding(request: Asked, pseudonym: str, holding: int) -> HttpResponse:
    """Something that was never held goes away."""
    candidate = editable(request, pseudonym)
    held = get_object_or_404(candidate.holdings.select_related("candidate"), pk=holding)
    return do(
        request,
        lambda: holdings.remove_holding(held, by=request.actor, now=timezone.now()),
        done=_("Het bewijs is weggehaald."),
        back=page_of(candidate),
    )


@opened(May.EDIT_PEOPLE)
def add_wish(request: Asked, pseudonym: str) -> HttpResponse:
    """Form for a wish."""
    return _wish(request, pseudonym, None)


@opened(May.EDIT_PEOPLE)
def edit_wish(request: Asked, pseudonym: str, wish: int) -> HttpResponse:
    """Form for another answer to a wish."""
    return _wish(request, pseudonym, wish)


def _wish(request: Asked, pseudonym: str, pk: int | None) -> HttpResponse:
    """Form for a new wish or an old one."""
    candidate = editable(request, pseudonym)
    wish: Wish | None = None if pk is None else get_object_or_404(candidate.wishes, pk=pk)
    form = WishForm(posted(request), wish=wish)

    def act(data: dict[str, Any]) -> object:
        return wishes.set_wish(
            candidate, by=request.actor, occupation=data["occupation"], wish=wish, now=timezone.now(), **form.shares()
        )

    return ask(
        request,
        form,
        act,
        heading=_("Wens aanpassen") if wish else _("Wens toevoegen"),
        lead=_("Vraag het aan de persoon zelf. Nog niet gevraagd? Laat het dan zo staan."),
        done=_("De wens is opgeslagen."),
        back=page_of(candidate),
        candidate=candidate,
    )


@require_POST
@opened(May.EDIT_PEOPLE)
def remove_wish(request: Asked, pseudonym: str, wish: int) -> HttpResponse:
    """A wish goes away."""
    candidate = editable(request, pseudonym)
    found = get_object_or_404(candidate.wishes.select_related("candidate"), pk=wish)
    return do(
        request,
        lambda: wishes.remove_wish(found, by=request.actor, now=timezone.now()),
        done=_("De wens is weggehaald."),
        back=page_of(candidate),
    )


@opened(May.EDIT_PEOPLE)
def add_week_item(request: Asked, pseudonym: str) -> HttpResponse:
    """Form for something in the week."""
    candidate = editable(request, pseudonym)
    return ask(
        request,
        WeekItemForm(posted(request)),
        lambda data: week.add_week_item(candidate, by=request.actor, now=timezone.now(), **data),
        heading=_("In de week zetten"),
        lead=_("Bijvoorbeeld taalles, school, werk of zorg voor de kinderen."),
        done=_("Het staat in de week."),
        back=page_of(candidate),
        candidate=candidate,
    )


@require_POST
@opened(May.EDIT_PEOPLE)
def remove_week_item(request: Asked, pseudonym: str, item: int) -> HttpResponse:
    """Something goes out of the week."""
    candidate = editable(request, pseudonym)
    found = get_object_or_404(candidate.week_items.select_related("candidate"), pk=item)
    return do(
        request,
        lambda: week.remove_week_item(found, by=request.actor, now=timezone.now()),
        done=_("Het is uit de week gehaald."),
        back=page_of(candidate),
    )
