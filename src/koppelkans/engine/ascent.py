"""First prices by dual ascent: everybody chooses (almost) the best pathway, what is asked too much gets dearer.

The smoothed Lagrangian is minimised with Adam steps over plain arrays; no linear programme is needed, so this
reaches any size. It gives good prices, not the best: `relax.py` goes on from them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from koppelkans.engine.money import EURO
from koppelkans.engine.problem import Prices, Problem
from koppelkans.engine.region import Floats, Ints

HEAT = (0.05, 0.004)  # temperature of the choice, first and last, in plan value
STEP = (0.02, 0.002)  # length of a step, first and last
MOMENTUM, SPREAD = 0.9, 0.98


@dataclass(frozen=True, eq=False)
class _Demand:
    """What people ask at some prices, per priced thing, less what there is (the negative of the dual's gradient)."""

    seat: Floats
    minimum: Floats
    place: Floats
    mentor: Floats
    budget: Floats
    floor: Floats


PRICED = tuple(field.name for field in fields(_Demand))


class Ascent:
    """Dual ascent on some rows of a problem (all of them, or the best of each person)."""

    def __init__(self, problem: Problem, rows: Ints) -> None:
        self.problem, self.rows = problem, rows
        self.candidate, self.place = problem.candidate[rows], problem.place[rows]
        self.first, self.last = problem.mentor_first[rows], problem.mentor_last[rows]
        self.worth, self.runs = problem.worth[rows], problem.runs[rows]
        self.bills = problem.bills_of(rows)
        self.used = self.runs >= 0
        starts = np.flatnonzero(np.concatenate([[True], np.diff(self.candidate) != 0])) if len(rows) else rows
        self.starts, self.person = starts, np.repeat(np.arange(len(starts)), np.diff([*starts, len(rows)]))
        self.floor_member = problem.in_group[:, self.candidate] - problem.capacities.floors[:, None]

    def prices(self, iterations: int, start: Prices | None = None, *, cooled: float = 1.0) -> Prices:
        """Prices after so many steps, averaged over the last part; `cooled` scales heat and steps of a later round."""
        begin = start or Prices.none(self.problem.capacities)
        price = {name: getattr(begin, name).copy() for name in PRICED}
        mean = {name: np.zeros_like(value) for name, value in price.items()}
        square = {name: np.zeros_like(value) for name, value in price.items()}
        total = {name: np.zeros_like(value) for name, value in price.items()}
        counted = 0
        scale = self._scale()
        for iteration in range(1, iterations + 1):
            part = iteration / iterations
            heat = cooled * HEAT[0] * (HEAT[1] / HEAT[0]) ** part
            length = cooled * STEP[0] * (STEP[1] / STEP[0]) ** part
            demand = self._demand(price, heat)
            for name in PRICED:
                slope = getattr(demand, name) * scale[name]
                mean[name] += (1 - MOMENTUM) * (slope - mean[name])
                square[name] += (1 - SPREAD) * (slope**2 - square[name])
                push = mean[name] / (1 - MOMENTUM**iteration)
                size = np.sqrt(square[name] / (1 - SPREAD**iteration)) + 1e-9
                price[name] += length * scale[name] * push / size
                np.maximum(price[name], 0.0, out=price[name])
            if part > 0.8:
                counted += 1
                for name in PRICED:
                    total[name] += price[name]
        found = {name: total[name] / max(counted, 1) for name in PRICED}
        return replace(Prices.none(self.problem.capacities), **found)

    def _scale(self) -> dict[str, float]:
        """A natural unit of price per thing: a thousandth of a thousand euros, a person for the rest."""
        return {name: 1e-3 if name == "budget" else 1.0 for name in PRICED}

    def _demand(self, price: dict[str, Floats], heat: float) -> _Demand:
        problem, cap = self.problem, self.problem.capacities
        fund_price = problem.money.fund_price(price["budget"])
        purse_price, split = self._purses(fund_price, heat)
        net = self.worth - self._takings(price, purse_price)
        chosen = self._choose(net, heat)
        seats = self._per_run(chosen)
        gain = cap.seats * price["seat"] - cap.seats_need * price["minimum"]
        gain -= cap.group_cost / EURO * problem.region.settings.objective.euro
        decided = (cap.seats_need > 0) | (cap.group_cost > 0)
        opened = np.where(decided, 1 / (1 + np.exp(-np.clip(gain / (4 * heat), -60, 60))), 1.0)
        paid = np.zeros(len(purse_price))
        for step in range(self.bills.purse.shape[1]):
            paid += np.bincount(
                self.bills.purse[:, step] % len(paid), weights=chosen * self.bills.amount[:, step], minlength=len(paid)
            )
        spent = (paid[:-1] / EURO) @ split
        funds = problem.region.funds
        used = spent.copy()
        vouched = np.flatnonzero(funds.guarantor >= 0)
        np.add.at(used, funds.guarantor[vouched], funds.reserve[vouched] * spent[vouched])
        mentor = _added(self.first, chosen, len(cap.mentors) + 1)
        mentor -= _added(self.last, chosen, len(cap.mentors) + 1)
        return _Demand(
            seat=seats - cap.seats * opened,
            minimum=np.where(cap.seats_need > 0, cap.seats_need * opened - seats, 0.0),
            place=_added(self.place, chosen, len(cap.places)) - cap.places,
            mentor=np.cumsum(mentor)[: len(cap.mentors)] - cap.mentors,
            budget=(used - cap.budget / EURO) / 1000,
            floor=-(self.floor_member @ chosen),
        )

    def _purses(self, fund_price: Floats, heat: float) -> tuple[Floats, Floats]:
        """Per purse the price of a euro, and how its euros are split over the funds: nearly the cheapest."""
        purses = self.problem.money.purses
        price = self.problem.money.purse_price(fund_price)
        base = np.where(np.isfinite(price[:-1]), price[:-1], 0.0)
        away = np.where(purses, (fund_price - base[:, None]) / (heat * 1e-3), np.inf)
        share = np.exp(-away)
        return np.where(np.isfinite(price), price, 0.0), share / np.maximum(share.sum(axis=1, keepdims=True), 1e-300)

    def _takings(self, price: dict[str, Floats], purse_price: Floats) -> Floats:
        mentor = np.concatenate([[0.0], np.cumsum(price["mentor"])])
        per_run = np.append(price["seat"] - price["minimum"], 0.0)
        total = price["place"][self.place] + per_run[self.runs].sum(axis=1)
        total += mentor[self.last] - mentor[self.first]
        total -= price["floor"] @ self.floor_member
        for step in range(self.bills.purse.shape[1]):
            total += purse_price[self.bills.purse[:, step]] * self.bills.amount[:, step] / EURO
        return np.asarray(total)

    def _choose(self, net: Floats, heat: float) -> Floats:
        """The share of each pathway: a soft choice per person between the pathways and none (0)."""
        best = np.maximum(np.maximum.reduceat(net, self.starts), 0.0)
        weight = np.exp((net - best[self.person]) / heat)
        total = np.add.reduceat(weight, self.starts) + np.exp(-best / heat)
        return np.asarray(weight / total[self.person])

    def _per_run(self, chosen: Floats) -> Floats:
        weights = np.broadcast_to(chosen[:, None], self.runs.shape)[self.used]
        return _added(self.runs[self.used], weights, len(self.problem.capacities.seats))


def _added(at: Ints, weights: Floats, size: int) -> Floats:
    """The weights added up per number."""
    return np.bincount(at, weights=weights, minlength=size).astype(np.float64)


def best_rows(problem: Problem, reduced: Floats, each: int) -> Ints:
    """The best so many rows of each person, sorted."""
    return best_of(np.arange(len(problem)), reduced, problem.candidate, each)


def best_of(rows: Ints, gain: Floats, candidate: Ints, each: int) -> Ints:
    """Of some rows, with what each gains and whose it is, the best so many of each person, sorted."""
    order = np.lexsort((-gain, candidate))
    owner = candidate[order]
    rank = np.arange(len(order)) - np.searchsorted(owner, owner)
    return np.sort(rows[order[rank < each]])
