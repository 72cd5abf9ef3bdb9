"""How long it takes to ask about one person through the page: why not there, what else, what would help."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench.platform.ground import installation, region

PER_WORKER = 50


def why(kind: str, folder: Path, people: int, times: int) -> dict[str, Any]:
    """The figures of each question, in a computed round of so many people."""
    with installation(kind, folder) as made:
        given = region(people, made.folder / "region")
        workers = max(1, people // PER_WORKER)
        made.module(
            "bench.platform.world", given, "--workers", str(workers), "--one-municipality", "--planned", "computed"
        )
        told = made.module("bench.platform.why_inside", "--times", str(times))
        figures: dict[str, Any] = json.loads(told.said.splitlines()[-1])
        return figures
