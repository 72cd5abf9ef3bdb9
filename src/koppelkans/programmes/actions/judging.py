"""The criteria of a pilot: written, ordered and locked before the first start, scored with evidence after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.refusal import refuse_if
from koppelkans.core.roles import May
from koppelkans.programmes import queries, rules_pilots
from koppelkans.programmes.actions.naming import named
from koppelkans.programmes.models import Criterion, Programme, Score

PURPOSE = "programme"
FIELDS = frozenset({"text", "measure", "least", "number", "unit", "must"})


def _held(programme: Programme, by: Actor) -> Programme:
    """The programme, whose criteria may still change, for one at a time."""
    by.require(May.EDIT_PROGRAMMES)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    refuse_if(rules_pilots.against_writing(programme))
    return programme


@transaction.atomic
def add_criterion(programme: Programme, *, by: Actor, fields: Mapping[str, Any], now: datetime) -> Criterion:
    """One more criterion, at the end."""
    programme = _held(programme, by)
    last = programme.criteria.last()
    return _write(Criterion(programme=programme, order=last.order + 1 if last else 1), by, fields, now)


@transaction.atomic
def edit_criterion(criterion: Criterion, *, by: Actor, fields: Mapping[str, Any], now: datetime) -> Criterion:
    """Write a criterion anew; not after the criteria were locked."""
    _held(criterion.programme, by)
    return _write(Criterion.objects.select_for_update().get(pk=criterion.pk), by, fields, now)


def _write(criterion: Criterion, by: Actor, fields: Mapping[str, Any], now: datetime) -> Criterion:
    if unknown := set(fields) - FIELDS:
        raise ValueError(f"a criterion has no {sorted(unknown)}")
    for name, value in fields.items():
        setattr(criterion, name, value)
    refuse_if(rules_pilots.against_criterion(criterion))
    criterion.full_clean()
    criterion.save()
    _told("programme.criterion", criterion.programme, by, now)
    return criterion


@transaction.atomic
def remove_criterion(criterion: Criterion, *, by: Actor, now: datetime) -> None:
    """Take a criterion away; not after the criteria were locked."""
    programme = _held(criterion.programme, by)
    criterion.delete()
    _told("programme.criterion", programme, by, now)


@transaction.atomic
def move_criterion(criterion: Criterion, *, by: Actor, up: bool, now: datetime) -> None:
    """Put a criterion before the one above it, or after the one below it; at the end of the row nothing changes."""
    programme = _held(criterion.programme, by)
    rows = list(programme.criteria.all())
    at = [row.pk for row in rows].index(criterion.pk)
    to = max(0, at - 1) if up else min(len(rows) - 1, at + 1)
    rows[at], rows[to] = rows[to], rows[at]
    for order, row in enumerate(rows, 1):
        Criterion.objects.filter(pk=row.pk).update(order=order)
    _told("programme.criterion", programme, by, now)


@transaction.atomic
def lock_criteria(programme: Programme, *, by: Actor, now: datetime) -> Programme:
    """From now on the criteria are what they are; nobody can undo this."""
    who = named(by, May.EDIT_PROGRAMMES)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    refuse_if(rules_pilots.against_locking(programme, started=queries.anybody_started(programme)))
    programme.criteria_locked_at, programme.criteria_locked_by = now, who
    programme.save(update_fields=["criteria_locked_at", "criteria_locked_by"])
    _told("programme.lock", programme, by, now)
    return programme


@transaction.atomic
def score(criterion: Criterion, *, by: Actor, outcome: str, evidence: str, now: datetime) -> Score:
    """Say what a criterion came to and what shows that; what was said before stays, and is followed by this."""
    who = named(by, May.EDIT_PROGRAMMES)
    programme = Programme.objects.select_for_update().get(pk=criterion.programme_id)
    refuse_if(rules_pilots.against_scoring(programme, outcome, evidence))
    value = queries.measured(criterion, timezone.localdate(now))
    made = Score(criterion=criterion, outcome=outcome, value=value, evidence=evidence.strip(), by=who, at=now)
    made.full_clean()
    made.save()
    _told("programme.score", programme, by, now)
    return made


def _told(action: str, programme: Programme, by: Actor, now: datetime) -> None:
    trail.record(action, by=by, purpose=PURPOSE, now=now, thing=programme.code)
