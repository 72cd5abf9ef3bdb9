"""What there is to do in a journey, and when: pure, from rows that were read already, so that a list asks no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils import timezone

from koppelkans.core import terms
from koppelkans.journeys import states, states_step
from koppelkans.journeys.models import Handover, Journey, Step

WEEK = timedelta(days=7)
ATTENDED = (*Step.LEARNING, Step.Kind.LEERWERKPLEK)  # of a job nobody counts the hours


class What(StrEnum):
    """What there is to do."""

    RESUME = "resume"  # a break goes on
    START = "start"  # a step is to begin
    ATTEND = "attend"  # the hours of last week are missing
    END = "end"  # a step is to be closed
    NEXT = "next"  # nothing follows
    ASKED = "asked"  # a colleague was asked to take it on
    COACH = "coach"  # nobody guides it


@dataclass(frozen=True)
class Due:
    """One thing to do; the day on which it is due."""

    what: What
    on: date
    step: Step | None = None
    week: date | None = None  # of which the hours are missing
    handover: Handover | None = None


def monday(day: date) -> date:
    """The monday of a day's week."""
    return day - timedelta(days=day.weekday())


def due_in(journey: Journey, today: date) -> list[Due]:
    """What there is to do in a journey, first what is due first; its steps, breaks and hand-overs are read already."""
    if journey.status not in states.OPEN:
        return []
    asked = [row for row in journey.handovers.all() if _asked(row)]
    found = [Due(What.ASKED, timezone.localdate(row.at), handover=row) for row in asked]
    if journey.coach_id is None:
        found.append(Due(What.COACH, today))
    if journey.status == states.Status.PAUSED:
        found += [Due(What.RESUME, row.since) for row in journey.breaks.all() if row.until is None]
    else:
        steps = list(journey.steps.all())
        for step in steps:
            found += _due_of(step, today)
        if journey.status == states.Status.GOING and not any(step.status in states_step.OPEN for step in steps):
            found.append(Due(What.NEXT, max((step.ended_on for step in steps if step.ended_on), default=today)))
    return sorted(found, key=lambda due: due.on)


def _asked(row: Handover) -> bool:
    return row.kind == Handover.Kind.COACH and row.taken_at is None


def _due_of(step: Step, today: date) -> list[Due]:
    """What there is to do in one step."""
    if step.status == states_step.Status.PLANNED:
        return [Due(What.START, step.planned_start, step)]
    if step.status != states_step.Status.GOING or step.started_on is None:
        return []
    found = []
    last = monday(today) - WEEK
    written = {row.week for row in step.attendance.all()}
    if step.kind in ATTENDED and last >= monday(step.started_on) and last not in written:
        found.append(Due(What.ATTEND, last + WEEK, step, week=last))
    if step.planned_end is not None:
        found.append(Due(What.END, step.planned_end, step))
    return found


def is_now(due: Due, today: date) -> bool:
    """Whether it asks for attention now; the rest is for later."""
    return due.on <= today + timedelta(days=terms.days("STEP_STARTS_EARLY_DAYS"))
