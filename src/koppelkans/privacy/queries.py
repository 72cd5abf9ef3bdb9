"""Questions about who looked at whom, what is kept how long, and what waits to be erased."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from koppelkans.core.access import Actor
from koppelkans.core.models import AuditEntry, Subject
from koppelkans.core.roles import May
from koppelkans.privacy.models import ErasureProposal, RetentionTerm
from koppelkans.privacy.terms import KINDS, Kind


@dataclass(frozen=True)
class Looking:
    """What of the trail is asked for."""

    person: str = ""
    who: str = ""
    purpose: str = ""
    since: date | None = None
    until: date | None = None


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def entries(actor: Actor, looking: Looking) -> QuerySet[AuditEntry]:
    """The entries of the trail that answer this, latest first."""
    actor.require(May.SEE_TRAIL)
    found = AuditEntry.objects.select_related("subject").order_by("-at", "-pk")
    if looking.person:
        found = found.filter(subject__pseudonym__iexact=looking.person.strip())
    if looking.who:
        found = found.filter(Q(who__icontains=looking.who.strip()) | Q(user__email__iexact=looking.who.strip()))
    if looking.purpose:
        found = found.filter(purpose=looking.purpose)
    if looking.since:
        found = found.filter(at__gte=_start(looking.since))
    if looking.until:
        found = found.filter(at__lt=_start(looking.until + timedelta(days=1)))
    return found


def acts(actor: Actor, looking: Looking) -> QuerySet[AuditEntry, Any]:
    """The acts behind these entries, latest first: each with its last entry and the number of people concerned."""
    traces = entries(actor, looking).order_by().values("trace")
    return traces.annotate(last=Max("pk"), latest=Max("at"), people=Count("subject")).order_by("-latest", "-last")


def heads(rows: Iterable[Any]) -> list[tuple[AuditEntry, int]]:
    """For the acts of a page: one entry that stands for each, and the number of people it concerned."""
    asked = list(rows)
    found = AuditEntry.objects.select_related("subject").in_bulk([row["last"] for row in asked])
    return [(found[row["last"]], row["people"]) for row in asked if row["last"] in found]


def act(actor: Actor, trace: uuid.UUID) -> QuerySet[AuditEntry]:
    """All entries of one act."""
    actor.require(May.SEE_TRAIL)
    return AuditEntry.objects.filter(trace=trace).select_related("subject").order_by("pk")


def who_saw(actor: Actor, subject: Subject) -> QuerySet[AuditEntry, Any]:
    """Per colleague and purpose: how often and when last they saw or changed something of this person."""
    actor.require(May.SEE_TRAIL)
    found = AuditEntry.objects.filter(subject=subject).order_by().values("who", "role", "purpose")
    return found.annotate(times=Count("pk"), latest=Max("at")).order_by("-latest", "who")


def days_kept() -> dict[str, int]:
    """How many days each kind is kept: the setting of the region, else the default."""
    chosen = dict(RetentionTerm.objects.values_list("kind", "days"))
    return {code: chosen.get(code, kind.days) for code, kind in KINDS.items()}


def terms(actor: Actor) -> list[tuple[Kind, int, str]]:
    """Each kind with the days and the basis of today."""
    actor.require(May.EDIT_RETENTION)
    chosen = {term.kind: term for term in RetentionTerm.objects.all()}
    return [
        (kind, chosen[code].days, chosen[code].basis or kind.basis) if code in chosen else (kind, kind.days, kind.basis)
        for code, kind in KINDS.items()
    ]


def waiting(actor: Actor) -> QuerySet[ErasureProposal]:
    """The proposals for erasure that nobody decided on yet."""
    actor.require(May.CONFIRM_ERASURE)
    found = ErasureProposal.objects.filter(actor.within(May.CONFIRM_ERASURE), outcome="")
    return found.select_related("subject", "municipality")


def decided(actor: Actor) -> QuerySet[ErasureProposal]:
    """What was decided before, latest first."""
    actor.require(May.CONFIRM_ERASURE)
    found = ErasureProposal.objects.filter(actor.within(May.CONFIRM_ERASURE)).exclude(outcome="")
    return found.select_related("subject", "municipality", "decided_by").order_by("-decided_at", "-pk")
