"""From a choice of pathways to the parts of a Plan: proposals with their figures, and what the certificate tells."""

from __future__ import annotations

import platform
import resource
from pathlib import Path
from typing import Any

import numpy as np

import koppelkans
from koppelkans.engine.pathways import worth_of
from koppelkans.engine.plan import Proposals
from koppelkans.engine.problem import Problem
from koppelkans.engine.programme import quiet_highs
from koppelkans.engine.region import Ints


def proposals_of(problem: Problem, rows: Ints) -> Proposals:
    """The proposals of a choice of rows of the problem (sorted)."""
    pool, chosen = problem.pool, problem.ids[rows]
    worth = worth_of(problem.book, problem.valuation, pool, chosen)
    return Proposals(
        candidate=pool.candidate[chosen],
        runs=tuple(tuple(run for run in runs if run >= 0) for runs in pool.runs(chosen).tolist()),
        place=pool.place[chosen],
        first_day=pool.first_day[chosen],
        probability=worth.probability,
        preference=worth.preference,
        travel_minutes=pool.minutes[chosen],
        cost=worth.cost,
        value=worth.value,
        terms=worth.terms,
    )


def planned_of(problem: Problem, rows: Ints) -> Ints:
    """People planned per run."""
    runs = problem.runs[rows]
    return np.bincount(runs[runs >= 0], minlength=len(problem.region.runs.ids)).astype(np.int32)


def certificate(problem: Problem, rows: Ints, seed: int) -> dict[str, Any]:
    """What certificate.json tells besides value, bound and gap: the same for the same input and seed."""
    region = problem.region
    return {
        "seed": seed,
        "counts": {
            "candidates": len(region.candidates.ids),
            "runs": len(region.runs.ids),
            "places": len(region.places.ids),
            "funds": len(region.funds.ids),
            "pathways": len(problem.pool),
            "people": len(rows),
        },
        "versions": {
            "koppelkans": koppelkans.__version__,
            "numpy": np.__version__,
            "highs": quiet_highs().version(),
        },
        "input": region.digest,
    }


def run_figures(phases: dict[str, float], *, workers: int, stopped: bool) -> dict[str, Any]:
    """What run.json tells: what differs from run to run."""
    return {
        "seconds": {phase: round(seconds, 3) for phase, seconds in phases.items()},
        "stopped_early": stopped,
        "workers": workers,
        "memory_mb": round(_most_memory() / 1024, 1),
        "machine": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _most_memory() -> int:
    """The most memory this process has held, in kB; the system's own figure also counts what started the process."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
