"""The three parties of an accepted proposal as its page shows them: who answered what, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.roles import May
from koppelkans.journeys import rules
from koppelkans.journeys.actions.agreeing import consents_of
from koppelkans.journeys.actions.hearing import reachable
from koppelkans.journeys.models import Agreement, Consent, Decision, Journey
from koppelkans.people.rules import is_own

TONES = {"waiting": "info", "talk": "warning", "yes": "good", "no": "bad", "lapsed": "neutral"}
STATE_TONES = {"asked": "info", "complete": "good", "refused": "bad", "lapsed": "warning", "withdrawn": "neutral"}
AFTER: dict[str, str | Promise] = {
    Agreement.State.COMPLETE: _("Iedereen zegt ja. Het gaat door."),
    Agreement.State.REFUSED: _("Het gaat niet door. Plekken en geld zijn weer vrij. Zoek samen verder."),
    Agreement.State.LAPSED: _("Er kwam niet op tijd antwoord. Plekken en geld zijn weer vrij."),
    Agreement.State.WITHDRAWN: _("De vraag is ingetrokken. Plekken en geld zijn weer vrij."),
}


@dataclass(frozen=True)
class Party:
    """One party on the page."""

    consent: Consent
    name: str
    said_by: str  # as in a sentence
    says: str
    tone: str
    why: str  # of a no; to the own case worker only
    no_mail: bool
    refusals: list[tuple[str, str | Promise]]


def parties_of(decision: Decision | None, actor: Actor, today: date, *, decides: bool) -> dict[str, Any]:
    """Context of `consent/_parties.html`; empty where nobody was asked."""
    agreement = rules.agreement_of(decision)
    if agreement is None or decision is None:
        return {}
    every = consents_of(agreement)
    own = is_own(every[0].agreement.decision.proposal.candidate, actor) or decision.by == actor.user
    asked = agreement.state == Agreement.State.ASKED
    parties = [
        Party(
            consent=one,
            name=str(one.organisation or _("De kandidaat")),
            said_by=str(one.organisation or _("de kandidaat")),
            says=str(one.get_answer_display() if asked or one.answer not in Consent.OPEN else _("niet meer nodig")),
            tone=TONES[one.answer] if asked or one.answer not in Consent.OPEN else "neutral",
            why=str(one.get_refusal_display()) if own and one.refusal else "",
            no_mail=asked and one.answer in Consent.OPEN and not reachable(one, today),
            refusals=[(reason.value, reason.label) for reason in rules.refusals_of(one.party)],
        )
        for one in every
    ]
    journey = Journey.objects.filter(decision=decision).first() if actor.may(May.GUIDE) else None
    return {
        "agreement": agreement,
        "journey_url": reverse("journeys:journey", args=[journey.pk]) if journey else "",
        "agreement_tone": STATE_TONES[agreement.state],
        "agreement_after": AFTER.get(agreement.state, ""),
        "parties": parties,
        "may_ask": decides and asked and timezone.localdate() <= agreement.due_on,
    }
