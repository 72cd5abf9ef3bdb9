"""The pages behind a link for a yes: nothing until the button, then the question, an answer, and thanks."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from asking import consents, mails, proposals_for, token_of
from koppelkans.core.access import Actor
from koppelkans.core.models import AuditEntry, OneTimeLink
from koppelkans.journeys import actions as journeys
from koppelkans.journeys.actions.hearing import address
from koppelkans.journeys.models import Agreement, Consent, Journey
from koppelkans.journeys.words import LANGUAGES, words_of
from koppelkans.people.models import ContactCard
from koppelkans.planning.models import Proposal
from koppelkans.web.consent.parties import parties_of
from making import NOW, look_and_decide, make_actor, make_municipality, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors read the clock of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def worker() -> Actor:
    """The case worker of the municipality."""
    return make_actor("case-worker", municipality=make_municipality(), email="kim@example.org")


@pytest.fixture
def accepted(worker: Actor) -> Proposal:
    """A proposal that was accepted: three were asked; the candidate speaks Arabic."""
    proposal = proposals_for(worker, people=1)[0]
    look_and_decide(proposal, outcome="accepted", by=worker)
    return proposal


def path_of(mailbox: str) -> str:
    """The page in the last mail to an address."""
    return reverse("consent:knock", args=[token_of(mails()[mailbox][-1])])


def opened(client: Client, mailbox: str) -> str:
    """Press the button behind the link; gives the question."""
    answer = client.post(path_of(mailbox), {"open": "1"}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def reply(client: Client, **data: str) -> Any:
    """Answer on the open page."""
    return client.post(reverse("consent:asked"), data, follow=True)


def test_the_address_in_mails_is_that_of_the_page() -> None:
    """What the room writes in a mail is what the door listens to."""
    assert address("abc").endswith(reverse("consent:knock", args=["abc"]))


@pytest.mark.usefixtures("accepted")
def test_a_scanner_sees_nothing_and_uses_nothing_up(client: Client) -> None:
    """Opening the link as often as you like shows no work, no place and no day."""
    for _time in range(3):
        page = client.get(path_of("noor0@example.org")).content.decode()
        assert "zonnepanelen" not in page
        assert "Zon en Dak" not in page
    assert not OneTimeLink.objects.exclude(used_at=None).exists()
    assert not AuditEntry.objects.filter(action="consent.open").exists()


def test_a_candidate_answers_in_the_own_language(client: Client, accepted: Proposal) -> None:
    """The page is in Arabic from right to left, with names as they are; another language is one press away."""
    page = opened(client, "noor0@example.org")
    assert '<html lang="ar" dir="rtl"' in page
    assert "يمكنك أن تقول لا" in page
    assert "Monteur zonnepanelen" in page
    assert "Zon en Dak" in page
    assert words_of("ar").texts["review"] in page
    assert "Noor" not in page
    page = client.get(reverse("consent:asked"), {"taal": "uk"}).content.decode()
    assert '<html lang="uk"' in page
    assert words_of("uk").texts["yes"] in page
    page = reply(client, answer="yes").content.decode()
    assert words_of("uk").texts["thanks_yes_text"] in page
    consent = consents(accepted)["candidate"]
    assert (consent.answer, consent.how) == ("yes", "link")
    entry = AuditEntry.objects.get(action="consent.yes")
    assert (entry.who, entry.subject_id) == ("kandidaat", accepted.candidate_id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language(client: Client, worker: Actor, language: str) -> None:
    """Knock, question, no and thanks, and the closed page: each in the language of the contact card."""
    proposal = proposals_for(worker, people=1)[0]
    ContactCard.objects.update(language=language)
    look_and_decide(proposal, outcome="accepted", by=worker)
    words = words_of(language)
    path = path_of("noor0@example.org")
    assert words.texts["knock_button"] in client.get(path).content.decode()
    assert words.texts["lead"] in opened(client, "noor0@example.org")
    assert words.texts["safe_text"] in reply(client, answer="no").content.decode()
    assert words.texts["thanks_no_text"] in reply(client, answer="no", sure="1").content.decode()
    answer = client.get(path)
    assert answer.status_code == 410
    assert words.texts["closed_answered"] in answer.content.decode()


@pytest.mark.usefixtures("accepted")
def test_an_organisation_reads_a_pseudonym_and_no_name(client: Client) -> None:
    """What, when and who by pseudonym; no name before everybody said yes."""
    page = opened(client, "dak@example.org")
    assert "Noor" not in page
    assert re.search(r"Kan [\w-]+ bij jullie komen", page)
    assert "Monteur zonnepanelen" in page


def test_a_no_is_asked_twice_and_frees(client: Client, accepted: Proposal) -> None:
    """The first press asks why, for who wants to say; the second frees the seats; a reason of another is refused."""
    opened(client, "school@example.org")
    page = reply(client, answer="no").content.decode()
    assert "de plek is al vergeven" in page
    assert "past niet bij het werk" not in page
    assert consents(accepted)["provider"].answer == "waiting"
    reply(client, answer="no", sure="1", refusal="no-fit")
    assert consents(accepted)["provider"].answer == "waiting"
    reply(client, answer="no", sure="1", refusal="full")
    assert consents(accepted)["provider"].refusal == "full"
    assert Agreement.objects.get().state == Agreement.State.REFUSED


@pytest.mark.usefixtures("accepted")
def test_used_withdrawn_late_and_wrong_links_say_so(
    client: Client, worker: Actor, accepted: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each closed link tells why it is closed; a wrong one tells nothing of anybody."""
    paths = {name: path_of(f"{name}@example.org") for name in ("school", "dak")}
    opened(client, "school@example.org")
    reply(client, answer="yes")
    assert "al geantwoord" in Client().get(paths["school"]).content.decode()
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW + timedelta(days=15))
        answer = Client().get(paths["dak"])
        assert answer.status_code == 410
        assert "voorbij" in answer.content.decode()
    journeys.undo(accepted, by=worker, now=NOW)
    assert "Wij vragen dit niet meer" in Client().get(paths["dak"]).content.decode()
    assert Client().get(reverse("consent:knock", args=["x" * 43])).status_code == 404


@pytest.mark.usefixtures("accepted")
def test_a_forwarded_link_answers_once(accepted: Proposal) -> None:
    """Open on two phones, the second one hears that there is an answer already."""
    one, other = Client(), Client()
    opened(one, "dak@example.org")
    opened(other, "dak@example.org")
    reply(one, answer="yes")
    answer = reply(other, answer="no", sure="1")
    assert answer.status_code == 410
    assert "al geantwoord" in answer.content.decode()
    assert consents(accepted)["employer"].answer == "yes"


@pytest.mark.usefixtures("accepted")
def test_guessing_links_is_slowed_down(client: Client) -> None:
    """Who tries many wrong links has to wait; a right one is not counted."""
    statuses = [client.get(reverse("consent:knock", args=[f"wrong-{at}"])).status_code for at in range(40)]
    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_staff_does_not_answer_for_a_candidate(client: Client, worker: Actor) -> None:
    """Who is logged in opens no candidate's question, and no organisation's that is not theirs."""
    look_and_decide(proposals_for(worker, people=1)[0], outcome="accepted", by=worker)
    assert worker.user is not None
    client.force_login(worker.user)
    for mailbox in ("noor0@example.org", "dak@example.org"):
        assert client.post(path_of(mailbox), {"open": "1"}).status_code == 403
    employer = Consent.objects.get(party="employer").organisation
    client.force_login(make_user("employer", organisation=employer))
    assert "bij jullie komen" in opened(client, "dak@example.org")


def test_an_open_page_closes(client: Client, worker: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """After half an hour a phone that was left shows nothing; the link opens it again."""
    look_and_decide(proposals_for(worker, people=1)[0], outcome="accepted", by=worker)
    opened(client, "dak@example.org")
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=31))
        assert client.get(reverse("consent:asked")).status_code == 404
        assert "bij jullie komen" in opened(client, "dak@example.org")


def test_the_case_worker_prints_asks_again_and_writes_down(client: Client, worker: Actor, accepted: Proposal) -> None:
    """On the page of the proposal: who answered what, a sheet in the own language, and what was told by phone."""
    assert worker.user is not None
    client.force_login(worker.user)
    page = client.get(reverse("planning:proposal", args=[accepted.pk])).content.decode()
    assert "Wie zegt er ja?" in page
    asked = consents(accepted)
    sheet = client.post(reverse("consent:paper", args=[asked["candidate"].pk])).content.decode()
    assert words_of("ar").texts["safe_text"] in sheet
    assert "data:image/svg+xml;base64" in sheet
    assert "Kan " in client.post(reverse("consent:paper", args=[asked["employer"].pk])).content.decode()
    client.post(reverse("consent:again", args=[asked["employer"].pk]))
    assert len(mails()["dak@example.org"]) == 2
    client.post(reverse("consent:told", args=[asked["employer"].pk]), {"answer": "yes"})
    assert consents(accepted)["employer"].how == "told"
    answer = client.post(reverse("consent:told", args=[asked["employer"].pk]), {"answer": "no"}, follow=True)
    assert "al geantwoord" in answer.content.decode()


def test_the_reason_of_a_no_is_for_the_own_case_worker(client: Client, worker: Actor, accepted: Proposal) -> None:
    """A coordinator reads that somebody said no, not why."""
    journeys.record_answer(consents(accepted)["employer"], answer="no", refusal="no-fit", by=worker, now=NOW)
    page = reverse("planning:proposal", args=[accepted.pk])
    assert worker.user is not None
    client.force_login(worker.user)
    assert "past niet bij het werk" in client.get(page).content.decode()
    client.force_login(make_user("region-coordinator"))
    told = client.get(page).content.decode()
    assert "past niet bij het werk" not in told
    assert "iemand zegt nee" in told
    assert told.count("niet meer nodig") == 2
    assert "nog geen antwoord" not in told


@pytest.mark.parametrize("mailbox", ["noor0@example.org", "dak@example.org"])
@pytest.mark.usefixtures("accepted")
def test_thanks_do_not_stay_on_a_phone(client: Client, monkeypatch: pytest.MonkeyPatch, mailbox: str) -> None:
    """The button closes the page; without it, it is gone after ten minutes."""
    opened(client, mailbox)
    reply(client, answer="talk")
    thanks = reverse("consent:thanks")
    assert client.get(thanks).status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=11))
        assert client.get(thanks).status_code == 404
    reply(client, answer="talk")
    assert client.post(thanks).status_code == 200
    assert client.get(thanks).status_code == 404
    assert client.get(reverse("consent:asked")).status_code == 404


@pytest.mark.usefixtures("accepted")
def test_a_no_is_not_pressed_upon(client: Client) -> None:
    """Who says no reads that it costs nothing, and nothing of somebody else who gets the place."""
    ContactCard.objects.update(language="nl")
    opened(client, "noor0@example.org")
    client.get(reverse("consent:asked"), {"taal": "nl"})
    page = reply(client, answer="no").content.decode()
    assert "Het kost je niets" in page
    assert "iemand anders" not in page


def test_who_said_yes_together_leads_to_the_journey(accepted: Proposal, worker: Actor) -> None:
    """After the last yes the page of the proposal leads to the journey that began."""
    for one in consents(accepted).values():
        journeys.record_answer(one, answer="yes", by=worker, now=NOW)
    shown = parties_of(accepted.decisions.first(), worker, NOW.date(), decides=True)
    journey = Journey.objects.get(candidate=accepted.candidate)
    assert shown["journey_url"] == reverse("journeys:journey", args=[journey.pk])
