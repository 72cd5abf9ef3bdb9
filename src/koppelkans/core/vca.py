"""In which languages the exam for VCA can be done: data with its source and the day it was looked up."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Exam:
    """What is known of the exam."""

    source: str
    checked_on: date
    valid_years: int
    languages: tuple[str, ...]
    not_aloud: tuple[str, ...]


@cache
def exam() -> Exam:
    """The exam for VCA basis."""
    data = tomllib.loads((files("koppelkans.core") / "vca.toml").read_text(encoding="utf-8"))
    rows = data["languages"]
    return Exam(
        data["source"],
        data["checked_on"],
        data["valid_years"],
        tuple(row["name"] for row in rows),
        tuple(row["name"] for row in rows if not row["aloud"]),
    )


def is_vca(code: str) -> bool:
    """Whether a credential of the region is a VCA certificate, by its code."""
    return "vca" in code.lower().split("-")
