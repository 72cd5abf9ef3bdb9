"""Questions about what steers the rounds: what is fixed, what is forbidden, what is kept free."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.roles import May
from koppelkans.people.models import Candidate
from koppelkans.planning.models import Forbidden, Pinned, Reserve
from koppelkans.supply.models import Run
from koppelkans.supply.queries import Offer

LOCK = Pinned.Kind.LOCK


def pin_of(candidate: Candidate) -> Pinned | None:
    """The pathway that is fixed for somebody."""
    return Pinned.objects.filter(kind=LOCK, person=candidate.subject.pseudonym).select_related("by").first()


def forbidden_for(candidate: Candidate) -> QuerySet[Forbidden]:
    """What is not to be proposed to somebody."""
    return Forbidden.objects.filter(candidate=candidate).select_related("by", "candidate__subject")


def kept_out(candidate: Candidate) -> bool:
    """Whether somebody takes no part in rounds."""
    return Forbidden.objects.filter(candidate=candidate, run="", place="").exists()


def find_forbidden(key: int, actor: Actor) -> Forbidden:
    """What was forbidden, or Unknown where there is none for this actor."""
    row = forbidden_visible_to(actor).filter(pk=key).first()
    if row is None:
        raise Unknown(key)
    return row


def forbidden_visible_to(actor: Actor) -> QuerySet[Forbidden]:
    """What is forbidden for the people this actor sees."""
    actor.require(May.SEE_ROUNDS)
    rows = Forbidden.objects.filter(actor.within(May.SEE_PEOPLE, "candidate__municipality"))
    return rows.select_related("by", "candidate__subject", "candidate__owner").order_by(
        "candidate__subject__pseudonym", "pk"
    )


def pins_visible_to(actor: Actor) -> QuerySet[Pinned]:
    """The pathways that are fixed for the people this actor sees."""
    actor.require(May.SEE_ROUNDS)
    seen = Candidate.objects.filter(actor.within(May.SEE_PEOPLE)).values("subject__pseudonym")
    return Pinned.objects.filter(kind=LOCK, person__in=seen).select_related("by").order_by("person")


def reserves(today: date) -> QuerySet[Reserve]:
    """The seats that are kept free today."""
    rows = Reserve.objects.filter(Q(until=None) | Q(until__gte=today), ended_at=None)
    return rows.select_related("run", "place__occupation", "place__employer__organisation", "by")


def reserves_of(offer: Offer, today: date) -> QuerySet[Reserve]:
    """The seats of one offer that are kept free today."""
    return reserves(today).filter(**{"run" if isinstance(offer, Run) else "place": offer})
