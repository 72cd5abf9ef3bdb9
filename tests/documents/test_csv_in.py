"""A CSV is read as it really comes."""

from __future__ import annotations

import io

import pytest
from tests.documents.files import codes_of, opened, problems_of, rows_of, text_file

from koppelkans.documents.problems import TableProblem
from koppelkans.documents.records import Limits
from koppelkans.documents.tables_in import open_table

TABLE = "naam;plaats\r\nZoë;Weert\r\nAndré;Oss\r\n"
READ = [["Zoë", "Weert"], ["André", "Oss"]]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_every_usual_encoding_is_read(encoding: str, told: str) -> None:
    """UTF-8 with and without a mark, UTF-16 and Windows text all give the same table."""
    table = open_table(text_file(TABLE, encoding), "tabel.csv")
    assert (table.encoding, table.header, rows_of(table)) == (told, ["naam", "plaats"], READ)


def test_big_endian_utf16_is_read() -> None:
    """UTF-16 with the mark of the other byte order is read too."""
    table = open_table(io.BytesIO(b"\xfe\xff" + TABLE.encode("utf-16-be")), "tabel.csv")
    assert rows_of(table) == READ


def test_windows_text_is_told() -> None:
    """That a file is read as Windows text is told, with the first line that is no UTF-8."""
    table = open_table(text_file(TABLE, "cp1252"), "tabel.csv")
    assert [(note.code, note.figures) for note in table.notes] == [("encoding_assumed", {"line": 2})]


def test_a_sign_that_is_in_no_encoding_is_refused() -> None:
    """Bytes that are neither UTF-8 nor Windows text are an error with the line."""
    problems = problems_of(io.BytesIO(b"naam;plaats\nZo\x81;Weert\n"), "tabel.csv")
    assert problems == [TableProblem("encoding", figures={"line": 2})]


def test_utf8_with_damage_is_not_taken_for_windows_text() -> None:
    """One wrong byte in a file of UTF-8 is an error there: read as Windows text every accent would be spoilt."""
    content = TABLE.encode() + "Désirée;Ede\n".encode("cp1252")
    assert problems_of(io.BytesIO(content), "tabel.csv") == [TableProblem("encoding", figures={"line": 4})]


def test_half_a_character_at_the_end_is_refused() -> None:
    """UTF-16 that was cut in the middle of a character is an error."""
    assert codes_of(io.BytesIO("naam;plaats\nZoë;Weert".encode("utf-16")[:-1]), "tabel.csv") == ["encoding"]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_usual_delimiter_and_line_end_is_found(delimiter: str, end: str) -> None:
    """The delimiter is found, whichever line ends the file has, also within quotes."""
    lines = ["naam;plaats;noot", 'Zoë;Weert;"a;b"', f'Bo;Oss;"een{end}twee"', "Mo;Ede;"]
    table = opened(end.join(lines).replace(";", delimiter))
    assert (table.delimiter, table.header) == (delimiter, ["naam", "plaats", "noot"])
    assert list(table.rows()) == [
        (2, ["Zoë", "Weert", f"a{delimiter}b"]),
        (3, ["Bo", "Oss", f"een{end}twee"]),
        (4, ["Mo", "Ede", ""]),
    ]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("naam;bedrag;uren\nZoë;1,50;2,5\nBo;2,00;3,5\n", ";"),
        ("achternaam, voorletters;geboren;plaats\nVos, A.;2001;Oss\nBos, B.;2002;Ede\n", ";"),
        ("naam,wensen\nZoë,lassen;bakken;metselen\nBo,zorg;bakken;bouw\n", ","),
        ('naam,adres\n"Vos; A","Straat 1; Oss"\n"Bos; B","Straat 2; Ede"\n', ","),
        ("Overzicht van mei\n\nnaam;plaats\nZoë;Weert\nBo;Oss\n", ";"),
        ("naam\tplaats, provincie\nZoë\tWeert, Limburg\n", "\t"),
        ("naam;plaats\n", ";"),
    ],
)
def test_signs_in_values_do_not_mislead(text: str, delimiter: str) -> None:
    """Commas in amounts and names, and semicolons in lists, are not taken for delimiters."""
    assert opened(text, header_row=3 if "Overzicht" in text else None).delimiter == delimiter


def test_the_line_of_excel_names_the_delimiter() -> None:
    """The line `sep=,` names the delimiter and is no row."""
    table = opened("sep=,\nnaam,plaats;land\nZoë,Weert;NL\n")
    assert (table.delimiter, table.header) == (",", ["naam", "plaats;land"])
    assert list(table.rows()) == [(2, ["Zoë", "Weert;NL"])]


def test_one_column_is_a_table_too() -> None:
    """A file without any delimiter is one column, and that is told."""
    table = opened("naam\nZoë\nBo\n")
    assert (rows_of(table), [note.code for note in table.notes]) == ([["Zoë"], ["Bo"]], ["delimiter_assumed"])


def test_rows_are_counted_as_a_spreadsheet_does() -> None:
    """Blank lines count as rows, and a value of two lines is one row."""
    table = opened('\n;;\nnaam;plaats;;\n"een\ntwee";Weert\n\n;\nBo;Oss;;\n\n\x1a')
    assert table.header_row == 3
    assert list(table.rows()) == [(4, ["een\ntwee", "Weert"]), (7, ["Bo", "Oss"])]


def test_short_rows_are_filled() -> None:
    """A row that stops early gets empty cells."""
    assert rows_of(opened("a;b;c\n1\n1;2;3\n")) == [["1", "", ""], ["1", "2", "3"]]


def test_a_quotation_mark_that_stays_open_is_found_where_it_opens() -> None:
    """The error is at the row where the text begins, not at the end of the file."""
    text = "naam;plaats\nZoë;Weert\n" + 'Bo;"Oss\n' + "Mo;Ede\n" * 3
    assert problems_of(text_file(text), "tabel.csv") == [TableProblem("quote_open", 3)]


def test_a_quotation_mark_that_stays_open_does_not_swallow_a_long_file() -> None:
    """With a hundred thousand characters behind it, the error is the same."""
    text = "naam;plaats\nZoë;Weert\n" + 'Bo;"Oss\n' + "Mo;Ede\n" * 40_000
    assert problems_of(text_file(text), "tabel.csv") == [TableProblem("quote_open", 3)]


def test_a_loose_quotation_mark_is_an_error() -> None:
    """A quotation mark within a quoted text that is not doubled is an error with its row."""
    text = 'naam;plaats\n"Jan "de Lange" Bos";Weert\n'
    assert problems_of(text_file(text), "tabel.csv") == [TableProblem("quote_stray", 2)]


def test_inches_are_no_quotation() -> None:
    """A quotation mark in a text without quotes is a sign like any other."""
    assert rows_of(opened('naam;maat\npijp;5"\n')) == [["pijp", '5"']]


def test_problems_before_a_broken_row_are_told_too() -> None:
    """What was wrong above the row where reading stops is not lost."""
    assert codes_of(text_file('a;b\n1;2;3\n4;"5'), "tabel.csv") == ["cell_without_header", "quote_open"]


def test_a_line_without_end_is_refused() -> None:
    """A line of millions of characters is refused at a bound, not read."""
    limits = Limits(bytes=10_000_000)
    assert codes_of(text_file("a;b\n" + ";" * 3_000_000), "tabel.csv", limits) == ["row_too_long"]
    assert codes_of(text_file("a;b\n" + "x" * 500_000), "tabel.csv", limits) == ["cell_too_long"]


def test_a_zero_byte_anywhere_is_no_table() -> None:
    """A file that turns out to be binary further on is refused."""
    assert codes_of(text_file("a;b\n" + "1;2\n" * 2000 + "\0\n"), "tabel.csv") == ["not_a_table"]


def test_a_csv_named_as_workbook_is_read_and_told() -> None:
    """The content counts, not the name."""
    table = opened("naam;plaats\nZoë;Weert\n", "tabel.xlsx")
    assert (rows_of(table), [note.code for note in table.notes]) == ([["Zoë", "Weert"]], ["csv_named_as_workbook"])


def test_text_that_was_defused_comes_back() -> None:
    """An apostrophe before what looks like a formula is taken away, any other apostrophe stays."""
    assert rows_of(opened("a;b;c;d\n'=1+1;''=x;'s-Hertogenbosch;'\n")) == [["=1+1", "'=x", "'s-Hertogenbosch", "'"]]


def test_rows_can_be_read_again_and_at_once() -> None:
    """Every reading starts at the top, also when another one is not finished."""
    table = opened("a;b\n" + "".join(f"{at};x\n" for at in range(40_000)))
    first, second = table.rows(), table.rows()
    assert [next(first), next(first)] == [(2, ["0", "x"]), (3, ["1", "x"])]
    assert sum(1 for _ in second) == 40_000
    assert sum(1 for _ in first) == 39_998
    assert table.share_read() == 1
