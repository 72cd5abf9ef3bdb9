"""The same region with a rule about a group or a floor left out, or a plan before it: what a plan is set beside.

A variant is made in memory: it has no digest (`Region.digest` says so), because the digest of the region it comes from
is not its own. `written` gives it one, and checks it as a whole, by writing it out and reading it in again.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from koppelkans.engine.files import read_region, write_region
from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Bools, Floor, Pathways, Region


def written(region: Region) -> Region:
    """The region as it reads back from its folder: every rule of the format checked, with a digest of its own.

    Raises RegionError where the variant is not a valid input (a lock that its rules no longer allow).
    """
    with tempfile.TemporaryDirectory() as folder:
        write_region(region, Path(folder) / "region")
        return read_region(Path(folder) / "region")[0]


# rules about groups ---------------------------------------------------------------------------------------------------


def without_floor(region: Region, index: int) -> Region:
    """The region without one floor: a row of `region.settings.fairness`."""
    floors = region.settings.fairness
    return _with_floors(region, floors[:index] + floors[index + 1 :])


def without_group_rules(region: Region, group: int) -> Region:
    """The region in which no rule names this group (a row of `region.groups`).

    The name is struck from the lists of funds and from `only_for` of runs and places, and the floors of the group go.
    What is left of a list stands: a fund for A and B is for B alone once A is struck. A list that ends up empty lets
    everybody pass, as the format says of an empty list: a rule that is left out is a limit that is gone, and not a door
    that is shut. So money and seats that were kept for the group are open to all.
    """
    struck = np.arange(len(region.groups)) == group
    return _struck(region, struck)


def without_all_group_rules(region: Region) -> Region:
    """The region in which no fund, run, place or floor knows any group."""
    return _struck(region, np.ones(len(region.groups), dtype=bool))


def group_rules(region: Region) -> Bools:
    """Per group whether any fund, run, place or floor names it."""
    lists = np.concatenate([region.funds.groups, region.runs.only_for, region.places.only_for])
    floors = [floor.group for floor in region.settings.fairness]
    return np.asarray(lists.any(axis=0) | np.isin(np.arange(len(region.groups)), floors))


def _struck(region: Region, struck: Bools) -> Region:
    floors = tuple(floor for floor in region.settings.fairness if not struck[floor.group])
    return replace(
        _with_floors(region, floors),
        funds=replace(region.funds, groups=region.funds.groups & ~struck),
        runs=replace(region.runs, only_for=region.runs.only_for & ~struck),
        places=replace(region.places, only_for=region.places.only_for & ~struck),
    )


def _with_floors(region: Region, floors: tuple[Floor, ...]) -> Region:
    return replace(region, settings=replace(region.settings, fairness=floors), digest="")


# a plan before this one -----------------------------------------------------------------------------------------------


def with_previous(region: Region, plan: Plan, made_for: Region | None = None) -> Region:
    """The region with the pathways of a plan as its previous ones (few changes: `change` and `drop` count).

    `made_for`: the region of that plan, where it is another one: candidates who are gone are left out, runs and places
    that are gone become -1, so that such a pathway no longer stands.
    """
    source = made_for or region
    candidate = _rows(source.candidates.ids, region.candidates.ids)
    run = _rows(source.runs.ids, region.runs.ids)
    place = _rows(source.places.ids, region.places.ids)
    start = region.runs.start
    rows: list[tuple[int, tuple[int, ...], int]] = []
    for who, runs, where in zip(
        plan.proposals.candidate.tolist(), plan.proposals.runs, plan.proposals.place.tolist(), strict=True
    ):
        if candidate[who] >= 0:
            now = sorted((run[step] for step in runs), key=lambda row: (-1, row) if row < 0 else (int(start[row]), row))
            rows.append((candidate[who], tuple(now), place[where]))
    return replace(region, previous=pathways_of(rows), digest="")


def free(region: Region) -> Region:
    """The region in which another pathway than before, or none, costs nothing."""
    objective = replace(region.settings.objective, change=0.0, drop=0.0)
    return replace(region, settings=replace(region.settings, objective=objective), digest="")


def pathways_of(rows: list[tuple[int, tuple[int, ...], int]]) -> Pathways:
    """(candidate, runs, place) as the columns of previous.csv or locks.csv, sorted by candidate."""
    rows = sorted(rows)
    return Pathways(
        np.array([who for who, _, _ in rows], dtype=np.int32),
        tuple(runs for _, runs, _ in rows),
        np.array([place for _, _, place in rows], dtype=np.int32),
    )


def _rows(ids: tuple[str, ...], known: tuple[str, ...]) -> list[int]:
    """Per id its row among those that are known, -1 where it is gone."""
    at = {name: row for row, name in enumerate(known)}
    return [at.get(name, -1) for name in ids]
