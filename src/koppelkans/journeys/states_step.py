"""Where a step of a journey stands, what may follow, and who has to act."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """The states of a step."""

    PLANNED = "planned", _("gepland")
    GOING = "going", _("bezig")
    PAUSED = "paused", _("staat stil")
    ENDED = "ended", _("afgesloten")
    CANCELLED = "cancelled", _("gaat niet door")


TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.PLANNED: frozenset({Status.GOING, Status.PAUSED, Status.CANCELLED}),
    Status.GOING: frozenset({Status.PLANNED, Status.PAUSED, Status.ENDED}),  # planned again: the start was a mistake
    Status.PAUSED: frozenset({Status.PLANNED, Status.GOING, Status.ENDED, Status.CANCELLED}),
    Status.ENDED: frozenset(),
    Status.CANCELLED: frozenset(),
}

GIVER = "giver"  # who gives the step, see `GIVERS`

# who has to act next, by role code
ACTS: dict[Status, str] = {
    Status.PLANNED: GIVER,
    Status.GOING: GIVER,
    Status.PAUSED: "coach",
    Status.ENDED: "",
    Status.CANCELLED: "",
}

# by kind of step; the coach may always act as well
GIVERS: dict[str, str] = {
    "language": "training-provider",
    "safety": "training-provider",
    "training": "training-provider",
    "leerwerkplek": "employer",
    "job": "employer",
}

OPEN = (Status.PLANNED, Status.GOING, Status.PAUSED)
