"""The forecast of a scope as it is kept: from its facts to figures for the page, with what the past says of it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from koppelkans.reports.facts import Facts
from koppelkans.reports.forecasting import (
    LATE,
    STAGES,
    Checked,
    Floats,
    History,
    band_of,
    chances,
    check,
    enough,
    month_of,
    simulate,
    waiting,
)
from koppelkans.reports.steering import needed

SEED = 20_261_122


def history_of(facts: Facts, today: date) -> History:
    """The month in which each thing became known; what was brought in long afterwards: in which it happened."""
    steps = []
    for measure in STAGES:
        concerns, booked = facts.reached[measure], facts.booked[measure]
        steps.append(np.where(booked - concerns > LATE, concerns, booked))
    left = np.where(facts.left > today.toordinal(), np.nan, facts.left)
    return History(_months(facts.signed), (_months(steps[0]), _months(steps[1]), _months(steps[2])), _months(left))


def _months(days: Floats) -> Floats:
    """Days as the numbers of their months."""
    found = np.full(len(days), np.nan)
    known = ~np.isnan(days)
    moments = (days[known].astype(np.int64) - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    found[known] = moments.astype("datetime64[M]").astype(np.int64) + month_of(date(1970, 1, 1))
    return found


def forecast(
    history: History, today: date, reached: Mapping[str, int], targets: Mapping[str, int], *, seed: int = SEED
) -> dict[str, Any]:
    """What the counters will read at the end of this year; `reached` is what they read now.

    Per measure: by month from this one on [low, middle, high]; how the past did; what would reach the target.
    """
    now = month_of(today)
    days = monthrange(today.year, today.month)[1]
    part = (days - today.day) / days
    months = 12 - today.month + (1 if part > 0 else 0)
    if not enough(history.until(now), now) or months < 1:
        return {"enough": False, "year": today.year}
    last = now - 1 if part > 0 else now
    known, people = chances(history, last), waiting(history.until(now), now)
    made = simulate(known, people, months, seed=seed, part=part)
    checked = check(history, last, max(1, round(months - 1 + part)) if part else months, seed=seed)
    found: dict[str, Any] = {"enough": True, "year": today.year, "from": 12 - months, "measures": {}}
    for stage, measure in enumerate(STAGES):
        so_far, told = reached.get(measure, 0), checked[measure]
        bands = [band_of(so_far + made[:, at, stage], told.factor, so_far) for at in range(months)]
        row: dict[str, Any] = {
            "months": [[round(band.low, 1), round(band.middle, 1), round(band.high, 1)] for band in bands],
            "checked": _kept(told),
        }
        target = targets.get(measure)
        if target is not None and bands[-1].middle < target:
            lacking = needed(known, people, months, stage, target - so_far, seed=seed, part=part)
            row["levers"] = [[one.lever, round(one.now, 2), _two(one.then)] for one in lacking]
        found["measures"][measure] = row
    return found


def _two(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _kept(checked: Checked) -> dict[str, float]:
    return {
        "cases": checked.cases,
        "inside": checked.inside,
        "plain": checked.plain,
        "factor": round(checked.factor, 2),
    }
