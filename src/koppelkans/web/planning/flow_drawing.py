"""The picture of how people flow through a plan: bands between four columns of blocks, as wide as people are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

COLUMNS = (0.0, 250.0, 500.0, 745.0)  # where each stage stands; to the right of the last one is room for its names
HEAD = 34.0  # above the blocks: what each column is
BLOCK = 14.0
LOWEST, PER_BLOCK = 240.0, 36.0  # how high the picture is: at least, and per block of its fullest column
SLOT, GAP = 22.0, 4.0  # the least room of a block, so that its name can be read
THINNEST = 1.0
MOST = 9  # blocks in a column; the smaller ones are told together
OTHERS = "*"  # the code of those told together
NONE = ""  # the code of people who need nothing here
Links = list[tuple[str, str, int]]
Label = Callable[[int, str], str]


@dataclass(frozen=True)
class Block:
    """One thing that people come from or go to."""

    label: str
    people: int
    stage: int
    x: float
    y: float
    height: float

    @property
    def text_x(self) -> float:
        """Where its name begins."""
        return self.x + BLOCK + 6

    @property
    def text_y(self) -> float:
        """The line on which its name stands."""
        return round(self.y + self.height / 2 + 5, 1)


@dataclass(frozen=True)
class Band:
    """The people who go from one block to another."""

    title: tuple[str, str]
    people: int
    stage: int
    path: str
    width: float


@dataclass(frozen=True)
class Flow:
    """Everything that is drawn, and the same in rows: from, to, people."""

    height: int
    heads: list[tuple[float, str]]
    blocks: list[Block]
    bands: list[Band]
    rows: list[tuple[str, str, int]]


def draw(links: Sequence[Sequence[Sequence[Any]]], label: Label, heads: Sequence[str]) -> Flow | None:
    """The picture of these links (per pair of stages from, to, people); `label` names a code of a stage."""
    told = _told(links)
    sizes = _sizes(told)
    if not any(sizes):
        return None
    height = max(LOWEST, PER_BLOCK * max(map(len, sizes)))
    scale = min(_scale(column, height) for column in sizes)
    blocks = {
        (stage, code): Block(label(stage, code), people, stage, COLUMNS[stage], *where)
        for stage, column in enumerate(sizes)
        for (code, people), where in zip(column.items(), _stacked(column, scale), strict=True)
    }
    rows = [
        (label(stage, first), label(stage + 1, second), people)
        for stage, between in enumerate(told)
        for first, second, people in between
    ]
    lowest = max(block.y + block.height for block in blocks.values())
    return Flow(
        int(lowest + SLOT),
        list(zip(COLUMNS, heads, strict=True)),
        list(blocks.values()),
        _bands(told, blocks, scale),
        rows,
    )


def _told(links: Sequence[Sequence[Sequence[Any]]]) -> list[Links]:
    """The links with all but the largest blocks of each stage told together."""
    large = []
    for column in _sizes([[(str(a), str(b), int(n)) for a, b, n in between] for between in links]):
        by_size = sorted(column, key=lambda code: (code != NONE, -column[code], code))
        large.append(set(by_size if len(by_size) <= MOST else by_size[: MOST - 1]))
    told = []
    for stage, between in enumerate(links):
        found = Counter[tuple[str, str]]()
        for first, second, people in between:
            ends = (first if first in large[stage] else OTHERS, second if second in large[stage + 1] else OTHERS)
            found[ends] += people
        told.append([(first, second, people) for (first, second), people in found.items()])
    order = [list(column) for column in _sizes(told)]
    return [
        sorted(between, key=lambda link: (order[stage].index(link[0]), order[stage + 1].index(link[1])))
        for stage, between in enumerate(told)
    ]


def _sizes(links: Sequence[Links]) -> list[dict[str, int]]:
    """Per stage how many people each block has: the largest first, then the others, then who needs nothing here."""
    counts = [Counter[str]() for _stage in range(len(links) + 1)]
    for stage, between in enumerate(links):
        for first, second, people in between:
            if stage == 0:
                counts[0][first] += people
            counts[stage + 1][second] += people
    return [
        dict(sorted(column.items(), key=lambda item: (item[0] == NONE, item[0] == OTHERS, -item[1], item[0])))
        for column in counts
    ]


def _scale(column: dict[str, int], height: float) -> float:
    """How high one person is, so that the column fits: found by halving."""
    low, high = 0.0, height / max(1, sum(column.values()))
    for _step in range(30):
        middle = (low + high) / 2
        needed = sum(max(SLOT, people * middle) + GAP for people in column.values())
        low, high = (middle, high) if needed <= height else (low, middle)
    return low


def _stacked(column: dict[str, int], scale: float) -> list[tuple[float, float]]:
    """(y, height) of the blocks of a column from above; a small one stands in the middle of its room."""
    found, y = [], HEAD
    for people in column.values():
        height = max(people * scale, THINNEST)
        room = max(SLOT, height)
        found.append((round(y + (room - height) / 2, 1), round(height, 1)))
        y += room + GAP
    return found


def _bands(links: Sequence[Links], blocks: dict[tuple[int, str], Block], scale: float) -> list[Band]:
    """A band per link, below each other where they leave a block and where they arrive."""
    leaving, arriving = Counter[tuple[int, str]](), Counter[tuple[int, str]]()
    found = []
    for stage, between in enumerate(links):
        for first, second, people in between:
            start, end = blocks[stage, first], blocks[stage + 1, second]
            y_from = start.y + (leaving[stage, first] + people / 2) * scale
            y_to = end.y + (arriving[stage + 1, second] + people / 2) * scale
            leaving[stage, first] += people
            arriving[stage + 1, second] += people
            x_from, x_to = start.x + BLOCK, end.x
            bend = (x_from + x_to) / 2
            path = f"M{x_from:.1f} {y_from:.1f}C{bend:.1f} {y_from:.1f} {bend:.1f} {y_to:.1f} {x_to:.1f} {y_to:.1f}"
            width = round(max(people * scale, THINNEST), 1)
            found.append(Band((start.label, end.label), people, stage, path, width))
    return found
