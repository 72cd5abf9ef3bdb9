"""Every code has a plain sentence in every language."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import koppelkans.documents
from koppelkans.documents.phrases import PHRASES, WHERE
from koppelkans.documents.problems import TableError, TableNote, TableProblem, sentence

SOURCES = sorted(Path(koppelkans.documents.__file__).parent.glob("*.py"))


def names(template: str) -> set[str]:
    """The names a template asks for."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_language_has_the_same_sentences() -> None:
    """The languages have the same codes, and each sentence asks for the same figures."""
    dutch = {code: names(template) for code, template in PHRASES["nl"].items()}
    for language, templates in PHRASES.items():
        assert {code: names(template) for code, template in templates.items()} == dutch
        assert WHERE[language].keys() == WHERE["nl"].keys()


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    """No code is without a sentence, and no sentence without use."""
    code = re.compile(r'(?:Problem|Note|_wrong)\(\s*(?:self\._column, )?"([a-z_]+)"')
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES if path.name != "phrases.py")
    assert set(code.findall(text)) <= PHRASES["nl"].keys()
    assert {code for code in PHRASES["nl"] if f'"{code}"' not in text} == set()


@pytest.mark.parametrize(
    ("problem", "dutch", "english"),
    [
        (
            TableProblem("cell_error", 12, "Geboortejaar", "#REF!"),
            "Rij 12, kolom Geboortejaar: in deze cel staat een fout van Excel (#REF!). Verbeter de cel.",
            "Row 12, column Geboortejaar: this cell holds an error from Excel (#REF!). Correct the cell.",
        ),
        (
            TableProblem("file_too_large", figures={"bytes": 50 * 1024 * 1024 + 1, "allowed": 50 * 1024 * 1024}),
            "Het bestand is 50,1 MB. Het mag 50 MB zijn. Deel het op.",
            "The file is 50.1 MB. It may be 50 MB. Split it into smaller files.",
        ),
        (
            TableProblem("too_many_rows", figures={"rows": 1_234_567, "allowed": 200_000}),
            "De tabel heeft 1.234.567 rijen. Er mogen er 200.000 zijn. Deel de tabel op.",
            "The table has 1,234,567 rows. It may have 200,000. Split the table.",
        ),
        (
            TableNote("sheet_assumed", {"sheets": 2, "sheet": "Mensen"}),
            "Het bestand heeft 2 zichtbare werkbladen. We lezen het eerste: ‘Mensen’.",
            "The file has 2 visible sheets. We read the first: ‘Mensen’.",
        ),
    ],
    ids=lambda value: value.code if isinstance(value, TableProblem | TableNote) else "",
)
def test_a_sentence_says_where_what_and_what_to_do(problem: TableProblem | TableNote, dutch: str, english: str) -> None:
    """A sentence has the place, the value and the figures, with the signs of the language."""
    assert (sentence(problem), sentence(problem, "en")) == (dutch, english)


@pytest.mark.parametrize("language", PHRASES)
@pytest.mark.parametrize("code", PHRASES["nl"])
def test_every_sentence_can_be_filled_in(code: str, language: str) -> None:
    """Every template accepts whole numbers as figures and a value with braces, and reads as a sentence."""
    figures = dict.fromkeys(names(PHRASES[language][code]), 3)
    text = sentence(TableProblem(code, 2, "{kolom}", "{waarde}\n", figures), language)
    assert text.startswith(WHERE[language]["row_column"][:3])
    assert text.endswith((".", ")"))
    assert "\n" not in text


def test_a_long_value_is_shortened() -> None:
    """A sentence shows the beginning of a long value."""
    assert sentence(TableProblem("cell_date", 2, "dag", "9" * 500)).count("9") == 80


def test_the_error_reads_as_a_list() -> None:
    """In a log the error itself says what was wrong, line by line."""
    error = TableError([TableProblem("file_empty"), TableProblem("header_empty", 1, "B")])
    assert str(error).splitlines() == [
        "The file is empty. Choose a file with a table.",
        "Row 1, column B: this column has no name. Give the column a name or remove the column.",
    ]
