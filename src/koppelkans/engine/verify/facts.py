"""The region once more, as plain Python rows with sets and dictionaries, so that each rule can be checked one
pathway at a time in the words of the format."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from koppelkans.engine.region import LANGUAGE, MODES, Bools, Pathways, Region, Settings

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
    table = region.candidates
    wished, held, forbidden, used = _wishes(region), _held(region, implied), _forbidden(region), _used(region)
    previous, locks = _pathways(region.previous), _pathways(region.locks)
    holds, groups = _sets(table.holds), _sets(table.groups)
    districts, not_districts = _sets(table.districts), _sets(table.not_districts)
    return [
        Candidate(
            row=c,
            id=name,
            municipality=int(table.municipality[c]),
            postcode=int(table.postcode[c]),
            available_from=int(table.available_from[c]),
            dayparts=int(table.dayparts[c]),
            modes=tuple(mode for mode in range(len(MODES)) if int(table.modes[c]) >> mode & 1),
            max_travel=float(table.max_travel[c]),
            holds=_closed(holds[c], implied),
            held=tuple(held.get(c, ())),
            baseline=float(table.baseline[c]),
            groups=groups[c],
            districts=districts[c],
            not_districts=not_districts[c],
            wishes=wished.get(c, {}),
            forbidden=tuple(forbidden.get(c, ())),
            used=used.get(c, {}),
            previous=previous.get(c),
            lock=locks.get(c),
        )
        for c, name in enumerate(table.ids)
    ]


def _wishes(region: Region) -> dict[int, dict[int, tuple[float, float]]]:
    table = region.wishes
    wishes: dict[int, dict[int, tuple[float, float]]] = defaultdict(dict)
    for row, candidate in enumerate(table.candidate.tolist()):
        wishes[candidate][int(table.occupation[row])] = (float(table.preference[row]), float(table.aptitude[row]))
    return wishes


def _held(region: Region, implied: list[Set]) -> dict[int, list[tuple[int, int, Set]]]:
    table = region.held
    held: dict[int, list[tuple[int, int, Set]]] = defaultdict(list)
    for row, candidate in enumerate(table.candidate.tolist()):
        held[candidate].append((int(table.first[row]), int(table.last[row]), implied[table.credential[row]]))
    return held


def _forbidden(region: Region) -> dict[int, list[tuple[int, int]]]:
    table = region.forbidden
    forbidden: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, candidate in enumerate(table.candidate.tolist()):
        forbidden[candidate].append((int(table.run[row]), int(table.place[row])))
    return forbidden


def _used(region: Region) -> dict[int, dict[int, int]]:
    table = region.used
    used: dict[int, dict[int, int]] = defaultdict(dict)
    for row, candidate in enumerate(table.candidate.tolist()):
        used[candidate][int(table.fund[row])] = int(table.amount[row])
    return used


def _pathways(table: Pathways) -> dict[int, tuple[frozenset[int], int]]:
    return {
        candidate: (frozenset(runs), place)
        for candidate, runs, place in zip(table.candidate.tolist(), table.runs, table.place.tolist(), strict=True)
    }


def _runs(region: Region, implied: list[Set]) -> list[Run]:
    table = region.runs
    requires, grants, only_for = _sets(table.requires), _sets(table.grants), _sets(table.only_for)
    return [
        Run(
            row=r,
            id=name,
            training=int(table.training[r]),
            postcode=int(table.postcode[r]),
            start=int(table.start[r]),
            end=int(table.end[r]),
            dayparts=int(table.dayparts[r]),
            seats_min=int(table.seats_min[r]),
            seats_max=int(table.seats_max[r]),
            seats_taken=int(table.seats_taken[r]),
            seat_cost=int(table.seat_cost[r]),
            group_cost=int(table.group_cost[r]),
            cost_kind=int(table.cost_kind[r]),
            requires=requires[r],
            grants=_closed(grants[r], implied),
            only_for=only_for[r],
        )
        for r, name in enumerate(table.ids)
    ]


def _places(region: Region) -> list[Place]:
    table, occupations = region.places, region.occupations
    requires, only_for = _sets(table.requires), _sets(table.only_for)
    return [
        Place(
            row=p,
            id=name,
            employer=int(table.employer[p]),
            occupation=int(table.occupation[p]),
            sector=int(occupations.sector[table.occupation[p]]),
            qualification=int(occupations.qualification[table.occupation[p]]),
            kind=int(table.kind[p]),
            postcode=int(table.postcode[p]),
            district=int(table.district[p]),
            start_from=int(table.start_from[p]),
            start_until=int(table.start_until[p]),
            capacity=int(table.capacity[p]),
            dayparts=int(table.dayparts[p]),
            dayparts_needed=int(table.dayparts_needed[p]),
            requires=requires[p],
            mentor_weeks=int(table.mentor_weeks[p]),
            guarantee=bool(table.guarantee[p]),
            cost=int(table.cost[p]),
            cost_kind=int(table.cost_kind[p]),
            only_for=only_for[p],
        )
        for p, name in enumerate(table.ids)
    ]
