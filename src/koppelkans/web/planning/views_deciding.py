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
from koppelkans.journeys.models import Decision
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
# what the reason of a no changed, by the kind of effect
CHANGED: dict[str, str | Promise] = {
    "forbidden": gettext_lazy("Deze plek stellen wij niet meer voor."),
    "wish": gettext_lazy("De wens voor dit beroep is eruit."),
    "parked": gettext_lazy("De kandidaat staat stil tot %(day)s."),
    "doubted": gettext_lazy("De gegevens zijn gemarkeerd. Kijk ze na op de pagina van de kandidaat."),
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
        made = journeys.decide(found, **data, by=request.actor, now=timezone.now())
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
    messages.success(request, " ".join([str(SAID[data["outcome"]]), *changed_by(made)]))
    return redirect("planning:proposal", pk)


def changed_by(decision: Decision) -> list[str]:
    """What a no changed, in sentences; what was so already is not said."""
    day = f"{decision.again_on:%d-%m-%Y}" if decision.again_on else ""
    return [str(CHANGED[effect["kind"]]) % {"day": day} for effect in decision.effects]


@opened(May.DECIDE)
@require_POST
def undo(request: Asked, pk: int) -> HttpResponse:
    """Take back a decision of today."""
    found = queries.find_proposal(pk, request.actor)
    last = rules.standing(found)
    try:
        journeys.undo(found, by=request.actor, now=timezone.now())
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
    else:
        messages.success(request, _undone(last))
    return redirect("planning:proposal", pk)


def _undone(last: Decision | None) -> str:
    """What taking a decision back did: of a yes things are free again, of a no what it changed is put back."""
    if last is not None and last.outcome == Decision.Outcome.ACCEPTED:
        return _("Het besluit is teruggedraaid. Wat was vastgelegd, is weer vrij.")
    if last is not None and last.effects:
        return _("Het besluit is teruggedraaid. Wat was veranderd, is teruggezet.")
    return _("Het besluit is teruggedraaid.")
