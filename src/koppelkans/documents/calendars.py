"""Dates as a calendar file (iCalendar, RFC 5545) that every agenda can open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vText  # type: ignore[import-untyped]
from icalendar import Event as Component

ZONE: Final = "Europe/Amsterdam"
HERE: Final = ZoneInfo(ZONE)
PRODID: Final = "-//Koppelkans//Koppelkans//NL"
ONE_DAY = timedelta(days=1)
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Event:
    """Something on whole days (`first_day` and, when there are more, `last_day`), or from `start` to `end`.

    The same `uid` in a later file replaces the event in somebody's agenda. A time without a zone is that of Amsterdam.
    """

    uid: str
    summary: str
    first_day: date | None = None
    last_day: date | None = None
    start: datetime | None = None
    end: datetime | None = None
    description: str = ""
    location: str = ""

    def __post_init__(self) -> None:
        if (self.first_day is None) == (self.start is None):
            raise ValueError(f"event {self.uid}: either whole days or times")
        if (self.last_day is not None and self.first_day is None) or (self.end is not None and self.start is None):
            raise ValueError(f"event {self.uid}: an end without its beginning")
        if self.first_day is not None and self.last_day is not None and self.last_day < self.first_day:
            raise ValueError(f"event {self.uid}: it ends before it begins")
        if self.start is not None and self.end is not None and _zoned(self.end) < _zoned(self.start):
            raise ValueError(f"event {self.uid}: it ends before it begins")


def calendar_file(name: str, events: Iterable[Event], *, now: datetime) -> bytes:
    """The events as a calendar with this name; `now` is when it was made."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _clean(name))
    calendar.add("x-wr-calname", _clean(name))
    calendar.add("x-wr-timezone", ZONE)
    components = [_component(event, now) for event in events]
    if any("TZID" in component["DTSTART"].params for component in components):
        calendar.add_component(_zone())
    for component in components:
        calendar.add_component(component)
    return bytes(calendar.to_ical())


def _component(event: Event, now: datetime) -> Component:
    component = Component()
    component.add("uid", _clean(event.uid))
    component.add("dtstamp", _zoned(now).astimezone(UTC))
    component.add("summary", _clean(event.summary))
    if event.first_day is not None:
        component.add("dtstart", event.first_day)
        # the end is the first day that is free again
        component.add("dtend", (event.last_day or event.first_day) + ONE_DAY)
        component.add("transp", "TRANSPARENT")  # a period of weeks does not make somebody busy all day
    elif event.start is not None:
        component.add("dtstart", _zoned(event.start))
        if event.end is not None:
            component.add("dtend", _zoned(event.end))
    if event.description:
        component.add("description", _clean(event.description))
    if event.location:
        component.add("location", _clean(event.location))
    return component


def _zoned(moment: datetime) -> datetime:
    return moment.replace(tzinfo=HERE) if moment.tzinfo is None else moment.astimezone(HERE)


class _Text(vText):  # type: ignore[misc]
    """A text that is written exactly: icalendar takes the `\\N` in a path of Windows for a line end."""

    def to_ical(self) -> bytes:
        """The text with the signs of the format escaped."""
        return str(self).translate(ESCAPES).encode()


def _clean(text: str) -> _Text:
    """The text without control characters: some agendas refuse the whole file for one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _Text(FORBIDDEN.sub("", text))


@cache
def _zone() -> Timezone:
    """When the clock changes, as a rule; what icalendar makes itself lists years, and is an hour late in March."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    for kind, name, change, before, after in (
        (TimezoneDaylight, "CEST", datetime(1981, 3, 29, 2), 1, 2),
        (TimezoneStandard, "CET", datetime(1996, 10, 27, 3), 2, 1),
    ):
        part = kind()
        part.add("dtstart", change)
        part.add("rrule", {"freq": "yearly", "bymonth": change.month, "byday": "-1SU"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("tzname", name)
        zone.add_component(part)
    return zone
