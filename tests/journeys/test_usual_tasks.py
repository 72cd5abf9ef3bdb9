"""Usual tasks: proposed for steps that are still to begin, once, and never when they are there or were not wanted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from koppelkans.journeys.models import Party, Step, Task
from koppelkans.journeys.usual_tasks import proposed, usual_tasks
from koppelkans.people.sensitive import sensitive
from making import NOW, TODAY, make_journey, make_step

pytestmark = pytest.mark.django_db


def test_the_file_names_parties_and_kinds_that_exist() -> None:
    """And says nothing in a task that would be refused when somebody types it."""
    codes = [usual.code for usual in usual_tasks()]
    assert len(set(codes)) == len(codes)
    for usual in usual_tasks():
        assert usual.party in Party.values
        assert set(usual.kinds) <= set(Step.Kind.values)
        assert sensitive(usual.what) == []


def test_a_task_is_proposed_once_with_a_day_that_can_still_be() -> None:
    """Two steps that ask for the same give one proposal; a day in the past becomes today."""
    journey = make_journey()
    for days in (3, 100):
        make_step(journey, planned_start=TODAY + timedelta(days=days), planned_end=TODAY + timedelta(days=days + 9))
    found = proposed(journey.steps.all(), [], TODAY)
    assert [row.code for row in found] == ["materials", "week"]
    assert {row.due_on for row in found} == {TODAY}


def test_what_is_there_was_done_or_was_not_wanted_is_not_proposed() -> None:
    """Nor what belongs to a step that began already."""
    journey = make_journey()
    step = make_step(journey, planned_start=TODAY + timedelta(days=20), planned_end=TODAY + timedelta(days=40))
    first = proposed([step], [], TODAY)[0]
    task = Task(journey=journey, party=first.party, what=first.what, due_on=TODAY, made_at=NOW, cancelled_at=NOW)
    assert first not in proposed([step], [task], TODAY)
    step.status = "going"
    assert proposed([step], [], TODAY) == []
