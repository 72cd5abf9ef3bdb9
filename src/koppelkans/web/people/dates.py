"""The days ahead of a person as events of a calendar file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from koppelkans.documents.calendars import Event
from koppelkans.people import queries
from koppelkans.people.models import Candidate, Holding
from koppelkans.web.people.words import date_words


def events_of(candidate: Candidate, holdings: Sequence[Holding], today: date) -> list[Event]:
    """One event of a day for each; by pseudonym only."""
    return [
        Event(
            uid=f"{candidate}-{found.code}-{number}@koppelkans",
            summary=f"{candidate}: {date_words(found)}",
            first_day=found.day,
        )
        for number, found in enumerate(queries.dates_of(candidate, holdings, today))
    ]
