"""How fast and how well the command `koppelkans plan` plans a case, as a whole process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bench.cases import KOPPELKANS, Case
from bench.listing import BrokenPlan, result
from bench.process import measure
from koppelkans.engine.files import read_plan
from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region


@dataclass(frozen=True)
class Speed:
    """`broken` says what is wrong with the plan, if anything is; `stopped` that it was not ready in time."""

    people: int
    value: float
    gap: float
    durable: float
    cents: int
    pathways: int
    seconds: float
    megabytes: float
    stopped: bool
    broken: str


def plan_by_command(case: Case, folder: Path, region: Path, name: str) -> tuple[Path, float, float, bool]:
    """Plan with the command: (plan folder, seconds, megabytes, stopped before it was ready)."""
    plan = folder / name
    took = measure([KOPPELKANS, "plan", region, "-o", plan, "--quiet"], case.limit)
    if took.status:
        raise RuntimeError(f"koppelkans plan ended with status {took.status}: {took.said}")
    return plan, took.seconds, took.megabytes, took.stopped


def speed(case: Case, folder: Path, where: Path, region: Region) -> tuple[Speed, Plan]:
    """Plan a case, verify the plan and tell its figures."""
    written, seconds, megabytes, stopped = plan_by_command(case, folder, where, "plan")
    plan = read_plan(region, written)
    counts = json.loads((written / "certificate.json").read_text(encoding="utf-8"))["counts"]
    broken = ""
    try:
        result(region, plan)
    except BrokenPlan as error:
        broken = str(error)
    measured = Speed(
        people=len(plan.proposals.candidate),
        value=plan.value,
        gap=plan.gap,
        durable=float(plan.proposals.probability.sum()),
        cents=int(plan.funding.amount.sum()),
        pathways=counts["pathways"],
        seconds=seconds,
        megabytes=megabytes,
        stopped=stopped,
        broken=broken,
    )
    return measured, plan
