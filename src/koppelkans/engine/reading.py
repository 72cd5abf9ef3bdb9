"""Read a region folder: every error at once, or the Region with what is odd about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from koppelkans.engine.building import build_region
from koppelkans.engine.checking import check_sheets, lock_problems
from koppelkans.engine.digest import fingerprint
from koppelkans.engine.oddities import oddities
from koppelkans.engine.problems import Problem, RegionError
from koppelkans.engine.region import Region
from koppelkans.engine.settings import read_settings
from koppelkans.engine.sheets import Sheet, read_sheet
from koppelkans.engine.tables import REGION_TABLES, SETTINGS_FILE


def read_region(folder: Path) -> tuple[Region, tuple[Problem, ...]]:
    """Read a region folder.

    Returns the Region and the warnings (odd, but allowed). Raises RegionError with every error found.
    """
    sheets, settings = read_sheets(folder)
    region = build_region(sheets, settings, fingerprint(sheets.values(), settings))
    locks = sheets["locks.csv"]
    if broken := lock_problems(region, dict(zip(locks.columns["candidate"].text(), locks.numbers, strict=True))):
        raise RegionError(tuple(sorted(broken, key=lambda problem: problem.row or 0)))
    return region, tuple(oddities(region, sheets, settings))


def digest(folder: Path) -> str:
    """The sha256 of a region folder, as certificate.json has it. Raises RegionError where it cannot be read."""
    sheets, settings = read_sheets(folder)
    return fingerprint(sheets.values(), settings)


def read_sheets(folder: Path) -> tuple[dict[str, Sheet], dict[str, Any]]:
    """The sheets and settings of a folder; raises RegionError with everything that is wrong with them."""
    problems = _folder_problems(folder)
    if not folder.is_dir():
        raise RegionError(tuple(problems))
    settings, wrong = read_settings(folder)
    sheets = {table.file: read_sheet(folder, table) for table in REGION_TABLES}
    check_sheets(sheets)
    problems += wrong
    for sheet in sheets.values():
        problems += sorted(sheet.problems, key=lambda problem: problem.row or 0)
    if problems:
        raise RegionError(tuple(problems))
    return sheets, settings


def _folder_problems(folder: Path) -> list[Problem]:
    """What is wrong with the folder itself, such as a file that is not of the format."""
    name = folder.name or str(folder)
    right = "a folder with region.toml and the csv files of the format"
    if not folder.exists():
        return [Problem("missing-folder", name, None, "", "", "does not exist", right)]
    if not folder.is_dir():
        return [Problem("not-a-folder", name, None, "", "", "is not a folder", right)]
    known = {table.file for table in REGION_TABLES} | {SETTINGS_FILE}
    return [
        Problem(
            "unknown-file", path.name, None, "", "", "is not a file of the format", "correct its name, or take it away"
        )
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in (".csv", ".toml") and path.name not in known
    ]
