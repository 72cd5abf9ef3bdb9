"""What somebody holds: added with its proof, ended, or taken away as a mistake."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from koppelkans.core.access import Actor
from koppelkans.core.models import Credential
from koppelkans.core.refusal import refuse_if
from koppelkans.core.trail import record
from koppelkans.people import rules
from koppelkans.people.actions.candidates import locked
from koppelkans.people.models import Candidate, Holding


@transaction.atomic
def add_holding(
    candidate: Candidate,
    *,
    by: Actor,
    credential: Credential,
    proof: str,
    since: date | None = None,
    until: date | None = None,
    today: date,
    now: datetime,
) -> Holding:
    """Somebody holds this; without dates always, with dates in that period. The same once more adds nothing."""
    here = locked(candidate, by)
    refuse_if(rules.holding_faults(since, until))
    twice = here.holdings.filter(credential=credential, since=since, until=until, proof=proof).first()
    if twice:
        return twice
    holding = Holding.objects.create(
        candidate=here,
        credential=credential,
        in_period=bool(since or until),
        since=since,
        until=until,
        proof=proof,
        author=by.user,
        recorded_on=today,
    )
    _tell("holding.add", holding, by, now)
    return holding


@transaction.atomic
def end_holding(holding: Holding, *, by: Actor, until: date, now: datetime) -> Holding:
    """Somebody holds this up to and including a day."""
    locked(holding.candidate, by)
    refuse_if(rules.holding_faults(holding.since, until))
    holding.until, holding.in_period = until, True
    holding.save(update_fields=["until", "in_period"])
    _tell("holding.end", holding, by, now)
    return holding


@transaction.atomic
def remove_holding(holding: Holding, *, by: Actor, now: datetime) -> None:
    """This was never held: it stood there by mistake."""
    locked(holding.candidate, by)
    _tell("holding.remove", holding, by, now)
    holding.delete()


def _tell(action: str, holding: Holding, by: Actor, now: datetime) -> None:
    """One entry in the trail."""
    subject = holding.candidate.subject_id
    record(action, by=by, purpose="guidance", now=now, subjects=[subject], thing=holding.credential_id)
