"""The published descriptors of the formats."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.engine.folders import REGION, TINY

from koppelkans.engine import schemas
from koppelkans.engine.tables import PLAN_TABLES, REGION_TABLES

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (REFERENCE / "region-folder.md").read_text(encoding="utf-8")
SETTINGS = json.loads((REFERENCE / "schemas" / schemas.SETTINGS_SCHEMA).read_text(encoding="utf-8"))


def documented(heading: str) -> list[str]:
    """The names of the columns in the table below a heading of the page about the region folder."""
    section = PAGE.partition(f"\n{heading}\n")[2].partition("\n#")[0]
    columns = section.partition("| column | holds | meaning |\n")[2].partition("\n\n")[0]
    return re.findall(r"^\| `([a-z_]+)` \|", columns, re.MULTILINE)


def keys(node: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """The paths of all keys in a JSON Schema."""
    for name, child in node.get("properties", {}).items():
        yield f"{prefix}{name}"
        yield from keys(child.get("items", child), f"{prefix}{name}.")


def as_json(text: str) -> Any:
    """TOML as the JSON that a generic validator sees, with dates as text."""
    return json.loads(json.dumps(tomllib.loads(text), default=str))


def test_published_schemas_are_what_the_code_says() -> None:
    """The schemas in the documentation are those that the code follows."""
    assert schemas.main([str(REFERENCE / "schemas"), "--check"]) == 0


def test_check_tells_what_is_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A schema that differs, one that is missing and one too many are named."""
    assert schemas.main([str(tmp_path)]) == 0
    (tmp_path / "runs.schema.json").write_text("{}\n")
    (tmp_path / "plan" / "runs.schema.json").unlink()
    (tmp_path / "old.schema.json").write_text("{}\n")
    assert schemas.main([str(tmp_path), "--check"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert [Path(line.partition(" is not")[0]).relative_to(tmp_path).as_posix() for line in told] == [
        "runs.schema.json",
        "plan/runs.schema.json",
        "old.schema.json",
    ]


@pytest.mark.parametrize("folder", ["", "plan"])
def test_packages_name_schemas_that_exist(folder: str) -> None:
    """Every table of a data package has a schema beside it."""
    package = json.loads((REFERENCE / "schemas" / folder / "datapackage.json").read_text(encoding="utf-8"))
    named = [resource["schema"] for resource in package["resources"] if resource.get("type") == "table"]
    assert named
    assert [name for name in named if not (REFERENCE / "schemas" / folder / name).is_file()] == []


@pytest.mark.parametrize("table", REGION_TABLES, ids=lambda table: table.file)
def test_page_has_the_columns_of_the_input(table: Any) -> None:
    """The page about the region folder has every column of every input file, in the order of the code."""
    assert documented(f"### {table.file}") == [column.name for column in table.columns]


@pytest.mark.parametrize("table", PLAN_TABLES, ids=lambda table: table.file)
def test_page_has_the_columns_of_the_output(table: Any) -> None:
    """The page about the region folder has every column of every file of a plan, in the order of the code."""
    assert documented(f"### {table.file} of a plan") == [column.name for column in table.columns]


def test_page_has_the_keys_of_the_settings() -> None:
    """The page about the region folder names every key of region.toml."""
    section = PAGE.partition("\n### region.toml\n")[2].partition("\n### ")[0]
    missing = [path for path in keys(SETTINGS) if not re.search(rf"\b{path.rpartition('.')[2]}\b", section)]
    assert missing == []


def test_settings_schema_accepts_what_is_valid() -> None:
    """The JSON Schema of region.toml is a schema, and accepts the tiny region."""
    jsonschema.Draft202012Validator.check_schema(SETTINGS)
    jsonschema.validate(as_json(REGION), SETTINGS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("max_runs = 3", "max_runs = 6"),
        ("max_runs = 3", "max_run = 3"),
        ("drop = 0.10\n", ""),
        ("week = 0.0020", "week = -1"),
        ("car = 45", "car = 0"),
        ("detour = 1.3", 'detour = "1.3"'),
    ],
)
def test_settings_schema_refuses_what_is_not(old: str, new: str) -> None:
    """The JSON Schema of region.toml refuses what the reader refuses."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(as_json(REGION.replace(old, new)), SETTINGS)


@pytest.mark.parametrize(
    "table", [table for table in REGION_TABLES if table.file in TINY], ids=lambda table: table.file
)
def test_patterns_fit_what_is_valid(table: Any) -> None:
    """The patterns of the schemas fit the values of the tiny region."""
    header, *rows = [line.split(",") for line in TINY[table.file].splitlines()]
    patterns = {
        field["name"]: field["constraints"]["pattern"]
        for field in schemas.table_schema(table)["fields"]
        if "pattern" in field.get("constraints", {})
    }
    cells = [(name, cell) for row in rows for name, cell in zip(header, row, strict=True) if cell and name in patterns]
    assert [(name, cell) for name, cell in cells if not re.fullmatch(patterns[name], cell)] == []
