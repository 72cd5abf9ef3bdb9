"""Pages of guidance: the tab of a journey, the list of signals, the list of today, and whom to call."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from koppelkans.core.models import AuditEntry, User
from koppelkans.journeys.models import Contact, Journey, Task
from koppelkans.people.models import ContactCard
from making import NOW, make_candidate, make_journey, make_spell, make_step, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach(client: Client) -> User:
    """A jobcoach who is logged in."""
    user = make_user("coach")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


@pytest.fixture(autouse=True)
def _one_factor(settings: Any) -> None:
    """A login without a second factor will do here."""
    settings.KOPPELKANS_SECOND_FACTOR = "optional"


def today() -> date:
    """The day of the clock."""
    return timezone.localdate()


def make_guided(coach: User) -> Journey:
    """A journey of this coach that goes on, with a task that is late and a contact for today."""
    candidate = make_candidate(name="Robin Example", owner=make_user("case-worker"))
    ContactCard.objects.filter(candidate=candidate).update(phone="0612345678")
    journey = make_journey(candidate=candidate, coach=coach, status="going", started_on=today() - timedelta(days=30))
    make_spell(journey, since=journey.started_on)
    late = today() - timedelta(days=2)
    Task.objects.create(journey=journey, party="employer", what="Pasje maken", due_on=late, made_at=NOW)
    Contact.objects.create(journey=journey, party="candidate", day=28, due_on=today())
    return journey


def page(client: Client, name: str, *args: Any) -> str:
    """The page of an address."""
    answer = client.get(reverse(f"journeys:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, name: str, *args: Any, **data: Any) -> str:
    """Send a form; where it leads, or the page with what stands in the way."""
    answer = client.post(reverse(f"journeys:{name}", args=args), data)
    return str(answer["Location"]) if answer.status_code == 302 else answer.content.decode()


def test_the_tab_shows_signals_contact_and_tasks_without_a_name(client: Client, coach: User) -> None:
    """By pseudonym; who it is is one step further, and that step is in the trail."""
    journey = make_guided(coach)
    text = page(client, "guidance", journey.pk)
    for words in ("Taak te laat", "Pasje maken", "kandidaat", "Leg vast", "Wie bel ik?"):
        assert words in text
    assert "Robin" not in text
    assert AuditEntry.objects.filter(action="journey.open").count() == 1


def test_whom_to_call_is_looked_up_and_the_trail_tells_it(client: Client, coach: User) -> None:
    """The name and the number, for the coach."""
    journey = make_guided(coach)
    text = page(client, "card", journey.pk)
    assert "Robin Example" in text
    assert "tel:0612345678" in text
    assert AuditEntry.objects.filter(action="card.open").count() == 1


def test_a_contact_is_written_down(client: Client, coach: User) -> None:
    """And the page of the journey tells it afterwards."""
    journey = make_guided(coach)
    contact = journey.contacts.get()
    where = send(client, "contact", journey.pk, contact.pk, done_on=today(), how="visit", outcome="fine", note="Goed.")
    assert where == reverse("journeys:guidance", args=[journey.pk])
    assert "1 contact geweest" in page(client, "guidance", journey.pk)


def test_a_note_about_health_is_asked_about_first(client: Client, coach: User) -> None:
    """The box to keep it anyway appears with the reason."""
    journey = make_guided(coach)
    values = {"done_on": today(), "how": "phone", "outcome": "worry", "note": "Zegt dat de dokter en huisarts belden."}
    text = send(client, "contact", journey.pk, journey.contacts.get().pk, **values)
    assert "gezondheid" in text
    assert 'name="anyway"' in text
    assert send(client, "contact", journey.pk, journey.contacts.get().pk, **values, anyway="on").startswith("/")


def test_who_was_not_reached_asks_for_another_day(client: Client, coach: User) -> None:
    """Without a day the form says what is missing, at its field."""
    journey = make_guided(coach)
    contact = journey.contacts.get()
    values = {"done_on": today(), "how": "phone", "outcome": "not-reached"}
    assert "Kies vandaag of een dag die nog komt." in send(client, "contact", journey.pk, contact.pk, **values)
    assert send(client, "contact", journey.pk, contact.pk, **values, again_on=today() + timedelta(days=2))[0] == "/"
    contact.refresh_from_db()
    assert contact.due_on == today() + timedelta(days=2)


def test_a_signal_is_taken_up_from_the_list_and_is_gone(client: Client, coach: User) -> None:
    """The list has what it rests on; afterwards the journey tells who took it up."""
    journey = make_guided(coach)
    text = page(client, "signals")
    assert "Pasje maken" in text
    assert "deze week" in text
    until = today() + timedelta(days=5)
    where = send(client, "heed", journey.pk, "task-overdue", what="Ik bel de werkgever.", until=until)
    assert where == reverse("journeys:signals")
    assert "Geen signalen" in page(client, "signals")
    assert "Ik bel de werkgever." in page(client, "guidance", journey.pk)


def test_a_signal_that_is_gone_says_so(client: Client, coach: User) -> None:
    """Somebody else solved it in the meantime."""
    journey = make_guided(coach)
    journey.tasks.update(done_on=today())
    answer = client.get(reverse("journeys:heed", args=[journey.pk, "task-overdue"]), follow=True)
    assert "Dit signaal is er niet meer." in answer.content.decode()


def test_today_is_one_list_the_late_first_and_work_goes_on_from_it(client: Client, coach: User) -> None:
    """A task that is done there leads back there."""
    journey = make_guided(coach)
    text = page(client, "today")
    assert text.index("Te laat") < text.index("Pasje maken") < text.index("Vandaag doen") < text.index("Contact met de")
    where = send(client, "task-done", journey.pk, journey.tasks.get().pk, next=reverse("journeys:today"))
    assert where == reverse("journeys:today")
    assert "Pasje maken" not in page(client, "today")


def test_a_next_that_leads_elsewhere_is_not_followed(client: Client, coach: User) -> None:
    """Only the own list is gone back to."""
    journey = make_guided(coach)
    where = send(client, "task-done", journey.pk, journey.tasks.get().pk, next="https://example.org/")
    assert where == reverse("journeys:guidance", args=[journey.pk])


def test_a_task_and_a_moment_are_added_and_moved(client: Client, coach: User) -> None:
    """Each by a form of its own."""
    journey = make_guided(coach)
    day = today() + timedelta(days=9)
    assert send(client, "task-new", journey.pk, party="candidate", what="Pasfoto", due_on=day).startswith("/")
    assert send(client, "contact-new", journey.pk, party="candidate", due_on=day).startswith("/")
    added = journey.contacts.get(due_on=day)
    assert send(client, "contact-move", journey.pk, added.pk, due_on=day + timedelta(days=1)).startswith("/")
    assert send(client, "contact-cancel", journey.pk, added.pk).startswith("/")
    assert "Pasfoto" in page(client, "guidance", journey.pk)


def test_a_usual_task_is_proposed_and_fills_in_the_form(client: Client, coach: User) -> None:
    """Somebody takes it over; nothing is added by itself."""
    journey = make_guided(coach)
    make_step(journey, planned_start=today() + timedelta(days=30), planned_end=today() + timedelta(days=60))
    assert "?voorstel=materials" in page(client, "guidance", journey.pk)
    text = client.get(reverse("journeys:task-new", args=[journey.pk]), {"voorstel": "materials"}).content.decode()
    assert "Boeken en toegang tot de lessen regelen" in text
    assert journey.tasks.count() == 1


def test_the_history_tells_of_guidance_in_words(client: Client, coach: User) -> None:
    """Which signal, how the contact was, which task; nothing of a note."""
    journey = make_guided(coach)
    contact = journey.contacts.get()
    send(client, "contact", journey.pk, contact.pk, done_on=today(), how="visit", outcome="fine", note="Geheimpje.")
    send(client, "heed", journey.pk, "task-overdue", what="Ik bel.", until=today() + timedelta(days=5))
    send(client, "task-done", journey.pk, journey.tasks.get().pk)
    text = page(client, "history", journey.pk)
    for words in ("Signaal opgepakt", "Taak te laat", "op bezoek", "het gaat goed", "Pasje maken", "Ik bel"):
        assert words in text
    assert "Geheimpje" not in text


def test_the_start_page_counts_what_is_to_do(client: Client, coach: User) -> None:
    """With a link to each list."""
    make_guided(coach)
    text = client.get(reverse("start:home")).content.decode()
    assert "contacten en taken voor vandaag" in text
    assert "signaal bij een traject" in text


def test_what_is_of_another_journey_does_not_exist(client: Client, coach: User) -> None:
    """A number in the address is not enough."""
    mine, other = make_guided(coach), make_guided(make_user("coach"))
    assert client.get(reverse("journeys:guidance", args=[other.pk])).status_code == 404
    assert client.get(reverse("journeys:contact", args=[mine.pk, other.contacts.get().pk])).status_code == 404
    assert client.post(reverse("journeys:task-done", args=[mine.pk, other.tasks.get().pk])).status_code == 404
