"""The pages on which somebody signs without an account."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from asking import mails, token_of
from koppelkans.journeys.actions import deeds
from koppelkans.journeys.models import Deed
from koppelkans.journeys.words import LANGUAGES, words_of
from making import NOW, make_actor, make_candidate, make_journey, make_municipality, make_step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors read the clock of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def deed() -> Deed:
    """An agreement that was mailed to the candidate and the provider."""
    worker = make_actor("case-worker", municipality=make_municipality())
    candidate = make_candidate(name="Robin Example", owner=worker.user)
    candidate.contact_card.email, candidate.contact_card.language = "robin@example.org", "tr"
    candidate.contact_card.save()
    journey = make_journey(candidate=candidate, coach=worker.user)
    step = make_step(journey, "training")
    assert step.run is not None
    step.run.provider.contact_email = "provider@example.org"
    step.run.provider.save()
    return deeds.draw_up(journey, by=worker, now=NOW)


def knock(client: Client, mailbox: str) -> str:
    """Press the button behind the link; gives the text."""
    url = reverse("signing:knock", args=[token_of(mails()[mailbox][-1])])
    assert deeds.address(token_of(mails()[mailbox][-1])).endswith(url)
    answer = client.post(url, {"open": "1"}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_text_opens_only_by_the_button(client: Client, deed: Deed) -> None:
    """A scanner of mail that follows the link sees nothing of anybody."""
    url = reverse("signing:knock", args=[token_of(mails()["provider@example.org"][-1])])
    page = client.get(url).content.decode()
    assert str(deed.journey.candidate) not in page
    assert str(deed.journey.candidate) in knock(client, "provider@example.org")


def test_a_party_signs_and_keeps_the_text(client: Client, deed: Deed) -> None:
    """A name and a tick sign; the PDF is there to keep; the link then says that it was signed."""
    knock(client, "provider@example.org")
    answer = client.post(
        reverse("signing:read"), {"text": deed.sha256, "name": "Sam Example", "agree": "on"}, follow=True
    )
    assert "Je hebt getekend" in answer.content.decode()
    pdf = client.get(reverse("signing:paper"))
    assert pdf.content.startswith(b"%PDF-")
    assert deed.signatures.get(party="provider").name == "Sam Example"
    again = client.get(reverse("signing:knock", args=[token_of(mails()["provider@example.org"][-1])]))
    assert again.status_code == 410
    assert "al getekend" in again.content.decode()


def test_without_a_tick_nothing_is_signed(client: Client, deed: Deed) -> None:
    """What is missing is said, and the name that was typed stays."""
    knock(client, "provider@example.org")
    answer = client.post(reverse("signing:read"), {"text": deed.sha256, "name": "Sam Example"})
    assert answer.status_code == 422
    assert "Kruis aan" in answer.content.decode()
    assert "Sam Example" in answer.content.decode()
    assert deed.signatures.get(party="provider").signed_at is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_candidate_reads_the_page_in_the_own_language(client: Client, deed: Deed, language: str) -> None:
    """All around the text is in their language, the text itself in Dutch and marked as that."""
    knock(client, "robin@example.org")
    page = client.get(reverse("signing:read"), {"taal": language}).content.decode()
    assert words_of(language).texts["sign_agree"] in page
    assert str(deed.journey.candidate) in page


def test_half_a_link_opens_nothing(client: Client) -> None:
    """A link that is not whole says so, and a page that is not open is none."""
    assert client.get(reverse("signing:knock", args=["niets"])).status_code == 404
    assert client.get(reverse("signing:read")).status_code == 404
    assert client.get(reverse("signing:paper")).status_code == 404
