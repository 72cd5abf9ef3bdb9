"""The work of the histories: spells with what they rest on, and what was counted of it when it was known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from koppelkans.cli.demo.histories.clock import Clock
from koppelkans.cli.demo.histories.journeys import Travelled
from koppelkans.cli.demo.histories.lives import Job
from koppelkans.core.models import Organisation
from koppelkans.journeys.models import Proof, Spell
from koppelkans.journeys.models.work import Form

WRONG = (
    "Het contract was van iemand anders.",
    "De werkgever zegt dat de datum niet klopt.",
    "Het contract ging niet in.",
)
OUTSIDE = ("Bakkerij Vlier", "Koerier Noord", "Schoonmaak Iep", "Tuincentrum Hulst", "Loods Meidoorn", "Kwekerij Brem")


@dataclass
class Worked:
    """The work of one person: spells, each with its proofs."""

    travelled: Travelled
    spells: list[tuple[Spell, list[Proof]]] = field(default_factory=list)

    def moments(self) -> list[date]:
        """The days on which what is known of it changed, the first one first."""
        days = set()
        for _spell, proofs in self.spells:
            for proof in proofs:
                days.add(timezone.localdate(proof.at))
                if proof.withdrawn_at:
                    days.add(timezone.localdate(proof.withdrawn_at))
        return sorted(days)

    def known_on(self, day: date) -> list[Spell]:
        """The spells as they stood on a day, each with the proofs that stood."""
        found = []
        for spell, proofs in self.spells:
            spell.standing_proofs = [  # type: ignore[attr-defined]
                proof
                for proof in proofs
                if timezone.localdate(proof.at) <= day
                and not (proof.withdrawn_at and timezone.localdate(proof.withdrawn_at) <= day)
            ]
            if spell.standing_proofs:  # type: ignore[attr-defined]
                found.append(spell)
        return found


def worked(found: Travelled, employers: list[Organisation], clock: Clock) -> Worked:
    """The work that has begun by now."""
    made = Worked(found)
    draw = found.person.draw("work")
    for job in found.person.life.jobs:
        if job.since + timedelta(days=job.said) > clock.today:
            continue
        spell = _spell(found, job, employers, clock)
        if job.form != Form.PROEFPLAATS:
            found.tell("work.add", job.since, clock, employer=str(spell.employer or spell.employer_name), form=job.form)
        made.spells.append((spell, list(_proofs(spell, job, clock, draw.choice(WRONG)))))
    return made


def _spell(found: Travelled, job: Job, employers: list[Organisation], clock: Clock) -> Spell:
    draw = found.person.draw(f"job {job.since}")
    place = found.place
    employer = None
    if job.same_employer and place is not None and place.place is not None:
        employer = place.place.employer.organisation
    elif draw.random() < 0.7:
        employer = draw.choice(employers)
    known = job.until if job.fixed_end else clock.past(job.until)
    return Spell(
        journey=found.journey,
        employer=employer,
        employer_name="" if employer else draw.choice(OUTSIDE),
        form=job.form,
        hours=Decimal(str(job.hours)),
        since=job.since,
        until=known,
        by=found.person.coach,
        at=clock.at(job.since + timedelta(days=job.said), 11),
    )


def _proofs(spell: Spell, job: Job, clock: Clock, wrong: str) -> Iterator[Proof]:
    """What was told first, what was seen later, and what turned out to be wrong."""
    told = job.since + timedelta(days=job.said)
    yield _proof(spell, Proof.Level.SAID, told, clock)
    if job.proved is None:
        return
    seen = max(told, job.since + timedelta(days=job.proved))
    if seen > clock.today:
        return
    proof = _proof(spell, job.proof, seen, clock)
    wrong_on = clock.past(seen + timedelta(days=job.withdrawn)) if job.withdrawn is not None else None
    if wrong_on:
        proof.withdrawn_at, proof.withdrawn_by, proof.withdrawn_why = clock.at(wrong_on, 14), spell.by, wrong
    yield proof
    again = clock.past(wrong_on + timedelta(days=job.again)) if wrong_on and job.again is not None else None
    if again:
        yield _proof(spell, Proof.Level.CONTRACT, again, clock)


def _proof(spell: Spell, level: str, day: date, clock: Clock) -> Proof:
    return Proof(spell=spell, level=level, given_on=day, by=spell.by, at=clock.at(day, 12))
