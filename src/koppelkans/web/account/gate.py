"""How long somebody stays logged in, and who can do nothing before there is a second factor."""

from __future__ import annotations

from datetime import datetime

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from koppelkans.core.access import Actor
from koppelkans.core.roles import Scope

LOGGED_IN_AT = "logged_in_at"  # in the session: seconds since 1970


def seconds_left(request: HttpRequest, now: datetime) -> int:
    """How long this session lasts when nothing is asked any more: the idle limit, or what is left of the longest."""
    since = request.session.get(LOGGED_IN_AT, now.timestamp())
    rest = since + settings.KOPPELKANS_SESSION_LONGEST - now.timestamp()
    return max(0, int(min(request.session.get_expiry_age(), rest)))


def session_over(request: HttpRequest, now: datetime) -> HttpResponseBase | None:
    """Log out who has been logged in for longer than anybody may."""
    if not request.user.is_authenticated:
        return None
    since = request.session.setdefault(LOGGED_IN_AT, now.timestamp())
    if now.timestamp() - since < settings.KOPPELKANS_SESSION_LONGEST:
        return None
    logout(request)
    messages.info(request, _("Je was lang ingelogd. Log opnieuw in."))
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def lacks_second_factor(request: HttpRequest, actor: Actor) -> bool:
    """Whether this person must have a second factor and has none."""
    if settings.KOPPELKANS_SECOND_FACTOR != "required" or actor.user is None or not is_staff(actor):
        return False
    if settings.KOPPELKANS_OIDC_SECOND_FACTOR == "provider" and by_municipality(request):
        return False
    return not Authenticator.objects.filter(user=actor.user, type=Authenticator.Type.TOTP).exists()


def is_staff(actor: Actor) -> bool:
    """Whether some role is more than that of a partner for its own organisation."""
    return any(held.role.scopes != {Scope.ORGANISATION} for held in actor.held)


def by_municipality(request: HttpRequest) -> bool:
    """Whether this session began with the login of the municipality."""
    return any(record.get("method") == "socialaccount" for record in get_authentication_records(request, request.user))
