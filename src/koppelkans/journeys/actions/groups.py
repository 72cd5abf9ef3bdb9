"""A group does not begin: everybody in it is free for something else, and hears what happens now."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from koppelkans.core import trail
from koppelkans.core.access import Actor, Unknown, house
from koppelkans.core.roles import May
from koppelkans.journeys.actions.agreeing import end
from koppelkans.journeys.actions.stepping import drop_group
from koppelkans.journeys.actions.taking import free, free_seat
from koppelkans.journeys.models import Agreement, Telling
from koppelkans.journeys.queries import accepted_through
from koppelkans.people.models import Candidate
from koppelkans.supply.actions import withdraw
from koppelkans.supply.models import Run
from koppelkans.supply.queries import bookings_of, may_edit_run

PURPOSE = "placement"
FREES = "koppelkans group"


@transaction.atomic
def close_group(run: Run, *, by: Actor, now: datetime, why: str = "") -> int:
    """Withdraw a run with people in it: each pathway through it is freed whole; returns how many people it was."""
    by.require(May.EDIT_RUNS)
    if not may_edit_run(by, run):
        raise Unknown(run.code)
    today, frees = timezone.localdate(now), house(FREES)
    subjects = [booked.subject_id for booked in bookings_of(run, today)]
    # people before offers, lowest first, as deciding does
    list(Candidate.objects.select_for_update().filter(pk__in=subjects).order_by("pk").values_list("pk"))
    run = Run.objects.select_for_update().get(pk=run.pk)
    for decision in accepted_through(run, subjects):
        if drop_group(decision, run, by=frees, now=now):
            continue  # who started keeps the rest; the seat is freed with those that no decision took
        agreement = Agreement.objects.filter(decision=decision).first()
        if agreement is None:
            candidate = decision.proposal.candidate
            free(decision.proposal, candidate, by=frees, now=now, why=Telling.What.GROUP_CLOSED)
            Telling.objects.create(
                candidate=candidate, what=Telling.What.GROUP_CLOSED, decision=decision, thing=run.code, at=now
            )
        else:
            end(agreement, Agreement.State.WITHDRAWN, by=frees, now=now, thing=run.code)
    for booked in bookings_of(run, today).select_related("run"):  # seats that no decision took
        free_seat(booked, by=frees, now=now, why=Telling.What.GROUP_CLOSED)
        _tell(booked.subject_id, run, now)
    trail.record("group.close", by=by, purpose=PURPOSE, now=now, subjects=subjects, thing=run.code, why=why)
    withdraw(run, by=by, now=now, why=why)
    return len(subjects)


def _tell(subject: int, run: Run, now: datetime) -> None:
    if Candidate.objects.filter(pk=subject).exists():
        Telling.objects.create(candidate_id=subject, what=Telling.What.GROUP_CLOSED, thing=run.code, at=now)
