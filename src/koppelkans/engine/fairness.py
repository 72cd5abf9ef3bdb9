"""How a plan treats each group beside the whole pool, what each floor costs, and what a group's rules shift.

Small numbers. A group of fewer than `least` people (10) is not told of at all; how many such groups there are is.
Counts (people, placed, the share) are told of every other group: they say nothing of one person. Means and sums say
something of one person when few people make them: they are None where fewer than three people are behind them, and
where everybody but one or two of a wider group that is told of is, so that subtracting shows nobody either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from koppelkans.engine.compare import pathways
from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Bools, Floats, Ints, Region
from koppelkans.engine.variants import group_rules, without_all_group_rules, without_floor, without_group_rules

LEAST = 10  # people in a group that is told of
FEW = 3  # people behind a mean or a sum
POOL = -1  # the row of everybody together


@dataclass(frozen=True)
class GroupTreatment:
    """How one group (a row of `Region.groups`; `POOL`: everybody) fares.

    Means are over the placed: the chance of a durable placement, what the plan adds to the chance without it
    (`added`), the weeks from `plan_from` to the first day and the minutes of travel. `added_each` is what the plan adds
    per person of the group, placed or not. None: nobody is placed, or too few to tell.
    """

    group: int
    people: int
    placed: int
    chance: float | None
    added: float | None
    added_each: float | None
    weeks: float | None
    minutes: float | None

    @property
    def share(self) -> float:
        """The part of the group that is placed."""
        return self.placed / self.people if self.people else 0.0


@dataclass(frozen=True)
class Treatment:
    """Everybody together, each group that is large enough (in the order of the region), and how many are not."""

    pool: GroupTreatment
    groups: tuple[GroupTreatment, ...]
    small: int

    @property
    def rows(self) -> tuple[GroupTreatment, ...]:
        """Everybody together first, then the groups."""
        return (self.pool, *self.groups)


@dataclass(frozen=True)
class GroupShift:
    """One group (`POOL`: everybody) in a plan and in another one; `value` is that of its pathways (of everybody: the
    plan value), None where it would tell of one or two people."""

    group: int
    people: int
    placed: tuple[int, int]
    value: tuple[float, float] | None

    @property
    def difference(self) -> int:
        """How many people more the other plan places."""
        return self.placed[1] - self.placed[0]


@dataclass(frozen=True)
class Shift:
    """What another plan of the same people shifts; `changed` people get another pathway, gain or lose one."""

    pool: GroupShift
    groups: tuple[GroupShift, ...]
    small: int
    changed: int
    proven: bool

    @property
    def rows(self) -> tuple[GroupShift, ...]:
        """Everybody together first, then the groups."""
        return (self.pool, *self.groups)


@dataclass(frozen=True)
class FloorPrice:
    """What a floor (a row of `Settings.fairness`) costs: figures with it and without it.

    The price lies between `least` and `most` by the bounds of the two plans; `proven`: it is more than nothing. If it
    is not, there is no demonstrable difference.
    """

    floor: int
    group: int
    min_share: float
    value: tuple[float, float]
    people: tuple[int, int]
    members: tuple[int, int]
    least: float
    most: float

    @property
    def proven(self) -> bool:
        """Whether the floor costs anything for certain."""
        return self.least > 0


def treatment(region: Region, plan: Plan, least: int = LEAST) -> Treatment:
    """How a plan treats everybody together and each group with at least `least` people in the pool."""
    inside, told, small = _groups(region, least)
    proposals = plan.proposals
    placed = np.zeros(len(region.candidates.ids), dtype=bool)
    placed[proposals.candidate] = True
    open_ = _enough(inside & placed)
    figures = _Figures(region, plan)
    rows = [figures.of(group, members, bool(tells)) for group, members, tells in zip(told, inside, open_, strict=True)]
    return Treatment(rows[0], tuple(rows[1:]), small)


class _Figures:
    """The figures of the proposals, to be averaged per group."""

    def __init__(self, region: Region, plan: Plan) -> None:
        proposals = plan.proposals
        self.candidate = proposals.candidate
        self.chance = proposals.probability
        self.added = proposals.probability - region.candidates.baseline[proposals.candidate]
        self.weeks: Floats = (proposals.first_day - region.settings.plan_from) / 7
        self.minutes = proposals.travel_minutes

    def of(self, group: int, members: Bools, tells: bool) -> GroupTreatment:
        """One group; `tells`: enough people are placed to give means."""
        rows, people = members[self.candidate], int(members.sum())
        placed = int(rows.sum())
        if not tells or not placed:
            nothing = 0.0 if people and not placed else None
            return GroupTreatment(group, people, placed, None, None, nothing, None, None)
        return GroupTreatment(
            group,
            people,
            placed,
            chance=float(self.chance[rows].mean()),
            added=float(self.added[rows].mean()),
            added_each=float(self.added[rows].sum() / people),
            weeks=float(self.weeks[rows].mean()),
            minutes=float(self.minutes[rows].mean()),
        )


def shift(region: Region, plan: Plan, other_region: Region, other_plan: Plan, least: int = LEAST) -> Shift:
    """What another plan of the same people shifts; the regions differ in rules, and have the same candidates.

    `proven`: by the bounds the value of the one plan is beyond what the other could have been.
    """
    if region.candidates.ids != other_region.candidates.ids:
        raise ValueError("the two plans are of different people")
    inside, told, small = _groups(region, least)
    size = len(region.candidates.ids)
    before, after = pathways(plan), _pathways_in(region, other_region, other_plan)
    moved = np.array([before.get(who) != after.get(who) for who in range(size)], dtype=bool)
    worth = [_per_person(one, one.proposals.value, size) for one in (plan, other_plan)]
    placed = [_per_person(one, np.ones(len(one.proposals.candidate)), size) > 0 for one in (plan, other_plan)]
    tells = _enough(inside & placed[0]) & _enough(inside & placed[1]) & _enough(inside & moved)
    rows = []
    for group, members, open_ in zip(told, inside, tells, strict=True):
        counts = int((members & placed[0]).sum()), int((members & placed[1]).sum())
        sums = float(worth[0][members].sum()), float(worth[1][members].sum())
        rows.append(GroupShift(group, int(members.sum()), counts, sums if open_ else None))
    everybody = GroupShift(POOL, size, rows[0].placed, (plan.value, other_plan.value))
    proven = other_plan.value > plan.bound or plan.value > other_plan.bound
    return Shift(everybody, tuple(rows[1:]), small, int(moved.sum()), proven)


def group_shifts(region: Region, plan: Plan, planned: Callable[[Region], Plan], least: int = LEAST) -> dict[int, Shift]:
    """What leaving out the rules of each group would shift, per group that a rule names; `POOL`: those of all groups.

    `planned` makes a plan of a region; groups below `least` are left out, here too. Raises `LocksConflict`, as planning
    does, where a locked pathway cannot be paid for without the rule.
    """
    large = region.candidates.groups.sum(axis=0) >= least
    variants = {
        int(group): without_group_rules(region, int(group)) for group in np.flatnonzero(group_rules(region) & large)
    }
    if group_rules(region).any():
        variants[POOL] = without_all_group_rules(region)
    return {group: shift(region, plan, variant, planned(variant), least) for group, variant in variants.items()}


def floor_price(region: Region, floor: int, plan: Plan, without: Plan) -> FloorPrice:
    """What a floor costs: `without` is a plan of `without_floor(region, floor)`."""
    rule = region.settings.fairness[floor]
    members = region.candidates.groups[:, rule.group]
    return FloorPrice(
        floor,
        rule.group,
        rule.min_share,
        value=(plan.value, without.value),
        people=(len(plan.proposals.candidate), len(without.proposals.candidate)),
        members=(int(members[plan.proposals.candidate].sum()), int(members[without.proposals.candidate].sum())),
        least=max(0.0, without.value - plan.bound),
        most=max(0.0, without.bound - plan.value),
    )


def floor_prices(region: Region, plan: Plan, planned: Callable[[Region], Plan]) -> tuple[FloorPrice, ...]:
    """The price of every floor, one at a time; `planned` makes a plan of a region."""
    return tuple(
        floor_price(region, floor, plan, planned(without_floor(region, floor)))
        for floor in range(len(region.settings.fairness))
    )


def _groups(region: Region, least: int) -> tuple[Bools, list[int], int]:
    """(membership: a row for everybody and for each group that is told of, their groups, how many are too small)."""
    people = region.candidates.groups.sum(axis=0)
    told = np.flatnonzero(people >= max(least, 1)).tolist()
    everybody = np.ones((1, len(region.candidates.ids)), dtype=bool)
    inside = np.concatenate([everybody, region.candidates.groups.T[told]])
    return inside, [POOL, *told], int(((people > 0) & (people < least)).sum())


def _enough(people: Bools) -> Bools:
    """Per row whether a sum over its people shows nobody: none, or at least `FEW`, and no other row has all of them and
    one or two people more."""
    count = people.sum(axis=1)
    shared: Ints = people.astype(np.int64) @ people.T.astype(np.int64)
    more = count[None, :] - count[:, None]
    nearly = (shared == count[:, None]) & (more > 0) & (more < FEW) & (count[:, None] > 0)
    return np.asarray(((count == 0) | (count >= FEW)) & ~nearly.any(axis=1))


def _per_person(plan: Plan, figures: Floats, size: int) -> Floats:
    """Figures of the proposals per candidate, 0 for who has none."""
    spread = np.zeros(size)
    spread[plan.proposals.candidate] = figures
    return spread


def _pathways_in(region: Region, other: Region, plan: Plan) -> dict[int, tuple[tuple[int, ...], int]]:
    """The pathways of a plan of the other region in the rows of this one (-1: what is not in it)."""
    if region.runs.ids == other.runs.ids and region.places.ids == other.places.ids:
        return pathways(plan)
    runs = {name: row for row, name in enumerate(region.runs.ids)}
    places = {name: row for row, name in enumerate(region.places.ids)}
    return {
        who: (tuple(runs.get(other.runs.ids[run], -1) for run in steps), places.get(other.places.ids[place], -1))
        for who, (steps, place) in pathways(plan).items()
    }
