"""Keep what came out of a round: proposals, the plan folder, figures; all of it or nothing, and once."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from koppelkans.core.models import Region
from koppelkans.engine import chance, files, report
from koppelkans.engine.core import core_bytes
from koppelkans.engine.plan import TERMS, Plan
from koppelkans.engine.region import COST_KINDS
from koppelkans.engine.region import Region as Snapshot
from koppelkans.people.models import Candidate
from koppelkans.planning import coefficients
from koppelkans.planning.figures import figures_of
from koppelkans.planning.models import Proposal, Round
from koppelkans.planning.snapshots import zipped
from koppelkans.supply.models import Place

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
class Outcome:
    """A plan as it will be kept: made before the transaction, so that nobody waits for it."""

    packed: bytes
    core: bytes
    figures: dict[str, Any]
    low: list[float]
    high: list[float]


def outcome_of(snapshot: Snapshot, plan: Plan) -> Outcome:
    """The plan folder, the figures of the whole, and between what each chance may lie."""
    page = report.render(snapshot, plan, "nl")
    hashes: dict[str, str] = {}

    def write(folder: Path) -> None:
        files.write_plan(snapshot, plan, folder, report_html=page, force=False)
        hashes.update({file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())})

    packed = zipped(write)
    table = coefficients.table_of(Region.objects.first(), snapshot)
    low, _middle, high = chance.band_of(snapshot, plan.proposals, chance.spread_of(table))
    figures = figures_of(snapshot, plan, table=table) | {
        "run": plan.run,
        "settings": settings_told(snapshot),
        "hashes": hashes,
        "coefficients": coefficients.written(table),
    }
    core = core_bytes(plan.core) if plan.core is not None else b""
    return Outcome(packed, core, figures, low.tolist(), high.tolist())


def settings_told(snapshot: Snapshot) -> dict[str, Any]:
    """With which days, weights and floors was planned: what stays when the folder is gone."""
    settings = snapshot.settings
    return {
        "plan_from": (EPOCH + timedelta(days=settings.plan_from)).isoformat(),
        "plan_until": (EPOCH + timedelta(days=settings.plan_until)).isoformat(),
        "max_runs": settings.max_runs,
        "objective": asdict(settings.objective),
        "fairness": [{"group": snapshot.groups[row.group], "min_share": row.min_share} for row in settings.fairness],
    }


@transaction.atomic
def store(made: Round, snapshot: Snapshot, plan: Plan, *, now: datetime, outcome: Outcome | None = None) -> bool:
    """Keep a plan as proposals and as its folder; of whom (or whose place) is gone only a count is kept.

    `outcome`: where it was worked out already, so that nobody waits for that within the transaction.
    False where the round is not this worker's any more: it was given to another one, or is done already.
    """
    mine = Round.objects.select_for_update().filter(pk=made.pk, status=Round.Status.RUNNING, tries=made.tries)
    stopped = mine.values_list("stop_asked_at").first()
    if stopped is None:
        return False
    outcome = outcome or outcome_of(snapshot, plan)
    people = {row.subject.pseudonym: row for row in Candidate.objects.select_related("subject")}
    places = {place.code: place for place in Place.objects.all()}
    payments = _payments(snapshot, plan)
    placed = _placed(made, snapshot, plan, outcome, people, places, payments)
    unplaced = _unplaced(made, snapshot, plan, people)
    Proposal.objects.bulk_create([*placed, *unplaced], batch_size=500)
    mine.update(
        status=Round.Status.DONE,
        ended_at=now,
        snapshot=made.snapshot,
        outcome=outcome.packed,
        core=outcome.core,
        placed=len(placed),
        gone=len(plan.proposals.candidate) + len(plan.unplaced.candidate) - len(placed) - len(unplaced),
        value=plan.value,
        bound=plan.bound,
        group_payments=payments.get("", []),
        certificate={"gap": plan.gap} | plan.certificate,
        figures=outcome.figures | {"stopped": stopped[0] is not None},
        progress={},
    )
    return True


def _placed(
    made: Round,
    snapshot: Snapshot,
    plan: Plan,
    outcome: Outcome,
    people: dict[str, Candidate],
    places: dict[str, Place],
    payments: dict[str, list[dict[str, Any]]],
) -> list[Proposal]:
    rows, found = plan.proposals, []
    for at, candidate in enumerate(snapshot.candidates.ids[row] for row in rows.candidate.tolist()):
        terms = zip(TERMS, rows.terms[at].tolist(), strict=True)
        place = places.get(snapshot.places.ids[int(rows.place[at])])
        if candidate not in people or place is None:  # erased, or withdrawn with a whole import, while it was computed
            continue
        found.append(
            Proposal(
                round=made,
                candidate=people[candidate],
                runs=[snapshot.runs.ids[run] for run in rows.runs[at]],
                place=place,
                first_day=EPOCH + timedelta(days=int(rows.first_day[at])),
                probability=float(rows.probability[at]),
                low=outcome.low[at],
                high=outcome.high[at],
                preference=float(rows.preference[at]),
                travel_minutes=float(rows.travel_minutes[at]),
                cost=f"{int(rows.cost[at]) // 100}.{int(rows.cost[at]) % 100:02d}",
                value=float(rows.value[at]),
                reason=[f"{name}={value!r}" for name, value in terms if value],
                payments=payments.get(candidate, []),
            )
        )
    return found


def _unplaced(made: Round, snapshot: Snapshot, plan: Plan, people: dict[str, Candidate]) -> list[Proposal]:
    out = plan.unplaced
    return [
        Proposal(round=made, candidate=people[snapshot.candidates.ids[row]], reason=list(reasons))
        for row, reasons in zip(out.candidate.tolist(), out.reasons, strict=True)
        if snapshot.candidates.ids[row] in people
    ]


def _payments(snapshot: Snapshot, plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """Who pays what, by candidate; under "" what is paid for groups."""
    funding = plan.funding
    found: dict[str, list[dict[str, Any]]] = {}
    for at, candidate in enumerate(funding.candidate.tolist()):
        run = int(funding.run[at])
        payment = {
            "step": snapshot.runs.ids[run] if run >= 0 else "place",
            "cost_kind": COST_KINDS[int(funding.kind[at])],
            "fund": snapshot.funds.ids[int(funding.fund[at])],
            "cents": int(funding.amount[at]),
        }
        found.setdefault(snapshot.candidates.ids[candidate] if candidate >= 0 else "", []).append(payment)
    return found
