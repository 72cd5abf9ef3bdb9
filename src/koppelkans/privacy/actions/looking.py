"""Looking at the trail is noted in the trail too."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from koppelkans.core.access import Actor
from koppelkans.core.models import Subject
from koppelkans.core.roles import May
from koppelkans.core.trail import record

PURPOSE = "accountability"


@transaction.atomic
def note_look(subject: Subject | None, *, by: Actor, now: datetime, thing: str = "") -> None:
    """Note that somebody looked in the trail, of one person or in general."""
    by.require(May.SEE_TRAIL)
    record("trail.open", by=by, purpose=PURPOSE, now=now, subjects=[subject] if subject else [], thing=thing)


@transaction.atomic
def note_export(what: str, *, by: Actor, now: datetime) -> None:
    """Note that the trail left the house as a file, and which part of it."""
    by.require(May.SEE_TRAIL)
    record("trail.export", by=by, purpose=PURPOSE, now=now, thing=what)
