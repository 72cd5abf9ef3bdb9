"""What a newcomer uses first is right: the script, the locks, the licence, what is published about the project."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import koppelkans

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
MADE_HERE = {
    ".git",
    ".venv",
    "build",
    "dist",
    "__pycache__",
    ".hypothesis",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
}
# pieces apart, so that this file is not a finding itself
MACHINE_PATHS = re.compile("/" + r"(home|root|work|tmp|Users|mnt|opt|srv)/[A-Za-z.]")
REGISTRIES = re.compile(
    "|".join(("pypi" + r"\.org", "files\\.python" + "hosted", "registry\\.npm" + "js", "//local" + "host"))
)


def tracked() -> list[Path]:
    """The text files of the project: those in version control, or all but what is made here in a copy without it."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not MADE_HERE & set(path.relative_to(ROOT).parts)]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()]


def findings(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern occurs in the tracked files."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in tracked()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_path_of_a_machine() -> None:
    """No tracked file names a folder of somebody's machine."""
    assert findings(MACHINE_PATHS) == []


def test_no_registry() -> None:
    """No tracked file says where packages come from."""
    assert findings(REGISTRIES) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_locks_have_hashes_and_no_addresses(lock: Path) -> None:
    """A lock holds exact versions with hashes, and not one address."""
    text = lock.read_text(encoding="utf-8")
    packages = re.findall(r"^[a-z0-9].*$(?:\n    --hash=.*$)*", text, re.MULTILINE)
    assert packages
    assert "://" not in text
    assert [package for package in packages if "==" not in package or "--hash=sha256:" not in package] == []


def test_base_lock_is_part_of_the_other_one() -> None:
    """Who develops runs the very versions that users get."""

    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return set(re.findall(r"^[a-z0-9-]+==[^ ;]+", text, re.MULTILINE))

    assert pins("base.txt") <= pins("dev.txt")


def test_readme_commands_exist() -> None:
    """Every `./run` command that the documents name is one that `./run` lists."""
    listed = subprocess.run([ROOT / "run"], capture_output=True, text=True, check=True).stdout
    commands = set(re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE))
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    named = {word for page in pages for word in re.findall(r"\./run ([a-z]+)", page.read_text(encoding="utf-8"))}
    assert {"demo", "test"} <= named
    assert named <= commands


def test_run_refuses_an_unknown_command() -> None:
    """`./run` with a command that does not exist lists those that do, with exit status 2."""
    answer = subprocess.run([ROOT / "run", "dance"], capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert "usage: ./run COMMAND" in answer.stderr


def test_build_server_runs_the_test_command_and_nothing_else() -> None:
    """.ci/run is `./run test`."""
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ['exec "$(dirname "$0")/../run" test']


def test_published_description_is_up_to_date() -> None:
    """publiccode.yml has what the standard asks, and the version and licence of the project."""
    published = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    asked = "publiccodeYmlVersion name url platforms developmentStatus softwareType description legal maintenance"
    assert set(asked.split()) <= published.keys()
    assert published["softwareVersion"] == koppelkans.__version__
    assert published["legal"]["license"] == "EUPL-1.2"
    assert set(published["description"]) == {"nl", "en"}


def test_import_contracts_hold() -> None:
    """Who may import whom is as `pyproject.toml` says."""
    linter = Path(sys.executable).parent / "lint-imports"
    answer = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout
