"""Two plans side by side for a page: people, money, groups that start, and who gains and who loses.

The plans may be of two regions, such as a what-if with a place more: everything is told by id. Rows of people are for
pages that show only those whom the reader may see; the figures are of everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from koppelkans.engine.compare import Side, in_groups, side, spent, used
from koppelkans.engine.fairness import LEAST
from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region


@dataclass(frozen=True)
class Placed:
    """The pathway of one person in one of the plans, by ids."""

    runs: tuple[str, ...]
    place: str
    first_day: int
    probability: float
    travel_minutes: float
    value: float


@dataclass(frozen=True)
class Change:
    """Somebody whose pathway is not the same in both plans; `chance` gives the chance of durable work in each, that
    without a pathway (`baseline`) where there is none."""

    candidate: str
    before: Placed | None
    after: Placed | None
    chance: tuple[float, float]

    @property
    def kind(self) -> str:
        """`gained` a pathway, `lost` it, or `moved` to another one."""
        if self.before is None:
            return "gained"
        return "lost" if self.after is None else "moved"

    @property
    def difference(self) -> float:
        """What this person's pathway is worth more in the second plan; no pathway is worth 0."""
        return (self.after.value if self.after else 0.0) - (self.before.value if self.before else 0.0)


@dataclass(frozen=True)
class Both:
    """A figure of one thing (a fund in cents, a group in people) in each plan."""

    id: str
    first: int
    second: int


@dataclass(frozen=True)
class SideBySide:
    """The first plan beside the second.

    `same` people keep their pathway; `changes` has everybody else who is in a plan, who gains most first. `opened_*`
    are runs that take people in that plan only. `groups` counts the placed of groups of `least` people or more in both.
    `comparable`: both plans are valued with the same weights; `proven`: then, that one is worth more for certain.
    """

    first: Side
    second: Side
    same: int
    changes: tuple[Change, ...]
    opened_first: tuple[str, ...]
    opened_second: tuple[str, ...]
    funds: tuple[Both, ...]
    groups: tuple[Both, ...]
    comparable: bool
    proven: bool

    def count(self, kind: str) -> int:
        """How many people `gained`, `lost` or `moved`."""
        return sum(change.kind == kind for change in self.changes)


def side_by_side(
    region: Region, first: Plan, second: Plan, other: Region | None = None, least: int = LEAST
) -> SideBySide:
    """Set two plans side by side; `other` is the region of the second where it is not the same."""
    after = other or region
    before_of, after_of = _placed(region, first), _placed(after, second)
    chances = _baselines(region), _baselines(after)
    changes = []
    for name in sorted(before_of.keys() | after_of.keys()):
        was, now = before_of.get(name), after_of.get(name)
        if was is None or now is None or (was.runs, was.place) != (now.runs, now.place):
            chance = _chance(was, chances[0].get(name)), _chance(now, chances[1].get(name))
            changes.append(Change(name, was, now, chance))
    one, two = _opened(region, first), _opened(after, second)
    comparable = _weights(region) == _weights(after)
    return SideBySide(
        first=side(first),
        second=side(second),
        same=len(before_of.keys() | after_of.keys()) - len(changes),
        changes=tuple(sorted(changes, key=lambda change: (-change.difference, change.candidate))),
        opened_first=tuple(sorted(one - two)),
        opened_second=tuple(sorted(two - one)),
        funds=_both(_money(region, first), _money(after, second)),
        groups=_both(_people(region, first, least), _people(after, second, least), shared=True),
        comparable=comparable,
        proven=comparable and (second.value > first.bound or first.value > second.bound),
    )


def _placed(region: Region, plan: Plan) -> dict[str, Placed]:
    """The pathway of everybody in the plan, by candidate."""
    proposals, runs, places = plan.proposals, region.runs.ids, region.places.ids
    found = {}
    for row, candidate in enumerate(proposals.candidate.tolist()):
        found[region.candidates.ids[candidate]] = Placed(
            runs=tuple(runs[run] for run in proposals.runs[row]),
            place=places[proposals.place[row]],
            first_day=int(proposals.first_day[row]),
            probability=float(proposals.probability[row]),
            travel_minutes=float(proposals.travel_minutes[row]),
            value=float(proposals.value[row]),
        )
    return found


def _baselines(region: Region) -> dict[str, float]:
    return dict(zip(region.candidates.ids, region.candidates.baseline.tolist(), strict=True))


def _chance(placed: Placed | None, baseline: float | None) -> float:
    """The chance of somebody; 0 for who is not in this region at all."""
    return placed.probability if placed else baseline or 0.0


def _opened(region: Region, plan: Plan) -> set[str]:
    return {region.runs.ids[row] for row in np.flatnonzero(used(plan)).tolist()}


def _money(region: Region, plan: Plan) -> dict[str, int]:
    return dict(zip(region.funds.ids, spent(region, plan).tolist(), strict=True))


def _people(region: Region, plan: Plan, least: int) -> dict[str, int]:
    """People in the plan per group that is large enough in the pool."""
    large = region.candidates.groups.sum(axis=0) >= least
    counts = zip(region.groups, in_groups(region, plan).tolist(), large.tolist(), strict=True)
    return {name: count for name, count, told in counts if told}


def _both(first: dict[str, int], second: dict[str, int], *, shared: bool = False) -> tuple[Both, ...]:
    """The figures of both by id; `shared`: only what both have."""
    ids = first.keys() & second.keys() if shared else first.keys() | second.keys()
    return tuple(Both(name, first.get(name, 0), second.get(name, 0)) for name in sorted(ids))


def _weights(region: Region) -> Sequence[object]:
    """What a value depends on besides the pathway."""
    card = region.settings.scorecard
    weights = [getattr(card, part.name) for part in fields(card) if part.name != "kind"]
    return [region.settings.objective, region.settings.plan_from, weights, card.kind.tolist()]
