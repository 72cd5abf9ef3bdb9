"""What speaks against a task with risk, a work guarantee, and the label of a diploma with work; empty: allowed."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.refusal import Reason
from koppelkans.core.roles import May
from koppelkans.supply.models import Breach, Guarantee, Place


def against_risk_task(place: Place, name: str) -> list[Reason]:
    """Why a task cannot stand at a place."""
    if place.risk_tasks.filter(withdrawn_on=None, name__iexact=name.strip()).exists():
        return [Reason("name", _("Deze taak staat al bij deze plek."))]
    return []


def signs(actor: Actor, guarantee: Guarantee) -> bool:
    """Whether this actor may write down that the guarantor signed: the guarantor, or who works with employers there."""
    organisation = guarantee.guarantor
    if actor.everywhere(May.EDIT_PLACES) or organisation.pk in actor.organisations(May.EDIT_PLACES):
        return True
    codes = actor.municipalities(May.EDIT_PLACES)
    return bool(codes) and organisation.municipality_id in {None, *codes}


def against_signing(guarantee: Guarantee, signed_on: date, today: date) -> list[Reason]:
    """Why a guarantee cannot be signed."""
    reasons = []
    if guarantee.withdrawn_on is not None:
        reasons.append(Reason("withdrawn", _("Deze garantie is ingetrokken. Maak een nieuwe.")))
    if guarantee.signed_on is not None:
        reasons.append(Reason("signed", _("Deze garantie is al getekend.")))
    if signed_on > today:
        reasons.append(Reason("signed_on", _("De dag van tekenen ligt nog voor ons. Kies vandaag of eerder.")))
    return reasons


def against_withdrawing(guarantee: Guarantee) -> list[Reason]:
    """Why a guarantee cannot be withdrawn."""
    return [] if guarantee.withdrawn_on is None else [Reason("withdrawn", _("Deze garantie is al ingetrokken."))]


def in_force(guarantee: Guarantee, begun: date, ended: date) -> bool:
    """Whether this guarantee counts for who did the training in these days.

    Withdrawing it later takes nothing away from who had begun.
    """
    if guarantee.signed_on is None or guarantee.signed_on > ended:
        return False
    if guarantee.withdrawn_on is not None and guarantee.withdrawn_on <= begun:
        return False
    return guarantee.since <= ended and begun <= guarantee.until


def against_opening(guarantee: Guarantee, subject: int) -> list[Reason]:
    """Why a flag cannot be opened: nothing was signed, or it is open already."""
    if guarantee.signed_on is None:
        return [Reason("unsigned", _("Deze garantie is niet getekend. Dan is er niets om na te komen."))]
    if Breach.objects.filter(guarantee=guarantee, subject=subject, ended_on=None).exists():
        return [Reason("open", _("Deze melding staat al open."))]
    return []


def against_due(due_on: date, today: date) -> list[Reason]:
    """Why something cannot be solved before this day."""
    return [Reason("due_on", _("Kies een dag die nog komt."))] if due_on < today else []


def against_ending(breach: Breach) -> list[Reason]:
    """Why a flag cannot be ended."""
    return [] if breach.ended_on is None else [Reason("ended", _("Deze melding is al afgesloten."))]
