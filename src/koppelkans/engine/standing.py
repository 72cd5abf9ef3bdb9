"""How a plan stands: what it takes of everything scarce, and what is in the way of one pathway more.

The same check explains why somebody is not placed, tells an alternative's obstacles and finds who still fits.
"""

from __future__ import annotations

import numpy as np

from koppelkans.engine.funding import Payments
from koppelkans.engine.lagrange import SHARE_SLACK
from koppelkans.engine.money import Money
from koppelkans.engine.pathways import Pool
from koppelkans.engine.problem import Capacities, MentorCalendar
from koppelkans.engine.region import COST_KINDS, Ints, Region

MOST_FUNDS = 3  # funds named for one step that cannot be paid


class Standing:
    """A plan (`chosen`, pathways of the pool) and what is left of everything scarce."""

    def __init__(
        self, region: Region, pool: Pool, money: Money, calendar: MentorCalendar, capacities: Capacities, chosen: Ints
    ) -> None:
        self.region, self.pool, self.money = region, pool, money
        self.calendar, self.capacities = calendar, capacities
        self.payments = Payments(region, pool, money, capacities)
        self.chosen = np.zeros(0, dtype=np.int64)
        self.planned = np.zeros(len(region.runs.ids), dtype=np.int64)
        self.at_place = np.zeros(len(region.places.ids), dtype=np.int64)
        self.mentored = np.zeros(len(capacities.mentors) + 1, dtype=np.int64)
        self.in_floor = np.zeros(len(capacities.floors), dtype=np.int64)
        self._room: dict[int, int] = {}
        self._payable: dict[bytes, bool] = {}
        self.book(chosen, +1)

    def book(self, pathways: Ints, sign: int) -> None:
        """Take pathways into the plan (+1) or out of it (-1)."""
        pool = self.pool
        runs = pool.runs(pathways)
        np.add.at(self.planned, runs[runs >= 0], sign)
        np.add.at(self.at_place, pool.place[pathways], sign)
        first, last = self.calendar.spans(pool.place[pathways], pool.first_day[pathways])
        for start, end in zip(first.tolist(), last.tolist(), strict=True):
            self.mentored[start:end] += sign
        for floor, rule in enumerate(self.region.settings.fairness):
            members = self.region.candidates.groups[pool.candidate[pathways], rule.group]
            self.in_floor[floor] += sign * int(members.sum())
        if sign > 0:
            self.chosen = np.concatenate([self.chosen, pathways])
        else:
            self.chosen = np.setdiff1d(self.chosen, pathways)
        self._room, self._payable = {}, {}

    def obstacles(self, pathway: int) -> tuple[str, ...]:
        """What is in the way of one pathway of a person who is not in the plan, as `code:id` items."""
        return (
            *self._at_runs(pathway),
            *self._at_place(pathway),
            *self._at_funds(pathway),
            *self._at_floors(pathway),
        )

    def marginal(self, pathway: int) -> float:
        """What the plan value gains by a pathway, given the groups that it would be the first in."""
        new = self._new_groups(pathway)
        euros = self.capacities.group_cost[new].sum() / 100
        return float(self.pool.value[pathway] - euros * self.region.settings.objective.euro)

    def _new_groups(self, pathway: int) -> Ints:
        runs = self.pool.chain_runs[self.pool.chain[pathway]]
        runs = runs[runs >= 0]
        return np.asarray(runs[(self.planned[runs] == 0) & (self.capacities.group_cost[runs] > 0)])

    def _at_runs(self, pathway: int) -> list[str]:
        found = []
        runs = self.pool.chain_runs[self.pool.chain[pathway]]
        for run in runs[runs >= 0].tolist():
            people = self.planned[run] + 1
            if people > self.capacities.seats[run]:
                found.append(f"run_full:{self.region.runs.ids[run]}")
            elif people < self.capacities.seats_need[run]:
                found.append(f"run_below_min:{self.region.runs.ids[run]}")
        return found

    def _at_place(self, pathway: int) -> list[str]:
        found = []
        place = int(self.pool.place[pathway])
        if self.at_place[place] >= self.capacities.places[place]:
            found.append(f"place_full:{self.region.places.ids[place]}")
        rows = np.array([pathway])
        first, last = self.calendar.spans(self.pool.place[rows], self.pool.first_day[rows])
        months = np.arange(first[0], last[0])
        busy = months[self.mentored[months] >= self.capacities.mentors[months]] if len(months) else months
        if len(busy):
            employer, month = self.calendar.label(int(busy[0]))
            found.append(f"mentor:{self.region.employers.ids[employer]}/{month}")
        return found

    def _at_funds(self, pathway: int) -> list[str]:
        rows = np.array([pathway])
        bills = self.money.bills(rows)
        new_groups = self._new_groups(pathway)
        paid = np.flatnonzero(bills.amount[0] > 0)
        if not len(paid) and not len(new_groups):
            return []
        short = [step for step in paid.tolist() if self._room_of(int(bills.purse[0, step])) < bills.amount[0, step]]
        if not short:
            if (
                len(paid) == 1
                and not len(new_groups)
                and not self.money.capped[pathway]
                and self.money.payable[pathway]
            ):
                return []
            if self._can_pay(pathway):
                return []
            short = [int(np.argmax(bills.amount[0]))]
        named: list[str] = []
        for step in short:
            may_pay = self.money.purses[bills.purse[0, step]] & (bills.purse[0, step] >= 0)
            largest = sorted(np.flatnonzero(may_pay).tolist(), key=lambda fund: -self.region.funds.budget[fund])[
                :MOST_FUNDS
            ]
            named += [f"fund:{self.region.funds.ids[fund]}" for fund in largest] or [
                f"fund:{self._kind(pathway, step)}"
            ]
        return list(dict.fromkeys(named))

    def _room_of(self, purse: int) -> int:
        if purse not in self._room:
            self._room[purse] = self.payments.room(self.chosen, purse)
        return self._room[purse]

    def _kind(self, pathway: int, step: int) -> str:
        runs = self.pool.chain_runs[self.pool.chain[pathway]]
        if step == len(runs) or runs[step] < 0:
            return COST_KINDS[self.region.places.cost_kind[self.pool.place[pathway]]]
        return COST_KINDS[self.region.runs.cost_kind[runs[step]]]

    def _can_pay(self, pathway: int) -> bool:
        """Whether all its bills can be paid together; people with equal bills share the answer."""
        if not self.money.payable[pathway]:
            return False
        bills = self.money.bills(np.array([pathway]))
        left = self.money.left[self.pool.candidate[pathway]] if self.money.capped[pathway] else np.zeros(0)
        parts = (bills.purse, bills.amount, left, self._new_groups(pathway))
        key = b"|".join(np.ascontiguousarray(part, dtype=np.int64).tobytes() for part in parts)
        if key not in self._payable:
            self._payable[key] = self.payments.can_pay(np.append(self.chosen, pathway))
        return self._payable[key]

    def _at_floors(self, pathway: int) -> list[str]:
        found = []
        for floor, rule in enumerate(self.region.settings.fairness):
            member = self.region.candidates.groups[self.pool.candidate[pathway], rule.group]
            inside, people = self.in_floor[floor] + int(member), len(self.chosen) + 1
            if not member and inside < rule.min_share * people - SHARE_SLACK:
                found.append(f"fairness:{self.region.groups[rule.group]}")
        return found
