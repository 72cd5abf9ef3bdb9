"""A diploma with a work guarantee: the label only with both, and a flag with an owner when the work is not there."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from koppelkans.core.access import Actor, Closed, Unknown, actor_of, house
from koppelkans.core.models import Subject
from koppelkans.core.refusal import Refused
from koppelkans.journeys.actions.promises import open_by_night, say_broken, say_solved
from koppelkans.journeys.models import Event, Journey, Step
from koppelkans.journeys.queries_promises import breaches_for, late, promised_to
from koppelkans.supply.actions import guarantees
from koppelkans.supply.models import Booking, Breach, Training
from koppelkans.supply.queries_guarantees import labelled, labels
from making import (
    NOW,
    TODAY,
    make_actor,
    make_employer,
    make_guarantee,
    make_journey,
    make_municipality,
    make_occupation,
    make_organisation,
    make_run,
    make_spell,
    make_step,
    make_user,
)

pytestmark = pytest.mark.django_db

NIGHT = house("koppelkans nightly")


def codes(refused: Any) -> list[str]:
    """The codes of a refusal."""
    return [reason.code for reason in refused.value.reasons]


def passed(journey: Journey, ended_on: date = TODAY - timedelta(days=40), **fields: Any) -> Step:
    """A training of a journey that was passed."""
    run = make_run(
        training=fields.pop("training", None), start=ended_on - timedelta(days=60), end=ended_on, cost_kind="training"
    )
    values: dict[str, Any] = {
        "status": "ended",
        "started_on": run.start,
        "ended_on": ended_on,
        "result": "passed",
        "why": "done",
        "advice": "job",
    }
    return make_step(journey, run=run, **(values | fields))


# ---- the label


def test_the_label_wants_a_crebo_and_a_signed_guarantee() -> None:
    """With a crebo alone, with a promise, with a signature alone: no label; with both there is."""
    training = Training.objects.create(code="installatie", name="Installatiemonteur")
    guarantee = make_guarantee(training, signed_on=None, signed_by="")
    assert labelled([training], TODAY) == set()
    said = [str(text) for text in labels([training], TODAY)[training.pk].missing]
    assert said == [
        "Er is geen crebo. Zonder crebo is het geen erkend diploma.",
        "De werkgarantie is beloofd, maar nog niet getekend.",
    ]
    provider = make_run(training=training).provider
    guarantees.set_crebo(training, by=make_actor("training-provider", organisation=provider), crebo="25331", now=NOW)
    training.refresh_from_db()
    assert labelled([training], TODAY) == set()
    own = make_actor("employer", organisation=guarantee.guarantor)
    guarantees.sign(guarantee, by=own, signed_on=TODAY, signed_by="R. Bakker, directeur", now=NOW)
    assert labelled([training], TODAY) == {training.pk}
    training.crebo = ""
    assert labelled([training], TODAY) == set()


def test_the_label_ends_with_the_guarantee() -> None:
    """Before its first day, after its last, and from the day it is withdrawn there is no label."""
    training = Training.objects.create(code="installatie", crebo="25331")
    guarantee = make_guarantee(training)
    assert labelled([training], guarantee.since - timedelta(days=1)) == set()
    assert labelled([training], guarantee.until) == {training.pk}
    assert labelled([training], guarantee.until + timedelta(days=1)) == set()
    by = make_actor("region-coordinator")
    guarantees.withdraw_guarantee(guarantee, by=by, why="De werkgever stopt.", now=NOW)
    assert labelled([training], TODAY) == set()
    with pytest.raises(Refused) as refused:
        guarantees.withdraw_guarantee(guarantee, by=by, why="Nog eens.", now=NOW)
    assert codes(refused) == ["withdrawn"]


def test_the_label_ends_when_every_job_is_given(django_assert_num_queries: Any) -> None:
    """Who is in a group counts on a job; when as many are in as there are jobs, the next one gets no label."""
    training = Training.objects.create(code="installatie", crebo="25331")
    make_guarantee(training, jobs=2)
    run = make_run(training=training)
    for _number in range(2):
        assert labelled([training], TODAY) == {training.pk}
        Booking.objects.create(run=run, subject=Subject.objects.create(), first_day=run.start, booked_on=TODAY)
    assert labels([training], TODAY)[training.pk].left == 0
    others = [Training.objects.create(code=f"t-{number}", crebo="25331") for number in range(10)]
    for other in others:
        make_guarantee(other)
    with django_assert_num_queries(2):
        assert len(labelled([training, *others], TODAY)) == 10


def test_who_signs_is_the_guarantor_or_who_works_with_employers() -> None:
    """A provider does not write down a promise of an employer, nor does another employer; a crebo has five figures."""
    training = Training.objects.create(code="installatie")
    make_run(training=training)
    fields = {
        "guarantor": make_employer().organisation,
        "occupation": make_occupation(),
        "hours": Decimal(24),
        "jobs": 3,
        "since": TODAY,
        "until": TODAY + timedelta(days=365),
    }
    with pytest.raises(Closed):
        guarantees.promise(training, by=make_actor("training-provider"), fields=fields, now=NOW)
    with pytest.raises(Unknown):
        guarantees.promise(training, by=make_actor("employer"), fields=fields, now=NOW)
    made = guarantees.promise(training, by=make_actor("employer-adviser"), fields=fields, now=NOW)
    assert made.signed_on is None
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        guarantees.sign(made, by=make_actor("region-coordinator"), signed_on=tomorrow, signed_by="Een naam", now=NOW)
    assert codes(refused) == ["signed_on"]
    with pytest.raises(ValidationError):
        guarantees.set_crebo(training, by=make_actor("region-coordinator"), crebo="123", now=NOW)
    with pytest.raises(Unknown):
        guarantees.set_crebo(training, by=make_actor("training-provider"), crebo="25331", now=NOW)


# ---- a flag


def test_nobody_works_when_the_days_are_over_so_a_flag_opens_by_night() -> None:
    """Passed, and no work in time: the coach gets a flag, once."""
    coach = make_user("coach")
    journey = make_journey(coach=coach, status="followed")
    guarantee = make_guarantee(passed(journey).run.training)
    assert open_by_night(by=NIGHT, now=NOW) == "1 opened, 0 without an owner"
    breach = Breach.objects.get()
    assert (breach.owner, breach.guarantee, breach.due_on) == (coach, guarantee, TODAY + timedelta(days=14))
    assert open_by_night(by=NIGHT, now=NOW) == "0 opened, 0 without an owner"
    assert Event.objects.filter(what="guarantee.broken").count() == 1
    say_solved(breach, end="kept-later", told="Begint maandag.", by=actor_of(coach, TODAY), now=NOW, today=TODAY)
    assert open_by_night(by=NIGHT, now=NOW) == "0 opened, 0 without an owner"


@pytest.mark.parametrize(
    ("spell", "flags"),
    [
        ({"since": TODAY - timedelta(days=20)}, 0),  # in time
        ({"since": TODAY - timedelta(days=9)}, 0),  # on the last day
        ({"since": TODAY - timedelta(days=8)}, 1),  # a day too late
        ({"since": TODAY - timedelta(days=20), "hours": Decimal("23.5")}, 1),  # too few hours
        ({"since": TODAY - timedelta(days=200)}, 0),  # had work all along
        ({"since": TODAY - timedelta(days=200), "until": TODAY - timedelta(days=41)}, 1),  # it ended before
        ({"since": TODAY - timedelta(days=20), "withdrawn_at": NOW}, 1),  # was never so
    ],
)
def test_work_of_at_least_the_hours_that_begins_in_time_keeps_it(spell: dict[str, Any], flags: int) -> None:
    """Whoever the employer is: the hours and the first day decide."""
    journey = make_journey(coach=make_user("coach"), status="followed")
    make_guarantee(passed(journey).run.training)
    make_spell(journey, **spell)
    open_by_night(by=NIGHT, now=NOW)
    assert Breach.objects.count() == flags


@pytest.mark.parametrize(
    ("fields", "flags"),
    [
        ({}, 1),
        ({"signed_on": None, "signed_by": ""}, 0),
        ({"until": TODAY - timedelta(days=150)}, 0),  # over before the training began
        ({"withdrawn_on": TODAY - timedelta(days=99)}, 1),  # withdrawn when the group was on its way
        ({"withdrawn_on": TODAY - timedelta(days=150)}, 0),  # withdrawn before it began
        ({"starts_within": 60}, 0),  # the days are not over
    ],
)
def test_only_a_guarantee_that_counted_can_be_broken(fields: dict[str, Any], flags: int) -> None:
    """Not signed, over, or withdrawn before the first day: nothing was promised to this person."""
    journey = make_journey(coach=make_user("coach"), status="followed")
    make_guarantee(passed(journey).run.training, **({"signed_on": date(2026, 2, 1)} | fields))
    open_by_night(by=NIGHT, now=NOW)
    assert Breach.objects.count() == flags


def test_who_did_not_pass_or_went_away_has_no_flag_by_night() -> None:
    """Only who passed and is still on the way."""
    make_guarantee(passed(make_journey(coach=make_user("coach")), result="not-passed").run.training)
    gone = make_journey(coach=make_user("coach"), status="stopped", ended_on=TODAY, why="own-wish")
    make_guarantee(passed(gone).run.training)
    assert open_by_night(by=NIGHT, now=NOW) == "0 opened, 0 without an owner"


def test_a_flag_without_anybody_is_told() -> None:
    """No coach and no case worker: the night says how many have nobody."""
    make_guarantee(passed(make_journey()).run.training)
    assert open_by_night(by=NIGHT, now=NOW) == "0 opened, 1 without an owner"


def test_a_flag_is_opened_by_hand_and_ended_once() -> None:
    """Who guides opens it with an owner and a day; twice open or twice ended is refused."""
    by = make_actor("case-worker")
    journey = make_journey()
    guarantee = make_guarantee(passed(journey).run.training)
    assert [found.guarantee for found in promised_to(journey, TODAY)] == [guarantee]

    def open_it(**fields: Any) -> Breach:
        values = {"why": "De werkgever belt niet terug.", "owner": by.user, "due_on": TODAY + timedelta(days=7)}
        return say_broken(journey, guarantee, by=by, now=NOW, today=TODAY, **(values | fields))

    for wrong, code in (
        ({"why": " "}, "why"),
        ({"owner": make_user("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))}, "owner"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
    ):
        with pytest.raises(Refused) as refused:
            open_it(**wrong)
        assert codes(refused) == [code]
    breach = open_it()
    with pytest.raises(Refused) as refused:
        open_it()
    assert codes(refused) == ["open"]
    assert not late(by, TODAY + timedelta(days=7))
    assert list(late(by, TODAY + timedelta(days=8))) == [breach]
    with pytest.raises(Refused) as refused:
        say_solved(breach, end="", told="", by=by, now=NOW, today=TODAY)
    assert codes(refused) == ["end"]
    say_solved(breach, end="other-work", told="Werkt nu bij een ander.", by=by, now=NOW, today=TODAY)
    with pytest.raises(Refused) as refused:
        say_solved(breach, end="not-kept", told="", by=by, now=NOW, today=TODAY)
    assert codes(refused) == ["ended"]
    assert not late(by, TODAY + timedelta(days=8))


def test_a_guarantee_of_another_training_is_none_of_this_journey() -> None:
    """Only what was promised with a training of the journey can be broken in it."""
    by = make_actor("case-worker")
    other = make_guarantee(make_run().training)
    with pytest.raises(Refused) as refused:
        say_broken(make_journey(), other, why="Iets.", owner=by.user, due_on=TODAY, by=by, now=NOW, today=TODAY)
    assert codes(refused) == ["guarantee"]


def test_flags_are_seen_by_who_guides_or_works_with_the_employer() -> None:
    """The own municipality, the guarantor's adviser and the guarantor; nobody else, and only who guides ends it."""
    journey = make_journey(coach=make_user("coach"), status="followed")
    here = make_municipality()
    guarantor = make_organisation("employer", municipality=here)
    make_guarantee(passed(journey).run.training, guarantor=guarantor)
    open_by_night(by=NIGHT, now=NOW)
    breach = Breach.objects.get()
    elsewhere = make_municipality("GM0363", "Amsterdam")

    def sees(role: str, **fields: Any) -> bool:
        return breaches_for(make_actor(role, **fields)).exists()

    assert sees("case-worker")
    assert sees("employer-adviser", municipality=here)
    assert sees("employer", organisation=guarantor)
    assert sees("region-coordinator")
    assert not sees("case-worker", municipality=elsewhere)
    assert not sees("employer-adviser", municipality=elsewhere)
    assert not sees("employer")
    assert not sees("coach")

    def end_it(by: Actor) -> None:
        say_solved(breach, end="not-kept", told="", by=by, now=NOW, today=TODAY)

    with pytest.raises(Closed):
        end_it(make_actor("employer", organisation=guarantor))
    with pytest.raises(Unknown):
        end_it(make_actor("case-worker", municipality=elsewhere))
