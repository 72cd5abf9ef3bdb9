"""Words and tones for rounds and proposals."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppelkans.planning.models import Round

STATUS_TONES: dict[str, str] = {
    Round.Status.QUEUED: "neutral",
    Round.Status.RUNNING: "info",
    Round.Status.DONE: "good",
    Round.Status.FAILED: "bad",
}

# by outcome of the last decision; empty: nothing decided yet
OUTCOMES: dict[str, tuple[str | Promise, str]] = {
    "": (gettext_lazy("wacht op besluit"), "info"),
    "undone": (gettext_lazy("wacht op besluit"), "info"),
    "accepted": (gettext_lazy("gaat door"), "good"),
    "declined": (gettext_lazy("gaat niet door"), "bad"),
    "deferred": (gettext_lazy("later beslissen"), "warning"),
}

HIGH, MIDDLE = 0.65, 0.4


def chance(probability: float | None) -> str:
    """A chance as low, middle or high: the figure itself is an assumption until it was measured."""
    if probability is None:
        return ""
    if probability >= HIGH:
        return _("hoge kans op blijvend werk (aanname)")
    if probability >= MIDDLE:
        return _("gemiddelde kans op blijvend werk (aanname)")
    return _("lage kans op blijvend werk (aanname)")
