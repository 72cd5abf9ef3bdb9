"""What a person sees on a terminal while a plan is made."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

STAND_IN = Path(__file__).parent / "stand_in.py"
CTRL_C = b"\x03"


class Terminal:
    """A command in a terminal of its own, as a person at the keyboard has it."""

    def __init__(self, *command: object) -> None:
        self._screen, keyboard = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, *map(str, command)],
            stdin=keyboard,
            stdout=subprocess.PIPE,
            stderr=keyboard,
            # in a session of its own, the first terminal that is opened is the one whose Ctrl-C the command gets
            start_new_session=True,
            preexec_fn=lambda: os.close(os.open(os.ttyname(2), os.O_RDWR)),
        )
        os.close(keyboard)
        self.seen = ""

    def read_until(self, text: str) -> None:
        """Read the screen until a text is on it."""
        while text not in self.seen:
            self.seen += os.read(self._screen, 1024).decode()

    def press(self, keys: bytes) -> None:
        """Type on the keyboard."""
        os.write(self._screen, keys)

    def end(self) -> tuple[int, str]:
        """Wait for the end; exit status and what went to stdout."""
        said, _ = self.process.communicate(timeout=60)
        os.close(self._screen)
        return self.process.returncode, said.decode()


@pytest.fixture
def terminal(region: Path, tmp_path: Path) -> Terminal:
    """A terminal in which a plan is being made."""
    if not Path("/dev/pts/ptmx").exists():
        pytest.skip("this machine has no terminals to give")
    return Terminal(STAND_IN, "patient", "plan", region, "-o", tmp_path / "out")


def test_progress_is_one_refreshed_line(terminal: Terminal) -> None:
    """Progress stays on one line that is written over, and is gone at the end."""
    terminal.read_until("  0:01  ")
    terminal.press(CTRL_C)
    terminal.read_until("again: end at once)")
    assert terminal.end()[0] == 0
    before, _, _ = terminal.seen.partition("stopping;")
    assert before.count("\r\x1b[K") > 1
    assert "\n" not in before.replace("^C", "")
    assert "best plan 0.000  bound 1.000  gap 100.0%" in before


def test_ctrl_c_on_the_keyboard_keeps_the_plan(terminal: Terminal, tmp_path: Path) -> None:
    """The key Ctrl-C stops the planning, and the summary follows."""
    terminal.read_until("best plan")
    terminal.press(CTRL_C)
    status, said = terminal.end()
    assert status == 0
    assert said.startswith("Dorp: 0 of 3 candidates")
    assert (tmp_path / "out" / "report.html").is_file()
