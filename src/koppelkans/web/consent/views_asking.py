"""For the case worker: the question on paper, asking once more, and writing down what a party said."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from koppelkans.core.access import Unknown
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.journeys.actions import ask_again, make_link, record_answer
from koppelkans.journeys.actions.hearing import address, steps_told
from koppelkans.journeys.models import Consent
from koppelkans.journeys.queries import consent_seen_by
from koppelkans.journeys.words import words_of
from koppelkans.web.candidate.views import qr
from koppelkans.web.consent.shown import steps_of
from koppelkans.web.door import Asked, opened


def _found(request: Asked, pk: int) -> Consent:
    """The consent, of somebody this actor decides about."""
    found = consent_seen_by(request.actor, pk)
    if found is None:
        raise Unknown(pk)
    return found


def _back(consent: Consent) -> HttpResponse:
    return redirect(f"{reverse('planning:proposal', args=[consent.agreement.decision.proposal_id])}#ja")


def _refused(request: Asked, error: Refused) -> None:
    for reason in error.reasons:
        messages.error(request, str(reason))


@opened(May.DECIDE)
@never_cache
@require_POST
def paper(request: Asked, pk: int) -> HttpResponse:
    """The question on a sheet with a QR code, shown once; a sheet that was made before works no more."""
    consent = _found(request, pk)
    try:
        url = address(make_link(consent, by=request.actor, now=timezone.now()))
    except Refused as error:
        _refused(request, error)
        return _back(consent)
    words = words_of(consent.language)
    context = {
        "consent": consent,
        "proposal": consent.agreement.decision.proposal,
        "url": url,
        "picture": qr(url),
        "words": words,
        "say": words.texts,
        "own_steps": steps_of(consent, words),
        "own_until": words.say("until", day=words.day(consent.agreement.due_on)),
        "steps": steps_told(consent),
    }
    return render(request, "consent/paper.html", context)


@opened(May.DECIDE)
@require_POST
def again(request: Asked, pk: int) -> HttpResponse:
    """Ask once more by mail."""
    consent = _found(request, pk)
    try:
        sent = ask_again(consent, by=request.actor, now=timezone.now())
    except Refused as error:
        _refused(request, error)
    else:
        if sent:
            messages.success(request, _("We hebben het nog eens gevraagd."))
        else:
            messages.warning(request, _("Er is geen e-mailadres. Bel, of geef de vraag op papier."))
    return _back(consent)


@opened(May.DECIDE)
@require_POST
def told(request: Asked, pk: int) -> HttpResponse:
    """Write down what a party said by phone or at the table."""
    consent = _found(request, pk)
    answer = request.POST.get("answer", "")
    refusal = request.POST.get("refusal", "") if answer == Consent.Answer.NO else ""
    try:
        record_answer(consent, answer=answer, refusal=refusal, by=request.actor, now=timezone.now())
    except Refused as error:
        _refused(request, error)
    else:
        messages.success(request, _("Het antwoord is opgeschreven."))
    return _back(consent)
