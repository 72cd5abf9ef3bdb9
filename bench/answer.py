"""What a solver says about a model, as a small file between two processes."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Answer:
    """`chosen` pathways (None: no plan found), the proven bound (None: none), seconds of solving, the solver's word."""

    chosen: tuple[int, ...] | None
    bound: float | None
    seconds: float
    status: str

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @staticmethod
    def load(path: Path) -> Answer:
        """Read what `save` wrote."""
        told = json.loads(path.read_text(encoding="utf-8"))
        return Answer(**told | {"chosen": None if told["chosen"] is None else tuple(told["chosen"])})


def arguments(name: str) -> tuple[Path, Path, float, int]:
    """What every peer is started with: the model, where its answer goes, its seconds and its workers."""
    parser = argparse.ArgumentParser(prog=name)
    parser.add_argument("model", type=Path)
    parser.add_argument("answer", type=Path)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--workers", type=int, default=2)
    told = parser.parse_args()
    return told.model, told.answer, told.seconds, told.workers
