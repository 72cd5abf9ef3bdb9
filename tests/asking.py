"""What the tests of agreements share: two people with a proposal through a run to a place, and their links."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from koppelkans.core.access import Actor
from koppelkans.core.actions import links
from koppelkans.core.models import Message, OneTimeLink
from koppelkans.funds.models import Reservation
from koppelkans.journeys.actions.agreeing import LINK
from koppelkans.journeys.models import Consent
from koppelkans.people.models import Candidate, ContactCard, Wish
from koppelkans.planning.actions import rounds
from koppelkans.planning.models import Proposal
from koppelkans.results.models import LedgerEntry
from koppelkans.supply.models import Booking
from making import (
    NOW,
    make_candidate,
    make_employer,
    make_fund,
    make_municipality,
    make_organisation,
    make_place,
    make_region,
    make_run,
)

PARTIES = ("candidate", "provider", "employer")


def wishing(worker: Actor, **card: Any) -> Candidate:
    """Somebody of this case worker who can be planned for, with a contact card."""
    candidate = make_candidate(owner=worker.user)
    Wish.objects.create(
        candidate=candidate, occupation_id="zonnepanelen", preference=Decimal("0.8"), aptitude=Decimal("0.7")
    )
    ContactCard.objects.create(candidate=candidate, **({"name": "Noor Wilg", "email": "noor@example.org"} | card))
    return candidate


def proposals_for(worker: Actor, people: int = 2) -> list[Proposal]:
    """A round for so many people, each through a run of a provider with mail to a place of an employer with mail."""
    make_region()
    make_fund(budget=Decimal(200_000))
    run = make_run(
        provider=make_organisation("provider", name="Bouwschool", contact_email="school@example.org"),
        seats_min=1,
        group_cost=Decimal("400.50"),
        start=NOW.date() + timedelta(days=20),
        end=NOW.date() + timedelta(days=60),
    )
    employer = make_employer(
        organisation=make_organisation("employer", name="Zon en Dak", contact_email="dak@example.org")
    )
    make_place(employer=employer, requires=run.grants, start_until=NOW.date() + timedelta(days=200))
    for number in range(people):
        wishing(worker, email=f"noor{number}@example.org", language="ar")
    made = rounds.start_round(name="Ronde", municipality=make_municipality(), by=worker, now=NOW)
    return list(Proposal.objects.filter(round=made).order_by("candidate__contact_card__email"))


def consents(proposal: Proposal) -> dict[str, Consent]:
    """What each party was asked last, by party."""
    found = Consent.objects.filter(agreement__decision__proposal=proposal).order_by("pk")
    return {consent.party: consent for consent in found}


def mails() -> dict[str, list[Message]]:
    """What waits in the outbox, by address, oldest first."""
    found: dict[str, list[Message]] = {}
    for message in Message.objects.order_by("pk"):
        found.setdefault(message.to, []).append(message)
    return found


def token_of(message: Message) -> str:
    """The token of the link in a mail."""
    found = re.search(r"/(?:ja|tekenen)/([\w-]+)/", message.body)
    assert found, message.body
    return found[1]


def link_of(message: Message) -> OneTimeLink:
    """The link in a mail."""
    link = links.find(token_of(message), LINK)
    assert link is not None
    return link


def taken() -> tuple[int, int, int]:
    """How many bookings and cents are held, and what the ledger counts."""
    cents = sum(Reservation.objects.filter(released_on=None).values_list("cents", flat=True))
    counted = sum(LedgerEntry.objects.values_list("amount", flat=True))
    return Booking.objects.filter(released_on=None).count(), cents, counted
