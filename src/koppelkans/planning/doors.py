"""The region folder as a zip file, for pages, which may not know the engine that reads it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files import File

from koppelkans.core.access import Actor
from koppelkans.core.models import Region
from koppelkans.core.roles import May
from koppelkans.engine.problems import RegionError
from koppelkans.planning.actions.exchange import export_region, import_region
from koppelkans.planning.snapshots import zipped
from koppelkans.planning.uploads import unpacked

__all__ = ["RegionError", "export_zip", "import_zip"]


def export_zip(*, by: Actor, now: datetime) -> tuple[Region, bytes]:
    """The region and its folder as a zip file; raises as `export_region`."""
    by.require(May.EXPORT_REGION)
    found: list[Region] = []

    def write(folder: Path) -> None:
        found.append(export_region(folder, by=by, now=now))

    packed = zipped(write)
    return found[0], packed


def import_zip(upload: File[bytes], *, by: Actor, now: datetime, first: date | None = None) -> dict[str, int]:
    """Import a zip file as a region folder; raises as `import_region`, and Refused for what is no such file."""
    by.require(May.EXCHANGE_REGION)
    with unpacked(cast(BinaryIO, upload)) as folder:
        return import_region(folder, by=by, now=now, first=first)
