"""A calendar file that every agenda opens on the right day and hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from koppelkans.documents.calendars import PRODID, Event, calendar_file

NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def events_of(*events: Event) -> list[Any]:
    """The events as an agenda reads them."""
    return list(Calendar.from_ical(calendar_file("Agenda", events, now=NOW)).walk("VEVENT"))


def test_the_file_says_who_made_it_and_what_it_is() -> None:
    """The file has a name, its maker, and the moment that was given."""
    content = calendar_file("Data van R-7", [Event("1@koppelkans", "Les", first_day=date(2026, 4, 1))], now=NOW)
    calendar = Calendar.from_ical(content)
    assert (calendar["PRODID"], calendar["VERSION"], calendar["METHOD"]) == (PRODID, "2.0", "PUBLISH")
    assert (calendar["NAME"], calendar["X-WR-CALNAME"]) == ("Data van R-7", "Data van R-7")
    assert b"DTSTAMP:20260301T083000Z" in content
    assert content == calendar_file("Data van R-7", [Event("1@koppelkans", "Les", first_day=date(2026, 4, 1))], now=NOW)


def test_whole_days_end_on_the_day_after() -> None:
    """The last day is included, as people mean it; the file names the first day that is free again."""
    [one, more] = events_of(
        Event("1", "Kennismaking", first_day=date(2026, 4, 1)),
        Event("2", "Opleiding", first_day=date(2026, 4, 1), last_day=date(2026, 6, 30)),
    )
    assert (one.decoded("DTSTART"), one.decoded("DTEND")) == (date(2026, 4, 1), date(2026, 4, 2))
    assert (more.decoded("DTSTART"), more.decoded("DTEND")) == (date(2026, 4, 1), date(2026, 7, 1))
    assert one["DTSTART"].params["VALUE"] == "DATE"


def test_times_are_those_of_amsterdam() -> None:
    """A time without a zone is local; one with a zone is turned into local time."""
    [local, other] = events_of(
        Event("1", "Gesprek", start=datetime(2026, 7, 1, 9), end=datetime(2026, 7, 1, 10)),
        Event("2", "Gesprek", start=datetime(2026, 1, 1, 9, tzinfo=UTC)),
    )
    assert local["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert local.decoded("DTEND").astimezone(UTC) == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert other["DTSTART"].to_ical() == b"20260101T100000"
    assert "DTEND" not in other


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_clock_changes_when_it_does(day: date) -> None:
    """What the file tells about the time zone gives the same moments as the time zone itself."""
    content = calendar_file("A", [Event("1", "x", start=datetime(2026, 1, 1, 9))], now=NOW)
    [zone] = Calendar.from_ical(content).walk("VTIMEZONE")
    told = zone.to_tz()
    before, after = datetime(day.year, day.month, day.day, 1), datetime(day.year, day.month, day.day, 3, 30)
    summer = timedelta(hours=2), timedelta(hours=1)
    expected = summer[::-1] if day.month == 3 else summer
    assert (told.utcoffset(before), told.utcoffset(after)) == expected
    rule = [part.to_ical().decode() for part in zone.walk("DAYLIGHT")]
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in rule[0]
    assert "DTSTART:19810329T020000" in rule[0]


def test_a_calendar_of_whole_days_needs_no_time_zone() -> None:
    """Only a file with times explains the time zone."""
    assert b"VTIMEZONE" not in calendar_file("A", [Event("1", "x", first_day=date(2026, 1, 1))], now=NOW)


def test_an_empty_calendar_is_a_calendar() -> None:
    """Somebody without dates gets a file that opens."""
    assert Calendar.from_ical(calendar_file("Leeg", [], now=NOW)).walk("VEVENT") == []


@settings(deadline=None)
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\\", exclude_categories=("Cc", "Cs"))))
@example(text="a,b;c\n\nEND:VEVENT\nDESCRIPTION:x\t")
def test_texts_come_back(text: str) -> None:
    """Texts with commas, line ends and what looks like the format itself come back, and add no lines to it."""
    [event] = events_of(Event("1", text, first_day=date(2026, 1, 1), description=text, location=text))
    assert event["SUMMARY"] == text
    assert event.get("DESCRIPTION", "") == text
    assert event.get("LOCATION", "") == text


def test_a_backslash_is_a_sign_like_any_other() -> None:
    """A path of Windows comes through: a backslash before an n is no line end."""
    content = calendar_file("A", [Event("1", "C:\\Nieuw\\nu", first_day=date(2026, 1, 1))], now=NOW)
    assert b"SUMMARY:C:\\\\Nieuw\\\\nu\r\n" in content


def test_control_characters_are_left_out() -> None:
    """A control character, for which an agenda may refuse the file, is left out."""
    [event] = events_of(Event("1\r\nX-EVIL:1", "a\x00b\x07c\ud800", first_day=date(2026, 1, 1), description="a\r\nb"))
    assert (event["SUMMARY"], event["DESCRIPTION"]) == ("abc", "a\nb")
    assert "X-EVIL" not in event


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"first_day": date(2026, 1, 1), "start": datetime(2026, 1, 1)},
        {"last_day": date(2026, 1, 1), "start": datetime(2026, 1, 1)},
        {"end": datetime(2026, 1, 1), "first_day": date(2026, 1, 1)},
        {"first_day": date(2026, 1, 2), "last_day": date(2026, 1, 1)},
        {"start": datetime(2026, 1, 1, 9), "end": datetime(2026, 1, 1, 8)},
    ],
)
def test_an_event_that_cannot_be_is_refused(arguments: dict[str, Any]) -> None:
    """An event without a beginning, with two, or that ends before it begins is a mistake of the program."""
    with pytest.raises(ValueError, match="event 1"):
        Event("1", "x", **arguments)
