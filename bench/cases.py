"""What is measured: generated regions by size with what is asked of the engine there, and the example region."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from bench.process import measure

ROOT = Path(__file__).parents[1]
KOPPELKANS = Path(sys.executable).with_name("koppelkans")
SEED = 1


@dataclass(frozen=True)
class Case:
    """A region and the targets for its plan: gap, seconds, megabytes (None: not set)."""

    name: str
    people: int
    gap: float
    seconds: float
    megabytes: float | None = None
    example: Path | None = None
    peers: bool = False
    baselines: bool = True

    @property
    def limit(self) -> float:
        """Seconds after which a plan that is still being made is asked for as it is."""
        return max(60.0, 3 * self.seconds)

    def region(self, folder: Path) -> Path:
        """The region folder, generated if it is not an example."""
        if self.example is not None:
            return self.example
        region = folder / "region"
        made = measure(
            [KOPPELKANS, "generate", "--candidates", str(self.people), "--seed", str(SEED), "-o", region], 600
        )
        if made.status:
            raise RuntimeError(made.said)
        return region


CASES = (
    Case("10", 10, 1e-6, 1, peers=True),
    Case("100", 100, 1e-6, 5, peers=True),
    Case("1,000", 1_000, 0.002, 60, 1_000, peers=True),
    Case("1,500 (examples/region)", 1_500, 0.002, 90, example=ROOT / "examples" / "region"),
    Case("3,000", 3_000, 0.005, 120, 2_000, peers=True),
    Case("10,000", 10_000, 0.01, 600, 6_000),
    Case("50,000", 50_000, 0.01, 3_600, baselines=False),
)
