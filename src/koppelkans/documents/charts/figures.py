"""What a chart is made from and what comes of it: plain values, with the words of whoever asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Hidden(Enum):
    """A figure that is known and not shown, as the group is so small that it would tell of persons."""

    HIDDEN = "hidden"


NAME = re.compile(r"[a-zA-Z][\w-]*", re.ASCII)
HIDDEN: Final = Hidden.HIDDEN
Figure = float | Hidden | None  # None: there is none (yet)


@dataclass(frozen=True)
class Words:
    """How figures are written, in the language of the page."""

    number: Callable[[float], str]
    hidden: str  # "minder dan 10"
    nothing: str = "–"

    def of(self, figure: Figure) -> str:
        """The figure as a person reads it; one that is hidden is never a nought."""
        if figure is None:
            return self.nothing
        return self.hidden if isinstance(figure, Hidden) else self.number(figure)


@dataclass(frozen=True)
class Head:
    """What stands above every chart.

    `name` is its own on the page (letters, digits, dashes); `says` is the message in a sentence: it is what somebody
    who does not see the picture hears.
    """

    name: str
    title: str
    says: str
    words: Words

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no name of a chart")
        if not self.title or not self.says:
            raise ValueError(f"chart {self.name} needs a title and what it says")


@dataclass(frozen=True)
class Chart:
    """A picture for a wide place, the same for a phone, and the same figures as a table."""

    title: str
    says: str
    wide: str
    narrow: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def seen(figure: Figure) -> float | None:
    """The number that can be drawn, if any."""
    return None if figure is None or isinstance(figure, Hidden) else float(figure)
