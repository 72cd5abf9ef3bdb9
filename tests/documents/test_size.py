"""A large table takes time, never memory; too large a table is refused without being read."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.documents.files import inline, workbook

from koppelkans.documents.problems import TableError
from koppelkans.documents.records import Limits
from koppelkans.documents.tables_in import open_table
from koppelkans.documents.tables_out import Sheet, write_csv, write_xlsx

MEGABYTE = 1024 * 1024
HEADER = [f"kolom {at}" for at in range(8)]


def rows(count: int) -> Iterator[list[str]]:
    """So many rows, each different."""
    return (
        [f"rij {row}", str(row * 7919), "Weert", "é" * 10, "", "ja", "2026-03-01", "x" * 20] for row in range(count)
    )


def peak(work: Callable[[], object]) -> int:
    """The most memory that the work took, in bytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


class Endless(io.RawIOBase):
    """A file of any size that counts what is read of it."""

    def __init__(self, size: int) -> None:
        self.size, self.position, self.given = size, 0, 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        self.position = offset + (0, self.position, self.size)[whence]
        return self.position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Give commas."""
        count = min(len(buffer), self.size - self.position)
        buffer[:count] = b"," * count
        self.position += count
        self.given += count
        return count


def test_a_file_of_100_megabytes_is_refused_unread() -> None:
    """The size alone is enough to refuse a file."""
    file = Endless(100 * MEGABYTE)
    with pytest.raises(TableError) as caught:
        open_table(file, "tabel.csv")  # type: ignore[arg-type]
    assert (caught.value.problems[0].code, file.given) == ("file_too_large", 0)


def test_a_line_of_50_megabytes_is_refused_with_little_memory() -> None:
    """A file of the largest size that is one line is refused in pieces."""

    def work() -> None:
        with pytest.raises(TableError):
            list(open_table(Endless(50 * MEGABYTE), "tabel.csv").rows())  # type: ignore[arg-type]

    assert peak(work) < 40 * MEGABYTE


def test_a_csv_of_50_000_rows_is_read_with_flat_memory(tmp_path: Path) -> None:
    """Reading and writing keep a piece of the file, whatever its length."""
    path = tmp_path / "mensen.csv"

    def write() -> None:
        with path.open("wb") as out:
            write_csv(rows(50_000), HEADER, out)

    def read() -> None:
        with path.open("rb") as file:
            assert sum(1 for _ in open_table(file, path.name).rows()) == 50_000

    assert peak(write) < MEGABYTE
    assert path.stat().st_size > 3 * MEGABYTE
    assert peak(read) < 2 * MEGABYTE


def test_a_workbook_is_written_and_read_with_bounded_memory(tmp_path: Path) -> None:
    """A workbook too goes through row by row; three times the rows take no more memory."""
    path = tmp_path / "mensen.xlsx"

    def write(count: int) -> None:
        with path.open("wb") as out:
            write_xlsx([Sheet("Mensen", HEADER, rows(count))], out)

    def read(count: int) -> None:
        with path.open("rb") as file:
            assert sum(1 for _ in open_table(file, path.name).rows()) == count

    for count in (500, 1_500):
        assert peak(lambda count=count: write(count)) < 4 * MEGABYTE  # type: ignore[misc]
        assert peak(lambda count=count: read(count)) < 4 * MEGABYTE  # type: ignore[misc]


def test_a_bomb_takes_no_memory() -> None:
    """A small workbook with a row of a million empty cells, or as many blank rows, is read without keeping them."""
    for data in ("<row>" + "<c/>" * 16_000 + "</row>", '<row><c t="str"><v> </v></c></row>' * 30_000):
        file = workbook(inline([["a"]]) + data + inline([["x"]]))
        assert peak(lambda file=file: list(open_table(file, "x.xlsx").rows())) < 4 * MEGABYTE  # type: ignore[misc]


def test_more_rows_than_allowed_are_counted() -> None:
    """The error tells how many rows there are, and the rows up to the limit were given."""
    file = io.BytesIO()
    write_csv(rows(1_000), HEADER, file)
    reading = open_table(file, "tabel.csv", limits=Limits(rows=900)).rows()
    assert [row for row, _ in (next(reading) for _ in range(900))][-1] == 901
    with pytest.raises(TableError) as caught:
        next(reading)
    assert caught.value.problems[0].figures == {"rows": 1_000, "allowed": 900}


def test_two_people_can_import_at_once() -> None:
    """Threads that read and write tables at the same time do not disturb each other."""

    def work(number: int) -> bool:
        table = [[f"{number}-{row}", "=1+1", "é"] for row in range(300)]
        for name in ("x.csv", "x.xlsx"):
            file = io.BytesIO()
            if name == "x.csv":
                write_csv(table, ["a", "b", "c"], file)
            else:
                write_xlsx([Sheet("A", ["a", "b", "c"], table)], file)
            if [cells for _, cells in open_table(file, name).rows()] != table:
                return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(12)))
