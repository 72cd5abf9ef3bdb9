"""What holds a plan back, as plain data for pages: prices and measured gains, and who would fit in closed groups."""

from __future__ import annotations

from typing import Any

import numpy as np

from koppelkans.engine.bottlenecks import DEAREST, SAME
from koppelkans.engine.plan import Bottleneck, Plan
from koppelkans.engine.problem import Problem
from koppelkans.engine.region import Region

MOST = 40  # bottlenecks that are kept: nobody reads further


def scarcity_of(region: Region, plan: Plan, problem: Problem) -> dict[str, Any]:
    """The dearest bottlenecks, first what was measured, and per group that stays closed the people who would fit.

    `fit` gives per run [people with a pathway through it, those of them without a proposal].
    """
    tried = _tried(plan)
    ranked = sorted(plan.bottlenecks, key=lambda row: (-(row.measured or 0.0), row in tried, -row.price, row.id))
    return {
        "bottlenecks": [_row(region, row, row in tried) for row in ranked[:MOST]],
        "bottlenecks_left": max(0, len(ranked) - MOST),
        "fit": _fitting(region, plan, problem),
    }


def _tried(plan: Plan) -> set[Bottleneck]:
    """The bottlenecks that were planned again: the dearest, where the price goes beyond what the proof leaves open."""
    doubt = max(plan.bound - plan.value, SAME * max(1.0, abs(plan.bound)))
    dearest = sorted(plan.bottlenecks, key=lambda row: -row.price)[:DEAREST]
    return {row for row in plan.bottlenecks if row.measured is not None or (row in dearest and row.price > doubt)}


def _row(region: Region, row: Bottleneck, tried: bool) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "id": row.id,
        "month": row.month,
        "name": _name(region, row.kind, row.id),
        "price": row.price,
        "measured": row.measured,
        "tried": tried,  # planned again; without a measured gain it brought nothing beyond what the proof leaves open
        "people": row.people,
    }


def _name(region: Region, kind: str, id_: str) -> str:
    """What it is called where the region knows; a group has only its id here."""
    if kind in ("run_seats", "run_minimum"):
        return region.runs.name[region.runs.ids.index(id_)]
    if kind == "place":
        at = region.places.ids.index(id_)
        occupation, employer = int(region.places.occupation[at]), int(region.places.employer[at])
        return f"{region.occupations.name[occupation]} – {region.employers.name[employer]}"
    if kind == "mentors":
        return region.employers.name[region.employers.ids.index(id_)]
    if kind in ("fund", "guarantee"):
        return region.funds.name[region.funds.ids.index(id_)]
    return id_


def _fitting(region: Region, plan: Plan, problem: Problem) -> dict[str, list[int]]:
    """People with a pathway through each run that the plan does not start."""
    pool = problem.pool
    placed = np.zeros(len(region.candidates.ids), dtype=bool)
    placed[plan.proposals.candidate] = True
    closed = (plan.planned == 0) & (region.runs.seats_taken < region.runs.seats_min)
    found: dict[str, list[int]] = {}
    runs = pool.chain_runs[pool.chain]
    for run in np.flatnonzero(closed).tolist():
        people = np.unique(pool.candidate[(runs == run).any(axis=1)])
        found[region.runs.ids[run]] = [len(people), int((~placed[people]).sum())]
    return found
