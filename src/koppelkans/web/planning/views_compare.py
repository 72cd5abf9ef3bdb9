"""Rounds and what-ifs side by side, on a page and as a file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from koppelkans.core.access import Actor
from koppelkans.core.models import TargetGroup
from koppelkans.core.roles import May
from koppelkans.documents.tables_out import Sheet, write_csv, write_xlsx
from koppelkans.planning import comparing, queries
from koppelkans.planning.comparing import Kind, Shift, Verdict
from koppelkans.planning.models import Proposal, Round
from koppelkans.planning.queries_scenarios import scenarios_of, things_of
from koppelkans.web.door import Asked, opened
from koppelkans.web.money import euros
from koppelkans.web.planning.views_scenarios import said_of
from koppelkans.web.planning.words import chance
from koppelkans.web.supply.views_files import CSV, XLSX
from koppelkans.web.tables import NOTHING, Cell, Column, Table, in_words

PER_PAGE = 50
FATES: dict[Kind, tuple[str | Promise, str]] = {
    "gained": (gettext_lazy("krijgt een voorstel"), "good"),
    "better": (gettext_lazy("krijgt iets anders, de kans wordt niet kleiner"), "info"),
    "worse": (gettext_lazy("krijgt iets anders, de kans wordt kleiner"), "warning"),
    "lost": (gettext_lazy("houdt geen voorstel"), "bad"),
    "same": (gettext_lazy("houdt hetzelfde"), "neutral"),
}
VERDICTS: dict[Verdict, str | Promise] = {
    "better": gettext_lazy("aantoonbaar beter"),
    "worse": gettext_lazy("aantoonbaar minder goed"),
    "none": gettext_lazy("geen aantoonbaar verschil"),
    "other": gettext_lazy("niet met één getal te vergelijken"),
}


@dataclass(frozen=True)
class Line:
    """A row of the comparison: what it is, and its value in each round, in words."""

    title: str
    values: list[str]


@dataclass(frozen=True)
class Section:
    """Rows that belong together."""

    title: str
    lines: list[Line]


@opened(May.SEE_ROUNDS)
@require_GET
def compare(request: Asked, pk: int) -> HttpResponse:
    """A round beside at most three of its what-ifs: people, money, groups, and who gains and loses."""
    rounds, everything = _chosen(request, pk)
    if len(rounds) < 2:  # nothing to set beside it
        return redirect("planning:scenarios", pk)
    actor = request.actor
    shifts = _shifts(rounds)
    wanted = request.GET.get("wie", "")
    detail = next((one for one in rounds[1:] if str(one.pk) == wanted), rounds[1])
    people = Paginator(comparing.seen_people(shifts[detail.pk], actor), PER_PAGE).get_page(request.GET.get("page"))
    query = "&".join(f"met={one.pk}" for one in rounds[1:])
    context = {
        "round": rounds[0],
        "rounds": rounds,
        "everything": [(one, one in rounds) for one in everything],
        "tables": [(section.title, _table(section, rounds)) for section in sections(rounds, shifts)],
        "said": [(one, said_of(one, things_of(rounds[0]), actor)) for one in rounds[1:]],
        "detail": detail,
        "page": people,
        "who": _who(list(people), rounds[0], detail, shifts[detail.pk]),
        "changed": len(shifts[detail.pk].people),
        "query": query,
        "may_start": actor.may(May.START_ROUNDS),
    }
    return render(request, "planning/compare.html", context)


def _chosen(request: Asked, pk: int) -> tuple[list[Round], list[Round]]:
    """The round with the what-ifs that were chosen (all that fit where none was), and all there is to choose from."""
    first = queries.find_round(pk, request.actor)
    done = [one for one in scenarios_of(first, request.actor) if one.status == Round.Status.DONE]
    asked = set(request.GET.getlist("met"))
    chosen = [one for one in done if str(one.pk) in asked] or done[-(comparing.MOST - 1) :]
    return [first, *chosen[: comparing.MOST - 1]], done


def _shifts(rounds: Sequence[Round]) -> dict[int, Shift]:
    """What becomes of the people of the first round in each of the others."""
    pathways = comparing.pathways_of(rounds)
    return {one.pk: comparing.shift(pathways[rounds[0].pk], pathways[one.pk]) for one in rounds[1:]}


def sections(rounds: Sequence[Round], shifts: dict[int, Shift]) -> list[Section]:
    """The whole comparison, as rows in words."""
    first, others = rounds[0], rounds[1:]
    names = {group.code: str(group) for group in TargetGroup.objects.all()}
    found = [
        Section(
            _("Mensen"),
            [
                Line(_("Mensen in het plan"), [_count(one.people) for one in rounds]),
                Line(_("Mensen met een voorstel"), [_count(one.placed) for one in rounds]),
                Line(_("Naar verwachting blijvend aan het werk (aanname)"), [_durable(one) for one in rounds]),
                Line(_("Beter of minder goed dan de ronde"), ["", *(_verdict(first, one) for one in others)]),
            ],
        ),
        Section(
            _("Wie wint en wie verliest"),
            [
                Line(str(FATES[kind][0]).capitalize(), ["", *(_count(shifts[one.pk].counts[kind]) for one in others)])
                for kind in comparing.KINDS
            ],
        ),
        Section(
            _("Geld"),
            [
                Line(_("Alles bij elkaar"), [_euros(one.figures.get("cents")) for one in rounds]),
                *(Line(name, [_euros(cents) for cents in row]) for name, row in comparing.fund_lines(rounds)),
            ],
        ),
        Section(_("Trainingsgroepen"), _groups(rounds)),
        Section(
            _("Doelgroepen van 10 mensen of meer"),
            [
                Line(names.get(code, code), [_share(both) for both in row])
                for code, row in comparing.group_lines(rounds)
            ],
        ),
    ]
    return [section for section in found if section.lines]


def _count(number: int) -> str:
    return str(in_words(number))


def _durable(one: Round) -> str:
    figures = one.figures.get("durable")
    if not figures:
        return NOTHING
    return _("%(middle)d (tussen %(low)d en %(high)d)") % {
        key: round(figures[key]) for key in ("low", "middle", "high")
    }


def _verdict(first: Round, second: Round) -> str:
    return str(VERDICTS[comparing.verdict(first, second)])


def _euros(cents: int | None) -> str:
    return NOTHING if cents is None else euros(cents)


def _share(both: tuple[int, int] | None) -> str:
    return NOTHING if both is None else _("%(placed)d van %(people)d") % {"placed": both[0], "people": both[1]}


def _groups(rounds: Sequence[Round]) -> list[Line]:
    """How many groups begin, and which begin only in this plan or only in the round."""
    opened_in = [comparing.opened(one) for one in rounds]
    base = opened_in[0]
    more = [_names(row, base) for row in opened_in[1:]]
    less = [_names(base, row) for row in opened_in[1:]]
    return [
        Line(_("Groepen die beginnen"), [_count(len(row)) for row in opened_in]),
        Line(_("Beginnen hier wel, in de ronde niet"), ["", *more]),
        Line(_("Beginnen hier niet, in de ronde wel"), ["", *less]),
    ]


def _names(row: dict[str, dict[str, Any]], other: dict[str, dict[str, Any]]) -> str:
    only = (group for code, group in row.items() if code not in other)
    said = (f"{group['name']} ({date_format(date.fromisoformat(group['start']), 'j b Y')})" for group in only)
    return "; ".join(said) or NOTHING


def _table(section: Section, rounds: Sequence[Round]) -> Table:
    columns = [Column(_("Wat")), *(Column(one.name) for one in rounds)]
    return Table(columns, [[line.title, *map(_drawn, line.values)] for line in section.lines], caption=section.title)


def _drawn(value: str) -> Any:
    """A value; several names stand below each other."""
    if "; " not in value:
        return value
    items = format_html_join("", "<li>{}</li>", ((item,) for item in value.split("; ")))
    return format_html("<ul>{}</ul>", items)


def _who(people: list[Any], first: Round, second: Round, found: Shift) -> Table:
    """Of the people this reader sees what they have in each plan, in the order of their pseudonym."""
    keys = [one.pk for one in people]
    rows = Proposal.objects.filter(round__in=[first, second], candidate__in=keys).select_related(
        "candidate__subject", "place__occupation", "place__employer__organisation"
    )
    known = {(row.round_id, row.candidate_id): row for row in rows.defer(*queries.ROUND_BIG)}
    lines = []
    for one in people:
        before, after = known.get((first.pk, one.pk)), known.get((second.pk, one.pk))
        label, tone = FATES[found.people[one.pk]]
        either = after or before
        name = str(either.candidate.subject) if either else ""
        url = reverse("planning:proposal", args=[either.pk]) if either else ""
        lines.append([Cell(name, url=url), _pathway(before), _pathway(after), Cell(label, tone=tone)])
    columns = [Column(_("Kandidaat")), Column(first.name), Column(second.name), Column(_("Wat verandert er?"))]
    return Table(columns, lines, caption=_("Voor wie er iets verandert"))


def _pathway(row: Proposal | None) -> Cell | None:
    if row is None or row.place is None:
        return None
    return Cell(str(row.place.occupation), note=f"{row.place.employer} · {chance(row.probability)}")


# ---- as a file


def _flat(request: Asked, pk: int) -> tuple[str, list[str], list[list[str]]]:
    rounds, _everything = _chosen(request, pk)
    header = [_("Onderdeel"), _("Wat"), *(one.name for one in rounds)]
    rows = [
        [section.title, line.title, *line.values]
        for section in sections(rounds, _shifts(rounds))
        for line in section.lines
    ]
    rows += _said_rows(rounds, request.actor)
    return f"{slugify(rounds[0].name) or 'ronde'}-{timezone.localdate()}", header, rows


def _said_rows(rounds: Sequence[Round], actor: Actor) -> list[list[str]]:
    things = things_of(rounds[0])
    said = ["", *("; ".join(said_of(one, things, actor)) for one in rounds[1:])]
    return [[_("Wat is er anders?"), "", *said]]


@opened(May.SEE_ROUNDS)
@require_GET
def compare_csv(request: Asked, pk: int) -> FileResponse:
    """The comparison as a CSV."""
    name, header, rows = _flat(request, pk)
    out = io.BytesIO()
    write_csv(rows, header, out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{name}.csv", content_type=CSV)


@opened(May.SEE_ROUNDS)
@require_GET
def compare_xlsx(request: Asked, pk: int) -> FileResponse:
    """The comparison as a workbook."""
    name, header, rows = _flat(request, pk)
    out = io.BytesIO()
    write_xlsx([Sheet(_("Vergelijken"), header, rows)], out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
