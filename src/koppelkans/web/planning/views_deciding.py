"""Deciding about one proposal, and taking it back within the day."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.journeys import actions as journeys
from koppelkans.journeys import rules
from koppelkans.people.rules import against_decider
from koppelkans.people.sensitive import ABOUT
from koppelkans.planning import queries
from koppelkans.web.door import Asked, opened
from koppelkans.web.planning.forms_decision import DecisionForm
from koppelkans.web.planning.views_proposals import proposal_page

SAID: dict[str, str | Promise] = {
    "accepted": gettext_lazy(
        "De plek, de training en het geld zijn vastgelegd. Nu vragen we iedereen om een ja. Hier zie je wie ja zegt."
    ),
    "declined": gettext_lazy("Vastgelegd dat het niet doorgaat."),
    "deferred": gettext_lazy("Vastgelegd. Je beslist later."),
}
# fields of the form, by the code of a reason against
FIELDS = {"reason": "reason", "again": "again_on", "voice": "voice"}


@opened(May.DECIDE)
@require_POST
def decide(request: Asked, pk: int) -> HttpResponse:
    """Decide, in one's own name."""
    found = queries.find_proposal(pk, request.actor)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return proposal_page(request, found, form)
    data = form.cleaned_data
    try:
        journeys.decide(found, **data, by=request.actor, now=timezone.now())
    except Refused as error:
        closed = rules.against_deciding(found) or against_decider(found.candidate, request.actor)
        if closed:  # in another window, or by somebody else: there is no form any more
            for reason in error.reasons:
                messages.error(request, str(reason))
            return redirect("planning:proposal", pk)
        words = rules.against_words(data["own_words"], anyway=False)
        if words and all(reason.code in ABOUT for reason in words):
            form.offer_anyway()
        for reason in error.reasons:
            form.add_error("own_words" if reason in words else FIELDS.get(reason.code), str(reason))
        return proposal_page(request, found, form)
    messages.success(request, str(SAID[data["outcome"]]))
    return redirect("planning:proposal", pk)


@opened(May.DECIDE)
@require_POST
def undo(request: Asked, pk: int) -> HttpResponse:
    """Take back a decision of today."""
    found = queries.find_proposal(pk, request.actor)
    try:
        journeys.undo(found, by=request.actor, now=timezone.now())
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
    else:
        messages.success(request, _("Het besluit is teruggedraaid. Wat was vastgelegd, is weer vrij."))
    return redirect("planning:proposal", pk)
