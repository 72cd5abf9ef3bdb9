"""How a plan stands: what it takes of everything scarce, and what is in the way of one pathway more.

The same check explains why somebody is not placed, tells an alternative's obstacles and finds who still fits.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from koppelkans.engine.funding import Payments, Spare
from koppelkans.engine.lagrange import SHARE_SLACK
from koppelkans.engine.money import Bills, Money
from koppelkans.engine.pathways import Pool
from koppelkans.engine.problem import Capacities, MentorCalendar
from koppelkans.engine.region import COST_KINDS, Bools, Ints, Region

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
        self._spare: Spare | None = None
        self._room: dict[int, int] = {}
        self._payable: dict[bytes, bool] = {}
        self.book(chosen)

    def book(self, pathways: Ints) -> None:
        """Take pathways into the plan."""
        pool = self.pool
        runs = pool.runs(pathways)
        np.add.at(self.planned, runs[runs >= 0], 1)
        np.add.at(self.at_place, pool.place[pathways], 1)
        first, last = self.calendar.spans(pool.place[pathways], pool.first_day[pathways])
        for start, end in zip(first.tolist(), last.tolist(), strict=True):
            self.mentored[start:end] += 1
        for floor, rule in enumerate(self.region.settings.fairness):
            members = self.region.candidates.groups[pool.candidate[pathways], rule.group]
            self.in_floor[floor] += int(members.sum())
        self.chosen = np.concatenate([self.chosen, pathways])
        self._spare = None
        # who takes money leaves no more of it: what could not be paid still cannot
        self._payable = {key: False for key, payable in self._payable.items() if not payable}

    def obstacles(self, pathway: int) -> tuple[str, ...]:
        """What is in the way of one pathway of a person who is not in the plan, as `code:id` items."""
        return (
            *self._at_runs(pathway),
            *self._at_place(pathway),
            *self._at_funds(pathway),
            *self._at_floors(pathway),
        )

    def take(self, pathway: int) -> bool:
        """Take one pathway in if it fits and what is left can pay for it as it is divided now; whether it was taken."""
        if (
            len(self._new_groups(pathway))
            or self._at_runs(pathway)
            or self._at_place(pathway)
            or self._at_floors(pathway)
        ):
            return False
        spare = self._spare_money()
        if not spare.pay_from_left(pathway):
            return False
        self.book(np.array([pathway]))
        self._spare = spare
        return True

    def take_anyhow(self, pathway: int) -> bool:
        """Take one pathway in if it fits, whatever that asks of the division of the money; whether it was taken."""
        if self.obstacles(pathway):
            return False
        self.book(np.array([pathway]))
        return True

    def divide_anew(self) -> None:
        """Forget how the bills were divided while people were taken in."""
        self._spare = None

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
        bills = self.money.bills(np.array([pathway]))
        new_groups = self._new_groups(pathway)
        paid = np.flatnonzero(bills.amount[0] > 0).tolist()
        if not paid and not len(new_groups):
            return []
        spare = self._spare_money()
        short = [step for step in paid if bills.purse[0, step] < 0 or self._short(bills, step)]
        if not short:
            if not len(new_groups) and spare.pay_from_left(pathway, try_only=True):
                return []
            if self._can_pay(pathway):
                return []
            if len(new_groups) and self._can_pay(pathway, with_groups=False):
                kinds = [COST_KINDS[kind] for kind in self.region.runs.cost_kind[new_groups]]
                return self._named(zip(self.money.group_funds[new_groups], kinds, strict=True))
            short = [int(np.argmax(bills.amount[0]))]
        purses = self.money.purses[bills.purse[0, short]] & (bills.purse[0, short] >= 0)[:, None]
        return self._named(zip(purses, [self._kind(pathway, step) for step in short], strict=True))

    def _named(self, unpaid: Iterable[tuple[Bools, str]]) -> list[str]:
        """The largest funds that may pay each unpaid bill, or its kind of cost where none may."""
        named: list[str] = []
        for may_pay, kind in unpaid:
            largest = sorted(np.flatnonzero(may_pay).tolist(), key=lambda fund: -self.region.funds.budget[fund])
            named += [f"fund:{self.region.funds.ids[fund]}" for fund in largest[:MOST_FUNDS]] or [f"fund:{kind}"]
        return list(dict.fromkeys(named))

    def _spare_money(self) -> Spare:
        if self._spare is None:
            self._spare = Spare(self.payments, self.chosen)
        return self._spare

    def _short(self, bills: Bills, step: int) -> bool:
        """Whether one step alone is more than its purse could still pay."""
        purse, amount = int(bills.purse[0, step]), int(bills.amount[0, step])
        known = self._room.get(purse)  # from before somebody was taken in: there is no more now
        if known is None or known >= amount:
            self._room[purse] = self._spare_money().room(purse)
        return self._room[purse] < amount

    def _kind(self, pathway: int, step: int) -> str:
        runs = self.pool.chain_runs[self.pool.chain[pathway]]
        if step == len(runs) or runs[step] < 0:
            return COST_KINDS[self.region.places.cost_kind[self.pool.place[pathway]]]
        return COST_KINDS[self.region.runs.cost_kind[runs[step]]]

    def _can_pay(self, pathway: int, *, with_groups: bool = True) -> bool:
        """Whether all its bills, with those of groups it opens, can be paid together; equal bills share the answer."""
        if not self.money.payable[pathway]:
            return False
        bills = self.money.bills(np.array([pathway]))
        left = self.money.left[self.pool.candidate[pathway]] if self.money.capped[pathway] else np.zeros(0)
        groups = self._new_groups(pathway) if with_groups else np.zeros(0, dtype=np.int64)
        parts = (bills.purse, bills.amount, left, groups)
        key = b"|".join(np.ascontiguousarray(part, dtype=np.int64).tobytes() for part in parts)
        if key not in self._payable:
            self._payable[key] = self._spare_money().can_pay(pathway, groups)
        return self._payable[key]

    def _at_floors(self, pathway: int) -> list[str]:
        found = []
        for floor, rule in enumerate(self.region.settings.fairness):
            member = self.region.candidates.groups[self.pool.candidate[pathway], rule.group]
            inside, people = self.in_floor[floor] + int(member), len(self.chosen) + 1
            if not member and inside < rule.min_share * people - SHARE_SLACK:
                found.append(f"fairness:{self.region.groups[rule.group]}")
        return found
