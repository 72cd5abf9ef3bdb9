"""What a programme would need for more people comes from the engine on scaled input, not from a multiplication."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from koppelkans.core.access import Closed
from koppelkans.core.models import AuditEntry
from koppelkans.core.refusal import Refused
from koppelkans.funds.models import Fund, Reservation
from koppelkans.jobs import scaling as job
from koppelkans.people.models import Holding, Wish
from koppelkans.planning import queries_scaling as queries
from koppelkans.planning import scaling
from koppelkans.planning.actions import scaling as actions
from koppelkans.planning.models import ScalingStudy
from koppelkans.programmes.models import Programme
from koppelkans.supply.models import Booking, Place, Run
from making import (
    NOW,
    TODAY,
    make_actor,
    make_candidate,
    make_credential,
    make_employer,
    make_fund,
    make_occupation,
    make_place,
    make_programme,
    make_region,
    make_run,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(name="pilot")
def make_pilot() -> Programme:
    """Ten people in a pilot, one place that asks A2, a group of at most eight and at least three, and little money."""
    make_region()
    make_fund(budget=Decimal(5000))
    make_credential()
    make_run(seats_min=3, seats_max=8, seat_cost=Decimal(900), group_cost=Decimal(4000))
    make_place(capacity=2, requires=["nl-A2"], employer=make_employer(mentors=3), mentor_weeks=8)
    pilot = make_programme(kind="pilot", cap=10)
    for _number in range(10):
        join(pilot)
    return pilot


def join(pilot: Programme, day: date = TODAY) -> int:
    """Somebody who wants what the place offers, in the pilot."""
    candidate = make_candidate()
    Wish.objects.create(candidate=candidate, occupation=make_occupation(), preference="0.8", aptitude="0.7")
    pilot.participations.create(subject=candidate.subject, asked_at=NOW, admitted_on=day)
    return candidate.pk


def done(pilot: Programme, sizes: tuple[int, ...] = (6, 20)) -> ScalingStudy:
    """A study that was asked for and worked out."""
    made = actions.ask(pilot, by=make_actor("region-coordinator"), now=NOW, sizes=sizes)
    made.refresh_from_db()
    assert (made.status, made.problem) == (ScalingStudy.Status.DONE, "")
    return made


def test_groups_cost_once_each_and_are_as_many_as_people_fill(pilot: Programme) -> None:
    """Six people are one group and twenty are three: its cost steps, while seats and places follow the people."""
    figures = done(pilot).figures["sizes"]
    assert [figures[size]["placed"] for size in ("6", "20")] == [6, 20]
    assert [figures[size]["trainings"][0]["groups"] for size in ("6", "20")] == [1, 3]
    assert [figures[size]["money"]["groups"] for size in ("6", "20")] == [400_000, 1_200_000]
    assert [figures[size]["money"]["kinds"]["guidance"] for size in ("6", "20")] == [6 * 250_000, 20 * 250_000]
    assert figures["20"]["trainings"][0]["people"] == 20
    assert figures["20"]["places"][0]["people"] == 20
    assert max(row["people"] for row in figures["20"]["mentors"]) == 20
    durable = figures["20"]["durable"]
    assert durable["low"] < durable["middle"] < durable["high"] < 20


def test_too_few_for_a_group_find_nothing(pilot: Programme) -> None:
    """Two people do not fill a group that begins with three: nobody is placed, and why is counted."""
    figures = done(pilot, (2,)).figures["sizes"]["2"]
    assert figures["placed"] == 0
    assert figures["reasons"] == [["run_below_min", 2]]
    assert figures["money"]["total"] == 0


def test_what_exists_today_stands_beside_it(pilot: Programme) -> None:
    """Free seats, places, mentors and money of today, with what is booked taken off."""
    Booking.objects.create(
        place=Place.objects.get(), subject_id=join(pilot), first_day=date(2026, 12, 1), booked_on=TODAY
    )
    found = done(pilot, (6,)).figures["exists"]
    assert found["places"] == {"zonnepanelen": 1}
    assert list(found["seats"].values()) == [8]
    assert found["mentors"] == 3
    assert list(found["funds"].values()) == [500_000]


def test_full_places_and_groups_that_began_are_offers_too(pilot: Programme) -> None:
    """What the pilot itself filled can be given again: a group is moved to after the first day."""
    place, run = Place.objects.get(), Run.objects.get()
    Place.objects.update(capacity=1, start_until=TODAY - timedelta(days=3), start_from=TODAY - timedelta(days=90))
    Run.objects.update(start=TODAY - timedelta(days=60), end=TODAY - timedelta(days=10))
    Booking.objects.create(place=place, subject_id=join(pilot), first_day=TODAY, booked_on=TODAY)
    assert run.pk
    figures = done(pilot, (6,)).figures
    assert figures["sizes"]["6"]["placed"] == 6
    assert figures["exists"]["places"] == {}


def test_what_somebody_got_in_the_programme_the_next_ones_lack(pilot: Programme) -> None:
    """A certificate of a training of the programme is taken off; one held before it stays."""
    people = [row.subject_id for row in pilot.participations.all()]
    for pk in people:
        Holding.objects.create(
            candidate_id=pk, credential=make_credential(), recorded_on=TODAY + timedelta(days=30), since=None
        )
    base = queries.base_of(pilot, TODAY)
    assert base is not None
    assert len(base.gained) == 10
    assert set(scaling.drawn(base, 12, 1).column("candidates.csv", "holds")) == {""}
    Holding.objects.update(recorded_on=TODAY - timedelta(days=1))
    before = queries.base_of(pilot, TODAY)
    assert before is not None
    assert set(scaling.drawn(before, 12, 1).column("candidates.csv", "holds")) == {"nl-A2"}


def test_the_same_seed_draws_the_same_people(pilot: Programme) -> None:
    """Each is drawn as often as the others, or once more; new ids, and a larger draw holds the smaller one."""
    base = queries.base_of(pilot, TODAY)
    assert base is not None
    few, more = (scaling.drawn(base, size, 7).rows["candidates.csv"] for size in (13, 25))
    assert list(more[:13]) == list(few)
    ids = [row[0] for row in more]
    assert len(set(ids)) == 25
    assert not set(ids) & set(base.people)


def test_with_few_participants_it_is_of_who_may_take_part(pilot: Programme) -> None:
    """With fewer than five in it the people of the rule are drawn from; nobody at all is said."""
    pilot.participations.all().delete()
    pilot.admission = {"groups_any": ["ww"]}
    pilot.save()
    with pytest.raises(Refused, match="nog geen deelnemers"):
        done(pilot)
    candidate = make_candidate(groups=["ww"])
    Wish.objects.create(candidate=candidate, occupation=make_occupation(), preference="0.8", aptitude="0.7")
    made = done(pilot, (4,))
    assert (made.figures["whose"], made.figures["base"]) == ("admissible", 1)
    assert str(candidate) not in str(made.figures)


def test_asking_is_for_who_edits_programmes_and_once(pilot: Programme) -> None:
    """A case worker may not; while a study is under way asking again changes nothing; sizes have bounds."""
    with pytest.raises(Closed):
        actions.ask(pilot, by=make_actor("case-worker"), now=NOW)
    coordinator = make_actor("region-coordinator")
    with pytest.raises(Refused, match="groottes"):
        actions.ask(pilot, by=coordinator, now=NOW, sizes=[0])
    going = ScalingStudy.objects.create(programme=pilot, asked_at=NOW, status=ScalingStudy.Status.RUNNING, sizes=[20])
    assert actions.ask(pilot, by=coordinator, now=NOW) == going
    job.carry_out.call(going.pk)
    going.refresh_from_db()
    assert going.status == ScalingStudy.Status.RUNNING
    later = actions.ask(pilot, by=coordinator, now=NOW + queries.GONE_AFTER * 2, sizes=[3])
    assert later != going
    assert AuditEntry.objects.filter(action="programme.scale", subject__isnull=False).count() == 10


def test_what_a_programme_cost_is_what_is_set_aside_or_spent(pilot: Programme) -> None:
    """Money for its people since they joined, and their share of a group; what was released does not count."""
    fund, run = Fund.objects.get(), Run.objects.get()
    mine, others = pilot.participations.first(), make_candidate()
    assert mine is not None

    def reserve(cents: int, **fields: object) -> None:
        values = {"fund": fund, "step": run.code, "cost_kind": "language", "reserved_on": TODAY, "cents": cents}
        Reservation.objects.create(**(values | fields))

    reserve(90_000, subject=mine.subject, spent_on=TODAY)
    reserve(50_000, subject=mine.subject, released_on=TODAY)
    reserve(70_000, subject=mine.subject, reserved_on=TODAY - timedelta(days=400))
    reserve(90_000, subject=others.subject)
    reserve(400_000)
    for subject in (mine.subject, others.subject):
        Booking.objects.create(run=run, subject=subject, first_day=run.start, booked_on=TODAY)
    assert queries.cost_of(pilot, TODAY) == queries.Cost(90_000, 200_000)
