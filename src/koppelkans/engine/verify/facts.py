"""The region once more, as plain Python rows with sets and dictionaries, so that each rule can be checked one
pathway at a time in the words of the format."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from koppelkans.engine.region import LANGUAGE, MODES, Bools, Region, Settings

EARTH_RADIUS_KM = 6371.0088
Set = frozenset[int]


@dataclass(frozen=True)
class Candidate:
    """A row of candidates.csv with everything other files say of the same person.

    `held` is (first day, last day, credentials with what they imply), `wishes` maps an occupation to (preference,
    aptitude), `forbidden` is (run, place) with -1 for an empty cell, `used` maps a fund to cents.
    """

    row: int
    id: str
    municipality: int
    postcode: int
    available_from: int
    dayparts: int
    modes: tuple[int, ...]
    max_travel: float
    holds: Set
    held: tuple[tuple[int, int, Set], ...]
    baseline: float
    groups: Set
    districts: Set
    not_districts: Set
    wishes: dict[int, tuple[float, float]]
    forbidden: tuple[tuple[int, int], ...]
    used: dict[int, int]
    previous: tuple[frozenset[int], int] | None
    lock: tuple[frozenset[int], int] | None


@dataclass(frozen=True)
class Run:
    """A row of runs.csv; `grants` with what is implied, money in cents."""

    row: int
    id: str
    training: int
    postcode: int
    start: int
    end: int
    dayparts: int
    seats_min: int
    seats_max: int
    seats_taken: int
    seat_cost: int
    group_cost: int
    cost_kind: int
    requires: Set
    grants: Set
    only_for: Set


@dataclass(frozen=True)
class Place:
    """A row of places.csv with the sector and the qualification of its occupation; money in cents."""

    row: int
    id: str
    employer: int
    occupation: int
    sector: int
    qualification: int
    kind: int
    postcode: int
    district: int
    start_from: int
    start_until: int
    capacity: int
    dayparts: int
    dayparts_needed: int
    requires: Set
    mentor_weeks: int
    guarantee: bool
    cost: int
    cost_kind: int
    only_for: Set


class Facts:
    """A Region as rows: `candidates`, `runs` and `places` by row number, and what holds between them."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.settings: Settings = region.settings
        self.implied = _sets(region.credentials.implies)
        kinds = region.credentials.kind.tolist()
        self.languages: Set = frozenset(c for c, kind in enumerate(kinds) if kind == LANGUAGE)
        self.candidates = _candidates(region, self.implied)
        self.runs = _runs(region, self.implied)
        self.places = _places(region)
        times = region.travel_times
        self._travel = {
            (a, b, mode): minutes
            for a, b, mode, minutes in zip(
                times.origin.tolist(),
                times.destination.tolist(),
                times.mode.tolist(),
                times.minutes.tolist(),
                strict=True,
            )
        }
        self._lat = region.postcodes.lat.tolist()
        self._lon = region.postcodes.lon.tolist()

    def minutes(self, candidate: Candidate, destination: int) -> float:
        """Travel minutes from the candidate to a postcode, by the fastest mode (infinite without any mode)."""
        return min((self._minutes(candidate.postcode, destination, mode) for mode in candidate.modes), default=math.inf)

    def _minutes(self, origin: int, destination: int, mode: int) -> float:
        if (origin, destination, mode) in self._travel:
            return float(self._travel[origin, destination, mode])
        travel = self.settings.travel
        overhead = float(travel.overhead[mode])
        if origin == destination:
            return overhead
        return self._kilometres(origin, destination) * travel.detour / float(travel.speed[mode]) * 60 + overhead

    def _kilometres(self, a: int, b: int) -> float:
        lat_a, lat_b = math.radians(self._lat[a]), math.radians(self._lat[b])
        half_lat = (lat_b - lat_a) / 2
        half_lon = math.radians(self._lon[b] - self._lon[a]) / 2
        chord = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
        return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


@lru_cache(maxsize=2)
def facts_of(region: Region) -> Facts:
    """The facts of a region, kept for the next question about the same object."""
    return Facts(region)


def held_on(candidate: Candidate, runs: Iterable[Run], day: int) -> set[int]:
    """All credentials held on a day: from `holds`, from held.csv, and granted by a run that ended before it (P5)."""
    held = set(candidate.holds)
    for first, last, credentials in candidate.held:
        if first <= day <= last:
            held |= credentials
    for run in runs:
        if run.end < day:
            held |= run.grants
    return held


def _sets(matrix: Bools) -> list[Set]:
    return [frozenset(np.flatnonzero(row).tolist()) for row in matrix]


def _closed(credentials: Set, implied: list[Set]) -> Set:
    return frozenset().union(*(implied[c] for c in credentials))


def _candidates(region: Region, implied: list[Set]) -> list[Candidate]:
    table, wishes, held, forbidden, used = region.candidates, region.wishes, region.held, region.forbidden, region.used
    wished: dict[int, dict[int, tuple[float, float]]] = defaultdict(dict)
    for c, occupation, preference, aptitude in _rows(
        wishes.candidate, wishes.occupation, wishes.preference, wishes.aptitude
    ):
        wished[c][occupation] = (preference, aptitude)
    periods: dict[int, list[tuple[int, int, Set]]] = defaultdict(list)
    for c, credential, first, last in _rows(held.candidate, held.credential, held.first, held.last):
        periods[c].append((first, last, implied[credential]))
    banned: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for c, run, place in _rows(forbidden.candidate, forbidden.run, forbidden.place):
        banned[c].append((run, place))
    spent: dict[int, dict[int, int]] = defaultdict(dict)
    for c, fund, amount in _rows(used.candidate, used.fund, used.amount):
        spent[c][fund] = amount
    previous, locks = _pathways(region, "previous"), _pathways(region, "locks")
    modes = table.modes.tolist()
    holds, groups = _sets(table.holds), _sets(table.groups)
    districts, not_districts = _sets(table.districts), _sets(table.not_districts)
    columns = zip(
        table.ids,
        _rows(
            table.municipality, table.postcode, table.available_from, table.dayparts, table.max_travel, table.baseline
        ),
        strict=True,
    )
    return [
        Candidate(
            row=c,
            id=name,
            municipality=municipality,
            postcode=postcode,
            available_from=available_from,
            dayparts=dayparts,
            modes=tuple(mode for mode in range(len(MODES)) if modes[c] >> mode & 1),
            max_travel=max_travel,
            holds=_closed(holds[c], implied),
            held=tuple(periods.get(c, ())),
            baseline=baseline,
            groups=groups[c],
            districts=districts[c],
            not_districts=not_districts[c],
            wishes=wished.get(c, {}),
            forbidden=tuple(banned.get(c, ())),
            used=spent.get(c, {}),
            previous=previous.get(c),
            lock=locks.get(c),
        )
        for c, (name, (municipality, postcode, available_from, dayparts, max_travel, baseline)) in enumerate(columns)
    ]


def _pathways(region: Region, table: str) -> dict[int, tuple[frozenset[int], int]]:
    rows = region.previous if table == "previous" else region.locks
    return {
        candidate: (frozenset(runs), place)
        for candidate, runs, place in zip(rows.candidate.tolist(), rows.runs, rows.place.tolist(), strict=True)
    }


def _runs(region: Region, implied: list[Set]) -> list[Run]:
    table = region.runs
    requires, grants, only_for = _sets(table.requires), _sets(table.grants), _sets(table.only_for)
    columns = _rows(
        table.training,
        table.postcode,
        table.start,
        table.end,
        table.dayparts,
        table.seats_min,
        table.seats_max,
        table.seats_taken,
        table.seat_cost,
        table.group_cost,
        table.cost_kind,
    )
    return [
        Run(r, table.ids[r], *row, requires=requires[r], grants=_closed(grants[r], implied), only_for=only_for[r])
        for r, row in enumerate(columns)
    ]


def _places(region: Region) -> list[Place]:
    table = region.places
    sector, qualification = region.occupations.sector.tolist(), region.occupations.qualification.tolist()
    requires, only_for = _sets(table.requires), _sets(table.only_for)
    columns = _rows(
        table.kind, table.postcode, table.district, table.start_from, table.start_until, table.capacity,
        table.dayparts, table.dayparts_needed,
    )  # fmt: skip
    rest = _rows(table.employer, table.occupation, table.mentor_weeks, table.guarantee, table.cost, table.cost_kind)
    return [
        Place(
            p, table.ids[p], employer, occupation, sector[occupation], qualification[occupation], *row,
            requires=requires[p], mentor_weeks=weeks, guarantee=guarantee, cost=cost, cost_kind=cost_kind,
            only_for=only_for[p],
        )
        for p, (row, (employer, occupation, weeks, guarantee, cost, cost_kind)) in enumerate(
            zip(columns, rest, strict=True)
        )
    ]  # fmt: skip


def _rows(*columns: np.ndarray) -> list[tuple]:  # type: ignore[type-arg]
    return list(zip(*(column.tolist() for column in columns), strict=True))
