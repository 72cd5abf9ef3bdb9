"""Two people at once at one step: one succeeds, the other is told, and what is counted is counted once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from journeys.test_decision_races import at_once
from koppelkans.core.access import Actor
from koppelkans.journeys.actions import ending, handing, stepping
from koppelkans.journeys.models import Event, Journey, Step
from koppelkans.journeys.rules_steps import End
from koppelkans.results.models import LedgerEntry
from making import make_actor, make_candidate, make_journey, make_municipality, make_step

pytestmark = pytest.mark.django_db(transaction=True)
START, LAST = date(2026, 12, 1), date(2027, 2, 26)
NOW = datetime(2027, 3, 1, 10, tzinfo=UTC)
PASSED = End(LAST, Step.Result.PASSED, "done", "job")


@pytest.fixture
def worker() -> Actor:
    """The case worker."""
    return make_actor("case-worker", municipality=make_municipality())


@pytest.fixture
def step(worker: Actor) -> Step:
    """The only step of a journey, a training."""
    return make_step(make_journey(candidate=make_candidate(owner=worker.user), coach=worker.user))


def starting(step: Step, worker: Actor) -> Callable[[], object]:
    """Somebody writes down the start."""
    return lambda: stepping.start(Step.objects.get(pk=step.pk), by=worker, started_on=START, now=NOW)


def test_two_who_start_a_step(step: Step, worker: Actor) -> None:
    """It starts once, and is counted once."""
    assert at_once([starting(step, worker)] * 3) == {"done": 1, "state": 2}
    assert LedgerEntry.objects.filter(measure="started").count() == 1
    assert Event.objects.filter(what="step.start").count() == 1


def test_two_who_close_a_step(step: Step, worker: Actor) -> None:
    """With the same page before them the second is told that somebody changed it; it is finished once."""
    version = stepping.start(step, by=worker, started_on=START, now=NOW).version

    def close() -> object:
        return stepping.end(Step.objects.get(pk=step.pk), by=worker, what=PASSED, version=version, now=NOW)

    assert at_once([close, close]) == {"done": 1, "changed": 1}
    assert LedgerEntry.objects.filter(measure="finished").count() == 1


def test_an_end_and_a_stop_at_once(step: Step, worker: Actor) -> None:
    """Whichever is first: the step ends once, and the journey is stopped with its reason or told of."""
    stepping.start(step, by=worker, started_on=START, now=NOW)

    def stop() -> object:
        journey = Journey.objects.get()
        return ending.stop(journey, by=worker, ended_on=LAST, why="own-wish", advice="job", now=NOW)

    def close() -> object:
        return stepping.end(Step.objects.get(pk=step.pk), by=worker, what=PASSED, now=NOW)

    found = at_once([stop, close])
    assert found["done"] in {1, 2}
    assert sum(found.values()) == 2
    assert Journey.objects.get().status == "stopped"
    assert Event.objects.filter(what="step.end").count() == 1


def test_a_hand_over_is_taken_once(step: Step, worker: Actor) -> None:
    """Two tabs of the coach who was asked: the second is told."""
    coach = make_actor("coach", municipality=make_municipality())
    assert coach.user is not None
    asked = handing.hand_over(step.journey, by=worker, to=coach.user, to_know="", now=NOW)
    assert at_once([lambda: handing.take_on(asked, by=coach, now=NOW)] * 2) == {"done": 1, "taken": 1}
    assert Journey.objects.get().coach == coach.user
