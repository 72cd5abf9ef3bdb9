"""Taking a seat or a place for somebody, giving it back, and waiting for one."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeVar, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.models import Subject
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.supply import queries, rules
from koppelkans.supply.models import Booking, Employer, Place, Run, WaitingEntry
from koppelkans.supply.queries import Offer

PURPOSE = "placement"
AnyOffer = TypeVar("AnyOffer", bound=Run | Place)


def _locked(offer: AnyOffer) -> AnyOffer:
    """The offer locked, so that whoever comes second sees what the first one took; the employer before the place."""
    if isinstance(offer, Place):
        # the mentors are of the employer: two places of one employer may want the last one
        Employer.objects.select_for_update().get(pk=offer.employer_id)
    return cast(AnyOffer, type(offer)._default_manager.select_for_update().get(pk=offer.pk))


def _of(offer: Offer) -> dict[str, Offer]:
    """The column of bookings and waiting entries that points at this offer."""
    return {"run" if isinstance(offer, Run) else "place": offer}


@transaction.atomic
def book(
    offer: Run | Place,
    *,
    subject: Subject,
    by: Actor,
    now: datetime,
    first_day: date | None = None,
    expires_on: date | None = None,
) -> Booking:
    """Take a seat or a place for somebody; whoever decided about this person has been checked by the caller."""
    by.require(May.DECIDE)
    today = timezone.localdate(now)
    offer = _locked(offer)
    day = first_day or (offer.start if isinstance(offer, Run) else max(today, offer.start_from))
    refuse_if(rules.against_booking(offer, subject, day, today))
    # what lapsed stays in the way of the constraint until it is closed: of this run, or of any place
    lapsed = offer.bookings.all() if isinstance(offer, Run) else Booking.objects.filter(place__isnull=False)
    lapsed.filter(subject=subject, released_on=None).update(released_on=today)
    booking = Booking.objects.create(
        **_of(offer), subject=subject, first_day=day, booked_on=today, expires_on=expires_on
    )
    offer.waiting.filter(subject=subject, ended_on=None).update(ended_on=today)
    trail.record("booking.add", by=by, purpose=PURPOSE, now=now, subjects=[subject], thing=offer.code)
    return booking


@transaction.atomic
def release(booking: Booking, *, by: Actor, now: datetime, why: str = "") -> WaitingEntry | None:
    """Give a seat or a place back; returns who is next in line for it."""
    by.require(May.DECIDE)
    booking = Booking.objects.select_for_update().get(pk=booking.pk)
    if booking.released_on is not None:
        refuse_if([Reason("released", _("Deze plek is al vrijgegeven."))])
    booking.released_on = timezone.localdate(now)
    booking.save(update_fields=["released_on"])
    offer = booking.run or booking.place
    thing = offer.code if offer else ""
    trail.record(
        "booking.release", by=by, purpose=PURPOSE, now=now, subjects=[booking.subject_id], thing=thing, why=why
    )
    return queries.waiting_for(offer).first() if offer else None


@transaction.atomic
def put_off(booking: Booking, *, by: Actor, first_day: date, now: datetime) -> Booking:
    """A place that is taken begins on another day: on which it can, and with a mentor in each of its months."""
    by.require(May.DECIDE)
    place = booking.place
    if place is None:
        raise ValueError("a group has dates of its own")
    place, today = _locked(place), timezone.localdate(now)
    booking = Booking.objects.select_for_update().get(pk=booking.pk)
    before = booking.first_day
    booking.first_day = first_day
    booking.save(update_fields=["first_day"])
    refuse_if(rules.against_putting_off(place, before, first_day, today))
    trail.record("booking.move", by=by, purpose=PURPOSE, now=now, subjects=[booking.subject_id], thing=place.code)
    return booking


@transaction.atomic
def join_waiting(offer: Run | Place, *, subject: Subject, by: Actor, now: datetime) -> WaitingEntry:
    """Put somebody at the end of the line for a seat or a place."""
    by.require(May.DECIDE)
    offer = _locked(offer)
    refuse_if(rules.against_waiting(offer, subject, timezone.localdate(now)))
    entry = WaitingEntry.objects.create(**_of(offer), subject=subject, since=now)
    trail.record("waiting.join", by=by, purpose=PURPOSE, now=now, subjects=[subject], thing=offer.code)
    return entry


@transaction.atomic
def leave_waiting(entry: WaitingEntry, *, by: Actor, now: datetime, why: str = "") -> WaitingEntry:
    """Take somebody out of the line."""
    by.require(May.DECIDE)
    entry = WaitingEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.ended_on is not None:
        refuse_if([Reason("left", _("Deze persoon staat niet meer op de wachtlijst."))])
    entry.ended_on = timezone.localdate(now)
    entry.save(update_fields=["ended_on"])
    offer = entry.run or entry.place
    thing = offer.code if offer else ""
    trail.record("waiting.leave", by=by, purpose=PURPOSE, now=now, subjects=[entry.subject_id], thing=thing, why=why)
    return entry


def next_waiting(offer: Run | Place, *, today: date) -> list[WaitingEntry]:
    """Who can have what is free now, first come first served."""
    return list(queries.waiting_for(offer)[: queries.free_of(offer, today)])
