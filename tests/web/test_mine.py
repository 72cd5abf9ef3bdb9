"""My candidates: what each waits for, the most urgent first; and groups that are too small."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from asking import consents, proposals_for, taken
from koppelkans.core.access import Actor
from koppelkans.core.models import AuditEntry
from koppelkans.journeys import actions as journeys
from koppelkans.journeys.models import Telling
from koppelkans.journeys.queries_caseload import caseload
from koppelkans.journeys.queries_decided import decided_about, decided_before
from koppelkans.journeys.waits import Waits
from koppelkans.people.actions import candidates
from koppelkans.planning.actions import rounds
from koppelkans.planning.models import Proposal, Round
from koppelkans.supply.models import Booking, Run
from making import (
    NOW,
    TODAY,
    look_and_decide,
    make_actor,
    make_candidate,
    make_municipality,
    make_place,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors read the clock of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def worker() -> Actor:
    """The case worker of the municipality."""
    return make_actor("case-worker", municipality=make_municipality())


def states(worker: Actor, days: int = 0) -> list[Waits]:
    """What everybody waits for, in order, so many days later."""
    return [case.state for case in caseload(worker, TODAY + timedelta(days=days))]


def test_what_each_waits_for(worker: Actor) -> None:
    """From a proposal to a decision, three answers, a no, and news that was told."""
    one, two, three, four = proposals_for(worker, people=4)
    parked = make_candidate(owner=worker.user)
    candidates.park(parked, by=worker, reason="temporary", until=TODAY + timedelta(days=30), today=TODAY, now=NOW)
    # two of the four found a place; those without one wait for the next round
    with_place = [proposal for proposal in (one, two, three, four) if proposal.place]
    assert states(worker) == [Waits.DECIDE] * len(with_place) + [Waits.NONE] * (4 - len(with_place)) + [Waits.PARKED]
    assert states(worker, days=8).count(Waits.SILENT) == len(with_place)
    accepted = with_place[0]
    look_and_decide(accepted, outcome="accepted", by=worker)
    look_and_decide(with_place[1], outcome="deferred", again_on=TODAY + timedelta(days=5), by=worker)
    assert Waits.ANSWER in states(worker)
    assert Waits.LATER in states(worker)
    assert Waits.AGAIN in states(worker, days=5)
    assert Waits.ENDS in states(worker, days=12)
    assert Waits.AGAIN in states(worker, days=30)
    journeys.record_answer(consents(accepted)["employer"], answer="talk", by=worker, now=NOW)
    assert states(worker)[0] == Waits.TELL
    journeys.mark_told(Telling.objects.get(), by=worker, now=NOW)
    assert states(worker)[0] == Waits.TALK
    for party in ("candidate", "provider", "employer"):
        journeys.record_answer(consents(accepted)[party], answer="yes", by=worker, now=NOW)
    journeys.mark_told(Telling.objects.get(told_at=None), by=worker, now=NOW)
    assert states(worker)[-1] == Waits.GOES_ON


def test_the_page_shows_names_and_marks_news_as_told(client: Client, worker: Actor) -> None:
    """Names of own people, recorded; the button writes down that it was told, and twice is once."""
    proposal = proposals_for(worker, people=1)[0]
    look_and_decide(proposal, outcome="accepted", by=worker)
    journeys.record_answer(consents(proposal)["provider"], answer="no", by=worker, now=NOW)
    assert worker.user is not None
    client.force_login(worker.user)
    page = client.get(reverse("planning:mine")).content.decode()
    assert "Noor Wilg" in page
    assert "een partij zegt nee" in page
    assert AuditEntry.objects.filter(action="contact.shown", subject=proposal.candidate_id).exists()
    told = reverse("planning:told", args=[Telling.objects.get().pk])
    for _time in range(2):
        assert client.post(told).status_code == 302
    assert AuditEntry.objects.filter(action="telling.done").count() == 1
    assert "een partij zegt nee" not in client.get(reverse("planning:mine")).content.decode()


def test_what_the_candidate_did_is_not_told_but_called_about(client: Client, worker: Actor) -> None:
    """Their own wish to talk and their own no are no news to them."""
    proposal = proposals_for(worker, people=1)[0]
    look_and_decide(proposal, outcome="accepted", by=worker)
    assert worker.user is not None
    client.force_login(worker.user)
    for answer, words in (("talk", "de kandidaat wil eerst praten: bel"), ("no", "de kandidaat zegt nee: bel")):
        journeys.record_answer(consents(proposal)["candidate"], answer=answer, by=worker, now=NOW)
        page = client.get(reverse("planning:mine"), {"stand": "call"}).content.decode()
        assert words in page
        assert "Ik heb gebeld" in page
        assert states(worker) == [Waits.CALL]
    assert "iemand om te bellen" in client.get("/").content.decode()


def test_the_list_is_narrowed(client: Client, worker: Actor) -> None:
    """By what is waited for, and to those for whom the case worker has to act."""
    proposals_for(worker, people=1)
    make_candidate(owner=worker.user)
    assert worker.user is not None
    client.force_login(worker.user)
    for asked, people in (("", 2), ("mij", 1), ("decide", 1), ("none", 1), ("tell", 0)):
        page = client.get(reverse("planning:mine"), {"stand": asked}).context
        assert len(page["rows"]) == people, asked


def test_own_people_only(client: Client, worker: Actor) -> None:
    """A colleague's people are not on it, and their news cannot be marked."""
    proposal = proposals_for(worker, people=1)[0]
    look_and_decide(proposal, outcome="accepted", by=worker)
    journeys.record_answer(consents(proposal)["provider"], answer="no", by=worker, now=NOW)
    client.force_login(make_user("case-worker", municipality=make_municipality()))
    assert client.get(reverse("planning:mine")).context["rows"] == []
    client.post(reverse("planning:told", args=[Telling.objects.get().pk]))
    assert Telling.objects.get().told_at is None


def test_the_number_of_questions_does_not_grow(worker: Actor, django_assert_num_queries: Any) -> None:
    """For sixty people the list asks the database as often as for one."""
    made = Round.objects.create(name="Ronde", status=Round.Status.DONE, asked_at=NOW, ended_at=NOW)
    place = make_place()

    def add() -> None:
        Proposal.objects.create(round=made, candidate=make_candidate(owner=worker.user), place=place)

    add()
    with django_assert_num_queries(6):
        caseload(worker, TODAY)
    for _number in range(60):
        add()
    with django_assert_num_queries(6):
        caseload(worker, TODAY)


def test_decisions_against_the_plan_are_counted(worker: Actor) -> None:
    """Of the round before of the same scope: as proposed, another choice, a no by reason or party, and silence."""
    proposals = [proposal for proposal in proposals_for(worker, people=4) if proposal.place]
    Proposal.objects.filter(pk__in=[proposal.pk for proposal in proposals]).update(place=proposals[0].place)
    made = proposals[0].round
    look_and_decide(proposals[0], outcome="accepted", by=worker)
    journeys.record_answer(consents(proposals[0])["employer"], answer="no", by=worker, now=NOW)
    look_and_decide(proposals[1], outcome="declined", reason="not-this-place", by=worker)
    found = decided_about(made)
    assert found.refused == {"employer": 1}
    assert found.declined == {"not-this-place": 1}
    assert (found.proposed, found.silent, found.against) == (len(proposals), len(proposals) - 2, 1)
    assert decided_before(made) is None
    choice = Round.objects.create(
        name="Keuze", kind=Round.Kind.CHOICE, parent=made, status=Round.Status.DONE, asked_at=NOW, ended_at=NOW
    )
    other = Proposal.objects.create(round=choice, candidate=proposals[1].candidate, place=make_place())
    assert decided_about(made).declined == {"not-this-place": 1}
    other.decisions.create(outcome="accepted", by=worker.user, at=NOW)
    assert (decided_about(made).otherwise, decided_about(made).declined) == (1, {})
    later = rounds.start_round(name="Nieuw", municipality=make_municipality(), by=worker, now=NOW + timedelta(hours=1))
    before = decided_before(later)
    assert before is not None
    assert before.round.pk == made.pk


def test_a_small_group_waits_for_a_decision(client: Client, worker: Actor) -> None:
    """It is on the list of its provider; saying that it does not begin frees everybody in it."""
    proposal = proposals_for(worker, people=1)[0]
    look_and_decide(proposal, outcome="accepted", by=worker)
    run = Run.objects.get()
    Run.objects.update(seats_min=5, start=TODAY + timedelta(days=10))
    Booking.objects.filter(run=run).update(first_day=TODAY + timedelta(days=10))
    client.force_login(make_user("training-provider", organisation=run.provider))
    assert "te klein zijn" in client.get("/").content.decode() or "te klein is" in client.get("/").content.decode()
    assert run.name in client.get(reverse("supply:small")).content.decode()
    assert "met te weinig mensen" not in client.get("/").content.decode()  # the same group is not counted twice
    close = reverse("supply:run-close", args=[run.code])
    assert "Er staat 1 persoon in" in client.get(close).content.decode()
    assert client.post(close, {"why": ""}).status_code == 422
    assert client.post(close, {"why": "Te weinig mensen."}).status_code == 302
    assert taken() == (0, 0, 0)
    assert Telling.objects.get().what == Telling.What.GROUP_CLOSED
    client.force_login(make_user("training-provider"))
    assert client.get(close).status_code == 404


def test_a_no_says_what_it_changes_and_an_undo_that_it_is_put_back(client: Client, worker: Actor) -> None:
    """The message names what the reason changed; taken back, it is put back and nothing is called free."""
    proposal = proposals_for(worker, people=1)[0]
    assert worker.user is not None
    client.force_login(worker.user)
    until = TODAY + timedelta(days=30)
    for reason, words in (
        ("not-this-place", "Deze plek stellen wij niet meer voor."),
        ("not-this-occupation", "De wens voor dit beroep is eruit."),
        ("not-now", f"staat stil tot {until:%d-%m-%Y}"),
        ("facts-wrong", "De gegevens zijn gemarkeerd."),
    ):
        client.get(reverse("planning:proposal", args=[proposal.pk]))
        data = {"outcome": "declined", "reason": reason, "again_on": until.isoformat() if reason == "not-now" else ""}
        page = client.post(reverse("planning:decide", args=[proposal.pk]), data, follow=True).content.decode()
        assert words in page, reason
        page = client.post(reverse("planning:undo", args=[proposal.pk]), follow=True).content.decode()
        assert "is teruggezet" in page
        assert "is weer vrij" not in page
