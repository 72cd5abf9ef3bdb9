"""Signing behind a one-time link: a page that shows nothing, then the text, a name, and the text to keep.

An organisation reads what its own people see anyway; a candidate reads the page in the own language, the text in Dutch.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from koppelkans.core.models import OneTimeLink
from koppelkans.core.refusal import Reason, Refused
from koppelkans.core.roles import May
from koppelkans.journeys.actions.deeds import LINK, text_of
from koppelkans.journeys.actions.signing import decline, of_link, open_text, sign
from koppelkans.journeys.models import Party, Signature
from koppelkans.journeys.words import LANGUAGES, Words, languages, words_of
from koppelkans.web import behind_link
from koppelkans.web.candidate.views import for_the_candidate
from koppelkans.web.consent.views import in_own_language
from koppelkans.web.door import public
from koppelkans.web.papers import pdf_of, signed_paper

OPEN = "signing"  # in the session: which link is open, and until when
DONE = "signing-done"
# of each page the one for an organisation, and the one for a candidate
PAGES = {
    "knock": ("signing/knock.html", "signing/candidate_knock.html"),
    "read": ("signing/read.html", "signing/candidate_read.html"),
    "thanks": ("signing/thanks.html", "signing/candidate_thanks.html"),
    "closed": ("signing/closed.html", "signing/candidate_closed.html"),
}


@public
@never_cache
def knock(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link: a page that shows nothing; only its button opens, so that scanners of mail do not."""
    link = behind_link.found(request, token, LINK)
    if isinstance(link, HttpResponse):
        return link
    signature = of_link(link)
    if (stranger := _not_for(request, signature)) is not None:
        return stranger
    if (why := _why_closed(link, signature)) is not None:
        return _closed(request, signature, why)
    if request.method != "POST" or "open" not in request.POST:
        return _page(request, signature, "knock", {})
    open_text(link, now=timezone.now())
    behind_link.hold(request, OPEN, link, language=_language(request, signature))
    return redirect("signing:read")


def _not_for(request: HttpRequest, signature: Signature) -> HttpResponse | None:
    """Whoever is logged in here is not the candidate, nor an organisation that is not theirs."""
    if not request.user.is_authenticated:
        return None
    if signature.organisation is None:
        return for_the_candidate(request)
    actor = request.actor  # type: ignore[attr-defined]
    if signature.organisation.pk in actor.organisations(May.SEE_OFFERS):
        return None
    return render(request, "signing/logged_in.html", {"who": signature.organisation}, status=403)


def _why_closed(link: OneTimeLink, signature: Signature) -> str | None:
    """Why a link opens nothing: signed, replaced by a new text, late, or a newer sheet was made."""
    if signature.signed_at is not None or link.used_at is not None:
        return "signed"
    if signature.deed.withdrawn_at is not None:
        return "replaced"
    if link.expires_at <= timezone.now():
        return "late"
    return "newer" if link.withdrawn_at is not None else None


def _closed(request: HttpRequest, signature: Signature, why: str) -> HttpResponse:
    request.session.pop(OPEN, None)
    return _page(request, signature, "closed", {"why": why}, status=410)


def _language(request: HttpRequest, signature: Signature) -> str:
    """The language of a candidate: chosen on the page, else as on the contact card."""
    card = getattr(signature.deed.journey.candidate, "contact_card", None)
    chosen = request.GET.get("taal") or request.POST.get("taal") or request.session.get(OPEN, {}).get("language", "")
    return chosen if chosen in LANGUAGES else words_of(card.language if card else "nl").code


def _page(
    request: HttpRequest, signature: Signature, page: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page for an organisation in the language of the site; for a candidate in their own."""
    if signature.party != Party.CANDIDATE:
        return render(request, PAGES[page][0], context | {"signature": signature}, status=status)
    words = words_of(_language(request, signature))
    return _own(request, words, page, context | {"signature": signature}, status)


def _own(request: HttpRequest, words: Words, page: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    more = {"words": words, "say": words.texts, "languages": languages()}
    return in_own_language(request, words, PAGES[page][1], context | more, status=status)


@public
@never_cache
def read(request: HttpRequest) -> HttpResponse:
    """The text, and the name below it."""
    link = behind_link.opened(request, OPEN, LINK)
    if link is None:
        return behind_link.unknown(request)
    signature = of_link(link)
    if (stranger := _not_for(request, signature)) is not None:
        return stranger
    if (why := _why_closed(link, signature)) is not None:
        return _closed(request, signature, why)
    if "taal" in request.GET:
        request.session[OPEN] = request.session[OPEN] | {"language": _language(request, signature)}
    reasons: list[Reason] = []
    name = request.POST.get("name", "")
    if request.method == "POST":
        try:
            if "decline" in request.POST:
                decline(link, now=timezone.now())
                return _done(request, "declined")
            if "agree" not in request.POST:
                reasons = [Reason("agree", _("Kruis aan dat je de tekst hebt gelezen en het ermee eens bent."))]
            else:
                sign(link, name=name, sha256=request.POST.get("text", ""), now=timezone.now())
                return _done(request, "signed")
        except Refused as error:
            reasons = error.reasons
            link.refresh_from_db()
            signature = of_link(link)
            if (why := _why_closed(link, signature)) is not None:
                return _closed(request, signature, why)
    context = {"paper": text_of(signature.deed), "reasons": reasons, "name": name}
    if signature.party == Party.CANDIDATE:
        words = words_of(_language(request, signature))
        context["until"] = words.say("sign_until", day=words.day(signature.due_on))
    return _page(request, signature, "read", context, status=422 if reasons else 200)


def _done(request: HttpRequest, what: str) -> HttpResponse:
    """Thanks, and for as long as the page was open the text to keep."""
    held = request.session.pop(OPEN)
    request.session[DONE] = held | {"what": what}
    return redirect("signing:thanks")


@public
@never_cache
def thanks(request: HttpRequest) -> HttpResponse:
    """What happens now, and the text to keep; its button closes the page on a phone of somebody else."""
    link = behind_link.opened(request, DONE, LINK)
    if link is None:
        return behind_link.unknown(request)
    said, signature = request.session[DONE], of_link(link)
    if request.method == "POST":
        del request.session[DONE]
        page, context = "closed", {"why": "put-away"}
    else:
        page, context = "thanks", {"what": said["what"]}
    if signature.party != Party.CANDIDATE:
        return render(request, PAGES[page][0], context | {"signature": signature})
    return _own(request, words_of(said["language"]), page, context | {"signature": signature})


@public
@never_cache
@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """The text with its signatures so far, as PDF, for who has it open or just signed it."""
    link = behind_link.opened(request, OPEN, LINK) or behind_link.opened(request, DONE, LINK)
    if link is None:
        return behind_link.unknown(request)
    signature = of_link(link)
    return pdf_of(signed_paper(signature.deed), f"overeenkomst-{signature.deed.journey}-{signature.deed.number}")
