"""`koppelkans check`, and what every subcommand does with bad input."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Command = Callable[..., CompletedProcess[str]]


def test_check_says_what_is_in_a_folder(koppelkans: Command, region: Path) -> None:
    """A sound folder gives exit status 0 and what it holds, in columns."""
    answer = koppelkans("check", region)
    assert answer.returncode == 0
    assert answer.stdout.splitlines() == [
        "Dorp: no errors",
        "plans from 2025-01-06 to 2025-12-31, at most 2 runs in a pathway",
        "  candidates         3  3 wishes",
        "  runs               1  5 free seats in 1 training",
        "  places             2  for 2 people at 1 employer",
        "  funds              1  €5,000 granted, €0 expected",
        "  previous pathways  0",
        "  locked pathways    0",
    ]


def test_check_names_every_error(koppelkans: Command, region: Path) -> None:
    """Each error gets a line with file, row, column, value and what would be right; the exit status is 2."""
    (region / "wishes.csv").write_text("candidate,occupation,preference,aptitude\nanna,kok,2,0.5\n", encoding="utf-8")
    (region / "employers.csv").unlink()
    answer = koppelkans("check", region)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert 'wishes.csv, row 2, column occupation: "kok"' in answer.stderr
    assert 'wishes.csv, row 2, column preference: "2"' in answer.stderr
    assert "employers.csv" in answer.stderr
    assert answer.stderr.splitlines()[-1].endswith("errors in the input; nothing was done")


def test_check_warns_of_what_is_odd(koppelkans: Command, region: Path) -> None:
    """What is allowed but odd is a warning on stderr; the exit status stays 0."""
    places = region / "places.csv"
    places.write_text(places.read_text(encoding="utf-8").replace("2132", "9999"), encoding="utf-8")
    with (region / "postcodes.csv").open("a", encoding="utf-8") as file:
        file.write("9999,53.40,6.80\n")
    answer = koppelkans("check", region)
    assert answer.returncode == 0
    assert answer.stderr.startswith("warning: places.csv, row 3")


@pytest.mark.parametrize("command", ["check", "plan", "verify", "explain", "compare"])
def test_every_command_refuses_a_broken_region(koppelkans: Command, tmp_path: Path, command: str) -> None:
    """A region that cannot be read gives exit status 2 in every subcommand, and nothing is written."""
    (tmp_path / "empty").mkdir()
    more = {"plan": ["-o", "out"], "verify": ["p"], "explain": ["p", "anna"], "compare": ["p", "q"]}.get(command, [])
    answer = koppelkans(command, "empty", *more)
    assert answer.returncode == 2
    assert "region.toml" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]
