"""The rules of keeping and erasing; each gives the reasons against."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from koppelkans.core.refusal import Reason
from koppelkans.funds.models import Reservation
from koppelkans.privacy.due import PEOPLE, people_due
from koppelkans.privacy.models import ErasureProposal
from koppelkans.supply.models import Booking

SHORTEST, LONGEST = 1, 36_525


def against_term(days: int) -> list[Reason]:
    """A term is at least a day and at most a century."""
    if SHORTEST <= days <= LONGEST:
        return []
    return [Reason("term-range", _("Kies een termijn van 1 tot en met 36525 dagen."))]


def against_keeping(why: str, keep_until: date | None, today: date) -> list[Reason]:
    """Keeping longer asks a reason and a day in the future."""
    reasons = []
    if not why.strip():
        reasons.append(Reason("keep-why", _("Schrijf op waarom je dit langer bewaart.")))
    if keep_until is None or keep_until <= today:
        reasons.append(Reason("keep-until", _("Kies een dag die nog komt.")))
    return reasons


def against_erasure(proposal: ErasureProposal, days: int, today: date) -> list[Reason]:
    """Why this may not be erased now: decided already, no longer past its term, or something still depends on it."""
    if proposal.outcome:
        return [Reason("decided", _("Hierover is al besloten."))]
    if proposal.kind not in PEOPLE:
        return []
    reasons = []
    if not people_due(proposal.kind, days, today).filter(pk=proposal.subject_id).exists():
        reasons.append(Reason("not-due", _("De termijn is niet meer voorbij: er is iets veranderd.")))
    if proposal.kind.startswith("profile") and _something_ahead(proposal, today):
        reasons.append(Reason("still-booked", _("Er staat nog een plek of geld vast voor deze persoon.")))
    return reasons


def _something_ahead(proposal: ErasureProposal, today: date) -> bool:
    """A seat, place or money that is held for this person today."""
    holds = Q(expires_on=None) | Q(expires_on__gte=today)
    booked = Booking.objects.filter(holds, subject=proposal.subject_id, released_on=None, first_day__gte=today)
    reserved = Reservation.objects.filter(holds, subject=proposal.subject_id, released_on=None, spent_on=None)
    return booked.exists() or reserved.exists()
