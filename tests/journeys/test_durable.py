"""Durable work is counted by the letter: a table of cases, and histories nobody thought of against a slow reference."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from tests.journeys.durable_reference import day_by_day

from koppelkans.journeys import durable
from koppelkans.journeys.durable import Count, Spell, count, current, definitions, trial

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = tomllib.loads((HERE / "durable_cases.toml").read_text(encoding="utf-8"))["case"]
FIRST = date(2024, 1, 1)
DAY = timedelta(days=1)
VERSION_1 = definitions()[1]


def spell(line: str) -> Spell:
    """A spell as a case writes it."""
    employer, form, hours, since, until, proof = line.split()
    end = None if until == "-" else date.fromisoformat(until)
    return Spell(employer, form, Decimal(hours), date.fromisoformat(since), end, proof)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_case(case: dict[str, Any]) -> None:
    """Each case of the table comes out as it was worked out by hand, in the count and in the reference."""
    spells = [spell(line) for line in case["spells"]]
    reached = dict.fromkeys(("13w", "26w", "52w")) | case.get("reached", {})
    assert count(spells, case["on"], VERSION_1) == Count(reached, *case["clock"])
    assert day_by_day(spells, case["on"]) == (reached, *case["clock"])


def test_table_is_long_enough_and_says_each_thing_once() -> None:
    """The table has at least forty cases, each with a sentence of its own."""
    assert len({case["says"] for case in CASES}) == len(CASES) >= 40


# --- histories

LENGTHS = some.sampled_from([1, 2, 10, 30, 90, 91, 92, 181, 182, 183]) | some.integers(1, 200)
BREAKS = some.sampled_from([0, 1, 7, 14, 15, 27, 28, 29, 30]) | some.integers(0, 40)


@some.composite
def histories(draw: some.DrawFn, longest_break: int = 40, counting: bool = False) -> list[Spell]:
    """Jobs one after another with breaks around the limit; not all of them count, unless `counting`."""
    day = FIRST + draw(some.integers(0, 60)) * DAY
    spells = []
    for at in range(draw(some.integers(1, 6))):
        days = draw(LENGTHS)
        spells.append(draw(jobs(f"na-{at}", day, day + (days - 1) * DAY, counting=counting)))
        day += (days + draw(BREAKS) % (longest_break + 1)) * DAY
    for at in range(0 if counting else draw(some.integers(0, 4))):
        since = FIRST + draw(some.integers(0, 500)) * DAY
        until = draw(some.none() | some.integers(0, 200).map(lambda days, since=since: since + days * DAY))
        spells.append(draw(jobs(f"naast-{at}", since, until)))
    return spells


@some.composite
def jobs(draw: some.DrawFn, employer: str, since: date, until: date | None, counting: bool = False) -> Spell:
    """A job on these days; `counting` by its form, hours and proof."""
    hours = draw(some.sampled_from(["12", "32", "80"] if counting else ["0.1", "4", "6", "8", "11.9", "12", "32"]))
    if counting:
        return Spell(employer, "contract", Decimal(hours), since, until, "employer")
    often = some.just("contract")
    form = draw(often | some.sampled_from(VERSION_1.all_forms))
    proof = draw(some.just("employer") | some.sampled_from(durable.PROOFS))
    return Spell(employer, form, Decimal(hours), since, until, proof)


ASKED = some.integers(-10, 1300).map(lambda days: FIRST + days * DAY)


@given(histories() | histories(counting=True), ASKED)
def test_count_is_that_of_the_reference(spells: list[Spell], on: date) -> None:
    """Whatever the history and the day of asking, the count is the one that goes day by day."""
    counted = count(spells, on, VERSION_1)
    assert (counted.reached, counted.counted_days, counted.break_days) == day_by_day(spells, on)


@given(histories(), ASKED, some.randoms())
def test_order_of_rows_changes_nothing(spells: list[Spell], on: date, chance: Any) -> None:
    """The same spells in another order give the same count."""
    shuffled = list(spells)
    chance.shuffle(shuffled)
    assert count(shuffled, on, VERSION_1) == count(spells, on, VERSION_1)


@given(histories(), ASKED, some.data())
def test_spell_in_two_pieces_changes_nothing(spells: list[Spell], on: date, data: some.DataObject) -> None:
    """A spell written as two, the second from the day after the first ends, gives the same count."""
    at = data.draw(some.integers(0, len(spells) - 1))
    whole = spells[at]
    days = ((whole.until or on) - whole.since).days
    cut = whole.since + data.draw(some.integers(0, max(days - 1, 0))) * DAY
    pieces = [replace(whole, until=cut), replace(whole, since=cut + DAY)]
    if whole.until is None or cut < whole.until:
        assert count([*spells[:at], *pieces, *spells[at + 1 :]], on, VERSION_1) == count(spells, on, VERSION_1)


@given(histories(), ASKED, some.integers(0, 400))
def test_what_was_reached_stays_reached(spells: list[Spell], on: date, later: int) -> None:
    """Asked again on a later day, each milestone that was there is there, on the same day."""
    before = count(spells, on, VERSION_1).reached
    after = count(spells, on + later * DAY, VERSION_1).reached
    assert all(after[code] == day for code, day in before.items() if day)
    assert all(day > on for code, day in after.items() if day and not before[code])


@given(histories(), ASKED, some.integers(0, 200), some.data())
def test_later_work_takes_nothing_away(spells: list[Spell], on: date, after: int, data: some.DataObject) -> None:
    """Whatever work comes after a day, the count on that day is the same."""
    later = data.draw(jobs("later", on + (1 + after) * DAY, None))
    assert count([*spells, later], on, VERSION_1) == count(spells, on, VERSION_1)


@given(histories(longest_break=5, counting=True), ASKED, some.integers(0, 900), some.integers(0, 100))
def test_more_work_in_one_clock_takes_no_milestone_away(spells: list[Spell], on: date, since: int, days: int) -> None:
    """As long as no break starts the clock again, more hours bring a milestone nearer or leave it where it is."""
    first = min(spell.since for spell in spells) + since * DAY
    more = Spell("more", "contract", Decimal(40), first, first + days * DAY, "employer")
    before, after = (count(rows, on, VERSION_1).reached for rows in (spells, [*spells, more]))
    assert all(after[code] is not None and after[code] <= day for code, day in before.items() if day)


@given(histories(), ASKED, some.data())
def test_more_hours_on_days_that_count_change_nothing(spells: list[Spell], on: date, data: some.DataObject) -> None:
    """A spell that counts by itself counts no more with more hours."""
    at = data.draw(some.integers(0, len(spells) - 1))
    if spells[at].hours >= VERSION_1.hours:
        more = [*spells[:at], replace(spells[at], hours=Decimal(80)), *spells[at + 1 :]]
        assert count(more, on, VERSION_1) == count(spells, on, VERSION_1)


@given(histories(), ASKED)
@example([Spell("Zon", "contract", Decimal(32), FIRST, None, "employer")], FIRST + 363 * DAY)
def test_count_agrees_with_itself(spells: list[Spell], on: date) -> None:
    """Milestones come in order, break days never pass the limit, and no clock has break days alone."""
    counted = count(spells, on, VERSION_1)
    days = [day or date.max for day in counted.reached.values()]
    assert days == sorted(days)
    assert counted.break_days <= VERSION_1.break_days
    assert counted.counted_days > 0 or counted.break_days == 0
    for code, length in VERSION_1.milestones.items():
        assert counted.counted_days < length or counted.reached[code] is not None


# --- the calendar's ends, and other definitions


def test_count_reaches_both_ends_of_the_calendar() -> None:
    """The first and the last day there are can be counted."""
    always = Spell("Zon", "contract", Decimal(32), date.min, None, "employer")
    assert count([always], date.max, VERSION_1).counted_days == date.max.toordinal()
    assert count([always], date.min, VERSION_1).counted_days == 1


def test_another_definition_is_tried_without_counting() -> None:
    """The same spells by two definitions stand side by side, and the current one is as it was."""
    spells = (spell(line) for line in ("Zon contract 16 2025-01-01 - employer", "Warmte bbl 8 2025-03-01 - said"))
    wider = replace(VERSION_1, version=2, hours=Decimal(24), proof="said", milestones={"26w": 30})
    tried = trial(spells, date(2025, 4, 1), [VERSION_1, wider])
    assert tried[1] == Count({"13w": date(2025, 4, 1), "26w": None, "52w": None}, 91, 0)
    assert tried[2] == Count({"26w": date(2025, 3, 30)}, 32, 0)
    assert current() is VERSION_1


def test_definitions_hold_together() -> None:
    """Each version is there once, names only forms and a proof that can be entered, and has its milestones in order."""
    tree = tomllib.loads((Path(durable.__file__).parent / "durable.toml").read_text(encoding="utf-8"))
    versions = [row["version"] for row in tree["definition"]]
    assert sorted(set(versions)) == versions == list(definitions())
    assert tree["current"] in versions
    for definition in definitions().values():
        assert definition.forms < set(definition.all_forms)
        assert definition.proof in durable.PROOFS
        assert list(definition.milestones.values()) == sorted(set(definition.milestones.values()))


def test_version_1_is_what_it_was() -> None:
    """What was counted by version 1 was counted by these figures; a change of them is a new version."""
    assert VERSION_1.forms == {"contract", "bbl", "uitzend", "detachering"}
    assert (VERSION_1.proof, VERSION_1.hours, VERSION_1.break_days) == ("employer", 12, 28)
    assert dict(VERSION_1.milestones) == {"13w": 91, "26w": 182, "52w": 364}
