"""Offers as a file: out as CSV or XLSX, and back in as a whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from koppelkans.core.roles import May
from koppelkans.documents.problems import TableError, sentence
from koppelkans.documents.records import Limits
from koppelkans.documents.tables_in import open_table
from koppelkans.documents.tables_out import Sheet, write_csv, write_xlsx
from koppelkans.supply import actions, columns, searching
from koppelkans.supply.columns import Problem
from koppelkans.supply.models import Place, Run
from koppelkans.web.door import Asked, opened
from koppelkans.web.forms import Form
from koppelkans.web.supply.flow import posted
from koppelkans.web.supply.forms_find import FindForm
from koppelkans.web.tables import Column, Table

CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# what one page can take over while somebody waits
LIMITS = Limits(bytes=10_000_000, rows=5_000)
MOST_SHOWN = 200


def _runs(request: Asked) -> tuple[str, Sequence[str], Iterator[list[columns.Value]]]:
    """The runs that the list shows now."""
    search = FindForm(request.GET, actor=request.actor).search("")
    rows = searching.runs(request.actor, search, timezone.localdate())
    return "trainingen", columns.RUN_COLUMNS, columns.run_rows(rows)


def _places(request: Asked) -> tuple[str, Sequence[str], Iterator[list[columns.Value]]]:
    """The places that the list shows now."""
    search = FindForm(request.GET, actor=request.actor).search("")
    rows = searching.places(request.actor, search, timezone.localdate())
    return "plekken", columns.PLACE_COLUMNS, columns.place_rows(rows)


def _csv(name: str, header: Sequence[str], rows: Iterator[list[columns.Value]]) -> FileResponse:
    """A CSV as the region folder has it."""
    out = io.BytesIO()
    write_csv(rows, header, out, delimiter=",")
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{name}-{timezone.localdate()}.csv", content_type=CSV)


def _xlsx(name: str, header: Sequence[str], rows: Iterator[list[columns.Value]]) -> FileResponse:
    """A workbook."""
    out = io.BytesIO()
    write_xlsx([Sheet(name, header, rows)], out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{name}-{timezone.localdate()}.xlsx", content_type=XLSX)


@opened(May.SEE_OFFERS)
@require_GET
def runs_csv(request: Asked) -> FileResponse:
    """Runs, with the columns of the region folder."""
    return _csv(*_runs(request))


@opened(May.SEE_OFFERS)
@require_GET
def runs_xlsx(request: Asked) -> FileResponse:
    """Runs as a workbook."""
    return _xlsx(*_runs(request))


@opened(May.SEE_OFFERS)
@require_GET
def places_csv(request: Asked) -> FileResponse:
    """Places, with the columns of the region folder."""
    return _csv(*_places(request))


@opened(May.SEE_OFFERS)
@require_GET
def places_xlsx(request: Asked) -> FileResponse:
    """Places as a workbook."""
    return _xlsx(*_places(request))


class FileForm(Form):
    """The file to take over."""

    file = forms.FileField(
        label=_("Bestand"),
        help_text=_("CSV of Excel, ten hoogste 5.000 regels."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


@opened(May.EDIT_RUNS)
def import_runs(request: Asked) -> HttpResponse:
    """Take over a file of runs."""
    return _take_over(request, Run)


@opened(May.EDIT_PLACES)
def import_places(request: Asked) -> HttpResponse:
    """Take over a file of places."""
    return _take_over(request, Place)


def _take_over(request: Asked, kind: type[Run] | type[Place]) -> HttpResponse:
    """Ask for a file; take it over, or show everything that is wrong."""
    form = FileForm(posted(request), request.FILES or None)
    problems: list[Problem] = []
    told: list[str] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = open_table(file, file.name, limits=LIMITS)
            outcome = actions.import_offers(kind, table.header, table.rows(), by=request.actor, now=timezone.now())
        except TableError as error:
            told = [sentence(problem, _language()) for problem in error.problems[:MOST_SHOWN]]
        else:
            problems = list(outcome.problems)
            if not problems:
                messages.success(request, _taken(outcome))
                return redirect("supply:index")
    shown = sorted(problems, key=lambda problem: problem.row)[:MOST_SHOWN]
    context = {
        "form": form,
        "runs": kind is Run,
        "told": told,
        "number": len(problems),
        "table": _problems_table(shown) if problems else None,
        "columns": columns.RUN_COLUMNS if kind is Run else columns.PLACE_COLUMNS,
        "export": reverse("supply:runs-xlsx" if kind is Run else "supply:places-xlsx"),
    }
    return render(request, "supply/import.html", context, status=422 if problems or told else 200)


def _language() -> str:
    """The language of the sentences about a file."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def _taken(outcome: actions.Outcome) -> str:
    """What was taken over, in words."""
    added = ngettext("%(number)d toegevoegd", "%(number)d toegevoegd", outcome.added) % {"number": outcome.added}
    changed = ngettext("%(number)d bijgewerkt", "%(number)d bijgewerkt", outcome.changed) % {"number": outcome.changed}
    return gettext("Overgenomen: %(added)s, %(changed)s.") % {"added": added, "changed": changed}


def _problems_table(problems: list[Problem]) -> Table:
    """Everything that is wrong: where, what stands there, what would be right."""
    heads = [Column(_("Rij"), number=True), Column(_("Kolom")), Column(_("Er staat")), Column(_("Wat is er mis"))]
    lines: list[list[Any]] = [[one.row, one.column, one.value[:80], one.text] for one in problems]
    return Table(heads, lines, caption=_("Fouten in het bestand"))
