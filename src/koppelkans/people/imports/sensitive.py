"""Columns that may never come in: recognised by their name and by what stands in them, and left out before storing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppelkans.people.imports.guessing import words_of
from koppelkans.people.sensitive import ILLNESSES, STEMS, is_bsn

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
    "ethnicity": ("etnic", "etnisch", "ethnic", "afkomst", "herkomst", "migratieachtergrond", "ras", "huidskleur"),
    "religion": ("religi", "geloof", "godsdienst", "kerk", "levensbeschouw"),
    "health": ("health", "medisch", "medical", "arbeidsbeperking", "beperking", "ziekte", *STEMS["health"].split()),
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
        "health": ILLNESSES,
    }.items()
}
SHARE = 0.5  # of the filled cells that look like it
# one in eleven numbers passes the test by chance; of a handful all may, of twenty a quarter is no chance any more
FEW, SHARE_OF_MANY = 20, 0.25
SOME_NUMBERS = 0.1  # of the filled cells have to be such numbers at all
YES_WORDS = frozenset({"x"})  # also a way to say yes


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
        self._numbers = [0] * width  # as long as a citizen service number
        self._passing = [0] * width
        self._words: list[dict[str, int]] = [dict.fromkeys(CELL_WORDS, 0) for _column in range(width)]

    def look(self, cells: Sequence[str]) -> None:
        """Take note of one row."""
        for at, cell in enumerate(cells):
            text = cell.strip()
            if not text:
                continue
            self._filled[at] += 1
            digits = text.replace(" ", "").replace(".", "") if len(text) <= 14 else ""
            if digits.isdigit() and len(digits) in (8, 9):
                self._numbers[at] += 1
                self._passing[at] += is_bsn(digits)
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
            if self._looks_like_bsn(at):
                yield at, "bsn"
                continue
            for kind, count in self._words[at].items():
                if count / filled >= SHARE:
                    yield at, kind
                    break

    def _looks_like_bsn(self, at: int) -> bool:
        numbers, passing = self._numbers[at], self._passing[at]
        if not passing or numbers / self._filled[at] < SOME_NUMBERS:
            return False
        return passing / numbers >= (SHARE if numbers < FEW else SHARE_OF_MANY)
