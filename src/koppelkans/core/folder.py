"""How the ground is written in a region folder (format 1): rows of text to models, and models to rows of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import models

from koppelkans.core.fields import SEPARATOR, Written
from koppelkans.core.models import (
    Credential,
    District,
    Municipality,
    Occupation,
    Organisation,
    Postcode,
    Region,
    TargetGroup,
    TravelTime,
)

Row = Mapping[str, str]
Rows = Iterator[tuple[str, ...]]
Model = TypeVar("Model", bound=models.Model)

BATCH = 1000
SETTINGS = ("name", "plan_from", "plan_until", "max_runs", "travel", "objective", "scorecard", "fairness")


def codes(cell: str) -> list[str]:
    """The items of a cell."""
    return cell.split(SEPARATOR) if cell else []


def listed(items: Iterable[str]) -> str:
    """A cell of items."""
    return SEPARATOR.join(items)


def number(cell: str) -> Any:
    """The figure of a cell, as written; None for an empty one, which the format has excluded where a model asks one."""
    return Written(cell) if cell else None


def integer(cell: str) -> Any:
    """The whole number of a cell."""
    return int(cell) if cell else None


def day(cell: str) -> Any:
    """The day of a cell."""
    return date.fromisoformat(cell) if cell else None


def shown(value: object) -> str:
    """A cell of a value: nothing for None, a figure as it was written."""
    if value is None:
        return ""
    return value.text if isinstance(value, Written) else str(value)


def add_all(model: type[Model], rows: Iterable[Model]) -> list[Model]:
    """Insert in batches."""
    return model._default_manager.bulk_create(rows, batch_size=BATCH)


def add_missing(model: type[Model], rows: Iterable[Model]) -> None:
    """Insert those whose key is not there yet."""
    model._default_manager.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def set_region(settings: Mapping[str, Any]) -> Region:
    """The one region with the settings of region.toml (as a tree, without `format`)."""
    values = {name: settings.get(name) for name in ("name", "plan_from", "plan_until", "max_runs", "fairness")}
    weights = {name: dict(settings.get(name) or {}) for name in ("travel", "objective", "scorecard")}
    return Region.objects.update_or_create(only=True, defaults=values | weights)[0]


def region_tree(region: Region) -> dict[str, Any]:
    """The settings of region.toml as a tree, without what is not set."""
    tree = {name: getattr(region, name) for name in SETTINGS}
    return {name: value for name, value in tree.items() if value is not None}


def add_vocabulary(tables: Mapping[str, Sequence[Row]]) -> None:
    """Credentials, occupations, postcodes, travel times."""
    add_missing(
        Credential,
        [
            Credential(code=row["credential"], name=row["name"], kind=row["kind"], implies=codes(row["implies"]))
            for row in tables["credentials.csv"]
        ],
    )
    add_missing(
        Occupation,
        [
            Occupation(
                code=row["occupation"],
                name=row["name"],
                sector=row["sector"],
                esco=row["esco"],
                qualification_id=row["qualification"] or None,
            )
            for row in tables["occupations.csv"]
        ],
    )
    add_missing(
        Postcode,
        [
            Postcode(code=row["postcode"], lat=number(row["lat"]), lon=number(row["lon"]))
            for row in tables["postcodes.csv"]
        ],
    )
    add_all(
        TravelTime,
        [
            TravelTime(start_id=row["from"], end_id=row["to"], mode=row["mode"], minutes=number(row["minutes"]))
            for row in tables["travel.csv"]
        ],
    )


def add_names(*, municipalities: Iterable[str], districts: Iterable[str], groups: Iterable[str]) -> None:
    """The free words of a folder, each with its code as its name until somebody gives it a better one."""
    add_missing(Municipality, [Municipality(code=code, name=code) for code in sorted(set(municipalities))])
    add_missing(District, [District(code=code) for code in sorted(set(districts))])
    add_missing(TargetGroup, [TargetGroup(code=code) for code in sorted(set(groups))])


def add_organisations(kind: str, names: Mapping[str, str]) -> dict[str, int]:
    """Organisations of one kind by code and name; returns the key of each code."""
    add_missing(Organisation, [Organisation(kind=kind, code=code, name=name) for code, name in sorted(names.items())])
    return dict(Organisation.objects.filter(kind=kind).values_list("code", "pk"))


def vocabulary_rows() -> dict[str, Rows]:
    """The rows of the ground, by file."""
    return {
        "credentials.csv": (
            (row.code, row.name, row.kind, listed(row.implies)) for row in Credential.objects.order_by("pk").iterator()
        ),
        "occupations.csv": (
            (row.code, row.name, row.sector, row.esco, row.qualification_id or "")
            for row in Occupation.objects.order_by("pk").iterator()
        ),
        "postcodes.csv": (
            (row.code, shown(row.lat), shown(row.lon)) for row in Postcode.objects.order_by("pk").iterator()
        ),
        "travel.csv": (
            (row.start_id, row.end_id, row.mode, shown(row.minutes))
            for row in TravelTime.objects.order_by("pk").iterator()
        ),
    }
