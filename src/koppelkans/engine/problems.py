"""What can be wrong with a folder, so that a person can put it right: where, what it says, what would be right."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN = 60  # characters of a value in a message


class Fault(Exception):
    """What is wrong with one value, without saying where: a stable code, what is wrong, what would be right."""

    def __init__(self, code: str, wrong: str, right: str) -> None:
        super().__init__(f"{wrong}; {right}")
        self.code = code
        self.wrong = wrong
        self.right = right


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong (or, as a warning, odd) in a folder.

    `row` counts as a spreadsheet does: the header is row 1; None means the file as a whole. In region.toml the row is
    the line and the column the key, such as `travel.speed.foot`. `code` is stable, for translations and tests.
    """

    code: str
    file: str
    row: int | None
    column: str
    value: str
    wrong: str
    right: str

    def __str__(self) -> str:
        """One line: file, row, column, value, what is wrong, what would be right."""
        where = [self.file]
        if self.row is not None:
            where.append(f"row {self.row}")
        if self.column:
            where.append(f"column {shown(self.column)}")
        value = f'"{shown(self.value)}" ' if self.value else ""
        right = f"; {self.right}" if self.right else ""
        return printable(f"{', '.join(where)}: {value}{self.wrong}{right}")


class RegionError(Exception):
    """A region folder that cannot be read as one; `problems` holds every error found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class PlanError(RegionError):
    """A plan folder that cannot be read as a plan of this region, or cannot be written."""


def shown(value: str) -> str:
    """The value as a person can look at it: on one line, and shortened when it is long."""
    return printable(value) if len(value) <= SHOWN else f"{printable(value[:SHOWN])}… ({len(value)} characters)"


def printable(text: str) -> str:
    """The text with what cannot be printed, such as a line end, escaped."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
