"""That somebody looked at what a round says about a person is an act of its own, in the trail."""

from __future__ import annotations

from datetime import datetime

from koppelkans.core import trail
from koppelkans.planning.models import Proposal
from koppelkans.web.door import Asked


def seen(request: Asked, found: Proposal, action: str, now: datetime) -> None:
    """Write down that this proposal was looked at."""
    trail.record(
        action,
        by=request.actor,
        purpose="guidance",
        now=now,
        subjects=[found.candidate.subject],
        thing=f"proposal {found.pk}",
    )
