"""Small regions by seed, made so that every feature of the format turns up and people are in each other's way.

Nobody in them exists; the postcodes do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st
from tests.engine import brute

from koppelkans.engine.region import (
    COST_KINDS,
    CREDENTIAL_KINDS,
    DAYPARTS,
    MODES,
    OPEN_END,
    OPEN_START,
    PLACE_KINDS,
    Candidates,
    Credentials,
    Employers,
    Floor,
    Forbidden,
    Funds,
    Held,
    MentorsTaken,
    Objective,
    Occupations,
    Pathways,
    Places,
    Postcodes,
    Region,
    Runs,
    Scorecard,
    Settings,
    Travel,
    TravelTimes,
    Used,
    Wishes,
)

PLAN_FROM = 19737  # 2024-01-15
PLAN_DAYS = 300
FIRST_MONTH = 2024 * 12

GROUPS = ("participatiewet", "statushouder", "ww")
DISTRICTS = ("D1", "D2")
MUNICIPALITIES = ("GM0392", "GM0394")
SECTORS = ("bouw", "zorg")
TRAININGS = ("nl-a2", "nl-b1", "vakopleiding", "veiligheid")
POSTCODES = (("1171", 52.3383, 4.7846), ("2041", 52.3735, 4.5336), ("2131", 52.3061, 4.6907), ("2151", 52.2646, 4.6321))
CREDENTIALS = {  # id: (kind, implies directly); a diploma that implies a safety certificate, as some do
    "dip-bouw": ("qualification", ("vca",)),
    "dip-zorg": ("qualification", ()),
    "en-A2": ("language", ()),
    "en-B1": ("language", ("en-A2",)),
    "nl-A1": ("language", ()),
    "nl-A2": ("language", ("nl-A1",)),
    "nl-B1": ("language", ("nl-A2",)),
    "nl-B2": ("language", ("nl-B1",)),
    "vca": ("safety", ()),
    "vca-vol": ("safety", ("vca",)),
}
IDS = tuple(CREDENTIALS)
LEVELS = ("nl-A1", "nl-A2", "nl-B1", "nl-B2")
# few enough that runs and places meet in the week
WEEK = tuple(DAYPARTS.index(part) for part in ("mo-am", "mo-pm", "tu-am", "tu-ev", "we-am", "th-pm", "fr-am", "sa-am"))


def small_regions() -> st.SearchStrategy[Region]:
    """Small regions for hypothesis; the seed shrinks, the region is made from it."""
    return st.integers(min_value=0, max_value=2**32 - 1).map(random_region)


def random_region(seed: int) -> Region:
    """A region of 2 to 5 candidates, 2 to 4 places, 2 to 6 runs and 1 to 3 funds; the same seed, the same region."""
    rng = np.random.default_rng(seed)
    candidates = int(rng.choice([2, 3, 4, 5], p=[0.1, 0.2, 0.35, 0.35]))
    places = int(rng.choice([2, 3, 4], p=[0.2, 0.4, 0.4]))
    funds = int(rng.choice([1, 2, 3], p=[0.2, 0.4, 0.4]))
    runs = int(rng.choice([2, 3, 4, 5, 6], p=[0.05, 0.15, 0.2, 0.3, 0.3]))
    employers = int(rng.integers(1, 3))
    region = Region(
        settings=_settings(rng),
        municipalities=MUNICIPALITIES,
        groups=GROUPS,
        districts=DISTRICTS,
        sectors=SECTORS,
        trainings=TRAININGS,
        providers=("roc",),
        credentials=_credentials(),
        occupations=_occupations(rng),
        candidates=_candidates(rng, candidates),
        wishes=_wishes(rng, candidates),
        runs=_runs(rng, runs),
        employers=_employers(rng, employers),
        places=_places(rng, places, employers),
        funds=_funds(rng, funds),
        postcodes=_postcodes(),
        held=_held(rng, candidates),
        forbidden=_forbidden(rng, candidates, runs, places),
        mentors_taken=_mentors_taken(rng, employers),
        used=_used(rng, candidates, funds),
        travel_times=_travel_times(rng),
        previous=_no_pathways(),
        locks=_no_pathways(),
    )
    return _with_pathways(rng, region)


def _settings(rng: np.random.Generator) -> Settings:
    kinds = np.zeros(len(PLACE_KINDS))
    kinds[PLACE_KINDS.index("proefplaatsing")], kinds[PLACE_KINDS.index("klus")] = -0.5, -1.5
    floors = [Floor(group, float(rng.choice([0.25, 0.34, 0.5]))) for group in (0, 1) if rng.random() < 0.15]
    return Settings(
        name="Klein",
        plan_from=PLAN_FROM,
        plan_until=PLAN_FROM + PLAN_DAYS,
        max_runs=int(rng.choice(5, p=[0.05, 0.15, 0.25, 0.35, 0.2])),
        travel=Travel(detour=1.3, speed=np.array([5.0, 15.0, 22.0, 45.0]), overhead=np.array([0.0, 2.0, 12.0, 5.0])),
        objective=Objective(
            durable=1.0,
            preference=0.1,
            euro=float(rng.choice([0.0, 1e-5, 1e-4], p=[0.2, 0.6, 0.2])),
            week=float(rng.choice([0.002, 0.006])),
            change=float(rng.choice([0.05, 0.3])),
            drop=float(rng.choice([0.1, 0.4])),
        ),
        scorecard=Scorecard(
            intercept=-0.8,
            aptitude=1.6,
            preference=0.8,
            travel_hour=-1.2,
            guarantee=0.7,
            qualification=0.6,
            language_margin=0.25,
            kind=kinds,
        ),
        fairness=tuple(floors),
    )


def _credentials() -> Credentials:
    direct = {name: set(implies) for name, (_, implies) in CREDENTIALS.items()}

    def closure(name: str) -> set[str]:
        return {name}.union(*(closure(other) for other in direct[name]))

    return Credentials(
        ids=IDS,
        name=IDS,
        kind=np.array([CREDENTIAL_KINDS.index(kind) for kind, _ in CREDENTIALS.values()], dtype=np.int8),
        implies=_marks(IDS, [closure(name) for name in IDS]),
    )


def _occupations(rng: np.random.Generator) -> Occupations:
    zorg = IDS.index("dip-zorg") if rng.random() < 0.7 else -1
    return Occupations(
        ids=("timmeren", "verzorgen"),
        name=("Timmeren", "Verzorgen"),
        sector=brute.ints([0, 1]),
        esco=("", ""),
        qualification=brute.ints([IDS.index("dip-bouw"), zorg]),
    )


def _candidates(rng: np.random.Generator, size: int) -> Candidates:
    holds = []
    for _ in range(size):
        level = int(rng.choice(4, p=[0.05, 0.5, 0.35, 0.1]))
        extra = [name for name, share in (("vca", 0.4), ("en-B1", 0.5), ("dip-zorg", 0.15)) if rng.random() < share]
        holds.append({*LEVELS[:level], *extra, *(("en-A2",) if "en-B1" in extra else ())})
    district = rng.random(size)
    return Candidates(
        ids=_names("c", size),
        municipality=brute.ints(rng.integers(0, 2, size).tolist()),
        postcode=brute.ints(rng.integers(0, len(POSTCODES), size).tolist()),
        available_from=brute.ints((PLAN_FROM + rng.choice([-30, 0, 0, 14, 40], size)).tolist()),
        dayparts=_parts(rng, size, (6, 8)),
        modes=brute.ints(rng.choice([1, 3, 6, 8, 12, 15], size, p=[0.05, 0.15, 0.2, 0.2, 0.2, 0.2]).tolist()),
        max_travel=rng.choice([45.0, 75.0, 120.0], size),
        holds=_marks(IDS, holds),
        baseline=rng.choice([0.0, 0.1, 0.35, 0.62], size, p=[0.5, 0.3, 0.15, 0.05]),
        groups=rng.random((size, len(GROUPS))) < 0.55,
        districts=np.array([[share < 0.1, share < 0.05] for share in district]).reshape(size, 2),
        not_districts=np.array([[False, share > 0.9] for share in district]).reshape(size, 2),
    )


def _wishes(rng: np.random.Generator, candidates: int) -> Wishes:
    rows = [(c, occupation) for c in range(candidates) for occupation in range(2) if rng.random() < 0.95]
    return Wishes(
        candidate=brute.ints(c for c, _ in rows),
        occupation=brute.ints(occupation for _, occupation in rows),
        preference=np.round(rng.random(len(rows)), 2),
        aptitude=np.round(rng.random(len(rows)), 2),
    )


def _runs(rng: np.random.Generator, size: int) -> Runs:
    kinds = [int(kind) for kind in [*rng.permutation(len(TRAININGS)), *rng.choice(len(TRAININGS), size)][:size]]
    dips = [str(rng.choice(["dip-bouw", "dip-zorg"], p=[0.7, 0.3])) for _ in kinds]
    grants = [({"nl-A2"}, {"nl-B1"}, {dip}, {"vca-vol"})[kind] for kind, dip in zip(kinds, dips, strict=True)]
    requires = [
        ({"nl-A1"}, {"nl-A2"}, {"nl-A2"} if rng.random() < 0.6 else {"nl-A2", "vca"}, set())[kind] for kind in kinds
    ]
    closed = _credentials().implies
    # a chain needs its first run early and its second one later
    start = PLAN_FROM + rng.integers(-2, 40, size) + np.array([(0, 65, 50, 10)[kind] for kind in kinds])
    seats_min = rng.choice([0, 1, 2, 3], size, p=[0.45, 0.3, 0.2, 0.05])
    return Runs(
        ids=_names("r", size),
        training=brute.ints(kinds),
        name=tuple(TRAININGS[kind] for kind in kinds),
        provider=brute.ints([0] * size),
        postcode=brute.ints(rng.integers(0, len(POSTCODES), size).tolist()),
        start=brute.ints(start.tolist()),
        end=brute.ints((start + rng.choice([0, 13, 34, 55, 118], size, p=[0.15, 0.3, 0.3, 0.15, 0.1])).tolist()),
        dayparts=_parts(rng, size, (1, 2)),
        seats_min=brute.ints(seats_min.tolist()),
        seats_max=brute.ints((np.maximum(seats_min, 1) + rng.integers(0, 2, size)).tolist()),
        seats_taken=brute.ints(rng.choice([0, 1, 2], size, p=[0.6, 0.3, 0.1]).tolist()),
        seat_cost=rng.choice([0, 15_005, 25_019, 45_001, 79_999], size).astype(np.int64),
        group_cost=rng.choice([0, 20_001, 60_033], size).astype(np.int64),
        cost_kind=np.array([COST_KINDS.index(("language", "language", "training", "exam")[k]) for k in kinds], np.int8),
        requires=_marks(IDS, requires),
        grants=(_marks(IDS, grants).astype(int) @ closed.astype(int)) > 0,
        only_for=_some(rng, (size, len(GROUPS)), 0.12),
    )


def _employers(rng: np.random.Generator, size: int) -> Employers:
    return Employers(
        ids=_names("e", size), name=_names("Bedrijf ", size), mentors=brute.ints(rng.choice([-1, 1, 2], size).tolist())
    )


def _places(rng: np.random.Generator, size: int, employers: int) -> Places:
    requires = []
    for _ in range(size):
        asked = {str(rng.choice(LEVELS[:3], p=[0.1, 0.4, 0.5]))} if rng.random() < 0.8 else set()
        asked |= {name for name, share in (("vca", 0.45), ("en-A2", 0.08), ("dip-bouw", 0.2)) if rng.random() < share}
        requires.append(asked)
    start = PLAN_FROM + rng.integers(-10, 90, size)
    parts = _parts(rng, size, (2, 5))
    listed = [int(mask).bit_count() for mask in parts]
    needed = [count if rng.random() < 0.2 else int(rng.integers(0, count)) for count in listed]
    return Places(
        ids=_names("p", size),
        employer=brute.ints(rng.integers(0, employers, size).tolist()),
        occupation=brute.ints(rng.integers(0, 2, size).tolist()),
        kind=rng.integers(0, len(PLACE_KINDS), size).astype(np.int8),
        postcode=brute.ints(rng.integers(0, len(POSTCODES), size).tolist()),
        district=brute.ints(rng.choice([-1, 0, 1], size).tolist()),
        start_from=brute.ints(start.tolist()),
        start_until=brute.ints((start + rng.integers(110, 290, size)).tolist()),
        capacity=brute.ints(rng.choice([1, 1, 2, 3], size).tolist()),
        dayparts=parts,
        dayparts_needed=brute.ints(needed),
        requires=_marks(IDS, requires),
        mentor_weeks=brute.ints(rng.choice([0, 4, 13, 26], size).tolist()),
        guarantee=rng.random(size) < 0.3,
        cost=rng.choice([0, 60_033, 120_033, 200_001], size, p=[0.2, 0.25, 0.3, 0.25]).astype(np.int64),
        cost_kind=rng.choice([COST_KINDS.index("guidance"), COST_KINDS.index("wage")], size).astype(np.int8),
        only_for=_some(rng, (size, len(GROUPS)), 0.08),
    )


def _funds(rng: np.random.Generator, size: int) -> Funds:
    expected = np.array([fund > 0 and rng.random() < 0.6 for fund in range(size)])
    reserve = rng.choice([0.0, 0.25, 0.35, 0.5, 0.85, 1.0], size)
    window = rng.integers(-20, 60, size)
    pays = rng.random((size, len(COST_KINDS))) < 0.85
    pays[0] |= rng.random() < 0.9
    ceiling = rng.choice([-1, 70_000, 150_050], size, p=[0.5, 0.25, 0.25])
    return Funds(
        ids=_names("f", size),
        name=_names("Fonds ", size),
        budget=rng.choice([120_002, 200_007, 320_011, 520_013], size, p=[0.15, 0.3, 0.35, 0.2]).astype(np.int64),
        pays=pays,
        pays_groups=rng.random(size) < 0.6,
        opens=brute.ints((PLAN_FROM + np.where(rng.random(size) < 0.8, -60, window)).tolist()),
        closes=brute.ints((PLAN_FROM + np.where(rng.random(size) < 0.8, 400, window + 120)).tolist()),
        municipalities=_some(rng, (size, len(MUNICIPALITIES)), 0.1),
        groups=_some(rng, (size, len(GROUPS)), 0.08),
        sectors=_some(rng, (size, len(SECTORS)), 0.06),
        max_per_candidate=ceiling.astype(np.int64),
        expected=expected,
        guarantor=brute.ints(np.where(expected, 0, -1).tolist()),
        reserve=np.where(expected, reserve, 0.0),
    )


def _postcodes() -> Postcodes:
    return Postcodes(
        ids=tuple(name for name, _, _ in POSTCODES),
        lat=np.array([lat for _, lat, _ in POSTCODES]),
        lon=np.array([lon for _, _, lon in POSTCODES]),
    )


def _held(rng: np.random.Generator, candidates: int) -> Held:
    rows = set()
    for candidate in range(candidates):
        if rng.random() < 0.4:
            credential = IDS.index(str(rng.choice(["nl-A2", "nl-B1", "vca", "dip-bouw"])))
            first = int(OPEN_START) if rng.random() < 0.4 else PLAN_FROM + int(rng.integers(-20, 90))
            last = int(OPEN_END) if rng.random() < 0.5 else max(first, PLAN_FROM) + int(rng.integers(0, 80))
            rows.add((candidate, credential, first, last))
    return Held(*(brute.ints(column) for column in _columns(sorted(rows), 4)))


def _forbidden(rng: np.random.Generator, candidates: int, runs: int, places: int) -> Forbidden:
    rows = set()
    for candidate in range(candidates):
        if rng.random() < 0.15:
            run = int(rng.integers(0, runs)) if rng.random() < 0.6 else -1
            place = int(rng.integers(0, places)) if rng.random() < 0.8 else -1
            rows.add((candidate, run, place))
    return Forbidden(*(brute.ints(column) for column in _columns(sorted(rows), 3)))


def _mentors_taken(rng: np.random.Generator, employers: int) -> MentorsTaken:
    rows = [
        (employer, FIRST_MONTH + month, int(rng.integers(0, 3)))
        for employer in range(employers)
        for month in range(12)
        if rng.random() < 0.12
    ]
    return MentorsTaken(*(brute.ints(column) for column in _columns(rows, 3)))


def _used(rng: np.random.Generator, candidates: int, funds: int) -> Used:
    rows = [
        (candidate, fund, int(rng.choice([5_003, 99_990, 300_000])))
        for candidate in range(candidates)
        for fund in range(funds)
        if rng.random() < 0.25
    ]
    candidate, fund, amount = _columns(rows, 3)
    return Used(brute.ints(candidate), brute.ints(fund), np.array(amount, dtype=np.int64))


def _travel_times(rng: np.random.Generator) -> TravelTimes:
    rows = [
        (origin, destination, mode, float(rng.choice([7.5, 22.25, 48.0, 130.0])))
        for origin in range(len(POSTCODES))
        for destination in range(len(POSTCODES))
        for mode in range(len(MODES))
        if rng.random() < 0.08
    ]
    origin, destination, mode, minutes = _columns(rows, 4)
    return TravelTimes(brute.ints(origin), brute.ints(destination), brute.ints(mode), np.array(minutes, dtype=float))


def _no_pathways() -> Pathways:
    return Pathways(brute.ints([]), (), brute.ints([]))


def _with_pathways(rng: np.random.Generator, region: Region) -> Region:
    """Add a plan before this one (some of it no longer possible, some of it gone) and now and then a lock."""
    previous, locks = [], []
    for candidate in range(len(region.candidates.ids)):
        before, lock, fate = rng.random() < 0.4, rng.random() < 0.08, rng.random()
        if not before and not lock:
            continue
        options = list(brute.pathways(region, candidate))
        if options:
            pick = options[int(rng.integers(0, len(options)))]
            if lock:
                locks.append((candidate, *pick))
            if before:
                runs, place = options[int(rng.integers(0, len(options)))]
                gone = (runs, -1) if fate < 0.1 else ((-1, *runs), place) if fate < 0.2 else (runs, place)
                previous.append((candidate, *gone))
    return replace(region, previous=_pathways(previous), locks=_pathways(locks))


def _pathways(rows: Sequence[tuple[int, tuple[int, ...], int]]) -> Pathways:
    return Pathways(
        brute.ints(row[0] for row in rows), tuple(row[1] for row in rows), brute.ints(row[2] for row in rows)
    )


def _names(letter: str, size: int) -> tuple[str, ...]:
    return tuple(f"{letter}{row + 1}" for row in range(size))


def _columns(rows: Sequence[tuple[float, ...]], width: int) -> list[list[float]]:
    return [[row[column] for row in rows] for column in range(width)]


def _marks(ids: Sequence[str], rows: Iterable[Iterable[str]]) -> np.ndarray:
    listed = [set(row) for row in rows]
    return np.array([[name in row for name in ids] for row in listed], dtype=bool).reshape(len(listed), len(ids))


def _some(rng: np.random.Generator, shape: tuple[int, int], share: float) -> np.ndarray:
    """Mostly rows without any mark, so that a restriction stays the exception."""
    return (rng.random(shape) < 0.5) & (rng.random((shape[0], 1)) < share * 2)


def _parts(rng: np.random.Generator, size: int, count: tuple[int, int]) -> np.ndarray:
    """Sets of dayparts out of `WEEK`, each with a size from `count`, both ends included."""
    picks = [rng.choice(WEEK, int(rng.integers(count[0], count[1] + 1)), replace=False) for _ in range(size)]
    return brute.ints(sum(1 << int(part) for part in pick) for pick in picks)
