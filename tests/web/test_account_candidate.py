"""The link to a candidate's own page: who makes it, and what opens it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from koppelkans.core.models import Cover, Message, OneTimeLink, User
from koppelkans.journeys.models import Decision
from koppelkans.people.models import Candidate, Note
from koppelkans.planning.models import Proposal, Round
from koppelkans.web.candidate.views import OPEN
from making import make_candidate, make_municipality, make_place, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    """Attempts of one test are not counted in the next."""
    cache.clear()


@pytest.fixture
def worker() -> User:
    """The own case worker."""
    return make_user("case-worker", municipality=make_municipality(), name="Jonas Bakker")


@pytest.fixture
def candidate(worker: User) -> Candidate:
    """A candidate of that case worker."""
    return make_candidate("Selam Tesfay", owner=worker, municipality=make_municipality())


def link_of(user: User, candidate: Candidate) -> str:
    """The path of a new link."""
    client = Client()
    client.force_login(user)
    answer = client.post(f"/mij/link/{candidate}/")
    assert answer.status_code == 200
    found = re.search(r"/mij/[\w-]{40,}/", answer.content.decode())
    assert found is not None
    return found[0]


def test_only_the_own_case_worker_and_cover_make_a_link(worker: User, candidate: Candidate) -> None:
    """To a colleague the link does not exist; to who covers it does; to other roles it is closed."""
    colleague = make_user("case-worker", municipality=make_municipality())
    elsewhere = make_user("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))
    answers = {}
    for user in (colleague, elsewhere, make_user("region-coordinator"), make_user("administrator")):
        client = Client()
        client.force_login(user)
        answers[user.pk] = client.post(f"/mij/link/{candidate}/").status_code
    assert list(answers.values()) == [404, 404, 403, 403]
    today = timezone.localdate()
    Cover.objects.create(absent=worker, stand_in=colleague, since=today, until=today)
    assert link_of(colleague, candidate)


def test_looking_at_a_link_uses_nothing_up(client: Client, worker: User, candidate: Candidate) -> None:
    """A scanner of mail that opens the link sees nothing of anybody, and the link still works afterwards."""
    path = link_of(worker, candidate)
    for _time in range(3):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Selam" not in answer.content.decode()
    assert OneTimeLink.objects.get().used_at is None
    assert "Selam Tesfay" in client.post(path, follow=True).content.decode()
    assert Client().post(path).status_code == 404


def test_staff_cannot_act_as_the_candidate(client: Client, worker: User, candidate: Candidate) -> None:
    """Who is logged in opens no link and no page that was open in this browser, and uses nothing up."""
    path = link_of(worker, candidate)
    client.force_login(worker)
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 403
        assert "Log eerst uit" in answer.content.decode()
    assert OneTimeLink.objects.get().used_at is None
    browser = Client()
    browser.post(path)
    browser.force_login(worker)
    assert browser.post("/mij/", {"right": "1"}).status_code == 403
    assert not Message.objects.exists()


def test_page_shows_roles_and_no_names_of_others(client: Client, worker: User, candidate: Candidate) -> None:
    """The candidate reads the own case worker's name, and of everybody else the role only."""
    other = Client()
    other.force_login(make_user("region-coordinator", name="Fenna Visser"))
    other.get(f"/kandidaten/wie/{candidate}/")
    text = client.post(link_of(worker, candidate), follow=True).content.decode()
    assert "Jonas Bakker" in text
    assert "Regiocoördinator" in text
    assert "Fenna" not in text


def test_page_closes_after_half_an_hour(client: Client, worker: User, candidate: Candidate) -> None:
    """A phone that is handed on shows nothing after half an hour."""
    client.post(link_of(worker, candidate))
    assert client.get("/mij/").status_code == 200
    session = client.session
    session[OPEN] |= {"until": (timezone.now() - timedelta(seconds=1)).timestamp()}
    session.save()
    assert client.get("/mij/").status_code == 404
    assert client.post("/mij/", {"right": "1"}).status_code == 404


def test_answer_reaches_the_case_worker_and_changes_nothing(client: Client, worker: User, candidate: Candidate) -> None:
    """What a candidate says goes to the case worker; the profile is changed by a person only."""
    before = Candidate.objects.values().get()
    client.post(link_of(worker, candidate))
    client.post("/mij/", {"right": "1"})
    client.post("/mij/", {"words": "Ik kan ook op <b>woensdag</b>."})
    first, second = Message.objects.order_by("pk")
    assert {first.to, second.to} == {worker.email}
    assert "mijn gegevens kloppen" in first.body
    assert "niet klopt" in second.subject
    assert "woensdag" not in second.subject + second.body
    assert "Selam" not in first.body + second.body
    client.force_login(worker)
    page = client.get(f"/kandidaten/wie/{candidate}/").content.decode()
    assert "Ik kan ook op &lt;b&gt;woensdag&lt;/b&gt;." in page
    assert "de kandidaat zelf" in page
    assert Candidate.objects.values().get() == before


def test_bsn_is_not_taken_down(client: Client, worker: User, candidate: Candidate) -> None:
    """A number that looks like a BSN is refused in plain words, and kept nowhere."""
    client.post(link_of(worker, candidate))
    page = client.post("/mij/", {"words": "Mijn nummer is 123456782."}).content.decode()
    assert "op een BSN lijkt" in page
    assert not candidate.notes.exists()
    assert not Message.objects.exists()


def test_answering_all_day_is_slowed_down(client: Client, worker: User, candidate: Candidate) -> None:
    """Five answers in an hour are enough; the same twice counts once."""
    client.post(link_of(worker, candidate))
    answers = [client.post("/mij/", {"words": f"Nummer {n // 2}"}).status_code for n in range(7)]
    assert answers == [302] * 5 + [429] * 2
    assert candidate.notes.count() == Message.objects.count() == 3


def test_open_page_opens_nothing_else(client: Client, worker: User, candidate: Candidate) -> None:
    """Who came in by a link is not logged in anywhere."""
    client.post(link_of(worker, candidate))
    assert client.get(f"/kandidaten/wie/{candidate}/")["Location"].startswith("/inloggen/")


def test_page_tells_what_was_proposed_and_decided(client: Client, worker: User, candidate: Candidate) -> None:
    """The latest proposal in plain words, the decision and the own words; of notes only that there may be some."""
    now = timezone.now()
    place = make_place()
    rounds = [Round.objects.create(name=name, asked_at=now, status=Round.Status.DONE) for name in ("Eerste", "Tweede")]
    told = {"nl": {"pathway": "Eerst Taal in Hoofddorp, dan Monteur zonnepanelen."}}
    for made in rounds:
        proposal = Proposal.objects.create(
            round=made, candidate=candidate, place=place, first_day=date(2027, 3, 1), told=told
        )
        told = {"nl": {"pathway": "Meteen Monteur zonnepanelen."}}
    Decision.objects.create(
        proposal=proposal, outcome="declined", reason="not-now", own_words="Eerst de zomer.", by=worker, at=now
    )
    Note.objects.create(candidate=candidate, author=worker, at=now, text="Belt niet terug.")
    text = client.post(link_of(worker, candidate), follow=True).content.decode()
    assert "Meteen Monteur zonnepanelen." in text
    assert "Eerst Taal" not in text
    for words in ("1 mrt 2027", "Gaat niet door", "Niet op dit moment", "Eerst de zomer."):
        assert words in text
    assert "Belt niet terug." not in text
    assert "notities" in text


def test_page_tells_that_nothing_was_proposed(client: Client, worker: User, candidate: Candidate) -> None:
    """Without a round there is a sentence; without a place in the round another one."""
    assert "nog niets voor je gezocht" in client.post(link_of(worker, candidate), follow=True).content.decode()
    made = Round.objects.create(name="Eerste", asked_at=timezone.now(), status=Round.Status.DONE)
    Proposal.objects.create(round=made, candidate=candidate)
    text = client.get("/mij/").content.decode()
    assert "nog geen plek" in text
    assert "Hierover is nog niet besloten" in text
