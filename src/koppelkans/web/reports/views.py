"""The dashboards, what the figures mean, the people behind a figure for who guides them, and the files."""

from __future__ import annotations

import io
from datetime import date
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from koppelkans.core.roles import May
from koppelkans.documents.ods_out import write_ods
from koppelkans.documents.tables_out import write_csv, write_xlsx
from koppelkans.journeys.actions import looking
from koppelkans.reports.actions import ask
from koppelkans.reports.figures import MUCH
from koppelkans.reports.kept import computed
from koppelkans.reports.measures import COUNTED, FIGURES, PLACE, PROGRAMME, SECTOR, SOURCES, TRAINING, Source
from koppelkans.reports.queries_people import counted_in
from koppelkans.results.models import Measure
from koppelkans.web.door import Asked, opened
from koppelkans.web.paging import Pages
from koppelkans.web.reports import drawn
from koppelkans.web.reports.board import Board, board_of, day_of
from koppelkans.web.reports.listed import tables
from koppelkans.web.reports.words import written
from koppelkans.web.tables import Cell, Column, Table

A_PAGE = 50
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def _board(request: Asked) -> Board:
    return board_of(request.actor, request.GET.dict(), timezone.localdate())


@opened(May.SEE_RESULTS)
@require_GET
def dashboard(request: Asked) -> HttpResponse:
    """The counters of a programme, a municipality or the region, with what is to be expected."""
    board = _board(request)
    waits = board.kept.journeys is None and not computed(board.today)
    if waits:
        ask(now=timezone.now())
    parts = [
        chart
        for by in (SECTOR, TRAINING, PLACE, PROGRAMME)
        for measure in (Measure.STARTED, Measure.DURABLE)
        if (chart := drawn.part_chart(board, by, measure)) is not None
    ]
    night = (
        drawn.funnel_chart(board),
        drawn.time_chart(board),
        drawn.still_chart(board),
        drawn.predicted_chart(board),
    )
    context = {
        "board": board,
        "form": board.form,
        "cards": [_card(board, measure) for measure in COUNTED],
        "counters": drawn.counters(board),
        "night": [chart for chart in night if chart is not None],
        "parts": parts,
        "money": drawn.money_says(board),
        "few_left_out": MUCH if (board.nightly or {}).get("left-out") else 0,
        "waits": waits,
        "files": tables(board),
        "query": _query(board),
    }
    return render(request, "reports/dashboard.html", context)


def _card(board: Board, measure: Measure) -> dict[str, object]:
    """One counter as a card; it leads to the people where this reader guides them."""
    url = ""
    if board.scope.full and board.scope.municipality:
        url = f"{reverse('reports:counted')}?{_query(board)}&{urlencode({'wat': measure.value})}"
    return {"number": written(board.tally.totals[measure]), "label": FIGURES[measure].name, "url": url}


def _query(board: Board) -> str:
    """What was chosen, for the links of the page."""
    chosen = {"programma": board.scope.programme, "gemeente": board.scope.municipality, "jaar": board.year}
    if board.known_on:
        chosen["bekend_op"] = board.known_on.isoformat()
    return urlencode({name: value for name, value in chosen.items() if value})


@opened(May.SEE_RESULTS)
@require_GET
def meanings(request: Asked) -> HttpResponse:
    """What each figure means, and where it comes from."""
    columns = [Column(_("Naam")), Column(_("Betekenis")), Column(_("Komt uit")), Column(_("Code"), quiet=True)]
    rows = [[Cell(str(one.name).capitalize()), one.means, SOURCES[one.source], one.code] for one in FIGURES.values()]
    context = {
        "table": Table(columns, rows, caption=_("Wat betekenen de cijfers?")),
        "ledger": SOURCES[Source.LEDGER],
    }
    return render(request, "reports/meanings.html", context)


@opened(May.GUIDE)
@require_GET
def counted(request: Asked) -> HttpResponse:
    """The journeys behind a figure, by pseudonym, of the own municipality."""
    wanted = request.GET.get("wat", Measure.STARTED)
    if wanted not in Measure.values:
        raise Http404
    today = timezone.localdate()
    asked = request.GET.get("jaar", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= today.year else today.year
    known_on = day_of(request.GET.get("bekend_op", ""))
    known_on = known_on if known_on and known_on < today else None
    looking.look_at_list(by=request.actor, now=timezone.now())
    found = counted_in(
        request.actor,
        wanted,
        date(year, 1, 1),
        date(year, 12, 31),
        programme=request.GET.get("programma", ""),
        municipality=request.GET.get("gemeente", ""),
        known_on=known_on,
    )
    page = Pages(found, found.select_related("journey__candidate__subject", "journey__programme"), A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [
        [
            Cell(row.journey.candidate, url=reverse("journeys:journey", args=[row.journey_id])),
            row.concerns,
            row.journey.programme,
            row.definition,
        ]
        for row in page
    ]
    columns = [Column(_("Kandidaat")), Column(_("Op")), Column(_("Programma")), Column(_("Versie van de telling"))]
    figure = FIGURES[wanted]
    context = {
        "page": page,
        "figure": figure,
        "year": year,
        "known_on": known_on,
        "table": Table(columns, rows, caption=str(figure.name).capitalize()),
    }
    return render(request, "reports/counted.html", context)


# ---- as a file


def _name(board: Board) -> str:
    return "-".join(("resultaten", board.scope.programme or board.scope.municipality or "regio", str(board.year)))


@opened(May.SEE_RESULTS)
@require_GET
def as_csv(request: Asked) -> FileResponse:
    """One table of the page as a CSV."""
    board = _board(request)
    wanted = request.GET.get("tabel", "tellers")
    found = next((one for one in tables(board) if one.code == wanted), None)
    if found is None:
        raise Http404
    out = io.BytesIO()
    write_csv(found.rows, found.header, out)
    return _file(out, f"{_name(board)}-{found.code}.csv", CSV)


@opened(May.SEE_RESULTS)
@require_GET
def as_ods(request: Asked) -> FileResponse:
    """Every table of the page as a workbook of the open standard."""
    board = _board(request)
    out = io.BytesIO()
    write_ods([one.sheet() for one in tables(board)], out)
    return _file(out, f"{_name(board)}.ods", ODS)


@opened(May.SEE_RESULTS)
@require_GET
def as_xlsx(request: Asked) -> FileResponse:
    """The same for Excel."""
    board = _board(request)
    out = io.BytesIO()
    write_xlsx([one.sheet() for one in tables(board)], out)
    return _file(out, f"{_name(board)}.xlsx", XLSX)


def _file(out: io.BytesIO, name: str, kind: str) -> FileResponse:
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=name, content_type=kind)
