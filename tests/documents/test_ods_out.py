"""A workbook of the open standard holds the same as one of Excel, and runs nothing either."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from time import perf_counter

import pytest
from odfdo import Document, Table

from koppelkans.documents.ods_out import write_ods
from koppelkans.documents.problems import TableError
from koppelkans.documents.tables_out import Sheet, Value


def tables_of(*sheets: Sheet) -> list[Table]:
    """The sheets of the file that is written, read again."""
    file = io.BytesIO()
    write_ods(sheets, file)
    return Document(io.BytesIO(file.getvalue())).body.get_tables()


def cells_of(rows: Sequence[Sequence[Value]], header: Sequence[str]) -> list[list[object]]:
    """The values below the header, as odfdo reads them."""
    (table,) = tables_of(Sheet("Blad", header, rows))
    return [list(row) for row in table.get_values()[1:]]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (12, 12),
        (Decimal("1200.50"), Decimal("1200.50")),
        (0.1, Decimal("0.1")),
        (True, True),
        (date(2026, 3, 1), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 9, 30, tzinfo=UTC), datetime(2026, 3, 1, 10, 30)),
        (time(9, 30), timedelta(hours=9, minutes=30)),
        (date(1850, 1, 1), date(1850, 1, 1)),
        (10**16, str(10**16)),
        (None, None),
        ("", None),
    ],
)
def test_numbers_and_dates_are_real(value: Value, read: object) -> None:
    """A number, an amount, a day, a moment and an hour come back as what they are, exactly."""
    assert cells_of([[value, "einde"]], ["a", "b"]) == [[read, "einde"]]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "-1", "12", "2026-01-01", "<b>vet</b>", "a & b", '"aan"', "  twee  spaties ", "a\tb", "een\ntwee", "ሰላም"],
)
def test_text_stays_text(text: str) -> None:
    """A text comes back as it was, with its spaces and lines, and is no formula and no markup."""
    (table,) = tables_of(Sheet("Blad", ["a"], [[text]]))
    cell = table.get_cell((0, 1))
    assert (cell.value, cell.type, cell.formula) == (text, "string", None)


def test_signs_that_no_file_can_hold_are_left_out() -> None:
    """A control character does not make the whole file unreadable."""
    assert cells_of([["a\x00\x0bb"]], ["x"]) == [["ab"]]


def test_sheets_have_names_of_their_own() -> None:
    """Two sheets of one name and a name that is not allowed still give a workbook with both."""
    tables = tables_of(Sheet("A/B", ["a"], []), Sheet("a b", ["b"], [["x"]]))
    assert [table.name for table in tables] == ["A B", "a b (2)"]
    assert [table.get_values() for table in tables] == [[["a"]], [["b"], ["x"]]]


def test_mistakes_of_the_program_are_told() -> None:
    """No sheet at all, a row that does not fit its header and a number that is none are refused."""
    for rows in ([["a", "b"]], [[float("nan")]]):
        with pytest.raises(ValueError, match=r"row of 2|nan"):
            cells_of(rows, ["a"])
    with pytest.raises(ValueError, match="needs a sheet"):
        tables_of()


def test_many_rows_are_written_quickly() -> None:
    """Five thousand rows take a second, not minutes, as they would cell by cell."""
    started = perf_counter()
    file = io.BytesIO()
    rows = ([at, "x", 1.5, None, True, "y", "z", at] for at in range(5000))
    write_ods([Sheet("Blad", list("abcdefgh"), rows)], file)
    assert perf_counter() - started < 15


def test_a_text_that_is_too_long_is_refused() -> None:
    """A text that no spreadsheet can hold is named with its row and column."""
    with pytest.raises(TableError) as caught:
        cells_of([["ok"], ["x" * 40_000]], ["a"])
    assert [(problem.code, problem.row, problem.column) for problem in caught.value.problems] == [
        ("cell_too_long", 3, "a")
    ]
