"""What the region is called, in which period it plans, and what its chances rest on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.models import Municipality, Region
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.planning.coefficients import of_region

MOST_RUNS = 5  # in one pathway, by the format


def against_period(plan_from: date, plan_until: date) -> list[Reason]:
    """Why this is no period to plan in."""
    if plan_until < plan_from:
        return [Reason("period", _("De laatste dag ligt voor de eerste dag."))]
    return []


@transaction.atomic
def change_region(
    region: Region,
    *,
    name: str,
    plan_from: date,
    plan_until: date,
    max_runs: int | None,
    by: Actor,
    now: datetime,
) -> Region:
    """Change the name, the period and the longest pathway."""
    by.require(May.EDIT_SETTINGS)
    refuse_if(against_period(plan_from, plan_until))
    region.name, region.plan_from, region.plan_until, region.max_runs = name, plan_from, plan_until, max_runs
    region.save(update_fields=["name", "plan_from", "plan_until", "max_runs"])
    trail.record("region.change", by=by, purpose="exchange", now=now, thing=name)
    return region


@transaction.atomic
def name_municipalities(names: Mapping[str, str], *, by: Actor, now: datetime) -> int:
    """Give municipalities the names people know them by; returns how many changed."""
    by.require(May.EDIT_SETTINGS)
    changed = 0
    for municipality in Municipality.objects.filter(pk__in=names):
        if names[municipality.pk] and municipality.name != names[municipality.pk]:
            municipality.name = names[municipality.pk]
            municipality.save(update_fields=["name"])
            changed += 1
    if changed:
        trail.record("municipality.name", by=by, purpose="exchange", now=now, thing=f"{changed}")
    return changed


@transaction.atomic
def tell_coefficients(told: Mapping[str, Mapping[str, Any]], *, by: Actor, now: datetime) -> Region:
    """Say per coefficient where it comes from, how sure it is and when it was measured: {"source", "spread", "day"}."""
    by.require(May.EDIT_SETTINGS)
    region = Region.objects.select_for_update().get()
    refuse_if(
        [reason for name, row in told.items() for reason in against_coefficient(name, row, timezone.localdate(now))]
    )
    values = {row.name: row.value for row in of_region(region)}
    region.coefficients = {
        name: {
            "value": values[name],
            "source": {"nl": row["source"]} if row["source"] else {},
            "spread": float(row["spread"]),
            "measured_on": row["day"].isoformat() if row["day"] else "",
        }
        for name, row in told.items()
    }
    region.save(update_fields=["coefficients"])
    trail.record("region.coefficients", by=by, purpose="exchange", now=now, thing=region.name)
    return region


def against_coefficient(name: str, told: Mapping[str, Any], today: date) -> list[Reason]:
    """Why this cannot be said of a coefficient; the code is its name, for the form."""
    if told["day"] is None:
        return []
    reasons = []
    if told["day"] > today:
        reasons.append(Reason(f"{name}:day", _("Deze dag is nog niet geweest.")))
    if not told["source"]:
        reasons.append(Reason(f"{name}:source", _("Schrijf op waar dit is gemeten.")))
    return reasons
