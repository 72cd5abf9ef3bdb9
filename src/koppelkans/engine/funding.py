"""Who pays what: splits the bills of a choice of pathways over the funds, in whole cents.

A linear programme first shares the budgets between funds that hang together through a guarantee; with those shares
fixed the rest is a flow with whole capacities, so its corner solutions are whole cents. Among all splits it takes
the one that spends the least flexible money first: what is left should still be able to pay for much.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product

import numpy as np

from koppelkans.engine.money import Money
from koppelkans.engine.pathways import Pool
from koppelkans.engine.plan import Funding
from koppelkans.engine.problem import Capacities
from koppelkans.engine.programme import INFINITY, Triples, accepted, linear_programme, solved
from koppelkans.engine.region import Cents, Floats, Ints, Region

MOST_WAYS = 1024


class Unfunded(Exception):
    """The funds cannot pay these bills, to the cent."""


@dataclass(frozen=True, eq=False)
class _Demands:
    """What has to be paid: plain purses together, each capped person and each group apart (all in cents).

    Demand d: `amount[d]`; arcs (`arc_demand`, `arc_fund`) say who may pay it; `arc_ceiling` is -1, or the row of
    `ceiling` that an arc counts for. Demands are the purses in order, then `owners` ("pathway" or "run", which, step).
    """

    amount: Cents
    owners: list[tuple[str, int, int]]
    arc_demand: Ints
    arc_fund: Ints
    arc_ceiling: Ints
    ceiling: Cents


class Payments:
    """The funds of a region and the pathways of a pool that draw on them."""

    def __init__(self, region: Region, pool: Pool, money: Money, capacities: Capacities) -> None:
        self.region, self.pool, self.money, self.capacities = region, pool, money, capacities

    def split(self, pathways: Ints) -> Funding:
        """Split the bills of these pathways of the pool and of the groups they open.

        Raises `Unfunded` if no split in whole cents exists.
        """
        demands = self._demands(pathways)
        return self._rows(pathways, demands, self._whole_flow(demands))

    def can_pay(self, pathways: Ints) -> bool:
        """Whether the bills of these pathways and their groups can be paid together."""
        try:
            self._whole_flow(self._demands(pathways))
        except Unfunded:
            return False
        return True

    def groups_of(self, pathways: Ints) -> Ints:
        """The runs of these pathways that have a group cost to pay."""
        opened = np.unique(self.pool.runs(pathways))
        opened = opened[opened >= 0]
        return np.asarray(opened[self.capacities.group_cost[opened] > 0])

    def demands_of(self, pathway: int, groups: Ints) -> _Demands:
        """The bills of one pathway and of these groups by themselves, not by purse."""
        demands = _Building([])
        self._apart(demands, np.array([pathway]))
        self._groups(demands, groups)
        return demands.done()

    def _demands(self, pathways: Ints) -> _Demands:
        money, purses = self.money, self.money.purses
        capped = money.capped[pathways]
        bills = money.bills(pathways[~capped])
        amount = np.zeros(len(purses) + 1, dtype=np.int64)
        np.add.at(amount, bills.purse.ravel(), bills.amount.ravel())
        demands = _Building(amount[:-1].tolist())
        for purse, fund in zip(*(part.tolist() for part in np.nonzero(purses)), strict=True):
            demands.arc(purse, fund)
        self._apart(demands, pathways[capped])
        self._groups(demands, self.groups_of(pathways))
        return demands.done()

    def _apart(self, demands: _Building, pathways: Ints) -> None:
        """Every bill of these pathways as a demand of its own, under the person's ceilings."""
        money = self.money
        bills, limits = money.bills(pathways), money.ceiling_of(self.pool.candidate[pathways])
        for k, pathway in enumerate(pathways.tolist()):
            ceilings: dict[int, int] = {}
            for step in np.flatnonzero(bills.purse[k] >= 0).tolist():
                demand = demands.demand(int(bills.amount[k, step]), ("pathway", pathway, step))
                for fund in np.flatnonzero(money.purses[bills.purse[k, step]]).tolist():
                    if fund not in ceilings:
                        ceilings[fund] = demands.ceiling(min(int(limits[k, fund]), int(bills.amount[k].sum())))
                    demands.arc(demand, fund, ceilings[fund])

    def _groups(self, demands: _Building, groups: Ints) -> None:
        """The group costs of these runs."""
        for run in groups.tolist():
            demand = demands.demand(int(self.capacities.group_cost[run]), ("run", run, 0))
            for fund in np.flatnonzero(self.money.group_funds[run]).tolist():
                demands.arc(demand, fund)

    def _whole_flow(self, demands: _Demands) -> Cents:
        """Whole cents per arc that pay every demand within ceilings and budgets."""
        if not len(demands.arc_fund):
            if demands.amount.any():
                raise Unfunded
            return np.zeros(0, dtype=np.int64)
        funds, budget = self.region.funds, self.capacities.budget
        vouched = np.flatnonzero(funds.guarantor >= 0)
        spent = self._solve(demands, budget.astype(float), guarantees=True)
        if spent is None:
            raise Unfunded
        total = np.bincount(demands.arc_fund, weights=spent, minlength=len(funds.ids))
        # a share that is not whole is tried both ways: a guarantee may need the last cent
        ways = [sorted({int(np.floor(total[f] + 1e-6)), int(np.ceil(total[f] - 1e-6))}) for f in vouched]
        for shares in islice(product(*ways), MOST_WAYS):
            limits = self._limits(vouched, shares)
            flow = self._solve(demands, limits, guarantees=False) if limits is not None else None
            if flow is not None:
                return _checked(demands, np.rint(flow).astype(np.int64))
        raise Unfunded

    def _limits(self, vouched: Ints, shares: tuple[int, ...]) -> Floats | None:
        """Budgets in whole cents when expected funds pay at most these shares; None if a guarantor cannot bear them."""
        funds = self.region.funds
        limits = [Fraction(int(budget)) for budget in self.capacities.budget]
        for fund, share in zip(vouched.tolist(), shares, strict=True):
            limits[fund] = min(limits[fund], Fraction(share))
            limits[funds.guarantor[fund]] -= Fraction(repr(float(funds.reserve[fund]))) * share
        if any(limit < 0 for limit in limits):
            return None
        return np.array([int(limit) for limit in limits], dtype=np.float64)

    def _solve(self, demands: _Demands, limits: Floats, *, guarantees: bool) -> Floats | None:
        """Cents per arc of the flow programme, None if there is no flow."""
        cost, triples, lower, upper = self._programme(demands, limits, guarantees=guarantees)
        return solved(linear_programme(cost, lower, upper, triples))

    def _programme(
        self, demands: _Demands, limits: Floats, *, guarantees: bool
    ) -> tuple[Floats, Triples, Floats, Floats]:
        """The flow programme: cost per arc, coefficients, and the bounds of its rows (demands, funds, ceilings)."""
        funds = self.region.funds
        first_fund, first_ceiling = len(demands.amount), len(demands.amount) + len(funds.ids)
        triples = self.arcs_of(demands, 0, first_fund, first_ceiling, guarantees=guarantees)
        flexible = np.bincount(demands.arc_fund, minlength=len(funds.ids)) / max(len(demands.arc_fund), 1)
        rows = first_ceiling + len(demands.ceiling)
        lower = np.concatenate([demands.amount, np.full(rows - first_fund, -INFINITY)])
        upper = np.concatenate([demands.amount, limits, demands.ceiling]).astype(np.float64)
        return flexible[demands.arc_fund], triples, lower, upper

    def arcs_of(
        self, demands: _Demands, first_demand: int, first_fund: int, first_ceiling: int, *, guarantees: bool
    ) -> Triples:
        """A column per arc: on its demand, on its fund (and what that reserves on the guarantor), under its ceiling."""
        funds, triples, arcs = self.region.funds, Triples(), np.arange(len(demands.arc_fund))
        triples.add(first_demand + demands.arc_demand, arcs, 1.0)
        triples.add(first_fund + demands.arc_fund, arcs, 1.0)
        if guarantees:
            expected = np.flatnonzero(funds.guarantor[demands.arc_fund] >= 0)
            by = demands.arc_fund[expected]
            triples.add(first_fund + funds.guarantor[by], expected, funds.reserve[by])
        under = np.flatnonzero(demands.arc_ceiling >= 0)
        triples.add(first_ceiling + demands.arc_ceiling[under], under, 1.0)
        return triples

    def _rows(self, pathways: Ints, demands: _Demands, flow: Cents) -> Funding:
        """Rows of funding.csv: the euros of a purse are handed out in the order of people and funds."""
        purses = len(self.money.purses)
        found: list[tuple[int, int, int, int, int]] = []
        of_purse: dict[int, list[list[int]]] = {}
        for arc in np.flatnonzero(flow).tolist():
            demand, fund, cents = int(demands.arc_demand[arc]), int(demands.arc_fund[arc]), int(flow[arc])
            if demand < purses:
                of_purse.setdefault(demand, []).append([fund, cents])
            else:
                what, at, step = demands.owners[demand - purses]
                found.append((*(self._step(at, step) if what == "pathway" else self._group(at)), fund, cents))
        plain = pathways[~self.money.capped[pathways]]
        bills = self.money.bills(plain)
        for k, step in zip(*(part.tolist() for part in np.nonzero(bills.amount)), strict=True):
            amount, queue = int(bills.amount[k, step]), of_purse[int(bills.purse[k, step])]
            while amount:
                fund, left = queue[0]
                cents = min(amount, left)
                found.append((*self._step(int(plain[k]), step), fund, cents))
                amount -= cents
                queue[0][1] -= cents
                if not queue[0][1]:
                    queue.pop(0)
        columns = np.array(sorted(found), dtype=np.int64).reshape(-1, 5).T
        candidate, run, kind, payer = (column.astype(np.int32) for column in columns[:4])
        return Funding(candidate, run, kind, payer, columns[4])

    def _step(self, pathway: int, step: int) -> tuple[int, int, int]:
        """(candidate, run or -1, cost kind) of a step of a pathway."""
        candidate = int(self.pool.candidate[pathway])
        runs = self.pool.chain_runs[self.pool.chain[pathway]]
        if step == len(runs):
            return candidate, -1, int(self.region.places.cost_kind[self.pool.place[pathway]])
        return candidate, int(runs[step]), int(self.region.runs.cost_kind[runs[step]])

    def _group(self, run: int) -> tuple[int, int, int]:
        return -1, run, int(self.region.runs.cost_kind[run])


class Spare:
    """What the funds can pay beside the pathways of a plan: asked often, so answered from what is known first."""

    def __init__(self, payments: Payments, pathways: Ints) -> None:
        self.payments, self.pathways = payments, pathways
        demands = payments._demands(pathways)
        used = np.bincount(
            demands.arc_fund, weights=payments._whole_flow(demands), minlength=len(payments.region.funds.ids)
        )
        funds = payments.region.funds
        self.left = payments.capacities.budget - used
        for fund in np.flatnonzero(funds.guarantor >= 0).tolist():
            self.left[funds.guarantor[fund]] -= funds.reserve[fund] * used[fund]
        cost, triples, lower, upper = payments._programme(
            demands, payments.capacities.budget.astype(np.float64), guarantees=True
        )
        # one column more: cents that one purse (whose row it is put in) pays on top
        self.extra, self.first_fund = len(cost), len(demands.amount)
        self.row_count = len(lower)
        self.highs = linear_programme(np.append(np.zeros(len(cost)), -1.0), lower, upper, triples)
        self._stop_extra(0.0)
        self._room: dict[int, int] = {}

    def _stop_extra(self, most: float) -> None:
        accepted(self.highs.changeColBounds(self.extra, 0.0, most))

    def room(self, purse: int) -> int:
        """The most cents that one purse could pay on top, were nothing else to be paid more."""
        if not self.payments.money.purses[purse].any():
            return 0
        if purse not in self._room:
            accepted(self.highs.changeCoeff(purse, self.extra, -1.0))
            self._stop_extra(INFINITY)
            found = solved(self.highs)
            self._stop_extra(0.0)
            accepted(self.highs.changeCoeff(purse, self.extra, 0.0))
            self._room[purse] = 0 if found is None else int(found[self.extra] + 1e-3)
        return self._room[purse]

    def pay_from_left(self, pathway: int, *, try_only: bool = False) -> bool:
        """Whether what is left can pay its bills without dividing anything anew (if not, it may still be possible);
        what is left gets less by that."""
        money, funds, left = self.payments.money, self.payments.region.funds, self.left.copy()
        rows = np.array([pathway])
        bills, ceiling = money.bills(rows), money.ceiling_of(self.payments.pool.candidate[rows])[0]
        for purse, cents in zip(bills.purse[0].tolist(), bills.amount[0].tolist(), strict=True):
            if not cents:
                continue
            for fund in np.flatnonzero(money.purses[purse]).tolist():
                guarantor, reserve = int(funds.guarantor[fund]), float(funds.reserve[fund])
                most = min(left[fund], float(ceiling[fund]), cents)
                if guarantor >= 0 and reserve > 0:
                    most = min(most, (left[guarantor] - 1) / reserve)
                    left[guarantor] -= reserve * max(int(most), 0)
                paid = max(int(most), 0)
                left[fund] -= paid
                ceiling[fund] -= paid
                cents -= paid
            if cents:
                return False
        if not try_only:
            self.left = left
        return True

    def can_pay(self, pathway: int, new_groups: Ints) -> bool:
        """Whether all bills of one pathway and of these new groups can be paid on top, everything divided anew.

        The bills are put into the programme of the plan, which is solved from where it stood, and taken out again.
        """
        first, demands = self.row_count, self.payments.demands_of(pathway, new_groups)
        if set(range(len(demands.amount))) - set(demands.arc_demand.tolist()):
            return False
        first_ceiling, columns = first + len(demands.amount), len(demands.arc_fund)
        triples = self.payments.arcs_of(demands, first, self.first_fund, first_ceiling, guarantees=True)
        starts, index, value = triples.by("column", columns)
        lower = np.concatenate([demands.amount, np.full(len(demands.ceiling), -INFINITY)])
        upper = np.concatenate([demands.amount, demands.ceiling]).astype(np.float64)
        rows, basis = len(upper), self.highs.getBasis()
        accepted(self.highs.addRows(rows, lower, upper, 0, np.zeros(rows, np.int32), [], []))
        nothing, free = np.zeros(columns), np.full(columns, INFINITY)
        accepted(self.highs.addCols(columns, nothing, nothing, free, len(index), starts[:-1], index, value))
        found = solved(self.highs)
        accepted(self.highs.deleteCols(columns, np.arange(self.extra + 1, self.extra + 1 + columns, dtype=np.int32)))
        accepted(self.highs.deleteRows(rows, np.arange(first, first + rows, dtype=np.int32)))
        self.highs.setBasis(basis)
        return found is not None


class _Building:
    """Collects demands and arcs."""

    def __init__(self, amounts: list[int]) -> None:
        self.amounts = amounts
        self.owners: list[tuple[str, int, int]] = []
        self.arcs: list[tuple[int, int, int]] = []
        self.ceilings: list[int] = []

    def demand(self, cents: int, owner: tuple[str, int, int]) -> int:
        self.amounts.append(cents)
        self.owners.append(owner)
        return len(self.amounts) - 1

    def ceiling(self, cents: int) -> int:
        self.ceilings.append(cents)
        return len(self.ceilings) - 1

    def arc(self, demand: int, fund: int, ceiling: int = -1) -> None:
        self.arcs.append((demand, fund, ceiling))

    def done(self) -> _Demands:
        arcs = np.array(self.arcs, dtype=np.int64).reshape(-1, 3)
        amounts, ceilings = (np.array(part, dtype=np.int64) for part in (self.amounts, self.ceilings))
        return _Demands(amounts, self.owners, arcs[:, 0], arcs[:, 1], arcs[:, 2], ceilings)


def _checked(demands: _Demands, flow: Cents) -> Cents:
    """The flow, if it pays every demand exactly."""
    paid = np.zeros(len(demands.amount), dtype=np.int64)
    np.add.at(paid, demands.arc_demand, flow)
    if (flow < 0).any() or (paid != demands.amount).any():
        raise Unfunded
    return flow
