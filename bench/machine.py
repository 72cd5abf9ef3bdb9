"""On what it was measured: the machine, the versions, the day and how busy the machine was."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import koppelkans

PEERS = Path(__file__).parents[1] / ".venv" / "peers" / "bin" / "python"


def machine() -> dict[str, str]:
    """The machine and the versions."""
    return {
        "processor": f"{_processor()}, {len(os.sched_getaffinity(0))} cores",
        "memory": f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 1e9:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}",
        "koppelkans": koppelkans.__version__,
        "Python": platform.python_version(),
        "numpy": version("numpy"),
        "HiGHS": version("highspy"),
        "OR-Tools": _ortools(),
    }


def moment() -> dict[str, str]:
    """The day, and the load of the last minute before a measurement."""
    return {"day": datetime.now(UTC).date().isoformat(), "load": f"{os.getloadavg()[0]:.1f}"}


def _ortools() -> str:
    if not PEERS.exists():
        return "not installed"
    asked = [str(PEERS), "-c", "import ortools; print(ortools.__version__)"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
