"""What a candidate reads of a question for their yes, in their own language: one file of texts per language.

Not gettext: these languages are spoken by candidates only, and each file says whether a speaker has looked at it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("nl", "en", "ar", "uk", "tr", "ti")


@dataclass(frozen=True)
class Words:
    """The texts of one language, by key."""

    code: str
    name: str  # of the language, in that language
    direction: str  # ltr or rtl
    reviewed: bool  # whether a speaker of the language has looked at it
    months: tuple[str, ...]
    texts: dict[str, str]

    def say(self, key: str, **values: object) -> str:
        """A text with its values in it."""
        return self.texts[key].format(**values)

    def day(self, day: date) -> str:
        """A day in words."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"


@cache
def words_of(language: str) -> Words:
    """The words of a language; those in Dutch where there are none."""
    code = language if language in LANGUAGES else "nl"
    with (FOLDER / f"{code}.toml").open("rb") as file:
        read = tomllib.load(file)
    return Words(code, read["name"], read["direction"], read["reviewed"], tuple(read["months"]), read["texts"])


def languages() -> list[Words]:
    """Every language there is."""
    return [words_of(code) for code in LANGUAGES]
