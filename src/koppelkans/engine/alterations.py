"""A region with one thing changed: what a person could have more of, or an offer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from koppelkans.engine.answers import Change
from koppelkans.engine.region import DAYPARTS, Forbidden, Pathways, Region


def altered(region: Region, candidate: int, change: Change) -> Region:
    """The region with this change; those about a person are about this candidate."""
    match change.kind:
        case "language" | "credential":
            return _holding(region, candidate, region.credentials.ids.index(change.id))
        case "earlier":
            return _with(region, "candidates", "available_from", candidate, -change.amount)
        case "travel":
            return _with(region, "candidates", "max_travel", candidate, change.amount)
        case "daypart":
            day = 1 << DAYPARTS.index(change.id)
            new = day & ~int(region.candidates.dayparts[candidate])
            return _with(region, "candidates", "dayparts", candidate, new)
        case "seat":
            return _with(region, "runs", "seats_max", region.runs.ids.index(change.id), change.amount)
        case "minimum":
            return _with(region, "runs", "seats_min", region.runs.ids.index(change.id), -change.amount)
        case "place":
            return _with(region, "places", "capacity", region.places.ids.index(change.id), change.amount)
        case "mentor":
            return _with(region, "employers", "mentors", region.employers.ids.index(change.id), change.amount)
        case "fund":
            return _with(region, "funds", "budget", region.funds.ids.index(change.id), change.amount)
    raise ValueError(f"no change is called {change.kind!r}")


def without(region: Region, candidate: int, runs: tuple[int, ...], place: int) -> Region:
    """The region with a row more of forbidden.csv for each run (-1: any), and without this person's lock."""
    old, locks = region.forbidden, region.locks
    rows = [*zip(old.candidate.tolist(), old.run.tolist(), old.place.tolist(), strict=True)]
    rows = sorted({*rows, *((candidate, run, place) for run in runs)})
    stay = np.flatnonzero(locks.candidate != candidate)
    return replace(
        region,
        forbidden=Forbidden(*np.array(rows, dtype=np.int32).T),
        locks=Pathways(locks.candidate[stay], tuple(locks.runs[row] for row in stay.tolist()), locks.place[stay]),
    )


def _with(region: Region, table: str, column: str, row: int, more: int) -> Region:
    """The region with so much more in one cell."""
    rows: Any = getattr(region, table)
    values = getattr(rows, column).copy()
    values[row] += more
    return replace(region, **{table: replace(rows, **{column: values})})


def _holding(region: Region, candidate: int, credential: int) -> Region:
    """The region in which this person holds a credential, with what it implies, from the start."""
    holds = region.candidates.holds.copy()
    holds[candidate] |= region.credentials.implies[credential]
    return replace(region, candidates=replace(region.candidates, holds=np.asarray(holds)))
