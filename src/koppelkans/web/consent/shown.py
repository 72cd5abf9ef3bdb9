"""What a candidate is asked about, step by step, in their own language; names of work and organisations as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from koppelkans.journeys.models import Consent
from koppelkans.journeys.words import Words
from koppelkans.supply.models import Run


@dataclass(frozen=True)
class Step:
    """One training or the place."""

    name: str
    at: str
    day: str


def steps_of(consent: Consent, words: Words) -> list[Step]:
    """Every step of the pathway, by day."""
    proposal = consent.agreement.decision.proposal
    runs = Run.objects.filter(code__in=proposal.runs).select_related("provider")
    found: list[tuple[date, str, str]] = [(run.start, run.name, str(run.provider)) for run in runs]
    if proposal.place is not None and proposal.first_day is not None:
        found.append((proposal.first_day, str(proposal.place.occupation), str(proposal.place.employer)))
    return [
        Step(name, words.say("at", who=who), words.say("step", day=words.day(day))) for day, name, who in sorted(found)
    ]
