"""What speaks against taking a seat or a place, and against an offer as it is filled in; empty: allowed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from koppelkans.core.models import Subject
from koppelkans.core.refusal import Reason
from koppelkans.core.vocabulary import DAYPARTS, PLACE_COST_KINDS, RUN_COST_KINDS
from koppelkans.supply.models import Place, Run
from koppelkans.supply.queries import Offer, bookings_of, free_of, mentors_busy, months_mentored, place_of

# the field (and column) that a reason about an offer belongs to
FIELD_OF = {
    "dates": "end",
    "start-dates": "start_until",
    "seats": "seats_max",
    "capacity": "capacity",
    "dayparts": "dayparts",
    "no-dayparts": "dayparts",
    "dayparts-needed": "dayparts_needed",
    "seat-cost": "seat_cost",
    "group-cost": "group_cost",
    "cost": "cost",
    "cost-kind": "cost_kind",
    "grants": "grants",
}
LARGEST = 10**9  # euros: more is a slip of the finger


# ---- taking


def against_booking(offer: Offer, subject: Subject, first_day: date, today: date) -> list[Reason]:
    """Why this person cannot have a seat or place: withdrawn, too late, already there, full, no mentor."""
    reasons = []
    if offer.withdrawn_on is not None:
        reasons.append(Reason("withdrawn", _("Dit aanbod is ingetrokken.")))
    reasons += _against_day(offer, first_day, today)
    if bookings_of(offer, today).filter(subject=subject).exists():
        reasons.append(Reason("already-booked", _("Deze persoon staat hier al.")))
    elif isinstance(offer, Place) and place_of(subject, today) is not None:
        reasons.append(Reason("has-place", _("Deze persoon heeft al een plek.")))
    if free_of(offer, today) < 1:
        full = _("Deze training is vol.") if isinstance(offer, Run) else _("Alle plekken zijn bezet.")
        reasons.append(Reason("full", full))
    if isinstance(offer, Place):
        reasons += against_mentoring(offer, first_day, today)
    return reasons


def _against_day(offer: Offer, first_day: date, today: date) -> list[Reason]:
    """Why the first day is not possible."""
    if isinstance(offer, Run):
        if first_day != offer.start:
            return [Reason("other-day", _("Deze training begint op een andere dag."))]
        return [Reason("too-late", _("Deze training is al begonnen."))] if offer.start < today else []
    if first_day < today or offer.start_until < today:
        return [Reason("too-late", _("Deze begindag is al voorbij."))]
    if not offer.start_from <= first_day <= offer.start_until:
        return [Reason("other-day", _("Op deze dag kun je hier niet beginnen."))]
    return []


def against_mentoring(place: Place, first_day: date, today: date) -> list[Reason]:
    """Why there is no mentor in some month."""
    limit = place.employer.mentors
    months = months_mentored(first_day, place.mentor_weeks)
    if limit is None or not months:
        return []
    busy = mentors_busy(place.employer, today)
    if any(busy[month] >= limit for month in months):
        return [Reason("mentor", _("De werkgever heeft in die maanden geen begeleider meer vrij."))]
    return []


def against_putting_off(place: Place, before: date, first_day: date, today: date) -> list[Reason]:
    """Why somebody who has a place cannot begin on another day, which is written down already."""
    if not place.start_from <= first_day <= place.start_until:
        return [Reason("other-day", _("Op deze dag kun je hier niet beginnen."))]
    limit = place.employer.mentors
    new = set(months_mentored(first_day, place.mentor_weeks)) - set(months_mentored(before, place.mentor_weeks))
    busy = mentors_busy(place.employer, today) if limit is not None and new else {}
    if limit is not None and any(busy[month] > limit for month in new):
        return [Reason("mentor", _("De werkgever heeft in die maanden geen begeleider meer vrij."))]
    return []


def against_waiting(offer: Offer, subject: Subject, today: date) -> list[Reason]:
    """Why this person cannot wait for it: withdrawn, begun, already there, already waiting."""
    reasons = []
    if offer.withdrawn_on is not None:
        reasons.append(Reason("withdrawn", _("Dit aanbod is ingetrokken.")))
    if (offer.start if isinstance(offer, Run) else offer.start_until) < today:
        reasons.append(Reason("too-late", _("Je kunt hier niet meer beginnen.")))
    if bookings_of(offer, today).filter(subject=subject).exists():
        reasons.append(Reason("already-booked", _("Deze persoon staat hier al.")))
    if offer.waiting.filter(subject=subject, ended_on=None).exists():
        reasons.append(Reason("already-waiting", _("Deze persoon staat al op de wachtlijst.")))
    return reasons


def against_withdrawing(offer: Offer, today: date) -> list[Reason]:
    """Why it cannot be withdrawn: somebody counts on it, or it is withdrawn already."""
    if offer.withdrawn_on is not None:
        return [Reason("withdrawn", _("Dit aanbod is al ingetrokken."))]
    number = bookings_of(offer, today).count()
    if number:
        text = ngettext_lazy(
            "Er staat nog %(number)d persoon. Zoek eerst samen een andere plek.",
            "Er staan nog %(number)d mensen. Zoek eerst samen een andere plek.",
            number,
        ) % {"number": number}
        return [Reason("booked", text)]
    return []


# ---- an offer as it is filled in


def against_run(run: Run) -> list[Reason]:
    """What is wrong with a run as it is filled in."""
    reasons = []
    if run.end < run.start:
        reasons.append(Reason("dates", _("De laatste dag ligt voor de eerste dag.")))
    if run.seats_max < run.seats_min:
        reasons.append(Reason("seats", _("Het hoogste aantal is lager dan het laagste.")))
    reasons += _against_dayparts(run.dayparts)
    if not _is_money(run.seat_cost):
        reasons.append(Reason("seat-cost", _("Vul een bedrag in van nul of meer, met ten hoogste twee decimalen.")))
    if run.group_cost is not None and not _is_money(run.group_cost):
        reasons.append(Reason("group-cost", _("Vul een bedrag in van nul of meer, met ten hoogste twee decimalen.")))
    if run.cost_kind not in RUN_COST_KINDS:
        reasons.append(Reason("cost-kind", _("Kies waar de kosten voor zijn.")))
    if not run.grants:
        reasons.append(Reason("grants", _("Kies wat iemand na deze training heeft.")))
    return reasons


def against_place(place: Place) -> list[Reason]:
    """What is wrong with a place as it is filled in."""
    reasons = []
    if place.start_until < place.start_from:
        reasons.append(Reason("start-dates", _("De laatste begindag ligt voor de eerste.")))
    if place.capacity < 1:
        reasons.append(Reason("capacity", _("Geef ten minste één plek.")))
    reasons += _against_dayparts(place.dayparts)
    if place.dayparts_needed is not None and place.dayparts_needed > len(place.dayparts):
        reasons.append(Reason("dayparts-needed", _("Dit is meer dan het aantal dagdelen dat je koos.")))
    if place.cost is not None and not _is_money(place.cost):
        reasons.append(Reason("cost", _("Vul een bedrag in van nul of meer, met ten hoogste twee decimalen.")))
    if place.cost_kind and place.cost_kind not in PLACE_COST_KINDS:
        reasons.append(Reason("cost-kind", _("Kies waar de kosten voor zijn.")))
    return reasons


def against_shrinking(offer: Offer, left_before: int, today: date) -> list[Reason]:
    """Why there cannot be fewer seats: people have been given one. What was too little before may stay so."""
    left_now = left_of(offer, today)
    if left_now >= 0 or left_now >= left_before:
        return []
    text = _("Er zijn al meer mensen geplaatst dan dit. Kies een hoger aantal.")
    return [Reason("seats" if isinstance(offer, Run) else "capacity", text)]


def left_of(offer: Offer, today: date) -> int:
    """What is left, below zero where more was given than there is."""
    booked = bookings_of(offer, today).count()
    if isinstance(offer, Run):
        return offer.seats_max - (offer.seats_taken or 0) - booked
    return offer.capacity - booked


def _against_dayparts(dayparts: Iterable[str]) -> list[Reason]:
    """Dayparts have to be there, and to exist."""
    chosen = list(dayparts)
    if not chosen:
        return [Reason("no-dayparts", _("Kies ten minste één dagdeel."))]
    if set(chosen) - set(DAYPARTS) or len(set(chosen)) != len(chosen):
        return [Reason("dayparts", _("Gebruik dagdelen zoals mo-am, elk één keer."))]
    return []


def _is_money(euros: Decimal | None) -> bool:
    """Zero or more, in whole cents."""
    return euros is not None and euros.is_finite() and 0 <= euros <= LARGEST and euros.scaleb(2) % 1 == 0
