"""What happens when a run is interrupted, fails or is killed."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Started = Callable[..., subprocess.Popen[str]]
PATIENCE = 60  # seconds until a test gives up


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for the end; exit status, output and errors."""
    try:
        said, complained = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    return process.returncode, said, complained


def first_line(process: subprocess.Popen[str]) -> str:
    """The first line of progress: from then on the solver is at work."""
    assert process.stderr is not None
    return process.stderr.readline()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_first_signal_keeps_the_best_plan(started: Started, region: Path, tmp_path: Path, number: int) -> None:
    """Ctrl-C and SIGTERM stop the planning; the best plan so far is written and the exit status is 0."""
    process = started("patient", "plan", region, "-o", "out")
    first_line(process)
    process.send_signal(number)
    status, said, complained = finish(process)
    assert status == 0
    assert "stopping; the best plan so far is kept" in complained
    assert "0 of 3 candidates have a proposal" in said
    assert (tmp_path / "out" / "certificate.json").is_file()


def test_second_signal_ends_at_once(started: Started, region: Path, tmp_path: Path) -> None:
    """A second Ctrl-C ends without a plan: exit status 1, one line, no folder."""
    process = started("stubborn", "plan", region, "-o", "out")
    first_line(process)
    process.send_signal(signal.SIGINT)
    assert first_line(process).startswith("stopping")
    process.send_signal(signal.SIGINT)
    status, said, complained = finish(process)
    assert (status, said) == (1, "")
    assert complained == "\nkoppelkans: interrupted; nothing was written\n"
    assert [path.name for path in tmp_path.iterdir()] == ["region"]


def test_second_signal_ends_the_workers_too(started: Started, region: Path) -> None:
    """A second Ctrl-C leaves no process behind that goes on working."""
    process = started("crowded", "plan", region, "-o", "out")
    first_line(process)
    process.send_signal(signal.SIGINT)
    assert first_line(process).startswith("stopping")
    process.send_signal(signal.SIGINT)
    assert finish(process)[0] == 1  # comes to an end only when nobody has our pipes open any more


def test_fault_of_our_own_is_one_line(started: Started, region: Path, tmp_path: Path) -> None:
    """An unexpected error gives exit status 1 and one line, without a traceback."""
    status, said, complained = finish(started("broken", "plan", region, "-o", "out", "--quiet"))
    assert (status, said) == (1, "")
    line = "koppelkans: an error in koppelkans itself, please report it: ValueError: a fault of our own\n"
    assert complained == line
    assert [path.name for path in tmp_path.iterdir()] == ["region"]


def test_traceback_on_request(started: Started, region: Path) -> None:
    """With KOPPELKANS_TRACEBACK=1 an unexpected error shows where in the code it arose."""
    process = started("broken", "plan", region, "-o", "out", "--quiet", KOPPELKANS_TRACEBACK="1")
    status, _, complained = finish(process)
    assert status == 1
    assert "Traceback" in complained
    assert "in broken" in complained


def test_killed_while_writing_leaves_no_plan_folder(started: Started, region: Path, tmp_path: Path) -> None:
    """A process that is killed just before its plan folder appears leaves none, and the next run succeeds."""
    status, _, _ = finish(started("killed", "plan", region, "-o", "out", "--quiet"))
    assert status == -signal.SIGKILL
    assert not (tmp_path / "out").exists()
    again = started("patient", "plan", region, "-o", "out")
    first_line(again)
    again.send_signal(signal.SIGINT)
    assert finish(again)[0] == 0
    assert (tmp_path / "out" / "certificate.json").is_file()


def test_progress_off_a_terminal_is_plain_lines(started: Started, region: Path) -> None:
    """Where stderr is no terminal, progress is plain lines with phase, best plan, bound, gap and time."""
    process = started("patient", "plan", region, "-o", "out", "--seed", "7", "--workers", "3")
    line = first_line(process)
    process.send_signal(signal.SIGINT)
    finish(process)
    assert line == "  0:00  seed 7, workers 3  best plan 0.000  bound 1.000  gap 100.0%\n"


def test_quiet_shows_no_progress(started: Started, region: Path) -> None:
    """With --quiet nothing is said while planning."""
    status, _, complained = finish(started("killed", "plan", region, "-o", "out", "--quiet"))
    assert status == -signal.SIGKILL
    assert complained == ""
