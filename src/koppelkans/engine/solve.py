"""The strategy: from a Region to a Plan with a proven bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region


class LocksConflict(Exception):
    """No plan holds all locked pathways (exit status 3); the message says what stands in the way."""


@dataclass(frozen=True)
class Stop:
    """When to stop: at a proven relative gap, after some seconds (None: no limit), or when `asked()` says so."""

    gap: float = 1e-6
    seconds: float | None = None
    asked: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class Progress:
    """How far a run is; bound, value and gap are None until there is one."""

    phase: str
    seconds: float
    bound: float | None = None
    value: float | None = None
    gap: float | None = None


def plan(
    region: Region,
    *,
    stop: Stop = Stop(),
    seed: int = 1,
    workers: int = 2,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Plan:
    """Plan a region."""
    raise NotImplementedError
