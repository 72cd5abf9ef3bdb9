"""How much slower dashboards are with 20,000 journeys than with 200, side by side; what the ledger check takes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.platform.ground import Installation
from bench.platform.lists import lists

AT_MOST = 3.0  # times as long as with the fewest
QUESTIONS = 20  # fewer than these, each page


def outcomes(kind: str, folder: Path, sizes: Sequence[int], rounds: int) -> dict[str, Any]:
    """The figures of every page at every size, and of the check of the ledger."""
    return lists(kind, folder, sizes, rounds, pages, lived, checked)


def pages(_facts: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The pages that are asked: what, as whom, address."""
    return [
        ("results of the region", "region-coordinator", "/resultaten/"),
        ("results of a programme", "region-coordinator", "/resultaten/?programma=programma-1"),
        ("results, as known at the end of a month", "controller", "/resultaten/?bekend_op=2020-01-31"),
        ("results of a municipality", "case-worker", "/resultaten/"),
        ("people behind a counter", "case-worker", "/resultaten/geteld/?wat=started"),
        ("public counter", "case-worker", "/teller/"),
        ("public counter, as JSON", "case-worker", "/teller/alles.json"),
        ("all tables as ODS", "region-coordinator", "/resultaten/tabellen.ods"),
        ("journeys", "case-worker", "/trajecten/"),
        ("signals", "case-worker", "/trajecten/signalen/"),
    ]


def lived(made: Installation, people: int) -> dict[str, Any]:
    """Fill an installation with people and what became of them, ten events each."""
    told = made.module("bench.platform.lived", str(people))
    facts: dict[str, Any] = json.loads(told.said.splitlines()[-1])
    return facts


def checked(made: Installation) -> dict[str, Any]:
    """Check the ledger in a process of its own."""
    took = made.module("bench.platform.checked")
    told: dict[str, Any] = json.loads(took.said.splitlines()[-1])
    return told | {"peak": took.megabytes}
