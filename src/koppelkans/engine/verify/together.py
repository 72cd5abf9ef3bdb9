"""The rules of the people in a plan together: seats, places, mentors, fairness floors and locks (G1 to G3, G6, G7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from koppelkans.engine.verify.breach import Breach
from koppelkans.engine.verify.facts import Candidate, Facts, Place, Run

PEOPLE_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Proposal:
    """One person's pathway as rows; `first_day` is worked out anew, None when it never comes."""

    candidate: Candidate
    runs: tuple[Run, ...]
    place: Place
    first_day: int | None


def breaches(facts: Facts, proposals: Sequence[Proposal]) -> Iterator[Breach]:
    """What these pathways break together among G1, G2, G3, G6 and G7."""
    yield from _seats(facts, proposals)
    yield from _capacity(facts, proposals)
    yield from _mentors(facts, proposals)
    yield from _fairness(facts, proposals)
    yield from _locks(facts, proposals)


def people_per_run(proposals: Sequence[Proposal]) -> Counter[int]:
    """How many people are planned per run."""
    return Counter(run.row for proposal in proposals for run in proposal.runs)


def _seats(facts: Facts, proposals: Sequence[Proposal]) -> Iterator[Breach]:
    for row, planned in sorted(people_per_run(proposals).items()):
        run = facts.runs[row]
        people = planned + run.seats_taken
        told = f"{planned} people planned and {run.seats_taken} already in it"
        if people > run.seats_max:
            yield Breach("G1", run.id, f"{told}; at most {run.seats_max}.")
        if people < run.seats_min:
            yield Breach("G1", run.id, f"{told}; at least {run.seats_min}.")


def _capacity(facts: Facts, proposals: Sequence[Proposal]) -> Iterator[Breach]:
    for row, planned in sorted(Counter(proposal.place.row for proposal in proposals).items()):
        place = facts.places[row]
        if planned > place.capacity:
            yield Breach("G2", place.id, f"{planned} people planned; capacity {place.capacity}.")


def _mentors(facts: Facts, proposals: Sequence[Proposal]) -> Iterator[Breach]:
    table = facts.region.mentors_taken
    taken = dict(
        zip(zip(table.employer.tolist(), table.month.tolist(), strict=True), table.taken.tolist(), strict=True)
    )
    mentors = facts.region.employers.mentors.tolist()
    mentored = Counter(
        (proposal.place.employer, month) for proposal in proposals for month in mentoring_months(proposal)
    )
    for (employer, month), people in sorted(mentored.items()):
        busy = taken.get((employer, month), 0)
        if 0 <= mentors[employer] < people + busy:
            where = f"{facts.region.employers.ids[employer]} {month // 12:04d}-{month % 12 + 1:02d}"
            yield Breach("G3", where, f"{people} people mentored and {busy} already; at most {mentors[employer]}.")


def mentoring_months(proposal: Proposal) -> range:
    """The calendar months (year * 12 + month - 1) that the mentoring of one person touches."""
    if proposal.first_day is None or proposal.place.mentor_weeks == 0:
        return range(0)
    last = proposal.first_day + 7 * proposal.place.mentor_weeks - 1
    return range(_month(proposal.first_day), _month(last) + 1)


def _month(day: int) -> int:
    moment = date(1970, 1, 1) + timedelta(days=day)
    return moment.year * 12 + moment.month - 1


def _fairness(facts: Facts, proposals: Sequence[Proposal]) -> Iterator[Breach]:
    for floor in facts.settings.fairness:
        people = sum(floor.group in proposal.candidate.groups for proposal in proposals)
        asked = floor.min_share * len(proposals)
        if people < asked - PEOPLE_TOLERANCE:
            message = f"{people} of {len(proposals)} people are in this group; at least {asked:.6g}."
            yield Breach("G6", facts.region.groups[floor.group], message)


def _locks(facts: Facts, proposals: Sequence[Proposal]) -> Iterator[Breach]:
    planned = {
        proposal.candidate.row: (frozenset(run.row for run in proposal.runs), proposal.place.row)
        for proposal in proposals
    }
    for candidate in facts.candidates:
        if candidate.lock is not None and planned.get(candidate.row) != candidate.lock:
            runs, place = candidate.lock
            steps = [*(facts.runs[run].id for run in sorted(runs)), facts.places[place].id]
            yield Breach("G7", candidate.id, f"The locked pathway ({', '.join(steps)}) is not in the plan.")
