"""region.toml: from text to Settings, with everything that is wrong with it."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from koppelkans.engine.cells import EPOCH
from koppelkans.engine.problems import Fault, Problem
from koppelkans.engine.region import MODES, PLACE_KINDS, Floor, Objective, Scorecard, Settings, Travel
from koppelkans.engine.sheets import decode
from koppelkans.engine.tables import ID, KEYS, SETTINGS_FILE, Key

DEFAULT_MAX_RUNS = 3
LARGEST = 2**63
_BY_PATH = {key.path: key for key in KEYS}
_TABLES = {path.rsplit(".", 1)[0] for path in _BY_PATH if "." in path}
_TABLES |= {path.rsplit(".", 1)[0] for path in _TABLES if "." in path}


def read_settings(folder: Path) -> tuple[dict[str, Any], list[Problem]]:
    """The values of region.toml by path, such as `travel.speed.foot` or `fairness[0].group`, and what is wrong."""
    try:
        text = decode((folder / SETTINGS_FILE).read_bytes())
        tree = tomllib.loads(text)
    except FileNotFoundError:
        return {}, [_problem("missing-file", "is missing", "every region folder has one")]
    except OSError as error:
        return {}, [_problem("unreadable", f"cannot be read ({error.strerror})", "a plain file that you may read")]
    except Fault as fault:
        return {}, [_problem(fault.code, fault.wrong, fault.right)]
    except (ValueError, RecursionError) as error:  # of tomllib, which lets some of Python's own pass
        line = re.search(r"line ([0-9]+)", str(error))
        row = int(line[1]) if line else None
        return {}, [_problem("toml", f"is not TOML: {error}", "key = value on each line, texts in quotes", row=row)]
    values = dict(_flat("", tree))
    problems = list(_problems(values))
    return values, [_placed(problem, text) for problem in problems]


def build_settings(values: dict[str, Any], groups: dict[str, int]) -> Settings:
    """Settings of checked values; `groups` gives the row of each group."""

    def number(path: str) -> float:
        return float(values.get(path, 0.0))

    floors = [Floor(groups[group], share) for group, share in floors_of(values)]
    objective = {key: number(f"objective.{key}") for key in Objective.__dataclass_fields__}
    weights = {key: number(f"scorecard.{key}") for key in Scorecard.__dataclass_fields__ if key != "kind"}
    return Settings(
        name=values["name"],
        plan_from=_days(values["plan_from"]),
        plan_until=_days(values["plan_until"]),
        max_runs=values.get("max_runs", DEFAULT_MAX_RUNS),
        travel=Travel(
            number("travel.detour"),
            np.array([number(f"travel.speed.{mode}") for mode in MODES]),
            np.array([number(f"travel.overhead.{mode}") for mode in MODES]),
        ),
        objective=Objective(**objective),
        scorecard=Scorecard(**weights, kind=np.array([number(f"scorecard.kind.{kind}") for kind in PLACE_KINDS])),
        fairness=tuple(floors),
    )


def floors_of(values: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The fairness floors as (group, share), sorted."""
    count = sum(path.startswith("fairness[") and path.endswith("].group") for path in values)
    return sorted((values[f"fairness[{at}].group"], float(values[f"fairness[{at}].min_share"])) for at in range(count))


def canonical_settings(values: Mapping[str, Any]) -> list[str]:
    """region.toml as sorted `key=value` lines; fairness floors are numbered in the order of their group and share."""
    floors = {
        f"fairness[{at}].{name}": value
        for at, floor in enumerate(floors_of(values))
        for name, value in zip(("group", "min_share"), floor, strict=True)
    }
    plain = {path: value for path, value in values.items() if not path.startswith("fairness")}
    return sorted(f"{path}={_written(path, value)}" for path, value in (plain | floors).items())


def _written(path: str, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    key = _BY_PATH[_general(path)]
    return json.dumps(float(value) if key.type == "number" else value, ensure_ascii=False)


def _days(day: date) -> int:
    return day.toordinal() - EPOCH


def _flat(path: str, node: Any) -> Iterator[tuple[str, Any]]:
    """Every value of the tree with its path; a table in a place that wants a value stays as it is."""
    if isinstance(node, dict) and (not path or _general(path) in _TABLES):
        for key, child in node.items():
            name = key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)
            yield from _flat(f"{path}.{name}" if path else name, child)
    elif path == "fairness" and isinstance(node, list) and all(isinstance(item, dict) for item in node):
        for at, item in enumerate(node):
            yield from _flat(f"fairness[{at}]", item)
    else:
        yield path, node


def _general(path: str) -> str:
    return re.sub(r"\[[0-9]+\]", "[]", path)


def _problems(values: dict[str, Any]) -> Iterator[Problem]:
    for path, value in values.items():
        key = _BY_PATH.get(_general(path))
        if key is None:
            yield _unknown(path, value)
            continue
        fault = _fault(key, value)
        if fault:
            yield _problem(fault.code, fault.wrong, fault.right, path, _shown(value))
    floors = {path.partition(".")[0] for path in values if path.startswith("fairness[")}
    wanted = [key.path for key in KEYS if not key.optional]
    wanted += [f"{floor}.{name}" for floor in sorted(floors) for name in ("group", "min_share")]
    for path in wanted:
        if path not in values:
            about = _BY_PATH[_general(path)].about
            yield _problem("missing-key", "the key is missing", f"add {path}: {about}", path)
    first, last = values.get("plan_from"), values.get("plan_until")
    if type(first) is date and type(last) is date and last < first:
        yield _problem(
            "order", f"is before plan_from ({first})", "a day on or after plan_from", "plan_until", str(last)
        )


def _unknown(path: str, value: Any) -> Problem:
    if path in _TABLES or path == "fairness":
        right = (
            "repeat [[fairness]] with group and min_share" if path == "fairness" else f"a table [{path}] with its keys"
        )
        return _problem("not-a-table", "is not a table", right, path, _shown(value))
    return _problem("unknown-key", "is not a key of region.toml", "leave it out, or correct its name", path, path)


def _fault(key: Key, value: Any) -> Fault | None:
    """What is wrong with the value of a key, if anything."""
    if key.type == "date":
        right = "a date without quotes, such as 2024-01-15"
        return None if type(value) is date else Fault("not-a-date", "is not a date", right)
    if key.type == "text":
        if not isinstance(value, str) or not value:
            return Fault("not-a-text", "is not a text", "a text between quotes")
        if key.path == "fairness[].group" and not re.fullmatch(ID, value):
            return Fault("bad-id", "is not an id", "an id is 1 to 64 of A-Z a-z 0-9 . _ : -, without spaces")
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Fault("not-a-number", "is not a number", "a number without quotes, such as 3 or 0.25")
    if key.type == "integer" and not isinstance(value, int):
        return Fault("not-an-integer", "is not a whole number", "a whole number without quotes or point")
    if isinstance(value, int) and abs(value) > LARGEST:
        return Fault("too-large", "is too large", "a number that fits in 64 bits")
    if not math.isfinite(value):
        return Fault("not-finite", "is not a finite number", "a plain number such as 0.25")
    return _range_fault(key, value)


def _range_fault(key: Key, value: float) -> Fault | None:
    low = key.least is not None and (value < key.least or (key.above and value == key.least))
    if not low and (key.most is None or value <= key.most):
        return None
    if key.path == "format":
        return Fault("format", "is not a version of the format that this program knows", f"format = {KEYS[0].least}")
    if key.most is not None:
        return Fault("out-of-range", "is out of range", f"from {key.least:g} to {key.most:g}")
    return Fault("negative", "is too low", "a number above 0" if key.above else "0 or more")


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _problem(code: str, wrong: str, right: str, path: str = "", value: str = "", *, row: int | None = None) -> Problem:
    return Problem(code, SETTINGS_FILE, row, path, value, wrong, right)


def _placed(problem: Problem, text: str) -> Problem:
    """The problem with the line of its key, or of the table it should be in, where that can be told."""
    section = ""
    lines: dict[str, int] = {}
    floors = -1
    for number, line in enumerate(text.split("\n"), start=1):
        if header := re.match(r"\s*\[\[?\s*([\w.\-]+)\s*\]\]?", line):
            section = header[1]
            if section == "fairness":
                floors += 1
                section = f"fairness[{floors}]"
            lines.setdefault(section, number)
        elif key := re.match(r"\s*([\w.\-]+)\s*=", line):
            lines.setdefault(f"{section}.{key[1]}" if section else key[1], number)
    path = problem.column
    while path and path not in lines:
        path = path.rpartition(".")[0]
    row = lines.get(path)
    return Problem(problem.code, problem.file, row, problem.column, problem.value, problem.wrong, problem.right)
