"""Tasks of every party in a journey: added with a day, done, or not needed any more."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from koppelkans.core.access import Actor
from koppelkans.core.refusal import refuse_if
from koppelkans.journeys import rules_guiding as rules
from koppelkans.journeys.actions.happening import happened, held
from koppelkans.journeys.models import Journey, Task


@transaction.atomic
def add_task(journey: Journey, *, by: Actor, party: str, what: str, due_on: date, now: datetime) -> Task:
    """Something one party does before a day."""
    here, today = held(journey, by=by), timezone.localdate(now)
    refuse_if(rules.against_task(here, party, what, due_on, today, here.tasks.all()))
    made = Task.objects.create(
        journey=here, party=party, what=what.strip(), due_on=due_on, made_by=by.user, made_at=now
    )
    happened(here, "task.add", concerns=due_on, by=by, now=now, facts={"party": party, "what": made.what})
    return made


def _held_task(task: Task, by: Actor) -> tuple[Journey, Task]:
    journey = held(task.journey, by=by)
    here = journey.tasks.get(pk=task.pk)
    refuse_if(rules.against_task_open(here))
    return journey, here


@transaction.atomic
def finish_task(task: Task, *, by: Actor, now: datetime) -> Task:
    """A task is done."""
    journey, here = _held_task(task, by)
    here.done_on, here.done_by = timezone.localdate(now), by.user
    here.save(update_fields=["done_on", "done_by"])
    facts = {"party": here.party, "what": here.what}
    happened(journey, "task.done", concerns=here.done_on, by=by, now=now, facts=facts)
    return here


@transaction.atomic
def cancel_task(task: Task, *, by: Actor, now: datetime) -> None:
    """A task is not needed any more."""
    journey, here = _held_task(task, by)
    here.cancelled_at = now
    here.save(update_fields=["cancelled_at"])
    facts = {"party": here.party, "what": here.what}
    happened(journey, "task.cancel", concerns=timezone.localdate(now), by=by, now=now, facts=facts)
