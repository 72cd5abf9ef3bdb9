"""`koppelkans.generate.write`: whole folders, the same bytes for the same numbers, and clear refusals."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from koppelkans.engine.files import read_region
from koppelkans.generate import write
from koppelkans.generate.sheets import Sheets


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_same_candidates_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    """Generating twice with the same two numbers gives two equal folders."""
    write(tmp_path / "one", 200, 7)
    write(tmp_path / "two", 200, 7)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_another_seed_gives_another_region(tmp_path: Path) -> None:
    """The seed decides who the people are."""
    write(tmp_path / "one", 50, 1)
    write(tmp_path / "two", 50, 2)
    assert bytes_of(tmp_path / "one")["candidates.csv"] != bytes_of(tmp_path / "two")["candidates.csv"]


@pytest.mark.parametrize("candidates", [1, 2, 10, 59, 60, 100, 1000, 3001])
def test_regions_of_any_size_are_valid(tmp_path: Path, candidates: int) -> None:
    """What is generated is read without an error and has as many candidates as asked."""
    write(tmp_path / "region", candidates, 3)
    region, _ = read_region(tmp_path / "region")
    assert len(region.candidates.ids) == candidates


@pytest.mark.parametrize("seed", range(12))
def test_regions_of_any_seed_are_valid(tmp_path: Path, seed: int) -> None:
    """Wherever in the country a region lies, it is read without an error."""
    write(tmp_path / "region", 150, seed)
    region, _ = read_region(tmp_path / "region")
    assert len(region.candidates.ids) == 150


def test_a_region_of_a_thousand_has_no_warnings(tmp_path: Path) -> None:
    """Nothing odd is asked in a region of some size."""
    write(tmp_path / "region", 1000, 11)
    _, warnings = read_region(tmp_path / "region")
    assert warnings == ()


def test_existing_folder_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    """A folder that exists is never written into."""
    (tmp_path / "region").mkdir()
    (tmp_path / "region" / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="exists already"):
        write(tmp_path / "region", 10, 1)
    assert [path.name for path in tmp_path.rglob("*")] == ["region", "mine.txt"]


def test_missing_parent_folder_is_named(tmp_path: Path) -> None:
    """The folder around the new one has to exist."""
    with pytest.raises(FileNotFoundError, match="nowhere"):
        write(tmp_path / "nowhere" / "region", 10, 1)


def test_no_candidates_is_refused(tmp_path: Path) -> None:
    """A region without people is not made: the message says what would be right."""
    with pytest.raises(ValueError, match="1 or more"):
        write(tmp_path / "region", 0, 1)
    assert list(tmp_path.iterdir()) == []


def test_negative_seed_is_refused(tmp_path: Path) -> None:
    """A seed is 0 or more."""
    with pytest.raises(ValueError, match="0 or more"):
        write(tmp_path / "region", 10, -1)


def test_nothing_is_left_behind_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk half-way leaves neither a folder nor a temporary one."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Sheets, "add", full)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path / "region", 10, 1)
    assert list(tmp_path.iterdir()) == []


def test_memory_does_not_grow_with_the_region(tmp_path: Path) -> None:
    """Six thousand people take no more than a few megabytes above what one takes."""
    command = (
        "import resource, sys; from pathlib import Path; from koppelkans.generate import write;"
        "write(Path(sys.argv[1]), int(sys.argv[2]), 1);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    peak = {
        candidates: int(
            subprocess.run(
                [sys.executable, "-c", command, str(tmp_path / str(candidates)), str(candidates)],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        for candidates in (1, 6000)
    }
    assert peak[6000] - peak[1] < 20_000  # kB
