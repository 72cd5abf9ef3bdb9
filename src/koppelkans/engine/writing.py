"""Write a Region as a region folder that reads back as the same Region."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from koppelkans.engine.cells import EPOCH
from koppelkans.engine.folder import new_folder
from koppelkans.engine.region import (
    COST_KINDS,
    CREDENTIAL_KINDS,
    DAYPARTS,
    MODES,
    OPEN_END,
    OPEN_START,
    PLACE_KINDS,
    Bools,
    Ints,
    Pathways,
    Region,
    Settings,
)
from koppelkans.engine.tables import FORMAT, REGION_TABLES, SETTINGS_FILE, YES_NO, Table

Texts = Iterable[str]


def write_region(region: Region, folder: Path) -> None:
    """Write a region folder, whole or not at all; raises FileExistsError where the folder exists.

    What follows from other cells (implied credentials, defaults) is written out; what was gone in previous.csv gets
    an id that exists nowhere.
    """
    columns = _columns(region)
    write_sheets(folder, _tree(region), {file: zip(*columns[file], strict=True) for file in columns})


def write_sheets(folder: Path, settings: Mapping[str, Any], rows: Mapping[str, Iterable[Sequence[str]]]) -> None:
    """Write a region folder of cells as they are, whole or not at all; raises FileExistsError where it exists.

    `settings` is the tree of region.toml without `format`; `rows` gives the rows of each csv file, every column in the
    order of the format. A file that is not in `rows` is not written.
    """
    with new_folder(folder) as draft:
        (draft / SETTINGS_FILE).write_text(_toml(settings), encoding="utf-8", newline="\n")
        for table in REGION_TABLES:
            if table.file in rows:
                write_csv(draft / table.file, table, rows[table.file])


def write_csv(path: Path, table: Table, rows: Iterable[Sequence[str]]) -> None:
    """Write rows in the columns of a table: UTF-8, RFC 4180 with LF."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in table.columns])
        writer.writerows(rows)


def day(days: int) -> str:
    """A day counted from 1970-01-01 as YYYY-MM-DD."""
    return date.fromordinal(days + EPOCH).isoformat()


def money(cents: int) -> str:
    """Euros with 2 decimals."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _columns(region: Region) -> dict[str, tuple[Texts, ...]]:
    """Every file as columns of text, in the order of the format."""
    return {
        **_of_vocabulary(region),
        **_of_people(region),
        "runs.csv": _of_runs(region),
        "places.csv": _of_places(region),
        "funds.csv": _of_funds(region),
        **_of_the_rest(region),
    }


def _of_vocabulary(region: Region) -> dict[str, tuple[Texts, ...]]:
    credentials, occupations, employers = region.credentials, region.occupations, region.employers
    others = credentials.implies & ~np.eye(len(credentials.ids), dtype=np.bool_)
    postcodes = region.postcodes
    return {
        "credentials.csv": (
            credentials.ids,
            credentials.name,
            _named(CREDENTIAL_KINDS, credentials.kind),
            _sets(credentials.ids, others),
        ),
        "occupations.csv": (
            occupations.ids,
            occupations.name,
            _named(region.sectors, occupations.sector),
            occupations.esco,
            _named(credentials.ids, occupations.qualification),
        ),
        "employers.csv": (employers.ids, employers.name, _counts(employers.mentors)),
        "postcodes.csv": (postcodes.ids, _numbers(postcodes.lat), _numbers(postcodes.lon)),
    }


def _of_people(region: Region) -> dict[str, tuple[Texts, ...]]:
    people, wishes = region.candidates, region.wishes
    return {
        "candidates.csv": (
            people.ids,
            _named(region.municipalities, people.municipality),
            _named(region.postcodes.ids, people.postcode),
            _days(people.available_from),
            _masks(DAYPARTS, people.dayparts),
            _masks(MODES, people.modes),
            _numbers(people.max_travel),
            _sets(region.credentials.ids, people.holds),
            _numbers(people.baseline),
            _sets(region.groups, people.groups),
            _sets(region.districts, people.districts),
            _sets(region.districts, people.not_districts),
        ),
        "wishes.csv": (
            _named(people.ids, wishes.candidate),
            _named(region.occupations.ids, wishes.occupation),
            _numbers(wishes.preference),
            _numbers(wishes.aptitude),
        ),
    }


def _of_runs(region: Region) -> tuple[Texts, ...]:
    runs, credentials = region.runs, region.credentials.ids
    return (
        runs.ids,
        _named(region.trainings, runs.training),
        runs.name,
        _named(region.providers, runs.provider),
        _named(region.postcodes.ids, runs.postcode),
        _days(runs.start),
        _days(runs.end),
        _masks(DAYPARTS, runs.dayparts),
        _counts(runs.seats_min),
        _counts(runs.seats_max),
        _counts(runs.seats_taken),
        _amounts(runs.seat_cost),
        _amounts(runs.group_cost),
        _named(COST_KINDS, runs.cost_kind),
        _sets(credentials, runs.requires),
        _sets(credentials, runs.grants),
        _sets(region.groups, runs.only_for),
    )


def _of_places(region: Region) -> tuple[Texts, ...]:
    places = region.places
    return (
        places.ids,
        _named(region.employers.ids, places.employer),
        _named(region.occupations.ids, places.occupation),
        _named(PLACE_KINDS, places.kind),
        _named(region.postcodes.ids, places.postcode),
        _named(region.districts, places.district),
        _days(places.start_from),
        _days(places.start_until),
        _counts(places.capacity),
        _masks(DAYPARTS, places.dayparts),
        _counts(places.dayparts_needed),
        _sets(region.credentials.ids, places.requires),
        _counts(places.mentor_weeks),
        _named(YES_NO, places.guarantee.astype(np.int32)),
        _amounts(places.cost),
        _named(COST_KINDS, places.cost_kind),
        _sets(region.groups, places.only_for),
    )


def _of_funds(region: Region) -> tuple[Texts, ...]:
    funds = region.funds
    shares = zip(funds.expected.tolist(), funds.reserve.tolist(), strict=True)
    return (
        funds.ids,
        funds.name,
        _amounts(funds.budget),
        _sets(COST_KINDS, funds.pays),
        _named(YES_NO, funds.pays_groups.astype(np.int32)),
        _days(funds.opens),
        _days(funds.closes),
        _sets(region.municipalities, funds.municipalities),
        _sets(region.groups, funds.groups),
        _sets(region.sectors, funds.sectors),
        _amounts(funds.max_per_candidate),
        _named(("granted", "expected"), funds.expected.astype(np.int32)),
        _named(funds.ids, funds.guarantor),
        [repr(share) if expected else "" for expected, share in shares],
    )


def _of_the_rest(region: Region) -> dict[str, tuple[Texts, ...]]:
    people, postcodes = region.candidates.ids, region.postcodes.ids
    held, forbidden, taken = region.held, region.forbidden, region.mentors_taken
    used, trips = region.used, region.travel_times
    return {
        "held.csv": (
            _named(people, held.candidate),
            _named(region.credentials.ids, held.credential),
            _days(held.first),
            _days(held.last),
        ),
        "forbidden.csv": (
            _named(people, forbidden.candidate),
            _named(region.runs.ids, forbidden.run),
            _named(region.places.ids, forbidden.place),
        ),
        "mentors_taken.csv": (
            _named(region.employers.ids, taken.employer),
            [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in taken.month.tolist()],
            _counts(taken.taken),
        ),
        "used.csv": (_named(people, used.candidate), _named(region.funds.ids, used.fund), _amounts(used.amount)),
        "travel.csv": (
            _named(postcodes, trips.origin),
            _named(postcodes, trips.destination),
            _named(MODES, trips.mode),
            _numbers(trips.minutes),
        ),
        "previous.csv": _of_pathways(region, region.previous),
        "locks.csv": _of_pathways(region, region.locks),
    }


def _of_pathways(region: Region, pathways: Pathways) -> tuple[Texts, ...]:
    """Runs and places that are gone get ids that exist nowhere, so that they are gone when read again."""
    runs, places = region.runs.ids, region.places.ids
    gone_run, gone_place = _free_id(set(runs)), _free_id(set(places))
    chains = []
    for chain in pathways.runs:
        gone = (f"{gone_run}.{at}" for at in range(len(chain)))
        chains.append("|".join(runs[run] if run >= 0 else next(gone) for run in chain))
    ends = [places[place] if place >= 0 else gone_place for place in pathways.place.tolist()]
    return _named(region.candidates.ids, pathways.candidate), chains, ends


def _free_id(taken: set[str]) -> str:
    """An id that none of these begins with."""
    free = "gone"
    while any(name.startswith(free) for name in taken):
        free += "-"
    return free


def _named(names: Sequence[str], rows: Any) -> list[str]:
    """The names of rows; empty where the row is -1."""
    return [names[row] if row >= 0 else "" for row in rows.tolist()]


def _sets(names: Sequence[str], member: Bools) -> Iterator[str]:
    """The names in each set, as a list in a cell."""
    for row in member:
        yield "|".join(names[at] for at in np.flatnonzero(row).tolist())


def _masks(names: Sequence[str], masks: Ints) -> list[str]:
    """The names in each bit mask, as a list in a cell."""
    written = {
        mask: "|".join(name for bit, name in enumerate(names) if mask >> bit & 1) for mask in np.unique(masks).tolist()
    }
    return [written[mask] for mask in masks.tolist()]


def _days(days: Ints) -> list[str]:
    written = {day_: "" if day_ in (OPEN_START, OPEN_END) else day(day_) for day_ in np.unique(days).tolist()}
    return [written[day_] for day_ in days.tolist()]


def _counts(values: Any) -> list[str]:
    return ["" if value < 0 else str(value) for value in values.tolist()]


def _numbers(values: Any) -> list[str]:
    return [repr(value) for value in values.tolist()]


def _amounts(cents: Any) -> list[str]:
    return ["" if value < 0 else money(value) for value in cents.tolist()]


def _tree(region: Region) -> dict[str, Any]:
    """The settings of a region as the tree of region.toml, in the order of the format."""
    settings: Settings = region.settings
    travel, objective, scorecard = settings.travel, settings.objective, settings.scorecard
    return {
        "name": settings.name,
        "plan_from": date.fromordinal(settings.plan_from + EPOCH),
        "plan_until": date.fromordinal(settings.plan_until + EPOCH),
        "max_runs": settings.max_runs,
        "travel": {
            "detour": travel.detour,
            "speed": dict(zip(MODES, travel.speed.tolist(), strict=True)),
            "overhead": dict(zip(MODES, travel.overhead.tolist(), strict=True)),
        },
        "objective": {name: getattr(objective, name) for name in objective.__dataclass_fields__},
        "scorecard": {name: getattr(scorecard, name) for name in scorecard.__dataclass_fields__ if name != "kind"}
        | {"kind": dict(zip(PLACE_KINDS, scorecard.kind.tolist(), strict=True))},
        "fairness": [
            {"group": region.groups[floor.group], "min_share": floor.min_share} for floor in settings.fairness
        ],
    }


def _toml(tree: Mapping[str, Any]) -> str:
    """region.toml: plain values, then a table per group of weights, then a table per floor."""
    lines = [f"format = {FORMAT}", *_lines({key: value for key, value in tree.items() if not _is_table(value)})]
    for name, table in tree.items():
        for rows in [table] if isinstance(table, Mapping) else table if isinstance(table, list) else []:
            lines += ["", f"[{name}]" if isinstance(table, Mapping) else f"[[{name}]]", *_lines(rows)]
    return "\n".join([*lines, ""])


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping | list)


def _lines(values: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {_value(value)}" for name, value in values.items()]


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(_lines(value))} }}" if value else "{}"
    if isinstance(value, str):
        return _quoted(value)
    return value.isoformat() if isinstance(value, date) else repr(value)


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes, and DEL, which JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
