"""An independent check of a Plan against a Region: every rule, every figure, every euro and the bound.

Written from the page of the format and apart from the solver on purpose: it shares no rule with what made the plan.
It goes one pathway at a time in plain Python; money is counted in whole cents.
"""

from __future__ import annotations

from collections.abc import Iterable

from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region
from koppelkans.engine.verify import money, outcome, pathway, together, value
from koppelkans.engine.verify.breach import Breach
from koppelkans.engine.verify.facts import Facts, Run, facts_of
from koppelkans.engine.verify.together import Proposal

__all__ = ["Breach", "first_day", "pathway_breaches", "pathway_value", "previous_stands", "verify"]


def verify(region: Region, plan: Plan) -> tuple[Breach, ...]:
    """Everything that is broken in a plan for this region; empty when nothing is."""
    facts = facts_of(region)
    foreign = tuple(outcome.input_breaches(region, plan))
    unreadable = tuple(outcome.row_breaches(facts, plan))
    if unreadable:
        return foreign or unreadable
    proposals = _proposals(facts, plan)
    return (
        *foreign,
        *(breach for p in proposals for breach in pathway.breaches(facts, p.candidate, p.runs, p.place)),
        *together.breaches(facts, proposals),
        *money.breaches(facts, proposals, plan.funding),
        *outcome.figure_breaches(facts, plan, proposals),
        *outcome.run_breaches(facts, plan, proposals),
        *outcome.unplaced_breaches(facts, plan, proposals),
        *outcome.bottleneck_breaches(plan),
        *outcome.certificate_breaches(facts, plan, proposals),
    )


def first_day(region: Region, candidate: int, runs: Iterable[int], place: int) -> int | None:
    """P3: the first day at the place, in days from 1970-01-01; None when what it requires is never held.

    Candidate, runs and place are row numbers of the region, here and below.
    """
    facts = facts_of(region)
    return pathway.first_day(facts, facts.candidates[candidate], _by_start(facts, runs), facts.places[place])


def pathway_breaches(region: Region, candidate: int, runs: Iterable[int], place: int) -> tuple[Breach, ...]:
    """What this pathway breaks among P0 to P8; empty when the pathway is possible."""
    facts = facts_of(region)
    return tuple(pathway.breaches(facts, facts.candidates[candidate], _by_start(facts, runs), facts.places[place]))


def pathway_value(region: Region, candidate: int, runs: Iterable[int], place: int) -> float:
    """The value of a pathway, the term for a change included; raises ValueError without a first day or a wish."""
    facts = facts_of(region)
    return value.figures(facts, facts.candidates[candidate], _by_start(facts, runs), facts.places[place]).value


def previous_stands(region: Region, candidate: int) -> bool:
    """Is the candidate in previous.csv with a pathway that still meets P0 to P8?"""
    facts = facts_of(region)
    return value.previous_stands(facts, facts.candidates[candidate])


def _by_start(facts: Facts, runs: Iterable[int]) -> list[Run]:
    return sorted((facts.runs[row] for row in runs), key=lambda run: (run.start, run.id))


def _proposals(facts: Facts, plan: Plan) -> list[Proposal]:
    rows = zip(plan.proposals.candidate.tolist(), plan.proposals.runs, plan.proposals.place.tolist(), strict=True)
    proposals = []
    for candidate, runs, place in rows:
        who, steps, where = facts.candidates[candidate], tuple(facts.runs[run] for run in runs), facts.places[place]
        proposals.append(Proposal(who, steps, where, pathway.first_day(facts, who, steps, where)))
    return proposals
