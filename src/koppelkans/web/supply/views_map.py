"""The map of what is on offer, with the same as a list."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from koppelkans.core.models import Postcode
from koppelkans.core.roles import May
from koppelkans.supply import searching
from koppelkans.web.door import Asked, opened
from koppelkans.web.supply.drawing import around, draw
from koppelkans.web.supply.forms_find import FindForm
from koppelkans.web.supply.views_list import kept
from koppelkans.web.tables import Cell, Column, Table

NEAR_KM = 10


@opened(May.SEE_OFFERS)
@require_GET
def offers_map(request: Asked) -> HttpResponse:
    """Where the offers are that the list shows; a municipality or a postcode brings it nearer."""
    actor, today = request.actor, timezone.localdate()
    form = FindForm(request.GET, actor=actor)
    search = form.search("")
    runs = Counter(_by_postcode(searching.runs(actor, search, today)))
    places = Counter(_by_postcode(searching.places(actor, search, today)))
    offers = {code: (runs[code], places[code]) for code in sorted(runs | places)}
    known = list(Postcode.objects.all())
    near = request.GET.get("bij", "")
    within = around(known, near, NEAR_KM) if near else list(offers) if search.narrowed else None
    drawing = draw(known, offers, within or None)
    context = {
        "form": form,
        "drawing": drawing,
        "links": [(dot, _link(request, dot.postcode)) for dot in drawing.dots] if drawing else [],
        "near": near if within else "",
        "far": f"?{_without(request, 'bij')}",
        "table": _table(request, offers),
        "query": _without(request, "bij"),
        "number": sum(runs.values()) + sum(places.values()),
    }
    return render(request, "supply/map.html", context)


def _by_postcode(rows: object) -> dict[str, int]:
    """How many of these offers there are at each postcode."""
    plain = rows.order_by()  # type: ignore[attr-defined]
    counted = plain.model.objects.filter(pk__in=plain.values("pk")).order_by().values("postcode")
    return {row["postcode"]: row["number"] for row in counted.annotate(number=Count("pk"))}


def _without(request: Asked, name: str) -> str:
    query = request.GET.copy()
    query.pop(name, None)
    return query.urlencode()


def _link(request: Asked, postcode: str) -> str:
    """The list of what is at a postcode."""
    return f"{reverse('supply:index')}?{kept(request, postcode=postcode)}"


def _table(request: Asked, offers: dict[str, tuple[int, int]]) -> Table:
    """The same as a list."""
    heads = [
        Column(_("Postcode")),
        Column(_("Trainingen"), number=True),
        Column(_("Plekken"), number=True),
        Column(_("Kaart")),
    ]
    lines = []
    for code, (runs, places) in offers.items():
        nearer = f"?{urlencode({**dict(request.GET.items()), 'bij': code})}"
        lines.append([Cell(code, url=_link(request, code)), runs, places, Cell(_("Dichterbij"), url=nearer)])
    return Table(heads, lines, caption=_("Aanbod per postcode"))
