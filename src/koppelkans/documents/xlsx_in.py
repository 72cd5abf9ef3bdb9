"""Read a sheet of an XLSX workbook: values only, visible sheets only, with little memory.

The parsing is our own, with openpyxl's knowledge of dates and formats. Reading with openpyxl itself warns about
ordinary workbooks through a filter that is shared by all threads, keeps a row before its size can be refused, and
tells nothing of merged cells unless it keeps the whole sheet.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import BinaryIO

from koppelkans.documents.problems import TableError, TableNote, TableProblem
from koppelkans.documents.records import Area, Limits, Record
from koppelkans.documents.xlsx_package import Damaged, Package, drain, local, readable
from koppelkans.documents.xlsx_sheet import SheetReader
from koppelkans.documents.xlsx_values import Format, format_of, unescaped

SHEET = "worksheet"  # charts and macros are sheets too, of another kind


class XlsxSource:
    """The rows of one sheet."""

    def __init__(self, file: BinaryIO, size: int, limits: Limits, sheet: str | None) -> None:
        self.encoding: str | None = None
        self.delimiter: str | None = None
        self.notes: list[TableNote] = []
        self._limits = limits
        self._from_1904 = False
        self._done = 0
        with readable():
            self._package = Package(file, size)
            related = self._package.related(self._package.workbook)
            parts = self._visible(related)
            self.sheets = tuple(parts)
            self.sheet: str | None = self._choose(sheet)
            self._part = parts[self.sheet]
            self._size = self._package.size(self._part)
            by_kind = dict(related.values())
            self._formats = self._read_formats(by_kind.get("styles"))
            self._strings = self._read_strings(by_kind.get("sharedStrings"))

    def records(self) -> Generator[Record, None, None]:
        """The rows that hold something, from the top."""
        reader = self._reader()
        with (
            readable(),
            closing(
                self._package.scan(self._part, reader.start, reader.end, reader.text, self._limits.unpacked)
            ) as steps,
        ):
            for self._done in steps:
                yield from reader.records
                reader.records.clear()

    def merged(self) -> list[Area]:
        """Which cells are merged: told after the rows, so a first quick look says whether there is a reason to read."""
        with readable():
            if not self._mentions(b"mergeCell"):
                return []
            reader = self._reader()
            for _ in self._package.scan(self._part, reader.start, reader.end, None, self._limits.unpacked):
                reader.records.clear()
            return reader.merged

    def share_read(self) -> float:
        """Which part of the sheet the last reading has had."""
        return self._done / self._size if self._size else 0.0

    def _reader(self) -> SheetReader:
        return SheetReader(self._limits, self._formats, self._strings, from_1904=self._from_1904)

    def _mentions(self, wanted: bytes) -> bool:
        """Whether these bytes stand anywhere in the sheet, if only as a text; much quicker than parsing it."""
        tail = b""
        for chunk in self._package.chunks(self._part, self._limits.unpacked):
            if wanted in tail + chunk:
                return True
            tail = chunk[-len(wanted) :]
        return False

    def _choose(self, sheet: str | None) -> str:
        if not self.sheets:
            raise TableError([TableProblem("no_sheet")])
        if sheet is None:
            if len(self.sheets) > 1:
                self.notes.append(TableNote("sheet_assumed", {"sheets": len(self.sheets), "sheet": self.sheets[0]}))
            return self.sheets[0]
        if sheet not in self.sheets:
            figures = {"sheets": ", ".join(self.sheets)}
            raise TableError([TableProblem("sheet_unknown", value=sheet, figures=figures)])
        return sheet

    def _visible(self, related: dict[str, tuple[str, str]]) -> dict[str, str]:
        """The sheets that somebody sees, in their order: name, then part."""
        found: dict[str, str] = {}
        hidden = 0

        def start(element: str, attributes: dict[str, str]) -> None:
            nonlocal hidden
            name = local(element)
            if name == "workbookPr":
                self._from_1904 = attributes.get("date1904") in ("1", "true")
            elif name == "sheet":
                to = next((value for key, value in attributes.items() if local(key) == "id" and ":" in key), "")
                kind, part = related.get(to, ("", ""))
                if attributes.get("state", "visible") != "visible":
                    hidden += 1
                elif kind == SHEET:
                    found[attributes.get("name", "")] = part

        drain(self._package.scan(self._package.workbook, start))
        if hidden:
            self.notes.append(TableNote("sheets_hidden", {"hidden": hidden}))
        return found

    def _read_formats(self, part: str | None) -> list[Format]:
        """For each style of a cell what it says about a number."""
        codes: dict[int, str] = {}
        numbers: list[int] = []
        inside = ""

        def start(element: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            name = local(element)
            if name in ("numFmts", "cellXfs", "cellStyleXfs", "dxfs"):
                inside = name
            elif name == "numFmt" and inside == "numFmts":
                codes[_number(attributes)] = attributes.get("formatCode", "")
            elif name == "xf" and inside == "cellXfs":
                numbers.append(_number(attributes))

        if part is not None:
            drain(self._package.scan(part, start))
        known = {number: format_of(number, codes) for number in set(numbers)}
        return [known[number] for number in numbers]

    def _read_strings(self, part: str | None) -> list[str]:
        """The texts that the cells of all sheets refer to."""
        strings: list[str] = []
        pieces: list[str] = []
        taking = sounding = False

        def start(element: str, _attributes: dict[str, str]) -> None:
            nonlocal taking, sounding
            name = local(element)
            if name == "t":
                taking = not sounding
            elif name == "rPh":
                sounding = True
            elif name == "si":
                pieces.clear()

        def end(element: str) -> None:
            nonlocal taking, sounding
            name = local(element)
            if name == "t":
                taking = False
            elif name == "rPh":
                sounding = False
            elif name == "si":
                strings.append(unescaped("".join(pieces)))

        def text(data: str) -> None:
            if taking:
                pieces.append(data)

        if part is not None and self._package.has(part):
            drain(self._package.scan(part, start, end, text, self._limits.strings))
        return strings


def _number(attributes: dict[str, str]) -> int:
    number = attributes.get("numFmtId", "0")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Damaged(f"format {number[:40]}")
    return int(number)
