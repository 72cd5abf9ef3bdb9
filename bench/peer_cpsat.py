"""OR-Tools CP-SAT as a peer: whole numbers only, so money is in cents and the objective in billionths.

Runs in an environment of its own: `python -m bench.peer_cpsat MODEL ANSWER --seconds S --workers N`.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from fractions import Fraction

import numpy as np
from ortools.sat.python import cp_model

from bench.answer import Answer, arguments
from bench.model import Demand, Ints, Model, demands

BILLION = 10**9


class Programme:
    """The model in the words of CP-SAT."""

    def __init__(self, model: Model) -> None:
        self.model, self.cp = model, cp_model.CpModel()
        self.chosen = [self.cp.new_bool_var("") for _ in range(len(model.candidate))]
        self.opened = {run: self.cp.new_bool_var("") for run in model.decided.tolist()}
        self._people()
        self._runs()
        self._at_most(model.place, np.arange(len(model.place)), model.places)
        pathway, row = model.mentoring()
        self._at_most(row, pathway, model.mentors)
        self._money()
        self._floors()
        self._objective()

    def _groups(self, key: Ints, pathway: Ints) -> dict[int, list[cp_model.IntVar]]:
        groups: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for at, row in zip(key.tolist(), pathway.tolist(), strict=True):
            groups[at].append(self.chosen[row])
        return groups

    def _at_most(self, key: Ints, pathway: Ints, limit: Ints) -> None:
        for at, group in self._groups(key, pathway).items():
            if len(group) > limit[at]:
                self.cp.add(sum(group) <= int(limit[at]))

    def _people(self) -> None:
        mine = self._groups(self.model.candidate, np.arange(len(self.chosen)))
        for person, group in mine.items():
            if not self.model.locked[person]:
                self.cp.add_at_most_one(group)
        for person in np.flatnonzero(self.model.locked).tolist():
            self.cp.add_exactly_one(mine[person])

    def _runs(self) -> None:
        pathway, run = self.model.links()
        groups = self._groups(run, pathway)
        for at, group in groups.items():
            seats = int(self.model.seats[at])
            if at in self.opened:
                self.cp.add(sum(group) <= seats * self.opened[at])
        for at, opening in self.opened.items():
            self.cp.add(sum(groups[at]) >= int(self.model.seats_need[at]) * opening)
        free = ~np.isin(run, self.model.decided)
        self._at_most(run[free], pathway[free], self.model.seats)

    def _money(self) -> None:
        spent: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        under: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for demand in demands(self.model):
            flows = []
            for fund in demand.payers:
                most = min(self._most(demand), int(self.model.budget[fund]))
                flow = self.cp.new_int_var(0, most, "")
                flows.append(flow)
                spent[fund].append(flow)
                if demand.owner >= 0 and self.model.ceilings[demand.owner, fund] >= 0:
                    under[(demand.owner, fund)].append(flow)
            self.cp.add(sum(flows) >= self._bill(demand))
        for (owner, fund), group in under.items():
            self.cp.add(sum(group) <= int(self.model.ceilings[owner, fund]))
        self._budgets(spent)

    def _budgets(self, spent: dict[int, list[cp_model.IntVar]]) -> None:
        model = self.model
        for fund, budget in enumerate(model.budget.tolist()):
            vouched = np.flatnonzero(model.guarantor == fund).tolist()
            shares = {other: Fraction(repr(float(model.reserve[other]))) for other in vouched}
            scale = math.lcm(1, *(share.denominator for share in shares.values()))
            terms = scale * sum(spent[fund])
            for other, share in shares.items():
                terms += int(share * scale) * sum(spent[other])
            if spent[fund] or any(spent[other] for other in vouched):
                self.cp.add(terms <= scale * budget)

    def _most(self, demand: Demand) -> int:
        return int(demand.cents.sum()) if demand.opens < 0 else int(self.model.group_cost[demand.opens])

    def _bill(self, demand: Demand) -> cp_model.LinearExpr:
        if demand.opens >= 0:
            return int(self.model.group_cost[demand.opens]) * self.opened[demand.opens]
        chosen = [self.chosen[row] for row in demand.pathways.tolist()]
        return cp_model.LinearExpr.weighted_sum(chosen, demand.cents.tolist())

    def _floors(self) -> None:
        for floor, least in enumerate(self.model.floors.tolist()):
            share = Fraction(repr(least))
            member = self.model.in_group[floor, self.model.candidate]
            weights = np.where(member, share.denominator - share.numerator, -share.numerator)
            self.cp.add(cp_model.LinearExpr.weighted_sum(self.chosen, weights.tolist()) >= 0)

    def _objective(self) -> None:
        worth = np.rint(self.model.worth * BILLION).astype(np.int64).tolist()
        groups = [-round(int(self.model.group_cost[run]) / 100 * self.model.euro * BILLION) for run in self.opened]
        self.cp.maximize(cp_model.LinearExpr.weighted_sum([*self.chosen, *self.opened.values()], [*worth, *groups]))

    def solve(self, seconds: float, workers: int) -> Answer:
        """Solve within some seconds; the bound allows for the rounding of the objective."""
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = workers
        begun = time.monotonic()
        status = solver.solve(self.cp)
        took = time.monotonic() - begun
        chosen = bound = None
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):  # before it has a plan, the bound that it tells is none
            chosen = tuple(row for row, variable in enumerate(self.chosen) if solver.boolean_value(variable))
            rounding = 0.5 * (len(self.model.locked) + len(self.opened))
            bound = (solver.best_objective_bound + rounding) / BILLION + self.model.base
        return Answer(chosen, bound, took, solver.status_name(status).lower())


def main() -> None:
    """Read a model, solve it, write the answer."""
    model, answer, seconds, workers = arguments("peer_cpsat")
    Programme(Model.load(model)).solve(seconds, workers).save(answer)


if __name__ == "__main__":
    main()
