"""Tasks with risk at a place, said by the employer; a task never changes, another one replaces it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from koppelkans.core import trail
from koppelkans.core.access import Actor, Unknown
from koppelkans.core.refusal import refuse_if
from koppelkans.core.roles import May
from koppelkans.supply import queries, rules_guarantees
from koppelkans.supply.models import Place, RiskTask

PURPOSE = "safety"


def _locked(place: Place, by: Actor) -> Place:
    """The place as it is now, for who may change it."""
    by.require(May.EDIT_PLACES)
    if not queries.may_edit_employer(by, place.employer):
        raise Unknown(May.EDIT_PLACES)
    return Place.objects.select_for_update(of=("self",)).select_related("employer").get(pk=place.pk)


@transaction.atomic
def add_risk_task(
    place: Place,
    *,
    by: Actor,
    name: str,
    instruction: str,
    from_first_day: bool,
    valid_days: int,
    now: datetime,
    instead_of: RiskTask | None = None,
) -> RiskTask:
    """From now on nobody begins with this task without proof.

    With another instruction the old task stops: who understood the old one has not yet understood this one.
    """
    here = _locked(place, by)
    if instead_of is not None:
        _stop(instead_of, by=by, now=now)
    refuse_if(rules_guarantees.against_risk_task(here, name))
    task = RiskTask(
        place=here, name=name, instruction=instruction, from_first_day=from_first_day, valid_days=valid_days
    )
    task.full_clean()
    task.save()
    trail.record("risk.add", by=by, purpose=PURPOSE, now=now, thing=f"{here.code}: {name}")
    return task


@transaction.atomic
def stop_risk_task(task: RiskTask, *, by: Actor, now: datetime) -> RiskTask:
    """This is not done at the place any more; what was proven stays where it was written."""
    _locked(task.place, by)
    return _stop(task, by=by, now=now)


def _stop(task: RiskTask, *, by: Actor, now: datetime) -> RiskTask:
    """Stop a task, once."""
    found = RiskTask.objects.select_for_update(of=("self",)).select_related("place").get(pk=task.pk)
    if found.withdrawn_on is None:
        found.withdrawn_on = timezone.localdate(now)
        found.save(update_fields=["withdrawn_on"])
        trail.record("risk.stop", by=by, purpose=PURPOSE, now=now, thing=f"{found.place.code}: {found.name}")
    return found
