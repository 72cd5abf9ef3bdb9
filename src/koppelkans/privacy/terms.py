"""The kinds of data that are kept for a time, as data: `terms.toml` with the defaults of an installation."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("terms.toml")


@dataclass(frozen=True)
class Kind:
    """A kind of data: how long it is kept by default, from when, and why that long."""

    code: str
    name: str
    days: int
    counts_from: str
    basis: str
    automatic: bool = False  # cleaned at night without a decision
    kept: bool = False  # never proposed: the archive of the municipality takes it over


def _kinds() -> dict[str, Kind]:
    """The kinds of the file, in its order."""
    return {code: Kind(code=code, **values) for code, values in tomllib.loads(FILE.read_text("utf-8")).items()}


KINDS = _kinds()
