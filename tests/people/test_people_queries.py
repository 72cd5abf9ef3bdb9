"""Who is seen, found and planned with."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from koppelkans.core.access import Actor, Closed, Unknown, actor_of, house
from koppelkans.core.models import Cover
from koppelkans.people import queries, rules
from koppelkans.people.models import Candidate, ContactCard, Holding, Wish
from koppelkans.people.queries import Search
from koppelkans.people.states import Status
from making import (
    TODAY,
    make_actor,
    make_candidate,
    make_credential,
    make_municipality,
    make_occupation,
    make_postcode,
    make_user,
)

pytestmark = pytest.mark.django_db


def found(actor: Actor, **asked: str) -> list[Candidate]:
    """The people of a list."""
    return list(queries.search(actor, Search(**asked), TODAY))


def ready(**fields: Any) -> Candidate:
    """Somebody of whom everything was asked."""
    person = make_candidate(**fields)
    Wish.objects.create(
        candidate=person, occupation=make_occupation(), preference=Decimal("0.5"), aptitude=Decimal("0.5")
    )
    return person


def test_a_case_worker_sees_the_people_of_the_municipality() -> None:
    """People of another municipality do not exist for a case worker; the region coordinator sees all."""
    here, there = make_candidate(), make_candidate(municipality=make_municipality("GM0363", "Amsterdam"))
    worker = make_actor("case-worker")
    assert list(queries.visible_to(worker)) == [here]
    assert set(queries.visible_to(make_actor("region-coordinator"))) == {here, there}
    with pytest.raises(Unknown):
        queries.find(str(there), worker)
    with pytest.raises(Unknown):
        queries.find("K-NIEMAND", worker)
    with pytest.raises(Closed):
        queries.visible_to(make_actor("employer-adviser"))


def test_the_contact_card_is_for_the_own_case_worker_and_cover() -> None:
    """A colleague, the coordinator and a cover that is over see neither name nor notes."""
    owner, stand_in = make_user("case-worker"), make_user("case-worker")
    person = make_candidate("Amal Yosef", owner=owner)
    assert queries.contact_of(person, actor_of(owner, TODAY)) is not None
    assert queries.contact_of(person, actor_of(stand_in, TODAY)) is None
    Cover.objects.create(absent=owner, stand_in=stand_in, since=TODAY, until=TODAY)
    assert queries.contact_of(person, actor_of(stand_in, TODAY)) is not None
    assert queries.contact_of(person, actor_of(stand_in, TODAY + timedelta(1))) is None
    for other in (make_actor("region-coordinator"), make_actor("case-worker"), house("a job")):
        assert queries.contact_of(person, other) is None
        assert not queries.notes_of(person, other).exists()


def test_who_moved_to_another_municipality_sees_the_card_no_more() -> None:
    """Being the case worker is not enough without a role in the person's municipality."""
    owner = make_user("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))
    assert queries.contact_of(make_candidate("Amal Yosef", owner=owner), actor_of(owner, TODAY)) is None


def test_names_are_found_among_the_own_people_only() -> None:
    """Searching a name finds the own people; the own key and the pseudonym find a colleague's people as well."""
    user = make_user("case-worker")
    me = actor_of(user, TODAY)
    mine = make_candidate("Noor Kaya", owner=user)
    other = make_candidate("Noor Blom", owner=make_user("case-worker"), own_key="HLM-77")
    assert found(me, text="noor") == [mine]
    assert found(me, text="hlm-77") == [other]
    assert found(me, text=str(other).lower()) == [other]
    coordinator = make_actor("region-coordinator")
    assert found(coordinator, text="noor") == found(coordinator, text="HLM-77") == []
    assert found(coordinator, text=str(other)) == [other]


def test_the_own_key_of_another_municipality_is_not_searched() -> None:
    """Somebody who guides in one municipality and plans for the region finds own keys in the one only."""
    user = make_user("case-worker")
    regional = make_user("region-coordinator")
    regional.grants.update(user=user)
    make_candidate(municipality=make_municipality("GM0363", "Amsterdam"), own_key="SAME")
    near = make_candidate(own_key="SAME")
    assert found(actor_of(user, TODAY), text="same") == [near]


def test_filters_narrow_a_list_down() -> None:
    """State, case worker, group and freshness each leave out who does not fit."""
    user = make_user("case-worker")
    me = actor_of(user, TODAY)
    mine = ready(owner=user, groups=["jongere"])
    parked = ready(status=Status.PARKED, reason="temporary", groups=["jongere-anders"], parked_until=TODAY)
    left = ready(status=Status.LEFT, reason="moved")
    stale = ready(confirmed_on=TODAY - timedelta(100), owner=make_user("case-worker"))
    dropped = ready(confirmed_on=TODAY - timedelta(200))
    bare = make_candidate()
    everybody = {mine, parked, left, stale, dropped, bare}
    assert set(found(me)) == everybody - {left}
    assert set(found(me, status="all")) == everybody
    assert found(me, status="left") == [left]
    assert found(me, status="parked") == [parked]
    assert found(me, owner="mine") == [mine]
    assert set(found(me, owner="none")) == {parked, dropped, bare}
    assert found(me, owner=str(stale.owner_id)) == [stale]
    assert found(me, group="jongere") == [mine]
    assert set(found(me, freshness="stale")) == {stale, dropped}
    assert found(me, freshness="dropped") == [dropped]
    assert found(me, freshness="incomplete") == [bare]
    assert found(me, freshness="parking-over") == [parked]
    assert {person.pk: person.is_complete for person in found(me, text=str(bare))} == {bare.pk: False}  # type: ignore[attr-defined]


@pytest.mark.parametrize("sort", [*queries.SORTS, "-confirmed", "-owner", "nonsense"])
def test_every_order_gives_everybody_once(sort: str) -> None:
    """A list can be sorted by each of its columns, both ways; an unknown one is by pseudonym."""
    people = [make_candidate(confirmed_on=TODAY - timedelta(days)) for days in (3, 1, 2)]
    got = found(make_actor("case-worker"), sort=sort)
    assert set(got) == set(people)
    if sort == "-confirmed":
        assert got == [people[1], people[2], people[0]]


def test_planning_takes_whom_the_rule_allows() -> None:
    """The query for planning and the rule that tells why not agree, for every way in which somebody can fall out."""
    people = [
        ready(),
        ready(dayparts=[]),
        ready(modes=[]),
        make_candidate(),
        ready(status=Status.PARKED, reason="temporary"),
        ready(confirmed_on=TODAY - timedelta(180)),
        ready(confirmed_on=TODAY - timedelta(181)),
    ]
    half = make_candidate()
    Wish.objects.create(candidate=half, occupation=make_occupation(), preference=Decimal("0.5"))
    planned = set(queries.for_planning(TODAY))
    for person in [*people, half]:
        reasons = rules.not_planned_with(person, person.wishes.all(), TODAY)
        assert (person in planned) == (reasons == []), reasons
    assert planned == {people[0], people[5]}


def test_a_list_takes_as_many_queries_for_many_as_for_few(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """One query gives the people of a list with what is shown of each."""
    user = make_user("case-worker")
    for _number in range(30):
        ready(owner=user)
    actor = actor_of(user, TODAY)
    with django_assert_num_queries(1):
        for person in queries.search(actor, Search(), TODAY)[:50]:
            assert str(person)
            assert str(person.municipality)
            assert str(person.owner)


@pytest.mark.parametrize(("typed", "code"), [("2131", "2131"), ("2131 AB", "2131"), (" 2131ab ", "2131"), ("9", "9")])
def test_a_postcode_is_read_as_people_write_it(typed: str, code: str) -> None:
    """The four digits are found in a whole postcode; one that is not known stays as typed."""
    make_postcode("2131")
    assert queries.postcode_of(typed) == code


def test_a_whole_postcode_goes_before_its_digits() -> None:
    """Where the region knows the whole postcode, that one is taken."""
    make_postcode("2131")
    make_postcode("2131AB")
    assert queries.postcode_of("2131 ab") == "2131AB"


def test_colleagues_are_who_guides_here_today() -> None:
    """A colleague has a role that guides people in the municipality today and can log in."""
    here, there = make_municipality(), make_municipality("GM0363", "Amsterdam")
    colleague = make_user("case-worker", municipality=here)
    make_user("case-worker", municipality=there)
    make_user("employer-adviser", municipality=here)
    make_user("case-worker", municipality=here, is_active=False)
    gone = make_user("case-worker", municipality=here)
    gone.grants.update(until=TODAY - timedelta(1))
    assert list(queries.colleagues_in([here.code], TODAY)) == [colleague]
    assert queries.municipalities_guided(colleague, TODAY) == [here.code]
    assert queries.municipalities_guided(gone, TODAY) == []


def test_days_ahead_are_in_order() -> None:
    """The days ahead of a person: available, parked, what ends, and when to ask; not what is past."""
    person = make_candidate(
        available_from=TODAY + timedelta(3),
        status=Status.PARKED,
        reason="temporary",
        parked_until=TODAY + timedelta(1),
    )
    held = [
        Holding(credential=make_credential("vca", "VCA"), until=TODAY + timedelta(2)),
        Holding(credential=make_credential("oud", "Oud"), until=TODAY - timedelta(2)),
    ]
    days = [(found.code, found.thing) for found in queries.dates_of(person, held, TODAY)]
    assert days == [("parked-until", ""), ("expires", "VCA"), ("available", "")]
    active = make_candidate(available_from=TODAY - timedelta(1))
    assert [found.code for found in queries.dates_of(active, [], TODAY)] == ["stale", "drops-out"]


@pytest.mark.parametrize("typed", ["0612345678", "06-1234 5678", "+31 6 1234 5678", "0031612345678", "5678"])
def test_a_phone_number_is_found_among_the_own_people_only(typed: str) -> None:
    """However it is typed, who called is found; a colleague's people are not."""
    user = make_user("case-worker")
    mine, other = make_candidate("Noor Kaya", owner=user), make_candidate("Joris Blom", owner=make_user("case-worker"))
    for person in (mine, other):
        ContactCard.objects.filter(candidate=person).update(phone="+31 (6) 12345678")
    assert found(actor_of(user, TODAY), text=typed) == [mine]
    assert found(actor_of(user, TODAY), text="567") == found(make_actor("region-coordinator"), text=typed) == []
