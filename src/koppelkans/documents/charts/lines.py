"""A counter per month against its target, with what is to be expected and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from koppelkans.documents.charts.figures import Chart, Figure, Head, seen
from koppelkans.documents.charts.svg import (
    Canvas,
    Drawn,
    box,
    chart,
    filled,
    legend,
    line,
    part,
    path,
    pattern,
    text,
    ticks,
)

HEIGHT = 240.0
Place = Callable[[int, float], tuple[float, float]]


@dataclass(frozen=True)
class Month:
    """One month: what was reached up to it, what should be, and what is expected with a band from `low` to `high`.

    `short` stands below the axis, `label` in the table.
    """

    label: str
    short: str
    reached: Figure = None
    target: Figure = None
    expected: Figure = None
    low: Figure = None
    high: Figure = None


@dataclass(frozen=True)
class LineWords:
    """What the parts of the picture and the columns of the table are called."""

    month: str
    reached: str
    target: str
    expected: str
    low: str
    high: str
    band: str
    today: str


def line_with_band(head: Head, months: Sequence[Month], words: LineWords, *, today: int | None = None) -> Chart:
    """The counter against its target; `today` is the place in `months` of the month that runs now.

    The expectation and its band begin where the counter ends. Without a target or an expectation these are not drawn.
    """
    rows = [
        (
            month.label,
            *map(head.words.of, (month.reached, month.target, month.expected, month.low, month.high)),
        )
        for month in months
    ]
    columns = (words.month, words.reached, words.target, words.expected, words.low, words.high)
    used = [at for at in range(6) if at < 2 or any(row[at] != head.words.nothing for row in rows)]
    return chart(
        head,
        lambda canvas: _drawn(canvas, head, months, words, today),
        [columns[at] for at in used],
        [[row[at] for at in used] for row in rows],
    )


def _drawn(canvas: Canvas, head: Head, months: Sequence[Month], words: LineWords, today: int | None) -> Drawn:
    values = [
        number
        for month in months
        for figure in (month.reached, month.target, month.expected, month.low, month.high)
        if (number := seen(figure)) is not None
    ]
    marks = ticks(max(values, default=0.0))
    names = legend(canvas, list(_samples(canvas, head, months, words)))
    left = max(canvas.wide_as(head.words.number(mark)) for mark in marks) + 8
    right = canvas.width - max((canvas.wide_as(head.words.number(value)) for value in values), default=0.0) - 10
    top = names.height + canvas.line + 6
    bottom = top + HEIGHT

    def place(at: int, value: float) -> tuple[float, float]:
        share = at / max(1, len(months) - 1)
        return left + share * (right - left), bottom - value / marks[-1] * HEIGHT

    parts = [element_of_patterns(head, canvas), *names.parts]
    for mark in marks:
        y = place(0, mark)[1]
        parts += [
            line("grid" if mark else "axis", left, y, right, y),
            text(left - 8, y + canvas.size * 0.35, head.words.number(mark), "quiet", "end"),
        ]
    parts += _months(canvas, months, place, bottom)
    if today is not None:
        x = place(today, 0)[0]
        anchor = "end" if x > canvas.width * 0.75 else "start" if x < canvas.width * 0.25 else "middle"
        parts += [line("today", x, top - 6, x, bottom), text(x, top - 10, words.today, "strong", anchor)]
    parts += _lines(head, canvas, months, place)
    parts += _ends(canvas, head, months, place, right)
    return Drawn(parts, bottom + canvas.line + 8)


def element_of_patterns(head: Head, canvas: Canvas) -> str:
    """The stripes of the band."""
    return f"<defs>{pattern(head, canvas, 'hatch')}</defs>"


def _samples(
    canvas: Canvas, head: Head, months: Sequence[Month], words: LineWords
) -> Iterator[tuple[Callable[[float, float], str], str]]:
    """A piece of each line that is drawn, for the legend."""
    yield lambda x, y: line("line", x, y, x + 26, y) + part("dot", "circle", cx=x + 13, cy=y, r=5), words.reached
    if any(seen(month.target) is not None for month in months):
        yield lambda x, y: line("target", x, y, x + 26, y), words.target
    if any(seen(month.expected) is not None for month in months):
        yield lambda x, y: line("forecast", x, y, x + 26, y), words.expected
    if any(seen(month.low) is not None for month in months):
        yield lambda x, y: box("band", x, y - 6, 26, 12, **filled(head, canvas, "hatch")), words.band


def _months(canvas: Canvas, months: Sequence[Month], place: Place, bottom: float) -> Iterator[str]:
    """The names below the axis, as many as there is room for."""
    room = place(len(months) - 1, 0)[0] - place(0, 0)[0]
    widest = max((canvas.wide_as(month.short) for month in months), default=1.0) + 8
    every = max(1, -int(-len(months) * widest // max(room, 1)))
    for at in range(0, len(months), every):
        x = place(at, 0)[0]
        yield text(x, bottom + canvas.line, months[at].short, "quiet", "middle")


def _lines(head: Head, canvas: Canvas, months: Sequence[Month], place: Place) -> Iterator[str]:
    """The band below the lines, the counter with a dot for each month on top."""
    reached = [(at, number) for at, month in enumerate(months) if (number := seen(month.reached)) is not None]
    last = reached[-1:]
    low, high, expected, target = (
        [(at, number) for at, month in enumerate(months) if (number := seen(getattr(month, name))) is not None]
        for name in ("low", "high", "expected", "target")
    )
    if low and high:
        around = [*last, *high, *reversed(low)]
        yield path("band", (place(*point) for point in around), **filled(head, canvas, "hatch"))
    if target:
        yield path("target", (place(*point) for point in target))
    if expected:
        yield path("forecast", (place(*point) for point in [*last, *expected]))
    yield path("line", (place(*point) for point in reached))
    for point in reached:
        x, y = place(*point)
        yield part("dot", "circle", cx=x, cy=y, r=4.5)


def _ends(canvas: Canvas, head: Head, months: Sequence[Month], place: Place, right: float) -> Iterator[str]:
    """The last number of each line beside it, one below the other."""
    ends = []
    for name in ("target", "expected", "reached"):
        found = [(at, number) for at, month in enumerate(months) if (number := seen(getattr(month, name))) is not None]
        if found:
            x, y = place(*found[-1])
            ends.append((y, x, head.words.number(found[-1][1])))
    lowest = float("-inf")
    for y, x, words in sorted(ends):
        at = max(y, lowest + canvas.line) if x >= right - 1 else y
        if x >= right - 1:
            lowest = at
        yield text(x + 8, at + canvas.size * 0.35, words, "strong")
