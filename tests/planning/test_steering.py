"""People steer the rounds: what is fixed, forbidden or kept free, by whom, and taken back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from koppelkans.core.access import Actor, Closed, Unknown, actor_of
from koppelkans.core.models import AuditEntry, User
from koppelkans.core.refusal import Refused
from koppelkans.people.models import Wish
from koppelkans.planning import queries_steering as queries
from koppelkans.planning.actions import rounds, steering
from koppelkans.planning.models import Forbidden, Pinned, Proposal, Reserve
from koppelkans.supply.models import Booking
from making import (
    NOW,
    TODAY,
    make_actor,
    make_candidate,
    make_fund,
    make_municipality,
    make_place,
    make_region,
    make_run,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(hours=1)


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
    """One person of this case worker, with a proposal at one of two places."""
    make_region()
    make_fund()
    make_place(code="a")
    make_place(code="b")
    candidate = make_candidate(owner=worker)
    Wish.objects.create(
        candidate=candidate, occupation_id="zonnepanelen", preference=Decimal("0.8"), aptitude=Decimal("0.7")
    )
    return again(1)


def again(minutes: int) -> Proposal:
    """Plan again; the one proposal that comes of it."""
    made = rounds.start_round(
        name="Ronde", municipality=None, by=make_actor("region-coordinator"), now=NOW + timedelta(minutes=minutes)
    )
    return Proposal.objects.select_related("candidate", "round", "place").get(round=made)


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of a refusal."""
    return [reason.code for reason in error.value.reasons]


def elsewhere(proposal: Proposal) -> str:
    """The code of the place that was not proposed."""
    assert proposal.place is not None
    return "b" if proposal.place.code == "a" else "a"


def test_what_is_fixed_comes_back_in_the_next_round(proposal: Proposal, by: Actor) -> None:
    """A fixed pathway is in every plan from then on, until it is let go."""
    other = elsewhere(proposal)
    proposal.place = proposal.place.__class__.objects.get(code=other)
    steering.pin(proposal, by=by, now=NOW)
    assert again(2).place.code == other
    pinned = queries.pin_of(proposal.candidate)
    assert pinned is not None
    assert (pinned.by, pinned.at) == (by.user, NOW)
    steering.unpin(proposal.candidate, by=by, now=LATER)
    assert queries.pin_of(proposal.candidate) is None
    assert list(AuditEntry.objects.filter(action__in=["proposal.pin", "proposal.unpin"]).values_list("thing")) != []


def test_a_new_lock_takes_the_place_of_the_old_one(proposal: Proposal, by: Actor) -> None:
    """Somebody has one fixed pathway at most."""
    steering.pin(proposal, by=by, now=NOW)
    proposal.place = proposal.place.__class__.objects.get(code=elsewhere(proposal))
    steering.pin(proposal, by=by, now=LATER)
    assert Pinned.objects.get(kind=Pinned.Kind.LOCK).place == proposal.place.code


def test_what_breaks_a_rule_is_not_fixed(proposal: Proposal, by: Actor) -> None:
    """A pathway that is impossible today would make every round impossible."""
    proposal.candidate.dayparts = ["sa-am"]
    proposal.candidate.save()
    with pytest.raises(Refused) as error:
        steering.pin(proposal, by=by, now=NOW)
    assert codes(error) == ["P6"]


def test_a_forbidden_place_is_not_proposed_again(proposal: Proposal, by: Actor) -> None:
    """The next round proposes the other place; taken back, it is possible again."""
    assert proposal.place is not None
    first = proposal.place.code
    row = steering.forbid(proposal.candidate, place=first, why="own-wish", by=by, now=NOW)
    assert again(2).place.code != first
    steering.allow(row, by=by, now=LATER)
    assert not Forbidden.objects.exists()
    with pytest.raises(Refused) as error:
        steering.allow(row, by=by, now=LATER)
    assert codes(error) == ["not-forbidden"]


def test_forbidding_twice_is_forbidding_once(proposal: Proposal, by: Actor) -> None:
    """Who said so first stays who said so, and the trail tells it once."""
    for at in (NOW, LATER):
        steering.forbid(proposal.candidate, place="a", by=by, now=at)
    assert Forbidden.objects.get().at == NOW
    assert AuditEntry.objects.filter(action="proposal.forbid").count() == 1


def test_who_is_kept_out_has_no_proposal(proposal: Proposal, by: Actor) -> None:
    """With nothing named everything is forbidden; and then nothing can be fixed either."""
    steering.forbid(proposal.candidate, by=by, now=NOW)
    assert queries.kept_out(proposal.candidate)
    assert again(2).place is None
    with pytest.raises(Refused) as error:
        steering.pin(proposal, by=by, now=NOW)
    assert codes(error) == ["kept-out"]


def test_what_is_fixed_is_not_forbidden_as_well(proposal: Proposal, by: Actor) -> None:
    """Both together would leave no plan for anybody."""
    assert proposal.place is not None
    steering.pin(proposal, by=by, now=NOW)
    for place in (proposal.place.code, ""):
        with pytest.raises(Refused) as error:
            steering.forbid(proposal.candidate, place=place, by=by, now=NOW)
        assert codes(error) == ["pinned"]
    steering.forbid(proposal.candidate, place=elsewhere(proposal), by=by, now=NOW)


def test_an_unknown_offer_is_not_forbidden(proposal: Proposal, by: Actor) -> None:
    """A code that nobody knows is told, both of them."""
    with pytest.raises(Refused) as error:
        steering.forbid(proposal.candidate, run="x", place="y", by=by, now=NOW)
    assert codes(error) == ["no-run", "no-place"]


def test_only_the_own_case_worker_steers(proposal: Proposal, by: Actor) -> None:
    """A colleague is told whose person it is; elsewhere it does not exist; the coordinator does not decide."""
    row = steering.forbid(proposal.candidate, place=elsewhere(proposal), by=by, now=NOW)
    colleague = make_actor("case-worker", municipality=make_municipality())
    other = make_actor("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))
    for who, error in ((colleague, Refused), (other, Unknown), (make_actor("region-coordinator"), Closed)):
        for act in (
            lambda who=who: steering.pin(proposal, by=who, now=NOW),
            lambda who=who: steering.unpin(proposal.candidate, by=who, now=NOW),
            lambda who=who: steering.forbid(proposal.candidate, place="a", by=who, now=NOW),
            lambda who=who: steering.allow(row, by=who, now=NOW),
        ):
            with pytest.raises(error):
                act()
    assert Forbidden.objects.count() == 1


def test_seats_are_kept_free_and_given_back() -> None:
    """The coordinator keeps seats free; not more than there are, and not again what is kept free already."""
    coordinator, run = make_actor("region-coordinator"), make_run(seats_max=4)
    Booking.objects.create(run=run, subject=make_candidate().subject, first_day=run.start, booked_on=TODAY)
    kept = steering.reserve(run, seats=2, until=TODAY + timedelta(days=9), by=coordinator, now=NOW)
    for seats, until, expected in ((2, None, ["seats"]), (0, None, ["seats"]), (1, TODAY - timedelta(1), ["until"])):
        with pytest.raises(Refused) as error:
            steering.reserve(run, seats=seats, until=until, by=coordinator, now=NOW)
        assert codes(error) == expected
    assert list(queries.reserves_of(run, TODAY)) == [kept]
    assert not queries.reserves_of(run, TODAY + timedelta(days=10)).exists()
    steering.end_reserve(kept, by=coordinator, now=LATER)
    assert not queries.reserves(TODAY).exists()
    with pytest.raises(Refused) as error:
        steering.end_reserve(kept, by=coordinator, now=LATER)
    assert codes(error) == ["ended"]


def test_a_place_is_kept_free_by_the_region_only() -> None:
    """Seats are shared by the region: who plans for one municipality does not keep them from the others."""
    place = make_place(capacity=1)
    with pytest.raises(Unknown):
        steering.reserve(place, seats=1, until=None, by=make_actor("case-worker"), now=NOW)
    steering.reserve(place, seats=1, until=None, by=make_actor("region-coordinator"), now=NOW)
    with pytest.raises(Refused) as error:
        steering.reserve(place, seats=1, until=None, by=make_actor("region-coordinator"), now=NOW)
    assert codes(error) == ["seats"]
    place.withdrawn_on = TODAY
    with pytest.raises(Refused) as error:
        steering.reserve(place, seats=1, until=None, by=make_actor("region-coordinator"), now=NOW)
    assert codes(error) == ["withdrawn"]
    assert Reserve.objects.count() == 1


def test_the_list_shows_whom_one_sees(proposal: Proposal, by: Actor) -> None:
    """What steers is seen by the region and the own municipality, not by another."""
    steering.pin(proposal, by=by, now=NOW)
    row = steering.forbid(proposal.candidate, place=elsewhere(proposal), by=by, now=NOW)
    other = make_actor("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))
    for actor in (by, make_actor("region-coordinator")):
        assert queries.pins_visible_to(actor).count() == queries.forbidden_visible_to(actor).count() == 1
        assert queries.find_forbidden(row.pk, actor) == row
    assert not queries.pins_visible_to(other).exists()
    with pytest.raises(Unknown):
        queries.find_forbidden(row.pk, other)
