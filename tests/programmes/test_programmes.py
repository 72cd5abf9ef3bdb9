"""A programme admits by a rule that is data, up to its cap; then one waits, with a place in line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from koppelkans.core.access import Actor, Closed, Unknown
from koppelkans.core.models import Subject, TargetGroup
from koppelkans.core.refusal import Refused
from koppelkans.programmes import actions, queries
from koppelkans.programmes.models import Programme
from koppelkans.programmes.rules import Person, admission_in_words, against_admission
from koppelkans.results.queries import count
from making import NOW, TODAY, make_actor, make_credential, make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator() -> Actor:
    """A coordinator of the region."""
    return make_actor("region-coordinator")


@pytest.fixture
def worker() -> Actor:
    """A case worker of Haarlemmermeer."""
    return make_actor("case-worker")


def programme(by: Actor, municipalities: Any = (), **fields: Any) -> Programme:
    """A pilot of a year."""
    values = {"name": "Zonnepilot", "starts_on": TODAY, "ends_on": TODAY + timedelta(days=365)}
    return actions.add_programme(by=by, fields=values | fields, now=NOW, municipalities=municipalities)


def person(**fields: Any) -> Person:
    """Somebody of Haarlemmermeer."""
    return Person(Subject.objects.create(), **({"municipality": "GM0394"} | fields))


def test_the_admission_rule_gives_every_reason(coordinator: Actor) -> None:
    """Period, municipality, group, what is held and sector each speak against; who meets all may come in."""
    pilot = programme(
        coordinator,
        [make_municipality()],
        admission={"groups_any": ["statushouder"], "holds_all": ["nl-A2", "vca"], "sectors_any": ["techniek"]},
    )
    later = TODAY + timedelta(days=366)
    found = [reason.code for reason in against_admission(pilot, person(municipality="GM0363", holds=["vca"]), later)]
    assert found == ["ended", "municipality", "group", "holds", "sector"]
    fits = person(groups=["ww", "statushouder"], holds=["nl-A1", "nl-A2", "vca"], sectors=["techniek"])
    assert against_admission(pilot, fits, TODAY) == []


def test_the_admission_rule_in_plain_words(coordinator: Actor) -> None:
    """The rule is told with the names of the region, and not at all when everybody may come."""
    TargetGroup.objects.create(code="ww", name="mensen met een WW-uitkering")
    make_credential("nl-A2", "Nederlands A2")
    pilot = programme(coordinator, admission={"groups_any": ["ww", "statushouder"], "holds_all": ["nl-A2"]})
    assert admission_in_words(pilot) == [
        "Je hoort bij: mensen met een WW-uitkering of statushouder.",
        "Je hebt al: Nederlands A2.",
    ]
    assert admission_in_words(programme(coordinator, name="Open")) == []


def test_beyond_the_cap_one_waits_with_a_place_in_line(coordinator: Actor, worker: Actor) -> None:
    """The next in line is offered the seat that comes free; it is kept until this one answers."""
    pilot = programme(coordinator, cap=1)
    first = actions.admit(pilot, by=worker, person=person(), now=NOW)
    second, third = (actions.admit(pilot, by=worker, person=person(), now=NOW + timedelta(minutes=n)) for n in (1, 2))
    assert (second.admitted_on, queries.place_in_line(second), queries.place_in_line(third)) == (None, 1, 2)
    assert actions.end(first, by=worker, municipality="GM0394", now=NOW) == [second]
    assert queries.seats_left(pilot) == 0
    assert queries.place_in_line(third) == 1
    assert actions.end(second, by=worker, municipality="GM0394", now=NOW) == [third]
    actions.accept_seat(third, by=worker, municipality="GM0394", now=NOW)
    assert [row.subject for row in queries.taking_part(pilot)] == [third.subject]
    assert count("participation.admitted", TODAY, TODAY, programme="zonnepilot") == 2


def test_a_higher_cap_offers_seats_to_who_waits(coordinator: Actor, worker: Actor) -> None:
    """Raising the cap by one offers one seat."""
    pilot = programme(coordinator, cap=1)
    for _number in range(3):
        actions.admit(pilot, by=worker, person=person(), now=NOW)
    actions.edit_programme(pilot, by=coordinator, fields={"cap": 2}, now=NOW)
    assert len(queries.line(pilot)) == 1
    row = queries.with_counts(Programme.objects.all()).get()
    assert (row.taking_part, row.asked, row.waiting) == (1, 1, 1)


def test_nobody_is_in_it_twice(coordinator: Actor, worker: Actor) -> None:
    """Who takes part cannot be admitted again; who stopped can."""
    pilot, somebody = programme(coordinator), person()
    taking_part = actions.admit(pilot, by=worker, person=somebody, now=NOW)
    with pytest.raises(Refused, match="doet al mee"):
        actions.admit(pilot, by=worker, person=somebody, now=NOW)
    actions.end(taking_part, by=worker, municipality="GM0394", now=NOW)
    actions.admit(pilot, by=worker, person=somebody, now=NOW)


def test_who_sees_and_who_decides(coordinator: Actor, worker: Actor) -> None:
    """A case worker sees programmes of the own municipality and of all, and admits the own people only."""
    here = programme(coordinator, [make_municipality()])
    everywhere = programme(coordinator, name="Overal")
    programme(coordinator, [make_municipality("GM0363", "Amsterdam")], name="Elders")
    assert set(queries.visible_to(worker)) == {here, everywhere}
    with pytest.raises(Closed):
        programme(worker)
    with pytest.raises(Unknown):
        actions.admit(everywhere, by=worker, person=person(municipality="GM0363"), now=NOW)
    with pytest.raises(Closed):
        queries.visible_to(make_actor("employer"))
