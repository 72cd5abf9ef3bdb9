"""The sums of a year of the ledger, in two questions: those kept at night, and the rows that came after them.

Rows of the ledger never change, so the sums up to a row stay right; a page adds what is new. Without kept sums all rows
of the year are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, QuerySet, Sum
from django.utils import timezone

from koppelkans.reports.kept import SUMS
from koppelkans.reports.measures import COUNTED, PLACE, SECTOR, TRAINING
from koppelkans.reports.models import Computed
from koppelkans.results.models import LedgerEntry

Key = tuple[str, str, str, str]  # programme, by what, which, and of a training its sector
Cells = Mapping[Key, int]
BY = ("measure", "programme", "sector", "training", "municipality")
SETTLED = timedelta(minutes=10)  # a row that was booked so long ago was written, and so was each before it

Month = tuple[str, str, str, list[int]]  # measure, programme, municipality, what each month added
Cell = tuple[str, str, str, str, str, int]


@dataclass(frozen=True)
class Counted:
    """The sums of the ledger for one measure: per programme each month, and the cells of the year."""

    months: Mapping[str, Sequence[int]]  # by programme
    cells: Cells


def counts(
    year: int, known_on: date | None = None, *, municipality: str = "", programme: str = ""
) -> dict[str, Counted]:
    """The sums of a year by measure, in two questions to the database."""
    until = None if known_on is None else after(known_on)
    kept = _kept(year, until)
    rows = _rows(year, kept, until)
    months, cells = _summed(rows)
    if kept is not None:
        months, cells = [*kept["months"], *months], [*kept["cells"], *cells]
    return _folded(months, cells, municipality, programme)


def sums_to_keep(year: int, now: datetime) -> dict[str, Any]:
    """What the night keeps of a year: the sums of all rows up to the last that is settled."""
    last = LedgerEntry.objects.filter(booked_at__lt=now - SETTLED).aggregate(last=Max("pk"))["last"] or 0
    months, cells = _summed(_all(year).filter(pk__lte=last).values_list(*BY, "concerns", "amount"))
    return {"upto": last, "months": months, "cells": cells}


def after(day: date) -> datetime:
    """The first moment that is after this day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def _all(year: int) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(
        measure__in=COUNTED, concerns__gte=date(year, 1, 1), concerns__lt=date(year + 1, 1, 1)
    ).order_by()


def _kept(year: int, until: datetime | None) -> dict[str, Any] | None:
    """The latest sums of a year that were kept, before the day that is asked for was over."""
    rows = Computed.objects.filter(kind=f"{SUMS}-{year}", programme="", municipality="")
    if until is not None:
        rows = rows.filter(made_at__lt=until)
    found = rows.order_by("-on").first()
    return found.figures if found else None


def _rows(year: int, kept: Mapping[str, Any] | None, until: datetime | None) -> Iterable[tuple[Any, ...]]:
    """The rows that are not in the kept sums; by number alone, as there are few."""
    if kept is None:
        every = _all(year)
        if until is not None:
            every = every.filter(booked_at__lt=until)
        return every.values_list(*BY, "concerns").annotate(Sum("amount"))
    rows = LedgerEntry.objects.filter(pk__gt=kept["upto"]).order_by()
    if until is not None:
        rows = rows.filter(booked_at__lt=until)
    wanted = set(COUNTED)
    new = rows.values_list(*BY, "concerns", "amount")
    return (row for row in new if row[5].year == year and row[0] in wanted)


def _summed(rows: Iterable[tuple[Any, ...]]) -> tuple[list[Month], list[Cell]]:
    """Rows as sums: by month, and by everything else."""
    months: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0] * 12)
    cells: dict[tuple[str, ...], int] = defaultdict(int)
    for measure, code, sector, training, place, concerns, number in rows:
        months[measure, code, place][concerns.month - 1] += number
        cells[measure, code, sector, training, place] += number
    return [(*key, added) for key, added in months.items()], [(*key, number) for key, number in cells.items()]  # type: ignore[misc]


def _folded(months: Iterable[Month], cells: Iterable[Cell], municipality: str, programme: str) -> dict[str, Counted]:
    """The sums of what was asked for, by measure."""
    added: dict[str, dict[str, list[int]]] = defaultdict(dict)
    found: dict[str, dict[Key, int]] = defaultdict(lambda: defaultdict(int))
    for measure, code, place, numbers in months:
        if municipality in ("", place) and programme in ("", code):
            before = added[measure].get(code, [0] * 12)
            added[measure][code] = [one + more for one, more in zip(before, numbers, strict=True)]
    for measure, code, sector, training, place, number in cells:
        if municipality in ("", place) and programme in ("", code):
            of = found[measure]
            of[code, "", "", ""] += number
            of[code, SECTOR, sector, ""] += number
            of[code, TRAINING, training, sector] += number
            of[code, PLACE, place, ""] += number
    return {measure: Counted(added[measure], found[measure]) for measure in added}
