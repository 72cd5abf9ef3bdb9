"""The first page after the login, and the pages that are for everybody."""

from __future__ import annotations

import logging
from typing import Any

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from koppelkans import __version__
from koppelkans.core.roles import ROLES, May
from koppelkans.privacy import queries as privacy
from koppelkans.web.door import Asked, public, signed_in
from koppelkans.web.privacy.views_trail import trail_rows
from koppelkans.web.start.waiting import sections
from koppelkans.web.tables import Column, Table

logger = logging.getLogger(__name__)
LATEST = 8


@signed_in
@require_GET
def home(request: Asked) -> HttpResponse:
    """What waits for whoever looks."""
    actor = request.actor
    today = timezone.localdate()
    found = sections(actor, today)
    roles = sorted({held.role.code for held in actor.held})
    context = {
        "sections": [section for section in found if section.asked],
        "roles": [ROLES[code].name for code in roles],
        "has_work": bool(found),
        "looks": _latest_looks(request) if actor.may(May.SEE_TRAIL) else None,
    }
    return render(request, "start/home.html", context)


def _latest_looks(request: Asked) -> Table:
    """The last acts of the trail, for the privacy officer."""
    rows = privacy.heads(privacy.acts(request.actor, privacy.Looking())[:LATEST])
    columns = [Column(_("Wanneer")), Column(_("Wie")), Column(_("Wat")), Column(_("Waarvoor")), Column(_("Bij wie"))]
    return Table(columns, trail_rows(rows), caption=_("Het laatst bekeken"))


@public
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible these pages are, and what was not looked at yet."""
    return render(request, "start/accessibility.html")


@public
@require_GET
def privacy_statement(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, and what somebody can ask."""
    return render(request, "start/privacy.html")


@public
@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """Which version this is, and under which licence."""
    return render(request, "start/about.html", {"version": __version__})


@public
@require_GET
def health(_request: HttpRequest) -> HttpResponse:
    """Whether this installation can reach its database; for a load balancer."""
    plain: dict[str, Any] = {"content_type": "text/plain", "headers": {"Cache-Control": "no-store"}}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Error:
        logger.exception("the database is away")
        return HttpResponse("the database is away\n", status=503, **plain)
    return HttpResponse("ok\n", **plain)
