"""What the readers of CSV and of XLSX have in common: the limits, a row as it stands in the file, a column's letter."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, Protocol

from koppelkans.documents.problems import TableNote


@dataclass(frozen=True)
class Limits:
    """How large a table may be; far over what a municipality sends, far under what fills the memory."""

    bytes: int = 50 * 1024 * 1024
    rows: int = 200_000
    columns: int = 500
    characters: int = 10_000  # in one cell
    unpacked: int = 400 * 1024 * 1024  # of a sheet, which is compressed in the file
    strings: int = 64 * 1024 * 1024  # of the texts that all sheets share: the only part kept in memory


class CellProblem(NamedTuple):
    """What is wrong with a cell, by its column counted from 0."""

    column: int
    code: str
    value: str
    figures: Mapping[str, int | str] = MappingProxyType({})


class Record(NamedTuple):
    """One row of the file: its number as a spreadsheet shows it, the cells from the first column on, what is wrong."""

    row: int
    cells: list[str]
    problems: Sequence[CellProblem] = ()


class Area(NamedTuple):
    """A rectangle of cells, both ends included; columns count from 0, rows as a spreadsheet shows them."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    def __str__(self) -> str:
        """As a spreadsheet writes it, such as `C5:D6`."""
        return f"{letter(self.first_column)}{self.first_row}:{letter(self.last_column)}{self.last_row}"


class Source(Protocol):
    """A file with rows, of whichever format."""

    sheets: tuple[str, ...]
    sheet: str | None
    encoding: str | None
    delimiter: str | None
    notes: list[TableNote]

    def records(self) -> Generator[Record, None, None]:
        """The rows that hold something, from the top; every call starts again."""

    def merged(self) -> list[Area]:
        """Which cells are merged."""

    def share_read(self) -> float:
        """Which part of the file the last reading has had, from 0 to 1."""


def blank(cell: str) -> bool:
    """Whether nothing can be seen in the cell; the last sign of an old DOS file counts as nothing."""
    return not cell or not cell.strip().strip("\x1a\ufeff")


def letter(column: int) -> str:
    """The letters a spreadsheet shows above a column, counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
