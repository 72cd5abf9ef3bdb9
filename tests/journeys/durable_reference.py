"""A second count of durable work, slow and obvious: day by day, in the words of version 1 of the definition.

Written apart from `koppelkans.journeys.durable`, which it shares nothing with but the spells that go in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from koppelkans.journeys.durable import Spell

Reached = dict[str, date | None]


def day_by_day(spells: Sequence[Spell], on: date) -> tuple[Reached, int, int]:
    """The first day of each milestone; then counted and break days of the clock that runs on `on`, or 0 and 0."""
    reached: Reached = {"13w": None, "26w": None, "52w": None}
    running = False
    counted = breaks = 0
    day = min((spell.since for spell in spells), default=on)
    while day <= on:
        if counts(spells, day):
            if not running or breaks > 28:  # it starts, or starts again at the next counting day
                running, counted, breaks = True, 0, 0
            counted += 1
            for milestone, days in (("13w", 91), ("26w", 182), ("52w", 364)):
                if counted == days and reached[milestone] is None:
                    reached[milestone] = day
        elif running:
            breaks += 1
        day += timedelta(days=1)
    return (reached, counted, breaks) if breaks <= 28 else (reached, 0, 0)


def counts(spells: Sequence[Spell], day: date) -> bool:
    """Whether the hours of the counting spells on a day add up to 12 a week or more."""
    hours = Decimal(0)
    for spell in spells:
        there = spell.since <= day and (spell.until is None or day <= spell.until)
        form = spell.form in ("contract", "bbl", "uitzend", "detachering")
        proof = spell.proof in ("employer", "contract", "register")
        if there and form and proof:
            hours += spell.hours
    return hours >= 12
