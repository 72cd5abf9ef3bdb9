"""Offers are made, changed, copied, confirmed and withdrawn by those whose they are."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from koppelkans.core.access import Closed, Unknown, house
from koppelkans.core.models import Message, Subject
from koppelkans.core.refusal import Refused
from koppelkans.supply import actions, queries
from koppelkans.supply.models import Run
from making import (
    NOW,
    TODAY,
    make_actor,
    make_credential,
    make_employer,
    make_municipality,
    make_occupation,
    make_organisation,
    make_place,
    make_postcode,
    make_run,
    make_user,
)

pytestmark = pytest.mark.django_db


def run_fields(**fields: Any) -> dict[str, Any]:
    """What a provider fills in for a run."""
    values: dict[str, Any] = {
        "name": "Taal op de bouwplaats",
        "provider": fields.pop("provider", None) or make_organisation("provider"),
        "postcode": make_postcode(),
        "start": date(2027, 1, 5),
        "end": date(2027, 3, 25),
        "dayparts": ["tu-am", "th-am"],
        "seats_min": 4,
        "seats_max": 12,
        "seat_cost": Decimal("950.00"),
        "cost_kind": "language",
        "grants": [make_credential().code],
    }
    return values | fields


def test_a_provider_adds_its_own_run_only() -> None:
    """A provider makes a run of itself with a training of that name; of another it cannot."""
    provider = make_organisation("provider")
    actor = make_actor("training-provider", organisation=provider)
    run = actions.add_run(by=actor, fields=run_fields(provider=provider), now=NOW)
    assert (run.code, run.training.name) == ("taal-op-de-bouwplaats-2027-01-05", "Taal op de bouwplaats")
    with pytest.raises(Unknown):
        actions.add_run(by=actor, fields=run_fields(), now=NOW)
    with pytest.raises(Unknown):
        actions.edit_run(run, by=actor, fields={"provider": make_organisation("provider")}, now=NOW)
    with pytest.raises(Closed):
        actions.edit_run(run, by=make_actor("case-worker"), fields={"seats_max": 5}, now=NOW)


def test_what_is_wrong_with_a_run_is_told_at_once() -> None:
    """Dates, seats, dayparts, costs and what it gives are each a reason."""
    wrong = run_fields(
        end=date(2027, 1, 1), seats_min=20, dayparts=["mo-xx"], seat_cost=Decimal("1.005"), cost_kind="wage", grants=[]
    )
    with pytest.raises(Refused) as refused:
        actions.add_run(by=make_actor("region-coordinator"), fields=wrong, now=NOW)
    codes = [reason.code for reason in refused.value.reasons]
    assert codes == ["dates", "seats", "dayparts", "seat-cost", "cost-kind", "grants"]
    assert not Run.objects.exists()


def test_a_copy_keeps_the_rhythm_of_the_week() -> None:
    """A run of Tuesdays that is copied to a Friday begins on the next Tuesday, lasts as long and is empty."""
    run = make_run(start=date(2026, 12, 1), end=date(2027, 2, 25), seats_taken=3)
    copied = actions.copy_run(run, by=make_actor("region-coordinator"), start=date(2027, 4, 2), now=NOW)
    assert (copied.start, copied.end) == (date(2027, 4, 6), date(2027, 7, 1))
    assert copied.start.weekday() == run.start.weekday()
    assert (copied.dayparts, copied.training, copied.seats_taken) == (run.dayparts, run.training, None)
    assert Run.objects.count() == 2


def test_an_employer_sees_and_changes_its_own_places() -> None:
    """An employer sees its own places, not those of another, and no runs."""
    employer, other = make_employer(), make_place()
    mine = make_place(employer=employer)
    make_run()
    actor = make_actor("employer", organisation=employer.organisation)
    assert list(queries.places_visible_to(actor)) == [mine]
    assert not queries.runs_visible_to(actor).exists()
    assert actions.edit_place(mine, by=actor, fields={"capacity": 3}, now=NOW).capacity == 3
    with pytest.raises(Unknown):
        actions.edit_place(other, by=actor, fields={"capacity": 3}, now=NOW)


def test_an_adviser_brings_in_employers_of_the_municipality() -> None:
    """An adviser of a municipality sees and changes places there and those of no municipality, not of another."""
    here = make_municipality()
    actor = make_actor("employer-adviser", municipality=here)
    inside = make_place(employer=make_employer(municipality=here))
    nowhere = make_place()
    outside = make_place(employer=make_employer(municipality=make_municipality("GM0363", "Amsterdam")))
    assert set(queries.places_visible_to(actor)) == {inside, nowhere}
    with pytest.raises(Unknown):
        actions.confirm(outside, by=actor, now=NOW)
    made = actions.add_employer(by=actor, name="Zon & Co", mentors=2, municipality=here, now=NOW)
    place = actions.add_place(
        by=actor,
        now=NOW,
        fields={
            "employer": made,
            "occupation": make_occupation(),
            "kind": "bbl",
            "postcode": make_postcode(),
            "start_from": date(2027, 1, 1),
            "start_until": date(2027, 2, 1),
            "capacity": 1,
            "dayparts": ["mo-am"],
        },
    )
    assert place.code == "zon-co-zonnepanelen"


def test_case_workers_and_coordinators_see_every_offer() -> None:
    """People may find their place in another municipality: who guides them sees all."""
    place = make_place(employer=make_employer(municipality=make_municipality("GM0363", "Amsterdam")))
    run = make_run()
    for role in ("case-worker", "region-coordinator"):
        actor = make_actor(role)
        assert list(queries.places_visible_to(actor)) == [place]
        assert list(queries.runs_visible_to(actor)) == [run]
    with pytest.raises(Closed):
        queries.runs_visible_to(make_actor("controller"))


def test_an_offer_somebody_counts_on_is_not_withdrawn() -> None:
    """First another place for the people, then the withdrawal; after it nobody waits any more."""
    run, worker, coordinator = make_run(), make_actor("case-worker"), make_actor("region-coordinator")
    booking = actions.book(run, subject=Subject.objects.create(), by=worker, now=NOW)
    actions.join_waiting(run, subject=Subject.objects.create(), by=worker, now=NOW)
    with pytest.raises(Refused, match="nog 1 persoon"):
        actions.withdraw(run, by=coordinator, now=NOW)
    actions.release(booking, by=worker, now=NOW)
    actions.withdraw(run, by=coordinator, now=NOW)
    assert not queries.waiting_for(run).exists()
    assert not queries.for_planning(TODAY).runs.exists()
    actions.reopen(run, by=coordinator, now=NOW)
    assert queries.for_planning(TODAY).runs.exists()


def test_planning_counts_on_what_is_confirmed_and_still_to_start() -> None:
    """After 120 days without confirmation, once withdrawn, or after the start, planning leaves an offer out."""
    fresh, still = make_run(), make_place(confirmed_on=TODAY - timedelta(days=120), start_from=date(2026, 1, 1))
    make_run(confirmed_on=TODAY - timedelta(days=121))
    make_run(start=TODAY - timedelta(days=1))
    make_run(withdrawn_on=TODAY)
    make_place(start_from=date(2026, 1, 1), start_until=TODAY - timedelta(days=1))
    found = queries.for_planning(TODAY)
    assert (list(found.runs), list(found.places)) == ([fresh], [still])


def test_planning_asks_the_database_twice(django_assert_num_queries: Any) -> None:
    """Two questions, however many runs and places there are, free seats included."""
    for _number in range(4):
        make_run()
        make_place()
    with django_assert_num_queries(2):
        found = queries.for_planning(TODAY)
        assert {run.free for run in found.runs} == {8}
        assert {place.free for place in found.places} == {2}


def test_stale_offers_are_asked_after_once() -> None:
    """One message per organisation about all its stale offers, to its address or to who logs in; again after a time."""
    old = TODAY - timedelta(days=61)
    provider = make_organisation("provider", contact_email="aanbod@example.org")
    for _number in range(2):
        make_run(provider=provider, confirmed_on=old)
    place = make_place(confirmed_on=old)
    make_user("employer", organisation=place.employer.organisation, email="baas@example.org")
    lonely = make_place(confirmed_on=old).employer.organisation
    make_run()
    asked = actions.ask_after_stale(by=house("nightly"), now=NOW)
    assert (asked.messages, asked.offers, asked.unreachable) == (2, 3, [lonely])
    assert set(Message.objects.values_list("to", flat=True)) == {"aanbod@example.org", "baas@example.org"}
    assert actions.ask_after_stale(by=house("nightly"), now=NOW).messages == 0
    assert actions.ask_after_stale(by=house("nightly"), now=NOW + timedelta(days=22)).messages == 2


def test_confirming_all_confirms_only_ones_own() -> None:
    """A provider confirms its stale runs with one click; those of others stay as they are."""
    old = TODAY - timedelta(days=70)
    mine, other = make_run(confirmed_on=old, asked_on=TODAY), make_run(confirmed_on=old)
    assert actions.confirm_all(by=make_actor("training-provider", organisation=mine.provider), now=NOW) == 1
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.confirmed_on, mine.asked_on, other.confirmed_on) == (TODAY, None, old)


def test_nobody_loses_a_seat_that_was_given() -> None:
    """Fewer seats than people is refused, in a run and in a place; the day of those booked moves with the run."""
    worker, coordinator = make_actor("case-worker"), make_actor("region-coordinator")
    run, place = make_run(), make_place()
    for offer in (run, place):
        for _number in range(2):
            actions.book(offer, subject=Subject.objects.create(), by=worker, now=NOW)
    with pytest.raises(Refused, match="al meer mensen"):
        actions.edit_run(run, by=coordinator, fields={"seats_min": 0, "seats_max": 1}, now=NOW)
    with pytest.raises(Refused, match="al meer mensen"):
        actions.edit_place(place, by=coordinator, fields={"capacity": 1}, now=NOW)
    actions.edit_run(run, by=coordinator, fields={"start": date(2026, 12, 8)}, now=NOW)
    assert set(run.bookings.values_list("first_day", flat=True)) == {date(2026, 12, 8)}


def test_employers_are_counted_with_what_they_offer() -> None:
    """Places that are withdrawn or over do not count."""
    employer = make_employer()
    make_place(employer=employer)
    make_place(employer=employer, withdrawn_on=TODAY)
    make_place(employer=employer, start_from=date(2026, 1, 1), start_until=date(2026, 2, 1))
    rows = queries.employers_with_places(queries.employers_visible_to(make_actor("case-worker")), TODAY)
    assert [row.offered for row in rows] == [1]
