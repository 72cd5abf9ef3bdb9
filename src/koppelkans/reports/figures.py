"""The figures of the night from the journeys: funnel, time to start, still at work, predicted beside reached, cost.

Pure: columns of days in, plain figures out, to be kept as JSON. `hide` makes of them what the region may see.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np

from koppelkans.reports.facts import Facts
from koppelkans.reports.hiding import LEAST, hidden, nested, safe, share_shown
from koppelkans.results.models import Measure

HIDDEN: Final = "hidden"  # as kept in JSON
FUNNEL: Final = (
    "signed-up",
    "admitted",
    *(measure.value for measure in Measure if measure.value not in {"13w", "52w"}),
)
STILL: Final = ((Measure.WEEKS_13, 91), (Measure.DURABLE, 182), (Measure.WEEKS_52, 364))
MUCH: Final = 50  # sign-ups of a programme that counts along in the region's figures for who has no case role
LONG_ENOUGH = 364  # days since the start after which durable work could have come
WEEK = 7.0


def figures(facts: Facts, today: date) -> dict[str, Any]:
    """Everything of one scope, by year where it is of a year."""
    now = float(today.toordinal())
    first = date.fromordinal(int(facts.signed.min())).year if len(facts) else today.year
    return {
        "years": {str(year): _year(facts, year) for year in range(first, today.year + 1)},
        "in-journey": int(facts.open.sum()),
        "still": [_still(facts, measure, days, now) for measure, days in STILL],
        "predicted": _predicted(facts, now),
        "cost-per-durable": _cost(facts, now - facts.started >= LONG_ENOUGH, facts.reached[Measure.DURABLE]),
    }


def _year(facts: Facts, year: int) -> dict[str, Any]:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    signed = (facts.signed >= first) & (facts.signed <= last)
    started = (facts.started >= first) & (facts.started <= last)
    came = {
        "signed-up": signed,
        "admitted": signed & facts.admitted,
        Measure.STARTED.value: signed & ~np.isnan(facts.started),
        Measure.FINISHED.value: signed & ~np.isnan(facts.finished),
        Measure.AT_WORK.value: signed & ~np.isnan(facts.reached[Measure.AT_WORK]),
        Measure.DURABLE.value: signed & ~np.isnan(facts.reached[Measure.DURABLE]),
    }
    lost = started & facts.stopped & np.isnan(facts.reached[Measure.AT_WORK])
    return {
        "funnel": [int(came[code].sum()) for code in FUNNEL],
        "stopped": int(np.sum(facts.stopped & (facts.left >= first) & (facts.left <= last))),
        "drop-out": [int(lost.sum()), int(started.sum())],
        "time": [_weeks(facts, year, month) for month in range(1, 13)],
        "cost-per-start": _cost(facts, started, facts.started),
    }


def _weeks(facts: Facts, year: int, month: int) -> list[float]:
    """How many began in a month, and the middle, low and high quarter of the weeks it took them."""
    first = date(year, month, 1).toordinal()
    after = date(year + month // 12, month % 12 + 1, 1).toordinal()
    took = (facts.started - facts.signed)[(facts.started >= first) & (facts.started < after)] / WEEK
    if not len(took):
        return [0]
    return [len(took), *(round(float(value), 1) for value in np.quantile(np.maximum(took, 0), [0.5, 0.25, 0.75]))]


def _still(facts: Facts, measure: Measure, days: int, now: float) -> list[int]:
    """Of those who went to work so long ago: how many worked so long, and how many could have."""
    could = now - facts.reached[Measure.AT_WORK] >= days
    return [int(np.sum(could & ~np.isnan(facts.reached[measure]))), int(could.sum())]


def _predicted(facts: Facts, now: float) -> dict[str, list[float]]:
    """By sector (empty: all): people, durably at work, and what their plans expected, at least and at most."""
    ripe = (now - facts.started >= LONG_ENOUGH) & ~np.isnan(facts.expected)
    found = {}
    for sector in ["", *sorted(set(facts.sector[ripe]) - {""})]:
        kept = ripe & (facts.sector == sector) if sector else ripe
        durable = int(np.sum(kept & ~np.isnan(facts.reached[Measure.DURABLE])))
        sums = [round(float(np.nansum(values[kept])), 1) for values in (facts.expected, facts.low, facts.high)]
        found[str(sector)] = [int(kept.sum()), durable, *sums]
    return found


def _cost(facts: Facts, kept: Any, reached: Any) -> list[int]:
    """How many reached it, and what it cost a person of these in cents."""
    counted = kept & ~np.isnan(facts.cost)
    number = int(np.sum(counted & ~np.isnan(reached)))
    return [number, round(float(np.nansum(facts.cost[counted])) / number)] if number else [0]


# ---- for who has no case role


def hide(found: dict[str, Any], unseen: set[str]) -> dict[str, Any]:
    """The same without small groups; `unseen` are the sectors that may not be shown."""
    return {
        "years": {year: _hidden_year(figures) for year, figures in found["years"].items()},
        "in-journey": _shown(found["in-journey"]),
        "still": [row if share_shown(*row) else HIDDEN for row in found["still"]],
        "predicted": {sector: HIDDEN if sector in unseen else row for sector, row in found["predicted"].items()},
        "cost-per-durable": found["cost-per-durable"] if found["cost-per-durable"][0] >= LEAST else HIDDEN,
    }


def _hidden_year(found: dict[str, Any]) -> dict[str, Any]:
    stages = found["funnel"]
    return {
        "funnel": [number if fits else HIDDEN for number, fits in zip(stages, nested(stages), strict=True)],
        "stopped": _shown(found["stopped"]),
        "drop-out": found["drop-out"] if share_shown(*found["drop-out"]) else HIDDEN,
        "time": [HIDDEN if 0 < row[0] < LEAST else row for row in found["time"]],
        "cost-per-start": found["cost-per-start"] if found["cost-per-start"][0] >= LEAST else HIDDEN,
    }


def together(shown: dict[str, Any], parts: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, Any]:
    """The region's figures less those that would give away what a programme hides; parts: in full, and as shown."""
    years = {}
    for year, found in shown["years"].items():
        of = [(full["years"][year], seen["years"][year]) for full, seen in parts if year in full["years"]]
        rows = {name: [(full[name], seen[name]) for full, seen in of] for name in found}
        years[year] = {
            "funnel": _each(found["funnel"], rows["funnel"]),
            "stopped": _kept(found["stopped"], rows["stopped"]),
            "drop-out": _kept(found["drop-out"], rows["drop-out"], columns=2),
            "time": _each(found["time"], rows["time"]),
            "cost-per-start": _kept(found["cost-per-start"], rows["cost-per-start"]),
        }
    rows = {name: [(full[name], seen[name]) for full, seen in parts] for name in shown}
    return shown | {
        "years": years,
        "in-journey": _kept(shown["in-journey"], rows["in-journey"]),
        "still": _each(shown["still"], rows["still"], columns=2),
        "cost-per-durable": _kept(shown["cost-per-durable"], rows["cost-per-durable"]),
    }


def _each(shown: list[Any], parts: list[tuple[Any, Any]], columns: int = 1) -> list[Any]:
    """The same for each of a row of figures."""
    return [
        _kept(value, [(full[at], seen[at]) for full, seen in parts], columns=columns) for at, value in enumerate(shown)
    ]


def _kept(shown: Any, parts: list[tuple[Any, Any]], columns: int = 1) -> Any:
    """A figure, or that it is hidden; with two columns the first is a part of the second, and the rest counts too."""
    covered = [full if isinstance(full, list) else [full] for full, seen in parts if seen == HIDDEN]
    if shown == HIDDEN or not covered:
        return shown
    groups = [[row[at] for row in covered] for at in range(columns)]
    if columns > 1:
        groups.append([row[1] - row[0] for row in covered])
    return shown if all(safe(group) for group in groups) else HIDDEN


def _shown(number: int) -> int | str:
    return number if number >= LEAST else HIDDEN


def unseen_sectors(by_programme: dict[str, dict[str, list[float]]]) -> dict[str, set[str]]:
    """The sectors that may not be shown, by programme (empty: all), for what was predicted beside what was reached."""
    found: dict[str, set[str]] = {programme: set() for programme in by_programme}
    for at in (0, 1):  # people, and of these the durable ones
        cells = {
            (programme, sector): int(row[at])
            for programme, rows in by_programme.items()
            for sector, row in rows.items()
        }
        over = [
            ((programme, ""), [(programme, sector) for sector in rows if sector])
            for programme, rows in by_programme.items()
        ]
        over += [
            (("", sector), [key for key in cells if key[0] and key[1] == sector]) for sector in by_programme.get("", {})
        ]
        for programme, sector in hidden(cells, over):
            found[programme].add(sector)
    return found
