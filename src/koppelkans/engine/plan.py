"""A Plan: what the engine proposes, as frozen columns over the index spaces of its Region.

It says who is proposed where, which fund pays what, why somebody is not placed and what holds the plan back.
`files.py` writes it as a plan folder and reads it back; `verify.py` checks it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from koppelkans.engine.core import Core
from koppelkans.engine.region import Cents, Floats, Ints

# the terms of z in proposals.csv `reason`, in this order; zero terms are left out of the file
TERMS = (
    "intercept",
    "aptitude",
    "preference",
    "travel_hour",
    "guarantee",
    "qualification",
    "language_margin",
    "kind",
)
RULE_CODES = ("wish", "dates", "language", "credential", "dayparts", "travel", "district", "group", "forbidden")
PLAN_CODES = ("run_full", "run_below_min", "place_full", "mentor", "fund", "fairness", "outbid")
NO_GAIN = "no_gain"
BOTTLENECK_KINDS = ("run_seats", "run_minimum", "place", "mentors", "fund", "guarantee", "fairness")


@dataclass(frozen=True, eq=False)
class Proposals:
    """proposals.csv, one row per person in the plan, sorted by candidate.

    `runs[k]` are rows of the region's runs sorted by start, then id; `first_day` in days, `travel_minutes` to the
    place, `cost` in cents (seats and place), `value` as "Value" in the format says, `terms` is (n, len(TERMS)).
    """

    candidate: Ints
    runs: tuple[tuple[int, ...], ...]
    place: Ints
    first_day: Ints
    probability: Floats
    preference: Floats
    travel_minutes: Floats
    cost: Cents
    value: Floats
    terms: Floats


@dataclass(frozen=True, eq=False)
class Funding:
    """funding.csv. A group cost has candidate -1 and its run; a place has run -1; `kind` indexes `COST_KINDS`."""

    candidate: Ints
    run: Ints
    kind: Ints
    fund: Ints
    amount: Cents


@dataclass(frozen=True, eq=False)
class Unplaced:
    """unplaced.csv: per person who has no proposal the `code:id` items of the reason, nearest first."""

    candidate: Ints
    reasons: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Bottleneck:
    """A row of bottlenecks.csv; `measured` and `people` are None where nothing can be demonstrated."""

    kind: str
    id: str
    month: str
    unit: str
    price: float
    measured: float | None
    people: int | None


@dataclass(frozen=True, eq=False)
class Plan:
    """The whole outcome. `certificate` holds what certificate.json adds to value, bound and gap (seed, counts,
    versions, input); `run` holds seconds per phase, memory and machine, which differ from run to run. `core` is what
    questions about the plan are answered with; the plan folder does not have it."""

    proposals: Proposals
    funding: Funding
    unplaced: Unplaced
    bottlenecks: tuple[Bottleneck, ...]
    opened: tuple[bool, ...]
    planned: Ints
    value: float
    bound: float
    certificate: dict[str, Any] = field(default_factory=dict)
    run: dict[str, Any] = field(default_factory=dict)
    core: Core | None = None

    @property
    def gap(self) -> float:
        """(bound - value) / max(1, |bound|)."""
        return (self.bound - self.value) / max(1.0, abs(self.bound))
