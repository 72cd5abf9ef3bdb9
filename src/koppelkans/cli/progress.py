"""How far the planning is: one refreshed line on a terminal, plain lines elsewhere, nothing when quiet."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TextIO

from koppelkans.cli.tables import percent
from koppelkans.engine.solve import Progress

EVERY = 10.0  # seconds between two plain lines of one phase
CLEAR = "\r\x1b[K"
STOPPING = "stopping; the best plan so far is kept (again: end at once)"


class Display:
    """Shows the last Progress given; called from the thread that plans, ticked from the main one."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._live = not quiet and self._stream.isatty()
        self._last = Progress("reading", 0.0)
        self._came = time.monotonic()
        self._written: Progress | None = None
        self._stopping = False

    def __call__(self, progress: Progress) -> None:
        """Take note of how far the work is."""
        self._last, self._came = progress, time.monotonic()
        written = self._written
        new = written is None or written.phase != progress.phase or progress.seconds - written.seconds >= EVERY
        if new and not self._quiet and not self._live:
            self._written = progress
            print(line(progress, progress.seconds), file=self._stream, flush=True)

    def tick(self, *, stopping: bool) -> None:
        """Refresh the line, so that the time goes on while a phase takes long; say once that it is stopping."""
        if stopping and not self._stopping and not self._quiet:
            self._stopping = True
            print((CLEAR if self._live else "") + STOPPING, file=self._stream, flush=True)
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            shown = line(self._last, self._last.seconds + time.monotonic() - self._came)
            print(CLEAR + shown[:width], end="", file=self._stream, flush=True)

    def done(self) -> None:
        """Take the refreshed line away."""
        if self._live:
            print(CLEAR, end="", file=self._stream, flush=True)


def line(progress: Progress, seconds: float) -> str:
    """Phase, best plan, bound, gap and time, as far as they are known."""
    parts = [f"{int(seconds) // 60:3d}:{int(seconds) % 60:02d}", f"{progress.phase:<12}"]
    if progress.value is not None:
        parts.append(f"best plan {progress.value:,.3f}")
    if progress.bound is not None:
        parts.append(f"bound {progress.bound:,.3f}")
    if progress.gap is not None:
        parts.append(f"gap {percent(progress.gap)}")
    return "  ".join(parts).rstrip()
