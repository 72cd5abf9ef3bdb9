"""What every page of a journey shows: who it is about, where it stands, and the tabs."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from koppelkans.core.roles import May
from koppelkans.journeys.actions.looking import look
from koppelkans.journeys.models import Journey
from koppelkans.journeys.queries_journeys import journey_for
from koppelkans.journeys.states import OPEN, Status
from koppelkans.web.door import Asked

TONES: dict[str, str] = {
    Status.AHEAD: "info",
    Status.GOING: "good",
    Status.PAUSED: "warning",
    Status.FOLLOWED: "good",
    Status.DONE: "neutral",
    Status.STOPPED: "neutral",
}


def page(request: Asked, journey: Journey, tab: str) -> dict[str, Any]:
    """What `journeys/_page.html` asks for: the journey, its head and which tab this is."""
    return {
        "journey": journey,
        "tone": TONES[journey.status],
        "tab": tab,
        "is_open": journey.status in OPEN,
        "sees_person": request.actor.may(May.SEE_PEOPLE),
    }


def opened_journey(request: Asked, number: int) -> Journey:
    """The journey of an address, and that somebody looked at it; to who may not guide it, it does not exist."""
    return look(journey_for(request.actor, number), by=request.actor, now=timezone.now())
