"""Guidance: who is named, the moments of contact and how they move, tasks, and who may look up whom to call."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from koppelkans.core.access import Actor, Closed, Unknown, actor_of
from koppelkans.core.models import AuditEntry, Cover
from koppelkans.core.refusal import Refused
from koppelkans.journeys.actions import guiding, tasks
from koppelkans.journeys.models import Break, Contact, Journey
from koppelkans.journeys.queries_guiding import coaches_in, own_open, to_do
from koppelkans.journeys.rules_guiding import planned_on
from making import (
    NOW,
    TODAY,
    make_actor,
    make_candidate,
    make_journey,
    make_municipality,
    make_place,
    make_step,
    make_user,
)

pytestmark = pytest.mark.django_db
FIRST = date(2026, 12, 1)


def make_guided(**fields: Any) -> tuple[Journey, Actor]:
    """A journey with a jobcoach, and that jobcoach."""
    coach = make_user("coach")
    candidate = fields.pop("candidate", None) or make_candidate(name="Robin Example", owner=make_user("case-worker"))
    journey = make_journey(candidate=candidate, coach=coach, contact_plan=[0, 7, 28], **fields)
    return journey, actor_of(coach, TODAY)


def make_contact(journey: Journey, **fields: Any) -> Contact:
    """A moment with the candidate, today."""
    return Contact.objects.create(**({"journey": journey, "party": "candidate", "day": 0, "due_on": TODAY} | fields))


def due(journey: Journey, party: str = "candidate") -> list[date]:
    """The days of the open moments with a party."""
    return [row.due_on for row in journey.contacts.filter(party=party, done_on=None, cancelled_at=None)]


def record(contact: Contact, by: Actor, **fields: Any) -> Contact:
    """A telephone call of today in which all was well, unless said otherwise."""
    return guiding.record_contact(
        contact, by=by, **({"done_on": TODAY, "how": "phone", "outcome": "fine", "now": NOW} | fields)
    )


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons of a refusal."""
    return [reason.code for reason in refused.value.reasons]


def test_moments_with_candidate_and_employer_follow_the_plan() -> None:
    """With the candidate from the first day; with the employer from the first day at the place."""
    journey, _coach = make_guided(first_day=FIRST)
    assert guiding.plan_contacts(journey, FIRST, now=NOW) == 3
    assert due(journey) == [FIRST, FIRST + timedelta(7), FIRST + timedelta(28)]
    assert due(journey, "employer") == []
    step = make_step(journey, "leerwerkplek")
    guiding.plan_contacts(journey, now=NOW)
    assert due(journey, "employer")[0] == step.planned_start


def test_planning_again_changes_nothing() -> None:
    """Every verb that moves dates may plan again."""
    journey, _coach = make_guided(first_day=FIRST)
    guiding.plan_contacts(journey, now=NOW)
    assert guiding.plan_contacts(journey, now=NOW) == 0


def test_moments_move_with_the_first_day_but_not_those_somebody_put_elsewhere() -> None:
    """What a coach agreed stays as agreed; the rest follows."""
    journey, coach = make_guided(first_day=FIRST)
    guiding.plan_contacts(journey, now=NOW)
    second = journey.contacts.get(day=7)
    guiding.move_contact(second, by=coach, due_on=date(2026, 12, 10), now=NOW)
    journey.first_day = FIRST + timedelta(14)
    guiding.plan_contacts(journey, now=NOW)
    assert due(journey) == [date(2026, 12, 10), FIRST + timedelta(14), FIRST + timedelta(42)]


def test_a_cancelled_moment_does_not_come_back() -> None:
    """What is not needed in this journey is not planned again."""
    journey, coach = make_guided(first_day=FIRST)
    guiding.plan_contacts(journey, now=NOW)
    guiding.cancel_contact(journey.contacts.get(day=7), by=coach, now=NOW)
    assert guiding.plan_contacts(journey, now=NOW) == 0
    assert len(due(journey)) == 2


def test_moments_wait_for_a_break() -> None:
    """What comes after the begin of a break is later by its days; what came before stays."""
    pause = Break(since=FIRST + timedelta(5), until=FIRST + timedelta(14))
    open_pause = Break(since=FIRST + timedelta(20))
    assert [planned_on(FIRST, day, [open_pause, pause]) for day in (0, 4, 5, 28)] == [
        FIRST,
        FIRST + timedelta(4),
        FIRST + timedelta(15),
        FIRST + timedelta(38),
    ]


def test_a_journey_that_is_entered_late_has_no_old_debts() -> None:
    """Moments of more than a week ago are not made."""
    journey, _coach = make_guided(first_day=TODAY - timedelta(20))
    guiding.plan_contacts(journey, now=NOW)
    assert due(journey) == [TODAY + timedelta(8)]


def test_a_contact_is_written_down_once() -> None:
    """Who writes it down second is told, and nothing of the first is lost."""
    journey, coach = make_guided()
    contact = make_contact(journey)
    record(contact, coach, note="De start ging goed.")
    with pytest.raises(Refused) as refused:
        record(contact, coach, outcome="worry")
    assert codes(refused) == ["done"]
    contact.refresh_from_db()
    assert (contact.outcome, contact.note) == ("fine", "De start ging goed.")


def test_who_is_not_reached_is_tried_again() -> None:
    """The moment stays open with its new day, and the history tells of the try."""
    journey, coach = make_guided()
    contact = record(make_contact(journey), coach, outcome="not-reached", again_on=TODAY + timedelta(2))
    assert (contact.done_on, contact.due_on) == (None, TODAY + timedelta(2))
    assert journey.events.get().what == "contact.tried"
    with pytest.raises(Refused) as refused:
        record(contact, coach, outcome="not-reached")
    assert codes(refused) == ["again_on"]


def test_every_reason_against_a_contact_comes_at_once() -> None:
    """A day that is still to come, no way, no outcome: told together."""
    journey, coach = make_guided()
    with pytest.raises(Refused) as refused:
        record(make_contact(journey), coach, done_on=TODAY + timedelta(1), how="", outcome="")
    assert codes(refused) == ["done_on", "how", "outcome"]


def test_a_note_holds_no_health_unless_somebody_insists_and_never_a_citizens_number() -> None:
    """As with case notes; and neither history nor trail says what is in it."""
    journey, coach = make_guided()
    contact = make_contact(journey)
    with pytest.raises(Refused) as refused:
        record(contact, coach, note="Was bij de huisarts.")
    assert codes(refused) == ["health"]
    record(contact, coach, note="Was bij de huisarts.", anyway=True)
    with pytest.raises(Refused) as refused:
        record(make_contact(journey, day=7), coach, note="Nummer 111222333", anyway=True)
    assert codes(refused) == ["bsn"]
    told = [str(row.facts) + row.why for row in journey.events.all()] + [row.why for row in AuditEntry.objects.all()]
    assert "huisarts" not in "".join(told)


def test_another_municipality_does_not_know_the_journey() -> None:
    """Nothing of it can be read or changed there."""
    journey, _coach = make_guided()
    other = make_actor("case-worker", municipality=make_municipality("GM0001", "Elders"))
    with pytest.raises(Unknown):
        record(make_contact(journey), other)
    with pytest.raises(Unknown):
        tasks.add_task(journey, by=other, party="coach", what="Bellen", due_on=TODAY, now=NOW)
    with pytest.raises(Unknown):
        guiding.open_card(journey, by=other, now=NOW)
    with pytest.raises(Closed):
        guiding.name_buddy(journey, by=make_actor("training-provider"), name="Sam", now=NOW)


def test_a_moment_is_added_once_a_day_and_not_before_the_first_day() -> None:
    """The plan of a journey can be changed, one moment at a time."""
    journey, coach = make_guided(first_day=FIRST)
    day = FIRST + timedelta(3)
    made = guiding.add_contact(journey, by=coach, party="candidate", due_on=day, now=NOW)
    assert made.day == 3
    for party, due_on, code in (
        ("candidate", day, "due_on"),
        ("candidate", TODAY, "due_on"),
        ("employer", day, "party"),
    ):
        with pytest.raises(Refused) as refused:
            guiding.add_contact(journey, by=coach, party=party, due_on=due_on, now=NOW)
        assert codes(refused) == [code]


def test_a_coach_of_a_journey_that_goes_on_is_not_replaced_without_a_yes() -> None:
    """Before the start a case worker names; afterwards it is handed over."""
    journey, _coach = make_guided()
    worker = actor_of(journey.candidate.owner, TODAY)  # type: ignore[arg-type]
    other = make_user("coach")
    assert guiding.name_coach(journey, by=worker, coach=other, now=NOW).coach == other
    Journey.objects.filter(pk=journey.pk).update(status="going")
    with pytest.raises(Refused) as refused:
        guiding.name_coach(journey, by=worker, coach=make_user("coach"), now=NOW)
    assert codes(refused) == ["hand-over"]


def test_only_who_guides_there_is_named_coach() -> None:
    """An adviser, somebody of elsewhere, and who cannot log in any more are none."""
    journey, _coach = make_guided()
    worker = actor_of(journey.candidate.owner, TODAY)  # type: ignore[arg-type]
    elsewhere = make_municipality("GM0001", "Elders")
    for user in (
        make_user("employer-adviser", municipality=make_municipality()),
        make_user("coach", municipality=elsewhere),
        make_user("coach", is_active=False),
    ):
        assert user not in coaches_in([journey.candidate.municipality_id], TODAY)
        with pytest.raises(Refused) as refused:
            guiding.name_coach(journey, by=worker, coach=user, now=NOW)
        assert codes(refused) == ["coach"]


def test_a_buddy_has_a_telephone_number_that_is_one() -> None:
    """The number is checked, and the history does not say who the buddy is."""
    journey, coach = make_guided()
    with pytest.raises(Refused) as refused:
        guiding.name_buddy(journey, by=coach, name="Sam", phone="bel maar", now=NOW)
    assert codes(refused) == ["phone"]
    guiding.name_buddy(journey, by=coach, name="Sam", phone="06 12 34 56 78", now=NOW)
    assert "Sam" not in str(journey.events.get().facts)


def test_the_coach_of_an_open_journey_may_look_up_whom_to_call() -> None:
    """Named in a decision; the trail tells who looked, and after the end the card is closed again."""
    journey, coach = make_guided()
    card = guiding.open_card(journey, by=coach, now=NOW)
    assert card is not None
    assert card.name == "Robin Example"
    assert AuditEntry.objects.get(action="card.open").subject_id == journey.candidate_id
    Journey.objects.filter(pk=journey.pk).update(status="done", ended_on=TODAY, why="done")
    with pytest.raises(Unknown):
        guiding.open_card(journey, by=coach, now=NOW)


def test_a_colleague_who_is_not_the_coach_does_not_see_the_card() -> None:
    """Another case worker of the same municipality guides along, by pseudonym."""
    journey, coach = make_guided()
    with pytest.raises(Unknown):
        guiding.open_card(journey, by=make_actor("case-worker"), now=NOW)
    stand_in = make_user("coach")
    assert coach.user is not None
    Cover.objects.create(absent=coach.user, stand_in=stand_in, since=TODAY, until=TODAY)
    assert guiding.open_card(journey, by=actor_of(stand_in, TODAY), now=NOW) is not None


def test_a_task_is_added_done_or_cancelled_once() -> None:
    """A task that is over is not changed; the same open task is not added twice."""
    journey, coach = make_guided()
    task = tasks.add_task(journey, by=coach, party="employer", what=" Pasje maken ", due_on=TODAY, now=NOW)
    with pytest.raises(Refused):
        tasks.add_task(journey, by=coach, party="employer", what="Pasje maken", due_on=TODAY, now=NOW)
    tasks.finish_task(task, by=coach, now=NOW)
    for verb in (tasks.finish_task, tasks.cancel_task):
        with pytest.raises(Refused) as refused:
            verb(task, by=coach, now=NOW)  # type: ignore[operator]
        assert codes(refused) == ["done"]
    assert [row.what for row in journey.events.all()] == ["task.add", "task.done"]


def test_every_reason_against_a_task_comes_at_once() -> None:
    """What a task says goes out in a reminder: nothing about health."""
    journey, coach = make_guided()
    with pytest.raises(Refused) as refused:
        tasks.add_task(journey, by=coach, party="x", what="Naar de huisarts", due_on=TODAY - timedelta(1), now=NOW)
    assert codes(refused) == ["due_on", "party", "what"]


def test_today_shows_what_is_due_the_latest_first() -> None:
    """Contacts and tasks of the own journeys in one list; what is still to come is not in it."""
    journey, coach = make_guided()
    make_contact(journey, due_on=TODAY)
    make_contact(journey, day=7, due_on=TODAY + timedelta(1))
    tasks.add_task(journey, by=coach, party="candidate", what="Pas foto", due_on=TODAY, now=NOW)
    journey.tasks.update(due_on=TODAY - timedelta(3))
    make_contact(make_guided()[0])  # of another coach
    found = to_do(coach, TODAY)
    assert [(row.due_on, bool(row.task)) for row in found] == [(TODAY - timedelta(3), True), (TODAY, False)]


def test_a_moment_in_a_break_that_goes_on_waits() -> None:
    """Nobody is sent to call somebody who is in a break."""
    journey, coach = make_guided()
    make_contact(journey)
    Break.objects.create(journey=journey, kind="waiting", since=TODAY - timedelta(1), at=NOW)
    assert to_do(coach, TODAY) == []


def test_a_task_of_the_municipality_is_of_the_case_worker() -> None:
    """Also beside a jobcoach, who does not have to do it."""
    journey, coach = make_guided()
    worker = actor_of(journey.candidate.owner, TODAY)  # type: ignore[arg-type]
    tasks.add_task(journey, by=worker, party="municipality", what="Beschikking", due_on=TODAY, now=NOW)
    assert [len(to_do(actor, TODAY)) for actor in (worker, coach)] == [1, 0]


def test_without_a_coach_the_case_worker_guides() -> None:
    """A journey is always somebody's."""
    worker = make_user("case-worker")
    journey = make_journey(candidate=make_candidate(owner=worker))
    assert list(own_open(actor_of(worker, TODAY))) == [journey]
    journey.coach = make_user("coach")
    journey.save()
    assert list(own_open(actor_of(worker, TODAY))) == []
    assert list(own_open(actor_of(worker, TODAY), as_owner=True)) == [journey]


def test_the_place_of_an_employer_is_where_its_moments_begin() -> None:
    """When the place begins later, the moments with the employer go with it."""
    journey, _coach = make_guided(first_day=FIRST)
    step = make_step(journey, "leerwerkplek", place=make_place(), planned_start=FIRST, planned_end=None)
    guiding.plan_contacts(journey, now=NOW)
    step.planned_start = FIRST + timedelta(10)
    step.save()
    guiding.plan_contacts(journey, now=NOW)
    assert due(journey, "employer")[0] == FIRST + timedelta(10)
