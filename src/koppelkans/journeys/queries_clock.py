"""The clock of one person's work as a page tells it: how far, what is left, when it is reached, what a spell does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from koppelkans.journeys import durable
from koppelkans.journeys.models import Spell
from koppelkans.journeys.queries_work import as_spell

HORIZON = timedelta(days=3 * 365)  # as far as a milestone is looked for
Days = tuple[date, date]


@dataclass(frozen=True)
class Clock:
    """Where the clock stands on a day."""

    on: date
    counted: int  # counting days of the clock that runs; 0: none runs
    breaks: int
    since: date | None  # when the clock that runs began
    measure: str  # the next milestone; empty: all were reached
    target: int
    expected: date | None  # when it is reached if the work goes on; None: not with this work
    reached: dict[str, date | None]
    runs: list[Days]  # unbroken counting days
    gaps: list[Days]  # break days since the clock that runs began
    definition: durable.Definition

    @property
    def left(self) -> int:
        """Counting days until the next milestone."""
        return self.target - self.counted

    @property
    def breaks_left(self) -> int:
        """Break days that this clock can still bear."""
        return self.definition.break_days - self.breaks


class Counts(Enum):
    """What a spell does for the clock."""

    WHOLE = "whole"
    PARTLY = "partly"  # on some days there were too few hours together
    HOURS = "hours"  # on all of them
    FORM = "form"
    PROOF = "proof"
    LATER = "later"


def clock(rows: Sequence[Spell], on: date, definition: durable.Definition) -> Clock:
    """Where the clock of these spells of one person stands on a day."""
    kept = [as_spell(row) for row in rows]
    now = durable.count(kept, on, definition)
    runs = durable.stretches(kept, on, definition)
    since = durable.counted_from(runs, on, now.counted_days) if now.counted_days else None
    left = [code for code in definition.milestones if now.reached[code] is None]
    measure = left[0] if left else ""
    ahead = durable.count(kept, on + HORIZON, definition).reached
    return Clock(
        on=on,
        counted=now.counted_days,
        breaks=now.break_days,
        since=since,
        measure=measure,
        target=definition.milestones[measure] if measure else 0,
        expected=ahead[measure] if measure else None,
        reached=now.reached,
        runs=runs,
        gaps=_gaps(runs, since, on),
        definition=definition,
    )


def _gaps(runs: Sequence[Days], since: date | None, on: date) -> list[Days]:
    """The days between the runs of the clock that began then, and those after the last one."""
    if since is None:
        return []
    mine = [run for run in runs if run[1] >= since]
    ends = [run[1] for run in mine]
    begins = [run[0] for run in mine[1:]] + [on + timedelta(days=1)]
    pairs = [(end + timedelta(days=1), begin - timedelta(days=1)) for end, begin in zip(ends, begins, strict=True)]
    return [(first, last) for first, last in pairs if first <= last]


def counts_as(row: Spell, here: Clock) -> Counts:
    """What a spell does for this clock."""
    spell = as_spell(row)
    if row.form not in here.definition.forms:
        return Counts.FORM
    if not durable.counts(spell, here.definition):
        return Counts.PROOF
    if row.since > here.on:
        return Counts.LATER
    until = min(row.until or here.on, here.on)
    inside = [(max(first, row.since), min(last, until)) for first, last in here.runs]
    days = sum((last - first).days + 1 for first, last in inside if first <= last)
    if not days:
        return Counts.HOURS
    return Counts.WHOLE if days == (until - row.since).days + 1 else Counts.PARTLY
