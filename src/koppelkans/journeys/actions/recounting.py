"""Counting work: after each change of one person's spells, and every night because days pass.

A count that stands is only taken back or moved with the fact that changed. The night books what days brought and
nothing else; what does not add up, the check tells (`checking`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from koppelkans.core.access import Actor
from koppelkans.core.roles import May
from koppelkans.journeys.actions.counting import reach, take_back
from koppelkans.journeys.actions.happening import happened
from koppelkans.journeys.models import Journey, Reached, Spell
from koppelkans.journeys.queries_work import WORK, Change, changes, counted_together, groups, in_batches, standing_of
from koppelkans.people.models import Candidate

PURPOSE = "results"


def hold_person(candidate: int) -> None:
    """Lock a person before any of their journeys: who counts the same person waits.

    Rows that point at the person can be written meanwhile, so that who holds a journey does not wait for this.
    """
    list(Candidate.objects.select_for_update(no_key=True).filter(pk=candidate).values_list("pk"))


@transaction.atomic
def recount(journey: Journey, *, by: Actor, now: datetime) -> list[Change]:
    """Book what the spells of this person in this programme come to now; returns what was booked.

    Called in the transaction of the fact, by who may guide the journey.
    """
    hold_person(journey.candidate_id)
    found = _changes(journey, timezone.localdate(now))
    for change in found:
        _book(change, journey, by, now)
    return found


def _changes(journey: Journey, today: date) -> list[Change]:
    code = journey.programme.code if journey.programme else ""
    return changes(list(counted_together(journey)), standing_of(journey.candidate_id, code), today)


def _book(change: Change, journey: Journey, by: Actor, now: datetime) -> None:
    """Take back what does not stand, and book what does; each is told in the history of its journey."""
    if change.standing is not None:
        take_back(change.standing, why=change.why, now=now)
        _tell("count.take-back", change, change.standing.concerns, change.standing.journey, by, now)
    if change.due is None:
        return
    its = journey if change.due.journey == journey.pk else Journey.objects.get(pk=change.due.journey)
    reach(
        its,
        change.measure,
        concerns=change.due.day,
        now=now,
        definition=change.definition,
        kind=change.due.form,
    )
    _tell("count.reach", change, change.due.day, its, by, now)


def _tell(what: str, change: Change, concerns: date, journey: Journey, by: Actor, now: datetime) -> None:
    facts = {"measure": change.measure, "definition": change.definition}
    why = change.why if what == "count.take-back" else ""
    happened(journey, what, concerns=concerns, by=by, now=now, facts=facts, why=why, purpose=PURPOSE)


def count_all(*, by: Actor, now: datetime) -> int:
    """Book what passing days brought, of everybody with work; returns how many people it was.

    One pass in batches; only who reached something is locked, read again and written, each in a transaction of its own.
    """
    by.require(May.GUIDE)
    today, counted = timezone.localdate(now), 0
    rows = Spell.objects.filter(withdrawn_at=None)
    for batch in in_batches(rows, "journey__candidate"):
        for mine, standing in _groups(batch):
            if _new(changes(mine, standing, today)):
                counted += _count_one(mine[0].journey, by, now)
    return counted


def _new(found: list[Change]) -> list[Change]:
    return [change for change in found if change.standing is None]


@transaction.atomic
def _count_one(journey: Journey, by: Actor, now: datetime) -> bool:
    hold_person(journey.candidate_id)
    new = _new(_changes(journey, timezone.localdate(now)))
    for change in new:
        _book(change, journey, by, now)
    return bool(new)


def _groups(batch: list[int]) -> Iterator[tuple[list[Spell], dict[str, Reached]]]:
    """The spells of each of these people per programme, and what stands for them."""
    standing: dict[tuple[int, str], dict[str, Reached]] = {}
    reached = Reached.objects.filter(candidate__in=batch, measure__in=WORK, taken_back=None).select_related("counted")
    for one in reached:
        standing.setdefault((one.candidate_id, one.programme), {})[one.measure] = one
    for key, rows in groups(batch).items():
        yield rows, standing.get(key, {})
