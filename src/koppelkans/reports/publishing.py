"""What everybody may know: counters of the year rounded to five, by month, small ones not told; no login, no person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from koppelkans.reports.hiding import rounded
from koppelkans.reports.measures import COUNTED
from koppelkans.reports.summing import counts

NEVER_ADDED = 12  # months


@dataclass(frozen=True)
class Public:
    """One counter: of the year so far, and what each month added; None: fewer than ten. Each rounded by itself."""

    measure: str
    year: int | None
    months: tuple[int | None, ...]


def public_counts(year: int, today: date, *, programme: str = "") -> list[Public]:
    """The counters of a year until today, in two questions to the database."""
    found = counts(year, programme=programme)
    passed = today.month if year == today.year else NEVER_ADDED
    rows = []
    for measure in COUNTED:
        months = [0] * NEVER_ADDED
        for added in found[measure].months.values() if measure in found else ():
            months = [one + more for one, more in zip(months, added, strict=True)]
        shown = tuple(rounded(number) for number in months[:passed])
        rows.append(Public(measure, rounded(sum(months[:passed])), shown))
    return rows
