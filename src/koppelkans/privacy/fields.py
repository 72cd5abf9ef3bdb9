"""What each personal field is for and how long it is kept, as data; a house test holds `fields.toml` to the models."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("fields.toml")


@dataclass(frozen=True)
class Account:
    """Why some fields of a model are there, and how long."""

    model: str
    purpose: str
    terms: tuple[str, ...]
    fields: tuple[str, ...]
    other: tuple[str, ...]  # of the same model, about nobody


def accounts() -> list[Account]:
    """Every account of the file, in its order."""
    models = tomllib.loads(FILE.read_text("utf-8"))["model"]
    return [
        Account(model, part["purpose"], *(tuple(part.get(name, ())) for name in ("terms", "fields", "other")))
        for model, parts in models.items()
        for part in parts
    ]


def impersonal() -> set[str]:
    """The models that say nothing about anybody."""
    return set(tomllib.loads(FILE.read_text("utf-8"))["impersonal"])
