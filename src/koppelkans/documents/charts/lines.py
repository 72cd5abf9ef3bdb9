"""A counter per month against its target, with what is to be expected and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from koppelkans.documents.charts.figures import Chart, Figure, Head, Hidden, seen
from koppelkans.documents.charts.svg import (
    Canvas,
    Drawn,
    area,
    box,
    chart,
    filled,
    label,
    legend,
    line,
    part,
    path,
    pattern,
    text,
    ticks,
)

HEIGHT = 240.0
ENDS = ("target", "expected", "reached")  # the lines of which the last number is told
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
        share = at / (len(months) - 1) if len(months) > 1 else 1.0
        return left + share * (right - left), bottom - value / marks[-1] * HEIGHT

    parts = [f"<defs>{pattern(head, canvas, 'hatch')}</defs>", *names.parts]
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
    parts += _too_small(canvas, head, months, place)
    parts += _ends(canvas, head, months, place)
    return Drawn(parts, bottom + canvas.line + 8)


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


def _numbers(months: Sequence[Month], name: str) -> list[tuple[int, float]]:
    """The figures of one line that can be drawn, each with the place of its month."""
    return [(at, number) for at, month in enumerate(months) if (number := seen(getattr(month, name))) is not None]


def _lines(head: Head, canvas: Canvas, months: Sequence[Month], place: Place) -> Iterator[str]:
    """The band, the lines on top of it, a dot for each month of the counter; a line stops where figures are missing."""
    reached = _numbers(months, "reached")
    last = reached[-1:]
    low, high = _numbers(months, "low"), _numbers(months, "high")
    if low and high:
        around = [*last, *high, *reversed(low)]
        yield area("band", (place(*point) for point in around), **filled(head, canvas, "hatch"))
    for run in _runs(_numbers(months, "target")):
        yield path("target", (place(*point) for point in run))
    for run in _runs(_numbers(months, "expected")):
        joined = last and last[0][0] == run[0][0] - 1
        yield path("forecast", (place(*point) for point in [*(last if joined else []), *run]))
    for run in _runs(reached):
        yield path("line", (place(*point) for point in run))
    for point in reached:
        x, y = place(*point)
        yield part("dot", "circle", cx=x, cy=y, r=4.5)


def _runs(points: Sequence[tuple[int, float]]) -> list[list[tuple[int, float]]]:
    """The points in groups of months that follow each other."""
    runs: list[list[tuple[int, float]]] = []
    for point in points:
        if runs and runs[-1][-1][0] == point[0] - 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _too_small(canvas: Canvas, head: Head, months: Sequence[Month], place: Place) -> Iterator[str]:
    """Months of which the counter is hidden: a dashed frame on the axis that says so; its height says nothing."""
    runs = _runs([(at, 0.0) for at, month in enumerate(months) if isinstance(month.reached, Hidden)])
    for run in runs:
        (left, bottom), (right, _bottom) = place(*run[0]), place(*run[-1])
        yield box("hidden", left - 6, bottom - 20, right - left + 12, 20)
    if runs:
        (left, bottom), (right, _bottom) = place(*runs[0][0]), place(*runs[0][-1])
        told = _told_below(canvas, months, place)
        y = bottom - 26
        if told is not None and abs(told[1] - y) < canvas.line:
            y = told[1] - canvas.line
        edge = place(len(months) - 1, 0.0)[0]  # beyond it stand the last numbers of the lines
        fits = left - 6 + canvas.wide_as(head.words.hidden) < edge
        x = left - 6 if fits else min(right + 6, edge)
        yield label(canvas, x, y, head.words.hidden, "start" if fits else "end")


def _told_below(canvas: Canvas, months: Sequence[Month], place: Place) -> tuple[float, float] | None:
    """Where the last number of the counter stands when it is not at the right: below the line, or above the axis."""
    reached = _numbers(months, "reached")
    if not reached or reached[-1][0] == len(months) - 1:
        return None
    x, y = place(*reached[-1])
    below = y + canvas.line
    return x + 7, below if below < place(0, 0.0)[1] - 3 else y - 9


def _ends(canvas: Canvas, head: Head, months: Sequence[Month], place: Place) -> Iterator[str]:
    """The last number of each line that goes on to the right beside it, one below the other; of the counter always."""
    told = _told_below(canvas, months, place)
    if told is not None:
        yield label(canvas, *told, head.words.number(_numbers(months, "reached")[-1][1]))
    found = [numbers[-1] for name in ENDS if (numbers := _numbers(months, name))]
    last = sorted((point for point in found if point[0] == len(months) - 1), key=lambda point: -point[1])
    x, lowest = place(len(months) - 1, 0.0)
    heights = [place(*point)[1] for point in last]
    for at in range(1, len(heights)):  # down, so that each has its room
        heights[at] = max(heights[at], heights[at - 1] + canvas.line)
    for at in reversed(range(len(heights))):  # and up again, so that none falls below the axis
        heights[at] = min(heights[at], lowest - canvas.line * (len(heights) - 1 - at))
    for (_at, number), y in zip(last, heights, strict=True):
        yield text(x + 8, y + canvas.size * 0.35, head.words.number(number), "strong")
