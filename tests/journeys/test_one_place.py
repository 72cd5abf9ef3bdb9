"""One person has one place, the costs of a group are paid by somebody, and who decides is the own case worker."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from koppelkans.core.access import Actor, actor_of
from koppelkans.core.models import AuditEntry, Cover
from koppelkans.core.refusal import Refused
from koppelkans.funds.models import Fund, Reservation
from koppelkans.journeys import rules
from koppelkans.journeys.actions import undo
from koppelkans.journeys.models import Decision
from koppelkans.people.models import Candidate, Wish
from koppelkans.planning.actions import computing, rounds
from koppelkans.planning.models import Proposal, Round
from koppelkans.planning.rules import against_pathway
from koppelkans.supply.actions import booking
from koppelkans.supply.models import Booking, Place, Run
from making import (
    NOW,
    TODAY,
    look_and_decide,
    make_actor,
    make_candidate,
    make_fund,
    make_municipality,
    make_place,
    make_region,
    make_run,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker() -> Actor:
    """The case worker of the municipality."""
    return make_actor("case-worker", municipality=make_municipality(), name="Kim Berg")


@pytest.fixture(name="run")
def make_offers() -> Run:
    """A region with a place that asks for a language run with costs for the group, and money."""
    make_region()
    make_fund(budget=Decimal(20_000))
    run = make_run(
        seats_min=1, group_cost=Decimal("400.50"), start=TODAY + timedelta(days=7), end=TODAY + timedelta(days=60)
    )
    make_place(requires=run.grants, start_until=TODAY + timedelta(days=200))
    return run


def wishing(worker: Actor, **fields: object) -> Candidate:
    """Somebody of this case worker who can be planned for."""
    candidate = make_candidate(owner=worker.user, **fields)
    Wish.objects.create(
        candidate=candidate, occupation_id="zonnepanelen", preference=Decimal("0.8"), aptitude=Decimal("0.7")
    )
    return candidate


def start(worker: Actor, hours: int = 0) -> Round:
    """A round for the municipality, some hours later."""
    return rounds.start_round(
        name="Ronde", municipality=make_municipality(), by=worker, now=NOW + timedelta(hours=hours)
    )


@pytest.mark.usefixtures("run")
def test_a_place_since_the_round_stops_the_second_one(worker: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old proposal accepted while a new round computes: the new one cannot be, and says why; undone, it can."""
    candidate = wishing(worker)
    old = Proposal.objects.get(round=start(worker))
    with monkeypatch.context() as patch:
        patch.setattr(rounds.background, "later", lambda *_arguments: None)
        waiting = start(worker, 1)
    look_and_decide(old, outcome="accepted", by=worker, now=NOW)
    computing.carry_out(waiting.pk, clock=lambda: NOW)
    new = Proposal.objects.get(round=waiting)
    held = Booking.objects.filter(released_on=None).count(), Reservation.objects.filter(released_on=None).count()
    reasons = against_pathway(new, TODAY)
    assert [reason.code for reason in reasons] == ["has-place"]
    assert "heeft al een plek" in str(reasons[0])
    with pytest.raises(Refused, match="heeft al een plek"):
        look_and_decide(new, outcome="accepted", by=worker, now=NOW)
    assert held == (
        Booking.objects.filter(released_on=None).count(),
        Reservation.objects.filter(released_on=None).count(),
    )
    undo(old, by=worker, now=NOW)
    look_and_decide(new, outcome="accepted", by=worker, now=NOW)
    assert Booking.objects.get(subject=candidate.subject, place__isnull=False, released_on=None)


def test_a_person_with_a_place_books_no_other(worker: Actor) -> None:
    """A second place is refused; once the first has lapsed it is not, and the database knows the same."""
    one, other, third = make_place(), make_place(), make_place()
    subject = make_candidate().subject
    booking.book(one, subject=subject, by=worker, now=NOW, expires_on=TODAY)
    with pytest.raises(Refused, match="heeft al een plek"):
        booking.book(other, subject=subject, by=worker, now=NOW)
    booking.book(other, subject=subject, by=worker, now=NOW + timedelta(days=1))
    with pytest.raises(IntegrityError):
        Booking.objects.create(place=third, subject=subject, first_day=TODAY, booked_on=TODAY)


def test_group_costs_are_paid_by_whoever_comes_first(run: Run, worker: Actor) -> None:
    """A is accepted, B planned on top of that, A undone, B accepted: the costs of the group are reserved again."""
    wishing(worker)
    first = Proposal.objects.get(round=start(worker))
    look_and_decide(first, outcome="accepted", by=worker, now=NOW)
    wishing(worker)
    made = start(worker, 1)
    made.refresh_from_db()
    assert made.group_payments == []
    undo(first, by=worker, now=NOW)
    look_and_decide(Proposal.objects.get(round=made), outcome="accepted", by=worker, now=NOW)
    held = Reservation.objects.get(subject=None, released_on=None)
    assert (held.step, held.cents) == (run.code, 40_050)


def test_group_costs_come_from_several_funds_or_stop_it(run: Run, worker: Actor) -> None:
    """What one fund cannot pay the next one does, to the cent; what nobody pays refuses the whole decision."""
    wishing(worker)
    made = start(worker)
    Round.objects.filter(pk=made.pk).update(group_payments=[])
    make_fund(pays=["language"], budget=Decimal("300.25"))
    Fund.objects.filter(budget=Decimal(20_000)).update(pays_groups="no")
    proposal = Proposal.objects.get(round=made)
    with pytest.raises(Refused, match="hele groep"):
        look_and_decide(proposal, outcome="accepted", by=worker, now=NOW)
    assert not Booking.objects.exists()
    assert not Reservation.objects.exists()
    make_fund(pays=["language"], budget=Decimal("100.25"))
    look_and_decide(Proposal.objects.get(pk=proposal.pk), outcome="accepted", by=worker, now=NOW)
    assert list(Reservation.objects.filter(subject=None, step=run.code).values_list("cents", flat=True)) == [
        30_025,
        10_025,
    ]


@pytest.mark.usefixtures("run")
def test_a_colleague_does_not_decide(worker: Actor) -> None:
    """Deciding and undoing is for the own case worker and cover; without an owner for every colleague, by name."""
    candidate = wishing(worker)
    colleague = make_actor("case-worker", municipality=make_municipality())
    proposal = Proposal.objects.get(round=start(worker))
    with pytest.raises(Refused, match="Alleen Kim Berg"):
        look_and_decide(proposal, outcome="deferred", by=colleague, now=NOW)
    look_and_decide(proposal, outcome="accepted", by=worker, now=NOW)
    with pytest.raises(Refused, match="Alleen Kim Berg"):
        undo(proposal, by=colleague, now=NOW)
    assert colleague.user is not None
    Cover.objects.create(absent=worker.user, stand_in=colleague.user, since=TODAY, until=TODAY)
    undo(proposal, by=actor_of(colleague.user, TODAY), now=NOW)
    Cover.objects.all().delete()
    Candidate.objects.filter(pk=candidate.pk).update(owner=None)
    made = look_and_decide(Proposal.objects.get(pk=proposal.pk), outcome="deferred", by=colleague, now=NOW)
    assert made.by == colleague.user


@pytest.mark.usefixtures("run")
def test_own_words_are_looked_through(worker: Actor) -> None:
    """A BSN is never kept; a word about health only when somebody insists, and the trail tells of it."""
    wishing(worker)
    proposal = Proposal.objects.get(round=start(worker))
    with pytest.raises(Refused, match="BSN"):
        look_and_decide(proposal, outcome="deferred", own_words="Mijn bsn: 111222333", anyway=True, by=worker, now=NOW)
    with pytest.raises(Refused, match="gezondheid"):
        look_and_decide(proposal, outcome="deferred", own_words="Ik was ziek.", by=worker, now=NOW)
    assert not Decision.objects.exists()
    look_and_decide(proposal, outcome="deferred", own_words="Ik was ziek.", anyway=True, by=worker, now=NOW)
    assert AuditEntry.objects.get(action="proposal.deferred").why == "health"


@pytest.mark.usefixtures("run")
def test_own_words_are_for_the_own_case_worker(worker: Actor) -> None:
    """A colleague and a coordinator do not read what the candidate said."""
    candidate = wishing(worker)
    decision = look_and_decide(
        Proposal.objects.get(round=start(worker)), outcome="deferred", own_words="Te ver.", by=worker, now=NOW
    )
    colleague = make_actor("case-worker", municipality=make_municipality())
    assert rules.shows_words(decision, candidate, worker)
    assert not rules.shows_words(decision, candidate, colleague)
    assert not rules.shows_words(decision, candidate, make_actor("region-coordinator"))
    candidate.owner = None
    assert rules.shows_words(decision, candidate, worker)
    assert not rules.shows_words(decision, candidate, colleague)
    assert Place.objects.exists()
