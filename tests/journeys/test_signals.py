"""Signals: what each rule finds and what it leaves alone, by cases; the order of facts means nothing."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from koppelkans.journeys.signals import (
    Asked,
    Due,
    Facts,
    Limits,
    Proven,
    Signal,
    Stretch,
    Urgency,
    Week,
    signals,
)
from koppelkans.journeys.signals_rules import BY_CODE, RULES

TODAY = date(2026, 11, 2)  # a Monday
LIMITS = Limits()
OPEN_JOB = Stretch("baan", date(2026, 1, 1), None)
CALM = Facts(started_on=date(2026, 9, 1), steps=(OPEN_JOB,))


def ago(days: int) -> date:
    """A day before today."""
    return TODAY - timedelta(days=days)


def ahead(days: int) -> date:
    """A day after today."""
    return TODAY + timedelta(days=days)


def weeks(*percents: int) -> tuple[Week, ...]:
    """So many weeks up to the last one, each of 20 hours, with the percents that somebody was there."""
    first = TODAY - timedelta(weeks=len(percents))
    return tuple(
        Week(first + timedelta(weeks=at), Decimal(20), Decimal(percent) / 5) for at, percent in enumerate(percents)
    )


def found(facts: Facts, code: str, **limits: int) -> Signal | None:
    """What one rule finds."""
    every = signals((BY_CODE[code],), facts, TODAY, replace(LIMITS, **limits))
    return every[0] if every else None


def candidate_due(day: date, number: int = 1) -> Due:
    """A contact with the candidate."""
    return Due(number, "candidate", day)


def step(since: date, until: date | None, *parts: str, name: str = "training", needed: int | None = None) -> Stretch:
    """A step of a journey."""
    return Stretch(name, since, until, parts, needed)


CASES: list[tuple[str, str, dict[str, Any], Urgency | None]] = [
    # attendance
    ("two weeks under the limit", "attendance", {"weeks": weeks(79, 70)}, Urgency.NOW),
    ("one week under the limit", "attendance", {"weeks": weeks(90, 70)}, None),
    ("exactly at the limit", "attendance", {"weeks": weeks(80, 80)}, None),
    ("one week is too little to say", "attendance", {"weeks": weeks(10)}, None),
    ("a fall of 15 points", "attendance", {"weeks": weeks(100, 100, 100, 100, 85, 85)}, None),
    ("a fall of 25 points", "attendance", {"weeks": weeks(100, 100, 100, 100, 85, 65)}, Urgency.WEEK),
    ("a fall of 24 points", "attendance", {"weeks": weeks(100, 100, 100, 100, 85, 67)}, None),
    ("a fall after one week says nothing", "attendance", {"weeks": weeks(100, 80, 60)}, None),
    (
        "long ago says nothing about now",
        "attendance",
        {"weeks": tuple(replace(week, monday=week.monday - timedelta(weeks=6)) for week in weeks(20, 20))},
        None,
    ),
    (
        "weeks without hours do not count",
        "attendance",
        {"weeks": (*weeks(70, 70), Week(TODAY, Decimal(0), Decimal(0)))},
        Urgency.NOW,
    ),
    # contact
    ("four days late", "contact-missed", {"contacts": (candidate_due(ago(4)),)}, Urgency.WEEK),
    ("three days late", "contact-missed", {"contacts": (candidate_due(ago(3)),)}, None),
    (
        "in a break that goes on",
        "contact-missed",
        {"contacts": (candidate_due(ago(5)),), "paused_since": ago(6)},
        None,
    ),
    (
        "before a break that goes on",
        "contact-missed",
        {"contacts": (candidate_due(ago(9)),), "paused_since": ago(6)},
        Urgency.WEEK,
    ),
    ("the employer has a rule of its own", "contact-missed", {"contacts": (Due(1, "employer", ago(9)),)}, None),
    # the employer
    ("eight days after the plan", "silent-employer", {"employer_due": ago(8)}, Urgency.WEEK),
    ("seven days after the plan", "silent-employer", {"employer_due": ago(7)}, None),
    ("nothing due with the employer", "silent-employer", {"employer_last": ago(300)}, None),
    ("in a break nobody calls the employer", "silent-employer", {"employer_due": ago(8), "paused_since": ago(2)}, None),
    # the end
    ("ends in 30 days", "end-in-sight", {"steps": (step(ago(30), ahead(30)),)}, Urgency.SOON),
    ("ends in 15 days", "end-in-sight", {"steps": (step(ago(30), ahead(15)),)}, Urgency.WEEK),
    ("ends in 31 days", "end-in-sight", {"steps": (step(ago(30), ahead(31)),)}, None),
    ("has ended", "end-in-sight", {"steps": (step(ago(30), ago(1)),)}, Urgency.NOW),
    ("a next step follows", "end-in-sight", {"steps": (step(ago(30), ahead(9)), step(ahead(20), ahead(90)))}, None),
    ("work without an end follows", "end-in-sight", {"steps": (step(ago(30), ahead(9)),), "spells": (OPEN_JOB,)}, None),
    ("a contract ends", "end-in-sight", {"steps": (), "spells": (step(ago(90), ahead(10)),)}, Urgency.WEEK),
    ("nothing goes on", "end-in-sight", {"steps": ()}, Urgency.NOW),
    ("not begun yet", "end-in-sight", {"steps": (), "started_on": None}, None),
    # the week
    (
        "two steps in one daypart",
        "clash",
        {"steps": (step(ago(9), ahead(9), "mo-am"), step(ago(9), ahead(9), "mo-am", "tu-am", name="werk"))},
        Urgency.NOW,
    ),
    (
        "later, when the second begins",
        "clash",
        {"steps": (step(ago(9), ahead(30), "mo-am"), step(ahead(9), None, "mo-am", name="werk"))},
        Urgency.WEEK,
    ),
    (
        "one after the other",
        "clash",
        {"steps": (step(ago(9), ahead(9), "mo-am"), step(ahead(10), None, "mo-am", name="werk"))},
        None,
    ),
    (
        "enough other dayparts are left",
        "clash",
        {"steps": (step(ago(9), None, "mo-am"), step(ago(9), None, "mo-am", "tu-am", "we-am", name="werk", needed=2))},
        None,
    ),
    (
        "too few other dayparts are left",
        "clash",
        {"steps": (step(ago(9), None, "mo-am"), step(ago(9), None, "mo-am", "tu-am", name="werk", needed=2))},
        Urgency.NOW,
    ),
    (
        "with something in the own week",
        "clash",
        {"steps": (step(ago(9), None, "mo-am"),), "week": (Stretch("zorg", None, None, ("mo-am",)),)},
        Urgency.NOW,
    ),
    (
        "two things of the own week are not ours",
        "clash",
        {"week": (Stretch("zorg", None, None, ("mo-am",)), Stretch("school", None, None, ("mo-am",)))},
        None,
    ),
    (
        "far away",
        "clash",
        {"steps": (step(ago(9), None, "mo-am"), step(ahead(61), None, "mo-am", name="werk"))},
        None,
    ),
    # proof of safe work
    ("ends in 30 days", "proof-ends", {"proofs": (Proven("steiger", ahead(30)),)}, Urgency.SOON),
    ("ends in 31 days", "proof-ends", {"proofs": (Proven("steiger", ahead(31)),)}, None),
    ("counts up to today", "proof-ends", {"proofs": (Proven("steiger", TODAY),)}, Urgency.SOON),
    ("ended yesterday", "proof-ends", {"proofs": (Proven("steiger", ago(1)),)}, Urgency.NOW),
    # a break
    ("15 days", "long-break", {"paused_since": ago(15)}, Urgency.WEEK),
    ("14 days", "long-break", {"paused_since": ago(14)}, None),
    (
        "with a task that is still to come",
        "long-break",
        {"paused_since": ago(15), "tasks": (Due(1, "coach", TODAY, "bellen"),)},
        None,
    ),
    (
        "with a task that is over",
        "long-break",
        {"paused_since": ago(15), "tasks": (Due(1, "coach", ago(1), "bellen"),)},
        Urgency.WEEK,
    ),
    # tasks
    ("due yesterday", "task-overdue", {"tasks": (Due(1, "employer", ago(1), "pasje"),)}, Urgency.WEEK),
    ("due today", "task-overdue", {"tasks": (Due(1, "employer", TODAY, "pasje"),)}, None),
    # signatures
    ("asked eight days ago", "signature", {"signatures": (Asked(1, "employer", ago(8), ahead(6)),)}, Urgency.WEEK),
    ("asked seven days ago", "signature", {"signatures": (Asked(1, "employer", ago(7), ahead(7)),)}, None),
    ("past its day", "signature", {"signatures": (Asked(1, "employer", ago(3), ago(1)),)}, Urgency.WEEK),
    ("refused", "signature", {"signatures": (Asked(1, "employer", ago(1), ahead(9), refused=True),)}, Urgency.NOW),
]


@pytest.mark.parametrize(("what", "code", "given", "urgency"), CASES, ids=[f"{case[1]}: {case[0]}" for case in CASES])
def test_case(what: str, code: str, given: dict[str, Any], urgency: Urgency | None) -> None:
    """Each case is found with its urgency, or left alone."""
    here = found(replace(CALM, **given), code)
    assert (here.urgency if here else None) == urgency, what


def test_every_rule_has_cases_of_both_kinds() -> None:
    """No rule without a case in which it finds something and one in which it does not."""
    for rule in RULES:
        outcomes = {urgency is not None for _what, code, _given, urgency in CASES if code == rule.code}
        assert outcomes == {True, False}, rule.code


def test_a_calm_journey_has_no_signals() -> None:
    """Where nothing asks for attention there is nothing."""
    assert signals(RULES, CALM, TODAY, LIMITS) == []


def test_what_it_rests_on_has_the_figures() -> None:
    """The sentence says what was measured, not only that something is wrong."""
    low = found(replace(CALM, weeks=weeks(75, 50)), "attendance")
    assert low
    assert "75%" in low.rests_on
    assert "50%" in low.rests_on
    assert "80%" in low.rests_on
    late = found(replace(CALM, contacts=(candidate_due(ago(10)), candidate_due(ago(5), 2))), "contact-missed")
    assert late
    assert "10 dagen geleden" in late.rests_on
    assert "2 gemist" in late.rests_on
    silent = found(replace(CALM, employer_due=ago(9), employer_last=ago(60)), "silent-employer")
    assert silent
    assert "24 oktober 2026" in silent.rests_on
    assert "3 september 2026" in silent.rests_on


def everything() -> Facts:
    """A journey in which every rule but those of a break finds something, and more than one of each kind."""
    return Facts(
        started_on=ago(60),
        weeks=weeks(100, 90, 95, 100, 70, 60),
        contacts=(candidate_due(ago(9)), candidate_due(ago(9), 2), candidate_due(ago(20), 3), Due(4, "coach", ago(8))),
        employer_due=ago(30),
        steps=(
            step(ago(50), ahead(10), "mo-am", "tu-pm", name="a"),
            step(ago(40), ahead(10), "mo-am", name="b"),
            step(ago(40), ahead(10), "tu-pm", "mo-am", name="c"),
        ),
        week=(Stretch("zorg", None, None, ("tu-pm",)), Stretch("school", None, ahead(3), ("tu-pm",))),
        tasks=(Due(1, "employer", ago(4), "x"), Due(2, "coach", ago(4), "y"), Due(3, "coach", ahead(4), "z")),
        proofs=(Proven("steiger", ahead(4)), Proven("kraan", ahead(4))),
        signatures=(Asked(1, "employer", ago(20), ago(2)), Asked(2, "provider", ago(20), ago(2))),
    )


@pytest.mark.parametrize("seed", range(25))
def test_the_order_of_facts_does_not_matter(seed: int) -> None:
    """However the facts come out of the database, the signals are the same, in the same order."""
    dice, facts = random.Random(seed), everything()
    mixed: dict[str, Any] = {}
    for name in (entry.name for entry in fields(facts)):
        value = getattr(facts, name)
        mixed[name] = tuple(dice.sample(value, len(value))) if isinstance(value, tuple) else value
    for stretches in ("steps", "week"):
        mixed[stretches] = tuple(
            replace(row, dayparts=tuple(dice.sample(row.dayparts, len(row.dayparts)))) for row in mixed[stretches]
        )
    assert signals(RULES, Facts(**mixed), TODAY, LIMITS) == signals(RULES, facts, TODAY, LIMITS)
    assert len(signals(RULES, facts, TODAY, LIMITS)) == len(RULES) - 1


def test_the_most_urgent_comes_first() -> None:
    """Today before this week before soon; of the same urgency the one that is so the longest."""
    keys = [signal.first for signal in signals(RULES, everything(), TODAY, LIMITS)]
    assert keys == sorted(keys)


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("attendance", {"weeks": weeks(100, 90, 95, 100, 70, 55)}),
    ("contact-missed", {"contacts": (candidate_due(ago(9)),)}),
    ("silent-employer", {"employer_last": ago(50)}),
    ("end-in-sight", {"steps": (step(ago(50), ahead(11), name="a"),)}),
    ("clash", {"steps": (step(ago(50), ahead(10), "tu-pm", name="a"),)}),
    ("task-overdue", {"tasks": (Due(2, "coach", ago(4), "y"),)}),
    ("proof-ends", {"proofs": (Proven("steiger", ahead(5)),)}),
    ("signature", {"signatures": (Asked(1, "employer", ago(20), ago(2)),)}),
]


@pytest.mark.parametrize(("code", "change"), CHANGES, ids=[code for code, _change in CHANGES])
def test_a_signal_changes_with_what_it_rests_on_and_not_with_the_day(code: str, change: dict[str, Any]) -> None:
    """The mark of a signal stays the same the next day, and is another when its facts are."""
    before = found(everything(), code)
    tomorrow = signals((BY_CODE[code],), everything(), ahead(1), LIMITS)
    after = found(replace(everything(), **change), code)
    assert before
    assert tomorrow
    assert after
    assert before.fingerprint == tomorrow[0].fingerprint
    assert before.fingerprint != after.fingerprint
