"""Tables of facts that regions are made from; their sources and licences stand in NOTICE.md beside them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from importlib import resources


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the tables, by column name."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(io.StringIO(text))
