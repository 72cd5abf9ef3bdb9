"""Questions about programmes: which one sees, who takes part, who waits and where in line."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from koppelkans.core.access import Actor
from koppelkans.core.roles import May
from koppelkans.programmes.models import Participation, Programme

WAITS = Q(ended_on=None, admitted_on=None, offered_on=None)
IN_IT = Q(ended_on=None) & ~Q(admitted_on=None)
ASKED = Q(ended_on=None, admitted_on=None) & ~Q(offered_on=None)


def visible_to(actor: Actor) -> QuerySet[Programme]:
    """The programmes this actor sees: those of the own municipality and those of all municipalities."""
    actor.require(May.SEE_PROGRAMMES)
    rows = Programme.objects.prefetch_related("municipalities", "partners")
    if actor.everywhere(May.SEE_PROGRAMMES):
        return rows
    codes = actor.municipalities(May.SEE_PROGRAMMES)
    return rows.filter(Q(municipalities__in=codes) | Q(municipalities=None)).distinct()


def with_counts(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    """Programmes with `taking_part`, `asked` (a seat is kept) and `waiting`, in one question."""
    here = Q(participations__ended_on=None, participations__pk__isnull=False)
    waits = here & Q(participations__admitted_on=None)
    kept = Q(participations__offered_on__isnull=False)

    def number(condition: Q) -> Count:
        return Count("participations", filter=condition, distinct=True)

    return rows.annotate(
        taking_part=number(here & Q(participations__admitted_on__isnull=False)),
        asked=number(waits & kept),
        waiting=number(waits & ~kept),
    ).order_by("-starts_on", "name", "pk")  # counting takes the usual order away


def seats_left(programme: Programme) -> int | None:
    """How many more can take part; a seat that is offered is kept. None: no cap."""
    if programme.cap is None:
        return None
    return max(0, programme.cap - programme.participations.filter(IN_IT | ASKED).count())


def line(programme: Programme) -> list[Participation]:
    """Who waits, in order of asking."""
    return list(programme.participations.filter(WAITS).select_related("subject"))


def place_in_line(participation: Participation) -> int:
    """The place of somebody who waits, counted from 1."""
    return next(
        (number for number, other in enumerate(line(participation.programme), 1) if other.pk == participation.pk), 0
    )


def taking_part(programme: Programme) -> QuerySet[Participation]:
    """Who takes part, or has a seat kept."""
    return programme.participations.filter(IN_IT | ASKED).select_related("subject")
