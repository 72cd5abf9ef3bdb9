"""What is written opens well in a spreadsheet, and runs nothing there."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.documents.files import rows_of

from koppelkans.documents import tables_out
from koppelkans.documents.problems import TableError, TableProblem
from koppelkans.documents.tables_in import open_table
from koppelkans.documents.tables_out import Sheet, Value, write_csv, write_xlsx

DANGEROUS = ["=1+1", "+31 6 12345678", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", '=HYPERLINK("x")']


def csv_of(rows: Sequence[Sequence[Value]], header: Sequence[str], **arguments: object) -> bytes:
    """The bytes of a CSV with these rows."""
    file = io.BytesIO()
    write_csv(rows, header, file, **arguments)  # type: ignore[arg-type]
    return file.getvalue()


def workbook_of(*sheets: Sheet) -> io.BytesIO:
    """The file of a workbook with these sheets."""
    file = io.BytesIO()
    write_xlsx(sheets, file)
    return file


def test_a_csv_opens_in_a_dutch_spreadsheet() -> None:
    """A mark for UTF-8, semicolons, decimal commas, dates that every language reads."""
    row: list[Value] = ["Zoë", 3, Decimal("12.50"), 0.5, date(2026, 3, 1), datetime(2026, 3, 1, 9, 30), True, None]
    assert csv_of([row], list("abcdefgh")) == (
        b"\xef\xbb\xbfa;b;c;d;e;f;g;h\r\nZo\xc3\xab;3;12,50;0,5;2026-03-01;2026-03-01 09:30;yes;\r\n"
    )


def test_a_csv_can_be_written_for_a_program() -> None:
    """With commas and without a mark, numbers have a point."""
    assert csv_of([["a,b", Decimal("-1.5")]], ["x", "y"], delimiter=",", bom=False) == b'x,y\r\n"a,b",-1.5\r\n'


@pytest.mark.parametrize("text", DANGEROUS)
def test_formulas_are_defused_in_a_csv(text: str) -> None:
    """A text that a spreadsheet would run gets an apostrophe, in the header too; a negative number stays a number."""
    content = csv_of([[text, -3]], [text, "b"], bom=False).decode()
    assert content.count("'" + text.replace('"', '""')) == 2
    assert content.endswith(";-3\r\n")


@pytest.mark.parametrize("text", [*DANGEROUS, "#N/A", "#REF!", "<b>vet</b>", "=", "_x0041_", "regel\r\ntwee"])
def test_text_stays_text_in_a_workbook(text: str) -> None:
    """A text that looks like a formula or an error is stored as text, and comes back exactly."""
    file = workbook_of(Sheet("Blad", [f"kop {text}"], [[text]]))
    [[header], [cell]] = load_workbook(file)["Blad"].iter_rows()
    assert (header.data_type, cell.data_type) == ("s", "s")
    assert rows_of(open_table(file, "tabel.xlsx")) == [[text]]


def test_a_workbook_has_real_values() -> None:
    """Dates, amounts and numbers are what they are, so that a spreadsheet can count with them."""
    row: list[Value] = [-3, Decimal("1234.50"), 0.25, date(2026, 3, 1), datetime(2026, 3, 1, 9, 30), time(9, 5), False]
    file = workbook_of(Sheet("Blad", list("abcdefg"), [row]))
    cells = list(load_workbook(file)["Blad"][2])
    assert [cell.value for cell in cells] == [
        -3,
        1234.5,
        0.25,
        datetime(2026, 3, 1),
        datetime(2026, 3, 1, 9, 30),
        time(9, 5),
        False,
    ]
    assert cells[1].number_format == "#,##0.00"
    assert [cell.is_date for cell in cells] == [False, False, False, True, True, True, False]


def test_a_workbook_is_pleasant_to_open() -> None:
    """The names are bold and stay in sight, columns fit what is in them, and can be filtered."""
    rows = [["Zoë", "een lange tekst over van alles en nog wat" * 3]] * 3
    sheet = load_workbook(workbook_of(Sheet("Blad", ["naam", "noot"], rows)))["Blad"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B4"
    assert [cell.font.bold for cell in sheet[1]] == [True, True]
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [9, 60]


def test_moments_are_those_of_the_clock_here() -> None:
    """A spreadsheet knows no time zones: a moment is written as the clock in Amsterdam showed it."""
    moment = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert b"2026-07-02 00:30" in csv_of([[moment]], ["a"])
    assert rows_of(open_table(workbook_of(Sheet("B", ["a"], [[moment]])), "x.xlsx")) == [["2026-07-02 00:30"]]


def test_numbers_that_excel_would_round_are_text() -> None:
    """Long numbers, and days before Excel's first, are written as text so that nothing is lost."""
    rows: list[list[Value]] = [[1234567890123456789, date(1899, 12, 31)], [-(10**15), datetime(1850, 1, 1, 8)]]
    assert rows_of(open_table(workbook_of(Sheet("B", ["a", "b"], rows)), "x.xlsx")) == [
        ["1234567890123456789", "1899-12-31"],
        ["-1000000000000000", "1850-01-01 08:00"],
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_is_not_written(value: float | Decimal) -> None:
    """Infinity and the like are a mistake of the program, in both formats."""
    with pytest.raises(ValueError, match="no number"):
        csv_of([[value]], ["a"])
    with pytest.raises(ValueError, match="no number"):
        workbook_of(Sheet("B", ["a"], [[value]]))


def test_characters_that_no_workbook_holds_are_left_out() -> None:
    """Control characters and half characters are left out, in both formats alike."""
    text = "a\x00b\x0bc\ud800d\uffffe"
    assert rows_of(open_table(workbook_of(Sheet("B", ["a"], [[text]])), "x.xlsx")) == [["abcde"]]
    assert csv_of([[text]], ["a"], bom=False) == b"a\r\nabcde\r\n"


def test_every_row_has_a_cell_for_each_name() -> None:
    """A row of another length is a mistake of the program, found before it is written."""
    with pytest.raises(ValueError, match="a row of 1 cells under a header of 2"):
        csv_of([["x"]], ["a", "b"])


def test_names_of_sheets_are_made_to_fit() -> None:
    """Excel refuses some signs, long names and the same name twice, capitals or not."""
    names = ["Plekken/2026", "plekken 2026", "'", "x" * 40, "X" * 40, "Zoë [a]:*?"]
    file = workbook_of(*(Sheet(name, ["a"], []) for name in names))
    assert open_table(file, "x.xlsx").sheets == (
        "Plekken 2026",
        "plekken 2026 (2)",
        "Blad",
        "x" * 31,
        "X" * 27 + " (2)",
        "Zoë  a",
    )


def test_a_workbook_needs_a_sheet() -> None:
    """Without any sheet there is no workbook, and nothing is written."""
    with pytest.raises(ValueError, match="needs a sheet"):
        workbook_of()


def test_a_text_too_long_for_excel_is_told() -> None:
    """Excel cuts off such a text without a word; here it is an error with its place."""
    with pytest.raises(TableError) as caught:
        workbook_of(Sheet("B", ["noot"], [["kort"], ["x" * 32_768]]))
    figures = {"characters": 32_768, "allowed": 32_767}
    assert caught.value.problems == [TableProblem("cell_too_long", 3, "noot", "x" * 200, figures)]


def test_more_rows_than_a_sheet_has_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table with more rows than a sheet can hold is an error, not a file that does not open."""
    monkeypatch.setattr(tables_out, "LAST_ROW", 4)
    workbook_of(Sheet("B", ["a"], [["x"]] * 3))
    with pytest.raises(TableError) as caught:
        workbook_of(Sheet("B", ["a"], [["x"]] * 4))
    assert caught.value.problems == [TableProblem("too_many_rows", figures={"rows": 4, "allowed": 3})]


@pytest.mark.parametrize("before", [0, 150])
def test_a_failure_leaves_nothing_behind(before: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the rows stop with an error, no half-written rows of people stay on the disk."""

    def rows() -> Iterator[list[Value]]:
        yield from [["x"]] * before
        raise LookupError("the database is gone")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(LookupError):
        workbook_of(Sheet("A", ["a"], [["x"]] * 200), Sheet("B", ["a"], rows()))
    assert list(tmp_path.iterdir()) == []


def test_a_finished_workbook_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was kept on the disk while writing is gone when the file is there."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    workbook_of(Sheet("A", ["a"], [["x"]] * 200))
    assert list(tmp_path.iterdir()) == []
