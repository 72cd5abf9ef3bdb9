"""What speaks against a decision; empty: allowed."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from koppelkans.core.refusal import Reason
from koppelkans.journeys.models import Decision
from koppelkans.planning.models import Proposal, Round
from koppelkans.planning.queries import latest_of

ACCEPTED = Decision.Outcome.ACCEPTED


def standing(proposal: Proposal) -> Decision | None:
    """The decision that counts: the last one, unless it was undone."""
    last = proposal.decisions.select_related("by").first()
    return None if last is None or last.outcome == Decision.Outcome.UNDONE else last


def against_deciding(proposal: Proposal) -> list[Reason]:
    """Why nothing can be decided about this proposal any more."""
    if proposal.round.status != Round.Status.DONE:
        return [Reason("not-done", _("Deze ronde is nog niet klaar."))]
    last = standing(proposal)
    if last is not None and last.outcome == ACCEPTED:
        return [Reason("accepted", _("Dit traject gaat al door. Draai dat eerst terug."))]
    newest = latest_of(proposal.candidate)
    if newest is not None and newest.pk != proposal.pk:
        return [Reason("newer", _("Er is een nieuwer voorstel voor deze kandidaat. Beslis daarover."))]
    return []


def against_undoing(decision: Decision | None, today: date) -> list[Reason]:
    """Why a decision cannot be taken back."""
    if decision is None:
        return [Reason("nothing", _("Er is geen besluit om terug te draaien."))]
    if decision.decided_on != today:
        return [Reason("too-late", _("Je kunt een besluit alleen op de dag zelf terugdraaien."))]
    return []
