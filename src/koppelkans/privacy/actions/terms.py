"""Setting how long a kind of data is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from koppelkans.core.access import Actor
from koppelkans.core.refusal import refuse_if
from koppelkans.core.roles import May
from koppelkans.core.trail import record
from koppelkans.privacy.models import RetentionTerm
from koppelkans.privacy.rules import against_term
from koppelkans.privacy.terms import KINDS, Kind


@transaction.atomic
def set_term(kind: Kind, *, by: Actor, days: int, basis: str, now: datetime) -> RetentionTerm:
    """Keep this kind for so many days from now on."""
    by.require(May.EDIT_RETENTION)
    refuse_if(against_term(days))
    before = RetentionTerm.objects.filter(kind=kind.code).values_list("days", flat=True).first()
    term, _made = RetentionTerm.objects.update_or_create(
        kind=KINDS[kind.code].code, defaults={"days": days, "basis": basis.strip()[:200]}
    )
    changed = f"{kind.code}: {kind.days if before is None else before} → {days}"
    record("retention.set", by=by, purpose="accountability", now=now, thing=changed)
    return term
