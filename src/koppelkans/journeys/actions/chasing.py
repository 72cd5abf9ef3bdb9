"""Every night: who was asked for a yes and is silent is asked again; after the term the seat is free for others."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from koppelkans.core import terms
from koppelkans.core.access import Actor
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.journeys.actions import hearing
from koppelkans.journeys.actions.agreeing import consents_of, end, held_consent, put
from koppelkans.journeys.models import Agreement, Consent

logger = logging.getLogger(__name__)


@transaction.atomic
def chase(*, by: Actor, now: datetime) -> int:
    """Ask who is silent once more; who has no mail address is called by the case worker. Returns how many."""
    by.require(May.DECIDE)
    before = now - timedelta(days=terms.days("CONSENT_REMIND_DAYS"))
    silent = Consent.objects.filter(
        agreement__state=Agreement.State.ASKED,
        agreement__due_on__gte=timezone.localdate(now),
        answer=Consent.Answer.WAITING,
        asked_at__lte=before,
        reminded_at=None,
    )
    chased = list(silent.values_list("pk", flat=True))
    for pk in chased:
        consent = held_consent(pk)
        consent.reminded_at = now
        consent.save(update_fields=["reminded_at"])
        if not put(consent, by=by, now=now, again=True):
            decision = consent.agreement.decision
            hearing.tell_unreachable(decision.proposal, decision, now=now, today=timezone.localdate(now))
    return len(chased)


def lapse_silent(*, by: Actor, now: datetime) -> int:
    """What nobody answered in time is over: freed whole, and everybody hears it. Returns how many."""
    by.require(May.DECIDE)
    today = timezone.localdate(now)
    over = Agreement.objects.filter(state=Agreement.State.ASKED, due_on__lt=today)
    return sum(_lapse(pk, by=by, now=now) for pk in over.values_list("pk", flat=True))


def _lapse(pk: int, *, by: Actor, now: datetime) -> bool:
    """One of them, in a transaction of its own: one that fails does not keep the others from their seats."""
    try:
        with transaction.atomic():
            first = consents_of(Agreement.objects.get(pk=pk))[0]
            here = held_consent(first.pk).agreement
            if here.state != Agreement.State.ASKED:  # answered meanwhile
                return False
            end(here, Agreement.State.LAPSED, by=by, now=now)
    except Refused:
        logger.exception("agreement %s could not lapse", pk)
        return False
    return True
