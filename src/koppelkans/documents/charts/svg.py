"""Pictures as SVG text: elements, the looks of their parts, text that stays within its place, an axis.

No style attribute anywhere: the content security policy of the pages refuses them. Each part has a class, by which the
style sheet gives it the colours of the house, and the same as presentation attributes, for a picture in a document.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from koppelkans.documents.charts.figures import Chart, Head

INK, QUIET, LINE, PAPER, MAIN, WASH, SECOND = (
    "#15282c",
    "#566a6e",
    "#d5dcdc",
    "#ffffff",
    "#0b5f60",
    "#c8e5e1",
    "#7c3710",
)
# the looks of each part outside a page; frontend/styles/charts.css gives the same parts the colours of the house
LOOKS: Final[dict[str, dict[str, str]]] = {
    "text": {"fill": INK},
    "quiet": {"fill": QUIET},
    "strong": {"fill": INK, "font-weight": "bold"},
    "paper": {"fill": PAPER},
    "grid": {"stroke": LINE, "stroke-width": "1"},
    "axis": {"stroke": QUIET, "stroke-width": "1"},
    "today": {"stroke": INK, "stroke-width": "1.5"},
    "main": {"fill": MAIN},
    "line": {"fill": "none", "stroke": MAIN, "stroke-width": "3", "stroke-linejoin": "round"},
    "dot": {"fill": MAIN, "stroke": PAPER, "stroke-width": "1.5"},
    "target": {"fill": "none", "stroke": SECOND, "stroke-width": "2.5", "stroke-dasharray": "9 5"},
    "forecast": {
        "fill": "none",
        "stroke": MAIN,
        "stroke-width": "2.5",
        "stroke-dasharray": "1.5 5",
        "stroke-linecap": "round",
    },
    "band": {"stroke": MAIN, "stroke-width": "1"},
    "back": {"fill": "#eef1f1"},
    "second": {"stroke": SECOND, "stroke-width": "1.5"},
    "whisker": {"fill": "none", "stroke": INK, "stroke-width": "2"},
    "hidden": {"fill": "none", "stroke": QUIET, "stroke-width": "1.5", "stroke-dasharray": "3 3"},
    "hatch": {"stroke": MAIN, "stroke-width": "2"},
    "hatch-back": {"fill": WASH},
    "hatch-second": {"stroke": SECOND, "stroke-width": "2"},
    "hatch-second-back": {"fill": PAPER},
}
CHARACTER = 0.58  # width of a character as a share of its size: that of a wide letter type, as a theme may have one
DIGIT = 0.52
SMALLEST = 1e-6  # what is less is nought on any axis
SAMPLE = 34.0  # room for the sample of a line before its words


@dataclass(frozen=True)
class Canvas:
    """The place for a picture: how wide it is and how large its letters are."""

    kind: str
    width: float
    size: float

    def wide_as(self, text: str) -> float:
        """How much room a text takes, at most."""
        return len(text) * self.size * CHARACTER

    def lines(self, text: str, width: float) -> list[str]:
        """The text in lines that fit in a width."""
        return textwrap.wrap(text, max(6, int(width / (self.size * CHARACTER)))) or [""]

    @property
    def line(self) -> float:
        """From one line of text to the next."""
        return round(self.size * 1.35, 1)


WIDE: Final = Canvas("wide", 640, 14)
NARROW: Final = Canvas("narrow", 340, 13)


@dataclass(frozen=True)
class Drawn:
    """What was drawn on a canvas, and how high it became."""

    parts: Sequence[str]
    height: float


def element(tag: str, inside: str = "", **attributes: object) -> str:
    """An element; `inside` is SVG already, values of attributes are not."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{given}>{inside}</{tag}>" if inside or tag == "text" else f"<{tag}{given}/>"


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return escape(str(value), {'"': "&quot;"})


def part(look: str, tag: str, inside: str = "", **attributes: object) -> str:
    """An element that looks like this."""
    looks = {name.replace("-", "_"): value for name, value in LOOKS[look].items()}
    return element(tag, inside, class_=f"kk-chart__{look}", **{**looks, **attributes})


def text(x: float, y: float, words: str, look: str = "text", anchor: str = "start") -> str:
    """Words on a line."""
    anchored = None if anchor == "start" else anchor
    return part(look, "text", escape(words), x=float(x), y=float(y), text_anchor=anchored)


def label(canvas: Canvas, x: float, y: float, words: str, anchor: str = "start") -> str:
    """Words on a piece of paper of their own, for where lines or stripes run below them."""
    width = len(words) * canvas.size * DIGIT
    left = x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
    return box("paper", left - 2, y - canvas.size * 0.85, width + 4, canvas.size * 1.05) + text(
        x, y, words, "strong", anchor
    )


def line(look: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """A straight line."""
    return part(look, "line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2))


def box(look: str, x: float, y: float, width: float, height: float, **attributes: object) -> str:
    """A rectangle."""
    sizes: dict[str, object] = {"x": float(x), "y": float(y), "width": max(width, 0.0), "height": max(height, 0.0)}
    return part(look, "rect", "", **sizes, **attributes)


def path(look: str, points: Iterable[tuple[float, float]], **attributes: object) -> str:
    """A line through points."""
    return part(look, "polyline", "", points=_through(points), **attributes)


def _through(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_value(float(x))},{_value(float(y))}" for x, y in points)


def area(look: str, points: Iterable[tuple[float, float]], **attributes: object) -> str:
    """What lies within points."""
    return part(look, "polygon", "", points=_through(points), **attributes)


def pattern(head: Head, canvas: Canvas, look: str) -> str:
    """Oblique stripes to fill with: what is not by colour alone."""
    inside = box(f"{look}-back", 0, 0, 7, 7) + line(look, 0, 0, 0, 7)
    return element(
        "pattern",
        inside,
        id=f"{head.name}-{canvas.kind}-{look}",
        width=7,
        height=7,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def filled(head: Head, canvas: Canvas, look: str) -> dict[str, object]:
    """The attribute that fills with stripes of `pattern`."""
    return {"fill": f"url(#{head.name}-{canvas.kind}-{look})"}


def legend(canvas: Canvas, items: Sequence[tuple[Callable[[float, float], str], str]]) -> Drawn:
    """What each kind of line and area is: a sample, drawn at a place, and its words; in rows as the width allows."""
    parts, x, y = [], 0.0, canvas.line
    for sample, words in items:
        lines = canvas.lines(words, canvas.width - SAMPLE)
        width = SAMPLE + max(map(canvas.wide_as, lines))
        if x and x + width > canvas.width:
            x, y = 0.0, y + canvas.line + 2
        parts.append(sample(x, y - canvas.size * 0.35))
        parts += [text(x + SAMPLE, y + canvas.line * at, each) for at, each in enumerate(lines)]
        y += canvas.line * (len(lines) - 1)
        x += width + 18
    return Drawn(parts, y + 8)


def ticks(highest: float, most: int = 5) -> list[float]:
    """Round numbers from nought to at least the highest."""
    if highest < SMALLEST:
        return [0.0, 1.0]
    rough = highest / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= rough * 0.999)
    return [round(step * at, 10) for at in range(math.ceil(highest / step - 1e-9) + 1)]


def chart(head: Head, draw: Callable[[Canvas], Drawn], columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Chart:
    """The picture drawn wide and narrow, with the same figures as a table."""
    wide, narrow = (_whole(head, canvas, draw(canvas)) for canvas in (WIDE, NARROW))
    return Chart(head.title, head.says, wide, narrow, tuple(columns), tuple(tuple(row) for row in rows))


def _whole(head: Head, canvas: Canvas, drawn: Drawn) -> str:
    """The picture with its name and what it says."""
    name = f"{head.name}-{canvas.kind}"
    inside = element("title", escape(head.title), id=f"{name}-title") + element(
        "desc", escape(head.says), id=f"{name}-desc"
    )
    return element(
        "svg",
        inside + "".join(drawn.parts),
        xmlns="http://www.w3.org/2000/svg",
        class_=f"kk-chart__picture kk-chart__picture--{canvas.kind}",
        viewBox=f"0 0 {canvas.width:g} {math.ceil(drawn.height)}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        font_size=canvas.size,
        font_family="Source Sans 3, Noto Sans, sans-serif",
    )
