"""How figures look on a terminal: aligned columns, thousands apart, euros."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from koppelkans.engine.words import Words

ENGLISH = Words("en")


def euros(cents: int) -> str:
    """Money, such as `€ 12,345`."""
    return ENGLISH.euros(cents)


def percent(share: float) -> str:
    """A gap as a percentage that never looks smaller than it is."""
    return ENGLISH.at_most(max(share, 0.0))


def aligned(rows: Iterable[Sequence[str]], *, indent: str = "  ") -> list[str]:
    """Lines with the first column to the left and the others to the right."""
    table = [tuple(row) for row in rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))] if table else []
    return [
        (indent + "  ".join((row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])))).rstrip() for row in table
    ]
