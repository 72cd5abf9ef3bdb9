"""Counts from the ledger: per month, programme, sector, training and municipality, also as known on an earlier day.

A page costs two questions to the database, however many people there are. What may be shown of them is decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from django.db.models import Min

from koppelkans.documents.charts import HIDDEN, Figure
from koppelkans.reports.hiding import LEAST, hidden, points, points_of_all
from koppelkans.reports.measures import COUNTED, PLACE, PROGRAMME, SECTOR, TRAINING
from koppelkans.reports.scope import Scope
from koppelkans.reports.summing import Cells, Counted, Key, counts
from koppelkans.results.models import LedgerEntry

ALL = "*"  # every programme


@dataclass(frozen=True)
class Tally:
    """What was counted in a year, as far as it may be shown."""

    year: int
    running: Mapping[str, Sequence[Figure]]  # by measure: what it had come to at the end of each month
    totals: Mapping[str, Figure]
    parts: Mapping[tuple[str, str], Mapping[str, Figure]]  # by measure and by what
    left_out: bool  # programmes that are too small to be shown are not in these totals

    def part(self, measure: str, by: str) -> Mapping[str, Figure]:
        """The figures of a measure by programme, sector, training or municipality."""
        return self.parts.get((measure, by), {})


def tally(scope: Scope, year: int, known_on: date | None = None) -> Tally:
    """The counts of a year within a scope; outside one's own municipality without the small groups."""
    counted = counts(year, known_on, municipality=scope.municipality, programme=scope.programme if scope.full else "")
    view = _Open(scope) if scope.full else _Closed(scope)
    running: dict[str, Sequence[Figure]] = {}
    totals: dict[str, Figure] = {}
    parts: dict[tuple[str, str], dict[str, Figure]] = {}
    for measure in COUNTED:
        shown = view.of(counted.get(measure, Counted({}, {})))
        running[measure], totals[measure] = shown.running, shown.total
        for by, figures in shown.parts.items():
            parts[measure, by] = figures
    return Tally(year, running, totals, parts, view.left_out)


def years(today: date) -> list[int]:
    """The years of which something is known, the last first."""
    first: date | None = LedgerEntry.objects.filter(measure__in=COUNTED).aggregate(first=Min("concerns"))["first"]
    return list(range(today.year, min(first.year if first else today.year, today.year) - 1, -1))


# ---- what is shown


@dataclass(frozen=True)
class _Shown:
    """The figures of one measure for a page."""

    running: Sequence[Figure]
    total: Figure
    parts: Mapping[str, dict[str, Figure]]


class _Open:
    """Every number of the own municipality."""

    left_out = False

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def of(self, counted: Counted) -> _Shown:
        """All of it."""
        running = list(accumulate(_added(counted.months.values())))
        parts: dict[str, dict[str, Figure]] = {PROGRAMME: {}, SECTOR: {}, TRAINING: {}, PLACE: {}}
        for (programme, by, which, _sector), number in counted.cells.items():
            name = parts[by or PROGRAMME]
            key = which if by else programme
            name[key] = _plus(name.get(key), number)
        return _Shown(running, running[-1], parts)


class _Closed:
    """The region for who has no case role there: no small group, and none that a subtraction gives."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.left_out = False

    def of(self, counted: Counted) -> _Shown:
        """What may be shown of a measure."""
        small = {code for code, months in counted.months.items() if sum(months) < LEAST}
        mine = self.scope.programme
        parts: dict[str, dict[str, Figure]] = {PROGRAMME: {}, SECTOR: {}, TRAINING: {}, PLACE: {}}
        parts[PROGRAMME] = dict.fromkeys(sorted(small), HIDDEN)
        if mine in small and mine:
            return _Shown([HIDDEN] * 12, HIDDEN, parts)
        kept = {code: list(accumulate(months)) for code, months in counted.months.items() if code not in small}
        self.left_out = self.left_out or (not mine and bool(small))
        cells = with_all({key: number for key, number in counted.cells.items() if key[0] not in small})
        unseen = hidden(cells, sums_of(cells))
        of = mine or ALL
        for (programme, by, which, _sector), number in cells.items():
            if not by and programme != ALL:
                parts[PROGRAMME][programme] = HIDDEN if (programme, "", "", "") in unseen else number
            elif by and programme == of:
                key = (programme, by, which, _sector)
                figure = HIDDEN if key in unseen or parts[by].get(which) is HIDDEN else number
                parts[by][which] = figure if figure is HIDDEN else _plus(parts[by].get(which), number)
        if mine:
            running = kept.get(mine, [0] * 12)
            shown = points(running)
        else:
            running = [sum(column) for column in zip(*kept.values(), strict=True)] or [0] * 12
            shown = points_of_all(running, kept.values())
        seen: list[Figure] = [number if fits else HIDDEN for number, fits in zip(running, shown, strict=True)]
        total: Figure = HIDDEN if running[-1] < LEAST or (of, "", "", "") in unseen else running[-1]
        return _Shown(seen, total, parts)


def _plus(figure: Figure, number: int) -> Figure:
    """The sum of what stands there and this."""
    return number + (figure if isinstance(figure, (int, float)) else 0)


def _added(rows: Iterable[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)] or [0] * 12


def with_all(cells: Cells) -> dict[Key, int]:
    """These cells and their sums over the programmes."""
    found: dict[Key, int] = defaultdict(int, cells)
    for (_programme, by, which, sector), number in cells.items():
        found[ALL, by, which, sector] += number
    return dict(found)


def sums_of(cells: Cells) -> list[tuple[Key, list[Key]]]:
    """Which cell is the sum of which: over programmes, sectors, trainings of a sector, municipalities."""
    parts: dict[Key, list[Key]] = defaultdict(list)
    for key in cells:
        programme, by, _which, sector = key
        if programme != ALL:
            parts[ALL, by, _which, sector].append(key)
    lines = list(parts.items())
    parts = defaultdict(list)
    for key in cells:
        programme, by, _which, sector = key
        if by == TRAINING:
            parts[programme, SECTOR, sector, ""].append(key)
    lines += parts.items()
    for by in (SECTOR, PLACE):
        parts = defaultdict(list)
        for key in cells:
            if key[1] == by:
                parts[key[0], "", "", ""].append(key)
        lines += parts.items()
    return lines
