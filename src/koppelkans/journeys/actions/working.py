"""Work as it was: written down, changed, ended, proven, and taken back; after each the person is counted again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from koppelkans.core import terms
from koppelkans.core.access import Actor
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.journeys import rules_work
from koppelkans.journeys.actions.happening import happened, held
from koppelkans.journeys.actions.recounting import hold_person, recount
from koppelkans.journeys.models import Journey, Proof, Spell
from koppelkans.journeys.queries_journeys import journey_for
from koppelkans.journeys.rules_work import Work, work_of

PURPOSE = "results"


def _held(journey: Journey, by: Actor, version: int | None = None) -> Journey:
    """The journey for who may guide it, with the person locked before it."""
    journey_for(by, journey.pk)
    hold_person(journey.candidate_id)
    return held(journey, by=by, version=version)


def _held_spell(spell: Spell, by: Actor, version: int | None) -> Spell:
    """The spell as it is now, its journey held; a mistake that was taken away cannot be changed."""
    journey = _held(spell.journey, by, version)
    here = Spell.objects.select_related("employer").get(pk=spell.pk)
    here.journey = journey
    refuse_if(rules_work.against_change(here))
    return here


def _others(journey: Journey, but: int = 0) -> list[Spell]:
    """The other work of this person, in whatever journey."""
    rows = Spell.objects.filter(journey__candidate=journey.candidate_id, withdrawn_at=None).exclude(pk=but)
    return list(rows.select_related("employer"))


def _against(work: Work, journey: Journey, now: datetime, but: int = 0) -> list[Reason]:
    ahead = terms.days("WORK_BEGINS_WITHIN_DAYS")
    return rules_work.against_work(work, _others(journey, but), timezone.localdate(now), ahead)


def _facts(work: Work) -> dict[str, Any]:
    """What is told of work in the history of a journey."""
    return {
        "employer": work.at,
        "form": work.form,
        "hours": str(work.hours),
        "since": work.since.isoformat(),
        "until": work.until.isoformat() if work.until else None,
    }


@transaction.atomic
def add_spell(
    journey: Journey,
    *,
    work: Work,
    by: Actor,
    now: datetime,
    proof: str = "",
    given_on: date | None = None,
    version: int | None = None,
) -> Spell:
    """Write down work at one employer, with a proof where there is one."""
    here = _held(journey, by, version)
    reasons = _against(work, here, now)
    if proof:
        reasons += rules_work.against_proof(proof, given_on, timezone.localdate(now))
    refuse_if(reasons)
    spell = Spell(journey=here, by=by.user, at=now)
    _fill(spell, work)
    spell.save()
    happened(here, "work.add", concerns=work.since, by=by, now=now, facts=_facts(work), purpose=PURPOSE)
    if proof:
        _prove(spell, proof, given_on, by, now)
    recount(here, by=by, now=now)
    return spell


def _fill(spell: Spell, work: Work) -> None:
    spell.employer, spell.employer_name = work.employer, " ".join(work.employer_name.split())
    spell.form, spell.hours, spell.since, spell.until = work.form, work.hours, work.since, work.until


@transaction.atomic
def edit_spell(
    spell: Spell, *, work: Work, by: Actor, now: datetime, version: int | None = None, what: str = "work.edit"
) -> Spell:
    """Change the employer, the days, the hours or the form of work."""
    here = _held_spell(spell, by, version)
    before = work_of(here)
    refuse_if(_against(work, here.journey, now, but=here.pk))
    _fill(here, work)
    here.version += 1
    here.save()
    then, now_so = _facts(before), _facts(work)
    facts = {"employer": work.at} | {name: [then[name], now_so[name]] for name in then if then[name] != now_so[name]}
    concerns = (work.until or work.since) if what == "work.end" else work.since
    happened(here.journey, what, concerns=concerns, by=by, now=now, facts=facts, purpose=PURPOSE)
    recount(here.journey, by=by, now=now)
    return here


@transaction.atomic
def end_spell(spell: Spell, *, until: date, by: Actor, now: datetime, version: int | None = None) -> Spell:
    """The work ends: its last day."""
    here = _held_spell(spell, by, version)
    work = work_of(here)
    ended = Work(work.since, work.hours, work.form, work.employer, work.employer_name, until)
    return edit_spell(here, work=ended, by=by, now=now, what="work.end")


@transaction.atomic
def withdraw_spell(spell: Spell, *, by: Actor, now: datetime, why: str = "", version: int | None = None) -> Spell:
    """The work was written down by mistake: it counts no more, and stays to be seen."""
    here = _held_spell(spell, by, version)
    here.withdrawn_at = now
    here.version += 1
    here.save(update_fields=["withdrawn_at", "version"])
    facts = _facts(work_of(here))
    happened(here.journey, "work.withdraw", concerns=here.since, by=by, now=now, facts=facts, why=why, purpose=PURPOSE)
    recount(here.journey, by=by, now=now)
    return here


@transaction.atomic
def add_proof(
    spell: Spell, *, level: str, given_on: date | None, by: Actor, now: datetime, version: int | None = None
) -> Proof:
    """Write down what the work rests on, and when that was seen."""
    here = _held_spell(spell, by, version)
    refuse_if(rules_work.against_proof(level, given_on, timezone.localdate(now)))
    proof = _prove(here, level, given_on, by, now)
    recount(here.journey, by=by, now=now)
    return proof


def _prove(spell: Spell, level: str, given_on: date | None, by: Actor, now: datetime) -> Proof:
    assert given_on is not None  # noqa: S101 - the rules said so
    proof = Proof.objects.create(spell=spell, level=level, given_on=given_on, by=by.user, at=now)
    facts = {"employer": work_of(spell).at, "level": level}
    happened(spell.journey, "work.prove", concerns=given_on, by=by, now=now, facts=facts, purpose=PURPOSE)
    return proof


@transaction.atomic
def withdraw_proof(proof: Proof, *, why: str, by: Actor, now: datetime, version: int | None = None) -> Proof:
    """A proof turns out not to be right: what rested on it alone is taken back."""
    spell = _held_spell(proof.spell, by, version)
    here = Proof.objects.select_related("spell").get(pk=proof.pk)
    refuse_if(rules_work.against_withdrawal(here, why))
    here.withdrawn_at, here.withdrawn_by, here.withdrawn_why = now, by.user, why.strip()[:500]
    here.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    facts = {"employer": work_of(spell).at, "level": here.level}
    happened(
        spell.journey,
        "work.unprove",
        concerns=timezone.localdate(now),
        by=by,
        now=now,
        facts=facts,
        why=here.withdrawn_why,
        purpose=PURPOSE,
    )
    recount(spell.journey, by=by, now=now)
    return here
