"""A journey begins with the last yes, changes its dates, stands still, and goes to somebody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from asking import consents, proposals_for
from koppelkans.core.access import Actor, Unknown
from koppelkans.core.refusal import Refused
from koppelkans.journeys import actions as journeys
from koppelkans.journeys.actions import breaking, handing, moving, stepping
from koppelkans.journeys.models import Break, Event, Journey, Step
from koppelkans.journeys.queries_journeys import visible_to
from koppelkans.journeys.queries_steps import waiting_for
from koppelkans.journeys.states import Status
from koppelkans.planning.models import Proposal
from koppelkans.programmes.models import Participation
from koppelkans.results.models import LedgerEntry
from koppelkans.supply.models import Booking
from making import (
    NOW,
    TODAY,
    look_and_decide,
    make_actor,
    make_candidate,
    make_employer,
    make_journey,
    make_municipality,
    make_place,
    make_programme,
    make_step,
)

pytestmark = pytest.mark.django_db(transaction=True)
START = date(2026, 12, 1)


def at(day: date) -> datetime:
    """Ten in the morning."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    """What stood in the way."""
    return [reason.code for reason in caught.value.reasons]


@pytest.fixture
def worker() -> Actor:
    """The case worker."""
    return make_actor("case-worker", municipality=make_municipality())


@pytest.fixture
def accepted(worker: Actor) -> Proposal:
    """A proposal to which everybody said yes."""
    proposal = proposals_for(worker, people=1)[0]
    programme = make_programme(contact_plan=[0, 10])
    Participation.objects.create(
        programme=programme, subject=proposal.candidate.subject, asked_at=NOW, admitted_on=TODAY
    )
    look_and_decide(proposal, outcome="accepted", voice="yes", by=worker)
    for party in ("candidate", "provider", "employer"):
        assert not Journey.objects.exists()
        journeys.record_answer(consents(proposal)[party], answer="yes", by=worker, now=NOW)
    return proposal


def test_the_last_yes_makes_a_journey(accepted: Proposal, worker: Actor) -> None:
    """With dated steps, the facts it is counted by, its programme, its coach, and the chance the plan had."""
    journey = Journey.objects.get()
    steps = list(journey.steps.all())
    assert [step.kind for step in steps] == ["language", "leerwerkplek"]
    assert steps[0].run is not None
    assert (steps[0].planned_start, steps[0].planned_end) == (steps[0].run.start, steps[0].run.end)
    assert steps[1].planned_start == accepted.first_day
    assert (journey.status, journey.first_day) == (Status.AHEAD, steps[0].run.start)
    assert (journey.sector, journey.kind, journey.coach) == ("techniek", "leerwerkplek", worker.user)
    assert journey.fund == accepted.payments[0]["fund"]
    assert (journey.training, journey.expected) == (steps[0].run.training.code, accepted.probability)
    assert journey.cost == int(Decimal(str(accepted.cost)) * 100)
    assert journey.programme is not None
    assert journey.contact_plan == [0, 10]


def test_an_undo_before_the_start_calls_it_off(accepted: Proposal, worker: Actor) -> None:
    """The journey does not take place; who accepts anew gets a new one."""
    journeys.undo(accepted, by=worker, now=NOW)
    journey = Journey.objects.get()
    assert (journey.status, journey.ended_on) == (Status.STOPPED, TODAY)
    assert {step.status for step in journey.steps.all()} == {"cancelled"}
    look_and_decide(accepted, outcome="accepted", voice="yes", by=worker)
    for party in ("candidate", "provider", "employer"):
        journeys.record_answer(consents(accepted)[party], answer="yes", by=worker, now=NOW)
    assert Journey.objects.filter(status=Status.AHEAD).count() == 1


def test_an_undo_after_the_start_is_refused(accepted: Proposal, worker: Actor) -> None:
    """Who started, is stopped with a reason; nothing is freed behind their back."""
    step = Step.objects.earliest("planned_start")
    Step.objects.filter(pk=step.pk).update(planned_start=TODAY)
    stepping.start(Step.objects.get(pk=step.pk), by=worker, started_on=TODAY, now=NOW)
    with pytest.raises(Refused) as caught:
        journeys.undo(accepted, by=worker, now=NOW)
    assert codes(caught) == ["started"]
    assert Booking.objects.filter(released_on=None).count() == 2


def test_who_leaves_stops(accepted: Proposal, worker: Actor) -> None:
    """Somebody takes part no longer: the journey stops, and a start stays counted."""
    step = Step.objects.earliest("planned_start")
    Step.objects.filter(pk=step.pk).update(planned_start=TODAY)
    stepping.start(Step.objects.get(pk=step.pk), by=worker, started_on=TODAY, now=NOW)
    journeys.let_leave(accepted.candidate, by=worker, reason="moved", now=NOW)
    journey = Journey.objects.get()
    assert journey.status == Status.STOPPED
    assert {step.status for step in journey.steps.all()} == {"ended", "cancelled"}
    assert LedgerEntry.objects.filter(measure="started", amount=1).count() == 1


def test_one_open_journey_a_person(worker: Actor) -> None:
    """Who has a journey is not given a second one: told before anything is taken."""
    proposal = proposals_for(worker, people=1)[0]
    make_journey(candidate=proposal.candidate)
    with pytest.raises(Refused) as caught:
        look_and_decide(proposal, outcome="accepted", voice="yes", by=worker)
    assert codes(caught) == ["second"]
    assert not Booking.objects.exists()


@pytest.fixture
def journey(worker: Actor) -> Journey:
    """A journey of a place and then a job."""
    made = make_journey(candidate=make_candidate(owner=worker.user), coach=worker.user)
    make_step(made, "leerwerkplek", place=make_place(start_from=START, start_until=date(2027, 3, 1)))
    make_step(made, "job", planned_start=date(2027, 2, 1), planned_end=None)
    return made


def test_a_move_takes_along_what_follows(journey: Journey, worker: Actor) -> None:
    """The history keeps the reason and the days before and after; the place is taken from the new day on."""
    first, job = journey.steps.all()
    assert first.place is not None and first.planned_end is not None  # noqa: PT018
    Booking.objects.create(place=first.place, subject=journey.candidate.subject, first_day=START, booked_on=TODAY)
    week = timedelta(days=7)
    to = {"start": START + week, "end": first.planned_end + week, "follow": True}
    with pytest.raises(Refused) as caught:
        moving.move(first, by=worker, why="", now=NOW, **to)  # type: ignore[arg-type]
    assert codes(caught) == ["why"]
    moving.move(first, by=worker, why="De werkgever verhuist", now=NOW, **to)  # type: ignore[arg-type]
    after = {step.pk: step.planned_start for step in journey.steps.all()}
    assert after == {first.pk: START + week, job.pk: date(2027, 2, 8)}
    assert Booking.objects.get().first_day == START + week
    assert Journey.objects.get().first_day == START + week
    event = Event.objects.get(what="step.move")
    assert event.why == "De werkgever verhuist"
    assert event.facts["moved"][1] == {
        "step": job.pk,
        "start": ["2027-02-01", "2027-02-08"],
        "end": [None, None],
    }


def test_a_blocked_move_says_why(journey: Journey, worker: Actor) -> None:
    """A group that stands fast is named with its day, and nothing moves."""
    group = make_step(journey, "training")
    with pytest.raises(Refused) as caught:
        moving.move(
            group,
            by=worker,
            start=group.planned_start + timedelta(days=3),
            end=group.planned_end,
            follow=True,
            why="Later",
            now=NOW,
        )
    assert "1 december 2026, dat staat vast" in str(caught.value)
    assert Step.objects.get(pk=group.pk).planned_start == group.planned_start


def test_a_break_holds_up_and_moves(journey: Journey, worker: Actor) -> None:
    """It stands still, nothing starts, and afterwards the dates that follow are later by whole weeks."""
    first, job = journey.steps.all()
    stepping.start(first, by=worker, started_on=START, now=at(START))
    breaking.pause(journey, by=worker, kind="illness", since=date(2026, 12, 7), now=at(date(2026, 12, 8)))
    assert Journey.objects.get().status == Status.PAUSED
    assert Step.objects.get(pk=first.pk).status == "paused"
    with pytest.raises(Refused) as caught:
        stepping.start(job, by=worker, started_on=date(2027, 2, 1), now=at(date(2027, 2, 1)))
    assert codes(caught) == ["paused"]
    made, by_hand = breaking.resume(journey, by=worker, until=date(2026, 12, 15), now=at(date(2026, 12, 16)))
    assert by_hand == []
    assert Journey.objects.get().status == Status.GOING
    now = {step.pk: step for step in journey.steps.all()}
    assert now[first.pk].status == "going"
    assert first.planned_end is not None
    assert now[first.pk].planned_end == first.planned_end + timedelta(days=14)
    assert now[job.pk].planned_start == date(2027, 2, 15)
    assert [row["step"] for row in Break.objects.get().moved] == [first.pk, job.pk]
    assert made.until == date(2026, 12, 15)


def test_a_group_in_a_break_is_left_to_a_person(journey: Journey, worker: Actor) -> None:
    """The break ends all the same, and says what has to be solved by hand."""
    make_step(journey, "training")
    breaking.pause(journey, by=worker, kind="waiting", since=START, now=at(START))
    _made, by_hand = breaking.resume(journey, by=worker, until=date(2026, 12, 20), now=at(date(2026, 12, 20)))
    assert "missed" in [reason.code for reason in by_hand]
    assert Event.objects.get(what="journey.resume").facts["by_hand"]


def test_breaks_that_cannot_be(journey: Journey, worker: Actor) -> None:
    """In the future, twice, over before it began: each is told."""
    with pytest.raises(Refused) as caught:
        breaking.pause(journey, by=worker, kind="", since=START, now=NOW)
    assert codes(caught) == ["kind", "since"]
    breaking.pause(journey, by=worker, kind="birth", since=TODAY, now=NOW)
    with pytest.raises(Refused) as caught:
        breaking.pause(journey, by=worker, kind="birth", since=TODAY, now=NOW)
    assert codes(caught) == ["paused"]
    with pytest.raises(Refused) as caught:
        breaking.resume(journey, by=worker, until=TODAY - timedelta(days=1), now=NOW)
    assert codes(caught) == ["until"]


def test_a_coach_takes_a_journey_on(journey: Journey, worker: Actor) -> None:
    """Until the other says yes nothing changes; the jobcoach sees it from then on."""
    coach = make_actor("coach", municipality=make_municipality())
    assert coach.user is not None
    elsewhere = make_actor("coach", municipality=make_municipality("GM0363", "Amsterdam"))
    assert elsewhere.user is not None
    with pytest.raises(Refused) as caught:
        handing.hand_over(journey, by=worker, to=elsewhere.user, to_know="", now=NOW)
    assert codes(caught) == ["to"]
    handover = handing.hand_over(journey, by=worker, to=coach.user, to_know="Belt liever niet", now=NOW)
    assert Journey.objects.get().coach == worker.user
    assert not visible_to(coach).exists()
    assert waiting_for(coach) == [handover]
    with pytest.raises(Unknown):
        handing.take_on(handover, by=elsewhere, now=NOW)
    handing.take_on(handover, by=coach, now=NOW)
    assert visible_to(coach).get().coach == coach.user
    assert waiting_for(coach) == []
    with pytest.raises(Refused) as caught:
        handing.take_on(handover, by=coach, now=NOW)
    assert codes(caught) == ["taken"]


def test_to_another_employer(journey: Journey, worker: Actor) -> None:
    """The old step ends with the reason, the place is free, a new one is taken at the other."""
    first, _job = journey.steps.all()
    assert first.place is not None
    subject = journey.candidate.subject
    Booking.objects.create(place=first.place, subject=subject, first_day=START, booked_on=TODAY)
    stepping.start(first, by=worker, started_on=START, now=at(START))
    day = date(2026, 12, 14)
    to = {"start": date(2026, 12, 16), "last_day": day, "why": "employer", "by": worker, "now": at(day)}
    with pytest.raises(Refused) as caught:
        handing.change_employer(first, place=make_place(employer=first.place.employer), **to)  # type: ignore[arg-type]
    assert codes(caught) == ["place"]
    there = make_place(employer=make_employer())
    handover, _cents = handing.change_employer(first, place=there, **to)  # type: ignore[arg-type]
    old = Step.objects.get(pk=first.pk)
    assert (old.status, old.result, old.why, old.ended_on) == ("ended", "stopped", "employer", day)
    assert handover.to_step is not None
    assert (handover.to_step.place, handover.to_step.planned_start) == (there, date(2026, 12, 16))
    assert Booking.objects.get(released_on=None).place == there
    assert Booking.objects.get(place=first.place).released_on == day
