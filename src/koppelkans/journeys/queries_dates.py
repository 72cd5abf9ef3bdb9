"""Questions about the dates of a journey: its open steps, and how the pure rules of moving see them."""

from __future__ import annotations

from collections.abc import Iterable

from koppelkans.journeys import states_step
from koppelkans.journeys.dates import Slot
from koppelkans.journeys.models import Journey, Step


def open_steps(journey: Journey) -> list[Step]:
    """The steps that are planned or go on, in order."""
    rows = journey.steps.filter(status__in=states_step.OPEN)
    return list(rows.select_related("run", "place__employer__organisation", "place__occupation"))


def slots_of(steps: Iterable[Step]) -> list[Slot]:
    """Steps as the rules of moving see them: a group has its own dates, a place has days on which one can begin."""
    return [
        Slot(
            key=step.pk,
            start=step.planned_start,
            end=step.planned_end,
            fixed=step.run_id is not None,
            begun=step.started_on is not None,
            earliest=step.place.start_from if step.place else None,
            latest=step.place.start_until if step.place else None,
        )
        for step in steps
    ]
