"""Columns that may never come in: recognised by their name and by what stands in them, and left out before storing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppelkans.people.imports.guessing import words_of

KINDS: Final[dict[str, str | Promise]] = {
    "bsn": _("een burgerservicenummer (BSN)"),
    "nationality": _("nationaliteit of geboorteland"),
    "ethnicity": _("afkomst"),
    "religion": _("geloof"),
    "health": _("gezondheid"),
    "sex": _("geslacht"),
}

# a word of the header, whole or as its beginning
HEADER_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "bsn": ("bsn", "burgerservice", "sofi", "a-nummer", "anummer"),
    "nationality": ("nationalit", "geboorteland", "herkomstland", "landvanherkomst", "staatsburger", "countryofbirth"),
    "ethnicity": ("etnic", "ethnic", "afkomst", "herkomst", "migratieachtergrond", "ras", "huidskleur"),
    "religion": ("religi", "geloof", "godsdienst", "kerk", "levensbeschouw"),
    "health": (
        "gezondheid",
        "health",
        "medisch",
        "medical",
        "diagnos",
        "ziekte",
        "ziek",
        "handicap",
        "arbeidsbeperking",
        "beperking",
        "medicijn",
        "psychi",
        "verslav",
        "zwanger",
    ),
    "sex": ("geslacht", "gender", "sekse", "sex", "m/v", "v/m", "m/v/x"),
}
WHOLE_WORDS: Final = frozenset({"ras", "sex", "bsn", "ziek", "kerk", "m/v", "v/m", "m/v/x"})

CELL_WORDS: Final[dict[str, frozenset[str]]] = {
    kind: frozenset(words.split())
    for kind, words in {
        "nationality": (
            "syrische eritrese nederlandse turkse somalische afghaanse iraanse iraakse oekraïense poolse marokkaanse "
            "surinaamse ethiopische jemenitische soedanese syrië eritrea nederland turkije somalië afghanistan iran "
            "irak oekraïne polen marokko suriname ethiopië jemen soedan staatloos syrian eritrean dutch turkish somali"
        ),
        "religion": (
            "moslim islam islamitisch christen christelijk katholiek protestant joods hindoe boeddhist orthodox "
            "gereformeerd hervormd muslim christian jewish hindu"
        ),
        "sex": "m v x man vrouw male female f mannelijk vrouwelijk",
        "health": "diabetes ptss depressie astma epilepsie rugklachten hartklachten burn-out burnout",
    }.items()
}
BSN = re.compile(r"\d{8,9}")
INSIDE = re.compile(r"(?<!\d)\d{9}(?!\d)")
SHARE = 0.5  # of the filled cells that look like it
YES_WORDS = frozenset({"x"})  # also a way to say yes


def is_bsn(text: str) -> bool:
    """Whether the digits pass the 11-proof of a citizen service number."""
    digits = text.replace(" ", "").replace(".", "").replace("-", "")
    if not BSN.fullmatch(digits):
        return False
    digits = digits.zfill(9)
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return weighed % 11 == 0 and int(digits) > 9_999_999


def holds_bsn(text: str) -> bool:
    """Whether somewhere in a text stands what passes for a citizen service number."""
    return any(is_bsn(found) for found in INSIDE.findall(text))


def by_header(column: str) -> str:
    """What the name of a column says it holds; empty when it may come in."""
    lowered = column.casefold()
    words = [*words_of(column), lowered.replace(" ", "")]
    if any(mark in lowered.split() or lowered == mark for mark in ("m/v", "v/m", "m/v/x")):
        return "sex"
    if "bsn" in lowered:
        return "bsn"
    for kind, beginnings in HEADER_WORDS.items():
        for beginning in beginnings:
            if any(
                word == beginning or (beginning not in WHOLE_WORDS and word.startswith(beginning)) for word in words
            ):
                return kind
    return ""


class Suspicion:
    """Counts, while rows go by, what the cells of each column look like."""

    def __init__(self, width: int) -> None:
        self._filled = [0] * width
        self._numbers = [0] * width
        self._words: list[dict[str, int]] = [dict.fromkeys(CELL_WORDS, 0) for _column in range(width)]

    def look(self, cells: Sequence[str]) -> None:
        """Take note of one row."""
        for at, cell in enumerate(cells):
            text = cell.strip()
            if not text:
                continue
            self._filled[at] += 1
            if len(text) <= 14 and is_bsn(text):
                self._numbers[at] += 1
            elif len(text) <= 20:
                word = text.casefold()
                for kind, words in CELL_WORDS.items():
                    if word in words and not (kind == "sex" and word in YES_WORDS):
                        self._words[at][kind] += 1

    def kinds(self) -> Iterable[tuple[int, str]]:
        """The columns, by number, that look like something that may not come in."""
        for at, filled in enumerate(self._filled):
            if not filled:
                continue
            if self._numbers[at] / filled >= SHARE:
                yield at, "bsn"
                continue
            for kind, count in self._words[at].items():
                if count / filled >= SHARE:
                    yield at, kind
                    break
