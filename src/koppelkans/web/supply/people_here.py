"""Which people of an offer may be shown to whoever looks, and what is written down of that.

The region and a case worker see pseudonyms (a case worker those of the own municipality), also of who is proposed and
of who came near; an organisation sees who is booked with it or proposed for it. Whoever else is booked or waits is only
counted. Nobody is ranked: people stand in the order of their pseudonym.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.roles import May
from koppelkans.journeys.queries import proposed_at
from koppelkans.people import queries as people
from koppelkans.planning import answers
from koppelkans.planning.models import Proposal
from koppelkans.planning.queries import proposals_of
from koppelkans.supply import queries
from koppelkans.supply.models import Booking, Run, WaitingEntry
from koppelkans.supply.queries import Offer


@dataclass(frozen=True)
class Here:
    """Who is shown at an offer, and how many are not."""

    booked: list[Booking]
    proposed: list[Proposal]  # never counted for who does not see them
    waiting: list[tuple[int, WaitingEntry]]  # with the place in line
    hidden_booked: int
    hidden_waiting: int
    linked: bool  # whether a pseudonym leads to the person's page


def _own(actor: Actor, offer: Offer) -> bool:
    """Whether this offer is of an organisation this actor acts for."""
    organisation = offer.provider_id if isinstance(offer, Run) else offer.employer.organisation_id
    return organisation in actor.organisations(May.SEE_OFFERS)


def _may_be_shown(actor: Actor, subjects: Iterable[int]) -> set[int]:
    """Of these people those that exist for this actor."""
    if not actor.may(May.SEE_PEOPLE):
        return set()
    return set(people.visible_to(actor).filter(pk__in=list(subjects)).values_list("pk", flat=True))


def here(actor: Actor, offer: Offer, *, today: date, now: datetime) -> Here:
    """Who of this offer may be shown; that they were shown is recorded about each of them."""
    booked: Sequence[Booking] = list(queries.bookings_of(offer, today))
    waiting: Sequence[WaitingEntry] = list(queries.waiting_for(offer))
    everybody = [row.subject_id for row in booked] + [row.subject_id for row in waiting]
    visible = _may_be_shown(actor, everybody)
    shown_booked = list(booked) if _own(actor, offer) else [row for row in booked if row.subject_id in visible]
    shown_waiting = [(n, row) for n, row in enumerate(waiting, 1) if row.subject_id in visible]
    coming = {row.subject_id for row in booked}
    proposed = [row for row in _proposed(actor, offer, today) if row.candidate.subject_id not in coming]
    shown = {row.subject_id for row in shown_booked} | {row.subject_id for _n, row in shown_waiting}
    subjects = sorted(shown | {row.candidate.subject_id for row in proposed})
    if subjects:
        trail.record("offer.people", by=actor, purpose="placement", now=now, subjects=subjects, thing=offer.code)
    return Here(
        shown_booked,
        proposed,
        shown_waiting,
        len(booked) - len(shown_booked),
        len(waiting) - len(shown_waiting),
        actor.may(May.SEE_PEOPLE),
    )


def _proposed(actor: Actor, offer: Offer, today: date) -> list[Proposal]:
    """Who is proposed here, to the own organisation and to whom these people exist."""
    if _own(actor, offer):
        return proposed_at(offer, today)
    found = proposed_at(offer, today) if actor.may(May.SEE_ROUNDS) else []
    visible = _may_be_shown(actor, [row.candidate.subject_id for row in found])
    shown = [row for row in found if row.candidate.subject_id in visible]
    return sorted(shown, key=lambda row: row.candidate.subject.pseudonym)


def near(actor: Actor, offer: Offer, *, now: datetime) -> list[Proposal]:
    """Whom the newest round did not plan here though it was near their best; of them those this actor sees.

    Raises Unanswered where there is no round to ask.
    """
    made = answers.newest_round(actor)
    if made is None:
        raise answers.Unanswered(_("Er is nog geen ronde geweest."))
    where = {"run": offer.code} if isinstance(offer, Run) else {"place": offer.code}
    found = proposals_of(made, actor).filter(candidate__subject__pseudonym__in=answers.came_near(made, **where))
    shown = list(found.order_by("candidate__subject__pseudonym"))
    if shown:
        subjects = [row.candidate.subject_id for row in shown]
        trail.record("offer.people", by=actor, purpose="placement", now=now, subjects=subjects, thing=offer.code)
    return shown


def person_url(found: Here, row: Any) -> str:
    """The address of the person's page, for who may open it."""
    return reverse("people:detail", args=[row.subject.pseudonym]) if found.linked else ""
