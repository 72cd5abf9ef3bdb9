"""What one pathway is worth, worked out again from the page that defines it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from koppelkans.engine.verify.facts import Candidate, Facts, Place, Run, held_on
from koppelkans.engine.verify.pathway import breaches, first_day, qualified

MARGIN_MAX = 2


@dataclass(frozen=True)
class Figures:
    """All that proposals.csv says of one pathway; `cost` in cents, `terms` in the order of `plan.TERMS`."""

    first_day: int
    probability: float
    preference: float
    travel_minutes: float
    cost: int
    value: float
    terms: tuple[float, ...]


def figures(facts: Facts, candidate: Candidate, runs: Sequence[Run], place: Place) -> Figures:
    """The figures of a pathway that has a first day and a wish; raises ValueError for one without."""
    day = first_day(facts, candidate, runs, place)
    if day is None or place.occupation not in candidate.wishes:
        raise ValueError(f"{candidate.id} at {place.id} has no first day or no wish, so no value")
    preference, aptitude = candidate.wishes[place.occupation]
    minutes = facts.minutes(candidate, place.postcode)
    card, weights = facts.settings.scorecard, facts.settings.objective
    terms = (
        card.intercept,
        card.aptitude * aptitude,
        card.preference * preference,
        card.travel_hour * minutes / 60,
        card.guarantee * place.guarantee,
        card.qualification * qualified(candidate, runs, place, day),
        card.language_margin * language_margin(facts, candidate, runs, place, day),
        float(card.kind[place.kind]),
    )
    probability = logistic(math.fsum(terms))
    cost = sum(run.seat_cost for run in runs) + place.cost
    value = math.fsum(
        (
            weights.durable * (probability - candidate.baseline),
            weights.preference * preference,
            -weights.euro * cost / 100,
            -weights.week * (day - facts.settings.plan_from) / 7,
            -weights.change * is_change(facts, candidate, runs, place),
        )
    )
    return Figures(day, probability, preference, minutes, cost, value, terms)


def logistic(z: float) -> float:
    """1 / (1 + exp(-z)), also where exp(-z) is beyond a float."""
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def language_margin(facts: Facts, candidate: Candidate, runs: Sequence[Run], place: Place, day: int) -> int:
    """m: how many steps the language held on the first day is above the longest one that the place requires."""
    asked = place.requires & facts.languages
    if not asked:
        return 0
    longest = max(_length(facts, credential) for credential in asked)
    held = held_on(candidate, runs, day) & facts.languages
    margins = []
    for q in asked:
        if _length(facts, q) == longest:
            reach = max((_length(facts, c) for c in held if q in facts.implied[c]), default=longest)
            margins.append(reach - longest)
    return min(MARGIN_MAX, *margins)


def _length(facts: Facts, credential: int) -> int:
    return len(facts.implied[credential] & facts.languages)


def previous_stands(facts: Facts, candidate: Candidate) -> bool:
    """Is the candidate in previous.csv with a pathway that still meets P0 to P8?"""
    if candidate.previous is None:
        return False
    runs, place = candidate.previous
    if place < 0 or any(run < 0 for run in runs):
        return False
    rows = [facts.runs[run] for run in sorted(runs)]
    return next(breaches(facts, candidate, rows, facts.places[place]), None) is None


def is_change(facts: Facts, candidate: Candidate, runs: Sequence[Run], place: Place) -> bool:
    """Does this pathway differ from one in previous.csv that still stands?"""
    same = (frozenset(run.row for run in runs), place.row) == candidate.previous
    return not same and previous_stands(facts, candidate)
