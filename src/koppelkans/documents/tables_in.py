"""Read a table that somebody uploads, CSV or XLSX, row by row, with little memory and with every problem named.

What the file is follows from its content, never from its name. A value comes as text: dates as `YYYY-MM-DD`, numbers
with a point and without a needless `.0`, yes and no as `yes` and `no`. An apostrophe that `tables_out` (or another
careful program) put before a text such as `=1+1` in a CSV is taken away again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO

from koppelkans.documents.csv_in import CsvSource
from koppelkans.documents.problems import TableError, TableNote, TableProblem
from koppelkans.documents.records import Limits, Record, Source, blank, letter
from koppelkans.documents.signatures import WORKBOOK, kind_of_file
from koppelkans.documents.xlsx_in import XlsxSource

MOST_PROBLEMS = 1_000  # more than anybody reads at once
MOST_PER_COLUMN = 20  # a column without a name is one mistake, not one for each row
SHOWN = 200  # characters of a value that a problem keeps
WORKBOOK_NAMES = (".xls", ".xlsx", ".xlsm", ".xltx")
CSV_NAMES = (".csv", ".txt", ".tsv")


def open_table(
    file: BinaryIO,
    filename: str,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    limits: Limits | None = None,
) -> TableIn:
    """The table in a file that can be read and sought; raises TableError with what is wrong with it as a whole.

    Without `sheet` the first visible sheet, without `header_row` the first row in which something stands.
    """
    limits = limits or Limits()
    file.seek(0, 2)
    size = file.tell()
    if size > limits.bytes:
        raise TableError([TableProblem("file_too_large", figures={"bytes": size, "allowed": limits.bytes})])
    name = filename.lower()
    source: Source
    if kind_of_file(file, size) == WORKBOOK:
        source = XlsxSource(file, size, limits, sheet)
        if name.endswith(CSV_NAMES):
            source.notes.append(TableNote("workbook_named_as_csv"))
    else:
        source = CsvSource(file, size, limits, header_row or 1)
        if name.endswith(WORKBOOK_NAMES):
            source.notes.append(TableNote("csv_named_as_workbook"))
    return TableIn(source, limits, header_row)


class TableIn:
    """A table with a checked header, whose rows come one by one."""

    def __init__(self, source: Source, limits: Limits, header_row: int | None) -> None:
        self._source = source
        self._limits = limits
        header, below = self._peek(header_row)
        self.header_row = header.row
        named = [column for column, cell in enumerate(header.cells) if not blank(cell)]
        self._first, self._stop = named[0], named[-1] + 1
        self.header = [" ".join(cell.split()) for cell in header.cells[self._first : self._stop]]
        problems = self._title(header, below, len(named)) or [*self._header_problems(header), *self._merged()]
        if problems:
            raise TableError(problems)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the sheets that can be chosen; none in a CSV."""
        return self._source.sheets

    @property
    def sheet(self) -> str | None:
        """The sheet that is read."""
        return self._source.sheet

    @property
    def encoding(self) -> str | None:
        """How the text of a CSV is written."""
        return self._source.encoding

    @property
    def delimiter(self) -> str | None:
        """What stands between two columns of a CSV."""
        return self._source.delimiter

    @property
    def notes(self) -> list[TableNote]:
        """What was assumed."""
        return self._source.notes

    def share_read(self) -> float:
        """Which part of the file has been read, from 0 to 1, to show how far an import is."""
        return self._source.share_read()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row with its number and exactly one cell for each name of the header; every call starts again.

        A row with something wrong is left out. After the last row comes a TableError with everything that was wrong.
        """
        problems: list[TableProblem] = []
        unnamed: Counter[int] = Counter()
        count = 0
        width = self._stop - self._first
        try:
            for record in self._below():
                count += 1
                if count > self._limits.rows:
                    continue  # only counted, to tell how many there are
                found = self._row_problems(record, unnamed)
                problems += found
                if len(problems) >= MOST_PROBLEMS:
                    break
                if not found:
                    cells = record.cells[self._first : self._stop]
                    yield record.row, cells + [""] * (width - len(cells))
        except TableError as error:
            problems += error.problems
        if count > self._limits.rows:
            problems.append(TableProblem("too_many_rows", figures={"rows": count, "allowed": self._limits.rows}))
        if problems:
            raise TableError(problems[:MOST_PROBLEMS])

    def _below(self) -> Iterator[Record]:
        """What stands below the header and is not blank."""
        with closing(self._source.records()) as records:
            for record in records:
                if record.row > self.header_row and (record.problems or not all(map(blank, record.cells))):
                    yield record

    def _peek(self, header_row: int | None) -> tuple[Record, Record | None]:
        """The row with the names, and the first row below it that holds something."""
        with closing(self._source.records()) as records:
            filled = (record for record in records if not all(map(blank, record.cells)))
            header = next((record for record in filled if record.row >= (header_row or 1)), None)
            if header is None or (header_row and header.row != header_row):
                raise TableError([TableProblem("no_header", row=header_row)])
            return header, next(filled, None)

    def _title(self, header: Record, below: Record | None, named: int) -> list[TableProblem]:
        """A title above the names would leave all columns but one without a name."""
        if named > 1 or below is None or sum(not blank(cell) for cell in below.cells) < 2:
            return []
        return [TableProblem("title_above_header", header.row, None, self.header[0], {"next": below.row})]

    def _header_problems(self, header: Record) -> list[TableProblem]:
        row = header.row
        if len(self.header) > self._limits.columns:
            figures = {"columns": len(self.header), "allowed": self._limits.columns}
            return [TableProblem("too_many_columns", figures=figures)]
        problems = [TableProblem(code, row, letter(at), value, figures) for at, code, value, figures in header.problems]
        told = {problem.column for problem in header.problems}
        seen: dict[str, int] = {}
        for at, name in enumerate(self.header, self._first):
            if not name and at not in told:
                problems.append(TableProblem("header_empty", row, letter(at)))
            elif len(name) > self._limits.characters:
                problems.append(self._too_long(row, letter(at), name))
            elif name and name.casefold() in seen:
                other = letter(seen[name.casefold()])
                problems.append(TableProblem("header_double", row, letter(at), name, {"other": other}))
            else:
                seen[name.casefold()] = at
        return problems

    def _merged(self) -> list[TableProblem]:
        """Merged cells hide which row a value belongs to; those above or beside the table do no harm."""
        return [
            TableProblem("merged_cells", area.first_row, self._name(area.first_column), str(area))
            for area in sorted(self._source.merged(), key=lambda area: (area.first_row, area.first_column))
            if area.last_row >= self.header_row and area.first_column < self._stop and area.last_column >= self._first
        ][:MOST_PROBLEMS]

    def _row_problems(self, record: Record, unnamed: Counter[int]) -> list[TableProblem]:
        row = record.row
        problems = [
            TableProblem(code, row, self._name(at), value, figures) for at, code, value, figures in record.problems
        ]
        if len(record.cells) > self._stop or self._first:
            for at, cell in enumerate(record.cells):
                if not self._first <= at < self._stop and not blank(cell):
                    unnamed[at] += 1
                    if unnamed[at] <= MOST_PER_COLUMN:
                        problems.append(TableProblem("cell_without_header", row, letter(at), cell[:SHOWN]))
        if max(map(len, record.cells), default=0) > self._limits.characters:
            problems += [
                self._too_long(row, self._name(at), cell)
                for at, cell in enumerate(record.cells)
                if len(cell) > self._limits.characters
            ]
        return problems

    def _too_long(self, row: int, column: str, cell: str) -> TableProblem:
        figures = {"characters": len(cell), "allowed": self._limits.characters}
        return TableProblem("cell_too_long", row, column, cell[:SHOWN], figures)

    def _name(self, at: int) -> str:
        return self.header[at - self._first] if self._first <= at < self._stop else letter(at)
