"""Asking somebody for what would help, and the answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.models import TargetGroup
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.planning import queries
from koppelkans.planning import queries_requests as asked_for
from koppelkans.planning.actions import requests as actions
from koppelkans.planning.models import Request, Round
from koppelkans.planning.rules_scenarios import may_start
from koppelkans.web.door import Asked, opened, signed_in
from koppelkans.web.planning.forms_scenarios import AnswerForm, RequestForm
from koppelkans.web.planning.words_scarce import ASKS, scarce, url_of
from koppelkans.web.tables import Cell, Column, Fact, Table

PER_PAGE = 50
GIVEN = timedelta(days=14)  # to answer, unless somebody says otherwise
STATE_TONES = {Request.State.OPEN: "info", Request.State.DONE: "good", Request.State.REFUSED: "neutral"}


def requests_table(rows: list[Request], today: date, *, round_shown: bool = True) -> Table:
    """Requests: what is asked, of whom, for when, and how it stands."""
    columns = [Column(_("Vraag")), Column(_("Aan")), Column(_("Voor")), Column(_("Stand"))]
    if round_shown:
        columns.insert(1, Column(_("Uit ronde")))
    cells = []
    for row in rows:
        late = row.state == Request.State.OPEN and row.due_on < today
        state = Cell(
            _("te laat") if late else row.get_state_display(),
            tone="bad" if late else STATE_TONES[Request.State(row.state)],
            note=row.answer,
        )
        line: list[Any] = [Cell(row.text, url=reverse("planning:request", args=[row.pk])), str(row.owner), row.due_on]
        if round_shown:
            line.insert(1, row.round.name)
        cells.append([*line, state])
    return Table(columns, cells, caption=_("Gevraagd"))


@signed_in
@require_GET
def requests(request: Asked) -> HttpResponse:
    """Everything that was asked of this person, by this person, or in rounds this person sees."""
    rows = asked_for.visible_to(request.actor)
    mine = request.GET.get("wie") != "alles"
    if mine:
        rows = asked_for.waiting_for(request.actor)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    table = requests_table(list(page), timezone.localdate())
    return render(request, "planning/requests.html", {"table": table, "page": page, "mine": mine})


@opened(May.START_ROUNDS)
@require_http_methods(["GET", "POST"])
def ask(request: Asked, pk: int) -> HttpResponse:
    """Ask somebody who can do something about a bottleneck."""
    made, actor = queries.find_round(pk, request.actor), request.actor
    if not may_start(made, actor):
        raise Unknown(pk)
    kind, thing = request.GET.get("soort", ""), request.GET.get("ding", "")[:64]
    month = request.GET.get("maand", "")[:7]
    if kind not in ASKS or not asked_for.is_there(kind, thing):
        return redirect("planning:bottlenecks", pk)
    today = timezone.localdate()
    owners = asked_for.owners_for(kind, thing, today)
    others = list(owners.exclude(pk=request.user.pk)[:2])
    initial = {"text": ASKS[kind], "due_on": today + GIVEN, "owner": others[0] if len(others) == 1 else None}
    form = RequestForm(request.POST or None, initial=initial, owners=owners)
    if request.method == "POST" and form.is_valid():
        about = actions.Scarce(kind, thing, month)
        try:
            asked = actions.ask(made, about, **form.cleaned_data, by=actor, now=timezone.now())
        except Refused as error:
            for reason in error.reasons:
                form.add_error(_FIELDS.get(reason.code), str(reason))
        else:
            messages.success(request, _("Je vraag is verstuurd aan %(who)s.") % {"who": asked.owner})
            return redirect("planning:bottlenecks", pk)
    context = {
        "round": made,
        "form": form,
        "title": title_of(made, kind, thing, month, actor),
        "nobody": not owners.exists(),
    }
    return render(request, "planning/ask.html", context, status=422 if form.errors else 200)


_FIELDS = {"no-text": "text", "bsn": "text", "not-theirs": "owner", "past": "due_on", "far": "due_on", "asked": "owner"}


def title_of(made: Round, kind: str, thing: str, month: str, actor: Actor) -> str:
    """What a request is about, in words."""
    names = {group.code: str(group) for group in TargetGroup.objects.all()}
    known = [*made.figures.get("bottlenecks", [])]
    known += [{"kind": "run_minimum", "month": "", **row} for row in made.figures.get("runs", [])]
    name = next((row["name"] for row in known if row["kind"] == kind and row["id"] == thing), thing)
    row = {"kind": kind, "id": thing, "month": month, "name": name, "price": 0.0, "measured": None, "people": None}
    return scarce(row, actor, names).title


@signed_in
@require_http_methods(["GET", "POST"])
def one(request: Asked, pk: int) -> HttpResponse:
    """A request, with its answer or the question how it went."""
    actor = request.actor
    found = asked_for.find(pk, actor)
    own = found.state == Request.State.OPEN and request.user.pk in (found.owner_id, found.asked_by_id)
    form = AnswerForm(request.POST or None) if own else None
    if request.method == "POST" and form is None:
        messages.info(request, _("Hier is al antwoord op gegeven, of iemand anders antwoordt."))
        return redirect("planning:request", pk)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            actions.answer(found, **form.cleaned_data, by=actor, now=timezone.now())
        except Refused as error:
            for reason in error.reasons:
                form.add_error("words" if reason.code in ("no-why", "bsn") else None, str(reason))
        else:
            messages.success(request, _("Je antwoord is bewaard."))
            return redirect("planning:request", pk)
    context = {"request_": found, "form": form, "facts": _facts(found, actor), "late": _late(found)}
    return render(request, "planning/request.html", context, status=422 if form is not None and form.errors else 200)


def _late(found: Request) -> bool:
    return found.state == Request.State.OPEN and found.due_on < timezone.localdate()


def _facts(found: Request, actor: Actor) -> list[Fact]:
    round_ = Round.objects.only("figures").get(pk=found.round_id)
    url = url_of(found.kind, found.thing, actor)
    seen = actor.may(May.SEE_ROUNDS) and queries.rounds_visible_to(actor).filter(pk=found.round_id).exists()
    return [
        Fact(_("Gaat over"), title_of(round_, found.kind, found.thing, found.month, actor), url=url),
        Fact(_("Gevraagd door"), found.asked_by, note=f"{timezone.localtime(found.asked_at):%d-%m-%Y}"),
        Fact(_("Wie pakt dit op"), found.owner),
        Fact(_("Voor wanneer"), found.due_on),
        Fact(
            _("Uit ronde"),
            found.round.name,
            url=reverse("planning:bottlenecks", args=[found.round_id]) if seen else "",
        ),
        Fact(_("Stand"), found.get_state_display()),
        *([Fact(_("Antwoord"), found.answer)] if found.state != Request.State.OPEN else []),
    ]
