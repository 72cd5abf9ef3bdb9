"""Reading folders for a subcommand: the region with its warnings, and a plan for that region."""

from __future__ import annotations

import sys
from pathlib import Path

from koppelkans.engine import files
from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region


def region(folder: Path, *, warn: bool = True) -> Region:
    """The region of a folder; with `warn` its warnings go to stderr.

    Raises RegionError with every problem found.
    """
    read, warnings = files.read_region(folder)
    if warn:
        for warning in warnings:
            print(f"warning: {warning}", file=sys.stderr)
    return read


def plan(of: Region, folder: Path) -> Plan:
    """The plan in a folder, which must be a plan for this region."""
    return files.read_plan(of, folder)
