"""A workbook is read as what somebody sees in it."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from openpyxl import Workbook
from tests.documents.files import codes_of, inline, problems_of, rows_of, workbook

from koppelkans.documents.problems import TableNote, TableProblem
from koppelkans.documents.records import Limits
from koppelkans.documents.tables_in import open_table


def saved(book: Workbook) -> io.BytesIO:
    """The workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    return file


def of_cells(rows: list[list[object]]) -> io.BytesIO:
    """A workbook that openpyxl made of these values."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    return saved(book)


def cell_with(xml: str, **arguments: object) -> str:
    """What is read from one cell, given as XML."""
    data = inline([["a"]]) + f'<row r="2">{xml}</row>'
    [[cell]] = rows_of(open_table(workbook(data, **arguments), "tabel.xlsx"))  # type: ignore[arg-type]
    return cell


def test_values_come_as_text() -> None:
    """Dates, times, numbers and yes or no each have one way to be written."""
    file = of_cells(
        [
            ["a", "b", "c", "d", "e", "f"],
            [date(2026, 3, 1), datetime(2026, 3, 1, 9, 30), datetime(2026, 3, 1, 9, 30, 15), time(9, 5), True, False],
            [3, 3.0, -2.5, 0.1 + 0.2, 1e21, Decimal("12.50")],
            ["tekst", " ruim ", "een\ntwee", "<b>vet</b>", "é", None],
            [timedelta(hours=36, minutes=5), timedelta(hours=-1, seconds=-30), 1e-7, -0.0, 123456789012, "007"],
        ]
    )
    assert list(open_table(file, "tabel.xlsx").rows()) == [
        (2, ["2026-03-01", "2026-03-01 09:30", "2026-03-01 09:30:15", "09:05", "yes", "no"]),
        (3, ["3", "3", "-2.5", "0.3", "1000000000000000000000", "12.5"]),
        (4, ["tekst", " ruim ", "een\ntwee", "<b>vet</b>", "é", ""]),
        (5, ["36:05", "-1:00:30", "0.0000001", "0", "123456789012", "007"]),
    ]


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("dd-mm-yyyy", "46082", "2026-03-01"),
        ("[$-413]d mmmm yyyy;@", "46082", "2026-03-01"),
        ("d/m/yy h:mm", "46082.999999999", "2026-03-02"),
        ("h:mm", "0.5", "12:00"),
        ("[h]:mm", "1.5", "36:00"),
        ("yyyy", "59", "1900-02-28"),
        ("00000", "123", "00123"),
        ("00000", "-7", "-0007"),
        ('"dag" 0', "46082", "46082"),
        ('#,##0.00\\ "€"', "1234.5", "1234.5"),
        ("0%", "0.25", "0.25"),
        ("General", "12", "12"),
    ],
)
def test_the_format_of_a_number_says_what_it_is(code: str, value: str, text: str) -> None:
    """A date is a date whatever way it is shown in, and zeros that Excel shows in front are kept."""
    assert cell_with(f'<c r="A2" s="1"><v>{value}</v></c>', formats=[code]) == text


def test_days_may_count_from_1904() -> None:
    """A workbook from an old Mac counts its days from 1904."""
    xml = '<c r="A2" s="1"><v>44620</v></c>'
    assert cell_with(xml, formats=["dd-mm-yyyy"], properties='date1904="1"') == "2026-03-01"


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ('<c r="A2" t="d"><v>2026-03-01</v></c>', "2026-03-01"),
        ('<c r="A2" t="d"><v>2026-03-01T09:30:00</v></c>', "2026-03-01 09:30"),
        ('<c r="A2" t="str"><f>B2&amp;"x"</f><v>uit een formule</v></c>', "uit een formule"),
        ('<c r="A2"><f>1+1</f><v>2</v></c>', "2"),
        ('<c r="A2" t="s"><v>1</v></c>', "gedeeld en vet"),
        ('<c r="A2" t="s"><v>2</v></c>', "twee\rregels_x0041_"),
        ('<c t="inlineStr"><is><r><t>rijk </t></r><r><t xml:space="preserve">en vet</t></r></is></c>', "rijk en vet"),
        ('<c t="inlineStr"><is><t>klank</t><rPh sb="0" eb="1"><t>nee</t></rPh></is></c>', "klank"),
        ('<c r="A2" t="inlineStr"><is><t>&lt;script&gt;</t></is></c>', "<script>"),
        ('<c r="A2"><v>1E3</v></c>', "1000"),
        ('<c r="A2"><v>12345678901234567890</v></c>', "12345678901234567890"),
    ],
)
def test_every_way_to_store_a_value_is_read(xml: str, text: str) -> None:
    """Shared, rich and inline text, formulas with their value, and dates in ISO 8601 are all read."""
    strings = [
        "<si><t>a</t></si>",
        "<si><r><t>gedeeld</t></r><r><rPr><b/></rPr><t> en vet</t></r><rPh><t>klank</t></rPh></si>",
        "<si><t>twee_x000D_regels_x005F_x0041_</t></si>",
    ]
    assert cell_with(xml, strings=strings) == text


def test_any_prefix_and_the_strict_form_are_read() -> None:
    """Programs name the elements with a prefix, or by the strict form of the format."""
    data = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row r="3">'
        '<x:c r="B3" t="inlineStr"><x:is><x:t>naam</x:t></x:is></x:c></x:row><x:row r="5"><x:c r="B5"><x:v>1</x:v>'
        "</x:c></x:row></x:sheetData></x:worksheet>"
    )
    table = open_table(workbook(parts={"xl/worksheets/sheet1.xml": data.encode()}), "tabel.xlsx")
    assert (table.header_row, table.header, list(table.rows())) == (3, ["naam"], [(5, ["1"])])


def test_rows_have_the_numbers_that_excel_shows() -> None:
    """Rows that are left out of the file count, and formatted but empty cells are nothing."""
    data = inline([["a", "b"]]) + '<row r="5"><c r="B5"><v>1</v></c><c r="XFD5" s="1"/></row><row r="9"/>'
    assert list(open_table(workbook(data), "tabel.xlsx").rows()) == [(5, ["", "1"])]


def test_an_error_of_excel_is_told_with_its_place() -> None:
    """A cell such as #REF! is a problem with row, column and value; the text #REF! is a text."""
    data = inline([["a", "b"]]) + (
        '<row r="2"><c r="B2" t="e"><v>#REF!</v></c></row><row r="3"><c r="B3" t="str"><v>#REF!</v></c></row>'
        '<row r="4"><c r="A4" t="e"><v>#N/A</v></c><c r="B4"><v>1</v></c></row>'
    )
    table = open_table(workbook(data), "tabel.xlsx")
    assert next(table.rows()) == (3, ["", "#REF!"])
    assert problems_of(workbook(data)) == [
        TableProblem("cell_error", 2, "b", "#REF!"),
        TableProblem("cell_error", 4, "a", "#N/A"),
    ]


def test_an_error_among_the_names_is_told() -> None:
    """A header that is an error of Excel is told as such, not as a missing name."""
    data = '<row><c t="inlineStr"><is><t>a</t></is></c><c t="e"><v>#NAME?</v></c><c t="str"><v>c</v></c></row>'
    assert problems_of(workbook(data)) == [TableProblem("cell_error", 1, "B", "#NAME?")]


@pytest.mark.parametrize("xml", ['<c r="A2" s="1"><v>99999999</v></c>', '<c r="A2" t="d"><v>2026-02-31</v></c>'])
def test_a_day_that_does_not_exist_is_told(xml: str) -> None:
    """A number that is shown as a date but is none is a problem in that cell, and no warning."""
    assert codes_of(workbook(inline([["a"]]) + f'<row r="2">{xml}</row>', formats=["d-m-yyyy"])) == ["cell_date"]


def test_a_formula_without_a_value_is_told() -> None:
    """A workbook that Excel never calculated would give empty cells without a word."""
    assert problems_of(of_cells([["a", "b"], ["x", "=1+1"]])) == [TableProblem("formula_not_calculated", 2, "b")]


def test_merged_cells_in_the_table_are_told() -> None:
    """Merged cells are named when the file is opened; those beside or above the table do no harm."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["titel"], [None], ["a", "b"], ["x", "y"], ["z", None]):
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("D4:E5")
    harmless = saved(book)
    assert rows_of(open_table(harmless, "tabel.xlsx", header_row=3)) == [["x", "y"], ["z", ""]]
    sheet.merge_cells("B4:B5")
    sheet.merge_cells("A9:C10")
    assert problems_of(saved(book), header_row=3) == [
        TableProblem("merged_cells", 4, "b", "B4:B5"),
        TableProblem("merged_cells", 9, "a", "A9:C10"),
    ]


def test_the_word_merged_in_a_text_is_only_a_text() -> None:
    """A text that looks like the mark of merged cells changes nothing."""
    assert rows_of(open_table(workbook(inline([["a"], ["<mergeCell ref='A1:A2'/>"]])), "tabel.xlsx")) == [
        ["<mergeCell ref='A1:A2'/>"]
    ]


def test_the_first_visible_sheet_is_read_and_told() -> None:
    """Hidden sheets cannot be chosen; that there is a choice is told."""
    sheets = [("Codes", "hidden"), ("Mensen", "visible"), ("Keuzes", "veryHidden"), ("Plekken & meer", "visible")]
    table = open_table(workbook(sheets=sheets), "tabel.xlsx")
    assert (table.sheets, table.sheet) == (("Mensen", "Plekken & meer"), "Mensen")
    assert table.notes == [
        TableNote("sheets_hidden", {"hidden": 2}),
        TableNote("sheet_assumed", {"sheets": 2, "sheet": "Mensen"}),
    ]
    chosen = open_table(workbook(sheets=sheets), "tabel.xlsx", sheet="Plekken & meer")
    assert (chosen.sheet, [note.code for note in chosen.notes]) == ("Plekken & meer", ["sheets_hidden"])
    assert problems_of(workbook(sheets=sheets), sheet="Codes") == [
        TableProblem("sheet_unknown", value="Codes", figures={"sheets": "Mensen, Plekken & meer"})
    ]


def test_a_workbook_with_only_hidden_sheets_is_refused() -> None:
    """Without a visible sheet there is nothing to read."""
    assert codes_of(workbook(sheets=[("A", "hidden")])) == ["no_sheet"]


def test_a_chart_is_no_sheet_to_read() -> None:
    """A sheet that is a chart cannot be chosen."""
    book = Workbook()
    book.worksheets[0].append(["a"])
    book.create_chartsheet("Grafiek", 0)
    assert open_table(saved(book), "tabel.xlsx").sheets == ("Sheet",)


def test_what_openpyxl_warns_about_is_read_without_a_word() -> None:
    """Extensions, odd headers and a workbook without styles are ordinary and give no warning."""
    after = (
        "<headerFooter><oddHeader>&amp;&amp;&amp;</oddHeader></headerFooter>"
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst>'
    )
    file = workbook(after=after, before='<dimension ref="A1:A1"/>', parts={"xl/styles.xml": b"<styleSheet/>"})
    assert open_table(file, "tabel.xlsx").header == ["naam"]


def test_a_workbook_named_as_csv_is_read_and_told() -> None:
    """The content counts, not the name."""
    assert [note.code for note in open_table(workbook(), "tabel.csv").notes] == ["workbook_named_as_csv"]


def test_limits_hold_for_workbooks_too() -> None:
    """Rows, columns and characters over the limit are told with how many there are."""
    limits = Limits(rows=2, columns=3, characters=10)
    long = inline([["a", "b"], ["x" * 11, "y"], ["1", "2"], ["3", "4"]])
    assert problems_of(workbook(long), limits=limits) == [
        TableProblem("cell_too_long", 2, "a", "x" * 10, {"characters": 11, "allowed": 10}),
        TableProblem("too_many_rows", figures={"rows": 3, "allowed": 2}),
    ]
    wide = inline([["a", "b", "c", "d"]])
    assert codes_of(workbook(wide), limits=limits) == ["too_many_columns"]


def test_rows_of_a_workbook_can_be_read_again_and_at_once() -> None:
    """Every reading starts at the top, also when another one is not finished."""
    file = workbook(inline([["a", "b"], *([str(at), "x"] for at in range(5000))]))
    table = open_table(file, "tabel.xlsx")
    first, second = table.rows(), table.rows()
    assert next(first) == (2, ["0", "x"])
    assert sum(1 for _ in second) == 5000
    assert sum(1 for _ in first) == 4999
    assert table.share_read() == 1
