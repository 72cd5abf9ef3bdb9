"""Where a journey stands, what may follow, and who has to act."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """The states of a journey."""

    AHEAD = "ahead", _("begint nog")
    GOING = "going", _("loopt")
    PAUSED = "paused", _("staat stil")
    FOLLOWED = "followed", _("leren klaar, wordt gevolgd")
    DONE = "done", _("afgerond")
    STOPPED = "stopped", _("gestopt")


TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.AHEAD: frozenset({Status.GOING, Status.PAUSED, Status.STOPPED}),
    # back to ahead: the first start was written down by mistake
    Status.GOING: frozenset({Status.AHEAD, Status.PAUSED, Status.FOLLOWED, Status.STOPPED}),
    Status.PAUSED: frozenset({Status.AHEAD, Status.GOING, Status.FOLLOWED, Status.STOPPED}),
    Status.FOLLOWED: frozenset({Status.GOING, Status.PAUSED, Status.DONE, Status.STOPPED}),
    Status.DONE: frozenset({Status.FOLLOWED}),
    Status.STOPPED: frozenset({Status.GOING, Status.FOLLOWED}),
}

# who has to act next, by role code
ACTS: dict[Status, str] = {
    Status.AHEAD: "coach",
    Status.GOING: "coach",
    Status.PAUSED: "case-worker",
    Status.FOLLOWED: "coach",
    Status.DONE: "",
    Status.STOPPED: "",
}

OPEN = (Status.AHEAD, Status.GOING, Status.PAUSED, Status.FOLLOWED)
