"""The question behind a one-time link: a page that shows nothing, then the question, then the answer.

An organisation reads a pseudonym, never a name: the name is given by the case worker once everybody said yes. A
candidate reads the work, the place and the days, no name either: a link may be read over somebody's shoulder.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from koppelkans.core.models import OneTimeLink
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.journeys import rules
from koppelkans.journeys.actions import answer, open_question
from koppelkans.journeys.actions.agreeing import LINK
from koppelkans.journeys.actions.answering import of_link
from koppelkans.journeys.actions.hearing import steps_told
from koppelkans.journeys.models import Agreement, Consent
from koppelkans.journeys.words import LANGUAGES, Words, languages, words_of
from koppelkans.web import behind_link
from koppelkans.web.candidate.views import for_the_candidate
from koppelkans.web.consent.shown import steps_of
from koppelkans.web.door import public

OPEN = "consent"  # in the session: which link is open, and until when
THANKS = "consent-thanks"
THANKS_FOR = 10 * 60
CANDIDATE = Consent.Party.CANDIDATE
# of each page the one for an organisation, and the one for a candidate
PAGES = {
    "knock": ("consent/knock.html", "consent/candidate_knock.html"),
    "asked": ("consent/asked.html", "consent/candidate_asked.html"),
    "refuse": ("consent/refuse.html", "consent/candidate_refuse.html"),
    "thanks": ("consent/thanks.html", "consent/candidate_thanks.html"),
    "closed": ("consent/closed.html", "consent/candidate_closed.html"),
}


@public
@never_cache
def knock(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link: a page that shows nothing; only its button opens, so that scanners of mail do not."""
    now, link = timezone.now(), behind_link.found(request, token, LINK)
    if isinstance(link, HttpResponse):
        return link
    consent = of_link(link)
    if (stranger := _not_for(request, consent)) is not None:
        return stranger
    if (why := _why_closed(link, consent, now)) is not None:
        return _closed(request, consent, why)
    if request.method != "POST" or "open" not in request.POST:
        return _page(request, consent, "knock", {})
    open_question(link, now=now)
    behind_link.hold(request, OPEN, link, language=_language(request, consent))
    return redirect("consent:asked")


def _not_for(request: HttpRequest, consent: Consent) -> HttpResponse | None:
    """Whoever is logged in here is not the candidate, nor an organisation that is not theirs."""
    if not request.user.is_authenticated:
        return None
    if consent.organisation is None:
        return for_the_candidate(request)
    actor = request.actor  # type: ignore[attr-defined]
    if consent.organisation.pk in actor.organisations(May.SEE_OFFERS):
        return None
    return render(request, "consent/logged_in.html", {"consent": consent}, status=403)


def _why_closed(link: OneTimeLink, consent: Consent, now: Any) -> str | None:
    """Why a link opens nothing: answered, late, or not asked any more."""
    if consent.answer in {Consent.Answer.YES, Consent.Answer.NO} or link.used_at is not None:
        return "answered"
    if consent.agreement.state == Agreement.State.LAPSED or link.expires_at <= now:
        return "late"
    if consent.agreement.state != Agreement.State.ASKED or link.withdrawn_at is not None:
        return "over"
    return None


def _closed(request: HttpRequest, consent: Consent, why: str) -> HttpResponse:
    return _page(request, consent, "closed", {"why": why}, status=410)


def _language(request: HttpRequest, consent: Consent) -> str:
    """The language of a candidate: chosen on the page, else as on the contact card."""
    chosen = request.GET.get("taal") or request.POST.get("taal") or request.session.get(OPEN, {}).get("language", "")
    return chosen if chosen in LANGUAGES else consent.language


def _page(
    request: HttpRequest, consent: Consent, page: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page for an organisation in the language of the site; for a candidate in their own, whichever that is."""
    if consent.party != CANDIDATE:
        return render(request, PAGES[page][0], context | {"consent": consent}, status=status)
    return own_page(request, words_of(_language(request, consent)), page, context, status=status)


def own_page(request: HttpRequest, words: Words, page: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page for a candidate in one language."""
    more = {"words": words, "say": words.texts, "languages": languages()}
    return in_own_language(request, words, PAGES[page][1], context | more, status=status)


def in_own_language(
    request: HttpRequest, words: Words, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page that is wholly in one language, also what a screen reader is told of it."""
    with translation.override(words.code):
        response = render(request, template, context, status=status)
    response["Content-Language"] = words.code
    return response


@public
@never_cache
def asked(request: HttpRequest) -> HttpResponse:
    """The question, and the answer to it."""
    link = behind_link.opened(request, OPEN, LINK)
    if link is None:
        return behind_link.unknown(request)
    consent, now = of_link(link), timezone.now()
    if (stranger := _not_for(request, consent)) is not None:
        return stranger
    if (why := _why_closed(link, consent, now)) is not None:
        request.session.pop(OPEN, None)
        return _closed(request, consent, why)
    if "taal" in request.GET:
        request.session[OPEN] = request.session[OPEN] | {"language": _language(request, consent)}
    given = request.POST.get("answer", "") if request.method == "POST" else ""
    if given == Consent.Answer.NO and "sure" not in request.POST:
        return _page(request, consent, "refuse", {"refusals": _refusals(consent, request)})
    if given:
        return _answered(request, link, consent, given)
    return _page(request, consent, "asked", _shown(request, consent))


def _shown(request: HttpRequest, consent: Consent) -> dict[str, Any]:
    if consent.party != CANDIDATE:
        return {"steps": steps_told(consent), "who": consent.agreement.decision.proposal.candidate}
    words = words_of(_language(request, consent))
    return {
        "steps": steps_of(consent, words),
        "until": words.say("until", day=words.day(consent.agreement.due_on)),
    }


def _refusals(consent: Consent, request: HttpRequest) -> list[tuple[str, str]]:
    """The reasons this party can give, in its language; nobody has to."""
    given = rules.refusals_of(consent.party)
    if consent.party != CANDIDATE:
        return [(reason.value, str(reason.label)) for reason in given]
    words = words_of(_language(request, consent))
    return [(reason.value, words.say(f"refusal_{reason.value.replace('-', '_')}")) for reason in given]


def _answered(request: HttpRequest, link: OneTimeLink, consent: Consent, given: str) -> HttpResponse:
    """Write the answer down, and thank."""
    now = timezone.now()
    refusal = request.POST.get("refusal", "") if given == Consent.Answer.NO else ""
    language = _language(request, consent)
    try:
        answer(link, answer=given, refusal=refusal, now=now)
    except Refused:
        link.refresh_from_db()
        consent = of_link(link)
        why = _why_closed(link, consent, now)
        if why is None:  # an answer or a reason that does not exist: nobody chose it on our page
            return redirect("consent:asked")
        request.session.pop(OPEN, None)
        return _closed(request, consent, why)
    if given != Consent.Answer.TALK:
        request.session.pop(OPEN, None)
    request.session[THANKS] = {
        "consent": consent.pk,
        "answer": given,
        "language": language,
        "until": now.timestamp() + THANKS_FOR,
    }
    return redirect("consent:thanks")


@public
@never_cache
@require_http_methods(["GET", "POST"])
def thanks(request: HttpRequest) -> HttpResponse:
    """What happens with the answer, for ten minutes; its button closes it sooner, and the question with it."""
    said = request.session.get(THANKS)
    if said is not None and said["until"] < timezone.now().timestamp():
        del request.session[THANKS]
        said = None
    consent = (
        Consent.objects.select_related("agreement", "organisation").filter(pk=said["consent"]).first() if said else None
    )
    if said is None or consent is None:
        return behind_link.unknown(request)
    if request.method == "POST":
        request.session.pop(OPEN, None)
        del request.session[THANKS]
        if consent.party != CANDIDATE:
            return render(request, PAGES["closed"][0], {"consent": consent, "why": "put-away"})
        return own_page(request, words_of(said["language"]), "closed", {"why": "put-away"})
    if consent.party != CANDIDATE:
        return render(request, "consent/thanks.html", {"answer": said["answer"], "consent": consent})
    words = words_of(request.GET.get("taal") or said["language"])
    day = words.day(consent.agreement.due_on)
    context = {
        "title": words.say(f"thanks_{said['answer']}_title"),
        "text": words.say(f"thanks_{said['answer']}_text", day=day),
    }
    return own_page(request, words, "thanks", context)
