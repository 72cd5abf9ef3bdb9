"""Looking at journeys is an action too: the trail says who saw whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.roles import May
from koppelkans.journeys.actions.happening import PURPOSE
from koppelkans.journeys.models import Journey
from koppelkans.journeys.queries_journeys import journey_for


@transaction.atomic
def look(journey: Journey, *, by: Actor, now: datetime) -> Journey:
    """Somebody opens a page of a journey."""
    found = journey_for(by, journey.pk)
    subjects = [found.candidate_id]
    trail.record("journey.open", by=by, purpose=PURPOSE, now=now, subjects=subjects, thing=f"journey {found.pk}")
    return found


@transaction.atomic
def look_at_list(*, by: Actor, now: datetime) -> None:
    """Somebody looks at a list of journeys, by pseudonym."""
    by.require(May.GUIDE)
    trail.record("journey.list", by=by, purpose=PURPOSE, now=now)


@transaction.atomic
def look_at_group(subjects: Iterable[int], *, run: str, by: Actor, now: datetime) -> None:
    """A provider looks at who is in a group, by pseudonym."""
    by.require(May.REGISTER_STEPS)
    trail.record("journey.group", by=by, purpose=PURPOSE, now=now, subjects=subjects, thing=run)
