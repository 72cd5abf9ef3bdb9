"""What the page of a proposal shows of the decision: what was decided, what the three parties said, and the form."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from koppelkans.core.roles import May
from koppelkans.journeys import rules
from koppelkans.journeys.models import Agreement, Decision
from koppelkans.people.rules import against_decider
from koppelkans.planning.models import Proposal
from koppelkans.planning.queries import newer_than
from koppelkans.planning.rules import against_pathway
from koppelkans.web.consent.parties import parties_of
from koppelkans.web.door import Asked
from koppelkans.web.planning.forms_decision import DecisionForm
from koppelkans.web.planning.words import OUTCOMES


def deciding_of(request: Asked, found: Proposal, form: DecisionForm | None = None) -> dict[str, Any]:
    """Context of `planning/_decision.html`: what was decided, by whom, what the parties said, and the form."""
    today = timezone.localdate()
    standing = rules.standing(found)
    against = rules.against_deciding(found)
    may_decide = request.actor.everywhere(May.DECIDE) or (
        found.candidate.municipality_id in request.actor.municipalities(May.DECIDE)
    )
    others = against_decider(found.candidate, request.actor) if may_decide else []
    decides = may_decide and not others
    obstacles = (against_pathway(found, today) or rules.against_pair(found)) if found.place and not against else []
    # what an earlier no brought about is put back first, so that is no obstacle: the action asks again
    possible = found.place is not None and (not obstacles or bool(standing and standing.effects))
    newer = newer_than(found)
    outcome, tone = _outcome(standing, replaced=newer is not None)
    return {
        "proposal": found,
        "standing": standing,
        "outcome": outcome,
        "tone": tone,
        "newer_url": reverse("planning:proposal", args=[newer.pk]) if newer else "",
        "obstacles": obstacles,
        "form": form or DecisionForm(possible=possible) if decides and not against else None,
        "against": against or others if may_decide else [],
        "others": others,
        "own_words": standing.own_words
        if standing and rules.shows_words(standing, found.candidate, request.actor)
        else "",
        "may_undo": decides and not rules.against_undoing(standing, today),
        **parties_of(standing, request.actor, today, decides=decides),
    }


def _outcome(standing: Decision | None, *, replaced: bool) -> tuple[Any, str]:
    """What was decided, and what became of it; without a decision, whether a newer proposal came after."""
    if standing is None and replaced:
        return _("vervangen"), "neutral"
    agreement = rules.agreement_of(standing)
    if standing is None or standing.outcome != Decision.Outcome.ACCEPTED or agreement is None:
        return OUTCOMES[standing.outcome if standing else ""]
    if agreement.state == Agreement.State.ASKED:
        return _("wacht op een ja"), "info"
    return OUTCOMES[standing.outcome] if rules.goes_on(standing) else (_("gaat toch niet door"), "bad")
