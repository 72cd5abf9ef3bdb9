"""Measures how often outcomes lie in the band of a forecast, on made-up programmes of which the truth is known.

Run as `python -m tests.reports.coverage`; gives the table of docs/explanation/how-a-forecast-is-made.md.
"""

from __future__ import annotations

import sys

import numpy as np
from tests.reports.processes import made_up

from koppelkans.reports.forecasting import STAGES, History, band_of, chances, check, simulate, waiting

HISTORIES = 60
MONTHS, AHEAD = 42, 6
FIRST = 24_000
RUNS = 120
PROCESSES = {
    "25 sign-ups a month, steady": [{"inflow": 25.0}],
    "25 a month, uneven (variance 4 times the mean)": [{"inflow": 25.0, "spread": 4.0}],
    "5 a month": [{"inflow": 5.0}],
    "from 10 to 30 a month, half-way the second year": [{"inflow": 10.0, "months": 18}, {"inflow": 30.0}],
}


def joined(parts: list[History]) -> History:
    """Histories one after the other, as one."""
    columns = [(part.signed, *part.steps, part.left) for part in parts]
    signed, started, worked, durable, left = (np.concatenate(column) for column in zip(*columns, strict=True))
    return History(signed, (started, worked, durable), left)


def history_of(process: list[dict[str, float]], seed: int) -> History:
    """One made-up history; of what changes, each part from where it begins to the end."""
    parts, first = [], 0
    for at, values in enumerate(process):
        own = dict(values)
        length = int(own.pop("months", MONTHS - first))
        part = made_up(seed * 10 + at, months=MONTHS - first, first=FIRST + first, **own)
        kept = part.signed < FIRST + first + length
        parts.append(
            History(part.signed[kept], (part.steps[0][kept], part.steps[1][kept], part.steps[2][kept]), part.left[kept])
        )
        first += length
    return joined(parts)


def measured(process: list[dict[str, float]]) -> tuple[list[float], list[float], list[float]]:
    """By measure: the share of outcomes in the plain band, in the band made wider by the past, and how wide that is."""
    now = FIRST + MONTHS - AHEAD - 1
    plain, wider, factors = (np.zeros((HISTORIES, len(STAGES))) for _table in range(3))
    for seed in range(HISTORIES):
        history = history_of(process, seed)
        then = history.until(now)
        made = simulate(chances(then, now), waiting(then, now), AHEAD, seed=seed, runs=RUNS)
        told = check(then, now, AHEAD, seed=seed, runs=RUNS)
        for stage, name in enumerate(STAGES):
            outcome = history.reached(stage, now + 1, now + AHEAD)
            for table, factor in ((plain, 1.0), (wider, told[name].factor)):
                band = band_of(made[:, -1, stage], factor)
                table[seed, stage] = np.floor(band.low) <= outcome <= np.ceil(band.high)
            factors[seed, stage] = told[name].factor
    return tuple(list(table.mean(axis=0)) for table in (plain, wider, factors))  # type: ignore[return-value]


def main(wanted: list[str]) -> None:
    """Print the table, of the processes whose name begins so; of all without."""
    write = sys.stdout.write
    write("| process | band | started | at work | durable |\n| --- | --- | --- | --- | --- |\n")
    for name, process in PROCESSES.items():
        if wanted and not name.startswith(tuple(wanted)):
            continue
        plain, wider, factors = measured(process)
        write(f"| {name} | as computed | " + " | ".join(f"{share:.0%}" for share in plain) + " |\n")
        shares = (f"{share:.0%} (×{factor:.2f})" for share, factor in zip(wider, factors, strict=True))
        write("| | made wider by the past | " + " | ".join(shares) + " |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
