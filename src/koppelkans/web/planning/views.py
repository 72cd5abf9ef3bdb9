"""Rounds: the list, a new one, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from koppelkans.core.models import Municipality, Region
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.people.sensitive import BSN
from koppelkans.planning import queries, rules
from koppelkans.planning.actions import rounds as actions
from koppelkans.planning.models import Round
from koppelkans.web.door import Asked, opened
from koppelkans.web.planning.forms import RoundForm
from koppelkans.web.planning.words import STATUS_TONES
from koppelkans.web.tables import Cell, Column, Table

PER_PAGE = 50


@dataclass(frozen=True)
class Progress:
    """How far a round is, for the progress component."""

    label: str
    finished: bool
    failed: str
    done: int = 0
    total: int | None = None


@opened(May.SEE_ROUNDS)
@require_GET
def rounds(request: Asked) -> HttpResponse:
    """The rounds this person sees, newest first."""
    page = Paginator(queries.rounds_visible_to(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        [
            Cell(row.name, url=reverse("planning:round", args=[row.pk])),
            row.municipality or _("Hele regio"),
            row.asked_at,
            row.people,
            row.placed if row.status == Round.Status.DONE else None,
            Cell(row.get_status_display(), tone=STATUS_TONES[row.status]),
        ]
        for row in page
    ]
    columns = [
        Column(_("Ronde")),
        Column(_("Voor")),
        Column(_("Gemaakt")),
        Column(_("Mensen"), number=True),
        Column(_("Met een voorstel"), number=True),
        Column(_("Stand")),
    ]
    table = Table(columns, rows, caption=_("Rondes"))
    may_start = request.actor.may(May.START_ROUNDS)
    return render(request, "planning/list.html", {"table": table, "page": page, "may_start": may_start})


@opened(May.START_ROUNDS)
@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """Start a round."""
    actor = request.actor
    own = list(Municipality.objects.filter(pk__in=actor.municipalities(May.START_ROUNDS)))
    everywhere = actor.everywhere(May.START_ROUNDS)
    now = timezone.now()
    initial = {"name": _("Ronde %(date)s") % {"date": f"{timezone.localdate(now):%d-%m-%Y}"}}
    form = RoundForm(request.POST or None, initial=initial, own=own, region=everywhere)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_round(**form.cleaned_data, by=actor, now=now)
        except Refused as error:
            for reason in error.reasons:
                form.add_error("name" if reason.code == BSN else None, str(reason))
        else:
            if made.asked_at != now:
                messages.info(request, _("Deze ronde is net al gestart. Daarom maken we geen tweede."))
            return redirect("planning:round", made.pk)
    scope = None if everywhere or not own else own[0]
    selection = queries.plannable(scope, timezone.localdate(now))
    context = {
        "form": form,
        "people": selection.people.count(),
        "runs": selection.runs.count(),
        "places": selection.places.count(),
        "reasons": rules.against_round(Region.objects.first(), selection),
    }
    return render(request, "planning/new.html", context)


def progress_of(made: Round) -> Progress:
    failed = ""
    if made.status == Round.Status.FAILED:
        known = {
            "worker-gone": _("Het rekenen is onderweg gestopt. Start een nieuwe ronde."),
            "not-kept": _("De uitkomst kon niet worden opgeslagen. Start een nieuwe ronde."),
        }
        failed = known.get(made.problem) or _("Het rekenen is niet gelukt: %(problem)s") % {"problem": made.problem}
    return Progress(_("We zoeken het beste voor iedereen samen"), made.status == Round.Status.DONE, failed)


@opened(May.SEE_ROUNDS)
@require_GET
def progress(request: Asked, pk: int) -> HttpResponse:
    """How far a round is: asked for every two seconds; when it is done the page is loaded anew."""
    made = queries.find_round(pk, request.actor)
    response = render(
        request,
        "components/progress.html",
        {"progress": progress_of(made), "url": reverse("planning:progress", args=[pk])},
    )
    if made.status == Round.Status.DONE:
        response["HX-Refresh"] = "true"
    return response
