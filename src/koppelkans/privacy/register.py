"""The register of processing activities as data: each purpose in the audit trail is an entry of `register.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = Path(__file__).with_name("register.toml")


@dataclass(frozen=True)
class Activity:
    """What is done with personal data, why, on which basis and for how long (AVG article 30)."""

    code: str
    name: str
    purpose: str
    legal_basis: str
    data_subjects: list[str]
    categories: list[str]
    recipients: list[str]
    terms: list[str]
    valid_from: date


def _activities() -> dict[str, Activity]:
    """The activities of the file, in its order."""
    return {code: Activity(code=code, **values) for code, values in tomllib.loads(FILE.read_text("utf-8")).items()}


ACTIVITIES = _activities()
