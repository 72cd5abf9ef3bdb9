"""The list of offers: everything at a glance, or one kind of it, fifty a page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from koppelkans.core.roles import May
from koppelkans.supply import actions, queries, searching
from koppelkans.web.door import Asked, opened
from koppelkans.web.supply.flow import do
from koppelkans.web.supply.forms_find import FindForm
from koppelkans.web.supply.words import places_table, runs_table

A_PAGE = 50
AT_A_GLANCE = 10


def kept(request: Asked, **other: str) -> str:
    """The filters of this list as a query string, without the page, with something else set."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in other.items():
        query[name] = value
    return query.urlencode()


@opened(May.SEE_OFFERS)
@require_GET
def index(request: Asked) -> HttpResponse:
    """What the actor may see, narrowed down."""
    actor, today = request.actor, timezone.localdate()
    form = FindForm(request.GET, actor=actor)
    search = form.search(request.GET.get("sort", ""))
    runs, places = searching.runs(actor, search, today), searching.places(actor, search, today)
    runs_number, places_number = runs.count(), places.count()
    context = {
        "form": form,
        "search": search,
        "may_run": actor.may(May.EDIT_RUNS),
        "may_place": actor.may(May.EDIT_PLACES),
        "sees_employers": not actor.organisations(May.SEE_OFFERS),
        "own_employers": list(queries.own_employers(actor)),
        "runs_number": runs_number,
        "places_number": places_number,
        "stale": _stale_of_mine(request),
        "query": kept(request),
    }
    if runs_number and places_number:
        context |= {
            "runs": runs_table(runs[:AT_A_GLANCE], today, sorting=False),
            "places": places_table(places[:AT_A_GLANCE], today, sorting=False),
            "more_runs": f"?{kept(request, kind=searching.RUN)}" if runs_number > AT_A_GLANCE else "",
            "more_places": f"?{kept(request, kind=searching.PLACE)}" if places_number > AT_A_GLANCE else "",
        }
        return render(request, "supply/index.html", context)
    if places_number:
        page = Paginator(places, A_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "table": places_table(page, today, search.sort or "start"), "name": _("plekken")}
    elif runs_number:
        page_of_runs = Paginator(runs, A_PAGE).get_page(request.GET.get("page"))
        table = runs_table(page_of_runs, today, search.sort or "start")
        context |= {"page": page_of_runs, "table": table, "name": _("trainingen")}
    return render(request, "supply/index.html", context)


def _stale_of_mine(request: Asked) -> int:
    """How many offers this actor should confirm; asked of organisations only, the region has thousands."""
    actor, today = request.actor, timezone.localdate()
    if queries.sees_all(actor) or not actor.organisations(May.SEE_OFFERS):
        return 0
    runs, places = queries.runs_visible_to(actor), queries.places_visible_to(actor)
    return queries.stale(runs, today).count() + queries.stale(places, today).count()


@opened(May.EDIT_RUNS, May.EDIT_PLACES)
@require_POST
def confirm_all(request: Asked) -> HttpResponse:
    """Everything of this organisation still stands."""
    if not request.actor.organisations(May.SEE_OFFERS):
        return redirect("supply:index")
    return do(
        request,
        lambda: actions.confirm_all(by=request.actor, now=timezone.now()),
        _("Bedankt. Je aanbod is bevestigd."),
        "supply:index",
    )
