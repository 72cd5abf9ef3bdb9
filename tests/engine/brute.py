"""The best plan of a tiny region by trying everything: slow and plain, to hold the engine against."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from koppelkans.engine import verify
from koppelkans.engine.region import Region

Pathway = tuple[tuple[int, ...], int]


def pathways(region: Region, candidate: int) -> Iterator[Pathway]:
    """Every pathway of a candidate that meets P0 to P8: each set of runs with each place."""
    for place in range(len(region.places.ids)):
        if {"P1", "P7"} & broken(region, candidate, (), place):
            continue  # so it is with any runs
        runs = [run for run in range(len(region.runs.ids)) if not hopeless(region, candidate, run, place)]
        for size in range(region.settings.max_runs + 1):
            for chosen in combinations(runs, size):
                if not broken(region, candidate, chosen, place):
                    yield chosen, place


def broken(region: Region, candidate: int, runs: tuple[int, ...], place: int) -> set[str]:
    """The codes of the rules a pathway breaks."""
    return {breach.rule for breach in verify.pathway_breaches(region, candidate, runs, place)}


def hopeless(region: Region, candidate: int, run: int, place: int) -> bool:
    """A run that is too far or too early for the candidate, whatever else is chosen."""
    early = max(region.settings.plan_from, int(region.candidates.available_from[candidate]))
    return int(region.runs.start[run]) < early or "P7" in broken(region, candidate, (run,), place)
