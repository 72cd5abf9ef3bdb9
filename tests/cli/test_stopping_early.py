"""The real solver, stopped before it is done: what it has by then is a whole and sound plan."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from koppelkans import generate

Command = Callable[..., CompletedProcess[str]]
PEOPLE = 150  # takes longer to plan than any of these tests


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A generated region."""
    folder = tmp_path / "town"
    generate.write(folder, PEOPLE, seed=1)
    return folder


@pytest.mark.parametrize("seconds", [0.01, 1])
def test_time_limit_gives_a_sound_plan(koppelkans: Command, town: Path, seconds: float) -> None:
    """However short the time, there is a plan that keeps every rule, with a bound."""
    answer = koppelkans("plan", town, "-o", "out", "--time-limit", seconds, "--quiet")
    assert answer.returncode == 0, answer.stderr
    checked = koppelkans("verify", town, "out")
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("phase", ["pathways", "relaxation", "first plan"])
def test_signal_in_any_phase_gives_a_sound_plan(
    koppelkans: Command, solving: Callable[..., subprocess.Popen[str]], town: Path, phase: str
) -> None:
    """Ctrl-C in any phase ends with a plan that keeps every rule."""
    process = solving("plan", town, "-o", "out")
    assert process.stderr is not None
    try:
        next(line for line in process.stderr if phase in line)
        process.send_signal(signal.SIGINT)
        _, complained = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0, complained
    assert "the best plan so far is kept" in complained
    checked = koppelkans("verify", town, "out")
    assert checked.returncode == 0, checked.stdout
