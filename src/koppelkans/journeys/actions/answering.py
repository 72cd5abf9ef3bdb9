"""A party answers behind its one-time link, without an account."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from koppelkans.core import trail
from koppelkans.core.access import Actor, Unknown
from koppelkans.core.actions import links
from koppelkans.core.models import OneTimeLink
from koppelkans.core.refusal import Reason, Refused
from koppelkans.journeys.actions.agreeing import LINK, PURPOSE, consents_of, held_consent, settle
from koppelkans.journeys.models import Consent
from koppelkans.people.actions.own import THE_CANDIDATE


class _Organisation(Actor):
    """Who acts in the trail: an organisation that has no account and no role, and may nothing else."""

    @property
    def is_house(self) -> bool:
        return False


def party_of(consent: Consent) -> Actor:
    """Who answers, for the trail."""
    if consent.organisation is None:
        return THE_CANDIDATE
    return _Organisation(None, what=str(consent.organisation))


def of_link(link: OneTimeLink) -> Consent:
    """What a link asks."""
    found = Consent.objects.select_related("agreement").filter(pk=int(link.thing.partition(":")[0])).first()
    if found is None:
        raise Unknown("consent")
    return next(consent for consent in consents_of(found.agreement) if consent.pk == found.pk)


@transaction.atomic
def open_question(link: OneTimeLink, *, now: datetime) -> Consent:
    """Somebody opened the question behind a link; that is all, it can be opened again until there is an answer."""
    consent = of_link(link)
    subject = consent.agreement.decision.proposal.candidate.subject_id
    trail.record(
        "consent.open",
        by=party_of(consent),
        purpose=PURPOSE,
        now=now,
        subjects=[subject],
        thing=f"consent {consent.pk}",
    )
    return consent


@transaction.atomic
def answer(link: OneTimeLink, *, answer: str, now: datetime, refusal: str = "") -> Consent:
    """Yes, first talk, or no. A yes or no uses the link up; who wants to talk can still answer with it.

    Raises Refused where the question is over or was answered meanwhile, by this link or another.
    """
    here = held_consent(of_link(link).pk)
    works = OneTimeLink.objects.filter(pk=link.pk, purpose=LINK, used_at=None, withdrawn_at=None, expires_at__gt=now)
    if not works.exists():
        raise Refused([Reason("over", "")])
    made = settle(here, answer=answer, refusal=refusal, how=Consent.How.LINK, by=party_of(here), now=now)
    if answer != Consent.Answer.TALK:
        links.use(link, now=now)
    return made
