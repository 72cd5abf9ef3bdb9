"""Charts as inline SVG: widths in percent and text in pixels, so that they read as well on a phone as on paper.

Each has a title and a description; the same figures stand in a table beside it. Parts of a bar differ in pattern as
well as in colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

ROW = 46  # height of a label with its bar, in pixels
COLUMNS = 180  # height of the columns chart without its labels
FEWEST = 8  # columns that the width is made for, so that two or three are not as wide as walls
LABELS = 12  # labels that fit under the columns on a phone
LINE = 40  # characters of a label with its figure that fit on a line on a phone
HATCH = (
    '<defs><pattern id="{id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" class="pale"/>'
    '<rect width="3" height="6" class="dark"/></pattern></defs>'
)


@dataclass(frozen=True)
class Bar:
    """A row of a bar chart: shares 0..1 of the full width, filled solid, then hatched; `full` is what is outlined."""

    label: str
    figure: str
    solid: float
    hatched: float = 0.0
    full: float = 1.0


def bars(identifier: str, title: str, description: str, rows: Sequence[Bar]) -> Markup:
    """Horizontal bars, each under its label and its figure."""
    drawn: list[str] = [HATCH.format(id=identifier)]
    for number, bar in enumerate(rows):
        top = number * ROW
        drawn += [
            *_label(bar, top + 15),
            f'<text x="100%" y="{top + 15}" class="figure">{escape(bar.figure)}</text>',
            _box("track", 0, top + 22, bar.full, 14),
            _box("solid", 0, top + 22, bar.solid, 14),
        ]
        if bar.hatched > 0:
            fill = f' fill="url(#{identifier}-hatch)"'
            drawn.append(_box("hatched", bar.solid, top + 22, bar.hatched, 14, fill))
    return _svg(identifier, title, description, len(rows) * ROW, drawn)


def columns(identifier: str, title: str, description: str, points: Sequence[tuple[str, str, int]]) -> Markup:
    """Vertical columns of (label, what it is part of, figure); of a long row only every so many labels are written."""
    highest = max((value for *_, value in points), default=0) or 1
    every = -(-len(points) // LABELS) or 1
    step = 1.0 / max(FEWEST, len(points))
    figure = "middle" if len(points) * len(str(highest)) <= LINE else "middle wide"
    drawn, told = [], ""
    for number, (label, part, value) in enumerate(points):
        middle, height = 100 * (number + 0.5) * step, round(value / highest * (COLUMNS - 24))
        drawn.append(_box("solid", (number + 0.12) * step, COLUMNS - height, 0.76 * step, height))
        if value and every < 3:
            drawn.append(f'<text x="{middle:.2f}%" y="{COLUMNS - height - 6}" class="{figure}">{value}</text>')
        if number % every == 0:
            drawn.append(f'<text x="{middle:.2f}%" y="{COLUMNS + 18}" class="middle">{escape(label)}</text>')
            if part != told:
                drawn.append(f'<text x="{middle:.2f}%" y="{COLUMNS + 36}" class="middle part">{escape(part)}</text>')
                told = part
    drawn.append(f'<line x1="0" x2="100%" y1="{COLUMNS}" y2="{COLUMNS}" class="axis"/>')
    return _svg(identifier, title, description, COLUMNS + 42, drawn)


def _svg(identifier: str, title: str, description: str, height: int, drawn: Iterable[str]) -> Markup:
    return Markup(  # noqa: S704 - every piece is made in this module, from numbers and escaped text
        f'<svg role="img" aria-labelledby="{identifier}-title {identifier}-desc" width="100%" height="{height}">'
        f'<title id="{identifier}-title">{escape(title)}</title>'
        f'<desc id="{identifier}-desc">{escape(description)}</desc>{"".join(drawn)}</svg>'
    )


def _box(kind: str, left: float, top: int, width: float, height: int, more: str = "") -> str:
    start, wide = (max(0.0, min(1.0, share)) for share in (left, width))
    wide = min(wide, 1.0 - start)
    return f'<rect class="{kind}" x="{100 * start:.2f}%" y="{top}" width="{100 * wide:.2f}%" height="{height}"{more}/>'


def _label(bar: Bar, height: int) -> list[str]:
    """The label; where it leaves its figure no room on a phone, a short form that the style sheet shows there."""
    room = LINE - len(bar.figure)
    if len(bar.label) <= room:
        return [f'<text y="{height}">{escape(bar.label)}</text>']
    short = f"{bar.label[: room - 1].rstrip()}…"
    forms = (("wide", bar.label), ("slim", short))
    return [f'<text y="{height}" class="{form}">{escape(label)}</text>' for form, label in forms]
