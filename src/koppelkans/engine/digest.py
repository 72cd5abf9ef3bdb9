"""The fingerprint of a region folder: the same whatever the order of rows and columns, the line ends or a BOM."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from typing import Any

from koppelkans.engine.settings import canonical_settings
from koppelkans.engine.sheets import Sheet
from koppelkans.engine.tables import SETTINGS_FILE


def fingerprint(sheets: Iterable[Sheet], settings: Mapping[str, Any]) -> str:
    """The sha256, in hexadecimal, of the canonical text of every file, in the order of their names.

    Before each text stands its file name on a line of its own. An optional file without rows is left out, as if it
    were not there; a cell is hashed as it is written, so an empty cell and its default differ.
    """
    by_name = {sheet.table.file: sheet for sheet in sheets if len(sheet) or not sheet.table.optional}
    hashed = hashlib.sha256()
    for file in sorted([*by_name, SETTINGS_FILE]):
        text = _canonical(by_name[file]) if file in by_name else "\n".join([*canonical_settings(settings), ""])
        hashed.update(f"{file}\n{text}".encode())
    return hashed.hexdigest()


def _canonical(sheet: Sheet) -> str:
    """A sheet as RFC 4180 with LF: every column in the order of the format, rows sorted by their cells."""
    names = [column.name for column in sheet.table.columns]
    rows = sorted(zip(*(sheet.columns[name].text() for name in names), strict=True))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return text.getvalue()
