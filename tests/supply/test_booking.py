"""Seats and places are worked out from rows and given once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from koppelkans.core.access import Actor, Closed
from koppelkans.core.models import AuditEntry, Subject
from koppelkans.core.refusal import Refused
from koppelkans.supply import actions, queries
from koppelkans.supply.models import MentorsTaken, Run
from making import NOW, TODAY, make_actor, make_employer, make_place, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> Actor:
    """A case worker."""
    return make_actor("case-worker")


def somebody() -> Subject:
    """A person."""
    return Subject.objects.create()


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons."""
    return [reason.code for reason in refused.value.reasons]


def test_a_seat_is_taken_until_released_or_expired(worker: Actor) -> None:
    """Seats left are the most less those enrolled elsewhere and the bookings that hold today."""
    run = make_run(seats_max=4, seats_taken=1)
    first = actions.book(run, subject=somebody(), by=worker, now=NOW)
    actions.book(run, subject=somebody(), by=worker, now=NOW, expires_on=TODAY)
    assert queries.seats_free(run, TODAY) == 1
    assert queries.seats_free(run, TODAY + timedelta(days=1)) == 2
    actions.release(first, by=worker, now=NOW)
    assert queries.seats_free(run, TODAY) == 2
    assert queries.runs_with_seats(Run.objects.all(), TODAY).get().free == 2


def test_the_last_seat_goes_once(worker: Actor) -> None:
    """When it is full the second is told so, and nothing is written."""
    run = make_run(seats_min=0, seats_max=1)
    actions.book(run, subject=somebody(), by=worker, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.book(run, subject=somebody(), by=worker, now=NOW)
    assert codes(refused) == ["full"]
    assert run.bookings.count() == 1


def test_every_reason_against_a_booking_is_told(worker: Actor) -> None:
    """Withdrawn, begun, there already and full are told together."""
    subject, run = somebody(), make_run(seats_min=0, seats_max=1)
    actions.book(run, subject=subject, by=worker, now=NOW)
    Run.objects.update(withdrawn_on=TODAY, start=TODAY - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        actions.book(run, subject=subject, by=worker, now=NOW)
    assert codes(refused) == ["withdrawn", "too-late", "already-booked", "full"]


def test_a_booking_that_expired_can_be_made_again(worker: Actor) -> None:
    """What lapsed does not stand in the way of the same person."""
    subject, run = somebody(), make_run()
    actions.book(run, subject=subject, by=worker, now=NOW, expires_on=TODAY)
    actions.book(run, subject=subject, by=worker, now=NOW + timedelta(days=1))
    assert queries.bookings_of(run, TODAY + timedelta(days=1)).count() == 1


def test_a_place_can_be_begun_between_its_first_and_last_day(worker: Actor) -> None:
    """A day outside the period of a place is refused."""
    place = make_place(start_from=date(2026, 12, 1), start_until=date(2026, 12, 31))
    with pytest.raises(Refused) as refused:
        actions.book(place, subject=somebody(), by=worker, now=NOW, first_day=date(2027, 1, 4))
    assert codes(refused) == ["other-day"]
    booking = actions.book(place, subject=somebody(), by=worker, now=NOW)
    assert booking.first_day == date(2026, 12, 1)
    assert queries.places_free(place, TODAY) == 1


def test_mentors_are_counted_over_all_places_of_an_employer(worker: Actor) -> None:
    """Eight weeks from 1 December touch December and January; people from elsewhere count too."""
    employer = make_employer(mentors=2)
    one, other = make_place(employer=employer), make_place(employer=employer)
    MentorsTaken.objects.create(employer=employer, month="2027-01", taken=1)
    actions.book(one, subject=somebody(), by=worker, now=NOW)
    assert [queries.mentors_free(employer, month, TODAY) for month in ("2026-12", "2027-01", "2027-02")] == [1, 0, 2]
    with pytest.raises(Refused) as refused:
        actions.book(other, subject=somebody(), by=worker, now=NOW)
    assert codes(refused) == ["mentor"]
    actions.book(other, subject=somebody(), by=worker, now=NOW, first_day=date(2027, 2, 1))


def test_months_of_mentoring_end_on_the_last_day() -> None:
    """Mentoring lasts seven days a week from the first day on, and touches each month it has a day in."""
    assert queries.months_mentored(date(2026, 12, 4), 4) == ["2026-12"]
    assert queries.months_mentored(date(2026, 12, 5), 4) == ["2026-12", "2027-01"]
    assert queries.months_mentored(date(2026, 12, 4), None) == []


def test_who_waits_is_first_come_first_served(worker: Actor) -> None:
    """A seat that comes free is for whoever asked first; who gets it waits no longer."""
    run = make_run(seats_min=0, seats_max=1)
    held = actions.book(run, subject=somebody(), by=worker, now=NOW)
    first, second = somebody(), somebody()
    actions.join_waiting(run, subject=first, by=worker, now=NOW)
    actions.join_waiting(run, subject=second, by=worker, now=NOW + timedelta(minutes=1))
    assert actions.next_waiting(run, today=TODAY) == []
    following = actions.release(held, by=worker, now=NOW)
    assert following is not None
    assert following.subject == first
    actions.book(run, subject=first, by=worker, now=NOW)
    assert [entry.subject for entry in queries.waiting_for(run)] == [second]
    with pytest.raises(Refused) as refused:
        actions.join_waiting(run, subject=second, by=worker, now=NOW)
    assert codes(refused) == ["already-waiting"]
    actions.leave_waiting(queries.waiting_for(run)[0], by=worker, now=NOW)
    assert not queries.waiting_for(run).exists()


def test_only_who_decides_about_people_books() -> None:
    """A provider cannot put somebody in its own run."""
    run = make_run()
    with pytest.raises(Closed):
        actions.book(run, subject=somebody(), by=make_actor("training-provider", organisation=run.provider), now=NOW)


def test_a_booking_stands_in_the_trail_of_the_person(worker: Actor) -> None:
    """Who took which seat for whom can be found back."""
    subject, run = somebody(), make_run()
    actions.book(run, subject=subject, by=worker, now=NOW)
    entry = AuditEntry.objects.get(subject=subject)
    assert (entry.action, entry.thing, entry.user) == ("booking.add", run.code, worker.user)
