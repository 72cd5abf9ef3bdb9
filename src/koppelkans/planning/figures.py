"""What pages show of a whole round: computed once, when its plan is stored, and kept with it (`Round.figures`).

Plain data by the codes of the region folder, so that the figures stay when snapshot and plan are gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import numpy as np

from koppelkans.engine.chance import Coefficient, band_of, coefficients, of_scorecard, spread_of
from koppelkans.engine.compare import side, spent
from koppelkans.engine.fairness import POOL, GroupTreatment, Treatment, treatment
from koppelkans.engine.plan import Plan
from koppelkans.engine.problem import Problem
from koppelkans.engine.region import Region
from koppelkans.engine.simple import SimplePlan, problem_of, simple_plans
from koppelkans.engine.variants import group_rules
from koppelkans.engine.words import EPOCH
from koppelkans.planning.flows import flow_of
from koppelkans.planning.scarcity import scarcity_of

Data = dict[str, Any]


def figures_of(
    region: Region, plan: Plan, *, table: Iterable[Coefficient] | None = None, problem: Problem | None = None
) -> Data:
    """The figures of a plan: people, durable work, money, groups, fairness, reasons, and the simpler ways beside it.

    `table`: the coefficients with their sources, that of the engine where none is given; `problem`: that of the region,
    where it is there already.
    """
    known = of_scorecard(region.settings.scorecard, coefficients() if table is None else table)
    low, middle, high = band_of(region, plan.proposals, spread_of(known))
    totals = side(plan)
    problem = problem or problem_of(region, workers=1)
    simple = simple_plans(region, problem)
    return {
        "people": len(region.candidates.ids),
        "placed": totals.people,
        "cents": totals.cost,
        "durable": {"low": float(low.sum()), "middle": float(middle.sum()), "high": float(high.sum())},
        "assumed": any(row.assumed for row in known),
        "gap": plan.gap,
        "simple": {name: _simple(found) for name, found in simple.items()},
        "funds": _funds(region, plan),
        "runs": _runs(region, plan),
        "flow": flow_of(region, plan),
        "treatment": treatment_data(region, treatment(region, plan)),
        "ruled": [name for name, ruled in zip(region.groups, group_rules(region).tolist(), strict=True) if ruled],
        "floors": [{"group": region.groups[row.group], "share": row.min_share} for row in region.settings.fairness],
        "reasons": nearest_reasons(plan),
        **scarcity_of(region, plan, problem),
    }


def _simple(found: SimplePlan | None) -> Data | None:
    """A simpler way; None where it does not hold what was fixed."""
    if found is None:
        return None
    return {"people": found.people, "durable": found.durable, "cents": found.cents}


def _funds(region: Region, plan: Plan) -> list[Data]:
    """Per fund what the plan uses of what there was; `held`: kept aside for the funds it stands for."""
    funds, used = region.funds, spent(region, plan)
    held = np.zeros(len(funds.ids))
    backed = np.flatnonzero(funds.guarantor >= 0)
    np.add.at(held, funds.guarantor[backed], used[backed] * funds.reserve[backed])
    return [
        {
            "id": name,
            "name": funds.name[row] or name,
            "budget": int(funds.budget[row]),
            "cents": int(used[row]),
            "held": int(np.ceil(held[row] - 1e-6)),
        }
        for row, name in enumerate(funds.ids)
    ]


def _runs(region: Region, plan: Plan) -> list[Data]:
    """Every run: how many the plan puts in it, and how many it lacks to begin."""
    runs = region.runs
    return [
        {
            "id": name,
            "name": runs.name[row] or name,
            "start": day_of(int(runs.start[row])),
            "min": int(runs.seats_min[row]),
            "max": int(runs.seats_max[row]),
            "taken": int(runs.seats_taken[row]),
            "planned": int(plan.planned[row]),
            "lacks": max(0, int(runs.seats_min[row] - runs.seats_taken[row] - plan.planned[row])),
        }
        for row, name in enumerate(runs.ids)
    ]


def treatment_data(region: Region, told: Treatment) -> Data:
    """How the plan treats everybody (group "") and each group that is large enough to tell of."""
    return {"rows": [_row(region, row) for row in told.rows], "small": told.small}


def _row(region: Region, row: GroupTreatment) -> Data:
    return asdict(row) | {"group": group_code(region, row.group)}


def group_code(region: Region, group: int) -> str:
    """The code of a group; "" for everybody together."""
    return "" if group == POOL else region.groups[group]


def nearest_reasons(plan: Plan) -> list[list[Any]]:
    """What stopped people, nearest reason only: [code, people], the most frequent first."""
    nearest = Counter(reasons[0].partition(":")[0] for reasons in plan.unplaced.reasons if reasons)
    return [[code, people] for code, people in sorted(nearest.items(), key=lambda pair: (-pair[1], pair[0]))]


def day_of(day: int) -> str:
    """A day of the engine as YYYY-MM-DD."""
    return (EPOCH + timedelta(days=day)).isoformat()
