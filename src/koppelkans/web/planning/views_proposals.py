"""One person's proposal: why this, what could be otherwise, the decision, and the sheet on paper."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from koppelkans.core.roles import May
from koppelkans.people.actions import candidates
from koppelkans.people.queries import contact_of, own_people
from koppelkans.planning import queries
from koppelkans.planning.actions.rounds import told_of
from koppelkans.planning.models import Proposal
from koppelkans.supply.models import Run, Training
from koppelkans.supply.queries import places_visible_to
from koppelkans.supply.queries_guarantees import labelled
from koppelkans.web.door import Asked, opened
from koppelkans.web.planning import why
from koppelkans.web.planning.deciding import deciding_of
from koppelkans.web.planning.forms_decision import DecisionForm
from koppelkans.web.planning.seen import seen
from koppelkans.web.planning.words import chance
from koppelkans.web.tables import Fact

SHEETS_A_PAGE = 50
SHEET_LANGUAGES = {"nl": "Nederlands", "en": "English"}


@opened(May.SEE_ROUNDS)
@require_GET
def proposal(request: Asked, pk: int) -> HttpResponse:
    """Why this for this person, what could be otherwise, and the decision."""
    found = queries.find_proposal(pk, request.actor)
    if request.headers.get("HX-Request") == "true" and ("anders" in request.GET or "helpt" in request.GET):
        return _part(request, found)
    return proposal_page(request, found)


def proposal_page(request: Asked, found: Proposal, form: DecisionForm | None = None) -> HttpResponse:
    """The page of a proposal, with the form as it was filled in where something is wrong with it."""
    now = timezone.now()
    seen(request, found, "proposal.open", now)
    if request.GET.get("plek"):
        seen(request, found, "proposal.ask", now)
    context = _told(request, found) | why.asked_of(request, found) | deciding_of(request, found, form)
    context["guaranteed"] = _guaranteed(found)
    return render(request, "planning/proposal.html", context, status=200 if form is None else 422)


def _part(request: Asked, found: Proposal) -> HttpResponse:
    """One slow part of the page, asked for when the rest is there already."""
    context = {"told": told_of(found, get_language() or "nl")}
    if "helpt" in request.GET:
        return render(request, "planning/_helps.html", context | why.helps_of(request, found))
    steers = why.may_steer(request, found)
    return render(request, "planning/_others.html", context | why.others_of(request, found, steers=steers))


@opened(May.SEE_ROUNDS)
@require_GET
def places(request: Asked) -> HttpResponse:
    """The places of the region, for the field in which one is named."""
    rows = places_visible_to(request.actor).order_by("occupation__name", "employer__organisation__name", "code")
    return render(request, "planning/_places.html", {"names": [why.name_of(row) for row in rows]})


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


def _guaranteed(found: Proposal) -> list[Training]:
    """The trainings of a proposal that are a diploma with a work guarantee today."""
    if not found.runs:
        return []
    trainings = list(Training.objects.filter(runs__code__in=found.runs).distinct())
    carried = labelled(trainings, timezone.localdate())
    return [training for training in trainings if training.pk in carried]


def _facts(found: Proposal) -> list[Fact]:
    if found.place is None or found.travel_minutes is None:
        return []
    return [
        Fact(_("Werk"), str(found.place.occupation)),
        Fact(_("Bij"), str(found.place.employer)),
        Fact(_("Soort plek"), found.place.get_kind_display()),
        Fact(_("Eerste werkdag"), found.first_day),
        Fact(_("Reistijd"), _("%(minutes)s minuten") % {"minutes": round(found.travel_minutes)}),
        Fact(_("Blijvend werk"), chance(found.probability)),
    ]


def _steps(found: Proposal) -> list[tuple[Any, str, str]]:
    """What happens when: each run and the place, by day."""
    if found.place is None:
        return []
    runs = [(run.start, run.name, str(run.provider)) for run in Run.objects.filter(code__in=found.runs)]
    return sorted([*runs, (found.first_day, str(found.place.occupation), str(found.place.employer))])


@opened(May.SEE_ROUNDS)
@require_GET
def sheet(request: Asked, pk: int) -> HttpResponse:
    """One person's proposal on paper, with what else is possible and what would help, in Dutch or English."""
    found = queries.find_proposal(pk, request.actor)
    seen(request, found, "proposal.print", timezone.now())
    asked = request.GET.get("taal", "")
    language = asked if asked in SHEET_LANGUAGES else get_language() or "nl"
    back = reverse("planning:proposal", args=[pk])
    with override(language):
        told = _told(request, found) | why.on_paper(found, language, work_out=True)
        return render(request, "planning/sheet.html", {"sheets": [told], "back": back, "languages": SHEET_LANGUAGES})


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
        seen(request, found, "proposal.print", now)
        told.append(_told(request, found) | why.on_paper(found, get_language() or "nl", work_out=False))
        named += [found.candidate_id] if told[-1]["name"] else []
    candidates.show_list(by=request.actor, contacts=named, now=now)
    context = {"sheets": told, "page": page, "back": reverse("planning:round", args=[pk])}
    return render(request, "planning/sheet.html", context)
