"""What the components for tables, facts and timelines are given: plain values, put into words here once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext

Words = str | Promise
NOTHING = "–"


def in_words(value: Any) -> str | Promise:
    """A value as a person reads it; safe HTML stays as it is."""
    if isinstance(value, (SafeString, Promise)):
        return value
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return gettext("Ja") if value else gettext("Nee")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value) if timezone.is_aware(value) else value, "j b Y H:i")
    if isinstance(value, date):
        return date_format(value, "j b Y")
    if isinstance(value, (int, float, Decimal)):
        return number_format(value, use_l10n=True, force_grouping=True)
    return str(value)


@dataclass(frozen=True)
class Column:
    """A column: its name, what the rows are sorted by when it is clicked (empty: not), and whether it holds figures."""

    label: Words
    sort: str = ""
    number: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell that is more than a text: a link, a status, a note below."""

    text: Any
    url: str = ""
    tone: str = ""
    note: Words = ""

    @property
    def words(self) -> str | Promise:
        """The text as a person reads it."""
        return in_words(self.text)


@dataclass(frozen=True)
class Heading:
    """The head of a column with its link for sorting."""

    column: Column
    direction: str
    next_sort: str


@dataclass(frozen=True)
class Table:
    """A table to show: see components/README.md."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    caption: Words = ""
    caption_shown: bool = False
    compact: bool = False  # few figures of few letters: stays a table on a phone
    sort: str = ""
    footer: Sequence[Any] = field(default_factory=list)

    def headings(self) -> Iterator[Heading]:
        """The heads of the columns; clicking the one that is sorted by turns the order round."""
        key = self.sort.removeprefix("-")
        for column in self.columns:
            if not column.sort:
                yield Heading(column, "", "")
            elif column.sort == key:
                down = self.sort.startswith("-")
                yield Heading(column, "descending" if down else "ascending", key if down else f"-{key}")
            else:
                yield Heading(column, "none", column.sort)

    def lines(self) -> Iterator[list[tuple[Column, Cell]]]:
        """The rows, each value as a cell beside its column."""
        for row in self.rows:
            yield self._line(row)

    def last_line(self) -> list[tuple[Column, Cell]]:
        """The row of totals."""
        return self._line(self.footer)

    def _line(self, row: Sequence[Any]) -> list[tuple[Column, Cell]]:
        """One row, as long as the table is wide."""
        return [
            (column, value if isinstance(value, Cell) else Cell(value))
            for column, value in zip(self.columns, row, strict=True)
        ]


@dataclass(frozen=True)
class Fact:
    """One line of what is known; no value shows that it was not filled in."""

    label: Words
    value: Any = None
    note: Words = ""
    url: str = ""
    tone: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None and self.value != ""

    @property
    def words(self) -> str | Promise:
        """The value as a person reads it."""
        return in_words(self.value)


def as_facts(values: Sequence[Any]) -> list[Fact]:
    """Pairs and facts alike as facts."""
    return [value if isinstance(value, Fact) else Fact(*value) for value in values]


@dataclass(frozen=True)
class Moment:
    """Something that happened, or will."""

    when: date | datetime
    title: Words
    text: Words = ""
    by: Words = ""
    tone: str = ""
    url: str = ""

    @property
    def words(self) -> str | Promise:
        """The time as a person reads it."""
        return in_words(self.when)
