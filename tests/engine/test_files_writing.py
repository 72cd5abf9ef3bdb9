"""Writing a region folder, and writing folders whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.engine.folders import differences, tiny

from koppelkans.engine import files
from koppelkans.engine.folder import new_folder

# every optional file, every optional column filled somewhere, and something gone in previous.csv
FLOOR = '\n[[fairness]]\ngroup = "{}"\nmin_share = {}\n'
EVERYTHING: dict[str, str | tuple[str, str]] = {
    "region": "+" + FLOOR.format("ww", 0.05) + FLOOR.format("statushouder", 0.3),
    "credentials": "+b,Rijbewijs B,licence,\n",
    "occupations": ("voeding,,", "voeding,http://data.europa.eu/esco/occupation/1,b"),
    "candidates": (
        "statushouder,,\n",
        "statushouder|ww,noord|west,oost\nbert,GM0363,2132,2024-01-01,su-ev,car|foot,12.25,,,,,\n",
    ),
    "employers": '+brug,"De Brug, ""Zuid""\n2e deur",\n',
    "places": (
        "yes,500,guidance,\n",
        "yes,500,guidance,statushouder\n"
        "brug-1,brug,bakker,klus,2131,noord,2024-03-01,2024-03-01,3,su-ev|sa-ev,1,,,,1.05,wage,\n",
    ),
    "funds": "+rijk,Rijk,9.99,wage,,2024-01-01,2024-12-31,GM0394,ww,voeding,12.3,expected,gem,0.125\n",
    "held": "candidate,credential,from,until\nbert,nl-A2,,2024-03-05\nanna,b,2024-01-01,\n",
    "forbidden": "candidate,run,place\nbert,,\nanna,,brug-1\nanna,taal-1,bakkerij\n",
    "mentors_taken": "employer,month,taken\noven,2024-12,2\n",
    "used": "candidate,fund,amount\nanna,gem,0.01\n",
    "travel": "from,to,mode,minutes\n2132,2131,car,7.5\n2131,2132,foot,0.1\n",
    "previous": "candidate,runs,place\nanna,gone|taal-1|gone.0,winkel\ncarl,,bakkerij\n",
    "locks": "candidate,runs,place\n",
}


def names(folder: Path) -> list[str]:
    """What is in a folder, hidden or not."""
    return sorted(path.name for path in folder.iterdir())


def test_region_reads_back_the_same(tmp_path: Path) -> None:
    """A region with everything in it that is written and read again is the same region."""
    region, _ = files.read_region(tiny(tmp_path, **EVERYTHING))
    files.write_region(region, tmp_path / "copy")
    copy, _ = files.read_region(tmp_path / "copy")
    assert differences(copy, region) == []
    assert copy.previous.runs == ((-1, -1, 0),)


def test_written_region_is_the_same_the_second_time(tmp_path: Path) -> None:
    """Writing, reading and writing again gives the same bytes."""
    region, _ = files.read_region(tiny(tmp_path, **EVERYTHING))
    files.write_region(region, tmp_path / "one")
    files.write_region(files.read_region(tmp_path / "one")[0], tmp_path / "two")
    for name in names(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize("name", ['quote " and \\ backslash', "tab \t and del \x7f", "smiley 😀", "line\nend"])
def test_name_with_odd_signs_reads_back_the_same(tmp_path: Path, name: str) -> None:
    """The name of a region survives region.toml, whatever signs are in it."""
    region, _ = files.read_region(tiny(tmp_path))
    renamed = replace(region, settings=replace(region.settings, name=name))
    files.write_region(renamed, tmp_path / "copy")
    assert files.read_region(tmp_path / "copy")[0].settings.name == name


def test_numbers_are_not_rounded(tmp_path: Path) -> None:
    """A number is written with every digit it has."""
    region, _ = files.read_region(tiny(tmp_path))
    wishes = replace(region.wishes, aptitude=np.array([1 / 3]))
    files.write_region(replace(region, wishes=wishes), tmp_path / "copy")
    assert files.read_region(tmp_path / "copy")[0].wishes.aptitude.tolist() == [1 / 3]


def test_existing_folder_is_refused(tmp_path: Path) -> None:
    """A folder that exists is left as it is."""
    region, _ = files.read_region(tiny(tmp_path))
    (tmp_path / "copy").mkdir()
    with pytest.raises(FileExistsError, match="copy exists already"):
        files.write_region(region, tmp_path / "copy")
    assert names(tmp_path / "copy") == []


def test_folder_appears_when_it_is_complete(tmp_path: Path) -> None:
    """While it is being written a folder is not there yet; then it is, with nothing left beside it."""
    with new_folder(tmp_path / "plan") as draft:
        (draft / "a.csv").write_text("a\n")
        assert not (tmp_path / "plan").exists()
    assert names(tmp_path) == ["plan"]
    assert names(tmp_path / "plan") == ["a.csv"]


def test_forced_folder_replaces_the_old_one_as_a_whole(tmp_path: Path) -> None:
    """With force the old folder stays until the new one is complete, and nothing of it is left in the new one."""
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "old.csv").write_text("old\n")
    with new_folder(tmp_path / "plan", force=True) as draft:
        (draft / "new.csv").write_text("new\n")
        assert names(tmp_path / "plan") == ["old.csv"]
    assert names(tmp_path) == ["plan"]
    assert names(tmp_path / "plan") == ["new.csv"]


def test_file_is_never_replaced_by_a_folder(tmp_path: Path) -> None:
    """A file in the place of the folder is not replaced, not even with force."""
    (tmp_path / "plan").write_text("mine")
    with pytest.raises(NotADirectoryError, match="plan is a file"), new_folder(tmp_path / "plan", force=True):
        pass
    assert (tmp_path / "plan").read_text() == "mine"


def test_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    """With force through a link the folder it leads to is replaced, and the link stays."""
    (tmp_path / "real").mkdir()
    (tmp_path / "plan").symlink_to("real")
    with new_folder(tmp_path / "plan", force=True) as draft:
        (draft / "new.csv").write_text("new\n")
    assert (tmp_path / "plan").is_symlink()
    assert names(tmp_path / "real") == ["new.csv"]


@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_full_disk_leaves_no_half_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """When the disk is full the old folder stays as it was and nothing is left beside it."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "old.csv").write_text("old\n")

    def write() -> None:
        with new_folder(tmp_path / "plan", force=True) as draft:
            (draft / "new.csv").write_text("new\n")
            monkeypatch.setattr(*((os, "fsync", full) if step == "fsync" else (Path, "rename", full)))

    with pytest.raises(OSError, match="No space left"):
        write()
    assert names(tmp_path) == ["plan"]
    assert names(tmp_path / "plan") == ["old.csv"]


def test_failure_of_the_last_rename_puts_the_old_folder_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new folder cannot be put in place the old one comes back."""
    rename = Path.rename

    def fail_for_the_draft(path: Path, target: Path) -> Path:
        if path.suffix == ".new":
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, target)

    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "old.csv").write_text("old\n")
    monkeypatch.setattr(Path, "rename", fail_for_the_draft)
    with pytest.raises(OSError, match="Input/output"), new_folder(tmp_path / "plan", force=True):
        pass
    assert names(tmp_path) == ["plan"]
    assert names(tmp_path / "plan") == ["old.csv"]


def test_interrupt_leaves_nothing(tmp_path: Path) -> None:
    """An interrupt while writing leaves nothing behind."""

    def write() -> None:
        with new_folder(tmp_path / "plan") as draft:
            (draft / "half.csv").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert names(tmp_path) == []


def test_kill_leaves_no_folder(tmp_path: Path) -> None:
    """A process that is killed while writing leaves no folder that looks like a plan."""
    script = (
        "import os, signal, sys; from pathlib import Path; from koppelkans.engine.folder import new_folder\n"
        "with new_folder(Path(sys.argv[1]) / 'plan') as draft:\n"
        "    (draft / 'half.csv').write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert not (tmp_path / "plan").exists()
    assert all(name.startswith(".") for name in names(tmp_path))


def test_parent_that_does_not_exist(tmp_path: Path) -> None:
    """A folder in a folder that does not exist is an error of the system, and makes nothing."""
    with pytest.raises(FileNotFoundError), new_folder(tmp_path / "no" / "plan"):
        pass
    assert names(tmp_path) == []
