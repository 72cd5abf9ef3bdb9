"""How often something may be done from one address or by one person, counted in the cache that all processes share."""

from __future__ import annotations

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def address_of(request: HttpRequest) -> str:
    """The network address that asks, as the login counts it."""
    return str(get_adapter(request).get_client_ip(request))


def too_often(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more; true when it is more than allowed in this time."""
    key = "often:" + hashlib.sha256(f"{what}:{who}".encode()).hexdigest()
    if cache.add(key, 1, seconds):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # it ended between the two lines: then this is the first again
        cache.set(key, 1, seconds)
        return False


def seen_often(what: str, who: str, *, most: int) -> bool:
    """Whether it was more than allowed already, without counting."""
    key = "often:" + hashlib.sha256(f"{what}:{who}".encode()).hexdigest()
    return int(cache.get(key, 0)) > most


def slow_down(request: HttpRequest) -> HttpResponse:
    """429."""
    return render(request, "429.html", status=429)
