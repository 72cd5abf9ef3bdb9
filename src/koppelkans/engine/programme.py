"""HiGHS, the kernel for linear and integer programmes: how the engine hands it a programme and trusts its answer.

Every status is checked. One thread per process: HiGHS' thread pool is global, and more threads make the order of
events, and so the plan, depend on the machine; the engine works in processes instead.
"""

from __future__ import annotations

from collections.abc import Callable

import highspy
import numpy as np

from koppelkans.engine.region import Floats, Ints

INFINITY = highspy.kHighsInf


class SolverError(Exception):
    """HiGHS ended without an answer it vouches for."""


class Infeasible(SolverError):
    """A programme has no solution."""


class Interrupted(SolverError):
    """A linear programme was stopped before it had an answer."""


class Triples:
    """Collects (row, column, coefficient) and writes them by row or by column, equal places added up."""

    def __init__(self) -> None:
        self.row: list[Ints] = []
        self.column: list[Ints] = []
        self.value: list[Floats] = []

    def add(self, row: Ints | int, column: Ints | int, value: Floats | float) -> None:
        """Add coefficients; shapes broadcast."""
        rows, columns, values = np.broadcast_arrays(row, column, value)
        self.row.append(rows.ravel().astype(np.int64))
        self.column.append(columns.ravel().astype(np.int64))
        self.value.append(values.ravel().astype(np.float64))

    def by(self, outer: str, count: int) -> tuple[Ints, Ints, Floats]:
        """(starts, indices, values) by "column" or by "row" for `count` of those."""
        row, column, value = (np.concatenate([*part, np.zeros(0)]) for part in (self.row, self.column, self.value))
        major, minor = (column, row) if outer == "column" else (row, column)
        order = np.lexsort((minor, major))
        major, minor, value = major[order].astype(np.int64), minor[order].astype(np.int64), value[order]
        if len(major):
            new = np.concatenate([[True], (np.diff(major) != 0) | (np.diff(minor) != 0)])
            value = np.add.reduceat(value, np.flatnonzero(new))
            major, minor = major[new], minor[new]
        starts = np.searchsorted(major, np.arange(count + 1))
        return starts.astype(np.int32), minor.astype(np.int32), value


def quiet_highs(interrupt: Callable[[], bool] | None = None) -> highspy.Highs:
    """A silent HiGHS with one thread, that asks now and then whether to stop."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    if interrupt is not None:

        def ask(event: highspy.HighsCallbackEvent) -> None:
            if interrupt():
                event.interrupt()

        highs.cbSimplexInterrupt += ask
        highs.cbMipInterrupt += ask
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    return highs


def accepted(status: highspy.HighsStatus) -> None:
    """Raise `SolverError` where HiGHS refused a model or a change."""
    if status == highspy.HighsStatus.kError:
        raise SolverError("HiGHS refused a model")


def linear_programme(cost: Floats, lower: Floats, upper: Floats, triples: Triples) -> highspy.Highs:
    """A programme that minimises `cost` over columns >= 0 with rows between `lower` and `upper`."""
    starts, index, value = triples.by("column", len(cost))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), len(lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(len(cost)), np.full(len(cost), INFINITY)
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, index, value
    highs = quiet_highs()
    highs.setOptionValue("solver", "simplex")
    accepted(highs.passModel(lp))
    return highs


def solved(highs: highspy.Highs) -> Floats | None:
    """The columns of the best solution; None if there is none."""
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverError(f"linear programme: {highs.modelStatusToString(status)}")
    return np.asarray(highs.getSolution().col_value)
