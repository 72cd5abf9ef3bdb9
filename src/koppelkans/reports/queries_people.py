"""The people behind a figure, for who guides them: nobody else gets from a number to a person."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.roles import May
from koppelkans.journeys.models import Reached
from koppelkans.journeys.queries_journeys import visible_to
from koppelkans.reports.summing import after


def counted_in(
    actor: Actor,
    measure: str,
    since: date,
    until: date,
    *,
    programme: str = "",
    municipality: str = "",
    known_on: date | None = None,
) -> QuerySet[Reached]:
    """What stands as reached in these days, of the journeys this actor guides; `known_on`: what stood at its end."""
    if municipality and municipality not in actor.municipalities(May.GUIDE):
        raise Unknown(May.GUIDE)
    rows = Reached.objects.filter(
        journey__in=visible_to(actor).select_related(None),
        measure=measure,
        concerns__gte=since,
        concerns__lte=until,
    ).order_by("-concerns", "-pk")
    if known_on is None:
        rows = rows.filter(taken_back=None)
    else:
        moment = after(known_on)
        stood = Q(taken_back=None) | Q(taken_back__booked_at__gte=moment)
        rows = rows.filter(stood, counted__booked_at__lt=moment)
    if programme:
        rows = rows.filter(programme=programme)
    if municipality:
        rows = rows.filter(counted__municipality=municipality)
    return rows
