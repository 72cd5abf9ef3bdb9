"""The platform's data as a region folder (format 1), and a region folder as the platform's data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from koppelkans.core.folder import (
    Row,
    Rows,
    add_all,
    add_names,
    add_vocabulary,
    codes,
    listed,
    region_tree,
    set_region,
    vocabulary_rows,
)
from koppelkans.core.models import Region
from koppelkans.engine import files
from koppelkans.engine.tables import REGION_TABLES
from koppelkans.funds.folder import add_funds, fund_rows
from koppelkans.people.folder import add_people, people_rows
from koppelkans.people.models import Candidate
from koppelkans.planning.models import Forbidden, Pinned
from koppelkans.supply.folder import add_offers, offer_rows
from koppelkans.supply.models import Place, Run

Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Selection:
    """What of the platform goes into a folder."""

    people: QuerySet[Candidate]
    runs: QuerySet[Run]
    places: QuerySet[Place]


def read_tables(folder: Path) -> tuple[dict[str, Any], dict[str, list[Row]]]:
    """The settings (as a tree) and the rows of a valid region folder; raises RegionError with all that is wrong."""
    files.read_region(folder)
    sheets, settings = files.read_sheets(folder)
    tables: dict[str, list[Row]] = {}
    for name, sheet in sheets.items():
        columns = {column: cells.text() for column, cells in sheet.columns.items()}
        tables[name] = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return _tree(settings), tables


def moved(settings: dict[str, Any], tables: Tables, first: date) -> tuple[dict[str, Any], dict[str, list[Row]]]:
    """The same region some whole weeks later or earlier, so that its planning begins in the week of `first`.

    For an example from the past; months move by as many whole months as fit best.
    """
    weeks = round((first - settings["plan_from"]).days / 7)
    by, months = timedelta(weeks=weeks), round(weeks * 7 * 12 / 365.2425)
    later: dict[str, list[Row]] = {
        file: [dict(row) | {name: _moved(row[name], by, months) for name in _timed(file)} for row in rows]
        for file, rows in tables.items()
    }
    return settings | {key: settings[key] + by for key in ("plan_from", "plan_until")}, later


def _timed(file: str) -> list[str]:
    """The columns of a file that hold a day or a month."""
    table = next(table for table in REGION_TABLES if table.file == file)
    return [column.name for column in table.columns if column.type in ("date", "month")]


def _moved(cell: str, by: timedelta, months: int) -> str:
    if len(cell) == len("2027-01"):
        count = int(cell[:4]) * 12 + int(cell[5:]) - 1 + months
        return f"{count // 12:04d}-{count % 12 + 1:02d}"
    return (date.fromisoformat(cell) + by).isoformat() if cell else ""


def add_tables(settings: Mapping[str, Any], tables: Tables, *, today: date) -> None:
    """Write everything of a folder into the empty platform."""
    set_region(settings)
    add_names(
        municipalities=[
            *(row["municipality"] for row in tables["candidates.csv"]),
            *_items(tables["funds.csv"], "municipalities"),
        ],
        districts=[
            *_items(tables["candidates.csv"], "districts", "not_districts"),
            *(row["district"] for row in tables["places.csv"] if row["district"]),
        ],
        groups=[
            *_items(tables["candidates.csv"], "groups"),
            *_items(tables["runs.csv"], "only_for"),
            *_items(tables["places.csv"], "only_for"),
            *_items(tables["funds.csv"], "groups"),
            *(floor["group"] for floor in settings.get("fairness") or []),
        ],
    )
    add_vocabulary(tables)
    add_offers(tables, today=today)
    people = add_people(tables, today=today)
    add_funds(tables, people)
    add_all(
        Forbidden,
        [
            Forbidden(candidate_id=people[row["candidate"]], run=row["run"], place=row["place"])
            for row in tables["forbidden.csv"]
        ],
    )
    for file, kind in (("previous.csv", Pinned.Kind.PREVIOUS), ("locks.csv", Pinned.Kind.LOCK)):
        add_all(
            Pinned,
            [
                Pinned(kind=kind, person=row["candidate"], runs=codes(row["runs"]), place=row["place"])
                for row in tables[file]
            ],
        )


@dataclass
class Sheets:
    """A region folder in memory: region.toml as a tree, and per csv file its rows in the columns of the format."""

    tree: dict[str, Any]
    rows: dict[str, list[tuple[str, ...]]]

    def write(self, folder: Path) -> None:
        """Write it, whole or not at all; raises FileExistsError where the folder exists."""
        needless = {table.file for table in REGION_TABLES if table.optional and not self.rows.get(table.file)}
        rows = {file: lines for file, lines in self.rows.items() if file not in needless}
        files.write_sheets(folder, self.tree, rows)

    def column(self, file: str, name: str) -> list[str]:
        """The cells of one column."""
        at = column_at(file, name)
        return [row[at] for row in self.rows[file]]


def column_at(file: str, name: str) -> int:
    """Where a column stands; raises KeyError for a file or column that the format does not know."""
    for table in REGION_TABLES:
        for at, column in enumerate(table.columns):
            if (table.file, column.name) == (file, name):
                return at
    raise KeyError(f"{file}: {name}")


def sheets_of(region: Region, selection: Selection, *, today: date, empty: bool = False) -> Sheets:
    """The selection as a region folder; `empty`: as if nobody had a seat or place yet.

    What was fixed or forbidden about an offer that is not in the selection is left out with it.
    """
    people = dict(selection.people.values_list("pk", "subject__pseudonym"))
    names = set(people.values())
    rows: dict[str, Rows] = {
        **vocabulary_rows(),
        **people_rows(selection.people),
        **offer_rows(selection.runs, selection.places, today=today, empty=empty),
        **fund_rows(people, today=today),
        "previous.csv": _pinned(Pinned.Kind.PREVIOUS),
    }
    filled = {file: list(lines) for file, lines in rows.items()}
    known = {"", *(row[0] for file in ("runs.csv", "places.csv") for row in filled[file])}
    filled["forbidden.csv"] = [
        (people[row.candidate_id], row.run, row.place)
        for row in Forbidden.objects.order_by("pk")
        if row.candidate_id in people and known.issuperset((row.run, row.place))
    ]
    filled["locks.csv"] = [
        (person, runs, place)
        for person, runs, place in _pinned(Pinned.Kind.LOCK)
        if person in names and known.issuperset((*codes(runs), place))
    ]
    return Sheets(region_tree(region), filled)


def sheets_in(folder: Path) -> Sheets:
    """A region folder that was written before; raises RegionError where it is not valid."""
    settings, tables = read_tables(folder)
    return Sheets(settings, {file: [tuple(row.values()) for row in rows] for file, rows in tables.items()})


def write_folder(region: Region, selection: Selection, folder: Path, *, today: date) -> None:
    """Write the selection as a region folder, whole or not at all; raises FileExistsError where the folder exists."""
    sheets_of(region, selection, today=today).write(folder)


def _pinned(kind: Pinned.Kind) -> Rows:
    return ((row.person, listed(row.runs), row.place) for row in Pinned.objects.filter(kind=kind).order_by("pk"))


def _items(rows: Iterable[Row], *columns: str) -> Iterable[str]:
    return (code for row in rows for column in columns for code in codes(row[column]))


def _tree(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Values by path, such as `travel.speed.foot` or `fairness[0].group`, as the tree of region.toml."""
    tree: dict[str, Any] = {}
    floors: dict[int, dict[str, Any]] = {}
    for path, value in settings.items():
        head, *rest = path.split(".")
        if head == "format":
            continue
        if head.startswith("fairness["):
            floors.setdefault(int(head[9:-1]), {})[rest[0]] = value
            continue
        node = tree
        for name in (head, *rest)[:-1]:
            node = node.setdefault(name, {})
        node[(head, *rest)[-1]] = value
    if floors:
        tree["fairness"] = [floors[at] for at in sorted(floors)]
    return tree
