"""Rounds: the list, a new one, how far it is, and stopping it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppelkans.core.access import Actor
from koppelkans.core.models import Municipality, Region
from koppelkans.core.refusal import Reason, Refused, refuse_if
from koppelkans.core.roles import May
from koppelkans.people.sensitive import BSN
from koppelkans.planning import queries, rules
from koppelkans.planning.actions import rounds as actions
from koppelkans.planning.models import Round
from koppelkans.supply.queries import for_planning as offers_for_planning
from koppelkans.web.door import Asked, opened
from koppelkans.web.planning.forms_round import RoundForm
from koppelkans.web.planning.words import STATUS_TONES
from koppelkans.web.planning.words_round import facts_of_progress, origin_of, problems_of
from koppelkans.web.tables import Cell, Column, Table

PER_PAGE = 50
# under which field of the form a reason of the rules belongs
FIELD_OF = {BSN: "name", "period": "plan_until", "weights-euro": "euro", "weights-week": "week", "no-before": "keep"}


@dataclass(frozen=True)
class Progress:
    """How far a round is, for the progress component."""

    label: str
    finished: bool
    failed: str = ""
    done: int = 0
    total: int | None = None
    lines: list[str] = field(default_factory=list)


@opened(May.SEE_ROUNDS)
@require_GET
def rounds(request: Asked) -> HttpResponse:
    """The rounds this person sees, newest first."""
    page = Paginator(queries.rounds_listed(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        [
            Cell(row.name, url=reverse("planning:round", args=[row.pk]), note=origin_of(row)),
            Cell(row.municipality or _("Hele regio"), note=row.programme.name if row.programme else ""),
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
    now = timezone.now()
    today = timezone.localdate(now)
    region = Region.objects.first()
    initial = {"name": _("Ronde %(date)s") % {"date": f"{today:%d-%m-%Y}"}}
    offers = offers_for_planning(queries.plans_from(region, today))
    form = RoundForm(request.POST or None, initial=initial, actor=actor, region=region, offers=offers)
    if request.method == "POST" and form.is_valid():
        try:
            made = _start(form, actor, now)
        except Refused as error:
            for reason in error.reasons:
                form.add_error(FIELD_OF.get(reason.code), str(reason))
        else:
            if made.asked_at != now:
                messages.info(request, _("Deze ronde is net al gestart. Daarom maken we geen tweede."))
            return redirect("planning:round", made.pk)
    own = Municipality.objects.filter(pk__in=actor.municipalities(May.START_ROUNDS))
    scope = None if actor.everywhere(May.START_ROUNDS) else own.first()
    selection = queries.plannable(scope, today)
    context = {
        "form": form,
        "people": selection.people.count(),
        "runs": selection.runs.count(),
        "places": selection.places.count(),
        "reasons": rules.against_round(region, selection),
    }
    return render(request, "planning/new.html", context, status=422 if form.errors else 200)


def _start(form: RoundForm, actor: Actor, now: datetime) -> Round:
    data, asked = form.cleaned_data, form.asked()
    municipality, programme = data["municipality"], data.get("programme")
    parent = queries.round_before(municipality, programme) if asked.keep else None
    if asked.keep and parent is None:
        refuse_if([Reason("no-before", _("Er is nog geen ronde voor deze mensen. Kies: begin opnieuw."))])
    return actions.start_round(
        name=data["name"],
        municipality=municipality,
        programme=programme,
        asked=asked,
        parent=parent,
        by=actor,
        now=now,
    )


def progress_of(made: Round) -> Progress:
    """How far a round is, in words."""
    if made.status == Round.Status.FAILED:
        return Progress(_("Deze ronde heeft geen plan"), finished=False, failed=" ".join(problems_of(made)))
    return Progress(finished=made.status == Round.Status.DONE, **facts_of_progress(made))


@opened(May.SEE_ROUNDS)
@require_GET
def progress(request: Asked, pk: int) -> HttpResponse:
    """How far a round is: asked for every two seconds; when it has ended the page is loaded anew."""
    made = queries.find_round(pk, request.actor)
    response = render(
        request,
        "components/progress.html",
        {"progress": progress_of(made), "url": reverse("planning:progress", args=[pk])},
    )
    if made.status in {Round.Status.DONE, Round.Status.FAILED}:
        response["HX-Refresh"] = "true"
    return response


@opened(May.START_ROUNDS)
@require_POST
def stop(request: Asked, pk: int) -> HttpResponse:
    """Stop a round; the best plan so far is kept."""
    made = queries.find_round(pk, request.actor)
    try:
        made = actions.stop_round(made, by=request.actor, now=timezone.now())
    except Refused as error:
        for reason in error.reasons:
            messages.info(request, str(reason))
    else:
        running = made.status == Round.Status.RUNNING
        messages.success(request, _("We stoppen en bewaren het beste plan.") if running else _("De ronde is gestopt."))
    return redirect("planning:round", pk)
