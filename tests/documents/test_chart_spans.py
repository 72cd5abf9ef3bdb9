"""Times beside each other: every bar at its place, the words apart, whatever the days are."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.test_charts import assert_readable, texts_of
from koppelkans.documents.charts import Chart, Head, Lane, Look, Span, SpanWords, Words, spans

TODAY = date(2026, 11, 2)
WORDS = SpanWords(
    "Wat",
    "Wanneer",
    [(Look.FULL, "telt mee"), (Look.STRIPED, "pauze"), (Look.EMPTY, "telt (nog) niet mee")],
    "vandaag",
    lambda day: f"{day:%b %Y}",
)


def drawn(*lanes: Lane) -> Chart:
    """A picture of these lanes."""
    head = Head("tijd", "Werk in de tijd", "Twee banen met een pauze.", Words(str, "minder dan 10"))
    return spans(head, lanes, TODAY, WORDS)


def day(number: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=number)


def test_bars_are_as_long_as_their_days() -> None:
    """A bar of half of the days is half as wide; both ends of a time are in it."""
    chart = drawn(Lane("A", [Span(day(-49), day(-25)), Span(day(-24), day(0))], "50 dagen"))
    found = re.findall(r'class="kk-chart__main"[^>]*x="([\d.]+)"[^>]*width="([\d.]+)"', chart.wide)
    assert [(float(x), float(width)) for x, width in found if x != "0" or float(width) > 26] == [(0, 320), (320, 320)]


def test_the_same_in_a_table() -> None:
    """Who does not see the picture reads the lanes."""
    chart = drawn(Lane("Garage Zuid", [Span(day(-9), day(0), Look.STRIPED)], "tien dagen pauze"))
    assert chart.columns == ("Wat", "Wanneer")
    assert chart.rows == (("Garage Zuid", "tien dagen pauze"),)
    assert 'fill="url(#tijd-wide-hatch-second)"' in chart.wide


@pytest.mark.parametrize("years", [0, 1, 3, 12])
def test_an_axis_has_room(years: int) -> None:
    """A week or twelve years: the marks of the axis are apart, and today is told."""
    chart = drawn(Lane("A", [Span(day(-365 * years - 5), day(2))], "lang"))
    assert_readable(chart)
    assert "vandaag" in texts_of(chart.narrow)


@given(st.lists(st.tuples(st.integers(-900, 900), st.integers(0, 900)), min_size=1, max_size=6))
def test_any_times_give_a_picture_that_can_be_read(times: list[tuple[int, int]]) -> None:
    """Before, over and after today, one day or years: nothing runs out of the picture or over another."""
    long = "Installatiebedrijf De Zon en Zonen uit Haarlemmermeer, arbeidscontract"
    assert_readable(drawn(*[Lane(long, [Span(day(since), day(since + length))], "x") for since, length in times]))
