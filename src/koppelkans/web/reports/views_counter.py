"""The public counter: big numbers and a table per month, for everybody, and as JSON to put on another page."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from koppelkans.programmes.models import Programme
from koppelkans.reports.measures import FIGURES
from koppelkans.reports.publishing import Public, public_counts
from koppelkans.web.door import public
from koppelkans.web.face import face_of
from koppelkans.web.reports.words import month_name, written
from koppelkans.web.tables import Column, Table

Answer = TypeVar("Answer", bound=HttpResponse)
KEPT_SECONDS = 3600
HALF = 3  # of the measures: a table that is not too wide


@public
@require_safe
def counter(request: HttpRequest) -> HttpResponse:
    """The counters of all programmes together."""
    return _page(request, None)


@public
@require_safe
def of_programme(request: HttpRequest, code: str) -> HttpResponse:
    """The counters of one programme."""
    return _page(request, get_object_or_404(Programme, code=code))


@public
@require_safe
def as_json(request: HttpRequest, code: str) -> JsonResponse:  # noqa: ARG001
    """The same for another page to show; `alles` is all programmes together."""
    programme = None if code == "alles" else get_object_or_404(Programme, code=code)
    today = timezone.localdate()
    rows = public_counts(today.year, today, programme=code if programme else "")
    answer = JsonResponse(
        {
            "programme": programme.code if programme else None,
            "name": programme.name if programme else _("Alle programma’s"),
            "year": today.year,
            "counted_on": today.isoformat(),
            "rounded_to": 5,
            "least": 10,
            "measures": [
                {
                    "code": row.measure,
                    "name": str(FIGURES[row.measure].name),
                    "means": str(FIGURES[row.measure].means),
                    "number": row.year,
                    "shown": _about(row.year),
                    "months": row.months,
                }
                for row in rows
            ],
        }
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return _for_a_while(answer)


def _page(request: HttpRequest, programme: Programme | None) -> HttpResponse:
    today = timezone.localdate()
    rows = public_counts(today.year, today, programme=programme.code if programme else "")
    context: dict[str, Any] = {
        "programme": programme,
        "year": today.year,
        "today": today,
        "cards": [(_about(row.year), FIGURES[row.measure]) for row in rows],
        "tables": [_table(rows[:HALF], today), _table(rows[HALF:], today)],
        "others": list(Programme.objects.order_by("name", "pk")) if programme is None else [],
        "json": reverse("counter:json", args=[programme.code if programme else "alles"]),
        # the same for everybody, so that it can be kept: no form, no secret of one browser
        "csrf_token": "",
        "face": face_of(request) | {"language_url": ""},
    }
    return _for_a_while(render(request, "reports/counter.html", context))


def _for_a_while(answer: Answer) -> Answer:
    patch_cache_control(answer, public=True, max_age=KEPT_SECONDS)
    return answer


def _about(number: int | None) -> str:
    """A rounded number in words."""
    return _("minder dan 10") if number is None else _("ongeveer %(number)s") % {"number": written(number)}


def _table(rows: list[Public], today: date) -> Table:
    columns = [Column(_("Maand")), *(Column(FIGURES[row.measure].name, number=True) for row in rows)]
    few = _("minder dan 10")
    lines = [
        [month_name(at), *(few if row.months[at] is None else row.months[at] for row in rows)]
        for at in range(today.month)
    ]
    footer = [_("Het jaar tot nu"), *(few if row.year is None else row.year for row in rows)]
    return Table(
        columns,
        lines,
        caption=_("Per maand: %(first)s tot %(last)s, afgerond op 5")
        % {"first": FIGURES[rows[0].measure].name, "last": FIGURES[rows[-1].measure].name},
        caption_shown=True,
        compact=True,
        footer=footer,
    )
