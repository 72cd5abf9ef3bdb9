"""A ledger as a case worker keeps it: what is left of seats, places, mentors and money, one pathway after the other.

Money is booked at once and for good: a step is paid from the fund that could pay for the least else, then the next.
That makes a plan in seconds, from which better ones begin, and it is how planning goes without an engine.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from koppelkans.engine.problem import Capacities, Problem

# step, fund, cents; the last of the steps is the place, and the group cost of run r is numbered `steps + r`
Payment = tuple[int, int, int]


class Ledger:
    """What is taken by the rows of a problem that are booked."""

    def __init__(self, problem: Problem, capacities: Capacities | None = None) -> None:
        self.problem = problem
        self.capacities = cap = capacities or problem.capacities
        funds = problem.region.funds
        self.steps = problem.bills.purse.shape[1]
        self.planned = [0] * len(cap.seats)
        self.closed = [False] * len(cap.seats)
        self.at_place = [0] * len(cap.places)
        self.mentored = [0] * len(cap.mentors)
        self.members = [0] * len(cap.floors)
        self.people = 0
        self.booked: dict[int, list[Payment]] = {}  # in the order of booking
        self.groups: dict[int, list[Payment]] = {}
        self.free = [Fraction(int(budget)) for budget in cap.budget]
        self.reserve = [Fraction(repr(float(share))) for share in funds.reserve]
        self.guarantor = funds.guarantor.tolist()
        self.payers = self._narrowest_first()
        self._refused: set[tuple[object, ...]] = set()

    def _narrowest_first(self) -> list[list[int]]:
        """Per purse its funds, the one that may pay the fewest of all bills first."""
        purse, purses = self.problem.bills.purse, self.problem.money.purses
        reach = np.bincount(purse[purse >= 0], minlength=len(purses)) @ purses
        return [sorted(np.flatnonzero(member).tolist(), key=lambda fund: reach[fund]) for member in purses]

    def seats(self, row: int) -> list[int]:
        """The runs of a row."""
        return [run for run in self.problem.runs[row].tolist() if run >= 0]

    def fits(self, row: int, *, fairly: bool) -> bool:
        """Whether there is a seat, a place and a mentor now; `fairly`: and no floor that holds is broken."""
        problem, cap = self.problem, self.capacities
        place = problem.place[row]
        if self.at_place[place] >= cap.places[place]:
            return False
        if any(self.closed[run] or self.planned[run] >= cap.seats[run] for run in self.seats(row)):
            return False
        if any(self.mentored[month] >= cap.mentors[month] for month in self._months(row)):
            return False
        return not fairly or self._stays_fair(row)

    def _months(self, row: int) -> range:
        return range(self.problem.mentor_first[row], self.problem.mentor_last[row])

    def _stays_fair(self, row: int) -> bool:
        member = self.problem.in_group[:, self.problem.candidate[row]]
        return all(
            inside + one >= share * (self.people + 1) - 1e-9 or one
            for inside, one, share in zip(self.members, member.tolist(), self.capacities.floors.tolist(), strict=True)
        )

    def book(self, row: int) -> bool:
        """Take the row, if it and the groups it is the first in can be paid; whether it was taken."""
        new_groups = [run for run in self.seats(row) if not self.planned[run] and self.capacities.group_cost[run] > 0]
        key = self._money_key(row, new_groups)
        if key in self._refused:
            return False
        paid = self._pay(row, new_groups)
        if paid is None:
            self._refused.add(key)  # money only gets less until somebody leaves
            return False
        self.booked[row] = [payment for payment in paid if payment[0] < self.steps]
        for run in new_groups:
            self.groups[run] = [payment for payment in paid if payment[0] == self.steps + run]
        self._count(row, +1)
        return True

    def leave(self, row: int) -> None:
        """Take a row out again; a group that nobody is in any more costs nothing."""
        self._spend(self.booked.pop(row), -1)
        self._count(row, -1)
        for run in self.seats(row):
            if not self.planned[run]:
                self._spend(self.groups.pop(run, []), -1)
        self._refused.clear()

    def _count(self, row: int, sign: int) -> None:
        problem = self.problem
        self.people += sign
        self.at_place[problem.place[row]] += sign
        for run in self.seats(row):
            self.planned[run] += sign
        for month in self._months(row):
            self.mentored[month] += sign
        for floor in np.flatnonzero(problem.in_group[:, problem.candidate[row]]).tolist():
            self.members[floor] += sign

    # money ---------------------------------------------------------------------------------------------------------

    def _money_key(self, row: int, new_groups: list[int]) -> tuple[object, ...]:
        bills, capped = self.problem.bills, self.problem.is_capped[row]
        owner = int(self.problem.candidate[row]) if capped else -1
        return bills.purse[row].tobytes(), bills.amount[row].tobytes(), owner, *new_groups

    def _pay(self, row: int, new_groups: list[int]) -> list[Payment] | None:
        """Pay every bill of a row, those with the fewest payers first; None, and nothing spent, if one cannot be."""
        problem = self.problem
        costs = zip(problem.bills.purse[row].tolist(), problem.bills.amount[row].tolist(), strict=True)
        bills = [(self.payers[purse], step, cents) for step, (purse, cents) in enumerate(costs) if cents]
        bills.sort(key=lambda bill: len(bill[0]))
        ceiling = problem.money.ceiling_of(problem.candidate[row : row + 1])[0].tolist()
        paid: list[Payment] = []
        for payers, step, cents in bills:
            if not self._pay_bill(payers, step, cents, ceiling, paid):
                self._spend(paid, -1)
                return None
        for run in new_groups:
            payers = np.flatnonzero(problem.money.group_funds[run]).tolist()
            if not self._pay_bill(payers, self.steps + run, int(self.capacities.group_cost[run]), None, paid):
                self._spend(paid, -1)
                return None
        return paid

    def _pay_bill(
        self, payers: list[int], step: int, cents: int, ceiling: list[int] | None, paid: list[Payment]
    ) -> bool:
        for fund in payers:
            most = min(cents, self._room(fund))
            if ceiling is not None:
                most = min(most, ceiling[fund])
                ceiling[fund] -= most
            if most > 0:
                self._spend([(step, fund, most)], +1)
                paid.append((step, fund, most))
                cents -= most
        return cents == 0

    def _room(self, fund: int) -> int:
        """Whole cents that a fund can still pay, its guarantor willing."""
        room = self.free[fund]
        if self.guarantor[fund] >= 0 and self.reserve[fund] > 0:
            room = min(room, self.free[self.guarantor[fund]] / self.reserve[fund])
        return max(0, int(room))

    def _spend(self, payments: list[Payment], sign: int) -> None:
        for _, fund, cents in payments:
            self.free[fund] -= sign * cents
            if self.guarantor[fund] >= 0:
                self.free[self.guarantor[fund]] -= sign * cents * self.reserve[fund]
