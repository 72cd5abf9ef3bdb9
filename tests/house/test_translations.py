"""Every sentence of the screens has its English, with the same blanks, and the compiled catalogue is up to date."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
BLANK = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")


@pytest.fixture(scope="module")
def messages() -> object:
    """The script that collects the sentences."""
    sys.path.insert(0, str(ROOT / "frontend"))
    try:
        import messages as script
    finally:
        sys.path.pop(0)
    return script


@pytest.fixture(scope="module")
def catalogue(messages: object) -> Catalog:
    """The catalogue as the code wants it."""
    return messages.collected()  # type: ignore[attr-defined,no-any-return]


def test_every_sentence_has_its_english(messages: object, catalogue: Catalog) -> None:
    """No screen falls back on Dutch."""
    assert messages.untranslated(catalogue) == []  # type: ignore[attr-defined]


def test_translations_fill_in_the_same(catalogue: Catalog) -> None:
    """A translation has the blanks of its sentence, none more and none less."""
    wrong = []
    for entry in catalogue:
        pairs = (
            zip(entry.id, entry.string, strict=True)
            if isinstance(entry.id, (tuple, list))
            else [(str(entry.id), str(entry.string))]
        )
        wrong += [one for one, other in pairs if one and sorted(BLANK.findall(one)) != sorted(BLANK.findall(other))]
    assert wrong == []


def test_compiled_catalogue_is_up_to_date(messages: object, catalogue: Catalog) -> None:
    """`./run messages` was run after the last change of a sentence."""
    path: Path = messages.CATALOGUE  # type: ignore[attr-defined]
    assert path.read_bytes() == messages.as_po(catalogue)  # type: ignore[attr-defined]
    compiled = messages.as_mo(read_po(io.BytesIO(path.read_bytes()), locale="en"))  # type: ignore[attr-defined]
    assert path.with_suffix(".mo").read_bytes() == compiled
