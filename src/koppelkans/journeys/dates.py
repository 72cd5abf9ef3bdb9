"""What a moved date does to the steps that follow: pure days in, days out.

Steps are in the order of their first day. A step that moves takes those after it along, by as many days, so that the
room between them stays. A group has its own dates, and what has begun has begun: those stand fast, and what comes
after them stays where it is. A move that would put steps in another order, or let steps overlap that came one after
the other, or leave the days on which a place can begin, is blocked: then nothing moves, and every block is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

WEEK = 7


class Code(StrEnum):
    """Why a date cannot move."""

    FIXED = "fixed"  # a group with dates of its own stands in the way
    BEGUN = "begun"  # it has begun
    IN_THE_WAY = "in-the-way"  # another step, that was not to move along
    BOUNDS = "bounds"  # the place cannot begin on that day
    TURNED = "turned"  # its end would lie before its beginning
    MISSED = "missed"  # a group goes on during the break


@dataclass(frozen=True)
class Slot:
    """When a step is planned; `fixed`: by its group; `earliest` and `latest`: on which days its place can begin."""

    key: int
    start: date
    end: date | None = None
    fixed: bool = False
    begun: bool = False
    earliest: date | None = None
    latest: date | None = None

    @property
    def days(self) -> tuple[date, date | None]:
        """First and last day."""
        return self.start, self.end

    def later(self, days: int) -> tuple[date, date | None]:
        """First and last day, so many days later; of what has begun only the last."""
        move = timedelta(days=days)
        return self.start if self.begun else self.start + move, self.end + move if self.end else None


@dataclass(frozen=True)
class Block:
    """One step that stands in the way, and why."""

    key: int
    code: Code


Days = tuple[date, date | None]


@dataclass(frozen=True)
class Outcome:
    """The days of the steps that move, by key; or what stands in the way, and then nothing moves."""

    changes: Mapping[int, Days] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()


def in_order(slots: Iterable[Slot]) -> list[Slot]:
    """Steps by their first day."""
    return sorted(slots, key=lambda slot: (slot.start, slot.key))


def move(slots: Iterable[Slot], key: int, start: date, end: date | None, *, follow: bool) -> Outcome:
    """What happens when one step gets these days: what follows moves along, or stays when it fits."""
    ordered = in_order(slots)
    at = next(number for number, slot in enumerate(ordered) if slot.key == key)
    here = ordered[at]
    if own := _against_own(here, start, end):
        return Outcome(blocks=(Block(key, own),))
    new: dict[int, Days] = {key: (start, end)}
    days = (end - here.end).days if end and here.end else (start - here.start).days
    for slot in ordered[at + 1 :] if follow and days else []:
        if slot.fixed or slot.begun:
            break
        new[slot.key] = slot.later(days)
    new = {number: there for number, there in new.items() if there != _by_key(ordered)[number].days}
    blocks = _blocks(ordered, new)
    return Outcome(blocks=blocks) if blocks else Outcome(new)


def _against_own(slot: Slot, start: date, end: date | None) -> Code | None:
    if end is not None and end < start:
        return Code.TURNED
    if slot.fixed and (start, end) != slot.days:
        return Code.FIXED
    return Code.BEGUN if slot.begun and start != slot.start else None


def _by_key(slots: Iterable[Slot]) -> dict[int, Slot]:
    return {slot.key: slot for slot in slots}


def _blocks(ordered: Sequence[Slot], new: Mapping[int, Days]) -> tuple[Block, ...]:
    """Each step that stands in the way of these days, once."""
    found: dict[int, Block] = {}
    for slot in ordered:
        if slot.key in new and not slot.begun and not _within(slot, new[slot.key][0]):
            found.setdefault(slot.key, Block(slot.key, Code.BOUNDS))
    for number, first in enumerate(ordered):
        for second in ordered[number + 1 :]:
            if (first.key in new or second.key in new) and not _keeps(first, second, new):
                stays = second if first.key in new else first
                code = Code.FIXED if stays.fixed else Code.BEGUN if stays.begun else Code.IN_THE_WAY
                found.setdefault(stays.key, Block(stays.key, code))
    return tuple(found.values())


def _within(slot: Slot, start: date) -> bool:
    """Whether a place can begin on this day."""
    return (slot.earliest is None or slot.earliest <= start) and (slot.latest is None or start <= slot.latest)


def _keeps(first: Slot, second: Slot, new: Mapping[int, Days]) -> bool:
    """Whether two steps keep their order, and still come one after the other when they did."""
    start, end = new.get(first.key, first.days)
    later_start, _later_end = new.get(second.key, second.days)
    if start > later_start:
        return False
    apart = first.end is not None and first.end < second.start
    return not apart or (end is not None and end < later_start)


def days_of_break(since: date, until: date, least: int) -> int:
    """By how many days a break moves what follows: whole weeks, rounded up, so that a Monday stays a Monday.

    A break shorter than `least` days moves nothing: what was missed is caught up.
    """
    lasted = (until - since).days + 1
    return 0 if lasted < least else -(-lasted // WEEK) * WEEK


def after_break(slots: Iterable[Slot], since: date, until: date, days: int) -> Outcome:
    """What a break does: the steps it holds up move, between two groups all of them or none; the rest by hand.

    Here both come together: what moves, and the blocks that somebody has to solve.
    """
    ordered = in_order(slots)
    changes: dict[int, Days] = {}
    blocks: dict[int, Block] = {}
    for slot in ordered:
        if slot.fixed and slot.start <= until and (slot.end is None or slot.end >= since):
            blocks[slot.key] = Block(slot.key, Code.MISSED)
    for part in reversed(_between_groups(ordered)):  # the last first: what comes after has moved already
        held_up = [slot for slot in part if (slot.begun and (not slot.end or slot.end >= since)) or slot.start >= since]
        new = {slot.key: slot.later(days) for slot in held_up if slot.later(days) != slot.days}
        found = _blocks(ordered, changes | new) if new else ()
        if found:
            for block in found:
                blocks.setdefault(block.key, block)
        else:
            changes |= new
    return Outcome(changes, tuple(blocks[slot.key] for slot in ordered if slot.key in blocks))


def _between_groups(ordered: Sequence[Slot]) -> list[list[Slot]]:
    """The steps that can move, cut where a group stands fast."""
    parts: list[list[Slot]] = [[]]
    for slot in ordered:
        if slot.fixed:
            parts.append([])
        else:
            parts[-1].append(slot)
    return [part for part in parts if part]
