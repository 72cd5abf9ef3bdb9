"""Folders of the engine kept in the database as zip files, and read back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from koppelkans.engine import files
from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region


def zipped(write: Callable[[Path], None]) -> bytes:
    """The files that `write` puts into a new folder, as a zip file."""
    with TemporaryDirectory(prefix="koppelkans-") as parent:
        folder = Path(parent) / "folder"
        write(folder)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, file.name)
        return packed.getvalue()


@contextmanager
def unzipped(packed: bytes) -> Iterator[Path]:
    """A folder, for as long as it is needed, with the files of a zip file that this house made."""
    with TemporaryDirectory(prefix="koppelkans-") as parent:
        folder = Path(parent) / "folder"
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            archive.extractall(folder)
        yield folder


def read_snapshot(packed: bytes) -> Region:
    """The region of a snapshot; raises RegionError."""
    with unzipped(packed) as folder:
        return files.read_region(folder)[0]


def read_outcome(region: Region, packed: bytes) -> Plan:
    """The plan of a round."""
    with unzipped(packed) as folder:
        return files.read_plan(region, folder)
