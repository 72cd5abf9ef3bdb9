"""A file of the open standard (ODF): the parts that a text and a spreadsheet share, put in one package."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from typing import Final
from xml.sax.saxutils import escape

from odfdo import Document

SPACES = re.compile(r"^ | $|  +|\t")
LANGUAGE = re.compile(rb'fo:language="[^"]*" fo:country="[^"]*"')
ONE_MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # of every part, so that the same text gives the same bytes
NAMES: Final = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("number", "datastyle"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
    )
)
CONTENT: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES}'
    ' xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.4">'
    "<office:automatic-styles>{styles}</office:automatic-styles>"
    "<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
)


def spaced(text: str) -> str:
    """A text of one line as XML, which would lose the spaces that are more than one."""
    return SPACES.sub(lambda found: _space(found[0]), escape(text))


def _space(found: str) -> str:
    return "<text:tab/>" if found == "\t" else f'<text:s text:c="{len(found)}"/>'


def packed(
    kind: str,
    styles: str,
    body: str,
    *,
    title: str = "",
    language: str = "",
    day: date | None = None,
    files: dict[str, bytes] | None = None,
) -> bytes:
    """The file: `kind` is `text` or `spreadsheet`; with `day` it says that it was made then, whenever it is."""
    book = Document(kind)
    package, meta = book.container, book.meta
    if package is None:
        raise TypeError("a new document has its package")
    meta.creator = "Koppelkans"
    if title:
        meta.title = title
    if day is not None:
        meta.creation_date = meta.date = datetime(day.year, day.month, day.day)
    if language:
        meta.language = language
        package.set_part("styles.xml", LANGUAGE.sub(_in_language(language), _bytes(package.get_part("styles.xml"))))
    package.set_part("meta.xml", meta.serialize())
    # as text and past the document: as a tree of cells that is put in order, twenty thousand rows take minutes
    package.set_part("content.xml", CONTENT.format(kind=kind, styles=styles, body=body).encode())
    for name, content in (files or {}).items():
        package.set_part(name, content)
    if files:
        manifest = book.manifest
        for name in files:
            manifest.add_full_path(name, "image/svg+xml")
        package.set_part("META-INF/manifest.xml", manifest.serialize())
    file = io.BytesIO()
    package.save(file, packaging="zip")
    return _of_one_moment(file) if day is not None else file.getvalue()


def _bytes(part: object) -> bytes:
    if not isinstance(part, bytes):
        raise TypeError("a part of a package is bytes")
    return part


def _in_language(language: str) -> bytes:
    """What the attributes for language and country become; only Dutch has a country, for its dates and numbers."""
    code = re.sub(r"[^a-z]", "", language.partition("-")[0].lower()) or "none"
    return f'fo:language="{code}" fo:country="{"NL" if code == "nl" else "none"}"'.encode()


def _of_one_moment(file: io.BytesIO) -> bytes:
    """The same package with every part dated alike; first the kind of file, not compressed, as the standard asks."""
    again = io.BytesIO()
    with zipfile.ZipFile(file) as given, zipfile.ZipFile(again, "w") as made:
        for name in sorted(given.namelist(), key=lambda name: (name != "mimetype", name)):
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            made.writestr(zipfile.ZipInfo(name, ONE_MOMENT), given.read(name), how)
    return again.getvalue()
