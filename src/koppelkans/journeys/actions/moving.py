"""Moving the dates of a step, with what that does to the steps that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from koppelkans.core import terms
from koppelkans.core.access import Actor, house
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.funds import actions as funds
from koppelkans.journeys import dates, rules_steps
from koppelkans.journeys.actions.giving import FREES, booking_of, money_of
from koppelkans.journeys.actions.happening import happened, held
from koppelkans.journeys.actions.settling import settle
from koppelkans.journeys.actions.stepping import held_step, save_step
from koppelkans.journeys.models import Journey, Step
from koppelkans.journeys.queries_dates import open_steps, slots_of
from koppelkans.supply.actions import booking


def planned_move(
    step: Step, steps: Sequence[Step], start: date, end: date | None, *, follow: bool
) -> tuple[dates.Outcome, list[Reason]]:
    """What a move would do, and what stands in the way, in words; nothing is written."""
    outcome = dates.move(slots_of(steps), step.pk, start, end, follow=follow)
    return outcome, [rules_steps.in_the_way(block, steps) for block in outcome.blocks]


@transaction.atomic
def move(
    step: Step,
    *,
    by: Actor,
    start: date,
    end: date | None,
    follow: bool,
    why: str,
    now: datetime,
    version: int | None = None,
) -> Step:
    """Give a step other dates; what follows moves along, or stays where it is when that fits.

    Raises Refused with everything that stands in the way, and then nothing moves.
    """
    here, today = held_step(step, by=by, version=version), timezone.localdate(now)
    held(here.journey, by=by)  # of the journey, not of who gives one step of it
    refuse_if(rules_steps.against_moving(here, start, end, why, today))
    steps = open_steps(here.journey)
    outcome, reasons = planned_move(here, steps, start, end, follow=follow)
    refuse_if(reasons)
    moved = write(here.journey, steps, outcome.changes, now=now)
    facts = {"moved": moved, "follow": follow}
    happened(here.journey, "step.move", concerns=start, by=by, now=now, step=here, facts=facts, why=why)
    return here


def write(
    journey: Journey, steps: Sequence[Step], changes: Mapping[int, dates.Days], *, now: datetime
) -> list[dict[str, Any]]:
    """Give each step its new days, and what was taken for it; returns what moved, as the history keeps it."""
    moved = []
    for step in steps:
        if step.pk not in changes:
            continue
        start, end = changes[step.pk]
        step.journey = journey
        moved.append(
            {
                "step": step.pk,
                "start": [_day(step.planned_start), _day(start)],
                "end": [_day(step.planned_end), _day(end)],
            }
        )
        later = start != step.planned_start
        save_step(step, planned_start=start, planned_end=end)
        if later:
            _take_along(step, now=now)
    if moved:
        settle(journey, now=now)
    return moved


def _take_along(step: Step, *, now: datetime) -> None:
    """The place is taken from the new day on, and its money is held as long."""
    frees, booked = house(FREES), booking_of(step, now)
    if booked is not None and booked.place_id:
        booking.put_off(booked, by=frees, first_day=step.planned_start, now=now)
    holds = step.planned_start + timedelta(days=terms.days("RESERVATION_HOLDS_DAYS"))
    for row in money_of(step):
        if row.expires_on is not None and row.expires_on < holds:
            funds.hold_longer(row, by=frees, until=holds, now=now)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
