"""A folder that appears as a whole or not at all: written beside its place, then renamed into it."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def new_folder(target: Path, *, force: bool = False) -> Iterator[Path]:
    """Give an empty folder to write in; at the end it takes the place of `target`, after an error it goes away.

    An existing folder is refused with FileExistsError unless `force`; then it stays until the new one is complete.
    A process that is killed leaves at most hidden folders beside the target: `.new` unfinished or, killed between the
    two renames, complete, and `.old` with what stood there before.
    """
    target = target.resolve()
    if os.path.lexists(target):
        if not force:
            raise FileExistsError(f"{target.name} exists already: name another folder, or force it to be replaced")
        if not target.is_dir():
            raise NotADirectoryError(f"{target.name} is a file, not a folder: it is not replaced")
    mark = secrets.token_hex(4)
    draft = target.with_name(f".{target.name}.{mark}.new")
    draft.mkdir()
    try:
        yield draft
        for path in (*sorted(draft.iterdir()), draft):
            _to_disk(path)
        _put(draft, target, aside=target.with_name(f".{target.name}.{mark}.old"))
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _put(draft: Path, target: Path, aside: Path) -> None:
    """Rename the draft to the target; what stands there goes aside and is removed when the draft is in place."""
    if not target.exists():
        draft.rename(target)
        _to_disk(target.parent)
        return
    target.rename(aside)
    try:
        draft.rename(target)
    except BaseException:
        aside.rename(target)
        raise
    _to_disk(target.parent)
    shutil.rmtree(aside)


def _to_disk(path: Path) -> None:
    """Have a file or folder written to the disk itself, so that the rename cannot come before its contents."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
