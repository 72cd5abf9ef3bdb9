"""`koppelkans durable`: a file of spells in, milestones out; every mistake in it is named."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from koppelkans.cli.main import main

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "durable"
HEADER = "person,employer,form,hours,from,until,proof"
ASK = ("--on", "2026-06-30")

Asked = tuple[int, list[str], list[str]]
Ask = Callable[..., Asked]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Ask the command about rows; gives the exit status and the lines that it printed and complained."""

    def run(*rows: str, header: str = HEADER, more: tuple[str, ...] = ASK, encoding: str = "utf-8") -> Asked:
        file = tmp_path / "spells.csv"
        file.write_text("".join(f"{row}\n" for row in (header, *rows)), encoding=encoding)
        status = main(["durable", str(file), *more])
        said = capsys.readouterr()
        return status, said.out.splitlines(), said.err.splitlines()

    return run


def test_example_comes_out_as_it_stands_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    """The example file gives, to the letter, the answer that is published with it."""
    assert main(["durable", str(EXAMPLES / "spells.csv"), *ASK]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ((EXAMPLES / "spells-on-2026-06-30.csv").read_text(encoding="utf-8"), "")


def test_example_with_mistakes_is_told_every_one(capsys: pytest.CaptureFixture[str]) -> None:
    """All mistakes are named at once with row, column and what would be right; nothing is counted."""
    assert main(["durable", str(EXAMPLES / "spells-with-mistakes.csv"), *ASK]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", (EXAMPLES / "spells-with-mistakes.txt").read_text(encoding="utf-8"))


def test_order_of_rows_changes_nothing(ask: Ask) -> None:
    """The rows of the example in another order give the same answer, people in the order of the alphabet."""
    header, *rows = (EXAMPLES / "spells.csv").read_text(encoding="utf-8").splitlines()
    random.Random(7).shuffle(rows)
    expected = (EXAMPLES / "spells-on-2026-06-30.csv").read_text(encoding="utf-8").splitlines()
    assert ask(*rows, header=header) == (0, expected, [])


def test_file_of_a_spreadsheet_is_read(ask: Ask) -> None:
    """A byte order mark and columns in another order are no mistake."""
    answer = ask(
        "register,2026-06-30,2026-01-01,anna,32,bbl,Zon",
        header="proof,until,from,person,hours,form,employer",
        encoding="utf-8-sig",
    )
    assert answer[0] == 0
    assert answer[1][1:] == ["anna,13w,2026-04-01,181,0", "anna,26w,,181,0", "anna,52w,,181,0"]


def test_file_without_rows_counts_nobody(ask: Ask) -> None:
    """A header alone is a file about nobody."""
    assert ask() == (0, ["person,milestone,reached_on,counted_days,break_days"], [])


def test_what_begins_after_the_day_is_not_there_yet(ask: Ask) -> None:
    """A person whose only job begins later is named, with nothing counted."""
    answer = ask("ivo,Zon,contract,32,2026-07-01,,contract")
    assert answer[1][1:] == ["ivo,13w,,0,0", "ivo,26w,,0,0", "ivo,52w,,0,0"]


def test_definition_can_be_named(ask: Ask) -> None:
    """Version 1 by its number is what counts without a number."""
    row = "anna,Zon,contract,32,2026-01-01,,contract"
    assert ask(row, more=(*ASK, "--definition", "1")) == ask(row)


def test_unknown_definition_is_refused(ask: Ask) -> None:
    """A version that does not exist is refused with those that do."""
    status, out, said = ask(more=(*ASK, "--definition", "7"))
    assert (status, out, said) == (2, [], ["koppelkans: there is no definition 7; write one of: 1"])


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--on", "30-06-2026", "write it as 2027-01-04"),
        ("--on", "2026-02-30", "write it as 2027-01-04"),
        ("--definition", "0", "a whole number from 1"),
        ("--definition", "one", "a whole number from 1"),
    ],
)
def test_bad_argument_is_refused(capsys: pytest.CaptureFixture[str], option: str, value: str, hint: str) -> None:
    """A day or a version that is none is refused with what would be right, exit status 2."""
    with pytest.raises(SystemExit) as end:
        main(["durable", "spells.csv", *ASK, option, value])
    assert end.value.code == 2
    assert hint in capsys.readouterr().err


def test_day_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a day nothing is counted: the answer depends on it."""
    with pytest.raises(SystemExit) as end:
        main(["durable", "spells.csv"])
    assert end.value.code == 2
    assert "--on" in capsys.readouterr().err


GOOD = "anna,Zon,contract,32,2026-01-01,2026-02-28,employer"


@pytest.mark.parametrize(
    ("row", "column", "hint"),
    [
        ("anna,Zon,contract,32,2026-03-01,2026-02-28,employer", "until", "a day from 2026-03-01 on"),
        ("anna,Zon,contract,32,2026-02-28,,employer", "from", "overlaps the spell of row 2"),
        ("anna,Zon,stage,32,2026-01-01,2026-01-01,said", "from", "make one spell of the two"),
        ("anna,ZON,contract,32,2026-02-01,,employer", "from", "end that one on 2026-01-31 at the latest"),
        ("anna,Warmte,contract,0,2026-01-01,,employer", "hours", "above 0 and at most 80"),
        ("anna,Warmte,contract,-1,2026-01-01,,employer", "hours", "above 0 and at most 80"),
        ("anna,Warmte,contract,80.1,2026-01-01,,employer", "hours", "above 0 and at most 80"),
        ("anna,Warmte,contract,200,2026-01-01,,employer", "hours", "above 0 and at most 80"),
        ("anna,Warmte,contract,1e1,2026-01-01,,employer", "hours", "hours such as 32 or 32.5"),
        ("anna,Warmte,contract,1e-999999999,2026-01-01,,employer", "hours", "above 0"),
        ("anna,Warmte,contract,11.99999999,2026-01-01,,employer", "hours", "at most 6 decimals"),
        ("anna,Warmte,contract,veel,2026-01-01,,employer", "hours", "a number such as 12"),
        ("anna,Warmte,contract,,2026-01-01,,employer", "hours", "give a number"),
        ("anna,Warmte,vast,32,2026-01-01,,employer", "form", "one of contract, bbl"),
        ("anna,Warmte,contract,32,2026-01-01,,loonstrook", "proof", "one of said, employer, contract, register"),
        ("anna,Warmte,contract,32,2026-02-30,,employer", "from", "a day of the calendar"),
        ("anna,Warmte,contract,32,1-2-2026,,employer", "from", "a date as YYYY-MM-DD"),
        ("anna,Warmte,contract,32,2026-01-01,heden,employer", "until", "a date as YYYY-MM-DD"),
        ("anna,Warmte,contract,32,,,employer", "from", "give a date"),
        ("anna,Warmte,contract,32,0026-01-01,,employer", "from", "a day from 1950-01-01 on"),
        (",Warmte,contract,32,2026-01-01,,employer", "person", "give a text"),
        ("anna,,contract,32,2026-01-01,,employer", "employer", "give a text"),
        (" anna,Warmte,contract,32,2026-01-01,,employer", "person", "spaces around it"),
    ],
)
def test_mistake_is_named_with_its_place(ask: Ask, row: str, column: str, hint: str) -> None:
    """One mistake gives one line with its row, its column and what would be right, and no count."""
    status, out, said = ask(GOOD, row)
    assert (status, out, said[-1]) == (2, [], "koppelkans: 1 error in the input; nothing was done")
    assert len(said) == 2
    assert said[0].startswith(f"spells.csv, row 3, column {column}: ")
    assert hint in said[0]


@pytest.mark.parametrize("column", HEADER.split(","))
def test_missing_column_is_named(ask: Ask, column: str) -> None:
    """A file without one of the columns is refused, also without `until`, which may be empty in each row."""
    at = HEADER.split(",").index(column)
    header, row = (",".join(text.split(",")[:at] + text.split(",")[at + 1 :]) for text in (HEADER, GOOD))
    status, out, said = ask(row, header=header)
    assert (status, out) == (2, [])
    assert said[0].startswith(f"spells.csv, row 1, column {column}: the column is missing; add a column {column}")


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        ("anna,Zon,contract,32,2026-01-01", "has 5 values and the header has 7"),
        ("anna,Zon,contract,7,5,2026-01-01,,employer", "a decimal comma"),
        ('anna,"Zon,contract,32,2026-01-01,,employer', "not CSV from here on"),
    ],
)
def test_row_that_is_no_row_is_named(ask: Ask, row: str, hint: str) -> None:
    """A row with too few or too many values, or a quote that stays open, is named by its number."""
    status, out, said = ask(GOOD, row)
    assert (status, out, len(said)) == (2, [], 2)
    assert said[0].startswith("spells.csv, row 3: ")
    assert hint in said[0]


def test_semicolons_are_named(ask: Ask) -> None:
    """The CSV of a Dutch spreadsheet is recognised."""
    status, _, said = ask(header=HEADER.replace(",", ";"))
    assert status == 2
    assert "put commas between the values" in said[0]


def test_mistakes_do_not_hide_each_other(ask: Ask) -> None:
    """A row with a wrong form still overlaps; a long spell overlaps each of those after it."""
    status, _, said = ask(
        "anna,Zon,contract,32,2026-01-01,,employer",
        "anna,Zon,vast,32,2026-02-01,2026-02-02,employer",
        "anna,Zon,contract,200,2026-03-01,,said",
    )
    assert status == 2
    assert [line.split(": ")[0] for line in said[:-1]] == [
        "spells.csv, row 3, column form",
        "spells.csv, row 3, column from",
        "spells.csv, row 4, column hours",
        "spells.csv, row 4, column from",
    ]
    assert all("row 2 at the same employer" in line for line in (said[1], said[3]))


@pytest.mark.parametrize(
    "row",
    [
        "anna,Zon,contract,32,2026-03-01,,employer",  # the day after
        "anna,Warmte,contract,80,2026-01-01,9999-12-31,employer",  # another employer
        "bilal,Zon,contract,0.5,2026-01-01,,employer",  # another person
        "anna,Zon,stage,32,2025-01-01,2025-12-31,said",  # before, written after
    ],
)
def test_what_touches_or_stands_beside_is_no_overlap(ask: Ask, row: str) -> None:
    """Only days that one person has twice at one employer overlap."""
    assert ask(GOOD, row)[0] == 0


def test_last_day_of_the_calendar_can_be_asked(ask: Ask) -> None:
    """The farthest day there is gives an answer, also for what goes on."""
    status, out, _ = ask("anna,Zon,contract,32,2026-01-01,,employer", more=("--on", "9999-12-31"))
    assert (status, out[1]) == (0, "anna,13w,2026-04-01,2912443,0")


@pytest.mark.parametrize(("name", "hint"), [("none.csv", "there is no such file"), ("", "cannot be read")])
def test_file_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, hint: str
) -> None:
    """A file that does not exist, or is a folder, is said in one line."""
    assert main(["durable", str(tmp_path / name), *ASK]) == 2
    said = capsys.readouterr()
    assert (said.out, hint in said.err) == ("", True)


def test_empty_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file with nothing in it is refused with the header it should have."""
    (tmp_path / "spells.csv").touch()
    assert main(["durable", str(tmp_path / "spells.csv"), *ASK]) == 2
    assert f"spells.csv: is empty; a first row with {HEADER}" in capsys.readouterr().err


def test_it_counts_without_the_platform() -> None:
    """Where Django is not installed the command gives the same answer."""
    code = "import sys; sys.modules['django'] = None; from koppelkans.cli.main import main; sys.exit(main())"
    answer = subprocess.run(
        [sys.executable, "-c", code, "durable", EXAMPLES / "spells.csv", *ASK],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    expected = (EXAMPLES / "spells-on-2026-06-30.csv").read_text(encoding="utf-8")
    assert (answer.returncode, answer.stdout) == (0, expected), answer.stderr
