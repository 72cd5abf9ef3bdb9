"""What is wrong with a table, or was assumed about it: a code and figures, and the sentence that a person reads."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from koppelkans.documents.phrases import PHRASES, WHERE

SHOWN = 80  # characters of a value in a sentence
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class TableProblem:
    """One thing that is wrong: where, what it says there, and the figures its sentence needs.

    `row` counts as a spreadsheet shows it; `column` is the name above the column, or its letter when it has none.
    """

    code: str
    row: int | None = None
    column: str | None = None
    value: str = ""
    figures: Mapping[str, int | str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class TableNote:
    """Something that was assumed while reading; no error, but a person should be able to see it."""

    code: str
    figures: Mapping[str, int | str] = field(default_factory=dict, hash=False)


class TableError(Exception):
    """A table that cannot be read or written; `problems` holds everything that was found."""

    def __init__(self, problems: Sequence[TableProblem]) -> None:
        super().__init__("\n".join(sentence(problem, "en") for problem in problems))
        self.problems = list(problems)


def sentence(what: TableProblem | TableNote, language: str = "nl") -> str:
    """The problem or note in plain words, with the place where it is and what would be right."""
    signs = WHERE[language]
    names: dict[str, object] = {
        name: _Figure(figure, signs) if isinstance(figure, int) else shown(figure)
        for name, figure in what.figures.items()
    }
    template = PHRASES[language][what.code]
    if isinstance(what, TableNote):
        return template.format_map(names)
    names |= {"value": shown(what.value), "row": what.row, "column": shown(what.column or "")}
    text = (_where(what, signs) + template).format_map(names)
    return text[0].upper() + text[1:]


def shown(value: str) -> str:
    """The value as a person can look at it: on one line, and shortened when it is long."""
    text = "".join(sign if sign.isprintable() else " " for sign in value[:SHOWN])
    return text if len(value) <= SHOWN else f"{text}…"


def _where(problem: TableProblem, signs: Mapping[str, str]) -> str:
    if problem.row is not None:
        return signs["row" if problem.column is None else "row_column"]
    return "" if problem.column is None else signs["column"]


class _Figure(int):
    """A whole number that writes itself with the thousands of a language, or as megabytes, never rounded down."""

    signs: Mapping[str, str]

    def __new__(cls, value: int, signs: Mapping[str, str]) -> _Figure:
        """The number, with the signs of the language."""
        figure = super().__new__(cls, value)
        figure.signs = signs
        return figure

    def __format__(self, spec: str) -> str:
        if spec != "mb":
            return format(int(self), ",").replace(",", self.signs["thousands"])
        tenths = math.ceil(int(self) * 10 / MEGABYTE)
        whole = format(tenths // 10, ",").replace(",", self.signs["thousands"])
        return whole if tenths % 10 == 0 else f"{whole}{self.signs['decimal']}{tenths % 10}"
