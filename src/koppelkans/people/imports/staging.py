"""Brings an uploaded table into a plain file of our own, without the columns that may never come in."""

from __future__ import annotations

import csv
import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, BinaryIO

from django.conf import settings
from django.utils.translation import get_language

from koppelkans.core.invisible import seen
from koppelkans.core.refusal import Reason, Refused
from koppelkans.documents.problems import TableError, TableProblem, sentence
from koppelkans.documents.records import Limits
from koppelkans.documents.tables_in import TableIn, open_table
from koppelkans.people.imports.problems import Problem, shortened
from koppelkans.people.imports.sensitive import Suspicion, by_header

SAMPLE = 500  # rows that are looked at before the first one is kept


@dataclass
class Staged:
    """A file on its way in: the columns that stay, and what was seen on the way."""

    file: IO[bytes]
    header: list[str]
    sha256: str
    sheet: str = ""
    rows: int = 0
    refused: dict[str, str] = field(default_factory=dict)  # column -> what it seems to hold
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def stage(file: BinaryIO, file_name: str, *, sheet: str = "") -> Staged:
    """Read the table once; raises Refused with every reason when it is no table that can be read."""
    try:
        table = open_table(file, file_name, sheet=sheet or None, limits=Limits(bytes=settings.LARGEST_UPLOAD))
    except TableError as error:
        raise Refused(_reasons(error.problems)) from error
    refused = {column: kind for column in table.header if (kind := by_header(column))}
    suspicion = Suspicion(len(table.header))
    rows, problems = _Rows(table), []
    first = list(islice(rows, SAMPLE))
    for _row, cells in first:
        suspicion.look(cells)
    refused |= _suspect(table.header, suspicion)
    staged = _write(table, first, rows, refused, suspicion)
    late = _suspect(table.header, suspicion)
    if late.keys() - refused.keys():  # the first rows said nothing yet
        staged.file.close()
        refused |= late
        staged = _write(table, [], _Rows(table), refused, None)
    problems = [problem for problem in rows.problems if problem.row is not None]
    if whole := [problem for problem in rows.problems if problem.row is None]:
        staged.file.close()
        raise Refused(_reasons(whole))
    if not staged.rows and not problems:
        staged.file.close()
        raise Refused([Reason("import-no-rows", sentence(TableProblem("file_empty"), language()))])
    staged.sha256 = _digest(file)
    staged.notes = [sentence(note, language()) for note in table.notes]
    staged.problems = [_problem(problem) for problem in problems if problem.column not in refused]
    return staged


def language() -> str:
    """The language of the sentences about tables."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"


def staged_rows(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a staged file, with the number each had in the file it came from."""
    file.seek(0)
    lines = (line.decode() for line in file)
    for row, *cells in csv.reader(lines):
        yield int(row), cells


class _Rows:
    """The rows of a table; what is wrong with the table is kept, not raised."""

    def __init__(self, table: TableIn) -> None:
        self.problems: list[TableProblem] = []
        self._rows = self._each(table)

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self._rows

    def _each(self, table: TableIn) -> Iterator[tuple[int, list[str]]]:
        try:
            for row, cells in table.rows():
                yield row, [seen(cell, lines=True) for cell in cells]
        except TableError as error:
            self.problems = error.problems


def _write(
    table: TableIn,
    first: list[tuple[int, list[str]]],
    rows: _Rows,
    refused: dict[str, str],
    suspicion: Suspicion | None,
) -> Staged:
    """Write what may stay."""
    kept = [at for at, column in enumerate(table.header) if column not in refused]
    out = tempfile.NamedTemporaryFile("w+b", prefix="import-", suffix=".csv")  # noqa: SIM115 (the caller closes it)
    staged = Staged(out, [table.header[at] for at in kept], "", table.sheet or "", refused=refused)
    text = _Text(out)
    writer = csv.writer(text)
    for row, cells in first:
        writer.writerow([row, *(cells[at] for at in kept)])
    staged.rows = len(first)
    for row, cells in rows:
        if suspicion is not None:
            suspicion.look(cells)
        writer.writerow([row, *(cells[at] for at in kept)])
        staged.rows += 1
    out.flush()
    return staged


class _Text:
    """Lets the CSV writer write to a file of bytes; a text layer would close the file with itself."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out

    def write(self, text: str) -> int:
        """Write the text as UTF-8."""
        return self._out.write(text.encode(errors="replace"))


def _suspect(header: list[str], suspicion: Suspicion) -> dict[str, str]:
    return {header[at]: kind for at, kind in suspicion.kinds()}


def _reasons(problems: list[TableProblem]) -> list[Reason]:
    return [Reason(problem.code, sentence(problem, language())) for problem in problems[:50]]


def _problem(problem: TableProblem) -> Problem:
    bare = TableProblem(problem.code, None, None, problem.value, problem.figures)
    said = sentence(bare, language())
    return Problem(problem.row, problem.column or "", shortened(problem.value), "table", {"sentence": said})


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(1024 * 1024):
        digest.update(piece)
    return digest.hexdigest()
