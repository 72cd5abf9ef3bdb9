"""The best plan of a tiny region by trying everything: slow and plain, to hold the engine against."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import numpy as np
from tests.engine.payable import funding_of

from koppelkans.engine import verify
from koppelkans.engine.plan import TERMS, Funding, Plan, Proposals, Unplaced
from koppelkans.engine.region import Region
from koppelkans.engine.verify import together
from koppelkans.engine.verify.facts import facts_of
from koppelkans.engine.verify.outcome import plan_value
from koppelkans.engine.verify.value import figures

Pathway = tuple[tuple[int, ...], int]
Chosen = dict[int, Pathway]  # candidate to pathway


def pathways(region: Region, candidate: int) -> Iterator[Pathway]:
    """Every pathway of a candidate that meets P0 to P8: each set of runs with each place."""
    for place in range(len(region.places.ids)):
        if {"P1", "P7"} & broken(region, candidate, (), place):
            continue  # so it is with any runs
        runs = [run for run in by_start(region) if not hopeless(region, candidate, run, place)]
        for size in range(region.settings.max_runs + 1):
            for chosen in combinations(runs, size):
                if not broken(region, candidate, chosen, place):
                    yield chosen, place


def by_start(region: Region) -> list[int]:
    """The rows of the runs by start, then id."""
    return sorted(range(len(region.runs.ids)), key=lambda run: (int(region.runs.start[run]), region.runs.ids[run]))


def broken(region: Region, candidate: int, runs: tuple[int, ...], place: int) -> set[str]:
    """The codes of the rules a pathway breaks."""
    return {breach.rule for breach in verify.pathway_breaches(region, candidate, runs, place)}


def hopeless(region: Region, candidate: int, run: int, place: int) -> bool:
    """A run that is too far or too early for the candidate, whatever else is chosen."""
    early = max(region.settings.plan_from, int(region.candidates.available_from[candidate]))
    return int(region.runs.start[run]) < early or "P7" in broken(region, candidate, (run,), place)


def optimum(region: Region) -> tuple[float, Chosen] | None:
    """The value of the best plan and its pathways; None when no plan holds the locks."""
    return Search(region).best


class Search:
    """All combinations of everybody's pathways, skipping only what cannot become better or possible any more."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.options = [self._options(candidate) for candidate in range(len(region.candidates.ids))]
        most = [max(value for value, _ in options) for options in self.options]
        self.rest = [math.fsum(most[candidate:]) for candidate in range(len(most) + 1)]
        self.best: tuple[float, Chosen] | None = None
        self._visit(0, {}, 0.0)

    def _options(self, candidate: int) -> list[tuple[float, Pathway | None]]:
        """What can become of a candidate, best first, with what it adds to the plan value."""
        region = self.region
        lock = facts_of(region).candidates[candidate].lock
        options: list[tuple[float, Pathway | None]] = [
            (verify.pathway_value(region, candidate, runs, place), (runs, place))
            for runs, place in pathways(region, candidate)
            if lock is None or (frozenset(runs), place) == lock
        ]
        if lock is None:
            left_out = region.settings.objective.drop if verify.previous_stands(region, candidate) else 0.0
            options.append((-left_out, None))
        return sorted(options, key=lambda option: -option[0])

    def _visit(self, candidate: int, chosen: Chosen, value: float) -> None:
        reached = value - self._group_costs(chosen)
        if self.best is not None and reached + self.rest[candidate] <= self.best[0]:
            return
        if self._too_many(chosen) or funding_of(self.region, chosen) is None:
            return  # more people never help
        if candidate == len(self.options):
            if not list(together.breaches(facts_of(self.region), proposals(self.region, chosen))):
                self.best = reached, dict(chosen)
            return
        for gain, pathway in self.options[candidate]:
            following = chosen if pathway is None else {**chosen, candidate: pathway}
            self._visit(candidate + 1, following, value + gain)

    def _group_costs(self, chosen: Chosen) -> float:
        runs = self.region.runs
        opened = {run for rows, _ in chosen.values() for run in rows if runs.seats_taken[run] == 0}
        return self.region.settings.objective.euro * sum(int(runs.group_cost[run]) for run in opened) / 100

    def _too_many(self, chosen: Chosen) -> bool:
        runs, places = self.region.runs, self.region.places
        seats = Counter(run for rows, _ in chosen.values() for run in rows)
        full = any(runs.seats_taken[run] + people > runs.seats_max[run] for run, people in seats.items())
        taken = Counter(place for _, place in chosen.values())
        return full or any(people > places.capacity[place] for place, people in taken.items())


def proposals(region: Region, chosen: Chosen) -> list[together.Proposal]:
    """Pathways as the rows the independent check goes by."""
    facts = facts_of(region)
    return [
        together.Proposal(
            facts.candidates[candidate],
            tuple(facts.runs[run] for run in runs),
            facts.places[place],
            verify.first_day(region, candidate, runs, place),
        )
        for candidate, (runs, place) in sorted(chosen.items())
    ]


def as_plan(region: Region, chosen: Chosen) -> Plan:
    """The plan with these pathways, every figure filled in; its own value is its bound."""
    facts = facts_of(region)
    rows = proposals(region, chosen)
    told = [figures(facts, row.candidate, row.runs, row.place) for row in rows]
    funding = funding_of(region, chosen) or {}
    paid = [(*key, amount) for key, amount in sorted(funding.items())]
    planned = together.people_per_run(rows)
    value = plan_value(facts, rows)
    assert value is not None
    left = [candidate for candidate in range(len(region.candidates.ids)) if candidate not in chosen]
    return Plan(
        proposals=Proposals(
            candidate=ints(row.candidate.row for row in rows),
            runs=tuple(tuple(run.row for run in row.runs) for row in rows),
            place=ints(row.place.row for row in rows),
            first_day=ints(row.first_day for row in told),
            probability=np.array([row.probability for row in told]),
            preference=np.array([row.preference for row in told]),
            travel_minutes=np.array([row.travel_minutes for row in told]),
            cost=np.array([row.cost for row in told], dtype=np.int64),
            value=np.array([row.value for row in told]),
            terms=np.array([row.terms for row in told]).reshape(len(told), len(TERMS)),
        ),
        funding=Funding(
            candidate=ints(row[0] for row in paid),
            run=ints(row[1] for row in paid),
            kind=ints(row[2] for row in paid),
            fund=ints(row[3] for row in paid),
            amount=np.array([row[4] for row in paid], dtype=np.int64),
        ),
        unplaced=Unplaced(ints(left), tuple(("no_gain",) for _ in left)),
        bottlenecks=(),
        opened=tuple(planned[run] > 0 for run in range(len(region.runs.ids))),
        planned=ints(planned[run] for run in range(len(region.runs.ids))),
        value=value,
        bound=value,
    )


def ints(values: Iterator[int] | list[int]) -> np.ndarray:
    """Whole numbers as the columns of a region and a plan hold them."""
    return np.array(list(values), dtype=np.int32)
