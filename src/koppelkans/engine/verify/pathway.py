"""The rules of one pathway, P0 to P8, each as a sentence that says what is broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from koppelkans.engine.region import BESIDE_DAYS, DAYPARTS
from koppelkans.engine.verify.breach import Breach, iso
from koppelkans.engine.verify.facts import Candidate, Facts, Place, Run, held_on

MINUTES_TOLERANCE = 1e-9


def first_day(facts: Facts, candidate: Candidate, runs: Sequence[Run], place: Place) -> int | None:
    """P3: the first day on which all that the place requires is held; None when that day never comes.

    The last days of P3 (`start_until`, `plan_until`) are not looked at here.
    """
    earliest = max(facts.settings.plan_from, candidate.available_from, place.start_from)
    # between these days nothing begins to be held, so the first day is one of them
    begins = {first for first, _, _ in candidate.held} | {run.end + 1 for run in runs}
    for day in [earliest, *sorted(day for day in begins if day > earliest)]:
        if place.requires <= held_on(candidate, runs, day):
            return day
    return None


def qualified(candidate: Candidate, runs: Sequence[Run], place: Place, day: int) -> bool:
    """[occupation's qualification]: held on the first day, or granted by a run of the pathway at any time."""
    if place.qualification < 0:
        return False
    granted = any(place.qualification in run.grants for run in runs)
    return granted or place.qualification in held_on(candidate, runs, day)


def breaches(facts: Facts, candidate: Candidate, runs: Sequence[Run], place: Place) -> Iterator[Breach]:
    """Everything among P0 to P8 that this pathway breaks; nothing when the pathway is possible."""
    day = first_day(facts, candidate, runs, place)
    yield from _count(facts, candidate, runs)
    yield from _wish(facts, candidate, place)
    yield from _run_dates(facts, candidate, runs, day)
    yield from _start(facts, candidate, place, day)
    yield from _needed(facts, candidate, runs, place, day)
    yield from _required(facts, candidate, runs)
    yield from _dayparts(candidate, runs, place, day)
    yield from _travel(facts, candidate, runs, place)
    yield from _allowed(facts, candidate, runs, place)


def _count(facts: Facts, candidate: Candidate, runs: Sequence[Run]) -> Iterator[Breach]:
    if len(runs) > facts.settings.max_runs:
        yield Breach("P0", candidate.id, f"The pathway has {len(runs)} runs; at most {facts.settings.max_runs}.")


def _wish(facts: Facts, candidate: Candidate, place: Place) -> Iterator[Breach]:
    if place.occupation not in candidate.wishes:
        occupation = facts.region.occupations.ids[place.occupation]
        yield Breach("P1", f"{candidate.id} {place.id}", f"Occupation {occupation} is not among the wishes.")


def _run_dates(facts: Facts, candidate: Candidate, runs: Sequence[Run], day: int | None) -> Iterator[Breach]:
    settings = facts.settings
    for run in runs:
        where = f"{candidate.id} {run.id}"
        for limit, name in ((settings.plan_from, "plan_from"), (candidate.available_from, "available_from")):
            if run.start < limit:
                yield Breach("P2", where, f"The run starts on {iso(run.start)}, before {name} ({iso(limit)}).")
        if run.start > settings.plan_until:
            yield Breach("P2", where, f"The run starts on {iso(run.start)}, after plan_until.")
        if day is not None and run.start > day + BESIDE_DAYS:
            yield Breach(
                "P2", where, f"The run starts {run.start - day} days after the first day; at most {BESIDE_DAYS}."
            )


def _start(facts: Facts, candidate: Candidate, place: Place, day: int | None) -> Iterator[Breach]:
    where = f"{candidate.id} {place.id}"
    if day is None:
        yield Breach("P3", where, "There is no day on which all that the place requires is held.")
        return
    for limit, name in ((place.start_until, "start_until"), (facts.settings.plan_until, "plan_until")):
        if day > limit:
            yield Breach("P3", where, f"The first day is {iso(day)}, after {name} ({iso(limit)}).")


def _needed(facts: Facts, candidate: Candidate, runs: Sequence[Run], place: Place, day: int | None) -> Iterator[Breach]:
    for one, other in combinations(runs, 2):
        if one.training == other.training:
            yield Breach("P4", f"{candidate.id} {one.id} {other.id}", "Two runs of one training.")
    if day is None:
        return
    for run in runs:
        if not _is_needed(facts, candidate, runs, place, day, run):
            message = "Without this run nothing would be missing, later or less qualified."
            yield Breach("P4", f"{candidate.id} {run.id}", message)


def _is_needed(facts: Facts, candidate: Candidate, runs: Sequence[Run], place: Place, day: int, run: Run) -> bool:
    rest = [other for other in runs if other is not run]
    if any(not other.requires <= held_on(candidate, rest, other.start) for other in rest):
        return True
    anew = first_day(facts, candidate, rest, place)
    if anew is None or anew > day:
        return True
    return qualified(candidate, runs, place, day) and not qualified(candidate, rest, place, anew)


def _required(facts: Facts, candidate: Candidate, runs: Sequence[Run]) -> Iterator[Breach]:
    # what the place requires is held on its first day by the very definition of that day (P3)
    for run in runs:
        for missing in sorted(run.requires - held_on(candidate, runs, run.start)):
            credential = facts.region.credentials.ids[missing]
            yield Breach("P5", f"{candidate.id} {run.id}", f"{credential} is not held on {iso(run.start)}.")


def _dayparts(candidate: Candidate, runs: Sequence[Run], place: Place, day: int | None) -> Iterator[Breach]:
    for run in runs:
        if run.dayparts & ~candidate.dayparts:
            message = f"The candidate does not have {_names(run.dayparts & ~candidate.dayparts)}."
            yield Breach("P6", f"{candidate.id} {run.id}", message)
    for one, other in combinations(runs, 2):
        shared = one.dayparts & other.dayparts
        if shared and one.start <= other.end and other.start <= one.end:
            message = f"The runs overlap in time and share {_names(shared)}."
            yield Breach("P6", f"{candidate.id} {one.id} {other.id}", message)
    if day is None:
        return
    free = place.dayparts & candidate.dayparts
    for run in runs:
        if run.end >= day:
            free &= ~run.dayparts
    if free.bit_count() < place.dayparts_needed:
        message = f"{free.bit_count()} dayparts are free for the place; it takes {place.dayparts_needed}."
        yield Breach("P6", f"{candidate.id} {place.id}", message)


def _names(dayparts: int) -> str:
    return " ".join(name for bit, name in enumerate(DAYPARTS) if dayparts >> bit & 1)


def _travel(facts: Facts, candidate: Candidate, runs: Sequence[Run], place: Place) -> Iterator[Breach]:
    steps: list[Run | Place] = [*runs, place]
    for step in steps:
        minutes = facts.minutes(candidate, step.postcode)
        if not minutes <= candidate.max_travel + MINUTES_TOLERANCE:
            message = f"The trip takes {minutes!r} minutes; at most {candidate.max_travel!r}."
            yield Breach("P7", f"{candidate.id} {step.id}", message)


def _allowed(facts: Facts, candidate: Candidate, runs: Sequence[Run], place: Place) -> Iterator[Breach]:
    where = f"{candidate.id} {place.id}"
    if candidate.districts and place.district not in candidate.districts:
        yield Breach("P8", where, "The place is not in one of the candidate's districts.")
    if place.district in candidate.not_districts:
        district = facts.region.districts[place.district]
        yield Breach("P8", where, f"The candidate does not work in district {district}.")
    steps: list[Run | Place] = [*runs, place]
    for step in steps:
        if step.only_for and not step.only_for & candidate.groups:
            yield Breach("P8", f"{candidate.id} {step.id}", "The candidate is in none of the groups it is only for.")
    rows = {run.row for run in runs}
    for run_row, place_row in candidate.forbidden:
        if (run_row < 0 or run_row in rows) and place_row in (-1, place.row):
            names = [facts.runs[run_row].id] if run_row >= 0 else []
            names += [place.id] if place_row >= 0 else []
            message = f"Forbidden: {' with '.join(names) or 'every pathway'}."
            yield Breach("P8", " ".join((candidate.id, *names)), message)
