"""Durable work, counted so that nobody can argue: spells of employment go in, the days on which milestones were reached
come out.

Pure: days and figures, no database, no clock, no web framework. The definition is versioned data (`durable.toml`).
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

PROOFS = ("said", "employer", "contract", "register")  # weakest first


@dataclass(frozen=True)
class Definition:
    """One version of what durable means; `all_forms` can be entered, `forms` count."""

    version: int
    forms: frozenset[str]
    all_forms: tuple[str, ...]
    proof: str  # the least that counts
    hours: Decimal  # a week, of all counting spells on a day together
    break_days: int  # that one clock can bear; with one more it starts again
    milestones: Mapping[str, int]  # counting days, by code


@dataclass(frozen=True)
class Spell:
    """Employment at one employer, its first and last day included; without a last day it goes on."""

    employer: str
    form: str
    hours: Decimal
    since: date
    until: date | None
    proof: str


@dataclass(frozen=True)
class Count:
    """What a person's spells come to on a day: when each milestone was first reached, and the clock that runs then."""

    reached: dict[str, date | None]
    counted_days: int
    break_days: int


@cache
def definitions() -> Mapping[int, Definition]:
    """Every version there is."""
    tree = _data()
    return MappingProxyType({row["version"]: _definition(row, tree["forms"]) for row in tree["definition"]})


def current() -> Definition:
    """The version that counts now."""
    return definitions()[_data()["current"]]


def count(spells: Iterable[Spell], on: date, definition: Definition) -> Count:
    """Count the days of one person up to and including `on`; what begins later does not exist yet."""
    today = on.toordinal()
    reached: dict[str, date | None] = dict.fromkeys(definition.milestones)
    counted = breaks = 0
    last: int | None = None
    for first, end in _stretches(spells, today, definition):
        breaks += 0 if last is None else first - last - 1
        if breaks > definition.break_days:
            counted = breaks = 0
        length = end - first + 1
        for code, days in definition.milestones.items():
            if reached[code] is None and counted < days <= counted + length:
                reached[code] = date.fromordinal(first + days - counted - 1)
        counted, last = counted + length, end
    if last is not None:
        breaks += today - last
    if breaks > definition.break_days:
        counted = breaks = 0
    return Count(reached, counted, breaks)


def trial(spells: Iterable[Spell], on: date, versions: Iterable[Definition]) -> dict[int, Count]:
    """What the same spells would come to by each of these definitions; nothing is counted by it."""
    kept = tuple(spells)
    return {definition.version: count(kept, on, definition) for definition in versions}


def counts(spell: Spell, definition: Definition) -> bool:
    """Whether the days of a spell can count, by its form and its proof; its hours add up with those of others."""
    return spell.form in definition.forms and PROOFS.index(spell.proof) >= PROOFS.index(definition.proof)


def stretches(spells: Iterable[Spell], on: date, definition: Definition) -> list[tuple[date, date]]:
    """The first and last day of each unbroken run of counting days up to and including `on`, in order."""
    found = _stretches(spells, on.toordinal(), definition)
    return [(date.fromordinal(first), date.fromordinal(last)) for first, last in found]


def counted_from(runs: Sequence[tuple[date, date]], day: date, days: int) -> date:
    """The first of the last so many counting days up to and including `day`: where the clock that reached it began."""
    left = days
    for first, end in reversed(runs):
        length = (min(end, day) - first).days + 1
        if length >= left:
            return min(end, day) - timedelta(days=left - 1)
        left -= max(length, 0)
    raise ValueError(f"there are no {days} counting days up to {day}")


def _stretches(spells: Iterable[Spell], today: int, definition: Definition) -> Iterator[tuple[int, int]]:
    """The first and last day of each stretch of counting days, in order; two stretches never touch."""
    changes: dict[int, Decimal] = defaultdict(Decimal)  # in hours a week, by day (an ordinal)
    for spell in spells:
        first = spell.since.toordinal()
        end = today if spell.until is None else min(spell.until.toordinal(), today)
        if first <= end and counts(spell, definition):
            changes[first] += spell.hours
            changes[end + 1] -= spell.hours
    hours, since = Decimal(0), None
    for day in sorted(changes):
        hours += changes[day]
        if since is None and hours >= definition.hours:
            since = day
        elif since is not None and hours < definition.hours:
            yield since, day - 1
            since = None


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("koppelkans.journeys") / "durable.toml").read_text(encoding="utf-8"))


def _definition(row: dict[str, Any], all_forms: list[str]) -> Definition:
    return Definition(
        version=row["version"],
        forms=frozenset(row["forms"]),
        all_forms=tuple(all_forms),
        proof=row["proof"],
        hours=Decimal(row["hours"]),
        break_days=row["break_days"],
        milestones=MappingProxyType(row["milestones"]),
    )
