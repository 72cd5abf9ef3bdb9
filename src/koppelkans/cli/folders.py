"""The folders of a subcommand: the region and the plan that are read, the folder that will be written."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from koppelkans.cli import warnings
from koppelkans.cli.status import Refused
from koppelkans.engine import files
from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region


def region(folder: Path) -> Region:
    """The region of a folder; the first of its warnings go to stderr.

    Raises RegionError with every problem found.
    """
    read, odd = files.read_region(folder)
    for line in warnings.few(folder, odd):
        print(line, file=sys.stderr)
    return read


def plan(of: Region, folder: Path) -> Plan:
    """The plan in a folder, which must be a plan for this region."""
    return files.read_plan(of, folder)


def refuse_existing(folder: Path, hint: str) -> None:
    """Refuse a folder that exists; `hint` says what to do instead."""
    if folder.exists() or folder.is_symlink():
        raise Refused(f"{folder} exists already; {hint}")


def refuse_other_than_plan(folder: Path) -> None:
    """Refuse to replace what is there unless it is a plan folder, or empty: it could be anything of value."""
    if not folder.exists() or (folder / "certificate.json").is_file():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise Refused(f"{folder} is not a plan folder, so --force does not replace it; name another folder")


def refuse_unwritable(folder: Path) -> None:
    """Refuse, before any work is done, a folder that could not be written afterwards."""
    parent = next(parent for parent in folder.absolute().parents if parent.exists())
    if not parent.is_dir():
        raise Refused(f"{folder} cannot be made, because {parent} is a file; name another folder")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise Refused(f"{folder} cannot be made, because you may not write in {parent}; name another folder")
