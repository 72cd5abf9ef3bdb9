"""The code keeps the sizes and habits of the house."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path for path in (ROOT / "src").rglob("*.py") if path.parent.name != "migrations"
)  # Django writes those
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PHRASES = ROOT / "src" / "koppelkans" / "engine" / "phrases"
LONGEST_FILE, LONGEST_FUNCTION = 500, 60
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "service", "base", "misc"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> list[Function]:
    """Every function and method of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def keys(table: dict[str, object], prefix: str = "") -> set[str]:
    """The keys of a catalogue, dotted."""
    found = set()
    for key, value in table.items():
        found |= keys(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key}
    return found


def test_every_module_says_what_it_is_for() -> None:
    """Every module of the product and of the tests opens with a docstring."""
    silent = [path for path in SOURCES + TESTS if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_no_file_is_too_long() -> None:
    """No source file has more than 500 lines."""
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    """No function has more than 60 lines."""
    lengths = {
        f"{path.name}: {function.name}": function.end_lineno - function.lineno + 1
        for path in SOURCES
        for function in functions(path)
        if function.end_lineno is not None
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_names_of_modules_say_something() -> None:
    """No module has a name under which anything could stand."""
    assert [path for path in SOURCES if path.stem in EMPTY_NAMES or path.parent.name in EMPTY_NAMES] == []


def test_every_test_is_a_sentence() -> None:
    """Every test has a plain sentence as docstring."""
    silent = [
        f"{path.name}: {function.name}"
        for path in TESTS
        for function in functions(path)
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]
    assert silent == []


@pytest.mark.parametrize("path", sorted(PHRASES.glob("*.toml")), ids=lambda path: path.stem)
def test_catalogues_have_the_same_phrases(path: Path) -> None:
    """Every language has the phrases of the Dutch catalogue, and no others."""
    dutch = keys(tomllib.loads((PHRASES / "nl.toml").read_text(encoding="utf-8")))
    assert keys(tomllib.loads(path.read_text(encoding="utf-8"))) == dutch
