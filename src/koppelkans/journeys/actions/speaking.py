"""Dutch in a journey: measured by who guides it, at the beginning, on the way and at the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from koppelkans.core.access import Actor
from koppelkans.journeys.actions.happening import happened, held
from koppelkans.journeys.models import Journey
from koppelkans.people.actions.language import write_measures
from koppelkans.people.models import LanguageMeasure


@transaction.atomic
def measure_language(
    journey: Journey,
    *,
    levels: Mapping[str, str],
    measured_on: date,
    source: str,
    assessor: str,
    by: Actor,
    today: date,
    now: datetime,
) -> list[LanguageMeasure]:
    """The level of one skill or several, measured by who guides the journey, also a coach."""
    here = held(journey, by=by)
    made = write_measures(
        here.candidate,
        levels=levels,
        measured_on=measured_on,
        source=source,
        assessor=assessor,
        by=by,
        today=today,
        now=now,
    )
    happened(here, "language.measure", concerns=measured_on, by=by, now=now, facts={"levels": dict(levels)})
    return made
