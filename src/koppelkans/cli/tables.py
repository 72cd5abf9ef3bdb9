"""How figures look on a terminal: aligned columns, thousands apart, euros."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from koppelkans.engine.words import Words

ENGLISH = Words("en")
SMALLEST_GAP = 1e-6  # below this the digits are those of rounding and differ between machines


def euros(cents: int) -> str:
    """Money, such as `€ 12,345`."""
    return ENGLISH.euros(cents)


def percent(share: float) -> str:
    """A gap as a percentage that never looks smaller than it is."""
    return ENGLISH.at_most(max(share, SMALLEST_GAP))


def counted(number: int, one: str, more: str = "") -> str:
    """A number with its noun, such as `1 seat` or `2 seats`."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def aligned(rows: Iterable[Sequence[str]], sides: str) -> list[str]:
    """Lines with the cells of a column below each other; `sides` has `<` or `>` per column."""
    table = list(rows)
    widths = [max(map(len, column), default=0) for column in zip(*table, strict=True)]
    return [
        "  ".join(f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=True)).rstrip()
        for row in table
    ]
