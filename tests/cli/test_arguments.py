"""Arguments, help and the output of the command as a whole."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import koppelkans as package
from koppelkans.cli.main import main, parser

Command = Callable[..., CompletedProcess[str]]
ROOT = Path(__file__).parents[2]
COMMANDS = ("check", "plan", "verify", "explain", "compare", "generate", "durable")


def test_version(koppelkans: Command) -> None:
    """--version gives the version of the package."""
    assert koppelkans("--version").stdout == f"koppelkans {package.__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(capsys: pytest.CaptureFixture[str], command: str) -> None:
    """The help of each subcommand ends with an example of it."""
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    assert f"example:\n  koppelkans {command} " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--gap", "2", "0.005 means half a per cent"),
        ("--gap", "-0.1", "0.005 means half a per cent"),
        ("--gap", "0,01", "write it with a point"),
        ("--gap", "nan", "write it with a point"),
        ("--time-limit", "0", "a number of seconds such as 60"),
        ("--time-limit", "inf", "write it with a point"),
        ("--seed", "-1", "a whole number from 0"),
        ("--seed", "1.5", "a whole number from 0"),
        ("--seed", "9999999999", "a whole number from 0 to 2147483647"),
        ("--workers", "0", "a whole number from 1"),
        ("--language", "fr", "choose from"),
    ],
)
def test_bad_values_are_refused(capsys: pytest.CaptureFixture[str], option: str, value: str, hint: str) -> None:
    """A value that means nothing is refused with what would be right, exit status 2."""
    with pytest.raises(SystemExit) as end:
        main(["plan", "region", "-o", "out", f"{option}={value}"])
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert f"argument {option}:" in said
    assert hint in said


def test_options_are_not_guessed() -> None:
    """Half an option is refused, so that a new option never changes what an old script does."""
    with pytest.raises(SystemExit) as end:
        main(["plan", "region", "-o", "out", "--qui"])
    assert end.value.code == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_are_right(command: str) -> None:
    """The example of each subcommand is one that it understands."""
    commands = next(action.choices for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    example = commands[command].get_default("example")
    words = example.split()
    assert words[:2] == ["koppelkans", command]
    arguments = parser().parse_args(words[1:])
    if "candidate" in arguments:
        people = (ROOT / arguments.region / "candidates.csv").read_text(encoding="utf-8")
        assert f"\n{arguments.candidate}," in people


def test_letters_that_the_terminal_lacks_are_replaced(koppelkans: Command, region: Path) -> None:
    """On a terminal without a euro sign the command goes on."""
    answer = koppelkans("check", region, PYTHONIOENCODING="ascii")
    assert answer.returncode == 0
    assert "?5,000 granted" in answer.stdout


def test_no_command_is_refused(koppelkans: Command) -> None:
    """Without a subcommand the usage is shown, exit status 2."""
    answer = koppelkans()
    assert answer.returncode == 2
    assert answer.stderr.startswith("usage: koppelkans")


def test_reader_that_leaves_is_no_error(region: Path) -> None:
    """A reader that closes the pipe, such as `head`, gives no traceback."""
    command = Path(sys.executable).parent / "koppelkans"
    process = subprocess.Popen([command, "check", region], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=60) == 1


def test_output_off_a_terminal_has_no_codes(koppelkans: Command, region: Path) -> None:
    """Nothing that is printed to a file or a pipe has terminal codes in it."""
    answer = koppelkans("check", region)
    assert "\x1b" not in answer.stdout + answer.stderr


def test_generate_writes_a_region(koppelkans: Command) -> None:
    """generate writes a folder that check finds no errors in."""
    answer = koppelkans("generate", "--candidates", 5, "--seed", 3, "-o", "new/region")
    assert (answer.returncode, answer.stdout) == (0, "wrote new/region with 5 candidates\n")
    assert koppelkans("check", "new/region").returncode == 0


def test_generate_refuses_an_existing_folder(koppelkans: Command, region: Path) -> None:
    """generate never writes into a folder that exists."""
    answer = koppelkans("generate", "--candidates", 5, "-o", region)
    assert answer.returncode == 2
    assert "exists already; name a folder that does not" in answer.stderr
