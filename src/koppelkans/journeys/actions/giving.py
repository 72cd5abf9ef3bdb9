"""What was taken for one step is given back when it does not take place, or is free for the next when it is over."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from koppelkans.core.access import house
from koppelkans.funds import actions as funds
from koppelkans.funds.models import Reservation
from koppelkans.journeys.actions.taking import free_seat
from koppelkans.journeys.models import Step
from koppelkans.supply.actions import booking
from koppelkans.supply.models import Booking
from koppelkans.supply.queries import holding

FREES = "koppelkans journey"  # what acts: who guides says that a step is over, the house gives back what it took


def booking_of(step: Step, now: datetime) -> Booking | None:
    """The seat or the place that is taken for a step."""
    rows = Booking.objects.filter(holding(timezone.localdate(now)), subject=step.journey.candidate_id)
    offer = {"run": step.run} if step.run_id else {"place": step.place}
    return rows.filter(**offer).select_related("run", "place", "subject").first()


def money_of(step: Step) -> list[Reservation]:
    """The money that is set aside for a step and was not spent."""
    code = step.run.code if step.run else "place"
    rows = Reservation.objects.filter(subject=step.journey.candidate_id, step=code, released_on=None, spent_on=None)
    return list(rows.select_related("fund"))


def give_back(step: Step, *, now: datetime, why: str) -> None:
    """A step that never began: its seat or place is free, and the money for it too."""
    frees, booked = house(FREES), booking_of(step, now)
    if booked is not None and booked.run_id:
        free_seat(booked, by=frees, now=now, why=why)
    elif booked is not None:
        booking.release(booked, by=frees, now=now, why=why)
    for row in money_of(step):
        funds.release(row, by=frees, now=now, why=why)


def make_room(step: Step, *, now: datetime, why: str) -> None:
    """A step at a place is over: the place is free for somebody else; its money stays, for it was used."""
    booked = booking_of(step, now) if step.place_id else None
    if booked is not None:
        booking.release(booked, by=house(FREES), now=now, why=why)
