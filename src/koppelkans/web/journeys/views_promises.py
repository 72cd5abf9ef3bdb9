"""Work that was guaranteed to somebody: what counts, what is not kept, and how that was solved."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from koppelkans.core import terms
from koppelkans.core.access import Unknown
from koppelkans.core.roles import May
from koppelkans.journeys.actions import promises as verbs
from koppelkans.journeys.actions.looking import look
from koppelkans.journeys.queries_journeys import journey_for
from koppelkans.journeys.queries_promises import breaches_for, breaches_of, journey_of, owners_for, promised_to
from koppelkans.supply.models import Guarantee
from koppelkans.web.door import Asked, opened
from koppelkans.web.journeys.forms_promises import BrokenForm, SolvedForm
from koppelkans.web.journeys.shown import opened_journey, page
from koppelkans.web.people.flow import ask, posted
from koppelkans.web.tables import Cell, Column, Fact, Table

FORM = "journeys/form.html"


@opened(May.GUIDE, May.EDIT_PLACES)
@require_GET
def breaches(request: Asked) -> HttpResponse:
    """The flags that are open, the first due first; and those that ended."""
    today = timezone.localdate()
    found = list(breaches_for(request.actor).order_by("due_on", "pk"))
    guides = request.actor.may(May.GUIDE)
    rows = []
    for row in found:
        if row.ended_on is not None:
            continue
        url = reverse("journeys:breach", args=[row.pk]) if guides and journey_of(row, request.actor) else ""
        late = row.due_on < today
        rows.append(
            [
                Cell(row.subject, url=url),
                Cell(row.guarantee.guarantor, note=str(row.guarantee.training)),
                row.why,
                row.owner,
                Cell(date_format(row.due_on, "j F Y"), tone="bad" if late else ""),
            ]
        )
    columns = [Column(_("Kandidaat")), Column(_("Garantie")), Column(_("Wat")), Column(_("Van")), Column(_("Voor"))]
    ended = [
        [Cell(row.subject), str(row.guarantee.guarantor), row.get_end_display(), row.ended_on]
        for row in found
        if row.ended_on is not None
    ]
    past = [Column(_("Kandidaat")), Column(_("Garantie")), Column(_("Hoe het afliep")), Column(_("Afgesloten"))]
    context = {
        "table": Table(columns, rows, caption=_("Open meldingen")) if rows else None,
        "ended": Table(past, ended[:50], caption=_("Afgesloten")) if ended else None,
    }
    return render(request, "journeys/breaches.html", context)


@opened(May.GUIDE)
@require_GET
def promised(request: Asked, number: int) -> HttpResponse:
    """The guarantees that count for one journey, and the flags there were."""
    journey, today = opened_journey(request, number), timezone.localdate()
    context = page(request, journey, "promised") | {
        "promised": promised_to(journey, today),
        "breaches": list(breaches_of(journey)),
        "today": today,
    }
    return render(request, "journeys/promised.html", context)


@opened(May.GUIDE)
def say_broken(request: Asked, number: int, guarantee: int) -> HttpResponse:
    """Form for a flag."""
    journey, today = journey_for(request.actor, number), timezone.localdate()
    promised_here = {row.guarantee.pk: row.guarantee for row in promised_to(journey, today)}
    found: Guarantee | None = promised_here.get(guarantee)
    if found is None:
        raise Unknown(May.GUIDE)
    owner = journey.coach or journey.candidate.owner
    initial = {
        "owner": owner.pk if owner else None,
        "due_on": today + timedelta(days=terms.days("BREACH_SOLVED_DAYS")),
    }
    return ask(
        request,
        BrokenForm(posted(request), owners=owners_for(journey, today), initial=initial),
        lambda data: verbs.say_broken(journey, found, by=request.actor, now=timezone.now(), today=today, **data),
        heading=_("De garantie wordt niet nagekomen"),
        lead=_("%(who)s beloofde werk na %(training)s. Meld hier wat er mis is, en wie het oplost.")
        % {"who": found.guarantor, "training": found.training},
        done=_("Gemeld. Deze melding blijft open tot iemand zegt hoe het afliep."),
        back=reverse("journeys:promised", args=[number]),
        journey=journey,
        template=FORM,
        submit=_("Melden"),
    )


@opened(May.GUIDE)
def breach(request: Asked, breach: int) -> HttpResponse:
    """Form for the end of a flag."""
    found = get_object_or_404(breaches_for(request.actor), pk=breach)
    journey = journey_of(found, request.actor)
    if journey is None:
        raise Unknown(May.GUIDE)
    look(journey, by=request.actor, now=timezone.now())
    return ask(
        request,
        SolvedForm(posted(request)),
        lambda data: verbs.say_solved(found, by=request.actor, now=timezone.now(), today=timezone.localdate(), **data),
        heading=_("Hoe liep het af?"),
        facts=[
            Fact(_("Garantie van"), str(found.guarantee.guarantor)),
            Fact(_("Training"), str(found.guarantee.training)),
            Fact(_("Wat is er aan de hand"), found.why),
            Fact(_("Wie lost het op"), str(found.owner)),
            Fact(_("Voor"), date_format(found.due_on, "j F Y")),
        ],
        done=_("De melding is afgesloten."),
        back=reverse("journeys:promised", args=[journey.pk]),
        journey=journey,
        template=FORM,
        submit=_("Afsluiten"),
    )
