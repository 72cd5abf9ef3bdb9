"""Trying something out on a round, planning it again, and making one of those plans the round."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from koppelkans.core.access import Actor, Closed, Unknown
from koppelkans.core.models import AuditEntry
from koppelkans.core.refusal import Refused
from koppelkans.people.models import Candidate, Wish
from koppelkans.planning.actions import rounds, scenarios
from koppelkans.planning.asked import Asked, Change
from koppelkans.planning.models import Round
from koppelkans.planning.queries_scenarios import changes_of, hidden_from, scenarios_of, things_of
from koppelkans.planning.what_if import KINDS, changes_for, one_more
from koppelkans.supply.models import Place
from making import (
    NOW,
    make_actor,
    make_candidate,
    make_credential,
    make_fund,
    make_municipality,
    make_place,
    make_region,
)

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = NOW.date()


def wishing(**fields: object) -> Candidate:
    """A candidate who wants what the places of `making` offer."""
    candidate = make_candidate(**fields)
    Wish.objects.create(
        candidate=candidate, occupation_id="zonnepanelen", preference=Decimal("0.8"), aptitude=Decimal("0.7")
    )
    return candidate


@pytest.fixture(name="place")
def make_plannable() -> Place:
    """A region with one place for two people, and money."""
    make_region()
    make_fund()
    return make_place()


@pytest.fixture(name="coordinator")
def make_coordinator() -> Actor:
    """A coordinator of the region."""
    return make_actor("region-coordinator")


@pytest.fixture(name="parent")
def make_parent(place: Place, coordinator: Actor) -> Round:  # noqa: ARG001
    """A round of three people, of whom one is left out."""
    for _ in range(3):
        wishing()
    made = rounds.start_round(name="Eerste", municipality=None, by=coordinator, now=NOW)
    made.refresh_from_db()
    return made


def more_seats(place: Place, number: int = 3) -> list[Change]:
    """A place with this many seats."""
    return [Change("places.csv", place.code, "capacity", str(number))]


def test_a_scenario_is_planned_on_the_data_of_its_round(parent: Round, place: Place, coordinator: Actor) -> None:
    """One seat more places the third; later people and the round itself are left alone."""
    wishing()
    made = scenarios.start(parent, name="Een plek erbij", changes=more_seats(place), by=coordinator, now=NOW)
    made.refresh_from_db()
    assert (made.kind, made.parent, made.status) == (Round.Kind.SCENARIO, parent, Round.Status.DONE)
    assert (made.people, made.placed) == (3, 3)
    assert changes_of(made) == more_seats(place)
    parent.refresh_from_db()
    assert parent.placed == 2
    assert list(scenarios_of(parent, coordinator)) == [made]
    assert AuditEntry.objects.filter(action="scenario.start", subject__isnull=False).count() == 3


def test_what_cannot_be_is_told_per_change(parent: Round, place: Place, coordinator: Actor) -> None:
    """A sentence names the change and what would be right; nothing is made."""
    wrong = [Change("places.csv", place.code, "start_from", "2031-01-01")]
    with pytest.raises(Refused) as refused:
        scenarios.start(parent, name="Later", changes=wrong, by=coordinator, now=NOW)
    assert "1 januari 2031" in str(refused.value)
    assert "andere grens" in str(refused.value)
    for changes in (
        [],
        [Change("places.csv", "weg", "capacity", "3")],
        [Change("places.csv", place.code, "kind", "x")],
    ):
        with pytest.raises(Refused):
            scenarios.start(parent, name="Fout", changes=changes, by=coordinator, now=NOW)
    with pytest.raises(Refused):
        scenarios.start(parent, name="Te veel", changes=[*more_seats(place)] * 21, by=coordinator, now=NOW)
    assert not Round.objects.filter(kind=Round.Kind.SCENARIO).exists()


def test_weights_that_place_nobody_are_told_before(parent: Round, coordinator: Actor) -> None:
    """When money weighs too much, nobody would be placed: that is said instead of planned."""
    dear = [Change("region.toml", "", "objective.euro", "10")]
    with pytest.raises(Refused) as refused:
        scenarios.start(parent, name="Geld telt te zwaar", changes=dear, by=coordinator, now=NOW)
    assert "weegt geld zo zwaar" in str(refused.value)
    durable = [Change("region.toml", "", "objective.durable", "0")]
    with pytest.raises(Refused):
        scenarios.start(parent, name="Niets telt", changes=durable, by=coordinator, now=NOW)


def test_names_are_told_apart(parent: Round, place: Place, coordinator: Actor) -> None:
    """Two what-ifs of one round have two names, and none is a citizen service number."""
    scenarios.start(parent, name="Meer", changes=more_seats(place), by=coordinator, now=NOW)
    for name in ("meer", "Voor 111222333"):
        with pytest.raises(Refused):
            scenarios.start(parent, name=name, changes=more_seats(place, 4), by=coordinator, now=NOW)


@pytest.mark.usefixtures("place")
def test_only_people_one_sees_are_changed() -> None:
    """A case worker changes limits of the own municipality, and starts nothing from another's round."""
    here, there = make_municipality(), make_municipality("GM0363", "Amsterdam")
    mine, other = wishing(municipality=here), wishing(municipality=there)
    worker = make_actor("case-worker", municipality=here)
    made = rounds.start_round(name="Hier", municipality=here, by=worker, now=NOW)
    region = rounds.start_round(name="Alles", municipality=None, by=make_actor("region-coordinator"), now=NOW)
    made.refresh_from_db()
    limit = changes_for(KINDS["travel"], str(mine.subject), "60", things_of(made))
    scenario = scenarios.start(made, name="Verder reizen", changes=limit, by=worker, now=NOW)
    assert not hidden_from(worker, changes_of(scenario))
    foreign = [Change("candidates.csv", str(other.subject), "max_travel", "60")]
    with pytest.raises(Refused):
        scenarios.start(made, name="Ander", changes=foreign, by=worker, now=NOW)
    assert hidden_from(worker, foreign) == {str(other.subject)}
    assert hidden_from(make_actor("controller"), limit) == {str(mine.subject)}
    with pytest.raises(Unknown):
        scenarios.start(region, name="Alles", changes=limit, by=worker, now=NOW)
    with pytest.raises(Closed):
        scenarios.adopt(scenario, by=make_actor("controller"), now=NOW)


def test_it_becomes_the_round_once_it_is_true(parent: Round, place: Place, coordinator: Actor) -> None:
    """As long as the place has no third seat the what-if is refused with what to change; then it is the round."""
    made = scenarios.start(parent, name="Een plek erbij", changes=more_seats(place), by=coordinator, now=NOW)
    with pytest.raises(Refused) as refused:
        scenarios.adopt(made, by=coordinator, now=NOW)
    assert "3 in plaats van 2 mensen" in str(refused.value)
    assert "Nu is het 2" in str(refused.value)
    Place.objects.filter(pk=place.pk).update(capacity=3)
    adopted = scenarios.adopt(made, by=coordinator, now=NOW + timedelta(hours=1))
    assert (adopted.kind, adopted.adopted_at) == (Round.Kind.ROUND, NOW + timedelta(hours=1))
    assert AuditEntry.objects.filter(action="scenario.adopt").count() == 3
    with pytest.raises(Refused):
        scenarios.adopt(made, by=coordinator, now=NOW)
    assert list(scenarios_of(parent, coordinator)) == [made]


def test_an_offer_that_is_gone_keeps_it_from_becoming_the_round(
    parent: Round, place: Place, coordinator: Actor
) -> None:
    """Less of something always holds, but not of what is no longer there."""
    made = scenarios.start(parent, name="Een plek minder", changes=more_seats(place, 1), by=coordinator, now=NOW)
    Place.objects.filter(pk=place.pk).update(withdrawn_on=TODAY)
    with pytest.raises(Refused) as refused:
        scenarios.adopt(made, by=coordinator, now=NOW)
    assert "is er niet meer" in str(refused.value)


def test_planned_again_in_three_ways(parent: Round, place: Place, coordinator: Actor) -> None:
    """Nobody, few and all may change, with the people and the offers of today; a double click asks once."""
    Place.objects.filter(pk=place.pk).update(capacity=3)
    wishing()
    made = scenarios.again(parent, by=coordinator, now=NOW)
    for one in made:
        one.refresh_from_db()
    assert [Asked.read(one.asked).keep for one in made] == ["none", "few", "free"]
    assert {(one.status, one.people, one.placed) for one in made} == {(Round.Status.DONE, 4, 3)}
    assert scenarios.again(parent, by=coordinator, now=NOW + timedelta(seconds=2)) == made
    adopted = scenarios.adopt(made[0], by=coordinator, now=NOW)
    assert adopted.kind == Round.Kind.ROUND


def test_each_kind_is_said_and_read(parent: Round, place: Place, coordinator: Actor) -> None:
    """Every change has a sentence with a name, and the reader of the format takes it."""
    make_credential("nl-B1", "Nederlands B1")
    person = Candidate.objects.first()
    assert person is not None
    things = things_of(parent)
    assert one_more("place", place.code, things) == more_seats(place)
    assert not one_more("fairness", "jongere", things)
    fund = things.ids(KINDS["budget"])[0]
    changes = [
        *changes_for(KINDS["place-until"], place.code, "2027-07-31", things),
        *changes_for(KINDS["mentors"], place.employer.organisation.code, "5", things),
        *changes_for(KINDS["budget"], fund, "120000.50", things),
        *changes_for(KINDS["travel"], str(person.subject), "60", things),
        *changes_for(KINDS["available"], str(person.subject), "2026-12-15", things),
        *changes_for(KINDS["weight"], "objective.week", "0.004", things),
    ]
    said = [things.said(change) for change in changes]
    assert said[0].endswith("beginnen kan tot 31 juli 2027 in plaats van 30 juni 2027")
    assert "begeleidt 5 in plaats van 3 mensen" in said[1]
    assert "€\u00a0120.000,50 in plaats van €\u00a0100.000,00" in said[2]
    assert said[3] == f"{person.subject}: reist hoogstens 60 in plaats van 45 minuten"
    assert said[5] == "Eén week wachten: telt als 0,4 in plaats van 0,2 procentpunt kans op blijvend werk"
    made = scenarios.start(parent, name="Alles tegelijk", changes=changes, by=coordinator, now=NOW)
    made.refresh_from_db()
    assert made.status == Round.Status.DONE
