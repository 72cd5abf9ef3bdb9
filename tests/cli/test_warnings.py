"""How many warnings are told, where, and what says that there are more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from koppelkans.cli import warnings
from koppelkans.engine.problems import Problem

Command = Callable[..., CompletedProcess[str]]


def odd(code: str, many: int) -> list[Problem]:
    """Warnings of one kind."""
    return [Problem(code, "places.csv", row, "place", f"p{row}", "is odd", "") for row in range(2, 2 + many)]


def test_alike_warnings_stand_together() -> None:
    """Warnings of one kind are told one after the other, in the order of their first."""
    first, second = odd("place-unreached", 2), odd("fund-nobody", 1)
    told = list(warnings.by_kind([first[0], *second, first[1]]))
    assert told == [f"warning: {warning}" for warning in (*first, *second)]


def test_up_to_twenty_of_a_kind_are_told() -> None:
    """Twenty warnings of one kind are all told; of twenty-one the first ten and how many more there are."""
    assert len(list(warnings.by_kind(odd("place-unreached", 20)))) == 20
    *first, last = warnings.by_kind(odd("place-unreached", 21))
    assert len(first) == 10
    assert last == "… and 11 more like this; --all shows them"


def test_other_work_tells_three() -> None:
    """Beside other work three warnings are told, and the command that shows the others."""
    *first, last = warnings.few(Path("my region"), odd("place-unreached", 1004))
    assert len(first) == 3
    assert last == "… and 1,001 more; `koppelkans check 'my region'` shows all"


@pytest.mark.parametrize("command", ["plan", "verify", "explain", "compare"])
def test_commands_tell_three_warnings(koppelkans: Command, region: Path, command: str) -> None:
    """`plan` and the commands about a plan tell three warnings at most."""
    write_far_places(region, 30)
    assert koppelkans("plan", region, "-o", "out", "--quiet").returncode == 0
    more = {
        "plan": ["-o", "again", "--quiet"],
        "verify": ["out"],
        "explain": ["out", "anna"],
        "compare": ["out", "out"],
    }
    answer = koppelkans(command, region, *more[command])
    assert answer.returncode == 0
    *first, last = answer.stderr.splitlines()
    assert [line.split(":")[0] for line in first] == ["warning"] * 3
    assert last == f"… and 27 more; `koppelkans check {region}` shows all"


def test_check_tells_all_on_request(koppelkans: Command, region: Path) -> None:
    """`check` tells the first ten of thirty alike, and all thirty with --all."""
    write_far_places(region, 30)
    assert len(koppelkans("check", region).stderr.splitlines()) == 11
    assert len(koppelkans("check", region, "--all").stderr.splitlines()) == 30


def write_far_places(region: Path, many: int) -> None:
    """Add places that nobody can travel to."""
    with (region / "postcodes.csv").open("a", encoding="utf-8") as file:
        file.write("9999,53.40,6.80\n")
    with (region / "places.csv").open("a", encoding="utf-8") as file:
        for number in range(many):
            file.write(f"far-{number},zon,monteur,job,9999,2025-01-06,2025-06-30,1,mo-am,,0\n")
