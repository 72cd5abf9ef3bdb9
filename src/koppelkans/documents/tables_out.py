"""Write tables as CSV and XLSX, row by row, so that a spreadsheet shows them well and runs nothing in them.

Text stays text: in an XLSX a text that looks like a formula is stored as text, in a CSV it gets an apostrophe in
front (see `defusing`). HTML is text like any other. Dates and numbers are real dates and numbers. Characters that no
workbook can hold are left out. Reading back with `tables_in` gives the same texts.
"""

from __future__ import annotations

import csv
import io
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, BinaryIO, Final, Protocol
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import WorkbookAlreadySaved

from koppelkans.documents.defusing import defused, writable
from koppelkans.documents.problems import TableError, TableProblem
from koppelkans.documents.records import letter
from koppelkans.documents.xlsx_sheet import LAST_ROW
from koppelkans.documents.xlsx_values import escaped, text_of

Value = str | int | float | Decimal | bool | date | datetime | time | None

HERE: Final = ZoneInfo("Europe/Amsterdam")
LONGEST_TEXT = 32_767  # characters that Excel holds in a cell
LARGEST_WHOLE = 10**15  # Excel rounds what has more digits
FIRST_DAY = date(1900, 3, 1)  # Excel believes in 29 February 1900
MONEY = -2  # exponent of an amount in cents
LOOKED_AT = 100  # rows that decide how wide the columns are
NARROWEST, WIDEST = 9, 60
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_NAME = 31


class Output(Protocol):
    """Where bytes go: a file, or the answer to a request."""

    def write(self, data: bytes, /) -> object:
        """Take these bytes."""


@dataclass(frozen=True)
class Sheet:
    """One sheet to write; the rows are taken one by one, once."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]


def write_csv(
    rows: Iterable[Sequence[Value]],
    header: Sequence[str],
    out: Output,
    *,
    delimiter: str = ";",
    bom: bool = True,
    decimal: str | None = None,
) -> None:
    """Write a CSV in UTF-8; with `;` numbers have a decimal comma, as a Dutch spreadsheet expects, else a point."""
    if decimal is None:
        decimal = "," if delimiter == ";" else "."
    if bom:
        out.write(b"\xef\xbb\xbf")
    lines = csv.writer(_Utf8(out), delimiter=delimiter, lineterminator="\r\n")
    lines.writerow([defused(writable(name)) for name in header])
    for row in checked(rows, header):
        lines.writerow([_plain(value, decimal) for value in row])


def write_xlsx(sheets: Iterable[Sheet], out: BinaryIO) -> None:
    """Write a workbook; a bold first row that stays in sight, and columns as wide as what is in them."""
    book = Workbook(write_only=True)
    book.properties.creator = "Koppelkans"
    names: set[str] = set()
    try:
        for sheet in sheets:
            _write_sheet(book, sheet_name(sheet.name, names), sheet)
        if names:
            book.save(out)
    except BaseException:
        _discard(book)
        raise
    if not names:
        raise ValueError("a workbook needs a sheet")


def _write_sheet(book: Any, name: str, sheet: Sheet) -> None:
    page = book.create_sheet(name)
    page.freeze_panes = "A2"
    rows = checked(sheet.rows, sheet.header)
    first = list(itertools.islice(rows, LOOKED_AT))
    for at, title in enumerate(sheet.header):
        page.column_dimensions[letter(at)].width = width_of(title, [row[at] for row in first])
    page.append([_text(page, title, 1, title, bold=True) for title in sheet.header])
    number = 1
    for number, row in enumerate(itertools.chain(first, rows), 2):
        if number > LAST_ROW:
            raise TableError([TableProblem("too_many_rows", figures={"rows": number - 1, "allowed": LAST_ROW - 1})])
        page.append([_cell(page, value, number, title) for value, title in zip(row, sheet.header, strict=True)])
    if sheet.header:
        page.auto_filter.ref = f"A1:{letter(len(sheet.header) - 1)}{number}"


def width_of(title: str, values: Iterable[Value]) -> int:
    """How many characters a column shows: those of its name or its longest value, within reason."""
    return min(max(len(title) + 2, *(len(_plain(value, ".")) + 1 for value in values), NARROWEST), WIDEST)


def checked(rows: Iterable[Sequence[Value]], header: Sequence[str]) -> Iterator[Sequence[Value]]:
    """The rows, each as wide as the header; one that is not is a mistake of the program."""
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"a row of {len(row)} cells under a header of {len(header)}")
        yield row


def _plain(value: Value, decimal: str) -> str:
    """The value as a CSV has it; only text can be dangerous."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case float() | Decimal():
            return number_of(value).replace(".", decimal)
        case date() | time():
            return text_of(local(value))
    return defused(writable(value))


def number_of(value: float | Decimal) -> str:
    """The number with a point, without an exponent; raises ValueError for what is none."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number that can be written")
    return format(value if isinstance(value, Decimal) else Decimal(repr(value)), "f")


def local(value: date | time) -> date | time:
    """A moment as the clock in Amsterdam shows it: a spreadsheet knows no time zones."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(HERE).replace(tzinfo=None)
    return value.replace(tzinfo=None) if isinstance(value, time) else value


def _cell(page: Any, value: Value, row: int, title: str) -> object:
    """What openpyxl is given: bare values where it needs no telling, as that is quicker."""
    match value:
        case None | bool():
            return value
        case int():
            return value if abs(value) < LARGEST_WHOLE else _text(page, str(value), row, title)
        case float() | Decimal():
            number_of(value)  # refuses what is no number
            cell = WriteOnlyCell(page, value)
            if isinstance(value, Decimal) and value.as_tuple().exponent == MONEY:
                cell.number_format = "#,##0.00"
            return cell
        case date() | time():
            moment = local(value)
            return _text(page, text_of(moment), row, title) if _too_early(moment) else moment
    return _text(page, value, row, title)


def _too_early(moment: date | time) -> bool:
    if isinstance(moment, datetime):
        moment = moment.date()
    return isinstance(moment, date) and moment < FIRST_DAY


def checked_text(text: str, row: int, title: str) -> str:
    """The text, that a cell can hold; raises TableError for one that is too long."""
    if len(text) > LONGEST_TEXT:
        figures = {"characters": len(text), "allowed": LONGEST_TEXT}
        raise TableError([TableProblem("cell_too_long", row, title, text[:200], figures)])
    return text


def _text(page: Any, text: str, row: int, title: str, *, bold: bool = False) -> object:
    stored = checked_text(escaped(writable(text)), row, title)
    if not stored:
        return None
    if not bold and stored[0] not in "=#":
        return stored
    cell = WriteOnlyCell(page, stored)
    cell.data_type = "s"  # openpyxl would make a formula of =1+1 and an error of #N/A
    if bold:
        cell.font = Font(bold=True)
    return cell


def sheet_name(wanted: str, names: set[str]) -> str:
    """A name that Excel accepts and no other sheet has, capitals or not."""
    clean = NOT_IN_A_NAME.sub(" ", writable(wanted)).strip(" '")[:LONGEST_NAME].strip(" '") or "Blad"
    name, number = clean, 1
    while name.casefold() in names:
        number += 1
        end = f" ({number})"
        name = clean[: LONGEST_NAME - len(end)] + end
    names.add(name.casefold())
    return name


def _discard(book: Any) -> None:
    """Save to nowhere, as that is how openpyxl removes the temporary files that it keeps rows in."""
    try:
        book.save(_Nowhere())
    except WorkbookAlreadySaved:
        return


class _Nowhere(io.RawIOBase):
    """A file that forgets."""

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any, /) -> int:
        """Forget these bytes."""
        return len(data)


class _Utf8:
    """Text in, bytes out."""

    def __init__(self, out: Output) -> None:
        self._out = out

    def write(self, text: str) -> None:
        """Pass the text on in UTF-8."""
        self._out.write(text.encode())
