"""The linear and integer programmes over pathways, kept in HiGHS.

Columns: pathways, openings of runs, and euros from a fund to a purse, to a group cost or to a capped class of bills.
Rows: one pathway a person; seats, minimum groups, places, mentors; purses, group costs, budgets; floors; and, added
where needed, links "no pathway through a run that is not open". It minimises minus the plan value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from koppelkans.engine.money import EURO
from koppelkans.engine.problem import Capacities, Prices, Problem
from koppelkans.engine.programme import INFINITY, Infeasible, Interrupted, SolverError, Triples, accepted, quiet_highs
from koppelkans.engine.region import Floats, Ints

KILO = 1000 * EURO  # money rows are in thousands of euros: coefficients near 1


@dataclass(frozen=True, eq=False)
class Relaxation:
    """A solved linear programme: its value, each column's share, what each person brings, and the prices."""

    value: float
    share: Floats
    opening: Floats
    person: Floats
    prices: Prices


class Master:
    """One growing programme. `rows` (of the problem) are the pathway columns it has, in order of their columns."""

    def __init__(
        self,
        problem: Problem,
        capacities: Capacities | None = None,
        *,
        by_split: bool = False,
        interrupt: Callable[[], bool] | None = None,
    ) -> None:
        """`by_split`: a capped pathway is not of a class; it enters with one split of its bills over the funds, the
        cheapest at the prices given with it, and may enter again with another. That is leaner, and for a relaxation as
        exact. `interrupt` says whether to stop."""
        self.problem = problem
        self.capacities = capacities or problem.capacities
        region = problem.region
        self.run_count = len(region.runs.ids)
        # rows only for people, places and months that some pathway is about: a part of a region is a small programme
        self.people, self.places = np.unique(problem.candidate), np.unique(problem.place)
        self.months = np.flatnonzero(problem.calendar.busy(problem.mentor_first, problem.mentor_last))
        cap = self.capacities
        self.decided = np.flatnonzero((cap.seats_need > 0) | (cap.group_cost > 0))
        self.opening_of = np.full(self.run_count, -1)
        self.opening_of[self.decided] = np.arange(len(self.decided))
        self.rows = np.zeros(0, dtype=np.int64)
        self.links: dict[tuple[int, int], int] = {}
        self.by_split = by_split
        self._classes: dict[bytes, int] = {}
        self.highs = quiet_highs(interrupt)
        self._number_rows()
        self._first_columns()

    # rows and columns that are there from the start ---------------------------------------------------------------

    def _number_rows(self) -> None:
        region, problem = self.problem.region, self.problem
        sizes = (
            ("person", len(self.people)),
            ("seat", self.run_count),
            ("minimum", self.run_count),
            ("place", len(self.places)),
            ("mentor", len(self.months)),
            ("purse", len(problem.money.purses)),
            ("group", self.run_count),
            ("fund", len(region.funds.ids)),
            ("floor", len(self.capacities.floors)),
        )
        self.at: dict[str, int] = {}
        self.row_count = 0
        for name, size in sizes:
            self.at[name] = self.row_count
            self.row_count += size
        cap = self.capacities
        undecided = np.where(self.opening_of >= 0, 0, cap.seats)
        upper = {
            "person": np.ones(len(self.people)),
            "seat": undecided,
            "minimum": np.full(self.run_count, INFINITY),
            "place": cap.places[self.places],
            "mentor": cap.mentors[self.months],
            "purse": np.zeros(len(problem.money.purses)),
            "group": np.zeros(self.run_count),
            "fund": cap.budget / KILO,
            "floor": np.full(len(cap.floors), INFINITY),
        }
        lower = {name: np.full(size, -INFINITY) for name, size in sizes}
        lower["person"] = np.where(problem.locked[self.people], 1.0, 0.0)
        for name in ("minimum", "purse", "group"):
            lower[name] = np.zeros(len(upper[name]))
        lower["floor"] = -cap.floor_slack.astype(np.float64)
        self.row_lower = np.concatenate([lower[name] for name, _ in sizes])
        self.row_upper = np.concatenate([upper[name] for name, _ in sizes]).astype(np.float64)

    def _first_columns(self) -> None:
        """Openings, euros from funds to purses and to group costs."""
        problem, cap, at = self.problem, self.capacities, self.at
        triples, decided = Triples(), self.decided
        opening = np.arange(len(decided))
        triples.add(at["seat"] + decided, opening, -cap.seats[decided].astype(float))
        triples.add(at["minimum"] + decided, opening, -cap.seats_need[decided].astype(float))
        triples.add(at["group"] + decided, opening, cap.group_cost[decided] / KILO)
        euro = problem.region.settings.objective.euro
        cost = [cap.group_cost[decided] / EURO * euro]
        count = len(decided)
        purse, fund = np.nonzero(problem.money.purses)
        self._flow(triples, at["purse"] + purse, fund, count)
        count += len(purse)
        run, payer = np.nonzero(problem.money.group_funds & (cap.group_cost > 0)[:, None])
        self._flow(triples, at["group"] + run, payer, count)
        self.group_flow = (run, payer, np.arange(count, count + len(run)))
        count += len(run)
        starts, index, value = triples.by("column", count)
        upper = np.concatenate([np.ones(len(decided)), np.full(count - len(decided), INFINITY)])
        cost.append(np.zeros(count - len(decided)))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = count, self.row_count
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.concatenate(cost), np.zeros(count), upper
        lp.row_lower_, lp.row_upper_ = self.row_lower, self.row_upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, index, value
        accepted(self.highs.passModel(lp))
        self.column_count = count
        self.first_columns = count
        self.column_of_row = np.zeros(0, dtype=np.int64)

    def _flow(self, triples: Triples, row: Ints, fund: Ints, first: int) -> None:
        """Columns of thousands of euros from a fund to a row: off that row's bill, on the fund's budget."""
        funds = self.problem.region.funds
        column = first + np.arange(len(fund))
        triples.add(row, column, -1.0)
        triples.add(self.at["fund"] + fund, column, 1.0)
        expected = np.flatnonzero(funds.guarantor[fund] >= 0)
        guarantor = funds.guarantor[fund[expected]]
        triples.add(self.at["fund"] + guarantor, column[expected], funds.reserve[fund[expected]])

    # pathways -----------------------------------------------------------------------------------------------------

    def add(self, rows: Ints, fund_price: Floats | None = None, split: Floats | None = None) -> None:
        """Add the pathways of these rows of the problem: none twice, but capped ones with another split: the cheapest
        at these prices, or (`split`: cents per row and fund) one that is known."""
        if not len(rows):
            return
        capped = self.problem.is_capped[rows]
        triples = self._pathway_triples(rows)
        self._plain_money(triples, rows, np.flatnonzero(~capped))
        if split is not None:
            self._known_split(triples, split[capped], np.flatnonzero(capped))
        elif self.by_split:
            self._split_money(triples, rows, np.flatnonzero(capped), fund_price)
        else:
            triples.add(self._open_classes(rows[capped]), np.flatnonzero(capped), 1.0)
        starts, index, value = triples.by("column", len(rows))
        count = len(rows)
        cost = -self.problem.worth[rows]
        zero, one = np.zeros(count), np.full(count, INFINITY)
        accepted(self.highs.addCols(count, cost, zero, one, len(index), starts[:-1], index, value))
        self.column_of_row = np.concatenate([self.column_of_row, self.column_count + np.arange(count)])
        self.rows = np.concatenate([self.rows, rows])
        self.column_count += count

    def _pathway_triples(self, rows: Ints) -> Triples:
        problem, at = self.problem, self.at
        triples, column = Triples(), np.arange(len(rows))
        triples.add(at["person"] + np.searchsorted(self.people, problem.candidate[rows]), column, 1.0)
        triples.add(at["place"] + np.searchsorted(self.places, problem.place[rows]), column, 1.0)
        for position in range(problem.runs.shape[1]):
            run = problem.runs[rows, position]
            used = np.flatnonzero(run >= 0)
            triples.add(at["seat"] + run[used], used, 1.0)
            opens = used[self.opening_of[run[used]] >= 0]
            triples.add(at["minimum"] + run[opens], opens, 1.0)
        first, last = problem.mentor_first[rows], problem.mentor_last[rows]
        column_of = np.repeat(column, last - first)
        step = np.arange(len(column_of)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
        triples.add(at["mentor"] + np.searchsorted(self.months, first[column_of] + step), column_of, 1.0)
        for floor, share in enumerate(self.capacities.floors):
            member = problem.in_group[floor, problem.candidate[rows]]
            triples.add(at["floor"] + floor, column, member - share)
        if self.links:
            for position in range(problem.runs.shape[1]):
                pairs = zip(problem.candidate[rows].tolist(), problem.runs[rows, position].tolist(), strict=True)
                found = np.array([self.links.get(pair, -1) for pair in pairs], dtype=np.int64)
                linked = np.flatnonzero(found >= 0)
                triples.add(found[linked], linked, 1.0)
        return triples

    def _plain_money(self, triples: Triples, rows: Ints, plain: Ints) -> None:
        bills = self.problem.bills_of(rows[plain])
        for step in range(bills.purse.shape[1]):
            paid = np.flatnonzero(bills.purse[:, step] >= 0)
            triples.add(self.at["purse"] + bills.purse[paid, step], plain[paid], bills.amount[paid, step] / KILO)

    def _split_money(self, triples: Triples, rows: Ints, capped: Ints, fund_price: Floats | None) -> None:
        """The cheapest split of the bills of capped pathways, on the budgets (and guarantees) themselves."""
        price = np.zeros(len(self.problem.region.funds.ids)) if fund_price is None else fund_price
        self._known_split(triples, self.problem.money.cheapest_split(self.problem.ids[rows[capped]], price), capped)

    def _known_split(self, triples: Triples, split: Floats, capped: Ints) -> None:
        """Cents per capped pathway and fund, on the budgets (and guarantees) themselves."""
        funds = self.problem.region.funds
        at, fund = np.nonzero(split)
        amount = split[at, fund] / KILO
        triples.add(self.at["fund"] + fund, capped[at], amount)
        vouched = np.flatnonzero(funds.guarantor[fund] >= 0)
        reserved = amount[vouched] * funds.reserve[fund[vouched]]
        triples.add(self.at["fund"] + funds.guarantor[fund[vouched]], capped[at[vouched]], reserved)

    def _open_classes(self, rows: Ints) -> Ints:
        """The row "so many pathways of this class of bills" of capped pathways; made with its euros where new.

        People with equal bills and equal ceilings share a class: the average split of a class suits each of them.
        """
        if not len(rows):
            return np.zeros(0, dtype=np.int64)
        bills, money = self.problem.bills_of(rows), self.problem.money
        left = money.left[self.problem.candidate[rows]]
        keys = np.column_stack([bills.purse, bills.amount, left]).astype(np.int64)
        keys, example, number = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        found = np.empty(len(keys), dtype=np.int64)
        for k, key in enumerate(keys):
            if key.tobytes() not in self._classes:
                ceiling = money.ceiling_of(self.problem.candidate[rows[example[k : k + 1]]])[0]
                self._classes[key.tobytes()] = self._new_class(
                    bills.purse[example[k]], bills.amount[example[k]], ceiling
                )
            found[k] = self._classes[key.tobytes()]
        return found[number.ravel()]

    def _new_class(self, purse: Ints, amount: Ints, ceiling: Ints) -> int:
        """Rows: the class's count (members - heads = 0), its steps, its ceilings; columns: heads and euros."""
        funds, purses = self.problem.region.funds, self.problem.money.purses
        steps = np.flatnonzero(purse >= 0)
        step, fund = np.nonzero(purses[purse[steps]])
        limited = np.unique(fund[funds.max_per_candidate[fund] >= 0])
        first = self.row_count
        sizes = 1 + len(steps) + len(limited)
        lower = np.concatenate([np.zeros(1 + len(steps)), np.full(len(limited), -INFINITY)])
        accepted(self.highs.addRows(sizes, lower, np.zeros(sizes), 0, np.zeros(sizes, np.int32), [], []))
        self.row_count += sizes
        triples = Triples()
        triples.add(first, 0, -1.0)  # heads
        triples.add(first + 1 + np.arange(len(steps)), 0, amount[steps] / KILO)
        triples.add(first + 1 + len(steps) + np.arange(len(limited)), 0, -ceiling[limited] / KILO)
        self._flow(triples, first + 1 + step, fund, 1)
        capped = np.flatnonzero(np.isin(fund, limited))
        triples.add(first + 1 + len(steps) + np.searchsorted(limited, fund[capped]), 1 + capped, 1.0)
        count = 1 + len(fund)
        starts, index, value = triples.by("column", count)
        free = np.full(count, INFINITY)
        zeros = np.zeros(count)
        accepted(self.highs.addCols(count, zeros, zeros, free, len(index), starts[:-1], index, value))
        self.column_count += count
        return first

    def add_links(self, candidate: Ints, run: Ints) -> None:
        """Add rows: of this person's pathways through this run no more than the run is open."""
        problem = self.problem
        triples = Triples()
        mine = problem.runs[self.rows]
        owner = problem.candidate[self.rows]
        order = np.argsort(owner, kind="stable")
        sorted_owner = owner[order]
        for k, (person, group) in enumerate(zip(candidate.tolist(), run.tolist(), strict=True)):
            near = order[np.searchsorted(sorted_owner, person) : np.searchsorted(sorted_owner, person, "right")]
            through = near[(mine[near] == group).any(axis=1)]
            triples.add(k, self.column_of_row[through], 1.0)
            triples.add(k, self.opening_of[group], -1.0)
            self.links[(person, group)] = self.row_count + k
        starts, index, value = triples.by("row", len(run))
        count = len(run)
        lower, upper = np.full(count, -INFINITY), np.zeros(count)
        accepted(self.highs.addRows(count, lower, upper, len(index), starts[:-1], index, value))
        self.row_count += count

    # solving ------------------------------------------------------------------------------------------------------

    def solve(self) -> Relaxation:
        """Solve the linear relaxation. Raises `Infeasible`, and `Interrupted` when told to stop."""
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise Infeasible
        if status == highspy.HighsModelStatus.kInterrupt:
            raise Interrupted
        if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty):
            raise SolverError(f"linear programme: {self.highs.modelStatusToString(status)}")
        solution = self.highs.getSolution()
        columns = np.asarray(solution.col_value)
        dual = np.asarray(solution.row_dual) if self.column_count else np.zeros(self.row_count)
        return Relaxation(
            value=-self.highs.getInfo().objective_function_value + self.problem.base,
            share=columns[self.column_of_row],
            opening=columns[: len(self.decided)],
            person=self._person_gains(dual),
            prices=self._prices(dual),
        )

    def _person_gains(self, dual: Floats) -> Floats:
        """Per candidate of the region: what the programme gains by one person more like this."""
        gains = np.zeros(len(self.problem.locked))
        gains[self.people] = -dual[: len(self.people)]
        return gains

    def _prices(self, dual: Floats) -> Prices:
        """Prices from row duals (of a minimisation: a row `<=` has a dual <= 0); the wrong sign is cut off."""

        def part(name: str, size: int, sign: float) -> Floats:
            return np.maximum(sign * dual[self.at[name] : self.at[name] + size], 0.0)

        def spread(values: Floats, at: Ints, size: int) -> Floats:
            everywhere = np.zeros(size)
            everywhere[at] = values
            return everywhere

        region = self.problem.region
        pairs = np.array(list(self.links), dtype=np.int64).reshape(-1, 2)
        rows = np.array(list(self.links.values()), dtype=np.int64)
        return Prices(
            seat=part("seat", self.run_count, -1),
            minimum=part("minimum", self.run_count, 1),
            place=spread(part("place", len(self.places), -1), self.places, len(region.places.ids)),
            mentor=spread(part("mentor", len(self.months), -1), self.months, len(self.capacities.mentors)),
            budget=part("fund", len(region.funds.ids), -1) / (KILO / EURO),
            floor=part("floor", len(self.capacities.floors), 1),
            link_candidate=pairs[:, 0],
            link_run=pairs[:, 1],
            link=np.maximum(-dual[rows], 0.0),
        )
