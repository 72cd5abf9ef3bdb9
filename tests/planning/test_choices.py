"""Another pathway than the one proposed: planned for one person with what is left today."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from koppelkans.core.access import Actor, Closed, Unknown, actor_of
from koppelkans.core.models import AuditEntry, User
from koppelkans.core.refusal import Refused
from koppelkans.funds.models import Fund
from koppelkans.people.models import Candidate, Wish
from koppelkans.planning.actions import choices, rounds
from koppelkans.planning.models import Proposal, Round
from koppelkans.supply.models import Booking, Place
from making import (
    NOW,
    TODAY,
    look_and_decide,
    make_actor,
    make_candidate,
    make_credential,
    make_fund,
    make_municipality,
    make_place,
    make_region,
    make_run,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker() -> User:
    """A case worker."""
    return make_user("case-worker", municipality=make_municipality())


@pytest.fixture
def by(worker: User) -> Actor:
    """The case worker, acting."""
    return actor_of(worker, TODAY)


@pytest.fixture
def proposal(worker: User) -> Proposal:
    """One person of this case worker with a proposal; another place comes only afterwards."""
    make_region()
    make_fund()
    make_place()
    candidate = make_candidate(owner=worker)
    Wish.objects.create(
        candidate=candidate, occupation_id="zonnepanelen", preference=Decimal("0.8"), aptitude=Decimal("0.7")
    )
    rounds.start_round(name="Ronde", municipality=None, by=make_actor("region-coordinator"), now=NOW)
    return Proposal.objects.select_related("candidate", "round").get()


def refused(proposal: Proposal, place: Place, by: Actor, *runs: str) -> list[str]:
    """The codes with which a choice is refused."""
    with pytest.raises(Refused) as error:
        choices.choose(proposal.candidate, parent=proposal.round, runs=runs, place=place, by=by, now=NOW)
    assert not Round.objects.filter(kind=Round.Kind.CHOICE).exists()
    return [reason.code for reason in error.value.reasons]


def test_another_place_becomes_the_newest_proposal(proposal: Proposal, by: Actor) -> None:
    """A choice is a small round of its own, made from the round, and it can be decided on like any other."""
    place = make_place()
    later = NOW + timedelta(minutes=5)
    made = choices.choose(proposal.candidate, parent=proposal.round, runs=[], place=place, by=by, now=later)
    assert (made.place, made.round.kind, made.round.parent) == (place, Round.Kind.CHOICE, proposal.round)
    assert (made.round.status, made.round.people, made.round.placed) == (Round.Status.DONE, 1, 1)
    assert AuditEntry.objects.get(action="proposal.choose").subject == proposal.candidate.subject
    with pytest.raises(Refused, match="nieuwer"):
        look_and_decide(proposal, outcome="accepted", by=by, now=later)
    look_and_decide(made, outcome="accepted", by=by, now=later)
    assert Booking.objects.get().place == place


def test_one_person_is_no_group(proposal: Proposal, by: Actor) -> None:
    """A training that would need more people can be chosen: who else comes is not known yet."""
    make_credential()
    place = make_place(requires=["nl-A2"])
    run = make_run(seats_min=5, start=TODAY + timedelta(days=14), end=TODAY + timedelta(days=70))
    made = choices.choose(proposal.candidate, parent=proposal.round, runs=[run.code], place=place, by=by, now=NOW)
    assert made.runs == [run.code]
    assert {payment["step"] for payment in made.payments} == {run.code, "place"}


def test_a_rule_that_is_broken_is_told(proposal: Proposal, by: Actor) -> None:
    """A place that asks for a level that is not there is refused in words."""
    make_credential()
    place = make_place(requires=["nl-A2"])
    assert refused(proposal, place, by) == ["P3", "P5"]


def test_a_full_place_is_refused(proposal: Proposal, by: Actor) -> None:
    """A place that somebody else has is gone."""
    place = make_place(capacity=1)
    Booking.objects.create(place=place, subject=make_candidate().subject, first_day=place.start_from, booked_on=TODAY)
    assert refused(proposal, place, by) == ["offer-gone"]


def test_no_mentor_is_refused(proposal: Proposal, by: Actor) -> None:
    """An employer without a mentor left takes nobody."""
    place = make_place(mentor_weeks=4)
    place.employer.mentors = 0
    place.employer.save()
    assert refused(proposal, place, by) == ["mentor"]


def test_money_that_is_gone_is_told(proposal: Proposal, by: Actor) -> None:
    """Where no fund can pay, the fund is named."""
    Fund.objects.update(budget=Decimal(100))
    assert refused(proposal, make_place(), by) == ["fund"]


def test_who_has_a_place_chooses_no_other(proposal: Proposal, by: Actor) -> None:
    """The place somebody has comes first."""
    place = make_place()
    Booking.objects.create(place=place, subject=proposal.candidate.subject, first_day=place.start_from, booked_on=TODAY)
    assert refused(proposal, make_place(), by) == ["has-place"]


def test_a_training_that_is_gone_is_refused(proposal: Proposal, by: Actor) -> None:
    """A code that nobody knows is no choice."""
    assert refused(proposal, make_place(), by, "weg") == ["no-run"]


def test_only_the_own_case_worker_chooses(proposal: Proposal) -> None:
    """A colleague, another municipality and the coordinator do not."""
    colleague = make_actor("case-worker", municipality=make_municipality())
    assert refused(proposal, make_place(), colleague) == ["not-own"]
    for role, error in (("region-coordinator", Closed), ("case-worker", Unknown)):
        elsewhere = make_actor(role, **({"municipality": make_municipality("GM0363")} if role == "case-worker" else {}))
        with pytest.raises(error):
            choices.choose(
                proposal.candidate, parent=proposal.round, runs=[], place=make_place(), by=elsewhere, now=NOW
            )


def test_a_choice_counts_for_nobody_else(proposal: Proposal, by: Actor) -> None:
    """Other people's proposals stay as they are."""
    somebody = make_candidate()
    theirs = Proposal.objects.create(round=proposal.round, candidate=somebody, reason=["no_gain"])
    choices.choose(proposal.candidate, parent=proposal.round, runs=[], place=make_place(), by=by, now=NOW)
    assert list(Proposal.objects.filter(candidate=somebody)) == [theirs]
    assert Candidate.objects.count() == 2
