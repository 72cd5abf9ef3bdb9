"""The case worker told the candidate what happened; or it need not be told any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.journeys.models import Telling
from koppelkans.people.actions.deciding import held_by_decider


@transaction.atomic
def mark_told(telling: Telling, *, by: Actor, now: datetime) -> Telling:
    """Say that it was told; twice is once."""
    candidate, user = held_by_decider(telling.candidate, by=by)
    here = Telling.objects.get(pk=telling.pk)
    if here.told_at is None:
        here.told_at, here.told_by = now, user
        here.save(update_fields=["told_at", "told_by"])
        trail.record(
            "telling.done", by=by, purpose="guidance", now=now, subjects=[candidate.subject_id], thing=here.what
        )
    return here


def overtake(tellings: QuerySet[Telling], *, now: datetime) -> None:
    """Something newer was said or decided: what is open of these is closed, told by nobody."""
    tellings.filter(told_at=None).update(told_at=now)
