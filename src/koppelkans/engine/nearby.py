"""One small integer programme: some people may change, all others keep their pathway and what pays for it.

What the others leave is all there is, so the programme is as small as its people, wherever in a large region they
live. Whoever stays is no column of it; a run that somebody stays in stays open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from koppelkans.engine.master import Master
from koppelkans.engine.plan import Funding
from koppelkans.engine.problem import Capacities, Problem
from koppelkans.engine.programme import accepted
from koppelkans.engine.region import Bools, Floats, Ints
from koppelkans.engine.search import Choice, Programme


@dataclass(frozen=True, eq=False)
class Left:
    """What those who stay leave of everything scarce, and the runs that are open because of them."""

    capacities: Capacities
    open: Ints


def left_by(problem: Problem, runs: Ints, place: Ints, day: Ints, who: Ints, funding: Funding) -> Left | None:
    """What the pathways of those who stay (`who`, with runs, place and first day each) leave; None where they take more
    than there is."""
    cap = problem.capacities
    planned = np.bincount(runs[runs >= 0], minlength=len(cap.seats))
    first, last = problem.calendar.spans(place, day)
    seats, places = cap.seats - planned, cap.places - np.bincount(place, minlength=len(cap.places))
    mentors = cap.mentors - problem.calendar.busy(first, last)
    stays = np.isin(funding.candidate, who) | _group_bills(funding, planned > 0)
    budget = cap.budget - _charged(problem, funding, stays)
    if any((planned > 0) & (seats < 0)) or any(part.min(initial=0) < 0 for part in (places, mentors, budget)):
        return None
    need = np.maximum(cap.seats_need - planned, 0)
    inside = problem.in_group[:, who].sum(axis=1) - cap.floors * len(who)
    left = replace(
        cap,
        seats=np.maximum(seats, 0),
        seats_need=need,
        group_cost=np.where(planned > 0, 0, cap.group_cost),
        places=places,
        mentors=mentors,
        budget=budget,
        floor_slack=cap.floor_slack + inside,
    )
    return Left(left, np.flatnonzero((planned > 0) & (need > 0)))


def _group_bills(funding: Funding, stays_open: Bools) -> Bools:
    """Rows of the funding that are a group cost of a run that stays open."""
    group = funding.candidate < 0
    return np.asarray(group & np.append(stays_open, False)[np.where(group, funding.run, -1)])


def _charged(problem: Problem, funding: Funding, rows: Bools) -> Ints:
    """Whole cents that these rows of the funding take of each fund, with what is reserved on guarantors."""
    funds = problem.region.funds
    used = np.zeros(len(funds.ids), dtype=np.int64)
    np.add.at(used, funding.fund[rows], funding.amount[rows])
    charged = used.astype(np.float64)
    vouched = np.flatnonzero(funds.guarantor >= 0)
    np.add.at(charged, funds.guarantor[vouched], funds.reserve[vouched] * used[vouched])
    return np.ceil(charged - 1e-6).astype(np.int64)


class Nearby(Programme):
    """The programme of the people who may change; capped pathways are paid by their cheapest split at some prices, and
    those of the plan also by the split they have."""

    def __init__(self, problem: Problem, left: Left, fund_price: Floats, known: Ints, split: Floats) -> None:
        self.problem, self.capacities = problem, left.capacities
        self.master = Master(problem, left.capacities, by_split=True)
        self.fixed = np.zeros(0, dtype=np.int64)
        self.master.add(np.arange(len(problem)), fund_price)
        capped = problem.is_capped[known]
        self.master.add(known[capped], split=split[capped])
        self.rows = self.master.rows
        columns = self.master.opening_of[left.open]
        if len(columns):
            ones = np.ones(len(columns))
            accepted(self.master.highs.changeColsBounds(len(columns), columns.astype(np.int32), ones, ones))

    def _set_start(self, start: Choice) -> None:
        """As of any programme; of a row with two splits of its bills HiGHS finds the one that fits."""
        master = self.master
        twice = np.isin(self.rows, self.rows[len(self.problem) :])
        chosen = np.isin(self.rows, start.rows)
        opened = np.unique(self.problem.runs[start.rows])
        opening = np.isin(master.decided, opened)
        columns = np.concatenate([np.arange(len(opening)), master.column_of_row[~twice]]).astype(np.int32)
        values = np.concatenate([opening, chosen[~twice]]).astype(np.float64)
        master.highs.setSolution(len(columns), columns, values)
