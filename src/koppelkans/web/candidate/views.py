"""The candidate's own page, behind a one-time link; and for the case worker: making that link."""

from __future__ import annotations

import base64

import qrcode
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from qrcode.image.svg import SvgPathImage

from koppelkans.core.access import Unknown
from koppelkans.core.actions import links
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.people import queries
from koppelkans.people.actions import own
from koppelkans.people.models import Candidate
from koppelkans.web.account import throttle
from koppelkans.web.account.views import WRONG_LINKS
from koppelkans.web.candidate.forms import WrongForm
from koppelkans.web.candidate.shown import everything
from koppelkans.web.door import Asked, opened, public

OPEN = "own_page"  # in the session: whose page is open, and until when
ANSWERS = 5  # in an hour, of one candidate
OPEN_FOR = 30 * 60  # seconds; a phone may be somebody else's


@opened(May.EDIT_PEOPLE)
@never_cache
@require_POST
def make_link(request: Asked, pseudonym: str) -> HttpResponse:
    """Make a link for one's own candidate and show it once: as an address, as a QR code, as a sheet to hand over."""
    candidate = queries.find(pseudonym, request.actor)
    token = own.make_link(candidate, by=request.actor, now=timezone.now())
    url = str(settings.SITE_URL) + reverse("candidate:knock", args=[token])
    context = {"candidate": candidate, "url": url, "picture": qr(url), "days": own.VALID.days}
    return render(request, "candidate/link.html", context)


def qr(text: str) -> str:
    """A QR code as an image that the page holds itself."""
    drawn = qrcode.make(text, image_factory=SvgPathImage, border=4).to_string()
    return "data:image/svg+xml;base64," + base64.b64encode(drawn).decode()


@public
@never_cache
def knock(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link: a page that shows nothing; only its button opens, so that scanners of mail do not."""
    if request.user.is_authenticated:
        return for_the_candidate(request)
    now, address = timezone.now(), throttle.address_of(request)
    if throttle.seen_often("link", address, most=WRONG_LINKS):
        return throttle.slow_down(request)
    link = links.look_up(token, own.LINK, now=now)
    if link is None:
        throttle.too_often("link", address, most=WRONG_LINKS, seconds=300)
        return render(request, "candidate/over.html", status=404)
    if request.method != "POST":
        return render(request, "candidate/knock.html")
    candidate = own.open_page(link, now=now)
    request.session.cycle_key()
    request.session[OPEN] = {"subject": candidate.subject_id, "until": now.timestamp() + OPEN_FOR}
    return redirect("candidate:mine")


def for_the_candidate(request: HttpRequest) -> HttpResponse:
    """Whoever is logged in here is not the candidate: nothing opens, nothing is used up."""
    request.session.pop(OPEN, None)
    return render(request, "candidate/logged_in.html", status=403)


def opened_page(request: HttpRequest) -> Candidate:
    """Whose page is open in this browser; Unknown when none is, or no more."""
    held = request.session.get(OPEN)
    if not held or held["until"] < timezone.now().timestamp():
        request.session.pop(OPEN, None)
        raise Unknown("own page")
    found = Candidate.objects.select_related("subject", "owner", "municipality", "postcode", "contact_card")
    candidate = found.filter(subject=held["subject"]).first()
    if candidate is None:
        raise Unknown("own page")
    return candidate


@public
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """What we hold about you, who saw it, and whether it is right."""
    if request.user.is_authenticated:
        return for_the_candidate(request)
    try:
        candidate = opened_page(request)
    except Unknown:
        return render(request, "candidate/over.html", status=404)
    form = WrongForm(request.POST if "words" in request.POST else None)
    if request.method == "POST":
        right = "right" in request.POST
        address = str(settings.SITE_URL) + reverse("people:detail", args=[str(candidate)])
        if right or form.is_valid():
            if throttle.too_often("own-words", str(candidate), most=ANSWERS, seconds=3600):
                return throttle.slow_down(request)
            words = "" if right else form.cleaned_data["words"]
            try:
                own.say(candidate, right=right, words=words, address=address, now=timezone.now())
            except Refused as refused:
                for reason in refused.reasons:
                    form.add_error("words", str(reason))
            else:
                thanks = _("Dank je wel. Je klantmanager krijgt dit te lezen.")
                messages.success(request, thanks)
                return redirect("candidate:mine")
    return render(request, "candidate/mine.html", {"form": form, **everything(candidate, timezone.localdate())})


@public
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the page on this phone or computer."""
    request.session.pop(OPEN, None)
    return render(request, "candidate/closed.html")
