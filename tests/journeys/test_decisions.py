"""A person decides, and what it needs is really taken."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from koppelkans.core.access import Actor, Closed, Unknown, house
from koppelkans.core.models import AuditEntry
from koppelkans.core.refusal import Refused
from koppelkans.funds.models import Fund, Reservation
from koppelkans.funds.queries import free
from koppelkans.journeys.actions import let_leave, undo
from koppelkans.journeys.models import Decision
from koppelkans.people.models import Wish
from koppelkans.planning.actions import rounds
from koppelkans.planning.models import Proposal
from koppelkans.results.models import LedgerEntry
from koppelkans.supply.models import Booking, Place
from making import (
    NOW,
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
    return make_actor("case-worker", municipality=make_municipality())


@pytest.fixture
def proposals(worker: Actor) -> list[Proposal]:
    """Proposals for two people, each with a language run that costs money per seat and per group."""
    make_region()
    fund = make_fund(budget=Decimal(20_000))
    run = make_run(
        seats_min=1,
        group_cost=Decimal("400.50"),
        start=NOW.date() + timedelta(days=7),
        end=NOW.date() + timedelta(days=60),
    )
    make_place(requires=run.grants, start_until=NOW.date() + timedelta(days=200))
    for _ in range(2):
        candidate = make_candidate(owner=worker.user)
        Wish.objects.create(
            candidate=candidate, occupation_id="zonnepanelen", preference=Decimal("0.8"), aptitude=Decimal("0.7")
        )
    made = rounds.start_round(name="Ronde", municipality=make_municipality(), by=worker, now=NOW)
    assert fund.name
    return list(Proposal.objects.filter(round=made).order_by("pk"))


def taken() -> tuple[int, int]:
    """How many bookings and how many cents are held."""
    cents = sum(Reservation.objects.filter(released_on=None).values_list("cents", flat=True))
    return Booking.objects.filter(released_on=None).count(), cents


def test_accepting_takes_seat_place_and_money(proposals: list[Proposal], worker: Actor) -> None:
    """Run, place, seat costs and, for the first one, the costs of the group; the second pays only the seat."""
    look_and_decide(proposals[0], outcome="accepted", by=worker, now=NOW)
    assert taken() == (2, 90_000 + 250_000 + 40_050)
    look_and_decide(proposals[1], outcome="accepted", by=worker, now=NOW)
    assert taken() == (4, 2 * (90_000 + 250_000) + 40_050)
    assert sum(LedgerEntry.objects.values_list("amount", flat=True)) == 2


def test_undoing_within_the_day_gives_all_back(proposals: list[Proposal], worker: Actor) -> None:
    """The costs of the group go back with the last one in it; the ledger gets a correction."""
    for proposal in proposals:
        look_and_decide(proposal, outcome="accepted", by=worker, now=NOW)
    undo(proposals[0], by=worker, now=NOW)
    assert taken() == (2, 90_000 + 250_000 + 40_050)
    undo(proposals[1], by=worker, now=NOW)
    assert taken() == (0, 0)
    assert list(LedgerEntry.objects.values_list("amount", flat=True)) == [1, 1, -1, -1]
    with pytest.raises(Refused):
        undo(proposals[1], by=worker, now=NOW)


def test_the_next_day_a_decision_stands(proposals: list[Proposal], worker: Actor) -> None:
    """A decision of yesterday is not simply taken back."""
    look_and_decide(proposals[0], outcome="accepted", by=worker, now=NOW)
    with pytest.raises(Refused, match="op de dag zelf"):
        undo(proposals[0], by=worker, now=NOW + timedelta(days=1))


def test_what_cannot_be_paid_is_not_taken_in_part(proposals: list[Proposal], worker: Actor) -> None:
    """When the money is gone since, nothing is booked and nothing is decided."""
    Fund.objects.update(budget=Decimal(1000))
    with pytest.raises(Refused):
        look_and_decide(proposals[0], outcome="accepted", by=worker, now=NOW)
    assert taken() == (0, 0)
    assert not Decision.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_what_is_gone_since_cannot_be_accepted(proposals: list[Proposal], worker: Actor) -> None:
    """A place that was withdrawn stops the acceptance and says which."""
    Place.objects.update(withdrawn_on=NOW.date())
    with pytest.raises(Refused, match="niet meer"):
        look_and_decide(proposals[0], outcome="accepted", by=worker, now=NOW)


def test_a_no_has_a_reason_and_a_yes_is_final_until_undone(proposals: list[Proposal], worker: Actor) -> None:
    """Declining asks why; a second decision on top of a yes is refused."""
    with pytest.raises(Refused, match="reden"):
        look_and_decide(proposals[0], outcome="declined", by=worker, now=NOW)
    look_and_decide(proposals[0], outcome="declined", reason="not-this-place", own_words="Te ver.", by=worker, now=NOW)
    look_and_decide(proposals[0], outcome="accepted", by=worker, now=NOW)
    with pytest.raises(Refused, match="gaat al door"):
        look_and_decide(proposals[0], outcome="deferred", by=worker, now=NOW)
    assert taken()[0] == 2


def test_only_the_own_case_workers_decide(proposals: list[Proposal]) -> None:
    """Another municipality does not know the proposal, a coordinator may not decide, and the house is no person."""
    other = make_actor("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))
    with pytest.raises(Unknown):
        look_and_decide(proposals[0], outcome="deferred", by=other, now=NOW)
    with pytest.raises(Closed):
        look_and_decide(proposals[0], outcome="deferred", by=make_actor("region-coordinator"), now=NOW)
    with pytest.raises(Refused, match="mens"):
        look_and_decide(proposals[0], outcome="deferred", by=house("job"), now=NOW)


def test_a_newer_round_goes_before(proposals: list[Proposal], worker: Actor) -> None:
    """An old proposal is not decided about any more."""
    rounds.start_round(name="Nieuw", municipality=make_municipality(), by=worker, now=NOW + timedelta(hours=1))
    with pytest.raises(Refused, match="nieuwer"):
        look_and_decide(proposals[0], outcome="deferred", by=worker, now=NOW + timedelta(hours=2))


def test_a_decision_is_in_the_trail(proposals: list[Proposal], worker: Actor) -> None:
    """Who decided what about whom, and why, can be looked up."""
    look_and_decide(
        proposals[0], outcome="declined", reason="not-now", again_on=NOW.date() + timedelta(days=60), by=worker
    )
    entry = AuditEntry.objects.get(action="proposal.declined")
    assert (entry.user, entry.subject_id, entry.why) == (worker.user, proposals[0].candidate_id, "not-now")


def test_who_leaves_frees_everything(proposals: list[Proposal], worker: Actor) -> None:
    """Seat, place and money of somebody who stops are free again; those of others stay."""
    for proposal in proposals:
        look_and_decide(proposal, outcome="accepted", by=worker, now=NOW)
    let_leave(proposals[0].candidate, by=worker, reason="own-wish", now=NOW)
    assert taken() == (2, 90_000 + 250_000 + 40_050)
    let_leave(proposals[1].candidate, by=worker, reason="own-wish", now=NOW)
    assert taken() == (0, 0)


def test_money_set_aside_lapses_by_date(proposals: list[Proposal], worker: Actor) -> None:
    """What is not spent two months after the first day of its step is free again."""
    look_and_decide(proposals[0], outcome="accepted", by=worker, now=NOW)
    place = Reservation.objects.get(step="place")
    first_day = proposals[0].first_day
    assert first_day is not None
    assert place.expires_on == first_day + timedelta(days=60)
    assert free(place.fund, NOW.date()) < 2_000_000
    assert free(place.fund, place.expires_on + timedelta(days=1)) == 2_000_000
