"""What a table on the page is made of, and how a long list is cut into lists that open one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from koppelkans.engine.words import Words

Row = TypeVar("Row", bound="tuple[object, ...]")

AT_ONCE = 60  # a list up to this long is shown whole, without anything to open
BATCH = 100  # rows in one table of a long list


@dataclass(frozen=True)
class Table:
    """A table of figures: the first cell of a row is its header, columns from `text` on are numbers."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()
    text: int = 1


@dataclass(frozen=True)
class Batch(Generic[Row]):
    """Consecutive rows of a long list, with a label such as `c000 t/m c099`."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Bundle(Generic[Row]):
    """The rows under one heading, in batches."""

    label: str
    people: str
    batches: tuple[Batch[Row], ...]


def bundles(words: Words, rows: Sequence[Row], label: Callable[[Row], str]) -> tuple[Bundle[Row], ...]:
    """The rows by `label`, in the order in which labels first appear; the first cell of a row is its id."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(label(row), []).append(row)
    return tuple(
        Bundle(name, words.say("report.people", n=len(members)), tuple(_batches(words, name, members)))
        for name, members in grouped.items()
    )


def _batches(words: Words, name: str, rows: Sequence[Row]) -> list[Batch[Row]]:
    if len(rows) <= BATCH:
        return [Batch(name, tuple(rows))]
    cut = [tuple(rows[start : start + BATCH]) for start in range(0, len(rows), BATCH)]
    return [Batch(words.say("report.rows", first=str(part[0][0]), last=str(part[-1][0])), part) for part in cut]
