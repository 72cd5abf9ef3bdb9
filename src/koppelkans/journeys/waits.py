"""What somebody's journey waits for, the most urgent first, and who has to act."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Waits(TextChoices):
    """What a person of a caseload waits for; the order is that of urgency."""

    TELL = "tell", _("nieuws om te vertellen")
    CALL = "call", _("bel de kandidaat")
    TALK = "talk", _("iemand wil eerst praten")
    ENDS = "ends", _("antwoord bijna te laat")
    AGAIN = "again", _("weer bekijken")
    SILENT = "silent", _("voorstel ligt stil")
    DECIDE = "decide", _("wacht op jouw besluit")
    ANSWER = "answer", _("wacht op een ja")
    LATER = "later", _("uitgesteld")
    NONE = "none", _("geen voorstel")
    PARKED = "parked", _("staat stil")
    GOES_ON = "goes-on", _("gaat door")


# in which the case worker has to act; in the others somebody else, or nobody
ACTS = (Waits.TELL, Waits.CALL, Waits.TALK, Waits.ENDS, Waits.AGAIN, Waits.SILENT, Waits.DECIDE)
ORDER = {state: at for at, state in enumerate(Waits)}
