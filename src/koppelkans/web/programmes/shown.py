"""What several pages say about programmes: where one stands, who is in it, and how full the group is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from koppelkans.core.roles import May
from koppelkans.people.models import Candidate
from koppelkans.programmes import queries
from koppelkans.programmes.models import Participation, Programme
from koppelkans.web.door import Asked


def programme_of(request: Asked, code: str) -> Programme:
    """The programme of this code, where this actor sees it."""
    return get_object_or_404(queries.visible_to(request.actor).select_related("succeeds"), code=code)


def page_of(programme: Programme) -> str:
    """The address of its page."""
    return reverse("programmes:programme", args=[programme.code])


def state_of(programme: Programme, today: date) -> tuple[str | Promise, str]:
    """Where a programme stands, with its tone."""
    if programme.ends_on < today:
        return _("Voorbij"), "neutral"
    return (_("Begint later"), "info") if programme.starts_on > today else (_("Loopt"), "good")


def form_page(
    request: Asked, form: Any, heading: Any, cancel: str, *, lead: Any = "", submit: Any = "", danger: bool = False
) -> HttpResponse:
    """A page that is one form."""
    context = {
        "form": form,
        "heading": heading,
        "cancel": cancel,
        "lead": lead,
        "submit": submit,
        "danger": danger,
    }
    return render(request, "programmes/form.html", context)


def tabs(request: Asked, programme: Programme, tab: str) -> dict[str, Any]:
    """What the head of each page of one programme needs."""
    judges = request.actor.may(May.EDIT_PROGRAMMES) or request.actor.may(May.DECIDE)
    return {
        "programme": programme,
        "tab": tab,
        "is_pilot": programme.kind == Programme.Kind.PILOT,
        "judges": judges,
        "may_edit": request.actor.may(May.EDIT_PROGRAMMES),
    }


def how_full(programme: Programme) -> str:
    """How full a group with a cap is, in words."""
    taken, cap = queries.seats_taken(programme)
    return gettext("%(taken)d van %(cap)d") % {"taken": taken, "cap": cap}


def standing(row: Participation) -> str:
    """Where somebody stands in a programme, as one or two sentences."""
    if row.admitted_on:
        return gettext("Deze persoon doet mee sinds %(day)s.") % {"day": date_format(row.admitted_on, "j F Y")}
    if row.offered_on:
        return gettext(
            "Er is een plek vrij voor deze persoon, sinds %(day)s. Laat weten of deze persoon die neemt."
        ) % {"day": date_format(row.offered_on, "j F Y")}
    words = gettext("De groep is vol: %(full)s. Deze persoon staat op plaats %(place)d van de wachtlijst.")
    return words % {"full": how_full(row.programme), "place": queries.place_in_line(row)}


@dataclass(frozen=True)
class Standing:
    """A programme of somebody, and where they stand in it."""

    programme: Programme
    words: str
    exception: str
    by: Any
    waits: bool


def of_person(candidate: Candidate) -> list[Standing]:
    """The programmes somebody takes part in or waits for."""
    return [
        Standing(row.programme, standing(row), row.exception, row.exception_by, row.admitted_on is None)
        for row in queries.of_subject(candidate.pk)
    ]
