"""Finding plans: integer programmes over the pathways that the prices select, first whole, then part by part.

`Search` keeps the best plan found. A part is freed (some people may change) while all others stay where they are;
the integer programme of the part starts from the best plan, so a plan never gets worse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from koppelkans.engine.lagrange import Bound
from koppelkans.engine.master import Master
from koppelkans.engine.problem import Capacities, Problem
from koppelkans.engine.programme import SolverError
from koppelkans.engine.region import Bools, Ints
from koppelkans.engine.relax import Root

INTEGER = highspy.HighsVarType.kInteger
CONTINUOUS = highspy.HighsVarType.kContinuous
ENDED = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kInterrupt,
    highspy.HighsModelStatus.kObjectiveBound,
    highspy.HighsModelStatus.kObjectiveTarget,
)
PRIMAL, DUAL = 1e-9, 1e-9  # tolerances of exact programmes
FIRST_SLACK, WIDE_SLACK = 0.02, 0.1  # plan value that a pathway may lose against its person's best price
PROVABLE = 3_000  # pathways within the gap that one integer programme may be given to prove a plan


@dataclass(frozen=True, eq=False)
class Choice:
    """Rows of the problem, one per person in the plan, with the plan value."""

    rows: Ints
    value: float


@dataclass(frozen=True, eq=False)
class Outcome:
    """A choice with a proven bound, and the relaxation it came from."""

    choice: Choice
    bound: float
    root: Root


@dataclass(frozen=True)
class Limits:
    """How long one integer programme may go on: relative gap, nodes and seconds (None: no limit), and a plan value
    that is enough. `tight`: with the tolerances of a proof. `seed` breaks ties of the search."""

    gap: float = 1e-4
    nodes: int | None = None
    seconds: float | None = None
    tight: bool = False
    target: float | None = None
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Answer:
    """What an integer programme gave: a choice (None: none found), a bound for its own rows, or that it has none."""

    choice: Choice | None
    bound: float
    infeasible: bool


class Programme:
    """One integer programme over some rows; people outside `free` keep their row of `fixed`."""

    def __init__(
        self,
        problem: Problem,
        capacities: Capacities,
        rows: Ints,
        *,
        fixed: Ints | None = None,
        links: tuple[Ints, Ints] | None = None,
        interrupt: Callable[[], bool] = lambda: False,
    ) -> None:
        self.problem, self.capacities = problem, capacities
        self.master = Master(problem, capacities, interrupt=interrupt)
        self.fixed = np.zeros(0, dtype=np.int64) if fixed is None else fixed
        self.rows = np.union1d(rows, self.fixed)
        self.master.add(self.rows)
        if links is not None and len(links[0]):
            free = np.zeros(len(problem.locked), dtype=bool)
            free[problem.candidate[rows]] = True
            keep = free[links[0]]
            self.master.add_links(links[0][keep], links[1][keep])

    def solve(self, limits: Limits, start: Choice | None = None) -> Answer:
        """Solve it, from a start if there is one."""
        if not len(self.rows):
            nobody = Choice(self.rows, self.problem.plan_value(self.rows, self.capacities))
            return Answer(nobody, nobody.value, infeasible=False)
        highs = self.master.highs
        self._make_integer()
        highs.setOptionValue("random_seed", limits.seed % 2**31)
        highs.setOptionValue("mip_rel_gap", limits.gap)
        highs.setOptionValue("mip_abs_gap", 1e-9)
        highs.setOptionValue("mip_allow_restart", False)  # on these programmes a restart costs more than it saves
        if limits.tight:
            highs.setOptionValue("primal_feasibility_tolerance", PRIMAL)
            highs.setOptionValue("dual_feasibility_tolerance", DUAL)
            highs.setOptionValue("mip_feasibility_tolerance", PRIMAL)
        if limits.nodes is not None:
            highs.setOptionValue("mip_max_nodes", limits.nodes)
        if limits.target is not None:
            highs.setOptionValue("objective_target", self.problem.base - limits.target)
        if limits.seconds is not None:
            highs.setOptionValue("time_limit", max(limits.seconds, 0.1))
        if start is not None:
            self._set_start(start)
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Answer(None, -np.inf, infeasible=True)
        if status not in ENDED:
            raise SolverError(f"integer programme: {highs.modelStatusToString(status)}")
        return self._answer()

    def _make_integer(self) -> None:
        master = self.master
        kinds = [CONTINUOUS] * master.column_count
        for column in range(len(master.decided)):
            kinds[column] = INTEGER
        for column in master.column_of_row.tolist():
            kinds[column] = INTEGER
        columns = np.arange(master.column_count, dtype=np.int32)
        master.highs.changeColsIntegrality(len(columns), columns, np.array(kinds))
        stays = master.column_of_row[np.searchsorted(self.rows, self.fixed)].astype(np.int32)
        ones = np.ones(len(stays))
        master.highs.changeColsBounds(len(stays), stays, ones, ones)
        free = np.setdiff1d(master.column_of_row, stays).astype(np.int32)
        master.highs.changeColsBounds(len(free), free, np.zeros(len(free)), np.ones(len(free)))

    def _set_start(self, start: Choice) -> None:
        """Give the integer columns of a plan; HiGHS finds the euros that go with it."""
        master = self.master
        chosen = np.isin(self.rows, start.rows)
        opened = np.unique(self.problem.runs[start.rows])
        opening = np.isin(master.decided, opened)
        columns = np.concatenate([np.arange(len(opening)), master.column_of_row]).astype(np.int32)
        values = np.concatenate([opening, chosen]).astype(np.float64)
        master.highs.setSolution(len(columns), columns, values)

    def _answer(self) -> Answer:
        highs, info = self.master.highs, self.master.highs.getInfo()
        bound = -info.mip_dual_bound + self.problem.base
        found = np.asarray(highs.getSolution().col_value)
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible or not len(found):
            return Answer(None, bound, infeasible=False)
        rows = self.rows[found[self.master.column_of_row] > 0.5]
        return Answer(Choice(rows, self.problem.plan_value(rows, self.capacities)), bound, infeasible=False)


def near_best(problem: Problem, bound: Bound, slack: float) -> Bools:
    """Rows whose reduced value is within `slack` of their person's best: no other row is in a plan worth more than
    the bound less `slack`."""
    return np.asarray(bound.reduced >= bound.best[problem.candidate] - slack)


def settled(problem: Problem, root: Root) -> Ints:
    """Rows that the relaxation takes whole, with nothing but runs that it opens whole."""
    whole = root.rows[root.share > 1 - 1e-6]
    level = np.append(root.opening, 1.0)
    return np.asarray(whole[(level[problem.runs[whole]] > 1 - 1e-6).all(axis=1)])
