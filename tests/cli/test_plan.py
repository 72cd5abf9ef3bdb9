"""`koppelkans plan` and what is done with its plan: verify, explain, compare."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Command = Callable[..., CompletedProcess[str]]
FILES = {
    "bottlenecks.csv",
    "certificate.json",
    "funding.csv",
    "proposals.csv",
    "report.html",
    "run.json",
    "runs.csv",
    "unplaced.csv",
}


@pytest.fixture
def planned(koppelkans: Command, region: Path, tmp_path: Path) -> Path:
    """The folder of a plan for the region."""
    answer = koppelkans("plan", region, "-o", "planned", "--quiet")
    assert answer.returncode == 0, answer.stderr
    return tmp_path / "planned"


def test_plan_writes_a_plan_folder_and_says_what_came_out(koppelkans: Command, region: Path, tmp_path: Path) -> None:
    """Exit status 0, all files of the format, and a summary that names the report."""
    answer = koppelkans("plan", region, "-o", "new/plan")
    assert answer.returncode == 0
    assert {path.name for path in (tmp_path / "new" / "plan").iterdir()} == FILES
    lines = answer.stdout.splitlines()
    assert lines[0] == "Dorp: 2 of 3 candidates have a proposal"
    assert "money used" in answer.stdout
    assert lines[-1] == "report: new/plan/report.html"


def test_same_input_and_seed_give_the_same_files(koppelkans: Command, region: Path, tmp_path: Path) -> None:
    """Two plans with one seed are equal byte for byte, run.json aside."""
    for name in ("first", "second"):
        assert koppelkans("plan", region, "-o", name, "--seed", 5, "--quiet").returncode == 0
    for name in FILES - {"run.json"}:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes(), name


def test_plan_refuses_an_existing_folder(koppelkans: Command, region: Path, tmp_path: Path) -> None:
    """An existing folder is refused before any planning, with exit status 2, and stays as it is."""
    (tmp_path / "out").mkdir()
    answer = koppelkans("plan", region, "-o", "out")
    assert answer.returncode == 2
    assert answer.stderr == "koppelkans: out exists already; name another folder, or use --force to replace it\n"
    assert list((tmp_path / "out").iterdir()) == []


def test_force_replaces_a_plan_folder(koppelkans: Command, region: Path, planned: Path) -> None:
    """With --force an earlier plan makes place for the new one, as a whole."""
    (planned / "left-over.txt").write_text("old", encoding="utf-8")
    assert koppelkans("plan", region, "-o", planned, "--force", "--quiet").returncode == 0
    assert {path.name for path in planned.iterdir()} == FILES


def test_force_replaces_nothing_but_a_plan_folder(koppelkans: Command, region: Path) -> None:
    """With --force a folder that is no plan, such as the region itself, is still refused."""
    before = sorted(path.name for path in region.iterdir())
    answer = koppelkans("plan", region, "-o", region, "--force")
    assert answer.returncode == 2
    assert "is not a plan folder" in answer.stderr
    assert sorted(path.name for path in region.iterdir()) == before


def test_folder_that_cannot_be_made_is_refused_first(koppelkans: Command, region: Path) -> None:
    """A plan folder inside a file is refused before any planning."""
    answer = koppelkans("plan", region, "-o", region / "runs.csv" / "plan")
    assert answer.returncode == 2
    assert "is a file; name another folder" in answer.stderr


def test_invalid_input_makes_no_folder(koppelkans: Command, region: Path, tmp_path: Path) -> None:
    """With an error in the input nothing appears, not even the folder above the plan."""
    (region / "funds.csv").unlink()
    assert koppelkans("plan", region, "-o", "new/plan").returncode == 2
    assert not (tmp_path / "new").exists()


def test_locks_that_cannot_hold_together(koppelkans: Command, region: Path, tmp_path: Path) -> None:
    """Two locks on a place for one give exit status 3, one line, and no folder."""
    people = region / "candidates.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("we-am", "mo-am|tu-am"), encoding="utf-8")
    (region / "locks.csv").write_text("candidate,runs,place\nbart,,dak-1\ncarla,,dak-1\n", encoding="utf-8")
    answer = koppelkans("plan", region, "-o", "out", "--quiet")
    assert answer.returncode == 3
    assert answer.stderr.startswith("koppelkans: the locks cannot hold together: ")
    assert "dak-1" in answer.stderr
    assert not (tmp_path / "out").exists()


def test_verify_confirms_a_plan(koppelkans: Command, region: Path, planned: Path) -> None:
    """A plan that was made is a plan that holds: exit status 0."""
    answer = koppelkans("verify", region, planned)
    assert answer.returncode == 0
    assert answer.stdout.startswith("all rules hold: 2 proposals, value ")


def test_verify_names_what_is_broken(koppelkans: Command, region: Path, planned: Path) -> None:
    """A plan that was tampered with gives exit status 1 and the rule that it breaks."""
    proposals = planned / "proposals.csv"
    proposals.write_text(proposals.read_text(encoding="utf-8").replace("dak-2", "dak-1"), encoding="utf-8")
    answer = koppelkans("verify", region, planned)
    assert answer.returncode == 1
    assert "G2 dak-1" in answer.stdout


def test_explain_speaks_dutch_and_english(koppelkans: Command, region: Path, planned: Path) -> None:
    """explain tells of one candidate in Dutch, and with --language en in English."""
    dutch = koppelkans("explain", region, planned, "anna")
    english = koppelkans("explain", region, planned, "anna", "--language", "en")
    assert (dutch.returncode, english.returncode) == (0, 0)
    assert "anna" in dutch.stdout
    assert dutch.stdout != english.stdout


def test_explain_tells_what_stopped_someone(koppelkans: Command, region: Path, planned: Path) -> None:
    """For someone without a proposal explain names what stands in the way."""
    answer = koppelkans("explain", region, planned, "carla")
    assert answer.returncode == 0
    assert "Wat in de weg staat" in answer.stdout


def test_explain_knows_its_candidates(koppelkans: Command, region: Path, planned: Path) -> None:
    """An unknown candidate is refused, with one that looks like it."""
    answer = koppelkans("explain", region, planned, "ana")
    assert answer.returncode == 2
    assert "did you mean anna?" in answer.stderr


def test_explain_says_why_not_there_and_what_helps(koppelkans: Command, region: Path, planned: Path) -> None:
    """With --place it says why not there, with --helps which small changes would help; an unknown place is refused."""
    place = koppelkans("explain", region, planned, "carla", "--place", "dak-1")
    assert (place.returncode, "dagdelen" in place.stdout) == (0, True)
    helps = koppelkans("explain", region, planned, "carla", "--helps", "--language", "en")
    assert (helps.returncode, "elps" in helps.stdout or "helped" in helps.stdout) == (0, True)
    unknown = koppelkans("explain", region, planned, "carla", "--place", "dak")
    assert (unknown.returncode, "did you mean dak-" in unknown.stderr) == (2, True)


def test_compare_finds_no_difference(koppelkans: Command, region: Path, planned: Path) -> None:
    """A plan and its copy are equal."""
    shutil.copytree(planned, planned.with_name("copy"))
    answer = koppelkans("compare", region, planned, "copy", "--language", "en")
    assert answer.returncode == 0
    assert "The two plans are equal." in answer.stdout


def test_compare_tells_people_money_and_runs(koppelkans: Command, region: Path, planned: Path) -> None:
    """compare tells who has a proposal in one plan only, what each fund pays, and which runs open."""
    forbidden = region / "forbidden.csv"
    forbidden.write_text("candidate,run,place\nanna,,\n", encoding="utf-8")
    assert koppelkans("plan", region, "-o", "other", "--quiet").returncode == 0
    forbidden.unlink()
    answer = koppelkans("compare", region, planned, "other", "--language", "en")
    assert answer.returncode == 0
    assert "People with a proposal: 2 → 1 (1 less)" in answer.stdout
    assert "Paid by Pot" in answer.stdout
    assert "One person has a proposal only in the first plan:\n  anna: " in answer.stdout
    assert "Only the first plan starts VCA in februari" in answer.stdout


def test_folder_that_is_no_plan_is_refused(koppelkans: Command, region: Path) -> None:
    """A folder that is not a plan folder gives exit status 2."""
    answer = koppelkans("verify", region, region)
    assert answer.returncode == 2
    assert "is not a plan folder" in answer.stderr
