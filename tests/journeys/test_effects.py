"""Each reason for a no changes what the next round may propose; deciding otherwise and undoing put it back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from asking import consents, link_of, mails, proposals_for, taken
from koppelkans.core.access import Actor
from koppelkans.core.refusal import Refused
from koppelkans.journeys import actions as journeys
from koppelkans.journeys import rules
from koppelkans.people.actions import candidates
from koppelkans.people.models import Candidate
from koppelkans.people.queries import for_planning
from koppelkans.planning.models import Forbidden, Proposal, Round
from koppelkans.planning.rules import against_pathway
from making import NOW, TODAY, look_and_decide, look_at, make_actor, make_municipality

pytestmark = pytest.mark.django_db(transaction=True)
LATER = TODAY + timedelta(days=60)


@pytest.fixture
def worker() -> Actor:
    """The case worker of the municipality."""
    return make_actor("case-worker", municipality=make_municipality())


@pytest.fixture
def proposal(worker: Actor) -> Proposal:
    """A proposal for one person."""
    return proposals_for(worker, people=1)[0]


def person(proposal: Proposal) -> Candidate:
    """Whom it is about, as they are now."""
    return Candidate.objects.get(pk=proposal.candidate_id)


def test_not_this_place_forbids_it(proposal: Proposal, worker: Actor) -> None:
    """The place is not proposed to this person any more, until it is undone."""
    look_and_decide(proposal, outcome="declined", reason="not-this-place", by=worker)
    made = Forbidden.objects.get()
    assert proposal.place is not None
    assert (made.place, made.why, made.by) == (proposal.place.code, "not-this-place", worker.user)
    journeys.undo(proposal, by=worker, now=NOW)
    assert not Forbidden.objects.exists()


def test_a_forbidding_of_before_stays(proposal: Proposal, worker: Actor) -> None:
    """What somebody had forbidden already is not allowed by an undo."""
    assert proposal.place is not None
    Forbidden.objects.create(candidate=proposal.candidate, place=proposal.place.code)
    look_and_decide(proposal, outcome="declined", reason="not-this-place", by=worker)
    journeys.undo(proposal, by=worker, now=NOW)
    assert Forbidden.objects.count() == 1


def test_not_this_occupation_takes_the_wish_out(proposal: Proposal, worker: Actor) -> None:
    """The wish is gone with its figures, and comes back with them."""
    look_and_decide(proposal, outcome="declined", reason="not-this-occupation", by=worker)
    assert not person(proposal).wishes.exists()
    journeys.undo(proposal, by=worker, now=NOW)
    wish = person(proposal).wishes.get()
    assert (wish.preference, wish.aptitude) == (Decimal("0.8"), Decimal("0.7"))


def test_not_now_parks_until_a_day(proposal: Proposal, worker: Actor) -> None:
    """A day is asked for; until then this person stands still."""
    with pytest.raises(Refused, match="wanneer"):
        look_and_decide(proposal, outcome="declined", reason="not-now", by=worker)
    look_and_decide(proposal, outcome="declined", reason="not-now", again_on=LATER, by=worker)
    assert (person(proposal).status, person(proposal).parked_until) == ("parked", LATER)
    journeys.undo(proposal, by=worker, now=NOW)
    assert person(proposal).status == "active"


def test_wrong_facts_leave_planning_until_confirmed(proposal: Proposal, worker: Actor) -> None:
    """Nobody plans with what is not right; who confirms the profile, brings the person back."""
    look_and_decide(proposal, outcome="declined", reason="facts-wrong", by=worker)
    assert not for_planning(TODAY).exists()
    proposal.candidate = person(proposal)
    assert [reason.code for reason in against_pathway(proposal, TODAY)] == ["doubted"]
    candidates.confirm_profile(person(proposal), by=worker, today=TODAY, now=NOW)
    assert for_planning(TODAY).exists()


def test_doubt_is_taken_back(proposal: Proposal, worker: Actor) -> None:
    """Undone, the facts are as they were."""
    look_and_decide(proposal, outcome="declined", reason="facts-wrong", by=worker)
    journeys.undo(proposal, by=worker, now=NOW)
    assert for_planning(TODAY).exists()


def test_something_else_changes_nothing(proposal: Proposal, worker: Actor) -> None:
    """The reason is kept, that is all."""
    made = look_and_decide(proposal, outcome="declined", reason="other", by=worker)
    assert made.effects == []
    assert for_planning(TODAY).exists()


def test_deciding_otherwise_puts_the_effects_back(proposal: Proposal, worker: Actor) -> None:
    """After a no, a yes: the place is allowed again, and taken."""
    look_and_decide(proposal, outcome="declined", reason="not-this-place", by=worker)
    look_and_decide(proposal, outcome="accepted", by=worker)
    assert not Forbidden.objects.exists()
    assert taken()[0] == 2


def test_a_decision_put_off_comes_back(proposal: Proposal, worker: Actor) -> None:
    """On the day that was chosen, else after a week; a day in the past is refused."""
    assert look_and_decide(proposal, outcome="deferred", by=worker).again_on == TODAY + timedelta(days=7)
    assert look_and_decide(proposal, outcome="deferred", again_on=LATER, by=worker).again_on == LATER
    with pytest.raises(Refused, match="nog komt"):
        look_and_decide(proposal, outcome="deferred", again_on=TODAY, by=worker)


def test_nobody_decides_unseen(proposal: Proposal, worker: Actor) -> None:
    """Who did not open this very proposal cannot decide about it; that a colleague did does not count."""
    with pytest.raises(Refused, match="Bekijk eerst"):
        journeys.decide(proposal, outcome="deferred", by=worker, now=NOW)
    look_at(proposal, make_actor("case-worker", municipality=make_municipality()))
    with pytest.raises(Refused, match="Bekijk eerst"):
        journeys.decide(proposal, outcome="deferred", by=worker, now=NOW)


def test_what_the_candidate_does_not_want_does_not_go_on(proposal: Proposal, worker: Actor) -> None:
    """The own voice is kept with the decision; a no of the candidate is a no."""
    with pytest.raises(Refused, match="wil dit niet"):
        look_and_decide(proposal, outcome="accepted", voice="no", by=worker)
    made = look_and_decide(proposal, outcome="deferred", voice="unsure", own_words="Eerst de kinderen.", by=worker)
    assert (made.voice, made.own_words) == ("unsure", "Eerst de kinderen.")


def test_a_pair_without_the_third_says_what_is_missing(proposal: Proposal, worker: Actor) -> None:
    """A training without a place, a place without money, a seat that costs more by now: none can be accepted."""
    whole = Proposal.objects.get(pk=proposal.pk)
    assert rules.against_pair(whole) == []
    no_money = [row for row in whole.payments if row["step"] != "place"]
    Proposal.objects.filter(pk=whole.pk).update(payments=no_money)
    with pytest.raises(Refused, match="nog geen geld voor: Monteur zonnepanelen"):
        look_and_decide(Proposal.objects.get(pk=whole.pk), outcome="accepted", by=worker)
    Proposal.objects.filter(pk=whole.pk).update(place=None, payments=whole.payments)
    with pytest.raises(Refused, match="nog geen plek"):
        look_and_decide(Proposal.objects.get(pk=whole.pk), outcome="accepted", by=worker)
    with pytest.raises(Refused, match="geen plek voorgesteld"):
        look_and_decide(Proposal.objects.get(pk=whole.pk), outcome="declined", reason="not-this-place", by=worker)
    assert taken() == (0, 0, 0)


def test_a_what_if_is_not_decided_about(proposal: Proposal, worker: Actor) -> None:
    """Until it has become the round."""
    Round.objects.update(kind=Round.Kind.SCENARIO)
    with pytest.raises(Refused, match="wat-als"):
        look_and_decide(Proposal.objects.get(pk=proposal.pk), outcome="deferred", by=worker)


def say_no(proposal: Proposal, worker: Actor, refusal: str) -> None:
    """It is accepted, and the candidate says no behind the own link."""
    look_and_decide(proposal, outcome="accepted", by=worker)
    journeys.answer(link_of(mails()["noor0@example.org"][-1]), answer="no", refusal=refusal, now=NOW)


@pytest.mark.parametrize("refusal", ["", "not-said", "other-place"])
def test_the_own_no_of_a_candidate_forbids_the_place(proposal: Proposal, worker: Actor, refusal: str) -> None:
    """Also without a reason; who accepts again says that the candidate says yes now, and then it is allowed again."""
    say_no(proposal, worker, refusal)
    assert proposal.place is not None
    assert Forbidden.objects.get().place == proposal.place.code
    for voice in ("not-asked", "unsure"):
        with pytest.raises(Refused, match="heeft nee gezegd"):
            look_and_decide(proposal, outcome="accepted", voice=voice, by=worker)
    look_and_decide(proposal, outcome="accepted", voice="yes", by=worker)
    assert not Forbidden.objects.exists()
    assert taken()[0] == 2


def test_the_own_no_takes_the_wish_out(proposal: Proposal, worker: Actor) -> None:
    """Rather other work: the wish is gone with its figures, and comes back with them."""
    say_no(proposal, worker, "other-work")
    assert not person(proposal).wishes.exists()
    look_and_decide(proposal, outcome="accepted", voice="yes", by=worker)
    assert person(proposal).wishes.get().preference == Decimal("0.8")


def test_the_own_not_now_parks(proposal: Proposal, worker: Actor) -> None:
    """Somebody asks again after thirty days."""
    say_no(proposal, worker, "not-now")
    assert (person(proposal).status, person(proposal).parked_until) == ("parked", TODAY + timedelta(days=30))
    look_and_decide(proposal, outcome="accepted", voice="yes", by=worker)
    assert person(proposal).status == "active"


def test_a_no_of_the_case_worker_does_not_undo_the_own_no(proposal: Proposal, worker: Actor) -> None:
    """What the candidate's no brought about stays, and so does the question what the candidate says now."""
    say_no(proposal, worker, "other-place")
    look_and_decide(proposal, outcome="declined", reason="other", by=worker)
    assert Forbidden.objects.count() == 1
    with pytest.raises(Refused, match="heeft nee gezegd"):
        look_and_decide(proposal, outcome="accepted", by=worker)
    journeys.undo(proposal, by=worker, now=NOW)
    assert Forbidden.objects.count() == 1


def test_the_no_of_another_party_changes_nothing_about_the_person(proposal: Proposal, worker: Actor) -> None:
    """It is not the candidate who does not want."""
    look_and_decide(proposal, outcome="accepted", by=worker)
    journeys.record_answer(consents(proposal)["employer"], answer="no", refusal="no-fit", by=worker, now=NOW)
    assert not Forbidden.objects.exists()
    look_and_decide(proposal, outcome="accepted", by=worker)
