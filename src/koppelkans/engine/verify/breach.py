"""What the independent check reports: one broken rule, where, and in a plain sentence with figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Breach:
    """A broken rule.

    `rule` is a code of the format (P0 to P8, G1 to G7), or `value` (a figure is not what it should be), `bound`
    (the certificate cannot be true) or `file` (rows that contradict each other). `where` holds the ids concerned,
    apart by blanks.
    """

    rule: str
    where: str
    message: str


def iso(day: int) -> str:
    """A day counted from 1970-01-01 as `YYYY-MM-DD`."""
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def euros(cents: int) -> str:
    """Cents as euros with two decimals."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
