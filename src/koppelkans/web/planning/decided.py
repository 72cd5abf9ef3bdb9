"""How the round before was decided about, in words and numbers, for the page of a round."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from koppelkans.journeys.models import Consent, Decision
from koppelkans.journeys.queries_decided import Decided, decided_before
from koppelkans.planning.models import Round
from koppelkans.web.tables import Column, Table


def decided_context(made: Round) -> dict[str, Any]:
    """Context of `planning/_decided.html`; empty when this is the first round of its kind."""
    found = decided_before(made)
    if found is None or not found.proposed:
        return {}
    columns = [Column(_("Wat is er besloten?")), Column(_("Mensen"), number=True)]
    rows = [[label, number] for label, number in _lines(found) if number]
    return {
        "decided": found,
        "decided_table": Table(columns, rows, caption=_("Wat er met de vorige ronde is gedaan")),
    }


def _lines(found: Decided) -> list[tuple[str, int]]:
    """Each thing that can have happened."""
    reasons = [
        (_("Niet doorgegaan: %(why)s") % {"why": Decision.Reason(why).label}, number)
        for why, number in sorted(found.declined.items())
    ]
    parties = [
        (_("Nee van de %(party)s") % {"party": Consent.Party(party).label}, number)
        for party, number in sorted(found.refused.items())
    ]
    return [
        (_("Gaat door zoals voorgesteld"), found.as_proposed),
        (_("Gaat door, met een andere keuze"), found.otherwise),
        *reasons,
        *parties,
        (_("Geen antwoord op tijd"), found.lapsed),
        (_("Later ingetrokken"), found.ended),
        (_("Uitgesteld"), found.deferred),
        (_("Nog niets besloten"), found.silent),
    ]
