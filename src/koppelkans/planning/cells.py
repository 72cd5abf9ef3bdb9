"""The cells of a packed region folder: read one by one, or changed in a copy that the reader of the format judges."""

from __future__ import annotations

import csv
import io
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from koppelkans.engine import files
from koppelkans.engine.problems import Problem, RegionError
from koppelkans.engine.tables import REGION_TABLES, SETTINGS_FILE
from koppelkans.planning.asked import Change
from koppelkans.planning.snapshots import read_snapshot, zipped

Row = dict[str, str]
KEYS = {table.file: table.key[0] for table in REGION_TABLES if len(table.key) == 1}
COLUMNS = {table.file: [column.name for column in table.columns] for table in REGION_TABLES}
FLOOR = "min_share"  # of a group: the one column of region.toml whose row is not the region itself


def rows_of(packed: bytes, file: str) -> list[Row]:
    """The rows of one csv file as they were written; none where the folder is gone or has no such file."""
    if not packed:
        return []
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        if file not in archive.namelist():
            return []
        with archive.open(file) as source, io.TextIOWrapper(source, "utf-8", newline="") as text:
            return list(csv.DictReader(text))


def settings_of(packed: bytes) -> dict[str, Any]:
    """The tree of region.toml; empty where the folder is gone."""
    if not packed:
        return {}
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return tomllib.loads(archive.read(SETTINGS_FILE).decode())


def setting(settings: dict[str, Any], id_: str, column: str) -> str:
    """One cell of region.toml as text: a key by its path, or the floor of a group; empty where there is none."""
    if column == FLOOR:
        shares = (floor[FLOOR] for floor in settings.get("fairness") or [] if floor["group"] == id_)
        return next((str(share) for share in shares), "")
    node: Any = settings
    for name in column.split("."):
        node = node.get(name, "") if isinstance(node, dict) else ""
    return str(node)


def changed(packed: bytes, changes: Iterable[Change]) -> bytes:
    """The folder of a round with these cells changed, packed; raises RegionError with each that is not possible so."""
    settings = {key: value for key, value in settings_of(packed).items() if key != "format"}
    tables = {table.file: rows_of(packed, table.file) for table in REGION_TABLES}
    found = {file: {row[KEYS[file]]: row for row in tables[file]} for file in KEYS}
    unknown = []
    for change in changes:
        if change.file == SETTINGS_FILE:
            unknown += _set(settings, change)
        elif change.id in found.get(change.file, {}) and change.column in COLUMNS[change.file][1:]:
            found[change.file][change.id][change.column] = change.value
        else:
            unknown.append(_problem("unknown-row", change, "is not in this round", "something that is"))
    if unknown:
        raise RegionError(tuple(unknown))
    filled = {file: list(found[file].values()) if file in found else list(rows) for file, rows in tables.items()}
    needless = {table.file for table in REGION_TABLES if table.optional and not filled[table.file]}

    def write(target: Path) -> None:
        rows = {file: _cells(file, filled[file]) for file in filled if file not in needless}
        files.write_sheets(target, settings, rows)

    anew = zipped(write)
    read_snapshot(anew)
    return anew


def _cells(file: str, rows: Iterable[Any]) -> list[tuple[str, ...]]:
    return [tuple(row[name] for name in COLUMNS[file]) for row in rows]


def _set(settings: dict[str, Any], change: Change) -> list[Problem]:
    """Change one number of region.toml in place; what is wrong with it."""
    try:
        value = float(change.value) if change.value else None
    except ValueError:
        return [_problem("not-a-number", change, "is not a number", "a number such as 0.25")]
    if change.column == FLOOR:
        floors = [floor for floor in settings.get("fairness") or [] if floor["group"] != change.id]
        if value is not None:
            floors.append({"group": change.id, FLOOR: value})
        settings["fairness"] = sorted(floors, key=lambda floor: floor["group"])
        return []
    section, _dot, name = change.column.partition(".")
    if section != "objective" or value is None or name not in settings.get(section, {}):
        return [_problem("unknown-key", change, "cannot be changed", "a weight of the objective")]
    settings[section] = {**settings[section], name: value}
    return []


def _problem(code: str, change: Change, wrong: str, right: str) -> Problem:
    return Problem(code, change.file, None, change.column, change.id or change.value, wrong, right)
