"""Proposing what is past its term, and cleaning what needs no decision."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from koppelkans.core.access import Actor
from koppelkans.core.roles import May
from koppelkans.core.trail import record
from koppelkans.privacy.due import Due, due, rows_until
from koppelkans.privacy.models import ErasureProposal
from koppelkans.privacy.queries import days_kept
from koppelkans.privacy.terms import KINDS


def _today(now: datetime) -> date:
    return timezone.localdate(now)


@transaction.atomic
def propose_erasures(*, by: Actor, now: datetime) -> int:
    """Propose all that is past its term and was not proposed yet; take back what is no longer. How many are new."""
    by.require(May.CONFIRM_ERASURE)
    today, kept = _today(now), days_kept()
    new, whole = 0, set[int | None]()
    # whole profiles first: card and notes go with them and are not asked about apart
    for kind in sorted(KINDS.values(), key=lambda kind: not kind.code.startswith("profile")):
        if kind.automatic or kind.kept:
            continue
        found = [item for item in due(kind.code, kept[kind.code], today) if item.subject not in whole]
        new += _propose(found, kind.code, now)
        if kind.code.startswith("profile"):
            asked = ErasureProposal.objects.filter(kind=kind.code, outcome="")
            whole |= set(asked.values_list("subject_id", flat=True))
    if new:
        record("erasure.propose", by=by, purpose="accountability", now=now, thing=str(new))
    return new


def _propose(found: list[Due], kind: str, now: datetime) -> int:
    """Bring the proposals of a kind in line with what is due; what somebody keeps longer is not asked again."""
    waiting = {proposal.subject_id: proposal for proposal in ErasureProposal.objects.filter(kind=kind, outcome="")}
    kept = set(
        ErasureProposal.objects.filter(
            kind=kind, outcome=ErasureProposal.Outcome.KEPT, keep_until__gt=_today(now)
        ).values_list("subject_id", flat=True)
    )
    subjects = {item.subject for item in found}
    gone = [proposal.pk for subject, proposal in waiting.items() if subject not in subjects]
    ErasureProposal.objects.filter(pk__in=gone).delete()
    new = [
        ErasureProposal(
            kind=kind,
            subject_id=item.subject,
            municipality_id=item.municipality,
            until=item.until,
            size=item.size,
            due_on=item.due_on,
            proposed_at=now,
        )
        for item in found
        if item.subject not in waiting and item.subject not in kept
    ]
    ErasureProposal.objects.bulk_create(new, batch_size=500)
    return len(new)


@transaction.atomic
def clean_automatic(*, by: Actor, now: datetime) -> int:
    """Delete what is past its term and needs no decision, such as links that opened nothing any more; how many."""
    by.require(May.CONFIRM_ERASURE)
    kept, cleaned = days_kept(), 0
    for kind in KINDS.values():
        if kind.automatic:
            for item in due(kind.code, kept[kind.code], _today(now)):
                if item.until is not None:
                    cleaned += rows_until(kind.code, item.until).delete()[0]
    if cleaned:
        record("erasure.clean", by=by, purpose="accountability", now=now, thing=str(cleaned))
    return cleaned
