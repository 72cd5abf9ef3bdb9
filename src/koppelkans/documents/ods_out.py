"""Write tables as ODS, the spreadsheet of the open standard, with the care of `tables_out`.

Text is text, whatever it starts with; dates and numbers are real dates and numbers, amounts with two decimals.
The rows become XML as they come; the whole sheet is in memory once, as a compressed file of one part needs.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape

from koppelkans.documents.defusing import writable
from koppelkans.documents.odf_package import packed, spaced
from koppelkans.documents.problems import TableError, TableProblem
from koppelkans.documents.tables_out import (
    LARGEST_WHOLE,
    LOOKED_AT,
    MONEY,
    Output,
    Sheet,
    Value,
    checked,
    checked_text,
    local,
    number_of,
    sheet_name,
    width_of,
)
from koppelkans.documents.xlsx_sheet import LAST_ROW
from koppelkans.documents.xlsx_values import text_of

CHARACTER = 0.21  # centimetres of one character in a cell
STYLES: Final = (
    '<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/>'
    "</style:style>",
    '<number:number-style style:name="cents"><number:number number:decimal-places="2" number:min-decimal-places="2"'
    ' number:min-integer-digits="1" number:grouping="true"/></number:number-style>',
    '<style:style style:name="money" style:family="table-cell" style:data-style-name="cents"/>',
    '<number:date-style style:name="day"><number:day number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:year number:style="long"/>'
    "</number:date-style>",
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="day"/>',
    '<number:date-style style:name="minute"><number:day number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:year number:style="long"/>'
    '<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>'
    '<number:minutes number:style="long"/></number:date-style>',
    '<style:style style:name="moment" style:family="table-cell" style:data-style-name="minute"/>',
)
WIDE: Final = (
    '<style:style style:name="wide{width}" style:family="table-column">'
    '<style:table-column-properties style:column-width="{cm:.2f}cm"/></style:style>'
)


def write_ods(sheets: Iterable[Sheet], out: Output) -> None:
    """Write a workbook; a bold first row that is printed on every page, and columns as wide as what is in them."""
    names: set[str] = set()
    widths: set[int] = set()
    tables = [_table(sheet, sheet_name(sheet.name, names), widths) for sheet in sheets]
    if not names:
        raise ValueError("a workbook needs a sheet")
    styles = "".join((*STYLES, *(WIDE.format(width=width, cm=width * CHARACTER) for width in sorted(widths))))
    out.write(packed("spreadsheet", styles, "".join(tables), language="nl"))


def _table(sheet: Sheet, name: str, widths: set[int]) -> str:
    """A sheet as XML."""
    rows = checked(sheet.rows, sheet.header)
    first = list(itertools.islice(rows, LOOKED_AT))
    columns = [width_of(title, [row[at] for row in first]) for at, title in enumerate(sheet.header)]
    widths.update(columns)
    parts = [f"<table:table table:name={_quoted(name)}>"]
    parts += [f'<table:table-column table:style-name="wide{width}"/>' for width in columns]
    head = "".join(_text(title, 1, title, style="head") for title in sheet.header)
    parts.append(f"<table:table-header-rows>{_line(head)}</table:table-header-rows>")
    for number, row in enumerate(itertools.chain(first, rows), 2):
        if number > LAST_ROW:
            raise TableError([TableProblem("too_many_rows", figures={"rows": number - 1, "allowed": LAST_ROW - 1})])
        parts.append(_line("".join(_cells(row, number, sheet.header))))
    parts.append("</table:table>")
    return "".join(parts)


def _line(cells: str) -> str:
    return f"<table:table-row>{cells or '<table:table-cell/>'}</table:table-row>"


def _cells(row: Sequence[Value], number: int, header: Sequence[str]) -> Iterable[str]:
    return (_cell(value, number, title) for value, title in zip(row, header, strict=True))


def _cell(value: Value, row: int, title: str) -> str:
    """A cell as XML: its value for the machine, the same in words for who opens the file without a spreadsheet."""
    match value:
        case None | "":
            return "<table:table-cell/>"
        case bool():
            return _valued("boolean", "boolean-value", str(value).lower(), "yes" if value else "no")
        case int():
            return (
                _valued("float", "value", str(value)) if abs(value) < LARGEST_WHOLE else _text(str(value), row, title)
            )
        case float() | Decimal():
            money = isinstance(value, Decimal) and value.as_tuple().exponent == MONEY
            return _valued("float", "value", number_of(value), style="money" if money else "")
        case date() | time():
            return _moment(local(value))
    return _text(value, row, title)


def _moment(value: date | time) -> str:
    """A day, a moment or an hour of the day, as the clock in Amsterdam shows it."""
    if isinstance(value, time):
        lasting = f"PT{value.hour:02}H{value.minute:02}M{value.second:02}S"
        return _valued("time", "time-value", lasting, text_of(value))
    style = "moment" if isinstance(value, datetime) else "date"
    return _valued("date", "date-value", value.isoformat(), text_of(value), style)


def _valued(kind: str, attribute: str, value: str, words: str = "", style: str = "") -> str:
    styled = f' table:style-name="{style}"' if style else ""
    return (
        f'<table:table-cell{styled} office:value-type="{kind}" office:{attribute}="{value}">'
        f"<text:p>{escape(words or value)}</text:p></table:table-cell>"
    )


def _text(text: str, row: int, title: str, *, style: str = "") -> str:
    """A text, a paragraph for each of its lines; XML would lose the spaces that are more than one."""
    lines = checked_text(writable(text), row, title).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    paragraphs = "".join(f"<text:p>{spaced(line)}</text:p>" for line in lines)
    styled = f' table:style-name="{style}"' if style else ""
    return f'<table:table-cell{styled} office:value-type="string">{paragraphs}</table:table-cell>'


def _quoted(text: str) -> str:
    return '"' + escape(text, {'"': "&quot;"}) + '"'
