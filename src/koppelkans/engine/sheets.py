"""From the bytes of a csv file to a sheet of parsed columns, with everything that is wrong with it."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from koppelkans.engine.cells import Cells, parse
from koppelkans.engine.problems import Fault, Problem
from koppelkans.engine.tables import Table

# The text is in memory already, so the limit of the csv module protects nothing; cells.py refuses a long cell and can
# say where it is.
csv.field_size_limit(2**31 - 1)

LONGEST_NAME = 64  # of a column, as far as it is compared with the names that are known
QUOTES = 'a value with a comma, a quote or a line end stands between double quotes, a quote inside it is written ""'


@dataclass(frozen=True, eq=False)
class Sheet:
    """A file as read: its rows (by the number a spreadsheet shows) and a column for each column of its table.

    `whole` is False when some of it could not be read, so that nothing can be said about what is not in it; `ragged`
    are the rows with too many or too few cells, of which the cells cannot be trusted.
    """

    table: Table
    numbers: tuple[int, ...]
    columns: dict[str, Cells]
    whole: bool = True
    ragged: frozenset[int] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    def report(self, row: int, column: str, fault: Fault) -> None:
        """Note what is wrong with a cell (row counted from 0 here), unless the row cannot be trusted anyway."""
        if row in self.ragged:
            return
        value = ""
        if column in self.columns:
            cells = self.columns[column]
            value = cells.texts[cells.codes[row]]
        self.problems.append(
            Problem(fault.code, self.table.file, self.numbers[row], column, value, fault.wrong, fault.right)
        )

    def report_texts(self, column: str, faults: dict[int, Fault]) -> None:
        """Note a fault for every row whose text is in `faults` (by distinct text)."""
        if faults:
            cells = self.columns[column]
            for row in np.flatnonzero(np.isin(cells.codes, list(faults))).tolist():
                self.report(row, column, faults[int(cells.codes[row])])

    def rank(self) -> dict[str, int]:
        """The ids of this file in order, with their place."""
        texts = self.columns[self.table.key[0]].texts
        return {text: at for at, text in enumerate(sorted(text for text in texts if text))}


def read_sheet(folder: Path, table: Table) -> Sheet:
    """Read one file; a missing optional file has no rows."""
    path = folder / table.file
    if table.optional and not path.exists():
        return _sheet(table, [], {})
    try:
        text = _text(path)
    except Fault as fault:
        return _unread(table, Problem(fault.code, table.file, None, "", "", fault.wrong, fault.right))
    if problem := _delimiter_problem(table, text):
        return _unread(table, problem)
    records, broken = _records(table, text)
    if not records:
        names = ",".join(column.name for column in table.columns)
        empty = Problem("no-header", table.file, None, "", "", "is empty", f"a first row with {names}")
        return _unread(table, broken or empty)
    header = records.pop(0)[1]
    sheet = _sheet(table, records, {name: at for at, name in enumerate(header)}, len(header))
    sheet.problems[:0] = _header_problems(table, header)
    if broken:
        sheet.problems.append(broken)
    return replace(sheet, whole=False) if broken else sheet


def decode(data: bytes) -> str:
    """The text of a file; raises Fault when it is not UTF-8. A byte order mark goes; line ends become LF."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:400].count(0) * 3 > len(data[:400]):
        raise Fault("utf-16", "is UTF-16", "save it as UTF-8 (in a spreadsheet: CSV UTF-8)")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        byte = data[error.start]
        raise Fault(
            "not-utf-8", f"is not UTF-8 (byte 0x{byte:02X} on line {line})", "save it as UTF-8 (CSV UTF-8)"
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text(path: Path) -> str:
    """The text of a file; raises Fault with what is in the way."""
    try:
        return decode(path.read_bytes())
    except FileNotFoundError:
        raise Fault("missing-file", "is missing", "every region folder has one, with at least the header row") from None
    except OSError as error:
        raise Fault("unreadable", f"cannot be read ({error.strerror})", "a plain file that you may read") from None


def _delimiter_problem(table: Table, text: str) -> Problem | None:
    """The problem of a header with another sign than a comma between the names, if it is that."""
    header = text.partition("\n")[0]
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if sign in header and "," not in header:
            wrong = f"has {name} between the values"
            return Problem("delimiter", table.file, 1, "", header, wrong, "put commas between the values")
    return None


def _records(table: Table, text: str) -> tuple[list[tuple[int, list[str]]], Problem | None]:
    """Every row that is not blank, with its number, up to the first row that is not CSV."""
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    records: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            if record:
                records.append((number, record))
    except csv.Error as error:
        wrong = f"is not CSV from here on ({error})"
        return records, Problem("quotes", table.file, number + 1, "", "", wrong, QUOTES)
    return records, None


def _header_problems(table: Table, header: list[str]) -> Iterator[Problem]:
    """What is wrong with the header row."""
    known = {column.name for column in table.columns}
    for at, name in enumerate(header):
        if name in header[:at]:
            yield Problem("duplicate-column", table.file, 1, name, "", "stands twice in the header", "keep one of them")
        elif not name:
            wrong = "the header has a column without a name"
            yield Problem("unknown-column", table.file, 1, "", "", wrong, "name it, or take it away in every row")
        elif name not in known:
            near = difflib.get_close_matches(name[:LONGEST_NAME], sorted(known - set(header)), 1)
            right = f"did you mean {near[0]}?" if near else f"the columns are {', '.join(sorted(known))}"
            yield Problem("unknown-column", table.file, 1, name, name, "is not a column of this file", right)
    for column in table.columns:
        if column.name not in header and not column.optional:
            right = f"add a column {column.name}: {column.about}"
            yield Problem("missing-column", table.file, 1, column.name, "", "the column is missing", right)


def _sheet(table: Table, records: list[tuple[int, list[str]]], header: dict[str, int], width: int = 0) -> Sheet:
    """Parse the columns of the records."""
    ragged: dict[int, int] = {}
    for row, (_, record) in enumerate(records):
        if len(record) != width:
            ragged[row] = len(record)
            record[:] = (record + [""] * width)[:width]
    texts = list(zip(*(record for _, record in records), strict=True)) or [()] * width
    numbers = tuple(number for number, _ in records)
    columns: dict[str, Cells] = {}
    absent: set[str] = set()
    for column in table.columns:
        if column.name in header:
            columns[column.name] = parse(column, texts[header[column.name]])
        else:
            columns[column.name] = parse(column, [""] * len(records))
            absent.add(column.name)
    sheet = Sheet(table, numbers, columns, table.key[0] not in absent or not header, frozenset(ragged))
    for row, cells in ragged.items():
        sheet.problems.append(_ragged_problem(table, numbers[row], cells, width))
    for name, parsed in columns.items():
        if name not in absent:
            sheet.report_texts(name, parsed.faults)
    return sheet


def _ragged_problem(table: Table, number: int, cells: int, width: int) -> Problem:
    hint = " (a decimal comma or a comma in a text splits a value: use a point, or quotes)" if cells > width else ""
    wrong = f"the row has {cells} values and the header has {width}"
    return Problem("ragged-row", table.file, number, "", "", wrong, f"give every row {width} values{hint}")


def _unread(table: Table, problem: Problem) -> Sheet:
    """The sheet of a file that could not be read at all."""
    columns = {column.name: parse(column, ()) for column in table.columns}
    return Sheet(table, (), columns, False, frozenset(), [problem])
