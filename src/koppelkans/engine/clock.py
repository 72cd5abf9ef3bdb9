"""When to stop and how far things are: the only place of the engine where time passes. It never enters a plan."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Stop:
    """When to stop: at a proven relative gap (None: by the size of the region), after some seconds (None: no limit),
    or when `asked()` says so."""

    gap: float | None = None
    seconds: float | None = None
    asked: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class Progress:
    """How far a run is; bound, value, gap and the people in the best plan so far are None until there is one."""

    phase: str
    seconds: float
    bound: float | None = None
    value: float | None = None
    gap: float | None = None
    people: int | None = None


class Clock:
    """Seconds per phase, the time that is left, and the telling of progress. Time never enters a plan."""

    def __init__(self, stop: Stop, progress: Callable[[Progress], None]) -> None:
        self.stop, self.progress = stop, progress
        self.begun = time.monotonic()
        self.phases: dict[str, float] = {}
        self.phase = ""
        self.since = self.begun
        self.bound: float | None = None
        self.value: float | None = None
        self.people: int | None = None

    def enter(self, phase: str) -> None:
        """Begin a phase."""
        now = time.monotonic()
        if self.phase:
            self.phases[self.phase] = self.phases.get(self.phase, 0.0) + now - self.since
        self.phase, self.since = phase, now
        self.tell()

    def tell(self) -> None:
        """Tell how far things are."""
        self.progress(
            Progress(self.phase, time.monotonic() - self.begun, self.bound, self.value, self.gap, self.people)
        )

    @property
    def gap(self) -> float | None:
        """The relative gap so far."""
        if self.bound is None or self.value is None:
            return None
        return relative_gap(self.bound, self.value)

    @property
    def left(self) -> float | None:
        """Seconds left, None without a limit."""
        if self.stop.seconds is None:
            return None
        return max(0.0, self.stop.seconds - (time.monotonic() - self.begun))

    @property
    def over(self) -> bool:
        """Whether to stop now."""
        return self.stop.asked() or self.left == 0.0


def relative_gap(bound: float, value: float) -> float:
    """(bound - value) / max(1, |bound|), as certificate.json has it."""
    return (bound - value) / max(1.0, abs(bound))
