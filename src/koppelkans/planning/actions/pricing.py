"""What each floor costs and what leaving out a group's rules would shift: planned again, one rule at a time.

It is kept with the figures of the round (`Round.figures["price"]`), and says while it is computed how far it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from koppelkans.core import background, trail
from koppelkans.core.access import Actor
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.engine import solve
from koppelkans.engine.fairness import FloorPrice, GroupShift, Shift, floor_prices, group_shifts
from koppelkans.engine.plan import Plan
from koppelkans.engine.problems import RegionError
from koppelkans.engine.programme import SolverError
from koppelkans.engine.region import Region as Snapshot
from koppelkans.planning.actions.computing import SEED, problem_of
from koppelkans.planning.figures import group_code
from koppelkans.planning.models import Round
from koppelkans.planning.snapshots import read_outcome, read_snapshot

WAITING, DONE, FAILED = "waiting", "done", "failed"
LEAST_SECONDS, MOST_SECONDS = 10.0, 120.0  # for each plan
GONE_AFTER = timedelta(minutes=15)  # without a sign of life somebody may ask again
Data = dict[str, Any]


@transaction.atomic
def ask_price(made: Round, *, by: Actor, now: datetime) -> Round:
    """Have it computed in the background; while it is, asking again changes nothing."""
    by.require_in(May.START_ROUNDS, made.municipality_id)
    locked = Round.objects.select_for_update().get(pk=made.pk)
    refuse_if(against_pricing(locked))
    if under_way(locked, now):
        return locked
    _keep(locked, {"state": WAITING, "done": 0, "total": plans_needed(locked), "said_at": now.isoformat()})
    trail.record("round.price", by=by, purpose="planning", now=now, thing=f"round {made.pk}")
    background.later("planning.price", made.pk)
    return locked


def against_pricing(made: Round) -> list[Reason]:
    """Why the price of the rules of this round cannot be computed."""
    if made.status != Round.Status.DONE or not made.snapshot:
        return [Reason("emptied", _("De gegevens van deze ronde zijn gewist. Narekenen kan niet meer."))]
    if not plans_needed(made):
        return [Reason("no-rules", _("In deze ronde zijn er geen regels over groepen."))]
    return []


def plans_needed(made: Round) -> int:
    """How many plans it takes: one for each floor and each group that a rule names, and one without all of those."""
    figures = made.figures
    told = {row["group"] for row in figures.get("treatment", {}).get("rows", [])}
    ruled = [group for group in figures.get("ruled", []) if group in told]
    return len(figures.get("floors", [])) + len(ruled) + bool(figures.get("ruled"))


def under_way(made: Round, now: datetime) -> bool:
    """Whether it is being computed, by somebody who says so."""
    price = made.figures.get("price", {})
    return price.get("state") == WAITING and datetime.fromisoformat(price["said_at"]) > now - GONE_AFTER


def carry_out(round_id: int, *, clock: Callable[[], datetime]) -> None:
    """Plan without each rule in turn, and keep what that shows; who waits is told how far it is."""
    made = Round.objects.get(pk=round_id)
    if made.figures.get("price", {}).get("state") != WAITING:
        return
    seconds = _seconds(made)

    def planned(variant: Snapshot) -> Plan:
        plan = solve.plan(variant, stop=solve.Stop(seconds=seconds), seed=SEED, workers=1)
        _tell(round_id, {"done": 1}, clock())
        return plan

    try:
        snapshot = read_snapshot(bytes(made.snapshot))
        plan = read_outcome(snapshot, bytes(made.outcome))
        floors = [_floor(snapshot, row) for row in floor_prices(snapshot, plan, planned)]
        shifts = {group_code(snapshot, group): found for group, found in group_shifts(snapshot, plan, planned).items()}
        told = {code: _shift(snapshot, found) for code, found in shifts.items()}
    except (RegionError, solve.LocksConflict, SolverError, MemoryError) as error:
        _tell(round_id, {"state": FAILED, "problem": problem_of(error)}, clock())
    else:
        _tell(round_id, {"state": DONE, "floors": floors, "shifts": told}, clock())


def _seconds(made: Round) -> float:
    """Each plan gets as long as the round itself took, within bounds."""
    took = sum(made.figures.get("run", {}).get("seconds", {}).values())
    return float(min(max(took, LEAST_SECONDS), MOST_SECONDS))


@transaction.atomic
def _tell(round_id: int, news: Data, now: datetime) -> None:
    """Write how far it is, or what came out; the other figures stay as they are."""
    locked = Round.objects.select_for_update().get(pk=round_id)
    price = locked.figures.get("price", {})
    done = price.get("done", 0) + news.get("done", 0)
    _keep(locked, price | news | {"done": done, "said_at": now.isoformat()})


def _keep(locked: Round, price: Data) -> None:
    locked.figures = locked.figures | {"price": price}
    locked.save(update_fields=["figures"])


def _floor(region: Snapshot, row: FloorPrice) -> Data:
    """The price of a floor, by code: plan value, people and members with it and without it."""
    told = asdict(row) | {"group": region.groups[row.group], "proven": row.proven}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}


def _shift(region: Snapshot, found: Shift) -> Data:
    return {
        "rows": [_group(region, row) for row in found.rows],
        "small": found.small,
        "changed": found.changed,
        "proven": found.proven,
    }


def _group(region: Snapshot, row: GroupShift) -> Data:
    return {"group": group_code(region, row.group), "people": row.people, "placed": list(row.placed)}
