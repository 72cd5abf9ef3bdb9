"""Signals of the journeys in the database: the facts are gathered, taken up ones are silent, questions do not grow."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from koppelkans.core.access import Actor, actor_of
from koppelkans.core.models import User
from koppelkans.core.refusal import Refused
from koppelkans.journeys.actions import guiding
from koppelkans.journeys.models import Attendance, Contact, Deed, Heeded, Instruction, Journey, Signature, Task
from koppelkans.journeys.queries_signals import limits, of_journeys, raised
from koppelkans.people.models import WeekItem
from koppelkans.supply.models import RiskTask
from making import NOW, TODAY, make_candidate, make_journey, make_place, make_spell, make_step, make_user

pytestmark = pytest.mark.django_db
BEGAN = TODAY - timedelta(days=90)


def going(coach: User, **fields: Any) -> Journey:
    """A journey that goes on calmly, with work without an end."""
    journey = make_journey(
        **({"coach": coach, "status": "going", "started_on": BEGAN, "candidate": make_candidate()} | fields)
    )
    make_spell(journey, since=BEGAN)
    return journey


def late_task(journey: Journey, days: int = 1) -> Task:
    """A task that was due."""
    due_on = TODAY - timedelta(days=days)
    return Task.objects.create(journey=journey, party="employer", what="Pasje maken", due_on=due_on, made_at=NOW)


def codes(actor: Actor, today: date = TODAY) -> list[str]:
    """The signals of this actor, in order."""
    return [row.signal.code for row in raised(actor, today)]


def trouble(journey: Journey) -> None:
    """Make something of every kind wrong but a break and an end in sight."""
    monday = TODAY - timedelta(days=14)
    place = make_place(dayparts=["mo-am"], dayparts_needed=None)
    step = make_step(
        journey, "leerwerkplek", place=place, status="going", started_on=BEGAN, planned_start=BEGAN, planned_end=None
    )
    for week in (monday, monday + timedelta(days=7)):
        Attendance.objects.create(step=step, week=week, planned=Decimal(20), present=Decimal(10), at=NOW)
    for party, day in (("candidate", 0), ("employer", 0)):
        Contact.objects.create(journey=journey, party=party, day=day, due_on=TODAY - timedelta(days=20))
    WeekItem.objects.create(candidate=journey.candidate, kind="school", dayparts=["mo-am"])
    task = RiskTask.objects.create(place=place, name="Op een ladder werken", instruction="Drie punten vast")
    Instruction.objects.create(
        candidate=journey.candidate,
        task=task,
        language="nl",
        how="shown",
        checked_by="Sam",
        checked_on=BEGAN,
        until=TODAY + timedelta(days=10),
        at=NOW,
    )
    deed = Deed.objects.create(journey=journey, number=1, paper={}, sha256="x", made_at=NOW)
    asked = NOW - timedelta(days=9)
    Signature.objects.create(deed=deed, party="employer", asked_at=asked, due_on=TODAY + timedelta(days=5))
    late_task(journey)


ALL = {
    "attendance",
    "clash",
    "contact-missed",
    "silent-employer",
    "proof-ends",
    "signature",
    "task-overdue",
}


def test_every_fact_is_gathered() -> None:
    """What is wrong in the database is found by its rule."""
    coach = make_user("coach")
    trouble(going(coach))
    assert set(codes(actor_of(coach, TODAY))) == ALL


def test_a_calm_journey_raises_nothing() -> None:
    """Nor does one that is over, or of another coach."""
    coach = make_user("coach")
    going(coach)
    over = going(coach, status="done", ended_on=TODAY, why="done")
    other = going(make_user("coach"))
    for journey in (over, other):
        late_task(journey)
    assert codes(actor_of(coach, TODAY)) == []


def test_an_end_without_something_after_it_is_seen() -> None:
    """Work that ends in ten days, and nothing that follows."""
    coach = make_user("coach")
    journey = going(coach)
    journey.spells.update(until=TODAY + timedelta(days=10))
    assert codes(actor_of(coach, TODAY)) == ["end-in-sight"]


def test_a_break_without_a_plan_is_seen() -> None:
    """Three weeks of standing still, and no task."""
    coach = make_user("coach")
    journey = going(coach)
    journey.breaks.create(kind="waiting", since=TODAY - timedelta(days=21), at=NOW)
    assert codes(actor_of(coach, TODAY)) == ["long-break"]


def test_trying_without_an_answer_does_not_silence_the_employer() -> None:
    """The moment stays open, and the plan asked for it long ago."""
    coach = make_user("coach")
    actor, journey = actor_of(coach, TODAY), going(coach)
    make_step(journey, "leerwerkplek", planned_start=BEGAN, planned_end=None, started_on=BEGAN, status="going")
    moment = Contact.objects.create(journey=journey, party="employer", day=28, due_on=BEGAN + timedelta(days=28))
    guiding.record_contact(
        moment,
        by=actor,
        done_on=TODAY,
        how="phone",
        outcome="not-reached",
        again_on=TODAY + timedelta(days=2),
        now=NOW,
    )
    assert codes(actor) == ["silent-employer"]


def take_up(journey: Journey, actor: Actor, **fields: Any) -> Heeded:
    """Take up the first signal of a journey."""
    signal = of_journeys([journey], TODAY)[0].signal
    values: dict[str, Any] = {"what": "Ik bel morgen.", "until": TODAY + timedelta(days=7), "now": NOW}
    return guiding.heed(journey, by=actor, signal=signal.code, rests_on=signal.fingerprint, **(values | fields))


def test_a_signal_that_was_taken_up_is_silent_until_its_day() -> None:
    """On that day it is there again."""
    coach = make_user("coach")
    actor, journey = actor_of(coach, TODAY), going(coach)
    late_task(journey)
    take_up(journey, actor)
    assert [codes(actor, TODAY + timedelta(days=days)) for days in (0, 6, 7)] == [[], [], ["task-overdue"]]


def test_a_signal_comes_back_when_what_it_rests_on_changes() -> None:
    """A second task that is late is something else than the first alone."""
    coach = make_user("coach")
    actor, journey = actor_of(coach, TODAY), going(coach)
    late_task(journey)
    take_up(journey, actor)
    late_task(journey, 2)
    assert codes(actor) == ["task-overdue"]


def test_taking_up_needs_words_and_a_day_that_is_near() -> None:
    """Nobody silences a signal for good, or without saying what happens."""
    coach = make_user("coach")
    actor, journey = actor_of(coach, TODAY), going(coach)
    late_task(journey)
    for wrong in ({"what": " "}, {"until": TODAY}, {"until": TODAY + timedelta(days=61)}):
        with pytest.raises(Refused):
            take_up(journey, actor, **wrong)


def test_the_case_worker_sees_the_own_people_of_another_coach_when_asked() -> None:
    """The list is one per coach; who is responsible can look along."""
    worker = make_user("case-worker")
    journey = going(make_user("coach"), candidate=make_candidate(owner=worker))
    late_task(journey)
    actor = actor_of(worker, TODAY)
    assert raised(actor, TODAY) == []
    assert len(raised(actor, TODAY, as_owner=True)) == 1


def test_questions_do_not_grow_with_the_journeys(django_assert_max_num_queries: Any) -> None:
    """One journey or twelve with everything wrong: the same few questions."""
    coach = make_user("coach")
    trouble(going(coach))
    actor = actor_of(coach, TODAY)
    with django_assert_max_num_queries(14) as one:
        raised(actor, TODAY)
    for _number in range(11):
        trouble(going(coach))
    with django_assert_max_num_queries(len(one)):
        assert len(raised(actor, TODAY)) == 12 * len(ALL)


def test_every_limit_is_a_term() -> None:
    """An installation can set each of them."""
    assert limits().attendance_percent == 80
    assert limits().signature_days == 7


def test_a_moment_of_the_day_means_nothing() -> None:
    """A signature asked late in the evening counts from that day here, not in Greenwich."""
    coach = make_user("coach")
    journey = going(coach)
    deed = Deed.objects.create(journey=journey, number=1, paper={}, sha256="x", made_at=NOW)
    asked_at = datetime.fromisoformat("2026-10-25T23:30:00+00:00")  # the 26th in Amsterdam
    Signature.objects.create(deed=deed, party="employer", asked_at=asked_at, due_on=TODAY + timedelta(days=9))
    assert codes(actor_of(coach, TODAY), date(2026, 11, 2)) == []
    assert codes(actor_of(coach, TODAY), date(2026, 11, 3)) == ["signature"]
