"""Files to read in tests: a workbook from bare XML, with whatever a program could put in one, and a table opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

import pytest

from koppelkans.documents.problems import TableError, TableProblem
from koppelkans.documents.records import Limits
from koppelkans.documents.tables_in import TableIn, open_table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
ROWS = '<row r="1"><c r="A1" t="inlineStr"><is><t>naam</t></is></c></row>'


def text_file(text: str, encoding: str = "utf-8") -> io.BytesIO:
    """A file with this text."""
    return io.BytesIO(text.encode(encoding))


def opened(text: str, name: str = "tabel.csv", **arguments: object) -> TableIn:
    """The table in a CSV with this text."""
    return open_table(text_file(text), name, **arguments)  # type: ignore[arg-type]


def rows_of(table: TableIn) -> list[list[str]]:
    """The cells of all rows."""
    return [cells for _, cells in table.rows()]


def inline(rows: Sequence[Sequence[str]]) -> str:
    """Rows of text as the XML of a sheet, without addresses."""
    return "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )


def workbook(
    data: str = ROWS,
    *,
    before: str = "",
    after: str = "",
    strings: Sequence[str] = (),
    formats: Sequence[str] = (),
    sheets: Sequence[tuple[str, str]] = (("Blad1", "visible"),),
    properties: str = "",
    parts: Mapping[str, bytes] | None = None,
    compression: int = zipfile.ZIP_DEFLATED,
) -> io.BytesIO:
    """A workbook whose every sheet has this data; `formats` are the number formats of styles 1, 2, …"""
    names = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" state="{state}" r:id="rId{at}"/>'
        for at, (name, state) in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{REL}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at, _ in enumerate(sheets, 1)
    )
    codes = "".join(f'<numFmt numFmtId="{at}" formatCode={quoteattr(code)}/>' for at, code in enumerate(formats, 164))
    styles = "".join(f'<xf numFmtId="{at}"/>' for at, _ in enumerate(formats, 164))
    contents = {
        "[Content_Types].xml": f"{HEAD}<Types/>",
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}">{relations}'
        f'<Relationship Id="rId98" Type="{REL}/styles" Target="/xl/styles.xml"/>'
        f'<Relationship Id="rId99" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}"><workbookPr {properties}/>'
        f"<sheets>{names}</sheets></workbook>",
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellStyleXfs>'
        f'<xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{MAIN}">{"".join(strings)}</sst>',
    }
    for at, _ in enumerate(sheets, 1):
        contents[f"xl/worksheets/sheet{at}.xml"] = (
            f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'
        )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as package:
        for name, content in {**contents, **(parts or {})}.items():
            package.writestr(name, content)
    return file


def problems_of(
    file: io.BytesIO, name: str = "tabel.xlsx", limits: Limits | None = None, **arguments: object
) -> list[TableProblem]:
    """What is wrong with a file, read to its end."""
    with pytest.raises(TableError) as caught:
        list(open_table(file, name, limits=limits, **arguments).rows())  # type: ignore[arg-type]
    return caught.value.problems


def codes_of(
    file: io.BytesIO, name: str = "tabel.xlsx", limits: Limits | None = None, **arguments: object
) -> list[str]:
    """The codes of what is wrong with a file."""
    return [problem.code for problem in problems_of(file, name, limits, **arguments)]
