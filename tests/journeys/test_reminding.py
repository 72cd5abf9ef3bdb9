"""Reminders: who hears what at night, each thing once, in the own language, and without a name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from koppelkans.core.access import house
from koppelkans.core.models import AuditEntry, Message, User
from koppelkans.journeys.actions.reminding import remind
from koppelkans.journeys.models import Contact, Journey, Task
from koppelkans.people.models import ContactCard
from making import (
    NOW,
    TODAY,
    make_candidate,
    make_employer,
    make_journey,
    make_organisation,
    make_place,
    make_run,
    make_step,
    make_user,
)

pytestmark = pytest.mark.django_db
BY = house("koppelkans nightly")
SMS = "koppelkans.core.sms.ToFile"


def make_guided(coach: User | None = None, *, language: str = "nl", **card: str) -> Journey:
    """A journey of Robin with a coach; the card holds what is given."""
    candidate = make_candidate(name="Robin Example", owner=make_user("case-worker"))
    ContactCard.objects.filter(candidate=candidate).update(language=language, **card)
    return make_journey(candidate=candidate, coach=coach or make_user("coach", name="Noor Jansen"), status="going")


def make_task(journey: Journey, party: str, days: int = 0, what: str = "Pasje maken") -> Task:
    """A task that is due in so many days."""
    due_on = TODAY + timedelta(days=days)
    return Task.objects.create(journey=journey, party=party, what=what, due_on=due_on, made_at=NOW)


def make_contact(journey: Journey, days: int = 0, day: int = 0) -> Contact:
    """A moment with the candidate that is due in so many days."""
    return Contact.objects.create(journey=journey, party="candidate", day=day, due_on=TODAY + timedelta(days=days))


def sent(to: str) -> list[Message]:
    """What went to an address, the oldest first."""
    return list(Message.objects.filter(to=to).order_by("pk"))


def night(days: int = 0) -> int:
    """The reminders of a night."""
    return remind(by=BY, now=NOW + timedelta(days=days))


def test_a_coach_gets_one_mail_with_all_that_is_due_and_no_name() -> None:
    """Two journeys, three things, one mail; the candidate by pseudonym."""
    coach = make_user("coach", email="noor@example.org")
    first, second = make_guided(coach), make_guided(coach)
    make_contact(first, -2)
    make_task(first, "coach")
    make_contact(second)
    make_contact(second, 1, day=7)
    assert night() == 1
    (mail,) = sent("noor@example.org")
    assert mail.subject == "3 dingen voor vandaag"
    assert f"31 oktober 2026, {first.candidate}: contact met de kandidaat" in mail.body
    assert "/trajecten/vandaag/" in mail.body
    assert "Robin" not in mail.body


def test_each_thing_is_reminded_of_once() -> None:
    """The next night there is nothing new, and no mail; something new brings the open ones along."""
    coach = make_user("coach", email="noor@example.org")
    journey = make_guided(coach)
    make_contact(journey)
    make_contact(journey, 2, day=7)
    assert [night(days) for days in (0, 0, 1, 2, 3)] == [1, 0, 0, 1, 0]
    assert sent("noor@example.org")[-1].subject == "2 dingen voor vandaag"


def test_a_long_mail_ends_with_how_many_more() -> None:
    """Forty lines are read, four hundred are not; the list of today has all of them."""
    journey = make_guided(make_user("coach", email="noor@example.org"))
    for number in range(43):
        make_task(journey, "coach", what=f"Taak {number}")
    night()
    (mail,) = sent("noor@example.org")
    assert mail.subject == "43 dingen voor vandaag"
    assert "- en nog 3" in mail.body
    assert mail.body.count("Taak ") == 40


def test_nothing_to_do_is_no_mail() -> None:
    """Nor for a journey that is over, or a coach who cannot log in."""
    over = make_guided()
    make_contact(over)
    Journey.objects.filter(pk=over.pk).update(status="done", ended_on=TODAY, why="done")
    make_contact(make_guided(make_user("coach", is_active=False)))
    make_guided()
    assert night() == 0


def test_a_task_of_the_municipality_goes_to_the_case_worker() -> None:
    """And not to the jobcoach."""
    journey = make_guided()
    make_task(journey, "municipality")
    night()
    assert [message.to for message in Message.objects.all()] == [journey.candidate.owner.email]  # type: ignore[union-attr]


def test_a_mail_is_in_the_language_of_the_user() -> None:
    """A coach who works in English reads English around the pseudonyms."""
    coach = make_user("coach", email="noor@example.org", language="en")
    make_contact(make_guided(coach))
    night()
    assert "2 november 2026" not in sent("noor@example.org")[0].body


def test_an_employer_and_a_provider_hear_what_they_do_and_whom_to_ask() -> None:
    """Those of the step that goes on; one mail for all tasks."""
    journey = make_guided(make_user("coach", name="Noor Jansen", email="noor@example.org"))
    boss = make_organisation("employer", name="Zonnig BV", contact_email="baas@example.org")
    school = make_organisation("provider", name="De School", contact_email="school@example.org")
    make_step(journey, "leerwerkplek", place=make_place(employer=make_employer(organisation=boss)))
    make_step(journey, run=make_run(provider=school))
    make_task(journey, "employer", 3)
    make_task(journey, "employer", -1, "Werkkleding")
    make_task(journey, "provider", 1, "Boeken")
    make_task(journey, "provider", 4, "Later")
    assert night() == 2
    (mail,) = sent("baas@example.org")
    for words in (str(journey.candidate), "Pasje maken", "Werkkleding", "Noor Jansen: noor@example.org"):
        assert words in mail.body
    assert "Robin" not in mail.body
    assert "Later" not in sent("school@example.org")[0].body
    assert night() == 0


def test_an_employer_without_an_address_is_reminded_when_there_is_one() -> None:
    """What could not be sent is not told to have been."""
    journey = make_guided()
    boss = make_organisation("employer")
    make_step(journey, "leerwerkplek", place=make_place(employer=make_employer(organisation=boss)))
    task = make_task(journey, "employer")
    assert night() == 0
    task.refresh_from_db()
    assert task.reminded_at is None
    boss.contact_email = "baas@example.org"
    boss.save()
    assert night() == 1


def starting(journey: Journey, days: int) -> Any:
    """A step that begins in so many days."""
    first = TODAY + timedelta(days=days)
    return make_step(journey, planned_start=first, planned_end=first + timedelta(days=60))


def test_a_candidate_is_reminded_of_the_next_step_in_the_own_language() -> None:
    """Once, without the name of a course; and the history tells it."""
    journey = make_guided(email="robin@example.org", language="tr")
    step = starting(journey, 7)
    make_task(journey, "candidate", 2, "Pasfoto")
    assert [night(), night()] == [1, 0]
    (mail,) = sent("robin@example.org")
    assert mail.subject == "Bunu hatırlıyor musunuz?"
    assert "9 Kasım 2026" in mail.body
    assert "Pasfoto" in mail.body
    assert step.run.name not in mail.body
    assert journey.events.get().what == "step.remind"
    assert AuditEntry.objects.filter(action="reminder.send", subject=journey.candidate_id).count() == 1


def test_a_step_that_moved_is_another_day_to_remember() -> None:
    """The candidate hears the new day."""
    journey = make_guided(email="robin@example.org")
    step = starting(journey, 3)
    night()
    step.planned_start = TODAY + timedelta(days=5)
    step.save()
    assert night() == 1
    assert "7 november 2026" in sent("robin@example.org")[-1].body


@pytest.mark.parametrize(("days", "status"), [(8, "going"), (0, "going"), (3, "paused"), (3, "stopped")])
def test_a_step_that_is_far_away_or_not_to_begin_is_left_alone(days: int, status: str) -> None:
    """Eight days ahead, today, in a break, or after the end."""
    journey = make_guided(email="robin@example.org")
    ended: dict[str, Any] = {"ended_on": TODAY, "why": "other"} if status == "stopped" else {}
    Journey.objects.filter(pk=journey.pk).update(status=status, **ended)
    starting(journey, days)
    assert night() == 0


def test_who_has_no_mail_gets_a_text_message_where_there_is_an_adapter(settings: Any) -> None:
    """To the number with its country code; without an adapter nothing goes out and nothing is ticked off."""
    journey = make_guided(phone="06 12 34 56 78")
    task = make_task(journey, "candidate", 1, "Pasfoto")
    assert night() == 0
    task.refresh_from_db()
    assert task.reminded_at is None
    settings.KOPPELKANS_SMS = SMS
    assert night() == 1
    message = Message.objects.get(via="sms")
    assert message.to == "+31612345678"
    assert "Pasfoto" in message.body
    assert len(message.body) <= 160


def test_mail_goes_before_a_text_message(settings: Any) -> None:
    """One message is enough."""
    settings.KOPPELKANS_SMS = SMS
    journey = make_guided(phone="06 12 34 56 78", email="robin@example.org")
    make_task(journey, "candidate")
    night()
    assert [message.via for message in Message.objects.all()] == ["mail"]


def test_reminders_take_as_many_questions_for_many_as_for_few(django_assert_max_num_queries: Any) -> None:
    """The night does not ask once for each journey; it writes a message for each who hears something."""
    coach = make_user("coach")

    def fill(number: int) -> None:
        for _one in range(number):
            journey = make_guided(coach)
            make_contact(journey)
            make_task(journey, "coach")

    fill(1)
    with django_assert_max_num_queries(20) as one:
        night()
    fill(15)
    with django_assert_max_num_queries(len(one)):
        night()


def test_a_reminder_at_the_end_of_the_year_has_the_right_day() -> None:
    """Half past twelve at night here is yesterday in Greenwich."""
    journey = make_guided(email="robin@example.org")
    first = date(2027, 1, 8)
    make_step(journey, planned_start=first, planned_end=None)
    assert remind(by=BY, now=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == 1
