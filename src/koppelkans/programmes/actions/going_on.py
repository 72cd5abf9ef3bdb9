"""After a pilot: the decision to scale with its document, lessons, and the programme that goes on from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.refusal import refuse_if
from koppelkans.core.roles import May
from koppelkans.documents.paper import Paper, as_data, fingerprint
from koppelkans.programmes import rules, rules_pilots
from koppelkans.programmes.actions.naming import named
from koppelkans.programmes.actions.writing import free_code, locked
from koppelkans.programmes.models import Lesson, Partner, Programme, ScalingDecision

PURPOSE = "programme"


@transaction.atomic
def decide(
    programme: Programme,
    *,
    by: Actor,
    choice: rules_pilots.Choice,
    figures: Mapping[str, Any],
    paper: Paper,
    now: datetime,
) -> ScalingDecision:
    """Keep what was decided with the figures and the document of that moment; never changed, a new one follows."""
    who = named(by, May.EDIT_PROGRAMMES)
    programme = locked(programme)
    refuse_if(rules_pilots.against_deciding(programme, choice, timezone.localdate(now)))
    made = ScalingDecision(
        programme=programme,
        outcome=choice.outcome,
        size=choice.size,
        reason=choice.reason.strip(),
        decided_by=choice.decided_by.strip(),
        decided_on=choice.decided_on,
        figures=dict(figures),
        paper=as_data(paper),
        sha256=fingerprint(paper),
        by=who,
        at=now,
    )
    made.full_clean(exclude=["figures"])
    made.save()
    trail.record("programme.decide", by=by, purpose=PURPOSE, now=now, thing=programme.code)
    return made


@transaction.atomic
def add_lesson(programme: Programme, *, by: Actor, text: str, now: datetime) -> Lesson:
    """Write down what was learnt; the one who follows reads it."""
    who = named(by, May.EDIT_PROGRAMMES)
    refuse_if(rules_pilots.against_lesson(text))
    made = Lesson(programme=programme, text=text.strip(), by=who, at=now)
    made.full_clean()
    made.save()
    trail.record("programme.lesson", by=by, purpose=PURPOSE, now=now, thing=programme.code)
    return made


@transaction.atomic
def succeed(programme: Programme, *, by: Actor, name: str, starts_on: date, ends_on: date, now: datetime) -> Programme:
    """A new programme that goes on from an old one: its way of working, not its people, targets or criteria."""
    by.require(May.EDIT_PROGRAMMES)
    made = Programme(
        code=free_code(name),
        name=name,
        about=programme.about,
        starts_on=starts_on,
        ends_on=ends_on,
        sectors=programme.sectors,
        catalogue=programme.catalogue,
        admission=programme.admission,
        contact_plan=programme.contact_plan,
        succeeds=programme,
    )
    refuse_if(rules.against_programme(made))
    made.full_clean()
    made.save()
    made.municipalities.set(programme.municipalities.all())
    for row in programme.partner_rows.all():
        Partner.objects.create(programme=made, organisation=row.organisation, task=row.task, capacity=row.capacity)
    trail.record("programme.succeed", by=by, purpose=PURPOSE, now=now, thing=made.code)
    return made
