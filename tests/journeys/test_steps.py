"""A journey is lived in steps: it starts, is attended, ends with a result; what follows is counted and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from koppelkans.core.access import Actor, Closed, Unknown, house
from koppelkans.core.models import AuditEntry
from koppelkans.core.refusal import Refused
from koppelkans.journeys.actions import ending, stepping
from koppelkans.journeys.actions.happening import happened
from koppelkans.journeys.models import Event, Journey, Step
from koppelkans.journeys.rules_steps import End, Week
from koppelkans.journeys.states import Status
from koppelkans.people.models import Candidate
from koppelkans.planning.queries import without_place
from koppelkans.results.models import LedgerEntry
from koppelkans.supply.models import Booking
from making import (
    make_actor,
    make_candidate,
    make_journey,
    make_municipality,
    make_organisation,
    make_place,
    make_programme,
    make_run,
    make_step,
)

pytestmark = pytest.mark.django_db
START = date(2026, 12, 1)
MONDAY = date(2026, 11, 30)


def at(day: date) -> datetime:
    """Ten in the morning."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    """What stood in the way."""
    return [reason.code for reason in caught.value.reasons]


def sums() -> dict[str, int]:
    """The ledger, by measure."""
    found: dict[str, int] = {}
    for measure, amount in LedgerEntry.objects.values_list("measure", "amount"):
        found[measure] = found.get(measure, 0) + amount
    return found


@pytest.fixture
def worker() -> Actor:
    """The case worker."""
    return make_actor("case-worker", municipality=make_municipality())


@pytest.fixture
def journey(worker: Actor) -> Journey:
    """A journey of one training and a place."""
    return make_journey(candidate=make_candidate(owner=worker.user), coach=worker.user)


@pytest.fixture
def training(journey: Journey) -> Step:
    """The training, from 1 December to 26 February."""
    return make_step(journey, "training")


def passed(day: date = date(2027, 2, 26), **other: object) -> End:
    """It was passed."""
    return replace(End(day, Step.Result.PASSED, "done", "leerwerkplek"), **other)  # type: ignore[arg-type]


def test_the_first_start_is_counted(training: Step, worker: Actor) -> None:
    """The journey goes from then on, one row is booked on that day, and its history and the trail tell it."""
    stepping.start(training, by=worker, started_on=START, now=at(START))
    journey = Journey.objects.get()
    assert (journey.status, journey.started_on) == (Status.GOING, START)
    row = LedgerEntry.objects.get()
    assert (row.measure, row.amount, row.concerns, row.sector) == ("started", 1, START, "techniek")
    event = Event.objects.get(what="step.start")
    assert (event.step_id, event.concerns, event.by) == (training.pk, START, worker.user)
    assert AuditEntry.objects.filter(action="step.start", subject=journey.candidate_id).exists()


def test_the_second_start_is_not_counted_again(training: Step, worker: Actor) -> None:
    """Whoever starts another step had started."""
    place = make_step(training.journey, "leerwerkplek")
    for step in (training, place):
        stepping.start(step, by=worker, started_on=START, now=at(START))
    assert sums() == {"started": 1}


def test_a_start_that_was_a_mistake(training: Step, worker: Actor) -> None:
    """It is taken back by a new row, with the reason; starting anew counts on the right day."""
    stepping.start(training, by=worker, started_on=START, now=at(START))
    stepping.correct_start(training, by=worker, why="Verkeerde persoon aangeklikt", now=at(START))
    assert Journey.objects.get().status == Status.AHEAD
    assert sums() == {"started": 0}
    again = START + timedelta(days=2)
    stepping.start(training, by=worker, started_on=again, now=at(again))
    assert sums() == {"started": 1}
    assert LedgerEntry.objects.latest("pk").concerns == again


def test_a_start_with_hours_was_no_mistake(training: Step, worker: Actor) -> None:
    """Where somebody was present there was a start; and a reason is always asked."""
    stepping.start(training, by=worker, started_on=START, now=at(START))
    stepping.attend(training, by=worker, weeks=[Week(MONDAY, Decimal(8), Decimal(6))], now=at(START))
    with pytest.raises(Refused) as caught:
        stepping.correct_start(training, by=worker, why=" ", now=at(START))
    assert codes(caught) == ["why", "present"]


@pytest.mark.parametrize(
    ("started_on", "today", "why"),
    [
        (START, START - timedelta(days=1), "started_on"),
        (START - timedelta(days=15), START, "started_on"),
    ],
)
def test_a_start_on_a_wrong_day(started_on: date, today: date, why: str, training: Step, worker: Actor) -> None:
    """Not in the future, and not much sooner than planned."""
    with pytest.raises(Refused) as caught:
        stepping.start(training, by=worker, started_on=started_on, now=at(today))
    assert codes(caught) == [why]
    assert sums() == {}


def test_who_waits_for_a_programme_does_not_start(worker: Actor) -> None:
    """On the waiting list nobody starts; in a pilot only who was admitted, and once the criteria are locked."""
    programme = make_programme(kind="pilot")
    journey = make_journey(programme=programme)
    step = make_step(journey)
    with pytest.raises(Refused) as caught:
        stepping.start(step, by=worker, started_on=START, now=at(START))
    assert codes(caught) == ["criteria", "not-admitted"]
    programme.criteria_locked_at = at(START)
    programme.save()
    part = programme.participations.create(subject=journey.candidate.subject, asked_at=at(START))
    with pytest.raises(Refused) as caught:
        stepping.start(step, by=worker, started_on=START, now=at(START))
    assert codes(caught) == ["waiting"]
    part.admitted_on = START
    part.save()
    stepping.start(step, by=worker, started_on=START, now=at(START))
    assert sums() == {"started": 1}


def test_learning_that_was_passed_is_counted(training: Step, worker: Actor) -> None:
    """All learning passed: finished on the last day; with a place still to go the journey goes on."""
    language = make_step(training.journey, "language")
    place = make_step(training.journey, "leerwerkplek")
    for step in (training, language, place):
        stepping.start(step, by=worker, started_on=START, now=at(START))
    stepping.end(language, by=worker, what=passed(date(2027, 1, 20)), now=at(date(2027, 2, 1)))
    assert sums() == {"started": 1}
    stepping.end(training, by=worker, what=passed(), now=at(date(2027, 3, 1)))
    journey = Journey.objects.get()
    assert (journey.status, journey.finished_on) == (Status.GOING, date(2027, 2, 26))
    assert sums() == {"started": 1, "finished": 1}
    worked = End(date(2027, 2, 28), Step.Result.WORKED, "done")
    stepping.end(place, by=worker, what=worked, now=at(date(2027, 3, 1)))
    assert Journey.objects.get().status == Status.FOLLOWED


def test_learning_that_was_called_off_is_not_passed(training: Step, worker: Actor) -> None:
    """Nobody finishes by calling off what was hard; the same training passed later makes it good."""
    language = make_step(training.journey, "language")
    stepping.start(language, by=worker, started_on=START, now=at(START))
    stepping.end(language, by=worker, what=passed(date(2027, 1, 20)), now=at(date(2027, 2, 1)))
    stepping.cancel(training, by=worker, why="content", now=at(date(2027, 2, 1)))
    assert sums() == {"started": 1}
    assert training.run is not None
    again = make_step(training.journey, "training", run=make_run(training=training.run.training))
    stepping.start(again, by=worker, started_on=START, now=at(date(2027, 2, 1)))
    stepping.end(again, by=worker, what=passed(), now=at(date(2027, 3, 1)))
    assert sums() == {"started": 1, "finished": 1}


def test_a_training_needs_advice(training: Step, worker: Actor) -> None:
    """A training is not closed without what comes next, and every fault is told at once."""
    stepping.start(training, by=worker, started_on=START, now=at(START))
    wrong = End(START - timedelta(days=1), "worked", "niets", advice_words="Hij is ziek")
    with pytest.raises(Refused) as caught:
        stepping.end(training, by=worker, what=wrong, now=at(START))
    assert codes(caught) == ["ended_on", "result", "why", "advice", "advice_words"]
    assert Step.objects.get().status == "going"


def test_hours_missed_follow_from_attendance(training: Step, worker: Actor) -> None:
    """What was planned less what was there; a person may correct it."""
    stepping.start(training, by=worker, started_on=START, now=at(START))
    weeks = [Week(MONDAY, Decimal(8), Decimal(6)), Week(MONDAY + timedelta(days=7), Decimal(8), Decimal("7.5"))]
    later = at(date(2027, 3, 1))
    stepping.attend(training, by=worker, weeks=weeks, now=later)
    assert stepping.end(training, by=worker, what=passed(), now=later).hours_missed == Decimal("2.5")


def test_hours_that_cannot_be(training: Step, worker: Actor) -> None:
    """More present than planned, too many, in a week that is still to come or before the start: each is told."""
    stepping.start(training, by=worker, started_on=START, now=at(START))
    weeks = [
        Week(MONDAY, Decimal(8), Decimal(9)),
        Week(MONDAY - timedelta(days=7), Decimal(200), Decimal(9)),
        Week(MONDAY + timedelta(days=70), Decimal(8), Decimal(8)),
    ]
    with pytest.raises(Refused) as caught:
        stepping.attend(training, by=worker, weeks=weeks, now=at(date(2027, 1, 4)))
    assert codes(caught) == ["hours", "week", "hours", "week"]
    assert not training.attendance.exists()


def test_a_wrong_result_is_put_right(training: Step, worker: Actor) -> None:
    """Who turned out not to have passed is not counted as finished any more; the history tells before and after."""
    stepping.start(training, by=worker, started_on=START, now=at(START))
    later = at(date(2027, 3, 1))
    stepping.end(training, by=worker, what=passed(), now=later)
    right = End(date(2027, 2, 26), Step.Result.NOT_PASSED, "language", "again")
    stepping.correct_end(training, by=worker, what=right, why="Examen opnieuw bekeken", now=later)
    assert sums() == {"started": 1, "finished": 0}
    assert Event.objects.get(what="step.correct-end").facts["result"] == ["passed", "not-passed"]


def test_a_step_that_is_called_off_gives_back(journey: Journey, worker: Actor) -> None:
    """The seat is free for somebody else."""
    run = make_run()
    step = make_step(journey, "training", run=run)
    Booking.objects.create(run=run, subject=journey.candidate.subject, first_day=run.start, booked_on=START)
    stepping.cancel(step, by=worker, why="travel", now=at(START))
    assert Booking.objects.get().released_on == START
    assert Step.objects.get().status == "cancelled"


def test_the_second_who_closes_a_step_is_told(training: Step, worker: Actor) -> None:
    """Two with the same page open: the first one counts, the second hears it."""
    version = stepping.start(training, by=worker, started_on=START, now=at(START)).version
    later = at(date(2027, 3, 1))
    stepping.end(training, by=worker, what=passed(), version=version, now=later)
    with pytest.raises(Refused) as caught:
        stepping.end(training, by=worker, what=passed(), version=version, now=later)
    assert codes(caught) == ["changed"]
    with pytest.raises(Refused) as caught:
        stepping.end(training, by=worker, what=passed(), now=later)
    assert codes(caught) == ["state"]


def test_a_provider_registers_its_own_groups(journey: Journey) -> None:
    """Start, attendance and end of the own trainings; of others, and calling off, it does not exist."""
    school = make_organisation("provider")
    provider = make_actor("training-provider", organisation=school)
    own = make_step(journey, "training", run=make_run(provider=school))
    other = make_step(journey, "training")
    stepping.start(own, by=provider, started_on=START, now=at(START))
    stepping.attend(own, by=provider, weeks=[Week(MONDAY, Decimal(8), Decimal(8))], now=at(START))
    stepping.end(own, by=provider, what=passed(), now=at(date(2027, 3, 1)))
    with pytest.raises((Closed, Unknown)):
        stepping.start(other, by=provider, started_on=START, now=at(START))
    with pytest.raises((Closed, Unknown)):
        stepping.cancel(own, by=provider, why="other", now=at(START))


def test_another_municipality_has_no_such_step(training: Step) -> None:
    """To a case worker elsewhere it does not exist; to who does not guide it is closed."""
    elsewhere = make_actor("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))
    with pytest.raises(Unknown):
        stepping.start(training, by=elsewhere, started_on=START, now=at(START))
    with pytest.raises(Closed):
        stepping.start(training, by=make_actor("controller"), started_on=START, now=at(START))


def test_a_group_is_attended_in_one_go() -> None:
    """A week of everybody in a group: all of them or none, and each fault says of whom."""
    school = make_organisation("provider")
    provider = make_actor("training-provider", organisation=school)
    run = make_run(provider=school)
    steps = [make_step(make_journey(), "training", run=run) for _person in range(3)]
    for step in steps:
        stepping.start(step, by=provider, started_on=START, now=at(START))
    good = {step.pk: Week(MONDAY, Decimal(8), Decimal(8)) for step in steps}
    wrong = good | {steps[1].pk: Week(MONDAY, Decimal(8), Decimal(9))}
    with pytest.raises(Refused) as caught:
        stepping.attend_group(run, by=provider, weeks=wrong, now=at(START))
    assert codes(caught) == [f"step-{steps[1].pk}"]
    assert stepping.attend_group(run, by=provider, weeks=good, now=at(START)) == 3
    assert sum(step.attendance.count() for step in steps) == 3


def test_a_journey_that_stops(training: Step, worker: Actor) -> None:
    """What goes on ends with the reason and advice, what was to begin does not; a start stays counted."""
    place = make_place()
    work = make_step(training.journey, "leerwerkplek", place=place)
    Booking.objects.create(
        place=place, subject=training.journey.candidate.subject, first_day=place.start_from, booked_on=START
    )
    stepping.start(training, by=worker, started_on=START, now=at(START))
    journey = Journey.objects.get()
    with pytest.raises(Refused) as caught:
        ending.stop(journey, by=worker, ended_on=START, why="", now=at(START))
    assert codes(caught) == ["why", "advice"]
    ending.stop(journey, by=worker, ended_on=START, why="own-wish", advice="job", now=at(START))
    found = {step.pk: step for step in Step.objects.all()}
    assert (found[training.pk].status, found[training.pk].result) == ("ended", "stopped")
    assert found[work.pk].status == "cancelled"
    assert Booking.objects.get().released_on is not None
    journey = Journey.objects.get()
    assert (journey.status, journey.ended_on, journey.why) == (Status.STOPPED, START, "own-wish")
    assert sums() == {"started": 1}
    with pytest.raises(Refused) as caught:
        ending.stop(journey, by=worker, ended_on=START, why="own-wish", now=at(START))
    assert "over" in codes(caught)


def test_a_journey_is_opened_again(training: Step, worker: Actor) -> None:
    """Within the term, with a reason, and only when there is no other."""
    stepping.start(training, by=worker, started_on=START, now=at(START))
    journey = ending.stop(training.journey, by=worker, ended_on=START, why="own-wish", advice="job", now=at(START))
    with pytest.raises(Refused) as caught:
        ending.reopen(journey, by=worker, why="", now=at(START + timedelta(days=92)))
    assert codes(caught) == ["why", "too-late"]
    ending.reopen(journey, by=worker, why="Komt toch terug", now=at(START))
    assert Journey.objects.get().status == Status.GOING
    other = make_journey(candidate=make_candidate())
    assert other.status == Status.AHEAD


def test_a_journey_is_done(training: Step, worker: Actor) -> None:
    """When learning is over and no step is open; with an open step it says so."""
    stepping.start(training, by=worker, started_on=START, now=at(START))
    with pytest.raises(Refused) as caught:
        ending.finish(training.journey, by=worker, ended_on=START, now=at(START))
    assert codes(caught) == ["state", "steps"]
    later = date(2027, 3, 1)
    stepping.end(training, by=worker, what=passed(), now=at(later))
    ending.finish(training.journey, by=worker, ended_on=later, now=at(later))
    journey = Journey.objects.get()
    assert (journey.status, journey.why, journey.ended_on) == (Status.DONE, "done", later)


def test_nobody_under_way_is_planned_again() -> None:
    """While a journey is open no round plans with the person, also when the place is free for others already."""
    journey = make_journey()
    candidate, worker = journey.candidate, house("test")
    happened(journey, "journey.begin", concerns=START, by=worker, now=at(START))
    assert not without_place(Candidate.objects.filter(pk=candidate.pk), START).exists()
    journey.status = Status.STOPPED
    happened(journey, "journey.stop", concerns=START, by=worker, now=at(START))
    assert without_place(Candidate.objects.filter(pk=candidate.pk), START).exists()
