"""A round that was computed: what it comes to, its proposals, and its groups."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from koppelkans.core.roles import May
from koppelkans.journeys.queries import outcomes_of
from koppelkans.people.actions import candidates
from koppelkans.people.queries import contacts_shown, own_people
from koppelkans.planning import board, queries
from koppelkans.planning.models import Proposal, Round
from koppelkans.web.door import Asked, opened
from koppelkans.web.money import euros, euros_of
from koppelkans.web.paging import Pages
from koppelkans.web.planning import board_parts, forms_board
from koppelkans.web.planning.decided import decided_context
from koppelkans.web.planning.views import progress_of
from koppelkans.web.planning.words import OUTCOMES, chance_in_short
from koppelkans.web.planning.words_round import nobody_placed
from koppelkans.web.tables import Cell, Column, Table

PER_PAGE = 50


@opened(May.SEE_ROUNDS)
@require_GET
def one(request: Asked, pk: int) -> HttpResponse:
    """A round: how it goes, and what it proposes to whom."""
    made = queries.find_round(pk, request.actor)
    context: dict[str, Any] = {
        "round": made,
        "progress": progress_of(made),
        "may_start": request.actor.may(May.START_ROUNDS),
    }
    if made.status == Round.Status.DONE:
        context |= _outcome(request, made)
    return render(request, "planning/round.html", context)


def _outcome(request: Asked, made: Round) -> dict[str, Any]:
    actor, figures = request.actor, made.figures
    proposals = queries.proposals_of(made, actor)
    asked = forms_board.asked_for(request.GET)
    with_count, without_count = queries.counts_of(proposals)
    decides = actor.may(May.DECIDE)
    mine = list(own_people(actor).values_list("pk", flat=True)) if decides else []
    found = board.search(proposals, asked)
    if decides and request.GET.get("wie") == forms_board.MINE:
        found = found.filter(candidate__in=mine)
    outcomes = outcomes_of(made)
    found = _decided(found, request.GET.get("besluit", ""), outcomes)
    page = Pages(found, proposals, PER_PAGE).get_page(request.GET.get("page"))
    names = contacts_shown([row.candidate for row in page], actor)
    candidates.show_list(by=actor, contacts=names, now=timezone.now())
    unplaced = asked.who == board.UNPLACED
    form = forms_board.BoardForm(
        request.GET,
        figures=figures,
        choices=board.choices_of(proposals),
        mine=decides,
        unplaced=unplaced,
        decides=made.kind != Round.Kind.SCENARIO,
    )
    narrowed = any(value for name, value in request.GET.items() if name not in {"page", "sort"})
    overview = not narrowed and page.number == 1  # who looks for somebody wants the list, not the whole again
    whole = board_parts.whole(made, money=actor.may(May.SEE_MONEY)) | decided_context(made) if overview else {}
    return whole | {
        "overview": overview,
        "nobody": nobody_placed(made),
        "page": page,
        "form": form,
        "narrowed": narrowed,
        "unplaced": unplaced,
        "table": _shown(made, _Rows(list(page), names, outcomes), asked),
        "with_count": with_count,
        "without_count": without_count,
        "own_count": proposals.filter(place__isnull=False, candidate__in=mine).count() if decides and overview else 0,
        "may_decide": decides,
        "decisions": _decisions(proposals, outcomes) if overview else [],
    }


@dataclass(frozen=True)
class _Rows:
    """The proposals of one page, with the contact cards this actor may see and what was decided, by candidate."""

    proposals: list[Proposal]
    names: dict[int, Any]
    outcomes: dict[int, str]

    def who(self, row: Proposal) -> Cell:
        """The pseudonym, with the name of who is one's own."""
        card = self.names.get(row.candidate_id)
        pseudonym = row.candidate.subject.pseudonym
        return Cell(pseudonym, url=reverse("planning:proposal", args=[row.pk]), note=card.name if card else "")

    def standing(self, row: Proposal) -> Cell | None:
        """What was decided last; nothing where there is nothing to decide about."""
        outcome = self.outcomes.get(row.candidate_id, "")
        if row.place is None and not outcome:
            return None
        label, tone = OUTCOMES[outcome]
        return Cell(label, tone=tone)


def _shown(made: Round, rows: _Rows, asked: board.Search) -> Table:
    """The rows of one page; about a what-if nobody decides, so there is nothing to tell of that."""
    table = _without(rows) if asked.who == board.UNPLACED else _with(rows, made.figures)
    columns, lines = table.columns, table.rows
    if made.kind == Round.Kind.SCENARIO:
        columns, lines = columns[:-1], [line[:-1] for line in lines]
    return Table(columns, lines, caption=table.caption, sort=asked.sort)


def _decided(found: QuerySet[Proposal], wanted: str, outcomes: dict[int, str]) -> QuerySet[Proposal]:
    """Only those about whom this was decided last."""
    if wanted not in forms_board.DECIDED:
        return found
    if wanted == "open":
        return found.exclude(candidate__in=[who for who, outcome in outcomes.items() if outcome != "undone"])
    return found.filter(candidate__in=[who for who, outcome in outcomes.items() if outcome == wanted])


def _decisions(proposals: QuerySet[Proposal], outcomes: dict[int, str]) -> list[tuple[Any, int, str]]:
    """How many of the proposals were decided in which way, as parts of a bar."""
    proposed = proposals.filter(place__isnull=False).order_by().values_list("candidate", flat=True)
    found = Counter(outcomes.get(who, "") for who in proposed)
    parts = [(OUTCOMES[code][0], found[code], OUTCOMES[code][1]) for code in ("accepted", "deferred", "declined")]
    shown = [part for part in parts if part[1]]
    return [*shown, (OUTCOMES[""][0], found[""] + found["undone"], "free")]


def _with(rows: _Rows, figures: dict[str, Any]) -> Table:
    """The proposals of one page."""
    runs = board.run_names(code for row in rows.proposals for code in row.runs)
    funds = {fund["id"]: fund["name"] for fund in figures.get("funds", [])}
    columns = [
        Column(_("Kandidaat"), sort="code"),
        Column(_("Waarheen")),
        Column(_("Eerste dag"), sort="first_day"),
        Column(_("Kans op blijvend werk")),
        Column(_("Reis"), sort="travel"),
        Column(_("Kosten"), sort="cost"),
        Column(_("Besluit")),
    ]
    lines = []
    for row in rows.proposals:
        if row.place is None:
            continue
        steps = [runs.get(code, code) for code in row.runs]
        where = Cell(str(row.place.occupation), note=" · ".join([str(row.place.employer), *steps]))
        minutes = None if row.travel_minutes is None else _("%d\u00a0min") % round(row.travel_minutes)
        cost = Cell(euros_of(row.cost), note=_payers(row, funds))
        lines.append([rows.who(row), where, row.first_day, chance_in_short(row), minutes, cost, rows.standing(row)])
    return Table(columns, lines, caption=_("Voorstellen"))


def _payers(row: Proposal, funds: dict[str, str]) -> str:
    """Which fund pays how much; of one fund only its name."""
    paid: dict[str, int] = {}
    for payment in row.payments:
        paid[payment["fund"]] = paid.get(payment["fund"], 0) + payment["cents"]
    if len(paid) == 1:
        return funds.get(*paid, *paid)
    return ", ".join(f"{funds.get(fund, fund)} {euros(cents)}" for fund, cents in sorted(paid.items()))


def _without(rows: _Rows) -> Table:
    """The people without a proposal of one page, with what stopped each most nearly."""
    language = get_language() or "nl"
    known = board.names_of(row.reason[0] for row in rows.proposals if row.reason)
    columns = [
        Column(_("Kandidaat"), sort="code"),
        Column(_("Gemeente")),
        Column(_("Wat staat in de weg")),
        Column(_("Besluit")),
    ]
    lines = []
    for row in rows.proposals:
        about = known.get(row.reason[0].partition(":")[2], "") if row.reason else ""
        why = Cell(board.cause(row.reason, language), note=about)
        lines.append([rows.who(row), row.candidate.municipality, why, rows.standing(row)])
    return Table(columns, lines, caption=_("Mensen zonder voorstel"))
