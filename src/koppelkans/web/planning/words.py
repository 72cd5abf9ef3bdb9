"""Words and tones for rounds and proposals."""

from __future__ import annotations

import math

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppelkans.planning.board import HIGH, MIDDLE
from koppelkans.planning.models import Proposal, Round
from koppelkans.web.tables import Cell

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


def chance(probability: float | None) -> str:
    """A chance as low, middle or high: the figure itself is an assumption until it was measured."""
    if probability is None:
        return ""
    if probability >= HIGH:
        return _("hoge kans op blijvend werk (aanname)")
    if probability >= MIDDLE:
        return _("gemiddelde kans op blijvend werk (aanname)")
    return _("lage kans op blijvend werk (aanname)")


def chance_in_short(proposal: Proposal) -> Cell:
    """A chance in a table: low, middle or high, with its figure and the band around it."""
    chance_ = proposal.probability
    if chance_ is None:
        return Cell(None)
    word = _("Hoog") if chance_ >= HIGH else _("Gemiddeld") if chance_ >= MIDDLE else _("Laag")
    figure = percent(chance_)
    if proposal.low is not None and proposal.high is not None:
        between = {"middle": figure, "low": percent(proposal.low), "high": percent(proposal.high)}
        figure = _("%(middle)s, tussen %(low)s en %(high)s") % between
    return Cell(word, note=figure)


def percent(share: float) -> str:
    """A share in whole hundredths."""
    return f"{round(100 * share)}%"


USELESS = 0.5  # a plan that may be half as good again: what is proven says nothing


def proven(gap: float) -> str:
    """How good a plan is for certain; what may be better is never told too small."""
    tenths = math.ceil(1000 * gap - 1e-6)
    if tenths <= 0:
        return _("Bewezen: er bestaat geen beter plan.")
    if gap > USELESS:
        return _("Er is nog niet bewezen hoe goed dit plan is. Geef de ronde meer tijd.")
    shown = number_format(tenths / 10, decimal_pos=1 if tenths % 10 else 0)
    return _("Bewezen: er bestaat geen plan dat meer dan %(percent)s%% beter is.") % {"percent": shown}
