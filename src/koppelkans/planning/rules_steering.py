"""What speaks against fixing, forbidding, keeping free or choosing; empty: allowed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from koppelkans.core.refusal import Reason
from koppelkans.people.models import Candidate
from koppelkans.planning import queries_steering as queries
from koppelkans.planning.models import Proposal
from koppelkans.planning.rules import against_pathway
from koppelkans.supply.models import Place, Run
from koppelkans.supply.queries import Offer, free_of


def against_pinning(proposal: Proposal, today: date) -> list[Reason]:
    """Why a pathway cannot be fixed for the rounds to come: it is not possible today, or other steering says no."""
    if queries.kept_out(proposal.candidate):
        text = _("Deze kandidaat doet niet mee in rondes. Haal dat eerst weg.")
        return [Reason("kept-out", text)]
    return against_pathway(proposal, today)


def against_forbidding(candidate: Candidate, run: str, place: str) -> list[Reason]:
    """Why this cannot be forbidden: it is unknown, or it is what was fixed."""
    found = []
    if run and not Run.objects.filter(code=run).exists():
        found.append(Reason("no-run", _("Deze training bestaat niet: %(code)s.") % {"code": run}))
    if place and not Place.objects.filter(code=place).exists():
        found.append(Reason("no-place", _("Deze plek bestaat niet: %(code)s.") % {"code": place}))
    pinned = queries.pin_of(candidate)
    if pinned and (not run or run in pinned.runs) and place in {"", pinned.place}:
        found.append(Reason("pinned", _("Dit traject is vastgezet. Maak het eerst los.")))
    return found


def against_reserving(offer: Offer, seats: int, until: date | None, today: date) -> list[Reason]:
    """Why these seats cannot be kept free."""
    if offer.withdrawn_on is not None:
        return [Reason("withdrawn", _("Dit aanbod is ingetrokken."))]
    found = []
    free = free_of(offer, today) - sum(row.seats for row in queries.reserves_of(offer, today))
    if seats < 1:
        found.append(Reason("seats", _("Houd minstens 1 plek vrij.")))
    elif free < 1:
        found.append(Reason("seats", _("Er is geen plek meer over om vrij te houden.")))
    elif seats > free:
        found.append(Reason("seats", _("Je kunt nog hoogstens %(free)s vrijhouden.") % {"free": free}))
    if until is not None and until < today:
        found.append(Reason("until", _("Kies een dag die nog komt.")))
    return found


def against_choosing(candidate: Candidate, runs: Sequence[str], place: Place, today: date) -> list[Reason]:
    """Why somebody cannot have this pathway instead of the one that was proposed, as things stand today."""
    return against_pathway(Proposal(candidate=candidate, runs=list(runs), place=place), today)
