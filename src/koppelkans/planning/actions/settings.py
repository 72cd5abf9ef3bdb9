"""What the region is called and in which period it plans."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.models import Municipality, Region
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May

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
