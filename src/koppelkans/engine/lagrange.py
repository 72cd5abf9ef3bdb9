"""The Lagrangian bound: with a price on everything scarce, each person simply takes the best pathway there is.

For any prices >= 0 no plan is worth more than what all people then get plus the worth of all that is scarce, so the
bound holds whatever a linear programme's tolerances were. Reduced values, worked out for all pathways at once, also
say which pathways matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from koppelkans.engine.money import EURO
from koppelkans.engine.problem import Capacities, Prices, Problem
from koppelkans.engine.region import Floats, Ints

SHARE_SLACK = 1e-9  # G6 holds within this
NEAR = 0.1  # plan value within which a row is looked at exactly
ROUNDING = 1e-12  # relative error of the sums below, generously


@dataclass(frozen=True, eq=False)
class Openings:
    """Which runs are decided on: -1 free, 0 closed, 1 open."""

    state: Ints

    @classmethod
    def free(cls, runs: int) -> Openings:
        """Nothing decided."""
        return cls(np.full(runs, -1, dtype=np.int8))


@dataclass(frozen=True, eq=False)
class Bound:
    """A proven upper bound on the plan value, with each row's reduced value and each person's best (at least 0)."""

    value: float
    reduced: Floats
    best: Floats


class Lagrangian:
    """Bounds for one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        chains = problem.pool.chain_runs
        self.chain = problem.pool.chain[problem.ids]
        self.chain_candidate = np.zeros(len(chains), dtype=np.int64)
        self.chain_candidate[self.chain] = problem.candidate
        counts = np.diff(problem.offset)
        self.with_pathway = np.flatnonzero(counts)
        self.segment = problem.offset[self.with_pathway]

    def pathway_prices(self, prices: Prices) -> Floats:
        """What each row of the problem takes, at these prices; ceilings left aside, so never too much."""
        problem = self.problem
        mentor = np.concatenate([[0.0], np.cumsum(prices.mentor)])
        total = prices.place[problem.place] + self._chain_prices(prices)[self.chain]
        total += mentor[problem.mentor_last] - mentor[problem.mentor_first]
        if len(prices.floor):
            total += self.floor_prices(prices)[problem.candidate]
        fund_price = problem.money.fund_price(prices.budget)
        purse = problem.money.purse_price(fund_price) / EURO
        bills = problem.bills
        for step in range(bills.purse.shape[1]):
            total += purse[bills.purse[:, step]] * bills.amount[:, step]
        return np.asarray(total)

    def _keep_ceilings(self, reduced: Floats, prices: Prices) -> None:
        """Take off `reduced` what ceilings cost more, for the capped rows that could be near their person's best.

        The others are told too high and still stay below it, so neither the bound nor what is near it depends on them.
        """
        problem = self.problem
        if not len(problem.capped):
            return
        best = np.zeros(len(problem.offset) - 1)
        plain = np.maximum.reduceat(np.where(problem.is_capped, -np.inf, reduced), self.segment)
        best[self.with_pathway] = np.maximum(plain, 0.0)
        rows = problem.capped
        rows = rows[(reduced[rows] >= best[problem.candidate[rows]] - NEAR) | problem.locked[problem.candidate[rows]]]
        fund_price = problem.money.fund_price(prices.budget)
        purse = problem.money.purse_price(fund_price) / EURO
        relaxed = (purse[problem.bills.purse[rows]] * problem.bills.amount[rows]).sum(axis=1)
        reduced[rows] += relaxed - problem.money.capped_price(problem.ids[rows], fund_price)

    def floor_prices(self, prices: Prices) -> Floats:
        """Per candidate: what placing one more person costs (or brings, below 0) by the fairness floors."""
        problem = self.problem
        return np.asarray(prices.floor @ (problem.capacities.floors[:, None] - problem.in_group))

    def _chain_prices(self, prices: Prices) -> Floats:
        """Per chain: its seats, minimum groups and links."""
        chains = self.problem.pool.chain_runs
        per_run = np.append(prices.seat - prices.minimum, 0.0)
        total = per_run[chains].sum(axis=1)
        if len(prices.link):
            width = len(per_run)
            keys = prices.link_candidate * width + prices.link_run
            order = np.argsort(keys)
            keys, price = keys[order], prices.link[order]
            for position in range(chains.shape[1]):
                asked = self.chain_candidate * width + chains[:, position]
                at = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
                total += np.where(keys[at] == asked, price[at], 0.0)
        return np.asarray(total)

    def opening_gains(self, prices: Prices, capacities: Capacities) -> Floats:
        """Per run: what opening it brings at these prices (seats less minimum less group cost)."""
        problem = self.problem
        link = np.bincount(prices.link_run, weights=prices.link, minlength=len(prices.seat))
        gain = capacities.seats * prices.seat - capacities.seats_need * prices.minimum + link
        fund_price = problem.money.fund_price(prices.budget)
        payers = np.where(problem.money.group_funds, fund_price, np.inf).min(axis=1, initial=np.inf)
        euros = capacities.group_cost / EURO
        costs = capacities.group_cost > 0
        gain[costs] -= euros[costs] * (problem.region.settings.objective.euro + payers[costs])
        return np.asarray(gain)

    def bound(self, prices: Prices, openings: Openings | None = None, capacities: Capacities | None = None) -> Bound:
        """The bound at these prices, with some runs closed or open if `openings` says so."""
        problem = self.problem
        capacities = capacities or problem.capacities
        reduced = problem.worth - self.pathway_prices(prices)
        self._keep_ceilings(reduced, prices)
        gains = self.opening_gains(prices, capacities)
        if openings is not None:
            closed = np.append(openings.state == 0, False)
            reduced = np.where(closed[problem.runs].any(axis=1), -np.inf, reduced)
            gains = np.where(openings.state == 0, 0.0, np.where(openings.state == 1, gains, np.maximum(gains, 0.0)))
        else:
            gains = np.maximum(gains, 0.0)
        best = np.zeros(len(problem.offset) - 1)
        if len(self.segment):
            found = np.maximum.reduceat(reduced, self.segment)
            locked = problem.locked[self.with_pathway]
            best[self.with_pathway] = np.where(locked, found, np.maximum(found, 0.0))
        parts = (
            best,
            gains,
            prices.place * capacities.places,
            prices.mentor * capacities.mentors,
            prices.budget * (capacities.budget / EURO),
            prices.floor * (capacities.floor_slack + SHARE_SLACK),
        )
        total = problem.base + sum(float(part.sum()) for part in parts)
        error = ROUNDING * (abs(problem.base) + sum(float(np.abs(part).sum()) for part in parts))
        return Bound(total + error, reduced, best)
