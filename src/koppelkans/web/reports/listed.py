"""The figures of a dashboard as tables: for the files, with numbers as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from koppelkans.documents.charts import HIDDEN
from koppelkans.documents.tables_out import Sheet, Value
from koppelkans.reports import figures as nightly
from koppelkans.reports.measures import AIMED, COUNTED, FIGURES, PLACE, PROGRAMME, SECTOR, TRAINING
from koppelkans.web.reports.board import Board
from koppelkans.web.reports.drawn import WEEKS, label
from koppelkans.web.reports.words import month_name


@dataclass(frozen=True)
class Listed:
    """One table: its code in an address, its name, its head and its rows."""

    code: str
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Value]]

    def sheet(self) -> Sheet:
        """As a sheet of a workbook."""
        return Sheet(self.title, list(self.header), self.rows)


def tables(board: Board) -> list[Listed]:
    """Every table of the page."""
    measures = [str(measure.label) for measure in COUNTED]
    totals: list[list[Value]] = [
        [str(FIGURES[one].name), shown(board.tally.totals[one]), board.targets.get(one), str(FIGURES[one].means)]
        for one in COUNTED
    ]
    running: list[list[Value]] = [
        [month_name(at), *(shown(board.tally.running[one][at]) for one in COUNTED)] for at in range(board.month + 1)
    ]
    found = [
        Listed("tellers", _("Tellers"), [_("Wat telt"), _("Aantal"), _("Doel"), _("Betekenis")], totals),
        Listed("maanden", _("Opgeteld per maand"), [_("Maand"), *measures], running),
    ]
    none = 0 if board.scope.full else HIDDEN  # that there is nobody tells of a small group too
    for code, by, name in (
        ("sectoren", SECTOR, _("Sector")),
        ("trainingen", TRAINING, _("Training")),
        ("gemeenten", PLACE, _("Gemeente")),
        ("programmas", PROGRAMME, _("Programma")),
    ):
        names = sorted({key for one in COUNTED for key in board.tally.part(one, by)})
        rows: list[list[Value]] = [
            [label(board, by, key), *(shown(board.tally.part(one, by).get(key, none)) for one in COUNTED)]
            for key in names
        ]
        found.append(Listed(code, _("Per %(what)s") % {"what": name.lower()}, [name, *measures], rows))
    return [*found, *_of_the_night(board), *_forecast(board)]


def _of_the_night(board: Board) -> list[Listed]:
    if board.nightly is None or board.of_year is None:
        return []
    funnel: list[list[Value]] = [
        [str(FIGURES[code].name), kept(value)]
        for code, value in zip(nightly.FUNNEL, board.of_year["funnel"], strict=True)
    ]
    weeks: list[list[Value]] = [
        [month_name(at), *(kept(cell) for cell in _row(row, 4))] for at, row in enumerate(board.of_year["time"])
    ]
    still: list[list[Value]] = [
        [WEEKS[measure], *(kept(cell) for cell in _row(row, 2))]
        for (measure, _days), row in zip(nightly.STILL, board.nightly["still"], strict=True)
    ]
    predicted: list[list[Value]] = [
        [board.name(SECTOR, sector) if sector else _("Alles samen"), *(kept(cell) for cell in _row(row, 5))]
        for sector, row in board.nightly["predicted"].items()
    ]
    took = [_("Maand"), _("Mensen"), _("Middelste (weken)"), _("Kwart sneller dan"), _("Kwart langer dan")]
    expected = [_("Sector"), _("Mensen"), _("Bereikt"), _("Voorspeld"), _("Ten minste"), _("Ten hoogste")]
    return [
        Listed("trechter", _("Van aanmelding naar werk"), [_("Stap"), _("Mensen")], funnel),
        Listed("tijd", _("Tijd tot de start"), took, weeks),
        Listed("blijvend", _("Nog aan het werk"), [_("Weken"), _("Mensen"), _("Van de")], still),
        Listed("voorspeld", _("Voorspeld en bereikt"), expected, predicted),
    ]


def _forecast(board: Board) -> list[Listed]:
    found = board.forecast
    if not found or not found["enough"]:
        return []
    rows: list[list[Value]] = [
        [str(FIGURES[measure].name), month_name(found["from"] + at), *band]
        for measure in AIMED
        if board.tally.totals[measure] is not HIDDEN
        for at, band in enumerate(found["measures"][measure]["months"])
    ]
    header = [_("Wat telt"), _("Maand"), _("Ten minste"), _("Verwacht"), _("Ten hoogste")]
    return [Listed("voorspelling", _("Voorspelling"), header, rows)]


def _row(row: Any, width: int) -> list[Any]:
    """The cells of a row of the night; hidden or empty ones too."""
    if row == nightly.HIDDEN:
        return [nightly.HIDDEN] * width
    return [*row, *[None] * (width - len(row))]


def shown(figure: Any) -> Value:
    """A figure as a cell: a number, or in words that it is not shown."""
    return _("niet getoond") if figure is HIDDEN else figure


def kept(value: Any) -> Value:
    """The same of a figure of the night."""
    return _("niet getoond") if value == nightly.HIDDEN else value
