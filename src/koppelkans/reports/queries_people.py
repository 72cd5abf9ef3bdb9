"""The people behind a figure, for who guides them: nobody else gets from a number to a person."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.roles import May
from koppelkans.journeys.models import Reached
from koppelkans.journeys.queries_journeys import visible_to


def counted_in(
    actor: Actor, measure: str, since: date, until: date, *, programme: str = "", municipality: str = ""
) -> QuerySet[Reached]:
    """What stands as reached in these days, of the journeys this actor guides."""
    if municipality and municipality not in actor.municipalities(May.GUIDE):
        raise Unknown(May.GUIDE)
    rows = Reached.objects.filter(
        journey__in=visible_to(actor).select_related(None),
        measure=measure,
        taken_back=None,
        concerns__gte=since,
        concerns__lte=until,
    ).order_by("-concerns", "-pk")
    if programme:
        rows = rows.filter(programme=programme)
    if municipality:
        rows = rows.filter(counted__municipality=municipality)
    return rows
