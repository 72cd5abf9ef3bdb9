"""The days ahead of a person as events of a calendar file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from koppelkans.documents.calendars import Event
from koppelkans.people import queries
from koppelkans.people.models import Candidate, Holding
from koppelkans.people.queries import PersonDate
from koppelkans.supply.models import Booking
from koppelkans.supply.queries import holding
from koppelkans.web.people.words import date_words


def ahead(candidate: Candidate, holdings: Sequence[Holding], today: date) -> list[PersonDate]:
    """The days ahead of a person: of the profile, and of what was decided."""
    booked = Booking.objects.filter(holding(today), subject=candidate.subject_id, first_day__gte=today)
    rows = booked.select_related("run", "place__occupation", "place__employer__organisation")
    starts = [PersonDate(row.first_day, "starts", str(row.run or row.place)) for row in rows]
    return sorted([*queries.dates_of(candidate, holdings, today), *starts], key=lambda found: (found.day, found.code))


def events_of(candidate: Candidate, holdings: Sequence[Holding], today: date) -> list[Event]:
    """One event of a day for each; by pseudonym only."""
    return [
        Event(
            uid=f"{candidate}-{found.code}-{number}@koppelkans",
            summary=f"{candidate}: {date_words(found)}",
            first_day=found.day,
        )
        for number, found in enumerate(ahead(candidate, holdings, today))
    ]
