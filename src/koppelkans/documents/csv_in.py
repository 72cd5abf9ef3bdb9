"""Read a CSV as it really comes: of an unknown encoding and delimiter, with the marks that Excel puts in it.

The file is read in pieces: nothing of it stays in memory.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Generator, Iterator
from itertools import islice
from typing import BinaryIO

from koppelkans.documents.defusing import restored
from koppelkans.documents.problems import TableError, TableNote, TableProblem
from koppelkans.documents.records import Area, Limits, Record, blank
from koppelkans.documents.signatures import CHUNK

DELIMITERS = (";", "\t", "|", ",")  # on a tie the first: a comma also stands in Dutch amounts and names
SAMPLE_ROWS = 50
SAMPLE_CHARACTERS = 1024 * 1024
LONGEST_LINE = 1024 * 1024  # characters
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class CsvSource:
    """The rows of a CSV file."""

    def __init__(self, file: BinaryIO, size: int, limits: Limits, first_row: int) -> None:
        self.sheets: tuple[str, ...] = ()
        self.sheet: str | None = None
        self.notes: list[TableNote] = []
        self._file, self._size, self._limits = file, size, limits
        self._window: _Window | None = None
        self.encoding: str | None = self._find_encoding()
        with self._text() as text:
            named = SEPARATOR_LINE.fullmatch(text.readline(LONGEST_LINE))
        self._skip = 1 if named else 0
        self.delimiter: str | None = named[1] if named else self._find_delimiter(first_row)

    def records(self) -> Generator[Record, None, None]:
        """The rows that hold something, from the top. The line `sep=;` is no row, as in Excel."""
        with self._text() as text:
            reader = csv.reader(self._lines(text), delimiter=self.delimiter or ";", strict=True)
            row = 0
            while True:
                row += 1
                line = reader.line_num
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    raise self._quoting(error, row, reader.line_num - line) from error
                except _LineTooLong as error:
                    figures = {"allowed": LONGEST_LINE}
                    raise TableError([TableProblem("row_too_long", row, figures=figures)]) from error
                if cells:
                    yield Record(row, [restored(cell) for cell in cells])

    def merged(self) -> list[Area]:
        """A CSV has no merged cells."""
        return []

    def share_read(self) -> float:
        """Which part of the file the last reading has had."""
        return self._window.position / self._size if self._window else 0.0

    def _text(self) -> io.TextIOWrapper:
        self._window = _Window(self._file)
        # newline="": a line ends at CR, LF or CRLF, and a line end inside quotes stays as it is
        return io.TextIOWrapper(io.BufferedReader(self._window, CHUNK), encoding=self.encoding, newline="")

    def _lines(self, text: io.TextIOWrapper) -> Iterator[str]:
        for _ in range(self._skip):
            text.readline(LONGEST_LINE)
        while line := text.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise _LineTooLong
            if "\0" in line:
                raise TableError([TableProblem("not_a_table")])
            yield line

    def _find_encoding(self) -> str:
        self._file.seek(0)
        start = self._file.read(4)
        for mark, encoding in BOMS:
            if start.startswith(mark):
                wrong, _ = self._first_wrong_line(encoding)
                if wrong is not None:
                    raise TableError([TableProblem("encoding", figures={"line": wrong})])
                return encoding
        wrong, accents = self._first_wrong_line("utf-8")
        if wrong is None:
            return "utf-8"
        # Windows text is hardly ever good UTF-8 up to somewhere: with accents before it, this is UTF-8 with damage
        wrong_too = wrong if accents else self._first_wrong_line("cp1252")[0]
        if wrong_too is not None:
            raise TableError([TableProblem("encoding", figures={"line": wrong_too})])
        self.notes.append(TableNote("encoding_assumed", {"line": wrong}))
        return "cp1252"

    def _first_wrong_line(self, encoding: str) -> tuple[int | None, bool]:
        """The line with the first bytes that are no text in this encoding, and whether any accent came before."""
        decoder = codecs.getincrementaldecoder(encoding)()
        self._file.seek(0)
        line, accents = 1, False
        while True:
            chunk = self._file.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                before = error.object[: error.start]
                return line + before.count(b"\n"), accents or not before.isascii()
            if not chunk:
                return None, accents
            line += text.count("\n")
            accents = accents or not text.isascii()

    def _find_delimiter(self, first_row: int) -> str:
        """The sign that gives the top rows the same number of columns as the header, and the most of them."""
        lines, characters = [], 0
        with self._text() as text:
            every = iter(lambda: text.readline(LONGEST_LINE), "")  # never a whole line of any length
            for line in islice(every, first_row - 1, first_row - 1 + SAMPLE_ROWS):
                characters += len(line)
                if characters > SAMPLE_CHARACTERS:
                    break
                lines.append(line)
        widths = {delimiter: _widths(lines, delimiter) for delimiter in DELIMITERS}
        best = max(DELIMITERS, key=lambda delimiter: _fit(widths[delimiter]))
        if not _fit(widths[best]):
            # no header of several columns, but perhaps a title with a table below it
            best = max(DELIMITERS, key=lambda delimiter: _fit_below(widths[delimiter]))
            if not _fit_below(widths[best]):
                self.notes.append(TableNote("delimiter_assumed"))
        return best

    def _quoting(self, error: csv.Error, row: int, lines: int) -> TableError:
        """What the parser stumbled over: a quotation mark that never closes, or one in the middle of a text."""
        message = str(error)
        if "field limit" in message and lines <= 1:
            figures = {"characters": csv.field_size_limit(), "allowed": self._limits.characters}
            return TableError([TableProblem("cell_too_long", row, figures=figures)])
        unclosed = "field limit" in message or "unexpected end" in message
        return TableError([TableProblem("quote_open" if unclosed else "quote_stray", row)])


class _LineTooLong(Exception):
    """A line so long that it is no row of a table."""


class _Window(io.RawIOBase):
    """The file from its start with a place of its own, so that closing or reading one window disturbs no other."""

    def __init__(self, file: BinaryIO) -> None:
        self._shared = file
        self.position = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from where this window stands."""
        self._shared.seek(self.position)
        data = self._shared.read(len(buffer))
        buffer[: len(data)] = data
        self.position += len(data)
        return len(data)


def _widths(lines: list[str], delimiter: str) -> list[int]:
    """How many columns each row of the sample would have."""
    try:
        records = [cells for cells in csv.reader(lines, delimiter=delimiter) if not all(map(blank, cells))]
    except csv.Error:
        return []
    return [len(cells) for cells in records]


def _fit(widths: list[int]) -> float:
    """How well the rows agree with the header: 0 when they do not or there is one column only."""
    if not widths or widths[0] == 1:
        return 0.0
    share = widths.count(widths[0]) / len(widths)
    return share * (widths[0] - 1) if share >= 0.5 else 0.0


def _fit_below(widths: list[int]) -> float:
    """How well the rows agree with each other, whatever stands above them."""
    if not widths:
        return 0.0
    width, rows = Counter(widths).most_common(1)[0]
    return rows / len(widths) * (width - 1)
