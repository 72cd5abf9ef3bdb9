"""The rows of one sheet of a workbook, collected while its XML is read: at no moment more than a row is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

from koppelkans.documents.problems import TableError, TableProblem
from koppelkans.documents.records import Area, CellProblem, Limits, Record
from koppelkans.documents.xlsx_package import Damaged, local
from koppelkans.documents.xlsx_values import PLAIN, Format, iso_text, moment_text, number_text, unescaped

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of a sheet in Excel
ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
NUMBER = 40  # characters of a number, of a reference to a text, of an error: never more


class SheetReader:
    """Handlers for a parser; what is complete stands in `records` and is taken from there."""

    def __init__(
        self, limits: Limits, formats: Sequence[Format], strings: Sequence[str], *, from_1904: bool = False
    ) -> None:
        self.records: list[Record] = []
        self.merged: list[Area] = []
        self._limits, self._formats, self._strings, self._from_1904 = limits, formats, strings, from_1904
        self._inside = self._taking = self._sounding = self._formula = False
        self._row = self._column = 0
        self._cells: dict[int, str] = {}
        self._problems: list[CellProblem] = []
        self._type, self._format = "n", PLAIN
        self._pieces: list[str] = []
        self._length = 0

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = local(element)
        if self._inside:
            self._start_in_data(name, attributes)
        elif name == "sheetData":
            self._inside = True
        elif name == "mergeCell":
            self.merged.append(area(attributes.get("ref", "")))

    def end(self, element: str) -> None:
        """An element ends."""
        if not self._inside:
            return
        name = local(element)
        if name in ("v", "t"):
            self._taking = False
        elif name == "c":
            self._end_cell()
        elif name == "rPh":
            self._sounding = False
        elif name == "row":
            self._end_row()
        elif name == "sheetData":
            self._inside = False

    def text(self, data: str) -> None:
        """Characters between elements."""
        if self._taking:
            self._length += len(data)
            if self._length <= self._limits.characters:
                self._pieces.append(data)
            elif self._length - len(data) < self._limits.characters:
                self._pieces.append(data[: self._limits.characters])

    def _start_in_data(self, name: str, attributes: dict[str, str]) -> None:
        if name == "v":
            self._taking = True
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        elif name == "t":
            self._taking = self._type == "inlineStr" and not self._sounding
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._sounding = True

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = _whole(attributes.get("r"), self._row + 1)
        if not self._row < row <= LAST_ROW:
            raise Damaged(f"row {row}")
        self._row, self._column, self._cells, self._problems = row, -1, {}, []

    def _start_cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        self._column = self._column + 1 if address is None else _column(address)
        if self._column >= LAST_COLUMN:
            raise Damaged(f"column {self._column}")
        self._type = attributes.get("t", "n")
        style = _whole(attributes.get("s"), 0)
        self._format = self._formats[style] if style < len(self._formats) else PLAIN
        self._pieces, self._length, self._formula = [], 0, False

    def _end_cell(self) -> None:
        if not self._pieces:
            if self._formula and self._type != "str":
                self._wrong("formula_not_calculated", "")
            return
        raw = "".join(self._pieces)
        if self._length > self._limits.characters:
            figures = {"characters": self._length, "allowed": self._limits.characters}
            self._problems.append(CellProblem(self._column, "cell_too_long", raw[:200], figures))
            return
        text = self._read(raw)
        if text:
            self._cells[self._column] = text
            if len(self._cells) > self._limits.columns:
                figures = {"columns": len(self._cells), "allowed": self._limits.columns}
                raise TableError([TableProblem("too_many_columns", figures=figures)])

    def _read(self, raw: str) -> str:
        """What the cell says; what is wrong with it goes to the problems."""
        kind = self._type
        if kind in ("str", "inlineStr"):
            return unescaped(raw)
        raw = raw.strip()
        if kind == "s":
            return self._shared(raw)
        if kind == "b":
            return "yes" if raw in ("1", "true") else "no"
        if kind == "e":
            return self._wrong("cell_error", raw)
        if not raw:
            return ""
        if kind == "d" or self._format.moment:
            try:
                return iso_text(raw) if kind == "d" else moment_text(raw, self._format, from_1904=self._from_1904)
            except (ValueError, OverflowError):
                return self._wrong("cell_date", raw[:NUMBER])
        try:
            return number_text(raw, self._format)
        except ValueError as error:
            raise Damaged(f"number {raw[:NUMBER]}") from error

    def _shared(self, raw: str) -> str:
        at = _whole(raw, 0)
        if at >= len(self._strings):
            raise Damaged(f"text {raw[:NUMBER]}")
        return self._strings[at]

    def _wrong(self, code: str, value: str) -> str:
        self._problems.append(CellProblem(self._column, code, value))
        return ""

    def _end_row(self) -> None:
        if not self._cells and not self._problems:
            return
        cells = [""] * (max(self._cells, default=-1) + 1)
        for column, text in self._cells.items():
            cells[column] = text
        self.records.append(Record(self._row, cells, self._problems))


def area(reference: str) -> Area:
    """The rectangle that a reference such as `C5:D6` names."""
    first, _, last = reference.partition(":")
    corners = [(_column(corner), _row(corner)) for corner in (first, last or first)]
    return Area(*corners[0], *corners[1])


def _column(address: str) -> int:
    found = ADDRESS.fullmatch(address)
    if found is None:
        raise Damaged(f"address {address[:NUMBER]}")
    number = 0
    for sign in found[1].upper():
        number = number * 26 + ord(sign) - 64
    return number - 1


def _row(address: str) -> int:
    found = ADDRESS.fullmatch(address)
    if found is None:
        raise Damaged(f"address {address[:NUMBER]}")
    return int(found[2])


def _whole(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Damaged(f"number {text[:NUMBER]}")
    return int(text)
