"""Runs a command as a whole process and measures it: seconds, and the most memory that it and its children hold."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.05  # seconds between two looks at the memory
PATIENCE = 300.0  # seconds that a process gets to finish once it was asked to stop
KEPT = ("VmRSS", "VmHWM")


@dataclass(frozen=True)
class Measured:
    """`megabytes` is the peak of the whole process tree (on Linux; elsewhere of the largest process in it)."""

    seconds: float
    megabytes: float
    status: int
    said: str
    stopped: bool


def measure(command: Sequence[str | Path], limit: float, environment: Mapping[str, str] | None = None) -> Measured:
    """Run a command; after `limit` seconds it is asked to stop, as with Ctrl-C."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        begun = time.monotonic()
        parts = [str(part) for part in command]
        process = subprocess.Popen(
            parts, stdout=said, stderr=subprocess.STDOUT, env=environment, preexec_fn=_hear_interrupts
        )
        watch = _Watch(process.pid, begun + limit)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.ended.set()
        watch.join()
        said.seek(0)
        # the system's own figure can be that of the process that started it, so it is the second choice
        peak = watch.peak or usage.ru_maxrss * 1024
        return Measured(seconds, peak / 1e6, process.returncode, said.read(), watch.asked)


def _hear_interrupts() -> None:
    """What was started in the background of a shell ignores interrupts, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def processor(pid: int) -> float:
    """Seconds of processor time that a process and its descendants used so far, those that ended counted too."""
    ticks = 0
    for one in _tree(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


class _Watch(threading.Thread):
    """Looks at the memory of a process tree until it ended, and stops it when it is late."""

    def __init__(self, pid: int, due: float) -> None:
        super().__init__(daemon=True)
        self.pid, self.due = pid, due
        self.peak, self.asked = 0, False
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(EVERY):
            now_and_most = [_memory(pid) for pid in _tree(self.pid)]
            self.peak = max(self.peak, sum(now for now, _ in now_and_most), *(most for _, most in now_and_most))
            late = time.monotonic() - self.due
            if late > 0 and not self.asked:
                self.asked = True
                os.kill(self.pid, signal.SIGINT)
            elif late > PATIENCE:
                os.kill(self.pid, signal.SIGKILL)


def _tree(pid: int) -> list[int]:
    """A process and its descendants."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(child) for child in children.read_text(encoding="ascii").split()]
            except OSError:
                continue  # it ended while we looked
    return found


def _memory(pid: int) -> tuple[int, int]:
    """Bytes of memory that a process holds now and has held at most; 0 when it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0, 0
    kilobytes = {
        name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines) if name in KEPT
    }
    return 1024 * kilobytes.get("VmRSS", 0), 1024 * kilobytes.get("VmHWM", 0)
