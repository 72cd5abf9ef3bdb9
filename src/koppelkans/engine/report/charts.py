"""Charts as inline SVG: widths in percent and text in pixels, so that they read as well on a phone as on paper.

Each has a title and a description; the same figures stand in a table beside it. Parts of a bar differ in pattern as
well as in colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROW = 46  # height of a label with its bar, in pixels
COLUMNS = 180  # height of the columns chart without its labels
LABELS = 12  # labels that fit under the columns on a phone
LONGEST = 26  # characters of a label that fit beside its figure on a phone
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
            f'<text x="0" y="{top + 15}" class="label">{escape(_short(bar.label))}</text>',
            f'<text x="100%" y="{top + 15}" class="figure">{escape(bar.figure)}</text>',
            _box("track", 0, top + 22, bar.full, 14),
            _box("solid", 0, top + 22, bar.solid, 14),
        ]
        if bar.hatched > 0:
            fill = f' fill="url(#{identifier}-hatch)"'
            drawn.append(_box("hatched", bar.solid, top + 22, bar.hatched, 14, fill))
    return _svg(identifier, title, description, len(rows) * ROW, drawn)


def columns(identifier: str, title: str, description: str, points: Sequence[tuple[str, int]]) -> Markup:
    """Vertical columns with their figure on top; under a long row only every so many labels are written."""
    highest = max((value for _, value in points), default=0) or 1
    every = -(-len(points) // LABELS) or 1
    step = 1.0 / max(1, len(points))
    drawn = []
    for number, (label, value) in enumerate(points):
        middle, height = 100 * (number + 0.5) * step, round(value / highest * (COLUMNS - 24))
        drawn.append(_box("solid", (number + 0.12) * step, COLUMNS - height, 0.76 * step, height))
        if value and every < 3:
            drawn.append(f'<text x="{middle:.2f}%" y="{COLUMNS - height - 6}" class="middle">{value}</text>')
        if number % every == 0:
            drawn.append(f'<text x="{middle:.2f}%" y="{COLUMNS + 18}" class="middle">{escape(label)}</text>')
    drawn.append(f'<line x1="0" x2="100%" y1="{COLUMNS}" y2="{COLUMNS}" class="axis"/>')
    return _svg(identifier, title, description, COLUMNS + 26, drawn)


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


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"
