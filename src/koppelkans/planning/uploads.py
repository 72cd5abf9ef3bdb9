"""A region folder that somebody uploads as a zip file: unpacked with care, refused with a reason."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from django.utils.translation import gettext as _

from koppelkans.core.refusal import Reason, Refused

MOST_FILES = 40
MOST_BYTES = 500_000_000  # unpacked
PIECE = 1 << 20


@contextmanager
def unpacked(upload: BinaryIO) -> Iterator[Path]:
    """The folder in a zip file, for as long as it is needed: its files, or those of the one folder in it.

    Raises Refused for what is no zip file, or holds other things than a few plain files, or is far too large.
    """
    with TemporaryDirectory(prefix="koppelkans-") as parent:
        folder = Path(parent) / "region"
        folder.mkdir()
        try:
            with zipfile.ZipFile(upload) as archive:
                _unpack(archive, folder)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
            raise Refused([Reason("no-zip", _("Dit is geen zip-bestand dat we kunnen lezen."))]) from error
        yield folder


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    paths = [PurePosixPath(entry.filename) for entry in entries]
    if len(entries) > MOST_FILES or any(len(path.parts) > 2 or ".." in path.parts for path in paths):
        raise Refused(
            [Reason("no-folder", _("In het zip-bestand hoort één regiomap te zitten, zonder andere mappen."))]
        )
    if len({path.parts[:-1] for path in paths}) > 1 or len({path.name for path in paths}) < len(paths):
        raise Refused(
            [Reason("no-folder", _("In het zip-bestand hoort één regiomap te zitten, zonder andere mappen."))]
        )
    left = MOST_BYTES
    for entry, path in zip(entries, paths, strict=True):
        with archive.open(entry) as source, (folder / path.name).open("xb") as target:
            while piece := source.read(PIECE):
                left -= len(piece)  # what is really unpacked counts, not what the file says of itself
                if left < 0:
                    raise Refused([Reason("too-large", _("De regiomap is uitgepakt te groot."))])
                target.write(piece)
