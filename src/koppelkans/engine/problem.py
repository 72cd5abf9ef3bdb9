"""The planning problem of a region as arrays: what each pathway brings and what it takes of what is scarce.

Everything above works on this: the Lagrangian bound (`lagrange.py`), the linear and integer programmes
(`master.py`) and the check whether one more pathway fits (`ledger.py`). Capacities are plain arrays, so that a
what-if is a copy with one number changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from koppelkans.engine.money import Bills, Money
from koppelkans.engine.pathways import Pool
from koppelkans.engine.region import Bools, Cents, Floats, Ints, Region
from koppelkans.engine.rules import Rulebook, padded
from koppelkans.engine.value import Valuation

FIRST_MONTH_OF_1970 = 1970 * 12


@dataclass(frozen=True, eq=False)
class Capacities:
    """What there is of everything scarce. Seats and mentors already taken are off; never below 0.

    `seats_need` is what a run still needs to open, `group_cost` in cents is 0 where a group runs already, `mentors`
    is flat over (limited employer, month), `budget` in cents, `floors` (least shares) in the order of region.toml and
    `floor_slack` the people by which each may be missed (0; a what-if may give one).
    """

    seats: Ints
    seats_need: Ints
    group_cost: Cents
    places: Ints
    mentors: Ints
    budget: Cents
    floors: Floats
    floor_slack: Ints


class MentorCalendar:
    """Rows for (employer with a limit, month): row = `first[employer]` + month - `month`; -1 without a limit."""

    def __init__(self, region: Region, latest_day: int) -> None:
        self.region = region
        limited = np.flatnonzero(region.employers.mentors >= 0)
        self.month = int(months(np.array([region.settings.plan_from]))[0])
        self.width = int(months(np.array([latest_day]))[0]) - self.month + 1
        self.first = np.full(len(region.employers.ids), -1, dtype=np.int64)
        self.first[limited] = np.arange(len(limited)) * self.width
        self.employer = np.repeat(limited, self.width)
        free = np.repeat(region.employers.mentors[limited], self.width).astype(np.int64)
        taken = region.mentors_taken
        known = (self.first[taken.employer] >= 0) & (taken.month >= self.month)
        known &= taken.month < self.month + self.width
        np.subtract.at(free, self.row(taken.employer[known], taken.month[known]), taken.taken[known])
        self.left = free  # below 0 where more mentors are taken than there are
        self.free = np.maximum(free, 0)

    def row(self, employer: Ints, month: Ints) -> Ints:
        """The row of an employer and a month."""
        return np.asarray(self.first[employer] + month - self.month)

    def busy(self, first: Ints, last: Ints) -> Ints:
        """Per row: how many of the spans [first, last) it is in."""
        change = np.zeros(len(self.free) + 1, dtype=np.int64)
        np.add.at(change, first, 1)
        np.add.at(change, last, -1)
        return np.cumsum(change)[:-1]

    def label(self, row: int) -> tuple[int, str]:
        """(employer, YYYY-MM) of a row."""
        month = self.month + row % self.width
        return int(self.employer[row]), f"{month // 12:04d}-{month % 12 + 1:02d}"

    def spans(self, place: Ints, day: Ints) -> tuple[Ints, Ints]:
        """Rows [first, last) that the mentoring of pathways to a place from a day takes; empty: first == last."""
        places = self.region.places
        employer, weeks = places.employer[place], places.mentor_weeks[place]
        counts = (weeks > 0) & (self.first[employer] >= 0)
        start = self.row(employer, months(day))
        end = self.row(employer, months(day + 7 * weeks.astype(np.int64) - 1)) + 1
        return np.where(counts, start, 0), np.where(counts, end, 0)


def capacities_of(region: Region, calendar: MentorCalendar) -> Capacities:
    """What the region has."""
    runs, fairness = region.runs, region.settings.fairness
    return Capacities(
        seats=np.maximum(runs.seats_max - runs.seats_taken, 0),
        seats_need=np.maximum(runs.seats_min - runs.seats_taken, 0),
        group_cost=np.where(runs.seats_taken == 0, runs.group_cost, 0),
        places=region.places.capacity,
        mentors=calendar.free,
        budget=region.funds.budget,
        floors=np.array([floor.min_share for floor in fairness], dtype=np.float64),
        floor_slack=np.zeros(len(fairness), dtype=np.int64),
    )


def calendar_of(region: Region, first_day: Ints) -> MentorCalendar:
    """A calendar that is long enough for mentoring that begins on these days."""
    longest = 7 * int(region.places.mentor_weeks.max(initial=0))
    latest = max(int(first_day.max(initial=region.settings.plan_from)), region.settings.plan_until)
    return MentorCalendar(region, latest + longest)


def months(day: Ints) -> Ints:
    """Calendar months (year * 12 + month - 1) of days."""
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + FIRST_MONTH_OF_1970


class Problem:
    """The pathways that may be planned (payable, and for a locked person the lock alone), and what they take."""

    def __init__(
        self,
        region: Region,
        book: Rulebook,
        valuation: Valuation,
        pool: Pool,
        money: Money,
        people: Bools | None = None,
    ) -> None:
        """`people` (candidates): only their pathways."""
        self.region, self.book, self.valuation, self.pool, self.money = region, book, valuation, pool, money
        self.locked = np.zeros(len(region.candidates.ids), dtype=bool)
        self.locked[region.locks.candidate] = True
        allowed = money.payable & (~self.locked[pool.candidate] | self._is_lock())
        if people is not None:
            self.locked &= people
            allowed &= people[pool.candidate]
        self.ids = np.flatnonzero(allowed)
        self.candidate, self.place = pool.candidate[self.ids], pool.place[self.ids]
        self.offset = np.searchsorted(self.candidate, np.arange(len(region.candidates.ids) + 1))
        self.runs = pool.runs(self.ids)
        self.drop = valuation.drop_cost
        self.worth = pool.value[self.ids] + self.drop[self.candidate]
        self.base = -float(self.drop.sum())
        self.is_capped = money.capped[self.ids]
        self.capped = np.flatnonzero(self.is_capped)
        day = pool.first_day[self.ids]
        self.calendar = calendar_of(region, day)
        self.mentor_first, self.mentor_last = self.calendar.spans(self.place, day)
        self.bills = money.bills(self.ids)
        groups = [floor.group for floor in region.settings.fairness]
        self.in_group = region.candidates.groups[:, groups].T
        self.capacities = capacities_of(region, self.calendar)

    def __len__(self) -> int:
        return len(self.ids)

    def _is_lock(self) -> Bools:
        """Which pathways of the pool are the locked ones."""
        region, pool = self.region, self.pool
        place = np.full(len(region.candidates.ids), -1, dtype=np.int32)
        place[region.locks.candidate] = region.locks.place
        runs = np.full((len(region.candidates.ids), region.settings.max_runs), -1, dtype=np.int32)
        runs[region.locks.candidate] = padded(region.locks.runs, region.settings.max_runs)
        rows = np.flatnonzero(self.locked[pool.candidate])
        same = np.zeros(len(pool), dtype=bool)
        who = pool.candidate[rows]
        same[rows] = (pool.place[rows] == place[who]) & (pool.runs(rows) == runs[who]).all(axis=1)
        return same

    def bills_of(self, rows: Ints) -> Bills:
        """The bills of some rows of the problem."""
        return Bills(self.bills.purse[rows], self.bills.amount[rows])

    def plan_value(self, rows: Ints, capacities: Capacities | None = None) -> float:
        """The plan value of a choice of rows, group costs and dropped people included."""
        capacities = capacities or self.capacities
        opened = np.unique(self.runs[rows])
        opened = opened[opened >= 0]
        groups = capacities.group_cost[opened].sum() / 100 * self.region.settings.objective.euro
        return float(self.worth[rows].sum() + self.base - groups)


@dataclass(frozen=True, eq=False)
class Prices:
    """A price of everything scarce, in plan value per unit (per euro for `budget`); all >= 0.

    `minimum` is what a person in a run with a minimum brings, `floor` what one person of a group with a floor
    brings; `link_*` are the prices of "no pathway through a run that is not open", per (candidate, run).
    """

    seat: Floats
    minimum: Floats
    place: Floats
    mentor: Floats
    budget: Floats
    floor: Floats
    link_candidate: Ints
    link_run: Ints
    link: Floats

    @classmethod
    def none(cls, capacities: Capacities) -> Prices:
        """Nothing has a price."""
        seats, nobody = np.zeros(len(capacities.seats)), np.zeros(0, dtype=np.int64)
        return cls(
            seat=seats,
            minimum=seats.copy(),
            place=np.zeros(len(capacities.places)),
            mentor=np.zeros(len(capacities.mentors)),
            budget=np.zeros(len(capacities.budget)),
            floor=np.zeros(len(capacities.floors)),
            link_candidate=nobody,
            link_run=nobody,
            link=np.zeros(0),
        )
