"""What a programme would need for more people, planned by the engine on scaled input: no multiplication.

People are drawn from those of the programme, the offers of the region are opened as wide as the people need, and the
plan says what is really used of them. Groups stay groups: they cost once each, and begin with their least number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from random import Random
from typing import Any

from koppelkans.core.folder import codes, listed
from koppelkans.core.models import Region
from koppelkans.engine.chance import band_of, spread_of
from koppelkans.engine.plan import Plan
from koppelkans.engine.region import COST_KINDS
from koppelkans.engine.region import Region as Snapshot
from koppelkans.engine.tables import REGION_TABLES
from koppelkans.engine.words import EPOCH
from koppelkans.planning.coefficients import table_of
from koppelkans.planning.figures import nearest_reasons
from koppelkans.planning.folder import Sheets
from koppelkans.planning.narrowing import OF_PEOPLE
from koppelkans.planning.snapshots import read_snapshot, zipped
from koppelkans.supply.queries import months_mentored

LONG = timedelta(days=364)  # a study plans a year, whatever the region's own period is
AHEAD = timedelta(days=28)  # a group that is given again begins this long after the first day, or later
WIDE = "100000000000"  # euros in every fund
Row = dict[str, str]
Data = dict[str, Any]
Planned = Callable[[Snapshot], Plan]


@dataclass(frozen=True)
class Base:
    """What a study is scaled from: the folder of the people with all offers, and what exists today."""

    sheets: Sheets
    today: Sheets
    gained: frozenset[tuple[str, str]] = frozenset()  # person, credential: got in the programme itself

    @property
    def people(self) -> list[str]:
        """The pseudonyms of the people."""
        return self.sheets.column("candidates.csv", "candidate")


def study(base: Base, size: int, seed: int, planned: Planned) -> Data:
    """What so many people would use; first with endless groups to see which are wanted, then with real ones."""
    many = drawn(base, size, seed)
    wide = planned(_read(opened(many, size)))
    wanted = _seats(_read(opened(many, size)), wide)
    region = _read(opened(many, size, wanted))
    return needs_of(region, planned(region))


def _read(sheets: Sheets) -> Snapshot:
    return read_snapshot(zipped(sheets.write))


# ---- people


def drawn(base: Base, size: int, seed: int) -> Sheets:
    """So many people like those of the base: each of them as often as the others, or once more, by lot.

    They have ids of their own, nothing was used of their ceilings, and what somebody got in the programme they lack.
    """
    order: list[str] = []
    lot = Random(seed)  # noqa: S311 - no secret: the same seed must give the same people
    while len(order) < size:
        people = sorted(base.people)
        lot.shuffle(people)
        order += people
    tables = {file: rows_of(base.sheets, file) for file in ("candidates.csv", "wishes.csv", "held.csv")}
    by_person: dict[str, dict[str, list[Row]]] = {file: {} for file in tables}
    for file, rows in tables.items():
        for row in rows:
            by_person[file].setdefault(row["candidate"], []).append(row)
    made: dict[str, list[Row]] = {file: [] for file in tables}
    for number, person in enumerate(order[:size], 1):
        for file in tables:
            made[file] += [
                _without_gains(row, base.gained) | {"candidate": f"S-{number:05d}"}
                for row in by_person[file].get(person, [])
                if (person, row.get("credential", "")) not in base.gained
            ]
    others = {file: lines for file, lines in base.sheets.rows.items() if file not in OF_PEOPLE}
    return Sheets(
        dict(base.sheets.tree), others | {file: _cells(file, lines) for file, lines in made.items()} | _nobody()
    )


def _without_gains(row: Row, gained: frozenset[tuple[str, str]]) -> Row:
    if "holds" not in row:
        return row
    return row | {"holds": listed(code for code in codes(row["holds"]) if (row["candidate"], code) not in gained)}


def _nobody() -> dict[str, list[tuple[str, ...]]]:
    return {file: [] for file in ("used.csv", "forbidden.csv", "previous.csv", "locks.csv")}


# ---- offers


def opened(sheets: Sheets, size: int, wanted: Mapping[str, int] | None = None) -> Sheets:
    """The offers as wide as so many people need: places, mentors and money without end.

    `wanted`: how many people each run is for: it becomes as many groups as that takes. Without it every run holds all.
    """
    plan_from: date = sheets.tree["plan_from"]
    plan_until = plan_from + LONG
    tree = {name: value for name, value in sheets.tree.items() if name != "fairness"} | {"plan_until": plan_until}
    runs = [run for row in _given_again(rows_of(sheets, "runs.csv"), plan_from) for run in _groups(row, size, wanted)]
    last = plan_until.isoformat()
    places = [row | {"capacity": str(size), "start_until": last} for row in rows_of(sheets, "places.csv")]
    made = {
        "runs.csv": runs,
        "places.csv": [row for row in places if row["start_from"] <= last],
        "employers.csv": [row | {"mentors": ""} for row in rows_of(sheets, "employers.csv")],
        "funds.csv": [_endless(row, plan_from, plan_until) for row in rows_of(sheets, "funds.csv")],
        "mentors_taken.csv": [],
    }
    return Sheets(tree, sheets.rows | {file: _cells(file, rows) for file, rows in made.items()})


def _given_again(rows: list[Row], plan_from: date) -> list[Row]:
    """The groups still to begin; of a training that has none the last one of each provider, some weeks from now."""
    first = plan_from.isoformat()
    ahead = [row for row in rows if row["start"] >= first]
    trainings = {row["training"] for row in ahead}
    past: dict[tuple[str, str], Row] = {}
    for row in sorted(rows, key=lambda row: row["start"]):
        if row["training"] not in trainings:
            past[row["training"], row["provider"]] = row
    return ahead + [_later(row, plan_from + AHEAD) for row in past.values()]


def _later(row: Row, first: date) -> Row:
    start, end = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
    by = timedelta(weeks=ceil((first - start).days / 7))
    return row | {"start": (start + by).isoformat(), "end": (end + by).isoformat()}


def _groups(row: Row, size: int, wanted: Mapping[str, int] | None) -> list[Row]:
    """A run as new groups: one without end, or as many as those who want it fill."""
    new = row | {"seats_taken": "0"}
    if wanted is None:
        return [new | {"seats_max": str(max(size, int(row["seats_max"])))}]
    most = int(row["seats_max"]) or 1
    number = max(1, ceil(wanted.get(row["run"], 0) / most))
    copies = [new | {"run": _copy(row["run"], at)} for at in range(2, number + 1)]
    return [new, *copies]


def _copy(run: str, number: int) -> str:
    tail = f".g{number}"
    return run[: 64 - len(tail)] + tail


def _endless(row: Row, plan_from: date, plan_until: date) -> Row:
    """A fund with money without end, that goes on for the year; one that is over stays over."""
    if row["until"] < plan_from.isoformat():
        return row
    until = max(row["until"], plan_until.isoformat())
    return row | {"budget": WIDE, "from": min(row["from"], plan_from.isoformat()), "until": until}


# ---- what it comes to


def needs_of(region: Snapshot, plan: Plan) -> Data:
    """What a plan uses: seats and groups, places, mentors, money, what it may come to, and who found nothing."""
    low, middle, high = band_of(region, plan.proposals, spread_of(table_of(Region.objects.first(), region)))
    return {
        "people": len(region.candidates.ids),
        "placed": len(plan.proposals.candidate),
        "durable": {"low": float(low.sum()), "middle": float(middle.sum()), "high": float(high.sum())},
        "trainings": _trainings(region, plan),
        "places": _places(region, plan),
        "mentors": _mentors(region, plan),
        "money": _money(region, plan),
        "reasons": nearest_reasons(plan),
        "gap": plan.gap,
    }


def _seats(region: Snapshot, plan: Plan) -> dict[str, int]:
    """How many people are in each run."""
    return {region.runs.ids[run]: int(seats) for run, seats in enumerate(plan.planned.tolist()) if seats}


def _trainings(region: Snapshot, plan: Plan) -> list[Data]:
    """Per training the groups that begin, the people in them, and the seats of those groups."""
    runs, found = region.runs, dict[str, Data]()
    for run, seats in enumerate(plan.planned.tolist()):
        if seats:
            code = region.trainings[int(runs.training[run])]
            row = found.setdefault(
                code, {"training": code, "name": runs.name[run] or code, "people": 0, "groups": 0, "seats": 0}
            )
            row["people"] += int(seats)
            row["groups"] += 1
            row["seats"] += int(runs.seats_max[run])
    return [found[code] for code in sorted(found)]


def _places(region: Snapshot, plan: Plan) -> list[Data]:
    """Per occupation how many people get a place."""
    rows = Counter(int(region.places.occupation[place]) for place in plan.proposals.place.tolist())
    known = region.occupations
    return [{"occupation": known.ids[at], "name": known.name[at], "people": rows[at]} for at in sorted(rows)]


def _mentors(region: Snapshot, plan: Plan) -> list[Data]:
    """Per month how many people are mentored on the job."""
    months: Counter[str] = Counter()
    for place, day in zip(plan.proposals.place.tolist(), plan.proposals.first_day.tolist(), strict=True):
        months.update(months_mentored(EPOCH + timedelta(days=day), int(region.places.mentor_weeks[place])))
    return [{"month": month, "people": months[month]} for month in sorted(months)]


def _money(region: Snapshot, plan: Plan) -> Data:
    """The cents of each kind of cost and of each fund, and what of it is for groups as a whole."""
    kinds: Counter[str] = Counter()
    funds: Counter[int] = Counter()
    groups, paid = 0, plan.funding
    for person, kind, fund, cents in zip(paid.candidate, paid.kind, paid.fund, paid.amount, strict=True):
        kinds[COST_KINDS[int(kind)]] += int(cents)
        funds[int(fund)] += int(cents)
        groups += int(cents) if person < 0 else 0
    return {
        "total": sum(kinds.values()),
        "groups": groups,
        "kinds": dict(sorted(kinds.items())),
        "funds": [
            {"fund": region.funds.ids[at], "name": region.funds.name[at], "cents": funds[at]} for at in sorted(funds)
        ],
    }


def exists(today: Sheets) -> Data:
    """What there is today: free seats per training, places per occupation, mentors per month, money per fund."""
    seats: Counter[str] = Counter()
    for row in rows_of(today, "runs.csv"):
        seats[row["training"]] += max(0, int(row["seats_max"]) - int(row["seats_taken"] or 0))
    places: Counter[str] = Counter()
    employers = set()
    for row in rows_of(today, "places.csv"):
        places[row["occupation"]] += int(row["capacity"])
        employers.add(row["employer"])
    limits = {
        row["employer"]: row["mentors"] for row in rows_of(today, "employers.csv") if row["employer"] in employers
    }
    taken: Counter[str] = Counter()
    for row in rows_of(today, "mentors_taken.csv"):
        if row["employer"] in limits:
            taken[row["month"]] += int(row["taken"])
    return {
        "seats": dict(sorted(seats.items())),
        "places": dict(sorted(places.items())),
        "mentors": None if "" in limits.values() else sum(map(int, limits.values())),  # None: no limit
        "mentors_taken": dict(sorted(taken.items())),
        "funds": {row["fund"]: round(float(row["budget"]) * 100) for row in rows_of(today, "funds.csv")},
    }


def rows_of(sheets: Sheets, file: str) -> list[Row]:
    """The rows of a file by the names of its columns."""
    names = _names(file)
    return [dict(zip(names, map(str, row), strict=True)) for row in sheets.rows.get(file, [])]


def _cells(file: str, rows: list[Row]) -> list[tuple[str, ...]]:
    names = _names(file)
    return [tuple(row[name] for name in names) for row in rows]


def _names(file: str) -> list[str]:
    return [column.name for column in next(table for table in REGION_TABLES if table.file == file).columns]
