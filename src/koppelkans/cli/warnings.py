"""The warnings about a region, told so that they help and do not drown what was asked."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from koppelkans.engine.problems import Problem

FEW = 3  # told beside other work
MANY = 20  # of one kind, which `check` tells one by one; of more it tells the first
FIRST = 10


def few(folder: Path, warnings: Sequence[Problem]) -> Iterator[str]:
    """The first warnings, and where to find the others."""
    yield from map(_told, warnings[:FEW])
    if len(warnings) > FEW:
        command = f"koppelkans check {shlex.quote(str(folder))}"
        yield f"… and {len(warnings) - FEW:,} more; `{command}` shows all"


def by_kind(warnings: Iterable[Problem]) -> Iterator[str]:
    """All warnings with alike ones together; of a kind with very many the first, and how many more there are."""
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for warning in warnings:
        kinds.setdefault((warning.code, warning.file), []).append(warning)
    for alike in kinds.values():
        if len(alike) <= MANY:
            yield from map(_told, alike)
        else:
            yield from map(_told, alike[:FIRST])
            yield f"… and {len(alike) - FIRST:,} more like this; --all shows them"


def each(warnings: Iterable[Problem]) -> Iterator[str]:
    """All warnings, one by one."""
    yield from map(_told, warnings)


def _told(warning: Problem) -> str:
    return f"warning: {warning}"
