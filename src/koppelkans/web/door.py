"""The door: who comes in, what is opened to them, and how a refusal is answered.

Everything is closed unless opened: a view that carries none of the marks below is refused to everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils import timezone

from koppelkans.core.access import Actor, Closed, Unknown, actor_of
from koppelkans.core.models import User
from koppelkans.core.roles import May
from koppelkans.web.account import gate

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Answer = TypeVar("Answer", bound=HttpResponseBase)
GetResponse = Callable[[HttpRequest], HttpResponseBase]

# views of libraries that guard themselves: the login and its second factor, the language switch
GUARDED_ELSEWHERE = ("allauth.", "django.views.i18n")


class Asked(HttpRequest):
    """A request that came through the door: it has an actor."""

    actor: Actor
    user: User


def opened(*permissions: May) -> Callable[[View], View]:
    """Open a view to whoever holds one of these permissions; the action or query checks for what."""

    def mark(view: View) -> View:
        view.opened_to = frozenset(permissions)  # type: ignore[attr-defined]
        return view

    return mark


def signed_in(view: View) -> View:
    """Open a view to everybody who is logged in."""
    view.opened_to = frozenset()  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Open a view to everybody: it shows nothing of anybody, or a one-time link guards it."""
    view.public = True  # type: ignore[attr-defined]
    return view


class DoorMiddleware:
    """Gives each request its actor, refuses what is not opened, and answers what actions refuse."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; nothing of a person, and no form that belongs to one browser, is left in a cache on the way."""
        response = self.get_response(request)
        page = response.get("Content-Type", "").startswith("text/html")
        return unstored(response) if page or request.user.is_authenticated else response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Let in, send to the login, or refuse."""
        over = gate.session_over(request, timezone.now())
        if over is not None:
            return over
        marked = getattr(view, "view_class", view)
        if getattr(view, "public", False) or getattr(marked, "public", False):
            request.actor = self._full_actor(request)  # type: ignore[attr-defined]
            return None
        if view.__module__.startswith(GUARDED_ELSEWHERE):
            request.actor = self._full_actor(request)  # type: ignore[attr-defined]
            return None
        permissions = getattr(view, "opened_to", getattr(marked, "opened_to", None))
        if permissions is None:
            raise PermissionDenied("not opened")
        if not request.user.is_authenticated:
            return to_login(request)
        actor = self._actor(request)
        if gate.lacks_second_factor(request, actor):
            return redirect("mfa_activate_totp")
        request.actor = actor  # type: ignore[attr-defined]
        if permissions and not any(actor.may(permission) for permission in permissions):
            raise PermissionDenied("no role opens this")
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """A refusal of an action becomes 403 or 404; anything else stays an error."""
        if isinstance(error, Closed):
            return forbidden(request, error)
        if isinstance(error, Unknown):
            return not_found(request, error)
        return None

    def _full_actor(self, request: HttpRequest) -> Actor:
        """The actor where the page is open to all; nobody while the second factor is missing."""
        actor = self._actor(request)
        return Actor(None) if gate.lacks_second_factor(request, actor) else actor

    @staticmethod
    def _actor(request: HttpRequest) -> Actor:
        if not request.user.is_authenticated:
            return Actor(None)
        return actor_of(request.user, timezone.localdate())


def unstored(response: Answer) -> Answer:
    """The answer, not to be kept by any cache unless it says itself how."""
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "no-store"
    return response


def to_login(request: HttpRequest) -> HttpResponseBase:
    """To the login, and then to where they were: the page itself, also when a form or a part of it asked."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    if request.method in {"GET", "HEAD"}:
        return redirect_to_login(request.get_full_path())
    page = urlsplit(request.headers.get("Referer", ""))
    return redirect_to_login(page.path if page.netloc == request.get_host() else "/")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400."""
    return unstored(render(request, "400.html", status=400))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403."""
    return unstored(render(request, "403.html", status=403))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404."""
    return unstored(render(request, "404.html", status=404))


def broken(_request: HttpRequest) -> HttpResponse:
    """500: without context, so that what broke the page cannot break this one."""
    source = get_template("500.html").template.source  # type: ignore[attr-defined]
    return unstored(HttpResponse(source, status=500))
