"""Signals of a journey: facts in, signals out, each with the sentence of what it rests on.

Pure: no database, no clock. A signal is a fact found by a rule that everybody can read (`signals_rules`); nobody is
scored and signals are not added up. Which comes first is said by the rule: today, this week, soon; of the same
urgency the one that is so the longest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Urgency(TextChoices):
    """When it asks for attention; the order is that of the list."""

    NOW = "now", _("vandaag")
    WEEK = "week", _("deze week")
    SOON = "soon", _("binnenkort")


ORDER = {urgency: at for at, urgency in enumerate(Urgency)}


@dataclass(frozen=True, order=True)
class Week:
    """The hours of one week, of all steps together."""

    monday: date
    planned: Decimal
    present: Decimal


@dataclass(frozen=True)
class Stretch:
    """A step, work or something in the week: from a day to a day (none: open), in dayparts."""

    name: str
    since: date | None
    until: date | None
    dayparts: tuple[str, ...] = ()
    needed: int | None = None  # of the dayparts so many are enough


@dataclass(frozen=True)
class Due:
    """Something with a party that is still to do before a day."""

    number: int
    party: str
    due_on: date
    words: str = ""


@dataclass(frozen=True)
class Proven:
    """A task with risk of a place somebody works or will work at, and until when the proof for it lasts."""

    task: str
    until: date


@dataclass(frozen=True)
class Asked:
    """A signature that was asked and is not there."""

    number: int
    party: str
    asked_on: date
    due_on: date
    refused: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known of one journey; the order within each of them means nothing."""

    started_on: date | None = None
    weeks: tuple[Week, ...] = ()
    contacts: tuple[Due, ...] = ()  # open ones
    employer_due: date | None = None  # the first moment with the employer that the plan asked for and is open
    employer_last: date | None = None  # when the employer was spoken to last
    steps: tuple[Stretch, ...] = ()  # planned, going or paused
    spells: tuple[Stretch, ...] = ()  # that go on or are still to come
    week: tuple[Stretch, ...] = ()  # what fills the candidate's week beside the journey
    tasks: tuple[Due, ...] = ()  # open ones
    paused_since: date | None = None
    proofs: tuple[Proven, ...] = ()
    signatures: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class Limits:
    """From when something is a signal: terms of this installation, in days or percents as the name says."""

    attendance_percent: int = 80
    attendance_fall_percent: int = 25
    contact_late_days: int = 3
    employer_silent_days: int = 7
    end_in_sight_days: int = 30
    proof_ends_days: int = 30
    break_days: int = 14
    signature_days: int = 7


@dataclass(frozen=True)
class Found:
    """What a rule found: how urgent, since when, the sentence, and the facts that it rests on."""

    urgency: Urgency
    since: date
    sentence: str
    facts: tuple[object, ...] = field(default_factory=tuple)


Find = Callable[[Facts, date, Limits], Found | None]


@dataclass(frozen=True)
class Rule:
    """A rule: its code, its name, where it is solved (the name of a page of the journey), and how it is found."""

    code: str
    title: str | Promise
    page: str
    find: Find


@dataclass(frozen=True)
class Signal:
    """Something in a journey that asks for attention."""

    code: str
    title: str | Promise
    page: str
    urgency: Urgency
    since: date
    rests_on: str
    fingerprint: str  # of the facts: when it changes, who took the signal up has to look again

    @property
    def first(self) -> tuple[int, date, str]:
        """The most urgent first; of the same urgency the one that is so the longest."""
        return ORDER[self.urgency], self.since, self.code


def fingerprint(code: str, facts: tuple[object, ...]) -> str:
    """What tells the facts under a signal from others; not the day on which they are looked at."""
    return sha256("\0".join([code, *map(str, facts)]).encode()).hexdigest()


def signals(rules: tuple[Rule, ...], facts: Facts, today: date, limits: Limits) -> list[Signal]:
    """Every signal of a journey by these rules, the most urgent first."""
    found = []
    for rule in rules:
        here = rule.find(facts, today, limits)
        if here is not None:
            mark = fingerprint(rule.code, here.facts)
            found.append(Signal(rule.code, rule.title, rule.page, here.urgency, here.since, here.sentence, mark))
    return sorted(found, key=lambda signal: signal.first)
