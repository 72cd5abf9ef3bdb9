"""Questions about journeys: which one sees, and the one of a number."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.roles import May
from koppelkans.journeys.models import Journey


def visible_to(actor: Actor) -> QuerySet[Journey]:
    """The journeys this actor guides: those of the own municipalities; a jobcoach only those of which they are it."""
    actor.require(May.GUIDE)
    rows = Journey.objects.select_related("candidate__subject", "candidate__municipality", "programme", "coach")
    if actor.everywhere(May.GUIDE):
        return rows
    both = actor.municipalities(May.GUIDE) & actor.municipalities(May.SEE_PEOPLE)
    reach = Q(candidate__municipality__in=both)
    if actor.user is not None:
        guided = actor.municipalities(May.GUIDE)
        reach |= Q(coach__in=actor.stands_for(), candidate__municipality__in=guided)
    return rows.filter(reach)


def journey_for(actor: Actor, number: int) -> Journey:
    """The journey of a number; to who may not guide it, it does not exist."""
    found = visible_to(actor).filter(pk=number).first()
    if found is None:
        raise Unknown(May.GUIDE)
    return found
