"""A work guarantee: promised, signed, withdrawn; a flag when it is not kept; and the crebo of the diploma beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from koppelkans.core import trail
from koppelkans.core.access import Actor, Unknown
from koppelkans.core.models import Subject, User
from koppelkans.core.refusal import refuse_if
from koppelkans.core.roles import May
from koppelkans.supply import rules_guarantees as rules
from koppelkans.supply.actions.offers import PURPOSE, may_describe
from koppelkans.supply.models import Breach, Guarantee, Training

FIELDS = ("guarantor", "occupation", "hours", "starts_within", "jobs", "conditions", "since", "until")


@transaction.atomic
def set_crebo(training: Training, *, by: Actor, crebo: str, now: datetime) -> Training:
    """Say of which recognised diploma a training is; empty: of none."""
    by.require(May.EDIT_RUNS)
    found = Training.objects.select_for_update().get(pk=training.pk)
    if not may_describe(by, found):
        raise Unknown(May.EDIT_RUNS)
    found.crebo = crebo.strip()
    found.full_clean()
    found.save(update_fields=["crebo"])
    trail.record("training.crebo", by=by, purpose=PURPOSE, now=now, thing=found.code, why=found.crebo)
    return found


@transaction.atomic
def promise(training: Training, *, by: Actor, fields: Mapping[str, Any], now: datetime) -> Guarantee:
    """Somebody promises work after a training; it counts when it is signed."""
    guarantee = Guarantee(training=training, **{name: fields[name] for name in FIELDS if name in fields})
    _require(guarantee, by)
    guarantee.full_clean()
    guarantee.save()
    _tell("promise", guarantee, by, now)
    return guarantee


@transaction.atomic
def sign(guarantee: Guarantee, *, by: Actor, signed_on: date, signed_by: str, now: datetime) -> Guarantee:
    """The guarantor signed: from now on it counts."""
    found = _locked(guarantee, by)
    refuse_if(rules.against_signing(found, signed_on, timezone.localdate(now)))
    found.signed_on, found.signed_by = signed_on, signed_by.strip()
    found.full_clean()
    found.save(update_fields=["signed_on", "signed_by"])
    _tell("sign", found, by, now)
    return found


@transaction.atomic
def withdraw_guarantee(guarantee: Guarantee, *, by: Actor, why: str, now: datetime) -> Guarantee:
    """It is not given to who begins from today on; who had begun keeps it."""
    found = _locked(guarantee, by)
    refuse_if(rules.against_withdrawing(found))
    found.withdrawn_on = timezone.localdate(now)
    found.save(update_fields=["withdrawn_on"])
    _tell("withdraw", found, by, now, why)
    return found


def _require(guarantee: Guarantee, by: Actor) -> None:
    """Only who acts for the guarantor, or works with employers there."""
    by.require(May.EDIT_PLACES)
    if not rules.signs(by, guarantee):
        raise Unknown(May.EDIT_PLACES)


def _locked(guarantee: Guarantee, by: Actor) -> Guarantee:
    """The guarantee as it is now, for who may change it."""
    _require(guarantee, by)
    rows = Guarantee.objects.select_for_update(of=("self",)).select_related("guarantor", "training")
    return rows.get(pk=guarantee.pk)


def _tell(verb: str, guarantee: Guarantee, by: Actor, now: datetime, why: str = "") -> None:
    thing = f"{guarantee.training.code}: {guarantee.guarantor.code}"
    trail.record(f"guarantee.{verb}", by=by, purpose=PURPOSE, now=now, thing=thing, why=why)


# ---- flags: supply does not know whose journey it is, so the verbs of journeys check who may, and call these


def open_breach(
    guarantee: Guarantee, subject: Subject, *, by: Actor, why: str, owner: User, due_on: date, today: date
) -> Breach:
    """A guarantee is not kept for somebody: called by the verb of the journey, in its transaction."""
    Guarantee.objects.select_for_update().get(pk=guarantee.pk)  # of two who open it at once the second is told
    refuse_if(rules.against_opening(guarantee, subject.pk) + rules.against_due(due_on, today))
    return Breach.objects.create(
        guarantee=guarantee, subject=subject, opened_on=today, opened_by=by.user, why=why, owner=owner, due_on=due_on
    )


def end_breach(breach: Breach, *, end: str, told: str, today: date) -> Breach:
    """How it came to an end: called by the verb of the journey, in its transaction."""
    found = Breach.objects.select_for_update().get(pk=breach.pk)
    refuse_if(rules.against_ending(found))
    found.ended_on, found.end, found.told = today, end, told
    found.full_clean(exclude=["opened_by"])  # the night is nobody
    found.save(update_fields=["ended_on", "end", "told"])
    return found
