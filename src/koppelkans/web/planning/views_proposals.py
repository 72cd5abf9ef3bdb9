"""One person's proposal: why this, what could be otherwise, the decision, and the sheet on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from koppelkans.core import trail
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.journeys import actions as journeys
from koppelkans.journeys import rules
from koppelkans.people.actions import candidates
from koppelkans.people.queries import contact_of, own_people
from koppelkans.people.rules import against_decider
from koppelkans.people.sensitive import ABOUT
from koppelkans.planning import queries
from koppelkans.planning.actions.rounds import told_of
from koppelkans.planning.models import Proposal
from koppelkans.planning.rules import against_pathway
from koppelkans.supply.models import Run
from koppelkans.web.door import Asked, opened
from koppelkans.web.planning.forms import DecisionForm
from koppelkans.web.planning.words import OUTCOMES, chance
from koppelkans.web.tables import Fact

SHEETS_A_PAGE = 50


@opened(May.SEE_ROUNDS)
@require_GET
def proposal(request: Asked, pk: int) -> HttpResponse:
    """Why this for this person, what could be otherwise, and the decision."""
    return _page(request, queries.find_proposal(pk, request.actor))


def _page(request: Asked, found: Proposal, form: DecisionForm | None = None) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    _seen(request, found, "proposal.open", now)
    standing = rules.standing(found)
    against = rules.against_deciding(found)
    may_decide = request.actor.everywhere(May.DECIDE) or (
        found.candidate.municipality_id in request.actor.municipalities(May.DECIDE)
    )
    others = against_decider(found.candidate, request.actor) if may_decide else []
    decides = may_decide and not others
    obstacles = against_pathway(found, today) if found.place and not against else []
    possible = found.place is not None and not obstacles
    outcome, tone = OUTCOMES[standing.outcome if standing else ""]
    context = _told(request, found) | {
        "proposal": found,
        "standing": standing,
        "outcome": outcome,
        "tone": tone,
        "obstacles": obstacles,
        "form": form or DecisionForm(possible=possible) if decides and not against else None,
        "against": against or others if may_decide else [],
        "others": others,
        "own_words": standing.own_words
        if standing and rules.shows_words(standing, found.candidate, request.actor)
        else "",
        "may_undo": decides and not rules.against_undoing(standing, today),
    }
    return render(request, "planning/proposal.html", context, status=200 if form is None else 422)


def _seen(request: Asked, found: Proposal, action: str, now: Any) -> None:
    trail.record(
        action,
        by=request.actor,
        purpose="guidance",
        now=now,
        subjects=[found.candidate.subject],
        thing=f"proposal {found.pk}",
    )


def _told(request: Asked, found: Proposal) -> dict[str, Any]:
    """What the page and the sheet both tell."""
    card = contact_of(found.candidate, request.actor)
    told = told_of(found, get_language() or "nl")
    return {
        "pseudonym": found.candidate.subject.pseudonym,
        "name": card.name if card else "",
        "told": told,
        "why": [line[2:].partition(":")[0] for line in told.get("terms", ())],  # on paper without figures
        "facts": _facts(found),
        "steps": _steps(found),
    }


def _facts(found: Proposal) -> list[Fact]:
    if found.place is None or found.travel_minutes is None:
        return []
    return [
        Fact(_("Werk"), str(found.place.occupation)),
        Fact(_("Bij"), str(found.place.employer)),
        Fact(_("Soort plek"), found.place.get_kind_display()),
        Fact(_("Eerste dag"), found.first_day),
        Fact(_("Reistijd"), _("%(minutes)s minuten") % {"minutes": round(found.travel_minutes)}),
        Fact(_("Blijvend werk"), chance(found.probability)),
    ]


def _steps(found: Proposal) -> list[tuple[Any, str, str]]:
    """What happens when: each run and the place, by day."""
    if found.place is None:
        return []
    runs = [(run.start, run.name, str(run.provider)) for run in Run.objects.filter(code__in=found.runs)]
    return sorted([*runs, (found.first_day, str(found.place.occupation), str(found.place.employer))])


@opened(May.DECIDE)
@require_POST
def decide(request: Asked, pk: int) -> HttpResponse:
    """Decide, in one's own name."""
    found = queries.find_proposal(pk, request.actor)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    data = form.cleaned_data
    try:
        journeys.decide(found, **data, by=request.actor, now=timezone.now())
    except Refused as error:
        closed = rules.against_deciding(found) or against_decider(found.candidate, request.actor)
        if closed:  # in another window, or by somebody else: there is no form any more
            for reason in error.reasons:
                messages.error(request, str(reason))
            return redirect("planning:proposal", pk)
        words = rules.against_words(data["own_words"], anyway=False)
        if words and all(reason.code in ABOUT for reason in words):
            form.offer_anyway()
        for reason in error.reasons:
            form.add_error("own_words" if reason in words else None, str(reason))
        return _page(request, found, form)
    said = {
        "accepted": _("Het gaat door. De plek, de training en het geld zijn vastgelegd."),
        "declined": _("Vastgelegd dat het niet doorgaat."),
        "deferred": _("Vastgelegd. Je beslist later."),
    }
    messages.success(request, said[data["outcome"]])
    return redirect("planning:proposal", pk)


@opened(May.DECIDE)
@require_POST
def undo(request: Asked, pk: int) -> HttpResponse:
    """Take back a decision of today."""
    found = queries.find_proposal(pk, request.actor)
    try:
        journeys.undo(found, by=request.actor, now=timezone.now())
    except Refused as error:
        for reason in error.reasons:
            messages.error(request, str(reason))
    else:
        messages.success(request, _("Het besluit is teruggedraaid. Wat was vastgelegd, is weer vrij."))
    return redirect("planning:proposal", pk)


@opened(May.SEE_ROUNDS)
@require_GET
def sheet(request: Asked, pk: int) -> HttpResponse:
    """One person's proposal on paper."""
    found = queries.find_proposal(pk, request.actor)
    _seen(request, found, "proposal.print", timezone.now())
    context = {"sheets": [_told(request, found)], "back": reverse("planning:proposal", args=[pk])}
    return render(request, "planning/sheet.html", context)


@opened(May.DECIDE)
@require_GET
def sheets(request: Asked, pk: int) -> HttpResponse:
    """A sheet for each of one's own people in a round, fifty at a time."""
    made = queries.find_round(pk, request.actor)
    own = queries.proposals_of(made, request.actor).filter(candidate__in=own_people(request.actor))
    page = Paginator(own, SHEETS_A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    told, named = [], []
    for found in page:
        _seen(request, found, "proposal.print", now)
        told.append(_told(request, found))
        named += [found.candidate_id] if told[-1]["name"] else []
    candidates.show_list(by=request.actor, contacts=named, now=now)
    context = {"sheets": told, "page": page, "back": reverse("planning:round", args=[pk])}
    return render(request, "planning/sheet.html", context)
