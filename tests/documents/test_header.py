"""The names above the columns are checked before any row is read."""

from __future__ import annotations

import pytest
from tests.documents.files import codes_of, opened, problems_of, rows_of, text_file

from koppelkans.documents.problems import TableProblem
from koppelkans.documents.records import Limits


def test_names_are_tidied() -> None:
    """Line ends and double spaces in a name do not count, as nobody sees them."""
    assert opened(' naam ;"post-\ncode";e  mail\u00a0adres\n1;2;3\n').header == ["naam", "post- code", "e mail adres"]


def test_the_same_name_twice_is_an_error() -> None:
    """Two columns with one name cannot be told apart; capitals make no difference."""
    problems = problems_of(text_file("Naam;plaats;naam;PLAATS\n"), "tabel.csv")
    assert problems == [
        TableProblem("header_double", 1, "C", "naam", {"other": "A"}),
        TableProblem("header_double", 1, "D", "PLAATS", {"other": "B"}),
    ]


def test_a_column_without_a_name_is_an_error() -> None:
    """A name that is missing between two others is an error with the letter of the column."""
    assert problems_of(text_file("naam;;plaats\n"), "tabel.csv") == [TableProblem("header_empty", 1, "B")]


def test_every_error_in_the_header_comes_at_once() -> None:
    """All that is wrong with the names is told together."""
    assert codes_of(text_file("a;;b;A\n"), "tabel.csv") == ["header_empty", "header_double"]


def test_empty_columns_around_the_table_do_not_count() -> None:
    """A table that starts at the second column and has empty ones behind it is read as what it is."""
    assert rows_of(opened(";a;b;;\n;1;2;;\n; ;3;;\n")) == [["1", "2"], [" ", "3"]]


def test_a_value_in_a_column_without_a_name_is_an_error() -> None:
    """What would get lost is told: the row, the letter of the column and the value."""
    problems = problems_of(text_file("a;b\n1;2\n3;4;5;\n6;7\n"), "tabel.csv")
    assert problems == [TableProblem("cell_without_header", 3, "C", "5")]


def test_a_column_without_a_name_is_not_told_for_every_row() -> None:
    """A whole column without a name gives a few errors, not thousands."""
    assert len(problems_of(text_file("a;b\n" + "1;2;3\n" * 5000), "tabel.csv")) == 20


def test_a_title_above_the_names_is_explained() -> None:
    """One text above a table of several columns is a title: the error names the row that may hold the names."""
    text = "Overzicht van mei\n\nnaam;plaats\nZoë;Weert\n"
    assert problems_of(text_file(text), "tabel.csv") == [
        TableProblem("title_above_header", 1, None, "Overzicht van mei", {"next": 3})
    ]
    table = opened(text, header_row=3)
    assert (table.header, rows_of(table)) == (["naam", "plaats"], [["Zoë", "Weert"]])


@pytest.mark.parametrize(("text", "row"), [("\n \n;;\n", None), ("a;b\n1;2\n", 7), ("a;b\n\n1;2\n", 2)])
def test_without_names_there_is_no_table(text: str, row: int | None) -> None:
    """A blank file, and a chosen row in which nothing stands, are errors."""
    assert problems_of(text_file(text), "tabel.csv", header_row=row) == [TableProblem("no_header", row)]


def test_too_many_columns_are_refused() -> None:
    """The error says how many there are and how many there may be."""
    problems = problems_of(text_file(";".join(f"k{at}" for at in range(7)) + "\n"), "tabel.csv", Limits(columns=6))
    assert problems == [TableProblem("too_many_columns", figures={"columns": 7, "allowed": 6})]


def test_a_table_without_rows_is_an_empty_table() -> None:
    """Names alone are no error here: whether that is wrong is for who asked for the table."""
    assert rows_of(opened("naam;plaats\n")) == []
