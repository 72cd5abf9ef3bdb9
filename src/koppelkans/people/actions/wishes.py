"""What work somebody wants, with how much and how fit: asked, never assumed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.models import Occupation
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.trail import record
from koppelkans.people import rules
from koppelkans.people.actions.candidates import locked
from koppelkans.people.models import Candidate, Wish


@transaction.atomic
def set_wish(
    candidate: Candidate,
    *,
    by: Actor,
    occupation: Occupation,
    preference: Decimal | None,
    aptitude: Decimal | None,
    wish: Wish | None = None,
    now: datetime,
) -> Wish:
    """A new wish, or another answer to an old one."""
    here = locked(candidate, by)
    same = here.wishes.filter(occupation=occupation)
    taken = (same.exclude(pk=wish.pk) if wish else same).exists()
    refuse_if(
        rules.wish_faults(preference, aptitude)
        + ([Reason("taken", _("Dit beroep staat er al. Pas die wens aan."))] if taken else [])
    )
    added = wish is None
    kept = Wish(candidate=here) if wish is None else wish
    kept.occupation, kept.preference, kept.aptitude = occupation, preference, aptitude
    kept.save()
    _tell("wish.add" if added else "wish.edit", kept, by, now)
    return kept


@transaction.atomic
def remove_wish(wish: Wish, *, by: Actor, now: datetime) -> None:
    """Somebody wants this no more."""
    locked(wish.candidate, by)
    _tell("wish.remove", wish, by, now)
    wish.delete()


def _tell(action: str, wish: Wish, by: Actor, now: datetime) -> None:
    """One entry in the trail."""
    record(action, by=by, purpose="guidance", now=now, subjects=[wish.candidate.subject_id], thing=wish.occupation_id)
