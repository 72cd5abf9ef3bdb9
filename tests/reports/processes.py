"""Made-up programmes of which the truth is known: people who sign up, start, work and stay, month by month."""

from __future__ import annotations

import numpy as np

from koppelkans.reports.forecasting import History

NEVER = np.nan


def made_up(
    seed: int,
    *,
    months: int = 36,
    first: int = 24_000,
    inflow: float = 25.0,
    start: float = 0.3,
    work: float = 0.12,
    durable: float = 0.5,
    leave: float = 0.03,
    spread: float = 1.0,
) -> History:
    """A history of so many months: chances are per month in a stage; durable comes in the seventh month or later.

    With `spread` above 1 the months of sign-up differ more than chance makes them.
    """
    draw = np.random.default_rng(seed)
    columns: list[list[float]] = [[], [], [], [], []]
    last = first + months - 1
    for month in range(first, first + months):
        mean = inflow if spread <= 1 else draw.gamma(inflow / (spread - 1), spread - 1)
        for _person in range(draw.poisson(mean)):
            row = [float(month), NEVER, NEVER, NEVER, NEVER]
            now = month
            for stage, chance in enumerate((start, work, durable), 1):
                since = now
                while now <= last:
                    ripe = stage < 3 or now - since >= 6
                    if ripe and draw.random() < chance:
                        row[stage] = float(now)
                        break
                    if draw.random() < leave:
                        row[4] = float(now)
                        break
                    now += 1
                if np.isnan(row[stage]):
                    break
            for column, value in zip(columns, row, strict=True):
                column.append(value)
    signed, *steps, left = (np.array(column) for column in columns)
    return History(signed, (steps[0], steps[1], steps[2]), left)
