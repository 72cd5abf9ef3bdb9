"""What is written and read again is the same, whatever the texts are."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koppelkans.documents.defusing import FORBIDDEN, defused, restored
from koppelkans.documents.tables_in import open_table
from koppelkans.documents.tables_out import Sheet, write_csv, write_xlsx
from koppelkans.documents.xlsx_values import escaped, unescaped

# signs that mean something to a CSV, a spreadsheet, XML or HTML come often
SIGNS = st.sampled_from([*"=+-@'\"\t\r\n;,|<>&_x0 \u00a0é€", "_x0041_", "_x005F_", "]]>", "\U0001f600"])
TEXTS = (
    st.lists(SIGNS | st.characters(codec="utf-8"), max_size=8).map("".join).filter(lambda t: not FORBIDDEN.search(t))
)


def seen(row: list[str]) -> bool:
    """Whether anything in the row can be seen: blank rows are not read."""
    return any(cell.strip().strip("\x1a\ufeff") for cell in row)


TABLES = st.lists(st.lists(TEXTS, min_size=3, max_size=3).filter(seen), max_size=6)


@given(text=st.text())
def test_defusing_is_undone_exactly(text: str) -> None:
    """Reading undoes what writing did, also to a text that already had an apostrophe."""
    assert restored(defused(text)) == text


@given(text=TEXTS)
def test_escaping_is_undone_exactly(text: str) -> None:
    """A text that looks like an escaped sign of a workbook is stored so that it comes back."""
    assert unescaped(escaped(text)) == text
    assert "\r" not in escaped(text)


@settings(deadline=None)
@given(table=TABLES)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_csv_comes_back(table: list[list[str]], delimiter: str) -> None:
    """Every text comes back from a CSV, with every delimiter."""
    file = io.BytesIO()
    write_csv(table, ["naam", "plaats", "een noot"], file, delimiter=delimiter)
    read = open_table(file, "tabel.csv")
    assert (read.delimiter, [cells for _, cells in read.rows()]) == (delimiter, table)


@settings(deadline=None, max_examples=50)
@given(table=TABLES)
def test_a_workbook_comes_back(table: list[list[str]]) -> None:
    """Every text comes back from a workbook."""
    file = io.BytesIO()
    write_xlsx([Sheet("Blad", ["naam", "plaats", "een noot"], table)], file)
    assert [cells for _, cells in open_table(file, "tabel.xlsx").rows()] == table


@settings(deadline=None, max_examples=50)
@given(
    day=st.dates(date(1900, 3, 1), date(2199, 12, 31)),
    number=st.integers(-(10**14), 10**14),
    amount=st.decimals(-(10**9), 10**9, places=2),
    moment=st.datetimes().map(lambda moment: moment.replace(microsecond=0)),
)
def test_values_come_back(day: date, number: int, amount: Decimal, moment: object) -> None:
    """Days, numbers and amounts come back from a workbook as they are written."""
    file = io.BytesIO()
    write_xlsx([Sheet("Blad", ["dag", "aantal", "bedrag", "moment"], [[day, number, amount, moment]])], file)  # type: ignore[list-item]
    [(_, cells)] = open_table(file, "tabel.xlsx").rows()
    assert (date.fromisoformat(cells[0]), int(cells[1]), Decimal(cells[2])) == (day, number, amount)
    assert str(moment).startswith(cells[3])
