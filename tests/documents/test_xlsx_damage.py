"""A file that is no workbook, or one made to do harm, is refused with a clear word and little work."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from contextlib import suppress

import pytest
from tests.documents.files import HEAD, MAIN, codes_of, inline, problems_of, workbook

from koppelkans.documents.problems import TableError, TableProblem
from koppelkans.documents.records import Limits
from koppelkans.documents.tables_in import open_table

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(70_000)


def zipped(**parts: bytes) -> io.BytesIO:
    """A zip with these parts; `__` in a name stands for a slash and `_dot_` for a point."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file


def sheet(xml: str) -> dict[str, bytes]:
    """A whole sheet in place of the usual one."""
    return {"xl/worksheets/sheet1.xml": xml.encode()}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (OLE, "old_excel"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(500), "encrypted"),
        (b"%PDF-1.7\n", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n", "not_a_table"),
        (b"naam\0\0plaats", "not_a_table"),
        (b"PK\x05\x06" + bytes(18), "not_a_table"),
        (b"  <html><body><table><tr><td>naam", "web_page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "web_page"),
        (b"PK\x03\x04" + b"rubbish" * 100, "damaged"),
    ],
)
def test_what_is_no_table_is_named(content: bytes, code: str) -> None:
    """Each kind of file that people pick by mistake has a message of its own."""
    assert codes_of(io.BytesIO(content), "mensen.xlsx") == [code]


def test_other_kinds_of_zip_are_named() -> None:
    """OpenDocument, binary Excel, a text document and any other zip are told apart."""
    ods = zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_dot_xml=b"<x/>")
    assert codes_of(ods) == ["open_document"]
    assert codes_of(zipped(xl__workbook_dot_bin=b"x")) == ["binary_excel"]
    assert codes_of(zipped(word__document_dot_xml=b"<x/>")) == ["not_a_table"]


def test_a_cut_file_is_damaged() -> None:
    """A workbook of which the end or the middle is missing is an error, wherever it was cut."""
    whole = workbook(inline([["a", "b"], *([str(at), "x"] for at in range(500))])).getvalue()
    for at in range(10, len(whole), len(whole) // 40):
        assert codes_of(io.BytesIO(whole[:at])) == ["damaged"]


def test_changed_bytes_never_give_another_error() -> None:
    """Whatever happens to the bytes of a workbook, there is a table or a TableError."""
    chance = random.Random(3)
    whole = workbook(inline([["a", "b"], *([str(at), "x"] for at in range(50))]), strings=["<si><t>a</t></si>"])
    for _ in range(300):
        content = bytearray(whole.getvalue())
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        with suppress(TableError):
            list(open_table(io.BytesIO(bytes(content)), "tabel.xlsx").rows())


@pytest.mark.parametrize(
    "data",
    [
        '<row r="1048577"/>',
        '<row r="99999999999999999999"/>',
        '<row r="2"/><row r="1"/>',
        '<row r="-1"/>',
        '<row r="1"><c r="ZZZ1"/></row>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        '<row r="1"><c r="A1" s="x"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1"><v>één</v></c></row>',
        '<row r="1"><c r="A1"><v>nan</v></c></row>',
        '<row r="1"><c r="A1"><v>1e999</v></c></row>',
        '<row r="1"><c r="A1">',
    ],
)
def test_a_sheet_against_the_rules_is_damaged(data: str) -> None:
    """Rows and columns that no sheet has, and numbers that are none, are damage."""
    assert codes_of(workbook(data)) == ["damaged"]


def test_parts_that_are_not_there_are_damage() -> None:
    """A workbook that names a sheet it does not have is damaged."""
    parts = {"xl/_rels/workbook.xml.rels": b"<Relationships/>"}
    assert codes_of(workbook(parts=parts)) == ["no_sheet"]
    target = b'<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/gone.xml"/></Relationships>'
    assert codes_of(workbook(parts={"xl/_rels/workbook.xml.rels": target})) == ["damaged"]


def test_an_encoding_that_does_not_exist_is_damage() -> None:
    """XML that says it is in an unknown encoding cannot be read."""
    assert codes_of(workbook(parts=sheet('<?xml version="1.0" encoding="UTF-9"?><worksheet/>'))) == ["damaged"]


def test_entities_are_refused() -> None:
    """A document type, and so an entity that grows or reads a file, is refused before it is used."""
    laughs = (
        '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    )
    data = f'{HEAD}{laughs}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    assert codes_of(workbook(parts=sheet(data))) == ["damaged"]


def test_a_sheet_that_unpacks_too_far_is_refused_unread() -> None:
    """A small file that unpacks to a huge sheet is refused by what its zip says."""
    file = workbook("<row>" + "<c/>" * 400_000 + "</row>")
    assert len(file.getvalue()) < 20_000
    problems = problems_of(file, limits=Limits(unpacked=1_000_000))
    assert [(problem.code, problem.figures["allowed"]) for problem in problems] == [("unpacked_too_large", 1_000_000)]


def test_a_zip_that_lies_about_its_sizes_is_damaged() -> None:
    """A part of which more comes out than the zip says is not read further."""
    content = bytearray(workbook(inline([["a"], *[["x" * 50]] * 500])).getvalue())
    at = content.find(b"PK\x01\x02", content.find(b"PK\x01\x02"))
    while b"sheet1" not in content[at : at + 80]:
        at = content.find(b"PK\x01\x02", at + 4)
    struct.pack_into("<L", content, at + 24, 300)
    assert codes_of(io.BytesIO(bytes(content))) == ["damaged"]


def test_a_compression_that_no_workbook_uses_is_damage() -> None:
    """Other ways of compressing have no bound on what one piece unpacks to."""
    assert codes_of(workbook(compression=zipfile.ZIP_BZIP2)) == ["damaged"]


def test_a_part_with_a_password_is_told() -> None:
    """A zip with a password on its parts is told as such."""
    content = bytearray(workbook(compression=zipfile.ZIP_STORED).getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    assert codes_of(io.BytesIO(bytes(content))) == ["encrypted"]


@pytest.mark.parametrize("large", [False, True])
def test_a_list_of_parts_that_fills_the_memory_is_refused(large: bool) -> None:
    """The length of the list of parts is looked at before it is read, in the usual form and in that for large files."""
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 100 if large else 40_000_000, 0, 0)
    if large:
        record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 40_000_000, 0)
        end = record + struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1) + end
    assert codes_of(io.BytesIO(b"PK\x03\x04" + bytes(1000) + end)) == ["damaged"]


def test_a_workbook_in_the_form_for_large_files_is_read() -> None:
    """Programs that always write the form for large files give ordinary workbooks."""
    content = workbook().getvalue()
    end = content.rfind(b"PK\x05\x06")
    count, length, offset = struct.unpack_from("<H2L", content, end + 10)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    assert open_table(io.BytesIO(content[:end] + record + locator + content[end:]), "x.xlsx").header == ["naam"]


def test_a_text_of_a_whole_book_in_a_cell_is_not_kept() -> None:
    """A cell of millions of characters is counted, not kept."""
    data = inline([["a"], ["x" * 3_000_000]])
    [problem] = problems_of(workbook(data))
    assert problem == TableProblem("cell_too_long", 2, "a", "x" * 200, {"characters": 3_000_000, "allowed": 10_000})
