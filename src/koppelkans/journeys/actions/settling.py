"""What follows from the steps of a journey: when it started and was learnt, its state, what is counted, and contact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from koppelkans.journeys import states, states_step
from koppelkans.journeys.actions.counting import reach, take_back
from koppelkans.journeys.actions.guiding import plan_contacts
from koppelkans.journeys.models import Journey, Reached, Step
from koppelkans.results.models import Measure

Status = states_step.Status


def settle(journey: Journey, *, now: datetime, why: str = "") -> None:
    """Work out anew what follows from the steps, and book what changed; the journey is held by the caller.

    A fact that does not stand any more is taken back by a new row, with the reason; on another day it is booked anew.
    """
    steps = list(journey.steps.select_related("run"))
    journey.started_on = min((step.started_on for step in steps if step.started_on), default=None)
    journey.finished_on = finished_on(steps)
    _count(journey, Measure.STARTED, journey.started_on, why, now)
    _count(journey, Measure.FINISHED, journey.finished_on, why, now)
    if journey.status in states.OPEN and journey.status != states.Status.PAUSED:
        journey.status = status_of(journey, steps)
    if journey.started_on is None:
        planned = [step.planned_start for step in steps if step.status != Status.CANCELLED]
        journey.first_day = min(planned, default=journey.first_day)
    journey.save(update_fields=["status", "started_on", "finished_on", "first_day"])
    if journey.status in states.OPEN:
        plan_contacts(journey, now=now)


def finished_on(steps: Sequence[Step]) -> date | None:
    """The day on which all learning was done, each step passed; None: not yet, or something was not passed.

    A step that was called off or not passed is made good by the same training, passed later; nothing else does.
    """
    learning = [step for step in steps if step.kind in Step.LEARNING]
    passed = [step for step in learning if step.status == Status.ENDED and step.result == Step.Result.PASSED]
    good = {step.run.training_id for step in passed if step.run}
    left = [step for step in learning if step not in passed]
    if not passed or any(step.status in states_step.OPEN for step in left):
        return None
    if any(step.run is None or step.run.training_id not in good for step in left):
        return None
    return max((step.ended_on for step in passed if step.ended_on), default=None)


def status_of(journey: Journey, steps: Sequence[Step]) -> states.Status:
    """Where an open journey stands that is not in a break: followed when nothing but work follows."""
    if journey.started_on is None:
        return states.Status.AHEAD
    still = [step for step in steps if step.status in states_step.OPEN]
    if any(step.kind != Step.Kind.JOB for step in still):
        return states.Status.GOING
    working = any(step.started_on for step in still)
    worked = any(step.result == Step.Result.WORKED for step in steps)
    return states.Status.FOLLOWED if journey.finished_on or working or worked else states.Status.GOING


def _count(journey: Journey, measure: str, day: date | None, why: str, now: datetime) -> None:
    """Book this measure on this day; one that was booked on another day, or does not stand any more, is taken back."""
    standing = Reached.objects.filter(journey=journey, measure=measure, taken_back=None).first()
    if standing is not None and standing.concerns != day:
        take_back(standing, why=why, now=now)
    if day is not None and (standing is None or standing.concerns != day):
        reach(journey, measure, concerns=day, now=now)
