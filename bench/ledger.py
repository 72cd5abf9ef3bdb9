"""A ledger as a case worker keeps it: what is left of seats, places, mentors and money, one pathway after the other.

Money is booked at once and for good: a step is paid from the fund that could pay for the least else, then the next.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from bench.model import Model

# step, fund, cents; the last of the steps is the place, and the group cost of run r is numbered `steps + r`
Payment = tuple[int, int, int]


class Ledger:
    """What is taken by the rows that are booked; a row is a pathway of the model."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.steps = model.purse.shape[1]
        self.planned = [0] * len(model.seats)
        self.closed = [False] * len(model.seats)
        self.at_place = [0] * len(model.places)
        self.mentored = [0] * len(model.mentors)
        self.members = [0] * len(model.floors)
        self.people = 0
        self.booked: dict[int, list[Payment]] = {}  # in the order of booking
        self.groups: dict[int, list[Payment]] = {}
        self.free = [Fraction(int(budget)) for budget in model.budget]
        self.reserve = [Fraction(repr(float(share))) for share in model.reserve]
        self.guarantor = model.guarantor.tolist()
        self.payers = self._narrowest_first()
        self._refused: set[tuple[object, ...]] = set()

    def _narrowest_first(self) -> list[list[int]]:
        """Per purse its funds, the one that may pay the fewest of all bills first."""
        model = self.model
        bills = np.bincount(model.purse[model.purse >= 0], minlength=len(model.purses))
        reach = bills @ model.purses
        return [sorted(np.flatnonzero(member).tolist(), key=lambda fund: reach[fund]) for member in model.purses]

    def seats(self, row: int) -> list[int]:
        """The runs of a row."""
        return [run for run in self.model.runs[row].tolist() if run >= 0]

    def fits(self, row: int, *, fairly: bool) -> bool:
        """Whether there is a seat, a place and a mentor now; `fairly`: and no floor that holds is broken."""
        model = self.model
        if self.at_place[model.place[row]] >= model.places[model.place[row]]:
            return False
        if any(self.closed[run] or self.planned[run] >= model.seats[run] for run in self.seats(row)):
            return False
        months = range(model.mentor_first[row], model.mentor_last[row])
        if any(self.mentored[month] >= model.mentors[month] for month in months):
            return False
        return not fairly or self._stays_fair(row)

    def _stays_fair(self, row: int) -> bool:
        member = self.model.in_group[:, self.model.candidate[row]]
        return all(
            inside + one >= share * (self.people + 1) - 1e-9 or one
            for inside, one, share in zip(self.members, member.tolist(), self.model.floors.tolist(), strict=True)
        )

    def book(self, row: int) -> bool:
        """Take the row, if it and the groups it is the first in can be paid; whether it was taken."""
        new_groups = [run for run in self.seats(row) if not self.planned[run] and self.model.group_cost[run] > 0]
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
        model = self.model
        self.people += sign
        self.at_place[model.place[row]] += sign
        for run in self.seats(row):
            self.planned[run] += sign
        for month in range(model.mentor_first[row], model.mentor_last[row]):
            self.mentored[month] += sign
        for floor in np.flatnonzero(model.in_group[:, model.candidate[row]]).tolist():
            self.members[floor] += sign

    # money ---------------------------------------------------------------------------------------------------------

    def _money_key(self, row: int, new_groups: list[int]) -> tuple[object, ...]:
        owner = int(self.model.candidate[row]) if self.model.capped[row] else -1
        return self.model.purse[row].tobytes(), self.model.amount[row].tobytes(), owner, *new_groups

    def _pay(self, row: int, new_groups: list[int]) -> list[Payment] | None:
        """Pay every bill of a row, those with the fewest payers first; None, and nothing spent, if one cannot be."""
        model = self.model
        costs = zip(model.purse[row].tolist(), model.amount[row].tolist(), strict=True)
        bills = [(self.payers[purse], step, cents) for step, (purse, cents) in enumerate(costs) if cents]
        bills.sort(key=lambda bill: len(bill[0]))
        ceiling = model.ceilings[model.candidate[row]].tolist()
        paid: list[Payment] = []
        for payers, step, cents in bills:
            if not self._pay_bill(payers, step, cents, ceiling, paid):
                self._spend(paid, -1)
                return None
        for run in new_groups:
            payers = np.flatnonzero(model.group_funds[run]).tolist()
            if not self._pay_bill(payers, self.steps + run, int(model.group_cost[run]), None, paid):
                self._spend(paid, -1)
                return None
        return paid

    def _pay_bill(
        self, payers: list[int], step: int, cents: int, ceiling: list[int] | None, paid: list[Payment]
    ) -> bool:
        for fund in payers:
            most = min(cents, self._room(fund))
            if ceiling is not None and ceiling[fund] >= 0:
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
