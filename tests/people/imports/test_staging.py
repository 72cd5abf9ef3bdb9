"""Files as they really come: encodings, delimiters, workbooks, merged cells, far too large."""

from __future__ import annotations

import io
import tracemalloc
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from importing import HEADER, ROWS
from koppelkans.core.refusal import Refused
from koppelkans.people.imports.staging import Staged, stage, staged_rows
from koppelkans.people.sensitive import is_bsn


def text(rows: list[list[str]], delimiter: str = ";") -> str:
    """Rows as CSV."""
    return "\r\n".join(delimiter.join(row) for row in [HEADER, *rows])


def kept(staged: Staged) -> list[tuple[int, list[str]]]:
    """The rows that were kept."""
    with staged.file:
        return list(staged_rows(staged.file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    """A file in any of the encodings that Excel writes comes in with its letters right."""
    rows = [[*ROWS[0][:7], "Noë Çelik", "06 11111111"]]
    rows[0][3] = "hele week"
    staged = stage(io.BytesIO(text(rows).encode(encoding)), "export.csv")
    assert kept(staged) == [(2, rows[0])]


def test_lines_and_quotes_inside_cells_stay() -> None:
    """A cell with line ends, quotes and the delimiter comes out as it went in."""
    row = ["H-1", '"a; ""b""\r\nc"', *ROWS[0][2:]]
    row[3] = "hele week"
    row[4] = "fiets"
    staged = stage(io.BytesIO(text([row]).encode()), "export.csv")
    assert kept(staged)[0][1][1].split() == ["a;", '"b"', "c"]


def test_characters_nobody_sees_stay_out() -> None:
    """Controls and signs that turn a text around are dropped before anything is looked at or kept."""
    row = ["H-1\u202e\x07", *ROWS[0][1:3], "hele week", "fiets", *ROWS[0][5:]]
    staged = stage(io.BytesIO(text([row]).encode()), "export.csv")
    assert kept(staged)[0][1][0] == "H-1"


def test_workbook_with_dates_and_numbers() -> None:
    """A workbook's dates and numbers come as text that the reader takes."""
    book = Workbook()
    page: Any = book.active
    page.append(["Klantnummer", "Vanaf", "Reistijd"])
    page.append([12, datetime(2026, 12, 1), 45.0])
    out = io.BytesIO()
    book.save(out)
    assert kept(stage(out, "export.xlsx")) == [(2, ["12", "2026-12-01", "45"])]


def test_merged_cells_are_refused() -> None:
    """Merged cells in the table are refused with where they are."""
    book = Workbook()
    page: Any = book.active
    for row in (["Klantnummer", "Postcode"], ["1", "2131"], ["2", "2131"]):
        page.append(row)
    page.merge_cells("B2:B3")
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Refused, match="B2:B3"):
        stage(out, "export.xlsx")


def test_file_of_100_mb_is_refused_unread(tmp_path: Path) -> None:
    """A file over the limit is refused by its size, with hardly anything of it in memory."""
    with (tmp_path / "export.csv").open("w+b") as file:
        file.truncate(100_000_000)
        tracemalloc.start()
        with pytest.raises(Refused, match="MB"):
            stage(file, "export.csv")
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 1_000_000


def test_numbers_that_come_late_are_left_out_too() -> None:
    """A column that only below the first rows turns out to hold citizen service numbers is left out of all rows."""
    numbers = [str(number) for number in range(999_900_000, 999_999_999) if is_bsn(str(number))]
    rows = [[f"H-{at}", "" if at < 600 else numbers[at]] for at in range(1500)]
    lines = "\r\n".join(";".join(row) for row in [["Klantnummer", "Nummer"], *rows])
    staged = stage(io.BytesIO(lines.encode()), "export.csv")
    assert staged.header == ["Klantnummer"]
    assert staged.refused == {"Nummer": "bsn"}
    assert len(kept(staged)) == 1500


def test_no_rows() -> None:
    """A file with names of columns and nothing else is refused."""
    with pytest.raises(Refused):
        stage(io.BytesIO(b"Klantnummer;Postcode\r\n"), "export.csv")
