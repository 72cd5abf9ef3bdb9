"""What a moved date does: order is kept, nothing moves the other way, and what is blocked changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppelkans.journeys.dates import Block, Code, Slot, after_break, days_of_break, in_order, move

DAY = date(2027, 1, 4)


def on(day: int) -> date:
    """So many days after the first."""
    return DAY + timedelta(days=day)


def slot(key: int, start: int, end: int | None = None, **fields: object) -> Slot:
    """A step from a day to a day."""
    return Slot(key, on(start), None if end is None else on(end), **fields)  # type: ignore[arg-type]


LANGUAGE, PLACE, JOB = slot(1, 0, 27), slot(2, 30, 79), slot(3, 90)


def test_what_follows_moves_along() -> None:
    """The room between steps stays."""
    outcome = move([LANGUAGE, PLACE, JOB], 1, on(7), on(34), follow=True)
    assert outcome.changes == {1: (on(7), on(34)), 2: (on(37), on(86)), 3: (on(97), None)}


def test_only_this_one_when_it_fits() -> None:
    """With room enough nothing else moves; without room the next one stands in the way."""
    assert move([LANGUAGE, PLACE, JOB], 1, on(2), on(29), follow=False).changes == {1: (on(2), on(29))}
    outcome = move([LANGUAGE, PLACE, JOB], 1, on(7), on(34), follow=False)
    assert (outcome.changes, outcome.blocks) == ({}, (Block(2, Code.IN_THE_WAY),))


def test_a_longer_step_pushes() -> None:
    """Who stays longer in a step that goes on begins the next one later."""
    begun = slot(2, 30, 79, begun=True)
    assert move([begun, JOB], 2, on(30), on(93), follow=True).changes == {2: (on(30), on(93)), 3: (on(104), None)}
    assert move([begun, JOB], 2, on(31), on(79), follow=True).blocks == (Block(2, Code.BEGUN),)


def test_a_group_stands_fast() -> None:
    """A group cannot move; it blocks when a step would run into it, and what comes after it stays."""
    group = slot(2, 30, 60, fixed=True)
    assert move([LANGUAGE, group], 2, on(37), on(67), follow=True).blocks == (Block(2, Code.FIXED),)
    outcome = move([LANGUAGE, group, JOB], 1, on(7), on(34), follow=True)
    assert (outcome.changes, outcome.blocks) == ({}, (Block(2, Code.FIXED),))
    assert move([LANGUAGE, group, JOB], 1, on(2), on(29), follow=True).changes == {1: (on(2), on(29))}


def test_a_place_begins_on_its_days() -> None:
    """Not after the last day on which it can begin, also when it only moves along."""
    place = slot(2, 30, 79, earliest=on(20), latest=on(35))
    assert move([LANGUAGE, place], 1, on(7), on(34), follow=True).blocks == (Block(2, Code.BOUNDS),)
    assert move([LANGUAGE, place], 1, on(5), on(32), follow=True).changes[2] == (on(35), on(84))


def test_an_end_before_the_beginning() -> None:
    """It is told."""
    assert move([LANGUAGE], 1, on(7), on(3), follow=True).blocks == (Block(1, Code.TURNED),)


@pytest.mark.parametrize(("lasted", "days"), [(1, 0), (6, 0), (7, 7), (8, 14), (14, 14), (50, 56)])
def test_a_break_counts_in_whole_weeks(lasted: int, days: int) -> None:
    """Rounded up, so that a Monday stays a Monday; a short one is caught up."""
    assert days_of_break(DAY, on(lasted - 1), 7) == days


def test_a_break_moves_what_follows() -> None:
    """What goes on ends later, what is to begin begins later, what was over stays."""
    before = slot(0, -60, -1)
    begun = slot(2, 30, 79, begun=True)
    outcome = after_break([before, begun, JOB], on(40), on(53), 14)
    assert outcome.changes == {2: (on(30), on(93)), 3: (on(104), None)}
    assert outcome.blocks == ()


def test_a_group_does_not_wait_for_a_break() -> None:
    """What runs into it stays where it is, what was missed is told, and what comes after it moves if it can."""
    missed, begun, group = slot(1, 35, 60, fixed=True), slot(2, 30, 79, begun=True), slot(4, 85, 89, fixed=True)
    outcome = after_break([missed, begun, group, JOB], on(40), on(53), 14)
    assert outcome.changes == {3: (on(104), None)}
    assert set(outcome.blocks) == {Block(1, Code.MISSED), Block(4, Code.FIXED)}


@st.composite
def chains(draw: st.DrawFn) -> list[Slot]:
    """Steps one after the other or overlapping, some of them groups, one perhaps begun."""
    found, first = [], draw(st.integers(0, 20))
    for key in range(draw(st.integers(1, 6))):
        length = draw(st.none() | st.integers(0, 40))
        fixed = draw(st.booleans())
        begun = key == 0 and not fixed and draw(st.booleans())
        bounds = {} if fixed or draw(st.booleans()) else {"earliest": on(first - 20), "latest": on(first + 20)}
        found.append(slot(key, first, None if length is None else first + length, fixed=fixed, begun=begun, **bounds))
        first += draw(st.integers(0, 45))
    return found


@given(chains(), st.data())
def test_a_move_keeps_the_order(slots: list[Slot], data: st.DataObject) -> None:
    """Order is kept, all move one way and as far, groups stand fast, and what is blocked changes nothing."""
    here = data.draw(st.sampled_from(slots))
    days = timedelta(days=data.draw(st.integers(-30, 30)))
    end = here.end + days if here.end else None
    outcome = move(slots, here.key, here.start + days, end, follow=data.draw(st.booleans()))
    if outcome.blocks:
        assert outcome.changes == {}
    by_key = {one.key: one for one in slots}
    for key, (start, last) in outcome.changes.items():
        old = by_key[key]
        assert not old.fixed
        assert start - old.start == days
        assert last is None or old.end is None or last - old.end == days
        assert old.earliest is None or old.earliest <= start
        assert old.latest is None or start <= old.latest
    assert keeps_order(slots, outcome.changes)


def keeps_order(slots: list[Slot], changes: object) -> bool:
    """Whether starts are in the same order, and what was apart still is."""
    new = dict(changes)  # type: ignore[call-overload]
    ordered = in_order(slots)
    for number, first in enumerate(ordered):
        for second in ordered[number + 1 :]:
            start, end = new.get(first.key, first.days)
            later, _end = new.get(second.key, second.days)
            apart = first.end is not None and first.end < second.start
            if start > later or (apart and not end < later):
                return False
    return True


@given(chains(), st.integers(0, 120), st.integers(1, 80))
def test_a_break_moves_nothing_back(slots: list[Slot], since: int, lasted: int) -> None:
    """A break only moves days later, by whole weeks, keeps the order, and leaves groups and what is over alone."""
    until = on(since + lasted - 1)
    days = days_of_break(on(since), until, 7)
    outcome = after_break(slots, on(since), until, days)
    by_key = {one.key: one for one in slots}
    assert days % 7 == 0
    assert days == 0 or lasted <= days < lasted + 7
    for key, (start, end) in outcome.changes.items():
        old = by_key[key]
        assert not old.fixed
        assert start == old.start if old.begun else start - old.start == timedelta(days=days)
        assert end is None or old.end is None or end - old.end == timedelta(days=days)
    assert keeps_order(slots, outcome.changes)
