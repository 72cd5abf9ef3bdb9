"""The command with a stand-in for the solver, for what cannot be timed with a real one.

`python stand_in.py patient|stubborn|crowded|broken|killed ARGUMENTS`: patient goes on until it is asked to stop,
stubborn goes on for ever, crowded too but in processes, broken fails, killed is ended by the system at the moment the
plan folder would appear.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from koppelkans.cli.main import main
from koppelkans.engine import solve, workers
from koppelkans.engine.plan import TERMS, Funding, Plan, Proposals, Unplaced
from koppelkans.engine.region import Region

MOMENT = 0.01


def nobody(region: Region) -> Plan:
    """A plan without proposals."""
    ints, cents, floats = (np.zeros(0, dtype=kind) for kind in (np.int32, np.int64, np.float64))
    people = len(region.candidates.ids)
    return Plan(
        proposals=Proposals(
            ints, (), ints, ints, floats, floats, floats, cents, floats, np.zeros((0, len(TERMS)), dtype=np.float64)
        ),
        funding=Funding(ints, ints, ints, ints, cents),
        unplaced=Unplaced(np.arange(people, dtype=np.int32), (("no_gain",),) * people),
        bottlenecks=(),
        opened=(False,) * len(region.runs.ids),
        planned=np.zeros(len(region.runs.ids), dtype=np.int32),
        value=0.0,
        bound=1.0,
    )


def patient(
    region: Region, *, stop: solve.Stop, seed: int, workers: int, progress: Callable[[solve.Progress], None]
) -> Plan:
    """Go on until asked to stop."""
    progress(solve.Progress(f"seed {seed}, workers {workers}", 0.0, bound=1.0, value=0.0, gap=1.0))
    while not stop.asked():
        threading.Event().wait(MOMENT)
    return nobody(region)


def stubborn(_region: Region, *, progress: Callable[[solve.Progress], None], **_: object) -> Plan:
    """Go on for ever."""
    progress(solve.Progress("deaf", 0.0))
    while True:
        threading.Event().wait(MOMENT)


def crowded(_region: Region, *, progress: Callable[[solve.Progress], None], **_: object) -> Plan:
    """Go on for ever in two processes."""

    def work(number: int) -> None:
        if number == 0:
            progress(solve.Progress("crowded", 0.0))
        threading.Event().wait()

    workers.spread(work, [0, 1], 2)
    raise AssertionError


def broken(_region: Region, **_: object) -> Plan:
    """Fail."""
    raise ValueError("a fault\nof our own")


def killed(region: Region, **_: object) -> Plan:
    """Have the first rename of a folder kill the process."""

    def kill(_source: Path, _target: Path) -> Path:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    Path.rename = kill  # type: ignore[assignment]
    return nobody(region)


if __name__ == "__main__":
    manners = {"patient": patient, "stubborn": stubborn, "crowded": crowded, "broken": broken, "killed": killed}
    solve.plan = manners[sys.argv[1]]
    sys.exit(main(sys.argv[2:]))
