"""Bars that stand: the share that is still there after so many weeks, and how long something takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from koppelkans.documents.charts.figures import Chart, Figure, Head, Hidden, seen
from koppelkans.documents.charts.svg import Canvas, Drawn, box, chart, filled, label, legend, line, pattern, text, ticks

HEIGHT = 200.0
WIDEST = 90.0
THIN, BETWEEN = 10.0, 16.0
ALMOST_ALL = 0.92  # above this the number of a bar stands where that of the whole would


@dataclass(frozen=True)
class Step:
    """The share (of 1) that is left at a moment; `note` says of how many, in words."""

    label: str
    share: Figure
    note: str = ""


@dataclass(frozen=True)
class Group:
    """The shares (of 1) that are left of one group, one for each moment."""

    label: str
    shares: Sequence[Figure]


@dataclass(frozen=True)
class Spread:
    """How long it took those of one month: the middle one, and between what the middle half lies."""

    label: str
    short: str
    median: Figure
    low: Figure = None
    high: Figure = None


@dataclass(frozen=True)
class SpreadWords:
    """What the columns of the table and the parts of the picture are called."""

    month: str
    median: str
    low: str
    high: str
    half: str
    unit: str


def steps(head: Head, moments: Sequence[Step], columns: tuple[str, str, str]) -> Chart:
    """The share that is left at each moment, of everybody; `columns` names the moment, the share and the note."""

    def drawn(canvas: Canvas) -> Drawn:
        room = canvas.width / max(1, len(moments))
        wide = min(room - 16, WIDEST)
        top = canvas.line + 4
        bottom = top + HEIGHT
        parts = [line("grid", 0, top, canvas.width, top)]
        if max((seen(step.share) or 0.0 for step in moments), default=0.0) < ALMOST_ALL:
            parts.append(text(0, top - 6, head.words.number(1.0), "quiet"))
        lowest = bottom
        for at, step in enumerate(moments):
            middle = room * (at + 0.5)
            share = seen(step.share)
            y = bottom - (share or 0.0) * HEIGHT
            parts.append(box("back", middle - wide / 2, top, wide, HEIGHT))
            if isinstance(step.share, Hidden):
                y = bottom - 30
                parts.append(box("hidden", middle - wide / 2 + 1, y, wide - 2, 29))
            elif share is not None:
                parts.append(box("main", middle - wide / 2, y, wide, bottom - y))
            words = canvas.lines(head.words.of(step.share), wide)
            parts += _centred(canvas, words, middle, y - 6 - canvas.line * (len(words) - 1), "strong")
            below = [*canvas.lines(step.label, room - 6)]
            notes = canvas.lines(step.note, room - 6) if step.note else []
            y = bottom + canvas.line + 2
            parts += _centred(canvas, below, middle, y, "text")
            parts += _centred(canvas, notes, middle, y + canvas.line * len(below), "quiet")
            lowest = max(lowest, y + canvas.line * (len(below) + len(notes) - 1))
        parts.append(line("axis", 0, bottom, canvas.width, bottom))
        return Drawn(parts, lowest + 8)

    noted = any(step.note for step in moments)
    rows = [(step.label, head.words.of(step.share), *([step.note] if noted else [])) for step in moments]
    return chart(head, drawn, columns if noted else columns[:2], rows)


def steps_by_group(head: Head, groups: Sequence[Group], moments: Sequence[str], column: str) -> Chart:
    """For each group (a sector, a training) a bar per moment on one row; `column` names the groups in the table."""

    def drawn(canvas: Canvas) -> Drawn:
        room = canvas.width / max(1, len(moments))
        heads = [canvas.lines(moment, room - 10) for moment in moments]
        tall = canvas.line * max((len(lines) for lines in heads), default=0)
        parts = [
            text(room * at, canvas.line * (row + 1) - 4, words, "quiet")
            for at, lines in enumerate(heads)
            for row, words in enumerate(lines)
        ]
        y = tall + 6
        for group in groups:
            labels = canvas.lines(group.label, canvas.width)
            parts += [text(0, y + canvas.line * at - 4, words) for at, words in enumerate(labels, 1)]
            y += canvas.line * len(labels)
            for at, share in enumerate(group.shares):
                parts += _small(canvas, head, share, (room * at, y, room - 12))
            y += canvas.line + THIN + BETWEEN
        return Drawn(parts, y)

    rows = [(group.label, *map(head.words.of, group.shares)) for group in groups]
    return chart(head, drawn, [column, *moments], rows)


def _small(canvas: Canvas, head: Head, share: Figure, where: tuple[float, float, float]) -> list[str]:
    """A number with a lying bar below it."""
    x, y, width = where
    bar_y = y + canvas.line + 1
    parts = [text(x, y + canvas.line - 4, head.words.of(share), "strong"), box("back", x, bar_y, width, THIN)]
    if isinstance(share, Hidden):
        return [*parts, box("hidden", x + 1, bar_y + 1, 30, THIN - 2)]
    return [*parts, box("main", x, bar_y, (seen(share) or 0.0) * width, THIN)]


def distribution(head: Head, months: Sequence[Spread], words: SpreadWords) -> Chart:
    """For each month a bar over the middle half and a line at the middle one."""
    figures = [seen(figure) for month in months for figure in (month.median, month.low, month.high)]
    marks = ticks(max((number for number in figures if number is not None), default=0.0))

    def drawn(canvas: Canvas) -> Drawn:
        names = legend(canvas, _samples(canvas, head, months, words))
        top = names.height + canvas.line * 2 + 4
        bottom = top + HEIGHT
        left = max(canvas.wide_as(head.words.number(mark)) for mark in marks) + 8
        parts = [f"<defs>{pattern(head, canvas, 'hatch')}</defs>", *names.parts]
        parts.append(text(0, top - canvas.line - 2, words.unit, "quiet"))
        for mark in marks:
            y = bottom - mark / marks[-1] * HEIGHT
            parts.append(line("grid" if mark else "axis", left, y, canvas.width, y))
            parts.append(text(left - 8, y + canvas.size * 0.35, head.words.number(mark), "quiet", "end"))
        room = (canvas.width - left) / max(1, len(months))
        widest = max((canvas.wide_as(month.short) for month in months), default=0.0) + 6
        every = max(1, -int(-widest // room))
        for at, month in enumerate(months):
            middle = left + room * (at + 0.5)
            parts += _spread(canvas, head, month, (middle, room, bottom, HEIGHT / marks[-1]))
            if at % every == 0 and middle + widest / 2 - 3 <= canvas.width + 2:
                parts.append(text(middle, bottom + canvas.line, month.short, "quiet", "middle"))
        return Drawn(parts, bottom + canvas.line + 8)

    rows = [(month.label, *map(head.words.of, (month.median, month.low, month.high))) for month in months]
    return chart(head, drawn, (words.month, words.median, words.low, words.high), rows)


def _samples(
    canvas: Canvas, head: Head, months: Sequence[Spread], words: SpreadWords
) -> list[tuple[Callable[[float, float], str], str]]:
    """A piece of each part that is drawn, for the legend."""
    samples: list[tuple[Callable[[float, float], str], str]] = [
        (lambda x, y: line("whisker", x, y, x + 26, y), words.median),
        (lambda x, y: box("band", x, y - 6, 26, 12, **filled(head, canvas, "hatch")), words.half),
    ]
    if any(isinstance(month.median, Hidden) for month in months):
        samples.append((lambda x, y: box("hidden", x, y - 6, 26, 12), head.words.hidden))
    return samples


def _spread(canvas: Canvas, head: Head, month: Spread, where: tuple[float, float, float, float]) -> list[str]:
    """The bar of one month with its number above; hidden: a dashed stub."""
    middle, room, bottom, scale = where
    wide = min(room - 4, 34)
    if isinstance(month.median, Hidden):
        return [box("hidden", middle - wide / 2 + 1, bottom - 24, wide - 2, 23)]
    median = seen(month.median)
    if median is None:
        return []
    low, high = seen(month.low), seen(month.high)
    parts = []
    if low is not None and high is not None:
        above, height = bottom - high * scale, (high - low) * scale
        parts.append(box("band", middle - wide / 2, above, wide, height, **filled(head, canvas, "hatch")))
    y = bottom - median * scale
    parts.append(line("whisker", middle - wide / 2, y, middle + wide / 2, y))
    words = head.words.number(median)
    if canvas.wide_as(words) <= room + 2:
        parts.append(label(canvas, middle, y - 6, words, "middle"))
    return parts


def _centred(canvas: Canvas, lines: Sequence[str], x: float, y: float, look: str) -> list[str]:
    """Lines of text below each other."""
    return [text(x, y + canvas.line * at, words, look, "middle") for at, words in enumerate(lines)]
