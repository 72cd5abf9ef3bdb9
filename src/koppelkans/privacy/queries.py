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


def acts(actor: Actor, looking: Looking) -> QuerySet[AuditEntry]:
    """The acts behind these entries, latest first: one entry for each, of the person asked for if there is one.

    Every entry of an act has the same time, user and purpose, so the first one answers for all.
    """
    found = entries(actor, looking)
    return found if looking.person else found.filter(is_head=True)


def heads(rows: Iterable[AuditEntry], *, of_one: bool = False) -> list[tuple[AuditEntry, int]]:
    """The acts of a page, each with the number of people it concerned; `of_one` where one person was asked for."""
    asked = list(rows)
    if of_one:
        return [(entry, 1) for entry in asked]
    traces = AuditEntry.objects.filter(trace__in=[entry.trace for entry in asked]).order_by().values("trace")
    people = {row["trace"]: row["people"] for row in traces.annotate(people=Count("subject"))}
    return [(entry, people.get(entry.trace, 0)) for entry in asked]


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
