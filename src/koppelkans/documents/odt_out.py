"""Write a paper as ODT: a text of the open standard, for who has to go on writing in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from koppelkans.documents.defusing import writable
from koppelkans.documents.odf_package import packed, spaced
from koppelkans.documents.paper import Block, Bullets, Facts, Paper, Paragraph, Picture, Signatures, Table

ROOM: Final = "…………………………………"  # for a signature by hand
WIDTH: Final = 16.0  # centimetres of text on a page
STYLES: Final = (
    '<style:style style:name="title" style:family="paragraph" style:parent-style-name="Heading">'
    '<style:text-properties fo:font-size="20pt" fo:font-weight="bold"/></style:style>'
    '<style:style style:name="strong" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="right" style:family="paragraph" style:parent-style-name="Standard">'
    '<style:paragraph-properties fo:text-align="end"/></style:style>'
    '<style:style style:name="lined" style:family="table-cell"><style:table-cell-properties fo:padding="0.12cm"'
    ' fo:border-bottom="0.5pt solid #97a6a9"/></style:style>'
    '<style:style style:name="drawn" style:family="graphic"/>'
)
IN_LANGUAGE: Final = (
    '<style:style style:name="in-{code}" style:family="paragraph" style:parent-style-name="Text_20_body">'
    '<style:paragraph-properties style:writing-mode="{direction}"/>'
    '<style:text-properties fo:language="{code}" fo:country="none" style:language-complex="{code}"'
    ' style:country-complex="none"/></style:style>'
)
FROM_THE_RIGHT: Final = frozenset({"ar", "fa", "he", "ps", "ur", "ckb"})


def as_odt(paper: Paper) -> bytes:
    """The paper as ODT; the same paper always gives the same bytes."""
    files: dict[str, bytes] = {}
    blocks = [block for section in paper.sections for block in section.blocks]
    codes = sorted({block.language for block in blocks if isinstance(block, Paragraph) and block.language})
    styles = "".join(IN_LANGUAGE.format(code=escape(code), direction=_direction(code)) for code in codes)
    body = [f'<text:p text:style-name="title">{_lines(paper.title)}</text:p>']
    for section in paper.sections:
        if section.heading:
            body.append(_heading(section.heading))
        for at, block in enumerate(section.blocks):
            body += _block(block, f"{len(body)}-{at}", files)
    if paper.foot:
        body.append(_paragraph(paper.foot))
    return packed(
        "text",
        STYLES + styles,
        "".join(body),
        title=writable(paper.title),
        language=paper.language,
        day=paper.date,
        files=files,
    )


def _direction(code: str) -> str:
    return "rl-tb" if code.partition("-")[0] in FROM_THE_RIGHT else "lr-tb"


def _heading(words: str) -> str:
    return f'<text:h text:style-name="Heading_20_1" text:outline-level="1">{_lines(words)}</text:h>'


def _paragraph(words: str, style: str = "Text_20_body", *, strong: bool = False) -> str:
    inside = f'<text:span text:style-name="strong">{_lines(words)}</text:span>' if strong else _lines(words)
    return f'<text:p text:style-name="{style}">{inside}</text:p>'


def _lines(words: str) -> str:
    """A text as XML, with the line ends that it has."""
    lines = writable(words).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "<text:line-break/>".join(map(spaced, lines))


def _block(block: Block, name: str, files: dict[str, bytes]) -> Iterator[str]:
    """A block as XML; a picture goes into `files`."""
    match block:
        case Paragraph():
            yield _paragraph(block.text, f"in-{escape(block.language)}" if block.language else "Text_20_body")
        case Bullets():
            style = "Numbering_20_1" if block.numbered else "List_20_1"
            items = "".join(f"<text:list-item>{_paragraph(item)}</text:list-item>" for item in block.items)
            yield f'<text:list text:style-name="{style}">{items}</text:list>'
        case Facts():
            for label, value in block.pairs:
                inside = f'<text:span text:style-name="strong">{_lines(label)}:</text:span> {_lines(value)}'
                yield f'<text:p text:style-name="Text_20_body">{inside}</text:p>'
        case Table():
            if block.caption:
                yield _paragraph(block.caption, strong=True)
            yield _table(name, block.columns, block.rows, block.numbers)
        case Signatures():
            yield _table(
                name, block.columns, [(party.part, party.name, party.signed or ROOM) for party in block.parties]
            )
        case Picture():
            yield _picture(block, name, files)


def _table(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """A table with its header, and a blank line below."""
    head = _row([_paragraph(column, "Standard", strong=True) for column in columns])
    body = "".join(
        _row([_paragraph(cell, "right" if at in numbers else "Standard") for at, cell in enumerate(row)])
        for row in rows
    )
    return (
        f'<table:table table:name="t{name}"><table:table-column table:number-columns-repeated="{len(columns)}"/>'
        f"<table:table-header-rows>{head}</table:table-header-rows>{body}</table:table>{_paragraph('', 'Standard')}"
    )


def _row(cells: Iterable[str]) -> str:
    inside = "".join(
        f'<table:table-cell table:style-name="lined" office:value-type="string">{cell}</table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row>{inside}</table:table-row>"


def _picture(picture: Picture, name: str, files: dict[str, bytes]) -> str:
    """A picture as wide as the text, with its words for who does not see it."""
    path = f"Pictures/{name}.svg"
    files[path] = picture.svg.encode()
    _left, _top, width, height = map(float, ElementTree.fromstring(picture.svg).get("viewBox", "0 0 2 1").split())  # noqa: S314
    size = f'svg:width="{WIDTH:.2f}cm" svg:height="{WIDTH * height / width:.2f}cm"'
    return (
        f'<text:p text:style-name="Standard"><draw:frame draw:style-name="drawn" draw:name="p{name}"'
        f' text:anchor-type="as-char" {size}><draw:image xlink:href={quoteattr(path)} xlink:type="simple"'
        f' xlink:show="embed" xlink:actuate="onLoad"/><svg:title>{escape(writable(picture.alt))}</svg:title>'
        f"<svg:desc>{escape(writable(picture.alt))}</svg:desc></draw:frame></text:p>"
    )
