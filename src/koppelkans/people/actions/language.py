"""The level of language skills is measured; what planning reckons with follows from it in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from koppelkans.core.access import Actor
from koppelkans.core.refusal import refuse_if
from koppelkans.core.trail import record
from koppelkans.people import rules_language as rules
from koppelkans.people.actions.candidates import locked
from koppelkans.people.models import Candidate, Holding, LanguageMeasure
from koppelkans.people.queries_language import language_of, last_of

# what a measure proves of the holding that follows from it
PROOF: dict[str, str] = {
    LanguageMeasure.Source.INTAKE: Holding.Proof.SAID,
    LanguageMeasure.Source.LESSON: Holding.Proof.SEEN,
    LanguageMeasure.Source.WORK: Holding.Proof.SEEN,
    LanguageMeasure.Source.TEST: Holding.Proof.TESTED,
    LanguageMeasure.Source.EXAM: Holding.Proof.TESTED,
}


@transaction.atomic
def measure(
    candidate: Candidate,
    *,
    levels: Mapping[str, str],
    measured_on: date,
    source: str,
    assessor: str,
    by: Actor,
    today: date,
    now: datetime,
) -> list[LanguageMeasure]:
    """The level of one skill or several, as measured on one day; earlier measures are kept."""
    here = locked(candidate, by)
    made = write_measures(
        here,
        levels=levels,
        measured_on=measured_on,
        source=source,
        assessor=assessor,
        by=by,
        today=today,
        now=now,
    )
    thing = ", ".join(f"{row.skill} {row.level}" for row in made)
    record("language.measure", by=by, purpose="guidance", now=now, subjects=[here.subject_id], thing=thing)
    return made


def write_measures(
    candidate: Candidate,
    *,
    levels: Mapping[str, str],
    measured_on: date,
    source: str,
    assessor: str,
    by: Actor,
    today: date,
    now: datetime,
) -> list[LanguageMeasure]:
    """Write measures down: called by the verb that checked who may, in its transaction."""
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    refuse_if(rules.against_measuring(levels, measured_on, source, assessor, today))
    made = [
        LanguageMeasure.objects.create(
            candidate=candidate,
            skill=skill,
            level=level,
            measured_on=measured_on,
            source=source,
            assessor=assessor.strip(),
            by=by.user,
            at=now,
        )
        for skill, level in levels.items()
    ]
    hold_by_measures(candidate, by=by, today=today)
    return made


def hold_by_measures(candidate: Candidate, *, by: Actor, today: date) -> None:
    """What somebody holds by these measures: the credential of the one level, on the weakest of what it rests on."""
    language = language_of(candidate, today)
    if language.single is None:
        return
    if language.rung is None:
        candidate.holdings.filter(measured=True).delete()
        return
    order = Holding.Proof.values
    counted = [row for skill, row in last_of(language.measures).items() if skill in language.counted]
    proof = min((PROOF[row.source] for row in counted), key=order.index)
    values = {
        "credential_id": language.rung.code,
        "proof": proof,
        "author": by.user,
        "recorded_on": today,
        "in_period": False,
        "since": None,
        "until": None,
    }
    Holding.objects.update_or_create(candidate=candidate, measured=True, defaults=values)
