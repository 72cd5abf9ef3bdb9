"""The name, logo and theme of the municipality, and when the session ends: what every page shows around its content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Error
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from koppelkans import __version__
from koppelkans.web.account.gate import seconds_left

LANGUAGES = (("nl", "Nederlands"), ("en", "English"))  # each in its own words
NAMED_PAGES = {
    "privacy_url": "start:privacy",
    "accessibility_url": "start:accessibility",
    "algorithm_url": "privacy:algorithm",
    "logout_url": "account_logout",
    "language_url": "set_language",
    "me_url": "account:me",
    "extend_url": "account:extend",
    "about_url": "start:about",
}


def _address(name: str) -> str:
    """The address of a file in the municipality's own folder; a path from the root stays as it is."""
    return static(f"face/{name}") if name and not name.startswith("/") else name


def check_face(**_given: Any) -> list[CheckMessage]:
    """Files that the settings name and that are not there: told at the start, not on every page."""
    return [
        Error(
            f"{setting} is {name}, and that file is not in KOPPELKANS_FACE_FILES.",
            hint="Name a file in that folder, or leave it empty for the neutral face.",
            id="koppelkans.E001",
        )
        for setting in ("KOPPELKANS_LOGO", "KOPPELKANS_THEME_CSS")
        if (name := getattr(settings, setting)) and not name.startswith("/") and not finders.find(f"face/{name}")
    ]


def _page(name: str) -> str:
    """The address of a page, or nothing while this installation does not have it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def face_of(request: HttpRequest) -> dict[str, Any]:
    """What `base.html` reads as `face`."""
    user = getattr(request, "user", None)
    logged_in = user is not None and user.is_authenticated
    return {
        "name": settings.KOPPELKANS_NAME,
        "logo": _address(settings.KOPPELKANS_LOGO),
        "theme_css": _address(settings.KOPPELKANS_THEME_CSS),
        "theme_class": settings.KOPPELKANS_THEME_CLASS,
        "version": __version__,
        "languages": LANGUAGES,
        "session_seconds": seconds_left(request, timezone.now()) if logged_in else 0,
        **{key: _page(name) for key, name in NAMED_PAGES.items()},
    }
