"""A Region: everything the engine knows, as frozen columns over index spaces.

Every table is sorted by id (link tables by their key), so equal regions are equal arrays whatever the order of
their rows. References are row numbers; -1 means "none". Days are int32 counted from 1970-01-01, money is int64
cents, a set of dayparts is an int32 bit mask (bit d of `DAYPARTS`), a set of credentials, groups or districts is a
row of a boolean matrix. Columns carry the names of the region folder format.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

# a Region stores int32 (int64 for cents) and float64; what is worked out from it may be wider
Ints = NDArray[np.signedinteger[Any]]
Cents = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
PARTS = ("am", "pm", "ev")
DAYPARTS = tuple(f"{day}-{part}" for day in DAYS for part in PARTS)
MODES = ("foot", "bicycle", "public_transport", "car")
COST_KINDS = ("training", "language", "exam", "guidance", "wage")
RUN_COST_KINDS = ("training", "language", "exam")
PLACE_COST_KINDS = ("guidance", "wage")
PLACE_KINDS = ("leerwerkplek", "job", "bbl", "proefplaatsing", "klus")
CREDENTIAL_KINDS = ("language", "safety", "qualification", "licence", "skill")
LANGUAGE = CREDENTIAL_KINDS.index("language")

BESIDE_DAYS = 91  # P2: a run starts at most this many days after the first day at the place
OPEN_START = np.int32(-(2**30))  # held.csv without `from`
OPEN_END = np.int32(2**30)  # held.csv without `until`


@dataclass(frozen=True, eq=False)
class Travel:
    """How long a trip takes; `speed` in km/h and `overhead` in minutes follow `MODES`."""

    detour: float
    speed: Floats
    overhead: Floats


@dataclass(frozen=True)
class Objective:
    """The weights of the plan value, see "Value" in the format."""

    durable: float
    preference: float
    euro: float
    week: float
    change: float
    drop: float


@dataclass(frozen=True, eq=False)
class Scorecard:
    """Log-odds of a durable placement; `kind` follows `PLACE_KINDS`."""

    intercept: float
    aptitude: float
    preference: float
    travel_hour: float
    guarantee: float
    qualification: float
    language_margin: float
    kind: Floats


@dataclass(frozen=True)
class Floor:
    """G6: at least `min_share` of the people in the plan are in `group` (a row of `Region.groups`)."""

    group: int
    min_share: float


@dataclass(frozen=True, eq=False)
class Settings:
    """region.toml."""

    name: str
    plan_from: int
    plan_until: int
    max_runs: int
    travel: Travel
    objective: Objective
    scorecard: Scorecard
    fairness: tuple[Floor, ...]


@dataclass(frozen=True, eq=False)
class Credentials:
    """credentials.csv; `implies[a, b]`: who holds a holds b, directly or not, itself included."""

    ids: tuple[str, ...]
    name: tuple[str, ...]
    kind: NDArray[np.int8]
    implies: Bools


@dataclass(frozen=True, eq=False)
class Occupations:
    """occupations.csv."""

    ids: tuple[str, ...]
    name: tuple[str, ...]
    sector: Ints
    esco: tuple[str, ...]
    qualification: Ints


@dataclass(frozen=True, eq=False)
class Candidates:
    """candidates.csv; `holds` is closed under implication, `modes` a bit mask over `MODES`."""

    ids: tuple[str, ...]
    municipality: Ints
    postcode: Ints
    available_from: Ints
    dayparts: Ints
    modes: Ints
    max_travel: Floats
    holds: Bools
    baseline: Floats
    groups: Bools
    districts: Bools
    not_districts: Bools


@dataclass(frozen=True, eq=False)
class Wishes:
    """wishes.csv, sorted by candidate, then occupation."""

    candidate: Ints
    occupation: Ints
    preference: Floats
    aptitude: Floats


@dataclass(frozen=True, eq=False)
class Runs:
    """runs.csv; `grants` is closed under implication, `requires` is as listed."""

    ids: tuple[str, ...]
    training: Ints
    name: tuple[str, ...]
    provider: Ints
    postcode: Ints
    start: Ints
    end: Ints
    dayparts: Ints
    seats_min: Ints
    seats_max: Ints
    seats_taken: Ints
    seat_cost: Cents
    group_cost: Cents
    cost_kind: NDArray[np.int8]
    requires: Bools
    grants: Bools
    only_for: Bools


@dataclass(frozen=True, eq=False)
class Employers:
    """employers.csv; `mentors` is -1 where there is no limit."""

    ids: tuple[str, ...]
    name: tuple[str, ...]
    mentors: Ints


@dataclass(frozen=True, eq=False)
class Places:
    """places.csv; `dayparts_needed` is filled in (empty: the number listed), `requires` is as listed."""

    ids: tuple[str, ...]
    employer: Ints
    occupation: Ints
    kind: NDArray[np.int8]
    postcode: Ints
    district: Ints
    start_from: Ints
    start_until: Ints
    capacity: Ints
    dayparts: Ints
    dayparts_needed: Ints
    requires: Bools
    mentor_weeks: Ints
    guarantee: Bools
    cost: Cents
    cost_kind: NDArray[np.int8]
    only_for: Bools


@dataclass(frozen=True, eq=False)
class Funds:
    """funds.csv; a row of `municipalities`, `groups` or `sectors` without any True means everyone passes.

    `pays` has a column per `COST_KINDS`; `max_per_candidate` is -1 where there is no ceiling; `guarantor` is -1 and
    `reserve` 0 for a granted fund. `opens` and `closes` are the format's `from` and `until`, both included.
    """

    ids: tuple[str, ...]
    name: tuple[str, ...]
    budget: Cents
    pays: Bools
    pays_groups: Bools
    opens: Ints
    closes: Ints
    municipalities: Bools
    groups: Bools
    sectors: Bools
    max_per_candidate: Cents
    expected: Bools
    guarantor: Ints
    reserve: Floats


@dataclass(frozen=True, eq=False)
class Postcodes:
    """postcodes.csv, WGS 84 degrees."""

    ids: tuple[str, ...]
    lat: Floats
    lon: Floats


@dataclass(frozen=True, eq=False)
class Held:
    """held.csv: `credential` (not closed under implication) held from `first` to `last`, both included."""

    candidate: Ints
    credential: Ints
    first: Ints
    last: Ints


@dataclass(frozen=True, eq=False)
class Forbidden:
    """forbidden.csv; run and place are -1 where the cell is empty."""

    candidate: Ints
    run: Ints
    place: Ints


@dataclass(frozen=True, eq=False)
class MentorsTaken:
    """mentors_taken.csv; `month` is year * 12 + month - 1."""

    employer: Ints
    month: Ints
    taken: Ints


@dataclass(frozen=True, eq=False)
class Used:
    """used.csv."""

    candidate: Ints
    fund: Ints
    amount: Cents


@dataclass(frozen=True, eq=False)
class TravelTimes:
    """travel.csv: minutes that replace the estimate from `origin` to `destination` by `mode` (index in `MODES`)."""

    origin: Ints
    destination: Ints
    mode: Ints
    minutes: Floats


@dataclass(frozen=True, eq=False)
class Pathways:
    """previous.csv or locks.csv: one pathway per candidate, sorted by candidate.

    `runs[k]` are row numbers sorted by start, then id. In previous.csv a run or place that is gone is -1 (and a
    candidate that is gone has no row here).
    """

    candidate: Ints
    runs: tuple[tuple[int, ...], ...]
    place: Ints


@dataclass(frozen=True, eq=False)
class Region:
    """One region folder. `digest` is the sha256 of the input as certificate.json wants it ("" when made in memory)."""

    settings: Settings
    municipalities: tuple[str, ...]
    groups: tuple[str, ...]
    districts: tuple[str, ...]
    sectors: tuple[str, ...]
    trainings: tuple[str, ...]
    providers: tuple[str, ...]
    credentials: Credentials
    occupations: Occupations
    candidates: Candidates
    wishes: Wishes
    runs: Runs
    employers: Employers
    places: Places
    funds: Funds
    postcodes: Postcodes
    held: Held
    forbidden: Forbidden
    mentors_taken: MentorsTaken
    used: Used
    travel_times: TravelTimes
    previous: Pathways
    locks: Pathways
    digest: str = ""

    def __post_init__(self) -> None:
        """Make every array read-only and check that the columns of a table are of one length."""
        for part in fields(self):
            table = getattr(self, part.name)
            if part.name in ("settings", "digest") or isinstance(table, tuple):
                continue
            lengths = set()
            for column in fields(table):
                value = getattr(table, column.name)
                lengths.add(len(value))
                if isinstance(value, np.ndarray):
                    value.setflags(write=False)
            if len(lengths) > 1:
                raise ValueError(f"columns of {part.name} differ in length: {sorted(lengths)}")
