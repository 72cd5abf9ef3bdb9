"""The pages of the privacy officer: who saw whom, how long it is kept, and what may go."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from koppelkans.core.access import actor_of, house
from koppelkans.core.models import AuditEntry, Subject
from koppelkans.core.trail import record
from koppelkans.people.models import ContactCard
from koppelkans.privacy import actions
from koppelkans.privacy.models import ErasureProposal, RetentionTerm
from making import make_candidate, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    """A browser in which a privacy officer is logged in."""
    user = make_user("privacy-officer")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def looked(name: str = "Kim Example", people: int = 1, purpose: str = "guidance", days_ago: int = 0) -> list[Subject]:
    """Somebody looked at so many people at once."""
    worker = make_user("case-worker", name=name)
    subjects = [Subject.objects.create() for _number in range(people)]
    now = timezone.now() - timedelta(days=days_ago)
    by = actor_of(worker, timezone.localdate())
    record("person.open", by=by, purpose=purpose, now=now, subjects=subjects)
    return subjects


def text(client: Client, url: str, **query: Any) -> str:
    """The page."""
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_trail_tells_who_when_and_what_for(officer: Client) -> None:
    """An act is told with the name, the role, the purpose in words and the pseudonym."""
    subject = looked()[0]
    page = text(officer, reverse("privacy:trail"))
    for words in ("Kim Example", "klantmanager", "Kandidaat bekeken", "Iemand begeleiden", subject.pseudonym):
        assert words in page


def test_an_act_about_many_is_one_row(officer: Client) -> None:
    """An act that concerned forty people is one row with their number; its own page names them."""
    subjects = looked(people=40)
    page = text(officer, reverse("privacy:trail"))
    assert page.count("Kandidaat bekeken") == 1
    assert subjects[0].pseudonym not in page
    entry = AuditEntry.objects.filter(subject=subjects[0]).get()
    assert subjects[39].pseudonym in text(officer, reverse("privacy:act", args=[entry.trace]))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"who": "kim"}, ["Kim Example"]),
        ({"purpose": "money"}, ["Bo Example"]),
        ({"since": "2020-01-01"}, ["Kim Example", "Bo Example", "Lang Geleden"]),
        ({"until": "2020-01-01"}, []),
        ({}, ["Kim Example", "Bo Example"]),
    ],
)
def test_filters(officer: Client, query: dict[str, str], found: list[str]) -> None:
    """The trail is narrowed down by colleague, purpose and period; without a period it shows the last month."""
    looked("Kim Example")
    looked("Bo Example", purpose="money")
    looked("Lang Geleden", days_ago=90)
    page = text(officer, reverse("privacy:trail"), **query)
    assert [name for name in ("Kim Example", "Bo Example", "Lang Geleden") if name in page] == found


def test_who_saw_me(officer: Client) -> None:
    """Of one person it is told who saw them, what for, how often and when last, however long ago."""
    subject = looked("Lang Geleden", days_ago=400)[0]
    record(
        "person.edit",
        by=actor_of(make_user("case-worker", name="Kim Example"), timezone.localdate()),
        purpose="guidance",
        now=timezone.now(),
        subjects=[subject],
    )
    answer = officer.get(reverse("privacy:find"), {"person": subject.pseudonym.lower()}, follow=True)
    page = answer.content.decode()
    assert "Lang Geleden" in page
    assert "Lijsten zonder namen staan hier niet in" in page
    assert "Kim Example" in page
    assert AuditEntry.objects.filter(action="trail.open", subject=subject).exists()


def test_an_unknown_pseudonym_is_told(officer: Client) -> None:
    """A pseudonym that nobody has gives a page that says so, and does not repeat markup."""
    page = text(officer, reverse("privacy:find"), person="<b>K-niets</b>")
    assert "kennen wij niet" in page
    assert "<b>K-niets" not in page


def test_looking_at_the_trail_is_in_the_trail(officer: Client) -> None:
    """The privacy officer is watched too."""
    text(officer, reverse("privacy:trail"))
    entry = AuditEntry.objects.get(action="trail.open")
    assert (entry.purpose, entry.role) == ("accountability", "privacy-officer")


@pytest.mark.parametrize("query", [{"until": "9999-12-31"}, {"since": "0001-01-01"}])
def test_a_day_of_another_age_is_told(officer: Client, query: dict[str, str]) -> None:
    """A day outside our time is told at its field; no file is made of something else than was asked."""
    assert "tussen 2000 en 2100" in text(officer, reverse("privacy:trail"), **query)
    for form in ("xlsx", "jsonl"):
        answer = officer.get(reverse("privacy:export", args=[form]), query)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("privacy:trail"))
    assert not AuditEntry.objects.filter(action="trail.export").exists()


def test_the_trail_as_a_workbook(officer: Client) -> None:
    """The export holds one row for each person of each act, and is noted in the trail."""
    subjects = looked(people=3)
    answer = officer.get(reverse("privacy:export", args=["xlsx"]))
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert {row[5] for row in rows} >= {subject.pseudonym for subject in subjects}
    assert AuditEntry.objects.filter(action="trail.export").exists()


def test_the_trail_as_a_log_of_processing(officer: Client) -> None:
    """The export as JSON lines points at the register of this very installation."""
    subject = looked()[0]
    answer = officer.get(reverse("privacy:export", args=["jsonl"]), {"person": subject.pseudonym})
    told = json.loads(b"".join(answer.streaming_content))  # type: ignore[arg-type]
    activity = told["attributes"]["dpl.core.processing_activity_id"]
    assert activity == "http://testserver/privacy/register/#guidance"
    assert 'id="guidance"' in text(Client(), "/privacy/register/")


@pytest.mark.parametrize("people", [1, 45])
def test_questions_to_the_database_stay_the_same(
    officer: Client, people: int, django_assert_max_num_queries: Any
) -> None:
    """The trail asks the database as often for one act as for a full page."""
    for number in range(people):
        looked(f"Kim {number}")
    text(officer, reverse("privacy:trail"))
    with django_assert_max_num_queries(16):
        text(officer, reverse("privacy:trail"))
    with django_assert_max_num_queries(16):
        text(officer, "/")


def left_long_ago() -> ErasureProposal:
    """A proposal of last night: the profile of somebody who never began."""
    today = timezone.localdate()
    make_candidate(
        name="Weg Example",
        status="left",
        reason="moved",
        ended_on=today - timedelta(days=300),
        registered_on=today - timedelta(days=400),
        confirmed_on=today - timedelta(days=300),
    )
    actions.propose_erasures(by=house("koppelkans nightly"), now=timezone.now())
    return ErasureProposal.objects.get()


def test_look_and_erase(officer: Client) -> None:
    """What is ticked is shown once more, and goes when the officer confirms."""
    proposal = left_long_ago()
    page = text(officer, reverse("privacy:erasures"))
    assert str(proposal.subject) in page
    assert "Weg Example" not in page
    seen = officer.post(reverse("privacy:look"), {"chosen": [proposal.pk]}).content.decode()
    assert "Definitief wissen" in seen
    done = officer.post(reverse("privacy:decide"), {"chosen": [proposal.pk], "verb": "erase"}, follow=True)
    assert "1 keer gewist" in done.content.decode()
    assert not ContactCard.objects.exists()
    again = officer.post(reverse("privacy:decide"), {"chosen": [proposal.pk], "verb": "erase"}, follow=True)
    assert again.status_code == 200
    assert "gewist" in text(officer, reverse("privacy:decided"))


def test_keeping_longer_asks_why(officer: Client) -> None:
    """Without a reason the page says what is missing and keeps what was typed; with one it is kept."""
    proposal = left_long_ago()
    ahead = (timezone.localdate() + timedelta(days=90)).isoformat()
    said = officer.post(reverse("privacy:decide"), {"chosen": [proposal.pk], "verb": "keep", "keep_until": ahead})
    assert ahead in said.content.decode()
    assert ErasureProposal.objects.get().outcome == ""
    past = {"chosen": [proposal.pk], "verb": "keep", "keep_until": "2020-01-01", "why": "Klacht"}
    assert "die nog komt" in officer.post(reverse("privacy:decide"), past).content.decode()
    officer.post(reverse("privacy:decide"), past | {"keep_until": ahead})
    assert ErasureProposal.objects.get().outcome == "kept"
    assert "Klacht" in text(officer, reverse("privacy:decided"))


def test_nothing_ticked_is_told(officer: Client) -> None:
    """Deciding about nothing leads back with a word of advice."""
    answer = officer.post(reverse("privacy:look"), {"chosen": ["x", "99999999999999999999"]}, follow=True)
    assert "Vink eerst aan" in answer.content.decode()


def test_a_term_is_set_on_a_page(officer: Client) -> None:
    """A term is changed on its page, and the register tells the new one at once."""
    url = reverse("privacy:term", args=["notes"])
    assert officer.post(url, {"days": "0", "basis": ""}).status_code == 200
    officer.post(url, {"days": "77", "basis": "Afspraak met de archivaris"})
    assert RetentionTerm.objects.get().days == 77
    assert "77" in text(officer, reverse("privacy:terms"))
    assert "77 dagen" in text(Client(), reverse("privacy:register"))


@pytest.mark.parametrize("typed", ["", "  "])
def test_nothing_filled_in_is_told(officer: Client, typed: str) -> None:
    """Who searches without a pseudonym reads what to fill in, and not that nobody is found."""
    page = text(officer, reverse("privacy:find"), person=typed)
    assert "Je vulde niets in" in page
    assert "kennen wij niet" not in page
    assert "“”" not in page
