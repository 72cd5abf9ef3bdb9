"""Hand-over, cover, and asking after stale profiles."""

from __future__ import annotations

from datetime import timedelta

import pytest

from koppelkans.core.access import Actor, Closed, Unknown, actor_of, house
from koppelkans.core.models import AuditEntry, Cover, Message, User
from koppelkans.core.refusal import Refused
from koppelkans.people import queries
from koppelkans.people.actions import candidates, caseload
from koppelkans.people.actions.freshness import ask_after_stale
from koppelkans.people.models import Candidate
from koppelkans.people.states import Status
from making import NOW, TODAY, make_actor, make_candidate, make_municipality, make_user

pytestmark = pytest.mark.django_db
OLD = TODAY - timedelta(91)


@pytest.fixture
def worker() -> User:
    """A case worker."""
    return make_user("case-worker", name="Kim de Wit")


@pytest.fixture
def colleague() -> User:
    """A colleague in the same municipality."""
    return make_user("case-worker", name="Sam Bakker")


@pytest.fixture
def me(worker: User) -> Actor:
    """Who acts for the case worker."""
    return actor_of(worker, TODAY)


def hand_over(people: list[Candidate], by: Actor, to: User) -> int:
    """Hand over today."""
    return caseload.hand_over(people, by=by, to=to, today=TODAY, now=NOW)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons of a refusal."""
    return [reason.code for reason in refused.value.reasons]


def test_a_colleague_gets_the_person_and_a_message(me: Actor, colleague: User) -> None:
    """After a hand-over the name is the colleague's to see, and no longer one's own; the mail has pseudonyms only."""
    person = make_candidate("Amal Yosef", owner=me.user)
    assert hand_over([person], me, colleague) == 1
    person.refresh_from_db()
    assert queries.contact_of(person, me) is None
    assert queries.contact_of(person, actor_of(colleague, TODAY)) is not None
    message = Message.objects.get()
    assert message.to == colleague.email
    assert str(person) in message.body
    assert "Amal" not in message.body
    assert AuditEntry.objects.get(action="person.hand-over").thing == "Sam Bakker"


def test_somebody_elses_people_cannot_be_taken(me: Actor, colleague: User) -> None:
    """Only the own case worker, their cover, or anybody when there is none, hands over."""
    theirs = make_candidate("Amal Yosef", owner=colleague)
    with pytest.raises(Refused) as refused:
        hand_over([theirs], me, me.user)  # type: ignore[arg-type]
    assert codes(refused) == ["not-yours"]
    nobodys = make_candidate()
    hand_over([nobodys], me, me.user)  # type: ignore[arg-type]
    nobodys.refresh_from_db()
    assert nobodys.owner == me.user
    assert not Message.objects.exists()


def test_people_of_who_left_can_be_taken(me: Actor, colleague: User) -> None:
    """When a case worker cannot log in any more, colleagues take their people over."""
    person = make_candidate(owner=colleague)
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    assert hand_over([person], me, me.user) == 1  # type: ignore[arg-type]


def test_people_go_to_a_colleague_of_the_municipality_only(me: Actor) -> None:
    """Somebody of another municipality, or with another role, cannot get them; all or none go."""
    people = [make_candidate(owner=me.user), make_candidate(owner=me.user)]
    elsewhere = make_user("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))
    for to in (elsewhere, make_user("employer-adviser", municipality=make_municipality())):
        with pytest.raises(Refused) as refused:
            hand_over(people, me, to)
        assert codes(refused) == ["no-colleague"]
    assert Candidate.objects.filter(owner=me.user).count() == 2


def test_a_whole_caseload_goes_at_once(me: Actor, worker: User, colleague: User) -> None:
    """Everybody goes, also who stands still or left; a second time there is nobody."""
    make_candidate(owner=worker)
    make_candidate(owner=worker, status=Status.PARKED, reason="temporary")
    make_candidate(owner=worker, status=Status.LEFT, reason="moved")
    make_candidate(owner=colleague)
    assert caseload.hand_over_caseload(by=me, absent=worker, to=colleague, today=TODAY, now=NOW) == 3
    assert Candidate.objects.filter(owner=colleague).count() == 4
    with pytest.raises(Refused):
        caseload.hand_over_caseload(by=me, absent=worker, to=colleague, today=TODAY, now=NOW)
    with pytest.raises(Unknown):
        caseload.hand_over_caseload(by=me, absent=colleague, to=worker, today=TODAY, now=NOW)


def test_cover_opens_names_on_its_days(me: Actor, worker: User, colleague: User) -> None:
    """Who stands in sees the names on these days, and not any more when it is ended."""
    person = make_candidate("Amal Yosef", owner=worker)
    until = TODAY + timedelta(3)
    cover = caseload.set_cover(by=me, absent=worker, stand_in=colleague, since=TODAY, until=until, today=TODAY, now=NOW)
    assert queries.contact_of(person, actor_of(colleague, until)) is not None
    assert list(queries.covers_of(actor_of(colleague, TODAY), TODAY)) == [cover]
    caseload.end_cover(cover, by=me, now=NOW)
    assert queries.contact_of(person, actor_of(colleague, TODAY)) is None


def test_cover_is_by_a_colleague_on_days_to_come(me: Actor, worker: User) -> None:
    """Nobody stands in for themselves, from elsewhere, or in the past."""
    elsewhere = make_user("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))
    for stand_in, since, until, found in (
        (worker, TODAY, TODAY, ["same"]),
        (elsewhere, TODAY, TODAY, ["no-colleague"]),
        (worker, TODAY, TODAY - timedelta(1), ["period", "past", "same"]),
    ):
        with pytest.raises(Refused) as refused:
            caseload.set_cover(by=me, absent=worker, stand_in=stand_in, since=since, until=until, today=TODAY, now=NOW)
        assert codes(refused) == found


def test_an_administrator_sets_cover_for_who_is_ill(worker: User, colleague: User) -> None:
    """A colleague cannot make themselves the cover of somebody; who lets people in can."""
    values = {"absent": worker, "stand_in": colleague, "since": TODAY, "until": TODAY, "today": TODAY, "now": NOW}
    with pytest.raises(Closed):
        caseload.set_cover(by=actor_of(colleague, TODAY), **values)
    caseload.set_cover(by=make_actor("administrator"), **values)
    assert Cover.objects.count() == 1


def test_stale_profiles_are_asked_after_once(worker: User) -> None:
    """One message tells the case worker of all stale profiles; it is not sent again until a profile is confirmed."""
    stale = [make_candidate("Amal Yosef", owner=worker, confirmed_on=OLD) for _number in range(2)]
    make_candidate(owner=worker, confirmed_on=TODAY - timedelta(90))
    make_candidate(owner=worker, confirmed_on=OLD, status=Status.PARKED, reason="temporary")
    make_candidate(confirmed_on=OLD)
    by = house("koppelkans nightly")
    assert ask_after_stale(by=by, today=TODAY, now=NOW) == 2
    message = Message.objects.get()
    assert message.to == worker.email
    assert all(str(person) in message.body for person in stale)
    assert "Amal" not in message.body
    assert ask_after_stale(by=by, today=TODAY, now=NOW) == 0
    candidates.confirm_profile(stale[0], by=actor_of(worker, TODAY), today=TODAY, now=NOW)
    assert ask_after_stale(by=by, today=TODAY + timedelta(91), now=NOW) == 2  # this one, and the one that was fresh


def test_who_stands_in_is_asked_too(worker: User, colleague: User) -> None:
    """During leave the colleague reads it as well; a case worker who cannot log in is not written to."""
    Cover.objects.create(absent=worker, stand_in=colleague, since=TODAY, until=TODAY)
    make_candidate(owner=worker, confirmed_on=OLD)
    make_candidate(owner=make_user("case-worker", is_active=False), confirmed_on=OLD)
    ask_after_stale(by=house("koppelkans nightly"), today=TODAY, now=NOW)
    assert {message.to for message in Message.objects.all()} == {worker.email, colleague.email}
