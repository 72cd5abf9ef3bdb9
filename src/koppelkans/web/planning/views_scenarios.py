"""What-ifs of a round: the list, putting one together, planning again, and making one the round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.planning import queries
from koppelkans.planning import rules_scenarios as rules
from koppelkans.planning.actions import scenarios as actions
from koppelkans.planning.asked import Asked as Wanted
from koppelkans.planning.asked import Change
from koppelkans.planning.models import Round
from koppelkans.planning.queries_scenarios import changes_of, hidden_from, scenarios_of, things_of
from koppelkans.planning.what_if import KINDS, MOST_CHANGES, SECTIONS, Things, changes_for, joined, kind_of
from koppelkans.web.door import Asked, opened
from koppelkans.web.forms import Form
from koppelkans.web.planning import drafts
from koppelkans.web.planning.forms_scenarios import ChangeForm, NameForm
from koppelkans.web.planning.views import Progress, progress_of
from koppelkans.web.planning.words import STATUS_TONES
from koppelkans.web.planning.words_scarce import url_of

MOST_COMPARED = 3  # besides the round itself
# the kind of bottleneck whose page is that of the thing that a change is about
PAGES = {"run": "run_seats", "place": "place", "employer": "mentors", "fund": "fund"}


@dataclass(frozen=True)
class Shown:
    """One what-if in the list."""

    round: Round
    said: list[str]
    tone: str
    progress: Progress
    more: str  # people with a proposal, beside the round


@opened(May.SEE_ROUNDS)
@require_GET
def scenarios(request: Asked, pk: int) -> HttpResponse:
    """The what-ifs of a round, and how to make one."""
    made, actor = queries.find_round(pk, request.actor), request.actor
    if made.status != Round.Status.DONE:
        return redirect("planning:round", pk)
    if made.kind != Round.Kind.ROUND and made.parent_id:
        return redirect("planning:scenarios", made.parent_id)
    found = list(scenarios_of(made, actor))
    things = things_of(made)
    starts = rules.may_start(made, actor)
    done = [one.pk for one in found if one.status == Round.Status.DONE]
    compare = "&".join(f"met={key}" for key in done[-MOST_COMPARED:])
    context = {
        "round": made,
        "shown": [_shown(one, made, things, actor) for one in found],
        "busy": next((one for one in found if one.status in (Round.Status.QUEUED, Round.Status.RUNNING)), None),
        "compare": f"{reverse('planning:compare', args=[pk])}?{compare}" if done else "",
        "may_start": starts,
        "against": rules.against_parent(made) if starts else [],
        "against_again": rules.against_parent(made, more=len(actions.AGAIN)) if starts else [],
    }
    return render(request, "planning/scenarios.html", context)


def _shown(one: Round, parent: Round, things: Things, actor: Actor) -> Shown:
    more = ""
    if one.status == Round.Status.DONE:
        plus = one.placed - parent.placed
        told = ngettext("%(n)d mens met een voorstel", "%(n)d mensen met een voorstel", one.placed) % {"n": one.placed}
        more = f"{told} ({plus:+d})" if plus else _("%(told)s, evenveel als in de ronde") % {"told": told}
    said = said_of(one, things, actor)
    return Shown(one, said, STATUS_TONES[one.status], progress_of(one), more)


def said_of(one: Round, things: Things, actor: Actor) -> list[str]:
    """What a what-if changed, a sentence each; nothing of people whom the reader does not see."""
    changes = changes_of(one)
    hidden = hidden_from(actor, changes)
    said = [things.said(change, hidden=change.id in hidden) for change in changes]
    keep = dict(actions.AGAIN).get(Wanted.read(one.asked).keep)
    if keep:
        said.insert(0, _("Opnieuw gepland met de gegevens van die dag: %(way)s") % {"way": str(keep).lower()})
    return list(dict.fromkeys(said))


@opened(May.START_ROUNDS)
@require_http_methods(["GET", "POST"])
def new(request: Asked, pk: int) -> HttpResponse:
    """Put a what-if together: choose what changes, see it as sentences, and plan it."""
    made, actor = queries.find_round(pk, request.actor), request.actor
    if not rules.may_start(made, actor):
        raise Unknown(pk)
    if against := rules.against_parent(made):
        for reason in against:
            messages.error(request, str(reason))
        return redirect("planning:round", pk)
    things = things_of(made)
    changes = drafts.read(request.POST if request.method == "POST" else request.GET)
    changes = [change for change in changes if change.id not in hidden_from(actor, changes)]
    naming = NameForm(request.POST or None, initial={"name": _free_name(made)})
    if request.method == "POST" and naming.is_valid():
        try:
            actions.start(made, **naming.cleaned_data, changes=changes, by=actor, now=timezone.now())
        except Refused as error:
            for reason in error.reasons:
                naming.add_error("name" if reason.code in ("name-taken", "bsn") else None, str(reason))
        else:
            messages.success(request, _("We rekenen het door. Hieronder zie je straks wat het oplevert."))
            return redirect("planning:scenarios", pk)
    return _draft(request, made, things, changes, naming)


def _draft(request: Asked, made: Round, things: Things, changes: list[Change], naming: Form) -> HttpResponse:
    here = reverse("planning:what-if", args=[made.pk])
    kind = KINDS.get(request.GET.get("soort", ""))
    form = None
    if kind is not None and len(changes) < MOST_CHANGES:
        asked = request.GET if "waarde" in request.GET else None
        initial = {"ding": request.GET.get("ding", "")}
        form = ChangeForm(asked, initial=initial, kind=kind, things=things, actor=request.actor)
        if asked is not None and form.is_valid():
            added = changes_for(kind, form.cleaned_data["ding"], form.cell, things)
            return redirect(here + drafts.query_of(joined(changes, added)))
    lines = [
        (things.said(change), here + drafts.query_of([other for other in changes if other != change]))
        for change in changes
    ]
    chosen = [
        (title, [(KINDS[code].label, here + drafts.query_of(changes, soort=code)) for code in codes])
        for title, codes in SECTIONS
    ]
    context = {
        "round": made,
        "lines": lines,
        "drafted": [drafts.written(change) for change in changes],
        "sections": chosen,
        "kind": kind,
        "form": form,
        "naming": naming,
        "full": len(changes) >= MOST_CHANGES,
        "here": here + drafts.query_of(changes),
    }
    status = 422 if naming.errors or (form is not None and form.errors) else 200
    return render(request, "planning/what_if.html", context, status=status)


def _free_name(made: Round) -> str:
    """The first of Wat-als 1, Wat-als 2 and so on that is free."""
    taken = set(Round.objects.filter(parent=made).values_list("name", flat=True))
    number = 1
    while (name := _("Wat-als %(number)d") % {"number": number}) in taken:
        number += 1
    return name


@opened(May.START_ROUNDS)
@require_POST
def again(request: Asked, pk: int) -> HttpResponse:
    """Plan the same people again, in three ways."""
    made = queries.find_round(pk, request.actor)
    try:
        actions.again(made, by=request.actor, now=timezone.now())
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
    else:
        messages.success(request, _("We maken drie plannen. Vergelijk ze, en kies er daarna één."))
    return redirect("planning:scenarios", pk)


@opened(May.START_ROUNDS)
@require_http_methods(["GET", "POST"])
def adopt(request: Asked, pk: int) -> HttpResponse:
    """Make a what-if the round, or say what has to change first."""
    made, actor = queries.find_round(pk, request.actor), request.actor
    if not rules.may_start(made, actor):
        raise Unknown(pk)
    if made.kind != Round.Kind.SCENARIO or made.parent is None:
        return redirect("planning:round", pk)
    now = timezone.now()
    if request.method == "POST":
        try:
            actions.adopt(made, by=actor, now=now)
        except Refused as error:
            for reason in error.reasons:
                messages.error(request, str(reason))
            return redirect("planning:adopt", pk)
        messages.success(request, _("Dit is nu de ronde. Je beslist over de voorstellen hieronder."))
        return redirect("planning:round", pk)
    against = rules.against_adopting(made, timezone.localdate(now))
    context: dict[str, Any] = {
        "round": made,
        "against": against,
        "untrue": _untrue(made, timezone.localdate(now), actor) if against else [],
        "said": said_of(made, things_of(made.parent), actor),
        "form": Form(),
    }
    return render(request, "planning/adopt.html", context)


def _untrue(made: Round, today: date, actor: Actor) -> list[tuple[str, str]]:
    """What is not true yet, each with the page where it can be changed."""
    found: dict[str, str] = {}
    for change, said in rules.untrue(made, today):
        kind = kind_of(change)
        page = PAGES.get(kind.of, "") if kind else ""
        url = url_of(page, change.id, actor)
        if kind and kind.of == "person" and actor.may(May.SEE_PEOPLE):
            url = reverse("people:detail", args=[change.id])
        found.setdefault(said, url)
    return list(found.items())
