"""The formats as published descriptors: Frictionless Data Packages with a Table Schema per file, and a JSON Schema.

`python -m koppelkans.engine.schemas FOLDER` writes them, with `--check` it says which are not as the code has them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from koppelkans.engine.tables import (
    FORMAT,
    ID,
    KEYS,
    PLAN_TABLES,
    REGION_TABLES,
    SETTINGS_FILE,
    Column,
    Key,
    Table,
)

STANDARD = "https://datapackage.org/profiles/2.0"
SETTINGS_SCHEMA = "region.toml.schema.json"
PLAN_FOLDER = "plan"
TYPES = {
    "id": "string",
    "text": "string",
    "uri": "string",
    "items": "string",
    "number": "number",
    "money": "number",
    "integer": "integer",
    "date": "date",
    "month": "yearmonth",
    "choice": "string",
}
Descriptor = dict[str, Any]


def descriptors() -> dict[str, Descriptor]:
    """Every published descriptor by its path in the folder of schemas."""
    settings = {"name": "region", "path": SETTINGS_FILE, "mediatype": "application/toml"}
    plan_files = [
        {"name": "certificate", "path": "certificate.json", "mediatype": "application/json"},
        {"name": "run", "path": "run.json", "mediatype": "application/json"},
        {"name": "report", "path": "report.html", "mediatype": "text/html"},
    ]
    return {
        "datapackage.json": package("region", "A region or pilot, to be planned", REGION_TABLES, [settings]),
        SETTINGS_SCHEMA: settings_schema(),
        **{schema_file(table): table_schema(table) for table in REGION_TABLES},
        f"{PLAN_FOLDER}/datapackage.json": package("plan", "A plan for a region", PLAN_TABLES, plan_files),
        **{f"{PLAN_FOLDER}/{schema_file(table)}": table_schema(table) for table in PLAN_TABLES},
    }


def package(name: str, title: str, tables: Iterable[Table], others: list[Descriptor]) -> Descriptor:
    """The Data Package of a folder; its paths are those of the files in such a folder."""
    return {
        "$schema": f"{STANDARD}/datapackage.json",
        "name": f"koppelkans-{name}",
        "title": title,
        "version": str(FORMAT),
        "resources": [*others, *(resource(table) for table in tables)],
    }


def resource(table: Table) -> Descriptor:
    """A file in a Data Package."""
    return {
        "$schema": f"{STANDARD}/dataresource.json",
        "name": table.file.removesuffix(".csv"),
        "type": "table",
        "path": table.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": table.about + (" Optional: leave it out of the package when it is not there." * table.optional),
        "schema": schema_file(table),
    }


def schema_file(table: Table) -> str:
    """The name of the Table Schema of a file."""
    return table.file.replace(".csv", ".schema.json")


def table_schema(table: Table) -> Descriptor:
    """The Table Schema of a file. Columns come in any order and optional ones may be missing: `superset`."""
    schema: Descriptor = {
        "$schema": f"{STANDARD}/tableschema.json",
        "fieldsMatch": "superset",
        "missingValues": [""],
        "fields": [field(column, alone=table.key == (column.name,)) for column in table.columns],
    }
    if any(table.column(name).optional for name in table.key):
        schema["uniqueKeys"] = [list(table.key)]
    else:
        schema["primaryKey"] = list(table.key)
    keys = {known.file: known.key[0] for known in REGION_TABLES}
    references = [
        {
            "fields": [column.name],
            "reference": {
                "resource": "" if column.refers == table.file else column.refers.removesuffix(".csv"),
                "fields": [keys[column.refers]],
            },
        }
        for column in table.columns
        if column.refers and not column.many
    ]
    return schema | ({"foreignKeys": references} if references else {})


def field(column: Column, *, alone: bool = False) -> Descriptor:
    """A column as a field of a Table Schema; `alone` when it is the whole key."""
    found: Descriptor = {"name": column.name, "type": TYPES[column.type]}
    if column.type == "uri":
        found["format"] = "uri"
    found["description"] = _about(column)
    limits: Descriptor = {}
    if not column.optional:
        limits["required"] = True
    if alone:
        limits["unique"] = True
    limits |= _pattern(column)
    for name, limit in (("minimum", column.least), ("maximum", column.most)):
        if limit is not None:
            limits[name] = limit
    return found | ({"constraints": limits} if limits else {})


def _about(column: Column) -> str:
    """What the column means, with what a schema cannot say otherwise."""
    notes = []
    if column.many:
        notes.append("a list with | between the items")
    if column.type == "money":
        notes.append("euros, at most 2 decimals")
    if column.default:
        notes.append(f"empty: {column.default}")
    if column.many and column.refers:
        notes.append(f"ids of {column.refers}")
    return "; ".join([column.about, *notes])


def _pattern(column: Column) -> Descriptor:
    """The constraint on the text of ids, choices and lists."""
    if column.type == "choice" and not column.many:
        return {"enum": list(column.choices)}
    if column.type not in ("id", "choice", "items"):
        return {}
    item = {"id": ID, "choice": f"({'|'.join(column.choices)})", "items": r"[^|]+"}[column.type]
    return {"pattern": rf"{item}(\|{item})*" if column.many else item}


def settings_schema() -> Descriptor:
    """The JSON Schema of region.toml, read as JSON with dates as YYYY-MM-DD."""
    root: Descriptor = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{SETTINGS_FILE}, format {FORMAT}",
        **_object(),
    }
    for key in KEYS:
        node = root
        *tables, name = key.path.split(".")
        for table in tables:
            node = _table_in(node, table, required=not key.optional)
        node["properties"][name] = _value(key)
        if not key.optional or "[]" in key.path:
            node["required"].append(name)
    return root


def _object() -> Descriptor:
    return {"type": "object", "additionalProperties": False, "required": [], "properties": {}}


def _table_in(node: Descriptor, name: str, *, required: bool) -> Descriptor:
    """The table of this name in a node, made where it is not there yet; `name[]` is a list of tables."""
    bare = name.removesuffix("[]")
    known = node["properties"]
    if bare not in known:
        known[bare] = _object() if bare == name else {"type": "array", "items": _object()}
    if required and bare not in node["required"]:
        node["required"].append(bare)
    found: Descriptor = known[bare] if bare == name else known[bare]["items"]
    return found


def _value(key: Key) -> Descriptor:
    """The schema of one value of region.toml."""
    value: Descriptor = {"description": key.about}
    if key.type == "date":
        return value | {"type": "string", "format": "date"}
    if key.type == "text":
        pattern = {"pattern": f"^{ID}$"} if "[]" in key.path else {}
        return value | {"type": "string", "minLength": 1} | pattern
    value["type"] = key.type
    if key.least is not None:
        value["exclusiveMinimum" if key.above else "minimum"] = key.least
    if key.most is not None:
        value["maximum"] = key.most
    return value


def text(descriptor: Descriptor) -> str:
    """A descriptor as it is published."""
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"


def main(arguments: list[str]) -> int:
    """Write the descriptors in a folder, or check them; 1 when they differ."""
    parser = argparse.ArgumentParser(prog="python -m koppelkans.engine.schemas", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the published schemas")
    parser.add_argument("--check", action="store_true", help="change nothing; say which differ")
    chosen = parser.parse_args(arguments)
    published = {chosen.folder / path: text(descriptor) for path, descriptor in descriptors().items()}
    if chosen.check:
        stale = differing(chosen.folder, published)
        sys.stderr.writelines(f"{path} is not what the code says; write it again without --check\n" for path in stale)
        return 1 if stale else 0
    (chosen.folder / PLAN_FOLDER).mkdir(parents=True, exist_ok=True)
    for path, content in published.items():
        path.write_text(content, encoding="utf-8", newline="\n")
    return 0


def differing(folder: Path, published: dict[Path, str]) -> list[Path]:
    """The files that are not what they should be, missing or not of the format any more."""
    wrong = [
        path for path, content in published.items() if not path.is_file() or path.read_text(encoding="utf-8") != content
    ]
    return wrong + sorted(set(folder.rglob("*.json")) - set(published))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
