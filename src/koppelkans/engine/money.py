"""Which funds may pay which step of which pathway, and what a pathway's money costs at given fund prices.

Steps that the same set of funds may pay are of one *purse*: money rows are kept per purse, not per person. Where a
ceiling per person can bind, the pathway is *capped*: the funds it can draw on form a polymatroid, so the cheapest
way to pay is greedy by price (`Money.price`).
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from itertools import product

import numpy as np

from koppelkans.engine.pathways import Pool
from koppelkans.engine.region import COST_KINDS, Bools, Cents, Floats, Ints, Region

EURO = 100  # cents
NO_CEILING = 2**60


@dataclass(frozen=True, eq=False)
class Bills:
    """The steps that n pathways have to pay: `purse` (n, max_runs + 1) and `amount` in cents; the place comes last.

    A step without cost has amount 0 and purse -1.
    """

    purse: Ints
    amount: Cents


class Money:
    """Eligibility of one region's funds, per step of a pathway.

    `purses` (m, funds): the distinct sets of funds that may pay a step; `payable` says per pathway of the pool
    whether its own funds, windows and ceilings allow it at all, `capped` where a ceiling can bind.
    """

    def __init__(self, region: Region, pool: Pool) -> None:
        self.region, self.pool = region, pool
        funds = region.funds
        people = _passes(funds.groups, region.candidates.groups)
        people &= _one_of(funds.municipalities, region.candidates.municipality)
        sectors = _one_of(funds.sectors, np.arange(len(region.sectors), dtype=np.int32))
        self.person_sets, self.person_set = _distinct(people)
        runs = region.runs
        run_sets = funds.pays.T[runs.cost_kind] & _open(funds.opens, funds.closes, runs.start)
        self._breaks = np.unique(np.concatenate([funds.opens, funds.closes + 1]))
        periods = np.concatenate([[self._breaks[0] - 1 if len(self._breaks) else 0], self._breaks])
        place_sets = np.concatenate(
            [_open(funds.opens, funds.closes, periods) & funds.pays.T[kind] for kind in range(len(COST_KINDS))]
        )
        self.step_sets, step_set = _distinct(np.concatenate([run_sets, place_sets]))
        self.run_step = step_set[: len(runs.ids)]
        self.place_step = step_set[len(runs.ids) :].reshape(len(COST_KINDS), len(periods))
        self._purses(sectors)
        self.group_funds = self.step_sets[self.run_step] & funds.pays_groups
        self._ceilings()
        self.payable = np.ones(len(pool), dtype=bool)
        self.capped = np.zeros(len(pool), dtype=bool)
        self._check_all()

    def over(self, pool: Pool) -> Money:
        """The same funds and people over another pool: only what is said of pathways is worked out anew."""
        money = copy(self)
        money.pool = pool
        money.payable = np.ones(len(pool), dtype=bool)
        money.capped = np.zeros(len(pool), dtype=bool)
        money._check_all()
        return money

    def _purses(self, sectors: Bools) -> None:
        """Every combination of a person's, a sector's and a step's funds, numbered once."""
        count = len(self.region.funds.ids)
        who = self.person_sets[:, None, :] & sectors[None, :, :]
        who_sets, who_set = _distinct(who.reshape(len(self.person_sets) * len(sectors), count))
        self.who_set = who_set.reshape(len(self.person_sets), len(sectors))
        both = who_sets[:, None, :] & self.step_sets[None, :, :]
        self.purses, purse = _distinct(both.reshape(len(who_sets) * len(self.step_sets), count))
        self.purse_of = purse.reshape(len(who_sets), len(self.step_sets))

    def _ceilings(self) -> None:
        """What is left per candidate of each fund with a ceiling: `left` (candidates, ceilings) in cents."""
        funds, used = self.region.funds, self.region.used
        self.ceiling_funds = np.flatnonzero(funds.max_per_candidate >= 0)
        left = np.tile(funds.max_per_candidate[self.ceiling_funds], (len(self.region.candidates.ids), 1))
        column = np.full(len(funds.ids), -1)
        column[self.ceiling_funds] = np.arange(len(self.ceiling_funds))
        with_ceiling = column[used.fund] >= 0
        np.subtract.at(left, (used.candidate[with_ceiling], column[used.fund[with_ceiling]]), used.amount[with_ceiling])
        self.left = np.maximum(left, 0)

    # bills ------------------------------------------------------------------------------------------------------

    def bills(self, pathways: Ints) -> Bills:
        """The steps to pay of some pathways of the pool."""
        pool, region = self.pool, self.region
        candidate, place = pool.candidate[pathways], pool.place[pathways]
        runs, day = pool.runs(pathways), pool.first_day[pathways]
        sector = region.occupations.sector[region.places.occupation[place]]
        who = self.who_set[self.person_set[candidate], sector]
        period = np.searchsorted(self._breaks, day, side="right")
        step = np.empty((len(candidate), runs.shape[1] + 1), dtype=np.int32)
        amount = np.zeros(step.shape, dtype=np.int64)
        if len(region.runs.ids):
            step[:, :-1] = self.run_step[runs]
            amount[:, :-1] = np.where(runs >= 0, region.runs.seat_cost[runs], 0)
        else:
            step[:, :-1] = 0
        step[:, -1] = self.place_step[region.places.cost_kind[place], period]
        amount[:, -1] = region.places.cost[place]
        purse = np.where(amount > 0, self.purse_of[who[:, None], step], -1)
        return Bills(purse.astype(np.int32), amount)

    def _check_all(self, block: int = 500_000) -> None:
        """Fill `payable` and `capped` for the whole pool."""
        some_fund = np.append(self.purses.any(axis=1), True)
        for first in range(0, len(self.pool), block):
            rows = np.arange(first, min(first + block, len(self.pool)))
            bills = self.bills(rows)
            self.payable[rows] = some_fund[bills.purse].all(axis=1)
            self.capped[rows] = self._binds(self.pool.candidate[rows], bills).any(axis=1)
        tight = np.flatnonzero(self.capped & self.payable)
        if len(tight):
            funds = np.ones(len(self.region.funds.ids), dtype=bool)
            bills = self.bills(tight)
            self.payable[tight] = self._cover(tight, bills, funds[None, :])[:, 0] >= bills.amount.sum(axis=1)
        self.capped &= self.payable

    def _binds(self, candidate: Ints, bills: Bills) -> Bools:
        """Per fund with a ceiling: whether the steps it may pay cost more than what is left (n, ceilings)."""
        may_pay = np.pad(self.purses[:, self.ceiling_funds], ((0, 1), (0, 0)))
        total = np.zeros((len(candidate), len(self.ceiling_funds)), dtype=np.int64)
        for step in range(bills.purse.shape[1]):
            total += may_pay[bills.purse[:, step]] * bills.amount[:, step, None]
        return np.asarray(total > self.left[candidate])

    def ceiling_of(self, candidate: Ints) -> Cents:
        """What each fund may still pay for each candidate (n, funds); a large number where there is no ceiling."""
        limit = np.full((len(candidate), len(self.region.funds.ids)), NO_CEILING, dtype=np.int64)
        limit[:, self.ceiling_funds] = self.left[candidate]
        return limit

    def _cover(self, pathways: Ints, bills: Bills, sets: Bools) -> Floats:
        """The most that each growing set of funds (k, funds) can pay of each pathway's bills (n, k).

        By the cut theorem this is the least, over subsets T of the steps, of the cost of T plus the ceilings of the
        funds of the set that may pay a step outside T.
        """
        limit = np.minimum(self.ceiling_of(self.pool.candidate[pathways]), bills.amount.sum(axis=1)[:, None])
        may_pay = np.pad(self.purses, ((0, 1), (0, 0)))[bills.purse]
        growing = sets.T.astype(np.float64)  # sums of cents stay far below 2 ** 53, so this is exact
        best = np.full((len(pathways), len(sets)), np.inf)
        present = [step for step in range(bills.purse.shape[1]) if (bills.purse[:, step] >= 0).any()]
        for chosen in product((False, True), repeat=len(present)):
            inside = [step for step, taken in zip(present, chosen, strict=True) if taken]
            outside = [step for step in present if step not in inside]
            reaches = may_pay[:, outside, :].any(axis=1)
            cost = bills.amount[:, inside].sum(axis=1)
            room = np.where(reaches, limit, 0).astype(np.float64) @ growing
            np.minimum(best, cost[:, None] + room, out=best)
        return best

    # prices -----------------------------------------------------------------------------------------------------

    def fund_price(self, budget_price: Floats) -> Floats:
        """Price of a euro from each fund, given the prices of the budget rows: a guarantor's is paid too."""
        funds = self.region.funds
        vouched = np.where(funds.guarantor >= 0, budget_price[funds.guarantor], 0.0) if len(funds.ids) else 0.0
        return np.asarray(budget_price + funds.reserve * vouched)

    def purse_price(self, fund_price: Floats) -> Floats:
        """The cheapest euro of each purse, 0 for "no cost" (the last row); infinite where no fund may pay."""
        table = np.where(self.purses, fund_price, np.inf)
        return np.append(table.min(axis=1, initial=np.inf), 0.0)

    def price(self, pathways: Ints, fund_price: Floats) -> Floats:
        """What each pathway's bills cost at these prices per euro, ceilings left aside (a lower bound)."""
        bills = self.bills(pathways)
        return np.asarray((self.purse_price(fund_price)[bills.purse] * bills.amount).sum(axis=1) / EURO)

    def capped_price(self, pathways: Ints, fund_price: Floats) -> Floats:
        """What the bills of capped pathways cost at these prices, ceilings included: exact."""
        return np.asarray(self.cheapest_split(pathways, fund_price) @ fund_price / EURO)

    def cheapest_split(self, pathways: Ints, fund_price: Floats, block: int = 200_000) -> Floats:
        """Cents per fund (n, funds) that pay the bills of capped pathways at the least price.

        What funds can pay together is a polymatroid, so the cheapest fund pays all it can, then the next, and so on.
        """
        order = np.argsort(fund_price, kind="stable")
        sets = np.zeros((len(order), len(order)), dtype=bool)
        for position, fund in enumerate(order):
            sets[position:, fund] = True
        split = np.zeros((len(pathways), len(order)))
        for first in range(0, len(pathways), block):
            part = pathways[first : first + block]
            covered = self._cover(part, self.bills(part), sets)
            split[first : first + block, order] = np.diff(covered, axis=1, prepend=0)
        return split


def _passes(asked: Bools, has: Bools) -> Bools:
    """(people, funds): whether a person has one of the groups a fund asks for; an empty list lets everyone pass."""
    return np.asarray((has.astype(np.int32) @ asked.T.astype(np.int32) > 0) | ~asked.any(axis=1))


def _one_of(asked: Bools, own: Ints) -> Bools:
    """(rows, funds): whether each row's one value is among those a fund asks for; an empty list lets all pass."""
    return np.asarray(asked.T[own] | ~asked.any(axis=1))


def _open(opens: Ints, closes: Ints, day: Ints) -> Bools:
    """(days, funds): whether each day lies in each fund's window, both ends included."""
    return np.asarray((opens <= day[:, None]) & (day[:, None] <= closes))


def _distinct(rows: Bools) -> tuple[Bools, Ints]:
    """The distinct rows of a boolean matrix and the number of each row's."""
    if not rows.shape[1]:
        return np.zeros((1, 0), dtype=bool), np.zeros(len(rows), dtype=np.int32)
    packed = np.packbits(rows, axis=1)
    _, example, number = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    return rows[example], number.ravel().astype(np.int32)
