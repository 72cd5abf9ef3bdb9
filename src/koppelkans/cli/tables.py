"""How figures look on a terminal: aligned columns, thousands apart, euros."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def euros(cents: int) -> str:
    """Money in whole euros, such as `€ 12,345`."""
    return f"€ {cents / 100:,.0f}"


def percent(share: float) -> str:
    """A gap as a percentage that never looks smaller than it is known to be."""
    return f"{100 * share:.3g} %"


def aligned(rows: Iterable[Sequence[str]], *, indent: str = "  ") -> list[str]:
    """Lines with the first column to the left and the others to the right."""
    table = [tuple(row) for row in rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))] if table else []
    return [
        (indent + "  ".join((row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])))).rstrip() for row in table
    ]
