"""A person decides about what was proposed: erase it, or keep it longer with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from koppelkans.core.access import Actor
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.core.trail import record
from koppelkans.privacy.actions.erasing import ERASERS, erase_of_person
from koppelkans.privacy.models import ErasureProposal
from koppelkans.privacy.queries import days_kept, waiting
from koppelkans.privacy.rules import against_erasure, against_keeping


def _locked(chosen: Sequence[int], by: Actor) -> list[ErasureProposal]:
    """The chosen proposals that still wait and that this actor reaches, locked in one order."""
    found = waiting(by).filter(pk__in=chosen).order_by("pk").select_for_update(of=("self",))
    return list(found)


@transaction.atomic
def erase(chosen: Sequence[int], *, by: Actor, now: datetime) -> list[tuple[ErasureProposal, list[Reason]]]:
    """Erase what these proposals name; gives those that could not be, each with the reasons against."""
    by.require(May.CONFIRM_ERASURE)
    kept, today = days_kept(), timezone.localdate(now)
    refused = []
    # a whole profile last: contact and notes of the same person then still count as erased on their own
    for proposal in sorted(_locked(chosen, by), key=lambda one: one.kind.startswith("profile")):
        reasons = against_erasure(proposal, kept[proposal.kind], today)
        if reasons:
            refused.append((proposal, reasons))
            continue
        record(
            "erasure.confirm",
            by=by,
            purpose="accountability",
            now=now,
            subjects=[proposal.subject] if proposal.subject else [],
            thing=f"{proposal.kind} {proposal.until or ''}".strip(),
        )
        _decide(proposal, ErasureProposal.Outcome.ERASED, by, now)
        if proposal.subject is not None:
            erase_of_person(proposal.kind, proposal.subject, now=now)
        elif proposal.until is not None:
            ERASERS[proposal.kind](proposal.until)
    return refused


@transaction.atomic
def keep_longer(chosen: Sequence[int], *, by: Actor, why: str, keep_until: date | None, now: datetime) -> int:
    """Keep what these proposals name until a day, with the reason; how many."""
    by.require(May.CONFIRM_ERASURE)
    refuse_if(against_keeping(why, keep_until, timezone.localdate(now)))
    proposals = _locked(chosen, by)
    for proposal in proposals:
        proposal.why, proposal.keep_until = why.strip(), keep_until
        _decide(proposal, ErasureProposal.Outcome.KEPT, by, now)
        record(
            "erasure.keep",
            by=by,
            purpose="accountability",
            now=now,
            subjects=[proposal.subject] if proposal.subject else [],
            thing=proposal.kind,
            why=proposal.why,
        )
    return len(proposals)


def _decide(proposal: ErasureProposal, outcome: ErasureProposal.Outcome, by: Actor, now: datetime) -> None:
    proposal.outcome = outcome
    proposal.decided_by = by.user
    proposal.decided_at = now
    proposal.save()
