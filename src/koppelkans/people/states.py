"""Where a candidate stands, and who has to act."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """The states of a candidate."""

    ACTIVE = "active", _("doet mee")
    PARKED = "parked", _("staat stil")
    LEFT = "left", _("is gestopt")


TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.ACTIVE: frozenset({Status.PARKED, Status.LEFT}),
    Status.PARKED: frozenset({Status.ACTIVE, Status.LEFT}),
    Status.LEFT: frozenset({Status.ACTIVE}),
}

# who has to act next, by role code
ACTS: dict[Status, str] = {Status.ACTIVE: "case-worker", Status.PARKED: "case-worker", Status.LEFT: ""}


class Reason(TextChoices):
    """Closed reasons for parking or leaving; never about health or family."""

    TEMPORARY = "temporary", _("kan tijdelijk niet")
    FOUND_WORK = "found-work", _("heeft zelf werk gevonden")
    STUDY = "study", _("gaat naar een opleiding buiten het programma")
    MOVED = "moved", _("is verhuisd")
    OTHER_HELP = "other-help", _("krijgt hulp van iemand anders")
    NO_CONTACT = "no-contact", _("reageert niet")
    OWN_WISH = "own-wish", _("wil niet meer meedoen")
    MISTAKE = "mistake", _("staat er per ongeluk in")
    MERGED = "merged", _("samengevoegd met een ander dossier")


# what somebody may choose; merging gives its reason by itself
PARK_REASONS = (Reason.TEMPORARY, Reason.STUDY, Reason.OTHER_HELP, Reason.NO_CONTACT)
LEAVE_REASONS = (
    Reason.FOUND_WORK,
    Reason.STUDY,
    Reason.MOVED,
    Reason.OTHER_HELP,
    Reason.NO_CONTACT,
    Reason.OWN_WISH,
    Reason.MISTAKE,
)
