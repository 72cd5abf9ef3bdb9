"""What would have to change to reach a target: one thing at a time, found on the simulation of the forecast.

The same seed for every try, so that tries differ by what was changed and hardly by chance; then halving.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from koppelkans.reports.forecasting import RUNS, Chances, Ints, Levers, simulate

MOST: Final = {"inflow": 8.0, "seats": 50.0, "leaving": 0.0}  # beyond this it is no plan any more
HALVINGS = 10


@dataclass(frozen=True)
class Needed:
    """How far one lever must go; `then` None: by itself it cannot reach the target.

    `now` and `then` are people a month (inflow: sign-ups, seats: starts), or the part of today's leavers that leaves.
    """

    lever: str
    now: float
    then: float | None


def needed(
    known: Chances, people: Ints, months: int, stage: int, missing: float, *, seed: int, part: float = 0.0
) -> list[Needed]:
    """For each lever by itself what it takes that the mean outcome makes up what is missing at this stage."""

    def mean(levers: Levers, at: int = stage) -> float:
        made = simulate(known, people, months, seed=seed, levers=levers, part=part, runs=RUNS // 4)
        return float(np.mean(made[:, -1, at]))

    length = months - 1 + part if part > 0 else float(months)
    found = []
    for lever, most in MOST.items():

        def outcome(factor: float, lever: str = lever) -> float:
            return mean(replace(Levers(), **{lever: factor}))

        factor = _halved(outcome, most, missing)
        if lever == "inflow":
            now = float(np.mean(known.inflow)) if len(known.inflow) else 0.0
            then = None if factor is None else now * factor
        elif lever == "seats":
            now = mean(Levers(), 0) / length
            then = None if factor is None else mean(Levers(seats=factor), 0) / length
        else:
            now, then = 1.0, factor
        found.append(Needed(lever, now, then))
    return found


def _halved(outcome: Callable[[float], float], most: float, wanted: float) -> float | None:
    """The value between 1 and `most` that is just enough; None: not even the most is."""
    if outcome(most) < wanted:
        return None
    short, enough = 1.0, most
    for _halving in range(HALVINGS):
        half = (short + enough) / 2
        if outcome(half) >= wanted:
            enough = half
        else:
            short = half
    return enough
