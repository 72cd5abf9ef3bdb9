"""What each page behind a one-time link does: find the link while nobody can guess one, hold it in a browser."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from koppelkans.core.actions import links
from koppelkans.core.models import OneTimeLink
from koppelkans.web.account import throttle
from koppelkans.web.account.views import WRONG_LINKS

OPEN_FOR = 30 * 60  # seconds; a phone may be somebody else's
UNKNOWN = "consent/unknown.html"


def found(request: HttpRequest, token: str, purpose: str) -> OneTimeLink | HttpResponse:
    """The link of a token in whatever state, or the page for who guesses or has half of one."""
    address = throttle.address_of(request)
    if throttle.seen_often("link", address, most=WRONG_LINKS):
        return throttle.slow_down(request)
    link = links.find(token, purpose)
    if link is None:
        throttle.too_often("link", address, most=WRONG_LINKS, seconds=300)
        return unknown(request)
    return link


def unknown(request: HttpRequest) -> HttpResponse:
    """There is nothing here, or no more."""
    return render(request, UNKNOWN, status=404)


def hold(request: HttpRequest, key: str, link: OneTimeLink, **more: Any) -> None:
    """Open the link in this browser, for half an hour, in a session of its own."""
    request.session.cycle_key()
    request.session[key] = {"link": link.pk, "until": timezone.now().timestamp() + OPEN_FOR} | more


def opened(request: HttpRequest, key: str, purpose: str) -> OneTimeLink | None:
    """The link that is open in this browser, if it is still."""
    held = request.session.get(key)
    if not held or held["until"] < timezone.now().timestamp():
        request.session.pop(key, None)
        return None
    return OneTimeLink.objects.filter(pk=held["link"], purpose=purpose).first()
