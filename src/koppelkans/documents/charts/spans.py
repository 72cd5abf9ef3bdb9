"""Times beside each other: a lane per thing, a bar per time, the days between them striped, and where today is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from koppelkans.documents.charts.figures import Chart, Head
from koppelkans.documents.charts.svg import Canvas, Drawn, box, chart, filled, legend, line, pattern, text

THICK, BETWEEN = 16.0, 12.0
STEPS = (1, 2, 3, 6, 12, 24, 60, 120)  # months from one mark of the axis to the next


class Look(Enum):
    """What a time is."""

    FULL = "full"
    EMPTY = "empty"
    STRIPED = "striped"


@dataclass(frozen=True)
class Span:
    """From a day to a day, both included."""

    since: date
    until: date
    look: Look = Look.FULL


@dataclass(frozen=True)
class Lane:
    """One thing with its times, and the same in words, for the table."""

    label: str
    spans: Sequence[Span]
    told: str


@dataclass(frozen=True)
class SpanWords:
    """What the two columns of the table and the looks are called, and how a month is written below the axis."""

    thing: str
    times: str
    looks: Sequence[tuple[Look, str]]
    today: str
    month: Callable[[date], str]


def spans(head: Head, lanes: Sequence[Lane], today: date, words: SpanWords) -> Chart:
    """Every lane with its bars on one axis of time, from its first day to its last or today."""
    days = [today, *(day for lane in lanes for span in lane.spans for day in (span.since, span.until))]
    first, last = min(days), max(days)
    length = max((last - first).days + 1, 1)

    def drawn(canvas: Canvas) -> Drawn:
        def at(day: date, *, end: bool = False) -> float:
            return ((day - first).days + end) / length * canvas.width

        names = legend(canvas, [(_sample(head, canvas, look), told) for look, told in words.looks])
        parts, y = [f"<defs>{pattern(head, canvas, 'hatch-second')}</defs>", *names.parts], names.height + 4
        here = at(today)
        for lane in lanes:
            lines = canvas.lines(lane.label, canvas.width)
            parts += [text(0, y + canvas.line * (row + 1) - 4, told) for row, told in enumerate(lines)]
            y += canvas.line * len(lines)
            parts.append(box("back", 0, y, canvas.width, THICK))
            for span in lane.spans:
                left = at(span.since)
                width = max(at(span.until, end=True) - left, 2.0)
                parts.append(_bar(head, canvas, span.look, left, y, width))
            parts.append(line("today", here, y - 3, here, y + THICK + 3))
            y += THICK + BETWEEN
        parts += [line("today", here, y - 4, here, y + 4), *_axis(canvas, first, last, at, y, words)]
        anchor = "end" if here > canvas.width / 2 else "start"
        parts.append(text(here, y + 2 * canvas.line, words.today, "strong", anchor))
        return Drawn(parts, y + 2 * canvas.line + 8)

    return chart(head, drawn, (words.thing, words.times), [(lane.label, lane.told) for lane in lanes])


def _bar(head: Head, canvas: Canvas, look: Look, x: float, y: float, width: float) -> str:
    if look is Look.FULL:
        return box("main", x, y, width, THICK)
    if look is Look.STRIPED:
        return box("second", x, y + 1, width, THICK - 2, **filled(head, canvas, "hatch-second"))
    return box("hidden", x, y + 1, width, THICK - 2)


def _sample(head: Head, canvas: Canvas, look: Look) -> Callable[[float, float], str]:
    return lambda x, y: _bar(head, canvas, look, x, y - THICK / 2, 26)


def _axis(
    canvas: Canvas, first: date, last: date, at: Callable[[date], float], y: float, words: SpanWords
) -> list[str]:
    """Marks at the first of months, as many as there is room for."""
    months = (last.year - first.year) * 12 + last.month - first.month
    room = max(2, int(canvas.width / (canvas.wide_as("sept. 2026") + 10)))
    step = next((step for step in STEPS if months / step <= room), STEPS[-1])
    parts = [line("axis", 0, y, canvas.width, y)]
    for number in range(first.year * 12 + first.month, last.year * 12 + last.month):
        day = date(number // 12, number % 12 + 1, 1)
        if (day.month - 1) % min(step, 12) or (step > 12 and day.year % (step // 12)):
            continue
        x, told = at(day), words.month(day)
        if x + canvas.wide_as(told) <= canvas.width:
            parts += [line("axis", x, y, x, y + 4), text(x, y + canvas.line, told, "quiet")]
    return parts
