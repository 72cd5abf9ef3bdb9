"""The open files of a folder being written: rows go straight to disk, so that memory does not grow with the region."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

COLUMNS = {
    "credentials": "credential name kind implies",
    "occupations": "occupation name sector esco qualification",
    "candidates": "candidate municipality postcode available_from dayparts modes max_travel holds baseline groups "
    "districts not_districts",
    "wishes": "candidate occupation preference aptitude",
    "runs": "run training name provider postcode start end dayparts seats_min seats_max seats_taken seat_cost "
    "group_cost cost_kind requires grants only_for",
    "employers": "employer name mentors",
    "places": "place employer occupation kind postcode district start_from start_until capacity dayparts "
    "dayparts_needed requires mentor_weeks guarantee cost cost_kind only_for",
    "funds": "fund name budget pays pays_groups from until municipalities groups sectors max_per_candidate state "
    "guarantor reserve",
    "postcodes": "postcode lat lon",
    "held": "candidate credential from until",
    "forbidden": "candidate run place",
    "mentors_taken": "employer month taken",
    "used": "candidate fund amount",
}


class Sheets:
    """The tables of one region folder, to be used in a `with` block; rows are added in the order they come."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        self._writers = {}
        with ExitStack() as stack:
            for table, columns in COLUMNS.items():
                file = stack.enter_context((folder / f"{table}.csv").open("w", encoding="utf-8", newline=""))
                self._writers[table] = csv.writer(file, lineterminator="\n")
                self._writers[table].writerow(columns.split())
            self._stack = stack.pop_all()

    def __enter__(self) -> Sheets:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, table: str, *cells: Any) -> None:
        """Add a row; a list becomes `a|b`, a date its ISO form, None an empty cell."""
        self._writers[table].writerow([_text(cell) for cell in cells])


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, (list, tuple)):
        return "|".join(cell)
    return str(cell)
