"""Small regions with one word per cell that matters, made so that a reader can work out every value.

Whoever is asked about wishes for `werk` (or another occupation, named in the same way) and a pathway is worth that
preference plus 0.5 less the candidate's baseline, which is 0.5 unless a test says otherwise: the chance is 0.5 for
everyone and money and weeks cost nothing. Weights that a test names change that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from koppelkans.engine import rules
from koppelkans.engine.files import read_region
from koppelkans.engine.lagrange import Lagrangian
from koppelkans.engine.money import Money
from koppelkans.engine.pathways import Enumeration, Pool, enumerate_pathways
from koppelkans.engine.plan import Bottleneck, Plan
from koppelkans.engine.problem import Problem
from koppelkans.engine.region import Region
from koppelkans.engine.rules import Rulebook
from koppelkans.engine.solve import Stop, plan
from koppelkans.engine.value import Valuation
from koppelkans.engine.verify import verify

Cell = str | int | float
Rows = Mapping[str, Mapping[str, Cell]]  # id to the cells that differ from the ordinary ones
Links = Sequence[tuple[Cell, ...]]  # rows of a table without an id, all cells
Pathway = tuple[str, ...]  # the runs by start, then the place

EXACT = Stop(gap=1e-8)

CREDENTIALS = """\
credential,name,kind,implies
nl-A1,Nederlands A1,language,
nl-A2,Nederlands A2,language,nl-A1
nl-B1,Nederlands B1,language,nl-A2
nl-B2,Nederlands B2,language,nl-B1
en-A1,Engels A1,language,
en-A2,Engels A2,language,en-A1
vca,Veiligheid,safety,
vca-vol,Veiligheid voor leidinggevenden,safety,vca
diploma,Vakdiploma,qualification,
"""
OCCUPATIONS = """\
occupation,name,sector,esco,qualification
werk,Werk,bouw,,
zorg,Zorg,zorg,,
vak,Vak,bouw,,diploma
"""
# from 2131 to 2132 is one degree of latitude: 111.19508 km
POSTCODES = "postcode,lat,lon\n2131,52,4.7\n2132,53,4.7\n"

# the ordinary cells of the tables with an id
ORDINARY: dict[str, dict[str, Cell]] = {
    "candidates": {
        "candidate": "",
        "municipality": "GM0394",
        "postcode": 2131,
        "available_from": "2024-01-01",
        "dayparts": "mo-am|tu-am|we-am",
        "modes": "bicycle",
        "max_travel": 60,
        "holds": "",
        "baseline": 0.5,
        "groups": "",
        "districts": "",
        "not_districts": "",
    },
    "runs": {
        "run": "",
        "training": "",
        "name": "Training",
        "provider": "roc",
        "postcode": 2131,
        "start": "2024-02-05",
        "end": "2024-03-31",
        "dayparts": "mo-am",
        "seats_min": 0,
        "seats_max": 9,
        "seats_taken": 0,
        "seat_cost": 0,
        "group_cost": 0,
        "cost_kind": "training",
        "requires": "",
        "grants": "",
        "only_for": "",
    },
    "employers": {"employer": "", "name": "Werkgever", "mentors": ""},
    "places": {
        "place": "",
        "employer": "e1",
        "occupation": "werk",
        "kind": "job",
        "postcode": 2131,
        "district": "",
        "start_from": "2024-02-01",
        "start_until": "2024-12-31",
        "capacity": 1,
        "dayparts": "we-am",
        "dayparts_needed": "",
        "requires": "",
        "mentor_weeks": 0,
        "guarantee": "no",
        "cost": 0,
        "cost_kind": "guidance",
        "only_for": "",
    },
    "funds": {
        "fund": "",
        "name": "Fonds",
        "budget": 0,
        "pays": "training|language|exam|guidance|wage",
        "pays_groups": "yes",
        "from": "2024-01-01",
        "until": "2024-12-31",
        "municipalities": "",
        "groups": "",
        "sectors": "",
        "max_per_candidate": "",
        "state": "granted",
        "guarantor": "",
        "reserve": "",
    },
}
LINKS = {
    "wishes": "candidate,occupation,preference,aptitude",
    "held": "candidate,credential,from,until",
    "forbidden": "candidate,run,place",
    "mentors_taken": "employer,month,taken",
    "used": "candidate,fund,amount",
    "travel": "from,to,mode,minutes",
    "previous": "candidate,runs,place",
    "locks": "candidate,runs,place",
}
# what there is when a test does not say: one employer, a fund without money, and a run that leads nowhere
ELSE: dict[str, Rows] = {"employers": {"e1": {}}, "funds": {"f1": {}}, "runs": {"r0": {"grants": "en-A2"}}}
WEIGHTS = {"durable": 1.0, "preference": 1.0, "euro": 0.0, "week": 0.0, "change": 0.0, "drop": 0.0}
TERMS = ("intercept", "aptitude", "preference", "travel_hour", "guarantee", "qualification", "language_margin")


def case(
    folder: Path,
    *,
    weights: Mapping[str, float] | None = None,
    scorecard: Mapping[str, float] | None = None,
    floors: Mapping[str, float] | None = None,
    max_runs: int = 3,
    **tables: Any,
) -> Region:
    """Write a region of these rows in a folder and read it.

    Tables with an id are `Rows`, id to cells (`candidates={"c1": {"werk": 0.9}}`), others `Links`, rows of all cells.
    Occupations among the cells of a candidate are wishes with that preference and aptitude 0.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = _settings(weights or {}, scorecard or {}, floors or {}, max_runs)
    (folder / "region.toml").write_text(settings, encoding="utf-8")
    for name, text in (("credentials", CREDENTIALS), ("occupations", OCCUPATIONS), ("postcodes", POSTCODES)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    people = {name: dict(cells) for name, cells in dict(tables.pop("candidates", {})).items()}
    wished = [(c, o, cells.pop(o), 0) for c, cells in people.items() for o in ("werk", "zorg", "vak") if o in cells]
    tables = {**ELSE, **tables, "candidates": people, "wishes": [*wished, *tables.get("wishes", ())]}
    for name, ordinary in ORDINARY.items():
        rows = [_row(ordinary, id_, cells) for id_, cells in dict(tables.pop(name, {})).items()]
        _write(folder / f"{name}.csv", ",".join(ordinary), rows)
    for name, header in LINKS.items():
        if name in tables:
            _write(folder / f"{name}.csv", header, tables.pop(name))
    assert not tables, f"no such table: {sorted(tables)}"
    return read_region(folder)[0]


def _settings(
    weights: Mapping[str, float], scorecard: Mapping[str, float], floors: Mapping[str, float], max_runs: int
) -> str:
    kinds = {kind: weight for kind, weight in scorecard.items() if kind not in TERMS}
    lines = [
        f'format = 1\nname = "Met de hand"\nplan_from = 2024-01-15\nplan_until = 2024-12-31\nmax_runs = {max_runs}',
        "[travel]\ndetour = 1.3",
        "speed = { foot = 5, bicycle = 15, public_transport = 22, car = 45 }",
        "overhead = { foot = 0, bicycle = 2, public_transport = 12, car = 5 }",
        "[objective]",
        *(f"{name} = {weight}" for name, weight in {**WEIGHTS, **weights}.items()),
        "[scorecard]",
        *(f"{term} = {scorecard.get(term, 0.0)}" for term in TERMS),
        f"kind = {{ {', '.join(f'{kind} = {weight}' for kind, weight in kinds.items())} }}",
        *(f'[[fairness]]\ngroup = "{group}"\nmin_share = {share}' for group, share in floors.items()),
    ]
    return "\n".join(lines) + "\n"


def _row(ordinary: Mapping[str, Cell], id_: str, cells: Mapping[str, Cell]) -> list[Cell]:
    unknown = cells.keys() - ordinary.keys()
    assert not unknown, f"no such column: {sorted(unknown)}"
    name, *_ = ordinary
    own = {name: id_, "training": id_} if name == "run" else {name: id_}
    return list((dict(ordinary) | own | dict(cells)).values())


def _write(file: Path, header: str, rows: Sequence[Sequence[Cell]]) -> None:
    file.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")


@dataclass(frozen=True, eq=False)
class Worked:
    """What the solver makes of a region before it plans."""

    region: Region

    @cached_property
    def book(self) -> Rulebook:
        """The rules."""
        return Rulebook(self.region)

    @cached_property
    def valuation(self) -> Valuation:
        """The values."""
        return Valuation(self.book)

    @cached_property
    def pool(self) -> Pool:
        """Every pathway."""
        return enumerate_pathways(Enumeration(self.region, self.book, self.valuation))

    @cached_property
    def money(self) -> Money:
        """Who may pay what."""
        return Money(self.region, self.pool)

    @cached_property
    def problem(self) -> Problem:
        """What is to be planned."""
        return Problem(self.region, self.book, self.valuation, self.pool, self.money)

    @cached_property
    def lagrangian(self) -> Lagrangian:
        """Its bounds."""
        return Lagrangian(self.problem)

    @cached_property
    def all(self) -> np.ndarray:
        """The numbers of all pathways of the pool."""
        return np.arange(len(self.pool))


def names(region: Region, runs: Sequence[int], place: int) -> Pathway:
    """A pathway by the ids of its runs and its place."""
    return (*(region.runs.ids[run] for run in runs if run >= 0), region.places.ids[place])


def pathways(region: Region) -> dict[str, list[Pathway]]:
    """Every pathway that the engine finds, per candidate."""
    pool = Worked(region).pool
    found: dict[str, list[Pathway]] = {candidate: [] for candidate in region.candidates.ids}
    for candidate, runs, place in zip(
        pool.candidate.tolist(), pool.runs(np.arange(len(pool))).tolist(), pool.place.tolist(), strict=True
    ):
        found[region.candidates.ids[candidate]].append(names(region, runs, place))
    return {candidate: sorted(ways) for candidate, ways in found.items()}


def broken(region: Region, candidate: str, *steps: str) -> tuple[str, ...]:
    """The rules that a pathway, given as runs and then the place, breaks."""
    *runs, place = steps
    rows = sorted((region.runs.ids.index(run) for run in runs), key=lambda row: (region.runs.start[row], row))
    who = region.candidates.ids.index(candidate)
    return rules.breaches(region, who, tuple(rows), region.places.ids.index(place))


def planned(region: Region, stop: Stop = EXACT, *, seed: int = 1, workers: int = 1) -> Plan:
    """The plan for a region, after the independent check of everything about it."""
    made = plan(region, stop=stop, seed=seed, workers=workers)
    assert verify(region, made) == ()
    return made


def placed(region: Region, made: Plan) -> dict[str, Pathway]:
    """Who is placed, and how."""
    rows = zip(made.proposals.candidate.tolist(), made.proposals.runs, made.proposals.place.tolist(), strict=True)
    return {region.candidates.ids[candidate]: names(region, runs, place) for candidate, runs, place in rows}


def why_not(region: Region, made: Plan) -> dict[str, tuple[str, ...]]:
    """Who is not placed, and why."""
    left = made.unplaced
    rows = zip(left.candidate.tolist(), left.reasons, strict=True)
    return {region.candidates.ids[candidate]: reasons for candidate, reasons in rows}


def bottleneck(made: Plan, kind: str, id_: str, month: str = "") -> Bottleneck | None:
    """The row of bottlenecks.csv about one thing; None when it is not there."""
    rows = [row for row in made.bottlenecks if (row.kind, row.id, row.month) == (kind, id_, month)]
    assert len(rows) <= 1
    return rows[0] if rows else None
