"""A round that was computed: what it comes to, and its proposals."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from koppelkans.core.roles import May
from koppelkans.journeys.models import Decision
from koppelkans.people.actions import candidates
from koppelkans.people.queries import contacts_shown, own_people
from koppelkans.planning import queries
from koppelkans.planning.models import Proposal, Round
from koppelkans.web.door import Asked, opened
from koppelkans.web.paging import Pages
from koppelkans.web.planning.views import progress_of
from koppelkans.web.planning.words import OUTCOMES, chance
from koppelkans.web.tables import Cell, Column, Table

PER_PAGE = 50


@opened(May.SEE_ROUNDS)
@require_GET
def one(request: Asked, pk: int) -> HttpResponse:
    """A round: how it goes, and what it proposes to whom."""
    made = queries.find_round(pk, request.actor)
    context: dict[str, Any] = {"round": made, "progress": progress_of(made)}
    if made.status == Round.Status.DONE:
        context |= _outcome(request, made)
    return render(request, "planning/round.html", context)


def _outcome(request: Asked, made: Round) -> dict[str, Any]:
    shown = request.GET.get("wie", "voorstel")
    proposals = queries.proposals_of(made, request.actor)
    with_count, without_count = queries.counts_of(proposals)
    chosen = proposals.filter(place__isnull=shown == "zonder")
    may_decide = request.actor.may(May.DECIDE)
    own = proposals.filter(place__isnull=False, candidate__in=own_people(request.actor)) if may_decide else None
    own_count = own.count() if own is not None else 0
    if own is not None and shown == "mijn":
        chosen = own
    decisions = Prefetch("decisions", Decision.objects.order_by("-at", "-pk"))
    pages = Pages(chosen, proposals.prefetch_related(decisions), PER_PAGE)
    pages.count = {"zonder": without_count, "mijn": own_count}.get(shown, with_count)
    page = pages.get_page(request.GET.get("page"))
    names = contacts_shown([row.candidate for row in page], request.actor)
    candidates.show_list(by=request.actor, contacts=names, now=timezone.now())
    rows = [_row(row, names) for row in page]
    columns = [Column(_("Kandidaat")), Column(_("Waarheen")), Column(_("Eerste dag")), Column(_("Besluit"))]
    if shown == "zonder":
        columns = [Column(_("Kandidaat")), Column(_("Gemeente")), Column(_("Besluit"))]
    return {
        "page": page,
        "shown": shown,
        "table": Table(columns, rows, caption=_("Zonder voorstel") if shown == "zonder" else _("Voorstellen")),
        "with_count": with_count,
        "without_count": without_count,
        "own_count": own_count,
        "may_decide": may_decide,
    }


def _row(row: Proposal, names: dict[int, Any]) -> list[Any]:
    card = names.get(row.candidate_id)
    who = Cell(
        row.candidate.subject.pseudonym,
        url=reverse("planning:proposal", args=[row.pk]),
        note=card.name if card else "",
    )
    decided = next(iter(row.decisions.all()), None)
    outcome, tone = OUTCOMES[decided.outcome if decided else ""]
    if row.place is None:
        return [who, row.candidate.municipality, Cell(outcome, tone=tone)]
    where = Cell(str(row.place.occupation), note=f"{row.place.employer} · {chance(row.probability)}")
    return [who, where, row.first_day, Cell(outcome, tone=tone)]
