"""A journey stands still for a while, and the dates that follow move by as much."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from koppelkans.core import terms
from koppelkans.core.access import Actor
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.journeys import dates, rules_steps, states, states_step
from koppelkans.journeys.actions.guiding import plan_contacts
from koppelkans.journeys.actions.happening import happened, held
from koppelkans.journeys.actions.moving import write
from koppelkans.journeys.actions.safety import begin_work
from koppelkans.journeys.actions.settling import status_of
from koppelkans.journeys.actions.stepping import save_step
from koppelkans.journeys.models import Break, Journey
from koppelkans.journeys.queries_dates import open_steps, slots_of


@transaction.atomic
def pause(journey: Journey, *, by: Actor, kind: str, since: date, now: datetime, version: int | None = None) -> Break:
    """The journey stands still from this day; nothing of the reason is kept but its kind."""
    here, today = held(journey, by=by, version=version), timezone.localdate(now)
    refuse_if(rules_steps.against_break(here, kind, since, today))
    made = Break.objects.create(journey=here, kind=kind, since=since, by=by.user, at=now)
    for step in here.steps.filter(status=states_step.Status.GOING):
        save_step(step, status=states_step.Status.PAUSED)
    here.status = states.Status.PAUSED
    here.save(update_fields=["status"])
    happened(here, "journey.pause", concerns=since, by=by, now=now, facts={"kind": kind})
    return made


@transaction.atomic
def resume(
    journey: Journey, *, by: Actor, until: date, now: datetime, version: int | None = None
) -> tuple[Break, list[Reason]]:
    """The journey goes on after this day; the dates that follow move by the whole weeks of the break.

    Returns the break with what it moved, and what somebody has to solve by hand: a group does not wait.
    """
    here, today = held(journey, by=by, version=version), timezone.localdate(now)
    made = here.breaks.filter(until=None).first()
    refuse_if(rules_steps.against_end_of_break(made, until, today))
    assert made is not None  # noqa: S101 - refused above
    steps = open_steps(here)
    days = dates.days_of_break(made.since, until, terms.days("BREAK_MOVES_DAYS"))
    outcome = dates.after_break(slots_of(steps), made.since, until, days)
    by_hand = [rules_steps.in_the_way(block, steps) for block in outcome.blocks]
    for step in steps:
        if step.status == states_step.Status.PAUSED:
            going = states_step.Status.GOING if step.started_on else states_step.Status.PLANNED
            save_step(step, status=going)
            if going == states_step.Status.GOING:  # the proof of safe work may have ended meanwhile
                begin_work(here, step, by=by, now=now, today=until + timedelta(days=1))
    here.status = status_of(here, steps)
    here.save(update_fields=["status"])
    made.until = until
    made.moved = write(here, steps, outcome.changes, now=now)
    made.save(update_fields=["until", "moved"])
    plan_contacts(here, now=now)  # they wait for the break, also where no date moved
    facts = {"moved": made.moved, "days": days, "by_hand": [str(reason) for reason in by_hand]}
    happened(here, "journey.resume", concerns=until, by=by, now=now, facts=facts)
    return made, by_hand
