"""Why this pathway and why not another: codes and figures that the phrase catalogue turns into sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Alternative:
    """A pathway of one candidate beside the one proposed.

    `value` as "Value" in the format says, `terms` in the order of `plan.TERMS`, `cost` in cents, `difference` is
    what the plan value would change by for this person alone (value minus the proposed pathway's, or minus 0), and
    `obstacles` are the `code:id` items that stand in the way (empty: it would fit as the plan stands).
    """

    runs: tuple[int, ...]
    place: int
    first_day: int
    probability: float
    preference: float
    travel_minutes: float
    cost: int
    value: float
    terms: tuple[float, ...]
    difference: float
    obstacles: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """What `koppelkans explain` tells of one candidate: the proposal (or why there is none) and the next best three."""

    candidate: int
    chosen: Alternative | None
    reasons: tuple[str, ...]
    pathways: int
    alternatives: tuple[Alternative, ...]
