"""Three parties are asked for their yes; a no, silence, an undo or a group that does not begin frees everything."""

from __future__ import annotations

from datetime import timedelta

import pytest

from asking import consents, link_of, mails, proposals_for, taken
from koppelkans.core.access import Actor, Closed, house
from koppelkans.core.models import AuditEntry, Message, Organisation
from koppelkans.core.refusal import Refused
from koppelkans.journeys import actions as journeys
from koppelkans.journeys.models import Agreement, Consent, Telling
from koppelkans.people.models import ContactCard
from koppelkans.planning.models import Proposal
from koppelkans.supply.models import Run
from making import NOW, look_and_decide, make_actor, make_municipality

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = house("night")


@pytest.fixture
def worker() -> Actor:
    """The case worker of the municipality."""
    return make_actor("case-worker", municipality=make_municipality(), name="Kim Berg", email="kim@example.org")


@pytest.fixture
def proposals(worker: Actor) -> list[Proposal]:
    """Proposals for two people."""
    return proposals_for(worker)


@pytest.fixture
def accepted(proposals: list[Proposal], worker: Actor) -> Proposal:
    """One that was accepted: three were asked."""
    look_and_decide(proposals[0], outcome="accepted", voice="yes", by=worker)
    return proposals[0]


def say(proposal: Proposal, worker: Actor, *answers: str) -> None:
    """Each party in turn says this, to the case worker."""
    for party, answer in zip(("candidate", "provider", "employer"), answers, strict=False):
        journeys.record_answer(consents(proposal)[party], answer=answer, by=worker, now=NOW)


def test_an_acceptance_asks_three_parties(accepted: Proposal) -> None:
    """Candidate, provider and employer get a mail with a link, without a name; the candidate in the own language."""
    asked = consents(accepted)
    assert {party: consent.steps for party, consent in asked.items()} == {
        "candidate": [*accepted.runs, "place"],
        "provider": accepted.runs,
        "employer": ["place"],
    }
    told = mails()
    assert set(told) == {"noor0@example.org", "school@example.org", "dak@example.org"}
    assert "لدينا سؤال لك" in told["noor0@example.org"][0].subject
    for messages in told.values():
        assert "Noor" not in messages[0].subject + messages[0].body
    assert str(accepted.candidate) in told["dak@example.org"][0].subject
    agreement = Agreement.objects.get()
    assert agreement.due_on == NOW.date() + timedelta(days=14)


def test_an_answer_comes_before_the_first_step(proposals: list[Proposal], worker: Actor) -> None:
    """Never later than the day before the first step begins."""
    run = Run.objects.get()
    day = NOW + timedelta(days=(run.start - NOW.date()).days - 3)
    look_and_decide(proposals[0], outcome="accepted", by=worker, now=day)
    assert Agreement.objects.get().due_on == run.start - timedelta(days=1)


def test_all_say_yes(accepted: Proposal, worker: Actor) -> None:
    """It is complete, everybody hears it, and the case worker has it to tell."""
    before = taken()
    say(accepted, worker, "yes", "yes", "yes")
    assert Agreement.objects.get().state == Agreement.State.COMPLETE
    assert taken() == before
    assert Telling.objects.get().what == Telling.What.COMPLETE
    told = mails()
    assert all(len(told[to]) == 2 for to in ("noor0@example.org", "school@example.org", "dak@example.org"))
    assert "Iedereen zegt ja" in told["kim@example.org"][0].body
    assert Consent.objects.filter(how="told", recorded_by=worker.user).count() == 3


@pytest.mark.usefixtures("accepted")
def test_a_no_frees_everything_and_the_reason_stays_here() -> None:
    """Seat, place and money are free, the ledger is corrected, the others hear it without the reason."""
    link = link_of(mails()["dak@example.org"][0])
    assert taken() == (2, 90_000 + 250_000 + 40_050, 1)
    journeys.answer(link, answer="no", refusal="no-fit", now=NOW)
    assert taken() == (0, 0, 0)
    assert Agreement.objects.get().state == Agreement.State.REFUSED
    told = mails()
    assert len(told["dak@example.org"]) == 1
    for to in ("noor0@example.org", "school@example.org", "kim@example.org"):
        assert "past niet" not in told[to][-1].body
    assert Telling.objects.get().what == Telling.What.REFUSED
    entry = AuditEntry.objects.get(action="consent.no")
    assert (entry.who, entry.why, entry.user) == ("Zon en Dak", "no-fit", None)


def test_after_a_no_it_can_be_decided_again(accepted: Proposal, worker: Actor) -> None:
    """The same proposal may be declined, or accepted once more when it still fits; undoing makes no sense any more."""
    say(accepted, worker, "no")
    with pytest.raises(Refused, match="al niet meer door"):
        journeys.undo(accepted, by=worker, now=NOW)
    look_and_decide(accepted, outcome="accepted", voice="yes", by=worker)
    assert taken() == (2, 90_000 + 250_000 + 40_050, 1)
    assert Agreement.objects.count() == 2


def test_who_wants_to_talk_first_can_still_answer(accepted: Proposal) -> None:
    """The case worker hears it; the link goes on working."""
    link = link_of(mails()["noor0@example.org"][0])
    journeys.answer(link, answer="talk", now=NOW)
    assert Telling.objects.get().what == Telling.What.TALK
    assert Agreement.objects.get().state == Agreement.State.ASKED
    assert taken()[0] == 2
    journeys.answer(link, answer="yes", now=NOW)
    assert consents(accepted)["candidate"].answer == "yes"


def test_a_link_answers_once(accepted: Proposal) -> None:
    """Used again, also forwarded, it is refused; so is a second mail about the same question."""
    link = link_of(mails()["school@example.org"][0])
    journeys.answer(link, answer="yes", now=NOW)
    with pytest.raises(Refused):
        journeys.answer(link, answer="no", now=NOW)
    assert consents(accepted)["provider"].answer == "yes"


def test_an_answer_after_an_undo_is_refused(accepted: Proposal, worker: Actor) -> None:
    """Who was asked hears that the question was withdrawn, and the link opens nothing."""
    link = link_of(mails()["dak@example.org"][0])
    journeys.undo(accepted, by=worker, now=NOW)
    assert Agreement.objects.get().state == Agreement.State.WITHDRAWN
    assert "ingetrokken" in mails()["dak@example.org"][1].body
    with pytest.raises(Refused):
        journeys.answer(link, answer="yes", now=NOW)
    assert taken() == (0, 0, 0)


def test_an_answer_too_late_is_refused(accepted: Proposal) -> None:
    """After the last day the link does not work."""
    link = link_of(mails()["dak@example.org"][0])
    with pytest.raises(Refused):
        journeys.answer(link, answer="yes", now=NOW + timedelta(days=15))
    assert consents(accepted)["employer"].answer == "waiting"


def test_who_leaves_is_not_asked_any_more(accepted: Proposal, worker: Actor) -> None:
    """The agreement is withdrawn and who was asked hears it."""
    journeys.let_leave(accepted.candidate, by=worker, reason="own-wish", now=NOW)
    assert Agreement.objects.get().state == Agreement.State.WITHDRAWN
    assert "ingetrokken" in mails()["school@example.org"][1].body
    assert taken()[:2] == (0, 0)


def test_who_is_silent_is_asked_once_more(accepted: Proposal, worker: Actor) -> None:
    """After the term each silent party gets one more mail; of whom there is no address the case worker hears."""
    say(accepted, worker, "yes")
    Organisation.objects.filter(name="Bouwschool").update(contact_email="")
    assert journeys.chase(by=NIGHT, now=NOW + timedelta(days=3)) == 0
    assert journeys.chase(by=NIGHT, now=NOW + timedelta(days=5)) == 2
    assert journeys.chase(by=NIGHT, now=NOW + timedelta(days=6)) == 0
    told = mails()
    assert "Herinnering" in told["dak@example.org"][1].subject
    assert "geen e-mailadres" in told["kim@example.org"][0].body
    first, second = (link_of(message) for message in told["dak@example.org"])
    journeys.answer(first, answer="yes", now=NOW + timedelta(days=7))
    with pytest.raises(Refused):
        journeys.answer(second, answer="no", now=NOW + timedelta(days=7))


def test_silence_lapses_and_everybody_hears(accepted: Proposal, worker: Actor) -> None:
    """After the last day all is free; who had not answered is written down as silent."""
    say(accepted, worker, "yes")
    assert journeys.lapse_silent(by=NIGHT, now=NOW + timedelta(days=14)) == 0
    assert journeys.lapse_silent(by=NIGHT, now=NOW + timedelta(days=15)) == 1
    assert taken() == (0, 0, 0)
    assert [consent.answer for consent in consents(accepted).values()] == ["yes", "lapsed", "lapsed"]
    assert Telling.objects.get().what == Telling.What.LAPSED
    assert "niet op tijd" in mails()["dak@example.org"][1].body
    with pytest.raises(Refused):
        journeys.record_answer(consents(accepted)["employer"], answer="yes", by=worker, now=NOW + timedelta(days=15))


def test_a_group_that_does_not_begin(proposals: list[Proposal], worker: Actor) -> None:
    """Everybody in it is free whole, hears what happens now, and the case worker has it to tell."""
    for proposal in proposals:
        look_and_decide(proposal, outcome="accepted", by=worker)
    run = Run.objects.get()
    with pytest.raises(Closed):
        journeys.close_group(run, by=worker, now=NOW)
    Message.objects.all().delete()
    assert journeys.close_group(run, by=make_actor("region-coordinator"), now=NOW, why="te weinig mensen") == 2
    assert taken() == (0, 0, 0)
    run.refresh_from_db()
    assert run.withdrawn_on == NOW.date()
    assert list(Telling.objects.values_list("what", "thing")) == [("group-closed", run.code)] * 2
    assert "الجولة القادمة" in mails()["noor0@example.org"][0].body
    assert "begint niet" in mails()["school@example.org"][0].body
    assert not Agreement.objects.filter(state="asked").exists()


def test_only_who_decides_writes_an_answer_down(accepted: Proposal) -> None:
    """A colleague does not, nor does a coordinator; nobody makes a sheet for somebody else's candidate."""
    colleague = make_actor("case-worker", municipality=make_municipality())
    consent = consents(accepted)["employer"]
    with pytest.raises(Refused, match="Kim Berg"):
        journeys.record_answer(consent, answer="yes", by=colleague, now=NOW)
    with pytest.raises(Refused, match="Kim Berg"):
        journeys.make_link(consent, by=colleague, now=NOW)
    with pytest.raises(Closed):
        journeys.ask_again(consent, by=make_actor("region-coordinator"), now=NOW)


def test_news_is_told_once(accepted: Proposal, worker: Actor) -> None:
    """Marking it as told says who and when; a second time changes nothing."""
    say(accepted, worker, "no")
    telling = Telling.objects.get()
    journeys.mark_told(telling, by=worker, now=NOW)
    journeys.mark_told(telling, by=worker, now=NOW + timedelta(days=1))
    telling.refresh_from_db()
    assert (telling.told_at, telling.told_by) == (NOW, worker.user)


def test_a_candidate_without_mail_is_asked_on_paper(proposals: list[Proposal], worker: Actor) -> None:
    """Nothing is mailed; a sheet has a link that works."""
    ContactCard.objects.update(email="")
    look_and_decide(proposals[0], outcome="accepted", by=worker)
    assert set(mails()) == {"school@example.org", "dak@example.org"}
    token = journeys.make_link(consents(proposals[0])["candidate"], by=worker, now=NOW)
    assert token
    assert AuditEntry.objects.filter(action="consent.print").exists()


def test_news_ends_when_it_is_overtaken(accepted: Proposal, worker: Actor) -> None:
    """Who wanted to talk and then answers, or a new decision: what was open is closed, told by nobody."""
    journeys.record_answer(consents(accepted)["provider"], answer="talk", by=worker, now=NOW)
    journeys.record_answer(consents(accepted)["candidate"], answer="talk", by=worker, now=NOW)
    journeys.record_answer(consents(accepted)["candidate"], answer="yes", by=worker, now=NOW)
    assert [telling.says for telling in Telling.objects.filter(told_at=None)] == ["een partij wil eerst praten"]
    journeys.record_answer(consents(accepted)["employer"], answer="no", by=worker, now=NOW)
    assert [telling.what for telling in Telling.objects.filter(told_at=None)] == ["refused"]
    look_and_decide(accepted, outcome="deferred", by=worker)
    assert not Telling.objects.filter(told_at=None).exists()
    assert not Telling.objects.exclude(told_by=None).exists()
