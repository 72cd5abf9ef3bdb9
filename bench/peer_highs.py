"""HiGHS as a peer: the whole model as one integer programme, money in thousands of euros.

Runs in a process of its own: `python -m bench.peer_highs MODEL ANSWER --seconds S --workers N`.
"""

from __future__ import annotations

import time

import highspy
import numpy as np

from bench.answer import Answer, arguments
from bench.model import Floats, Ints, Model, demands

KILO = 100_000  # cents
GAP = 1e-7


class Programme:
    """The model as rows and columns: pathways, openings, then euros per demand and fund."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.pathways, self.runs = len(model.candidate), model.decided
        self.column_of_run = np.full(len(model.seats), -1)
        self.column_of_run[self.runs] = self.pathways + np.arange(len(self.runs))
        self.columns = self.pathways + len(self.runs)
        self.rows = 0
        self.lower: list[Floats] = []
        self.upper: list[Floats] = []
        self.triples: list[tuple[Ints, Ints, Floats]] = []
        every = np.arange(self.pathways)
        people = self._block(model.locked.astype(float), np.ones(len(model.locked)))
        self._put(people + model.candidate, every, 1.0)
        self._seats()
        self._put(self._block(None, model.places.astype(float)) + model.place, every, 1.0)
        pathway, row = model.mentoring()
        self._put(self._block(None, model.mentors.astype(float)) + row, pathway, 1.0)
        self._money()
        floors = self._block(np.zeros(len(model.floors)), None)
        for floor, share in enumerate(model.floors.tolist()):
            self._put(np.full(self.pathways, floors + floor), every, model.in_group[floor, model.candidate] - share)

    def _block(self, lower: Floats | None, upper: Floats | None) -> int:
        """New rows with these limits; the number of the first."""
        given = upper if lower is None else lower
        assert given is not None
        first, self.rows = self.rows, self.rows + len(given)
        self.lower.append(np.full(len(given), -highspy.kHighsInf) if lower is None else lower)
        self.upper.append(np.full(len(given), highspy.kHighsInf) if upper is None else upper)
        return first

    def _put(self, row: Ints, column: Ints, value: Floats | float) -> None:
        row, column, values = np.broadcast_arrays(row, column, value)
        self.triples.append((row, column, values.astype(np.float64)))

    def _seats(self) -> None:
        model = self.model
        pathway, run = model.links()
        decided = self.column_of_run >= 0
        most = self._block(None, np.where(decided, 0, model.seats).astype(float))
        self._put(most + run, pathway, 1.0)
        self._put(most + self.runs, self.column_of_run[self.runs], -model.seats[self.runs].astype(float))
        least = self._block(np.zeros(len(model.seats)), None)
        counts = decided[run]
        self._put(least + run[counts], pathway[counts], 1.0)
        self._put(least + self.runs, self.column_of_run[self.runs], -model.seats_need[self.runs].astype(float))

    def _money(self) -> None:
        model, needed = self.model, demands(self.model)
        bills = self._block(np.zeros(len(needed)), None)
        funds = self._block(None, model.budget / KILO)
        under: dict[tuple[int, int], int] = {}
        for at, demand in enumerate(needed):
            row = np.array([bills + at])
            self._put(row, demand.pathways, -demand.cents / KILO)
            if demand.opens >= 0:
                self._put(row, self.column_of_run[[demand.opens]], -model.group_cost[demand.opens] / KILO)
            for fund in demand.payers:
                flow, self.columns = np.array([self.columns]), self.columns + 1
                self._put(row, flow, 1.0)
                self._put(np.array([funds + fund]), flow, 1.0)
                if model.guarantor[fund] >= 0:
                    self._put(np.array([funds + model.guarantor[fund]]), flow, model.reserve[fund])
                if demand.owner >= 0 and model.ceilings[demand.owner, fund] >= 0:
                    key = (demand.owner, fund)
                    if key not in under:
                        under[key] = self._block(None, np.array([model.ceilings[key] / KILO]))
                    self._put(np.array([under[key]]), flow, 1.0)

    def _programme(self) -> highspy.HighsLp:
        row, column, value = (np.concatenate(parts) for parts in zip(*self.triples, strict=True))
        order = np.lexsort((row, column))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.columns, self.rows
        cost, upper = np.zeros(self.columns), np.full(self.columns, highspy.kHighsInf)
        cost[: self.pathways] = -self.model.worth
        cost[self.pathways : self.pathways + len(self.runs)] = self.model.group_cost[self.runs] / 100 * self.model.euro
        upper[: self.pathways + len(self.runs)] = 1.0
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(self.columns), upper
        lp.row_lower_, lp.row_upper_ = np.concatenate(self.lower), np.concatenate(self.upper)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.searchsorted(column[order], np.arange(self.columns + 1)).astype(np.int32)
        lp.a_matrix_.index_, lp.a_matrix_.value_ = row[order].astype(np.int32), value[order]
        kinds = np.full(self.columns, highspy.HighsVarType.kContinuous)
        kinds[: self.pathways + len(self.runs)] = highspy.HighsVarType.kInteger
        lp.integrality_ = kinds.tolist()
        return lp

    def solve(self, seconds: float, workers: int) -> Answer:
        """Solve within some seconds."""
        highs = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("threads", workers),
            ("time_limit", seconds),
            ("mip_rel_gap", GAP),
            ("mip_abs_gap", GAP),
        ):
            highs.setOptionValue(option, value)
        if highs.passModel(self._programme()) != highspy.HighsStatus.kOk:
            raise ValueError("HiGHS refuses the model")
        begun = time.monotonic()
        highs.run()
        took = time.monotonic() - begun
        status, info = highs.getModelStatus(), highs.getInfo()
        chosen = None
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            share = np.asarray(highs.getSolution().col_value)[: self.pathways]
            chosen = tuple(np.flatnonzero(share > 0.5).tolist())
        bound = -info.mip_dual_bound + self.model.base if np.isfinite(info.mip_dual_bound) else None
        return Answer(chosen, bound, took, highs.modelStatusToString(status).lower())


def main() -> None:
    """Read a model, solve it, write the answer."""
    model, answer, seconds, workers = arguments("peer_highs")
    Programme(Model.load(model)).solve(seconds, workers).save(answer)


if __name__ == "__main__":
    main()
