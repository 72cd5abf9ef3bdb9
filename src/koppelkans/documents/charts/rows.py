"""Bars that lie: stages of a funnel, and categories with what was predicted beside what was reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from koppelkans.documents.charts.figures import Chart, Figure, Head, Hidden, seen
from koppelkans.documents.charts.svg import Canvas, Drawn, box, chart, filled, legend, line, pattern, text

THICK, THIN = 18.0, 12.0
BETWEEN = 14.0


@dataclass(frozen=True)
class Stage:
    """One stage of a funnel: how many came this far, and which share that is, in words."""

    label: str
    figure: Figure
    share: str = ""


@dataclass(frozen=True)
class Bar:
    """One category: what was reached, and what was predicted, from `low` to `high`."""

    label: str
    figure: Figure
    predicted: Figure = None
    low: Figure = None
    high: Figure = None


@dataclass(frozen=True)
class BarWords:
    """What the columns of the table and the two kinds of bars are called; `to` stands between the ends of a whisker."""

    category: str
    reached: str
    predicted: str = ""
    to: str = "–"


def funnel(head: Head, stages: Sequence[Stage], columns: tuple[str, str, str]) -> Chart:
    """How many come how far; `columns` names the stage, the number and the share."""
    most = max((seen(stage.figure) or 0.0 for stage in stages), default=0.0)

    def drawn(canvas: Canvas) -> Drawn:
        parts, y = [], 0.0
        for stage in stages:
            number = head.words.of(stage.figure)
            shown = f"{number} · {stage.share}" if stage.share and seen(stage.figure) is not None else number
            told = _told(canvas, stage.label, shown, y)
            parts += [*told.parts, *_bar(stage.figure, most, told.height, canvas.width)]
            y = told.height + THICK + BETWEEN
        return Drawn(parts, y)

    rows = [
        (
            stage.label,
            head.words.of(stage.figure),
            stage.share if seen(stage.figure) is not None else head.words.nothing,
        )
        for stage in stages
    ]
    return chart(head, drawn, columns, rows)


def bars(head: Head, categories: Sequence[Bar], words: BarWords) -> Chart:
    """A bar for each category; with predictions a striped one below it, whose whisker goes from low to high."""
    two = any(bar.predicted is not None for bar in categories)
    figures = [figure for bar in categories for figure in (bar.figure, bar.predicted, bar.high)]
    most = max((seen(figure) or 0.0 for figure in figures), default=0.0)

    def drawn(canvas: Canvas) -> Drawn:
        if two:
            return _beside(canvas, head, categories, words, most)
        parts, y = [], 0.0
        for bar in categories:
            told = _told(canvas, bar.label, head.words.of(bar.figure), y)
            parts += [*told.parts, *_bar(bar.figure, most, told.height, canvas.width)]
            y = told.height + THICK + BETWEEN
        return Drawn(parts, y)

    rows = [_row(head, bar, words, two) for bar in categories]
    return chart(head, drawn, [words.category, words.reached, *([words.predicted] if two else [])], rows)


def _row(head: Head, bar: Bar, words: BarWords, two: bool) -> list[str]:
    """A category as a row of the table."""
    cells = [bar.label, head.words.of(bar.figure)]
    return [*cells, _range(head, bar, words.to)] if two else cells


def _range(head: Head, bar: Bar, to: str) -> str:
    """What was predicted, with from where to where."""
    number = head.words.of(bar.predicted)
    low, high = seen(bar.low), seen(bar.high)
    if low is None or high is None or seen(bar.predicted) is None:
        return number
    return f"{number} ({head.words.number(low)} {to} {head.words.number(high)})"


def _samples(canvas: Canvas, head: Head, words: BarWords) -> list[tuple[Callable[[float, float], str], str]]:
    return [
        (lambda x, y: box("main", x, y - 6, 26, 12), words.reached),
        (
            lambda x, y: box("second", x, y - 6, 26, 12, **filled(head, canvas, "hatch-second")),
            words.predicted,
        ),
    ]


def _told(canvas: Canvas, label: str, number: str, y: float) -> Drawn:
    """The name at the left and the number at the right, on one line or where the name needs more on more."""
    room = canvas.width - canvas.wide_as(number) * 1.1 - 12
    lines = canvas.lines(label, room)
    parts = [text(0, y + canvas.line * (at + 1) - 4, words) for at, words in enumerate(lines)]
    y += canvas.line * len(lines)
    return Drawn([*parts, text(canvas.width, y - 4, number, "strong", "end")], y)


def _bar(figure: Figure, most: float, y: float, width: float) -> list[str]:
    """A bar on its full length; a hidden figure is a dashed stub, of which the length says nothing."""
    back = box("back", 0, y, width, THICK)
    if isinstance(figure, Hidden):
        return [back, box("hidden", 1, y + 1, 40, THICK - 2)]
    number = seen(figure)
    return [back] if number is None or most <= 0 else [back, box("main", 0, y, number / most * width, THICK)]


def _beside(canvas: Canvas, head: Head, categories: Sequence[Bar], words: BarWords, most: float) -> Drawn:
    """Two bars for each category, each with its number at the right."""
    names = legend(canvas, _samples(canvas, head, words))
    parts, y = [f"<defs>{pattern(head, canvas, 'hatch-second')}</defs>", *names.parts], names.height + 6
    numbers = [(head.words.of(bar.figure), _range(head, bar, words.to)) for bar in categories]
    width = canvas.width - max(canvas.wide_as(number) for pair in numbers for number in pair) - 8
    for bar, (reached, predicted) in zip(categories, numbers, strict=True):
        labels = canvas.lines(bar.label, canvas.width)
        parts += [text(0, y + canvas.line * at - 5, label) for at, label in enumerate(labels, 1)]
        y += canvas.line * len(labels)
        parts += [*_bar(bar.figure, most, y, width), text(canvas.width, y + THICK - 4, reached, "strong", "end")]
        y += THICK + 3
        parts += _predicted(canvas, head, bar, width / (most or 1), y)
        parts.append(text(canvas.width, y + THIN - 1, predicted, "quiet", "end"))
        y += THIN + BETWEEN
    return Drawn(parts, y)


def _predicted(canvas: Canvas, head: Head, bar: Bar, scale: float, y: float) -> list[str]:
    """The striped bar of what was predicted and its whisker."""
    number = seen(bar.predicted)
    if number is None:
        return []
    parts = [box("second", 0, y, number * scale, THIN, **filled(head, canvas, "hatch-second"))]
    low, high = seen(bar.low), seen(bar.high)
    if low is not None and high is not None:
        middle = y + THIN / 2
        parts.append(line("whisker", low * scale, middle, high * scale, middle))
        parts += [line("whisker", max(end * scale, 1), y, max(end * scale, 1), y + THIN) for end in (low, high)]
    return parts
