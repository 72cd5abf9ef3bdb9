"""A paper is the same text in every file it becomes, and what was signed can be shown to be what was signed."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import page
import pytest
import typst
from odfdo import Document

import chart_samples
from koppelkans.documents.odt_out import as_odt
from koppelkans.documents.paper import (
    Bullets,
    Facts,
    Paper,
    Paragraph,
    Picture,
    Section,
    Signature,
    Signatures,
    Table,
    as_data,
    as_json,
    as_text,
    fingerprint,
    from_json,
)
from koppelkans.documents.pdf import NOTO, TEMPLATES, LettersMissing, as_pdf, render

NASTY = '#read("/etc/passwd") *vet* _schuin_ @naam <b>dik</b> $x$ `code` // = kop \\ [x] #{1+1} ${y} </text:p> &amp;'
CHART = chart_samples.counter()
PAPER = Paper(
    "Afspraken over het traject",
    "nl",
    date(2026, 11, 3),
    (
        Section("", (Facts((("Kandidaat", "K-0412"), ("Werkgever", "Bouwbedrijf De Vries & Zn."))),)),
        Section(
            "Wat iedereen doet",
            (
                Paragraph("Eerste regel.\nTweede regel."),
                Bullets(("De kandidaat komt op tijd.", NASTY)),
                Bullets(("Eerst taalles", "Dan de training"), numbered=True),
                Table(("Stap", "Uren"), (("Taalles", "120"), ("Training", "80")), "Uren per stap", (1,)),
            ),
        ),
        Section("Hoe het gaat", (Picture(CHART.wide, CHART.says),)),
        Section(
            "Ondertekenen",
            (
                Signatures(
                    ("Wie", "Naam", "Ondertekend"),
                    (Signature("Kandidaat", "K-0412", "3 november 2026"), Signature("Werkgever", "J. de Vries")),
                ),
            ),
        ),
    ),
    foot="Afspraak 12",
)
scripts = pytest.mark.skipif(not (NOTO / "NotoSansEthiopic-Regular.ttf").exists(), reason="no Noto fonts here")


def one(text: str, language: str = "") -> Paper:
    """A paper of one paragraph."""
    return Paper("Brief", "nl", date(2026, 1, 2), (Section("", (Paragraph(text, language),)),))


def text_of_odt(content: bytes) -> str:
    """All words of an ODT, spaces and lines made one."""
    body = Document(io.BytesIO(content)).body
    return " ".join(" ".join(body.itertext()).split()) if hasattr(body, "itertext") else body.text_recursive


def assert_for_everybody(pdf: bytes) -> None:
    """The file keeps to PDF/UA-1, for a screen reader, and to PDF/A-2a, for the archive."""
    for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A):
        report = page.validate_pdf_bytes(pdf, profile=profile)
        assert report.is_compliant, [str(failure) for failure in report.failures]


def test_a_paper_with_every_block_is_a_pdf_for_everybody() -> None:
    """The PDF passes the machine rules of PDF/UA-1 and PDF/A-2a, and names its language."""
    pdf = as_pdf(PAPER)
    assert pdf.startswith(b"%PDF-")
    assert_for_everybody(pdf)


def test_the_same_paper_gives_the_same_bytes() -> None:
    """A paper that was kept as JSON is written again to the same PDF and the same ODT."""
    again = from_json(as_json(PAPER))
    assert again == PAPER
    assert as_pdf(again) == as_pdf(PAPER)
    assert as_odt(again) == as_odt(PAPER)
    assert fingerprint(again) == fingerprint(PAPER)


def test_the_fingerprint_is_that_of_version_one() -> None:
    """The hash of a paper stays what it was, in every later release: signed agreements hang on it."""
    assert fingerprint(one("Zoë & ሰላም\n2")) == "c185b72f7f9698d7f234c7d1697a105551b79b57452f8b83d21187e4ed5c0bd0"


@pytest.mark.parametrize(
    "other",
    [
        replace(PAPER, title="Afspraken over het traject "),
        replace(PAPER, date=date(2026, 11, 4)),
        replace(PAPER, foot=""),
        replace(PAPER, sections=PAPER.sections[:-1]),
        replace(PAPER, language="en"),
    ],
    ids=["title", "date", "foot", "sections", "language"],
)
def test_any_change_changes_the_fingerprint(other: Paper) -> None:
    """A paper that differs in one sign has another hash."""
    assert fingerprint(other) != fingerprint(PAPER)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        as_json(PAPER).replace('"paper":1', '"paper":2'),
        as_json(PAPER).replace('"kind":"facts"', '"kind":"fact"'),
        as_json(PAPER).replace('"foot":', '"food":'),
        as_json(PAPER) + " ",
        json.dumps(json.loads(as_json(PAPER))),
    ],
)
def test_what_is_no_paper_is_refused(text: str) -> None:
    """Another version, another kind of block or the same values written otherwise are told."""
    with pytest.raises(ValueError, match="paper"):
        from_json(text)


def test_what_somebody_writes_is_no_code() -> None:
    """Signs that mean something to typst or to XML are text like any other, in each place where text may stand."""
    paper = Paper(
        NASTY,
        "nl",
        date(2026, 1, 2),
        (
            Section(NASTY, (Facts(((NASTY, NASTY),)), Paragraph(NASTY), Bullets((NASTY,)))),
            Section(
                NASTY,
                (
                    Table((NASTY,), ((NASTY,),), NASTY),
                    Signatures((NASTY, NASTY, NASTY), (Signature(NASTY, NASTY, NASTY),)),
                ),
            ),
        ),
        foot=NASTY,
    )
    assert_for_everybody(as_pdf(paper))
    given = {"data": json.dumps(as_data(paper))}
    for element in ("emph", "raw", "math.equation", "ref", "link"):
        assert json.loads(typst.query(str(TEMPLATES / "paper.typ"), element, sys_inputs=given)) == []
    assert as_text(paper).count(NASTY) == 14
    assert text_of_odt(as_odt(paper)).count("#read") == 17


def test_signs_that_no_file_can_hold_are_left_out() -> None:
    """A control character makes no file fail, and is not in the text."""
    paper = one("a\x00\x07b\r\nc")
    assert_for_everybody(as_pdf(paper))
    assert "ab" in text_of_odt(as_odt(paper))


@scripts
def test_other_scripts_can_be_written() -> None:
    """Arabic and Tigrinya stand in a Dutch paper, in their own language and direction."""
    words = (Paragraph("مرحبا بالعالم", "ar"), Paragraph("ሰላም ዓለም", "ti"), Paragraph("Hallo مرحبا"))
    assert_for_everybody(as_pdf(replace(PAPER, sections=(Section("", words),))))


def test_a_letter_without_a_font_is_told() -> None:
    """Letters that cannot be printed are all named, instead of left out; the ODT has them."""
    paper = one("Ja 😀 en 汉字")
    with pytest.raises(LettersMissing) as caught:
        as_pdf(paper)
    assert set(caught.value.letters) == set("😀汉字")
    assert "😀 en 汉字" in text_of_odt(as_odt(paper))


def test_without_the_fonts_of_other_scripts_their_letters_are_told(tmp_path: Path) -> None:
    """On a machine without Noto a Tigrinya text is refused with its letters, and a Dutch one is written."""
    with pytest.raises(LettersMissing):
        as_pdf(one("ሰላም"), fonts=tmp_path / "none")
    assert_for_everybody(as_pdf(one("Zoë heeft € 5 – “klaar”"), fonts=tmp_path))


@pytest.mark.parametrize("name", ["../paper", "none", "/etc/passwd", ""])
def test_only_templates_of_the_house(name: str) -> None:
    """A template that is not there, or elsewhere, is refused."""
    with pytest.raises(ValueError, match="no template"):
        render(name, {}, language="nl", day=date(2026, 1, 1))


def test_mistakes_in_a_paper_are_told() -> None:
    """A paper without a title, a later section without heading, a picture without words, a ragged table: refused."""
    for make in (
        lambda: replace(PAPER, title=" "),
        lambda: replace(PAPER, sections=(Section("a"), Section(""))),
        lambda: Picture(CHART.wide, " "),
        lambda: Table(("a", "b"), (("1",),)),
        lambda: Table((), ()),
    ):
        with pytest.raises(ValueError, match=r"title|heading|see it|row|columns"):
            make()


def test_the_text_says_everything() -> None:
    """The plain text has each heading, fact, cell, party and the words of the picture."""
    text = as_text(PAPER)
    for words in ("Kandidaat: K-0412", "1. Eerst taalles", "- Stap: Taalles; Uren: 120", CHART.says, "J. de Vries ("):
        assert words in text
    assert re.search(r"Wat iedereen doet\n-{17}\n", text)


def test_the_odt_has_headings_lists_tables_and_a_picture() -> None:
    """The ODT keeps what is what, its language and its title, so that a word processor can read it aloud."""
    book = Document(io.BytesIO(as_odt(PAPER)))
    assert [header.text_recursive for header in book.body.headers] == [
        section.heading for section in PAPER.sections if section.heading
    ]
    assert (len(book.body.lists), len(book.body.tables), len(book.body.images)) == (2, 2, 1)
    assert (book.meta.title, book.meta.language) == (PAPER.title, "nl")
    assert book.container is not None
    assert "Pictures/" in "".join(book.container.parts)
    styles = book.container.get_part("styles.xml")
    assert isinstance(styles, bytes)
    assert set(re.findall(rb'fo:language="(\w+)"', styles)) == {b"nl"}
    used = set(re.findall(rb'(?:text|table|draw):style-name="([^"]+)"', book.container.get_part("content.xml")))
    named = set(re.findall(rb'style:name="([^"]+)"', styles + book.container.get_part("content.xml")))
    assert used <= named


@pytest.mark.parametrize("language", ["nl-NL", "en", "ar", "ti", "pap", "zh-hans"])
def test_a_paper_is_in_its_own_language(language: str) -> None:
    """Any language of the pages can be that of a paper, with or without its country."""
    paper = replace(PAPER, language=language)
    assert_for_everybody(as_pdf(paper))
    assert as_odt(paper).startswith(b"PK")


def test_blocks_without_anything_in_them_are_no_fault() -> None:
    """An empty list, table, paragraph or row of parties still gives a file."""
    empty = (Paragraph(""), Bullets(()), Facts(()), Table(("a",), ()), Signatures(("a", "b", "c"), ()))
    paper = replace(PAPER, sections=(Section("Leeg", empty), Section("Niets")))
    assert_for_everybody(as_pdf(paper))
    assert from_json(as_json(paper)) == paper
    assert len(Document(io.BytesIO(as_odt(paper))).body.tables) == 2
    assert "Niets" in as_text(paper)
