"""Gathering the facts of journeys for their signals: a constant number of questions, however many journeys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from koppelkans.core import terms
from koppelkans.core.access import Actor
from koppelkans.journeys.models import (
    Attendance,
    Break,
    Contact,
    Heeded,
    Instruction,
    Journey,
    Party,
    Release,
    Signature,
    Spell,
    Step,
    Task,
)
from koppelkans.journeys.queries_guiding import own_open
from koppelkans.journeys.rules_guiding import first_days, planned_on, untouched
from koppelkans.journeys.signals import Asked, Due, Facts, Limits, Proven, Signal, Stretch, Week, signals
from koppelkans.journeys.signals_rules import RULES
from koppelkans.journeys.states_step import OPEN
from koppelkans.people.models import WeekItem

WEEKS_BACK = timedelta(weeks=10)


@dataclass(frozen=True)
class Raised:
    """A signal of a journey; with who took it up, while that keeps it silent."""

    journey: Journey
    signal: Signal
    heeded: Heeded | None = None

    @property
    def first(self) -> tuple[int, date, str, str]:
        """The most urgent first; of the same urgency the one that is so the longest."""
        order, since, code = self.signal.first
        return order, since, code, str(self.journey.candidate)


def limits() -> Limits:
    """The terms of this installation."""
    return Limits(**{limit.name: terms.days(f"SIGNAL_{limit.name.upper()}") for limit in fields(Limits)})


def raised(actor: Actor, today: date, *, as_owner: bool = False) -> list[Raised]:
    """The signals of the own journeys that nobody took up, the most urgent first."""
    found = of_journeys(list(own_open(actor, as_owner=as_owner)), today)
    return [row for row in found if row.heeded is None]


def of_journeys(journeys: Sequence[Journey], today: date) -> list[Raised]:
    """Every signal of these journeys, also those that were taken up, the most urgent first."""
    if not journeys:
        return []
    facts, bounds = gather(journeys, today), limits()
    silent = _silent(journeys, today)
    found = [
        Raised(journey, signal, silent.get((journey.pk, signal.code, signal.fingerprint)))
        for journey in journeys
        for signal in signals(RULES, facts[journey.pk], today, bounds)
    ]
    return sorted(found, key=lambda row: row.first)


def _silent(journeys: Sequence[Journey], today: date) -> dict[tuple[int, str, str], Heeded]:
    """What was taken up and is silent still: by journey, signal and the facts of then."""
    rows = Heeded.objects.filter(journey__in=[row.pk for row in journeys], until__gt=today).select_related("by")
    return {(row.journey_id, row.signal, row.rests_on): row for row in rows.order_by("at", "pk")}


def gather(journeys: Sequence[Journey], today: date) -> dict[int, Facts]:
    """The facts of these journeys, each kind with one question."""
    numbers = [row.pk for row in journeys]
    people = {row.candidate_id: row.pk for row in journeys}
    known: dict[int, dict[str, Any]] = {row.pk: {"started_on": row.started_on} for row in journeys}
    steps = _by(Step.objects.filter(journey__in=numbers).select_related("run", "place__occupation"))
    breaks = _by(Break.objects.filter(journey__in=numbers))
    contacts = _by(Contact.objects.filter(journey__in=numbers, cancelled_at=None))
    tasks = _by(Task.objects.filter(journey__in=numbers, done_on=None, cancelled_at=None))
    spells = _by(
        Spell.objects.filter(Q(until=None) | Q(until__gte=today), journey__in=numbers, withdrawn_at=None)
        .select_related("employer")
        .order_by("pk")
    )
    weeks = _weeks(numbers, today)
    week_items = _week_items(people, today)
    proofs = _proofs(steps, people)
    asked = _signatures(numbers)
    for journey in journeys:
        pk = journey.pk
        known[pk] |= _of_contacts(journey, contacts[pk], steps[pk], breaks[pk])
        known[pk] |= {
            "weeks": tuple(weeks[pk]),
            "steps": tuple(_stretch(step) for step in steps[pk] if step.status in OPEN),
            "spells": tuple(Stretch(_employer(row), row.since, row.until) for row in spells[pk]),
            "week": tuple(week_items[pk]),
            "tasks": tuple(Due(row.pk, row.party, row.due_on, row.what) for row in tasks[pk]),
            "paused_since": next((row.since for row in breaks[pk] if row.until is None), None),
            "proofs": tuple(proofs[pk]),
            "signatures": tuple(asked[pk]),
        }
    return {pk: Facts(**values) for pk, values in known.items()}


def _by(rows: QuerySet[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.journey_id].append(row)
    return found


def _stretch(step: Step) -> Stretch:
    """A step as a time with dayparts; a place that is open more often needs only so many of them."""
    name = f"{step.get_kind_display()}: {step.run.name if step.run else _name_of_place(step)}"
    needed = step.place.dayparts_needed if step.place else None
    return Stretch(name, step.started_on or step.planned_start, step.planned_end, tuple(step.dayparts), needed)


def _name_of_place(step: Step) -> str:
    return str(step.place.occupation) if step.place else ""


def _employer(spell: Spell) -> str:
    return _("werk bij %(who)s") % {"who": spell.employer or spell.employer_name}


def _of_contacts(
    journey: Journey, contacts: Iterable[Contact], steps: Iterable[Step], breaks: Sequence[Break]
) -> dict[str, Any]:
    """The open moments; and of the employer what the plan asked for first and when there was contact last."""
    every = list(contacts)
    waiting = [row for row in every if row.done_on is None]
    first = first_days(journey, steps).get(Party.EMPLOYER.value)
    planned = [
        # a moment that somebody put on another day was due on the day of the plan all the same
        row.due_on if first is None or untouched(row) else min(row.due_on, planned_on(first, row.day, breaks))
        for row in waiting
        if row.party == Party.EMPLOYER
    ]
    last = [row.done_on for row in every if row.party == Party.EMPLOYER and row.done_on is not None]
    return {
        "contacts": tuple(Due(row.pk, row.party, row.due_on) for row in waiting),
        "employer_due": min(planned, default=None),
        "employer_last": max(last, default=None),
    }


def _weeks(numbers: Sequence[int], today: date) -> defaultdict[int, list[Week]]:
    """The hours per week of all steps of a journey together."""
    rows = (
        Attendance.objects.filter(step__journey__in=numbers, week__gte=today - WEEKS_BACK)
        .order_by()
        .values("step__journey", "week")
        .annotate(hours=Sum("planned"), there=Sum("present"))
    )
    found: defaultdict[int, list[Week]] = defaultdict(list)
    for row in rows:
        found[row["step__journey"]].append(Week(row["week"], row["hours"], row["there"]))
    return found


def _week_items(people: dict[int, int], today: date) -> defaultdict[int, list[Stretch]]:
    """What fills the week of each candidate, by journey."""
    found: defaultdict[int, list[Stretch]] = defaultdict(list)
    for row in WeekItem.objects.filter(Q(until=None) | Q(until__gte=today), candidate__in=list(people)):
        stretch = Stretch(row.get_kind_display(), row.since, row.until, tuple(row.dayparts))
        found[people[row.candidate_id]].append(stretch)
    return found


def _proofs(steps: dict[int, list[Step]], people: dict[int, int]) -> defaultdict[int, list[Proven]]:
    """Until when the proof or release lasts for each task with risk at the places of steps that are not over."""
    at_place = {
        (journey, step.place_id) for journey, rows in steps.items() for step in rows if step.place_id and _is_open(step)
    }
    found: defaultdict[int, list[Proven]] = defaultdict(list)
    if not at_place:
        return found
    places = {place for _journey, place in at_place}
    instructions = (
        Instruction.objects.filter(candidate__in=list(people), task__place__in=places, task__withdrawn_on=None)
        .order_by()
        .values_list("candidate", "task__place", "task", "task__name")
        .annotate(last=Max(Coalesce("withdrawn_on", "until")))  # one that was not right ended on the day that was seen
    )
    lasts: dict[tuple[int, int, int], Proven] = {}
    for person, place, task, name, last in instructions:
        lasts[people[person], place, task] = Proven(name, last)
    releases = Release.objects.filter(
        step__journey__in=list(people.values()), allowed=True, until__isnull=False, task__withdrawn_on=None
    ).values_list("step__journey", "task__place", "task", "task__name", "until")
    for journey, place, task, name, until in releases:
        before = lasts.get((journey, place, task))
        if until is not None and (before is None or before.until < until):
            lasts[journey, place, task] = Proven(name, until)
    for (journey, place, _task), proven in lasts.items():
        if (journey, place) in at_place:
            found[journey].append(proven)
    return found


def _is_open(step: Step) -> bool:
    return step.status in OPEN


def _signatures(numbers: Sequence[int]) -> defaultdict[int, list[Asked]]:
    """The signatures that are not there, of agreements that stand."""
    rows = Signature.objects.filter(deed__journey__in=numbers, deed__withdrawn_at=None, signed_at=None)
    found: defaultdict[int, list[Asked]] = defaultdict(list)
    for row in _latest(rows.select_related("deed").order_by("deed__journey", "-deed__number", "pk")):
        asked_on = timezone.localdate(row.asked_at)
        found[row.deed.journey_id].append(
            Asked(row.pk, row.party, asked_on, row.due_on, refused=row.refused_at is not None)
        )
    return found


def _latest(rows: Iterable[Signature]) -> Iterator[Signature]:
    """Those of the newest agreement of each journey: a later one replaces it."""
    newest: dict[int, int] = {}
    for row in rows:
        if newest.setdefault(row.deed.journey_id, row.deed_id) == row.deed_id:
            yield row
