"""Collects the sentences of the screens and keeps their English translation complete: `./run messages`.

Sentences stand in the code in Dutch; `web/locale/en` holds the English. Works without gettext: Django turns a template
into calls, Babel finds the calls and writes the catalogues.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "koppelkans"
CATALOGUE = SOURCE / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

Found = tuple[str, int, str | tuple[str, ...], str | None]


def sentences() -> Iterator[Found]:
    """Every sentence to translate: file, line, sentence (with its plural), context."""
    for path in sorted([*SOURCE.rglob("*.py"), *(SOURCE / "web" / "templates").rglob("*.*")]):
        if "migrations" in path.parts or path.suffix == ".md":
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = templatize(text, origin=str(path))
        for line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
            yield path.relative_to(ROOT).as_posix(), line, message, context


def collected() -> Catalog:
    """The catalogue as it should be: every sentence, with the translation it has."""
    old = Catalog(locale="en")
    if CATALOGUE.exists():
        with CATALOGUE.open("rb") as file:
            old = read_po(file, locale="en")
    new = Catalog(
        locale="en", project="Koppelkans", charset="utf-8", fuzzy=False, header_comment="# Made by ./run messages"
    )
    for name, _line, message, context in sentences():
        new.add(message, locations=[(name, None)], context=context)  # type: ignore[list-item]
    for entry in new:
        known = old.get(entry.id, entry.context) if entry.id else None
        if known is not None:
            entry.string = known.string
    return new


def untranslated(catalogue: Catalog) -> list[str]:
    """The sentences without English."""
    missing = []
    for entry in catalogue:
        strings = entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)
        if entry.id and not all(strings):
            missing.append(str(entry.id))
    return missing


def as_po(catalogue: Catalog) -> bytes:
    """The text of a catalogue, the same for the same sentences."""
    out = io.BytesIO()
    write_po(out, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)
    lines = out.getvalue().decode().splitlines(keepends=True)
    dates = ('"POT-Creation', '"PO-Revision', '"Generated')
    return "".join(line for line in lines if not line.startswith(dates)).encode()


def as_mo(catalogue: Catalog) -> bytes:
    """The compiled catalogue; without the hour, so that the same sentences give the same file."""
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main() -> int:
    """Write the catalogue anew and say what is missing."""
    settings.configure(USE_I18N=True, INSTALLED_APPS=[])
    django.setup()
    catalogue = collected()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(as_po(catalogue))
    CATALOGUE.with_suffix(".mo").write_bytes(as_mo(read_po(io.BytesIO(CATALOGUE.read_bytes()), locale="en")))
    missing = untranslated(catalogue)
    print(f"{len(catalogue)} sentences, {len(missing)} without English")
    return 0 if not missing else 1


if __name__ == "__main__":
    sys.exit(main())
