"""The planning problem as plain arrays with every pathway listed, for any solver: it knows nothing of the engine.

Maximise `base` + the worth of the chosen pathways - `euro` x the group costs (in euros) of the runs that open, where
each person gets at most one pathway (exactly one if locked) and G1-G7 of the region folder hold.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.floating[Any]]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Model:
    """Money is in cents, references are row numbers, -1 means none.

    Per pathway (n): `candidate`, `place`, `worth`, the `runs` (n, steps - 1), the mentor rows `mentor_first` up to
    and not including `mentor_last`, and per step (n, steps) its `amount` and its `purse`: a set of funds that may pay
    it. `capped` says that the ceilings per person can bind; then the split is the person's own.
    """

    candidate: Ints
    place: Ints
    worth: Floats
    runs: Ints
    mentor_first: Ints
    mentor_last: Ints
    purse: Ints
    amount: Ints
    capped: Bools
    locked: Bools  # per candidate
    seats: Ints  # per run: seats left, people needed to open, group cost, funds that may pay it
    seats_need: Ints
    group_cost: Ints
    group_funds: Bools
    places: Ints  # per place: capacity
    mentors: Ints  # per employer and month: mentors left
    purses: Bools  # (purses, funds)
    budget: Ints  # per fund, with its guarantor and the share that it reserves there
    guarantor: Ints
    reserve: Floats
    ceilings: Ints  # (candidates, funds): what is left per person; -1 without a ceiling
    floors: Floats  # per floor: the least share, and (floors, candidates) who counts
    in_group: Bools
    base: float
    euro: float

    def save(self, path: Path) -> None:
        """Write the arrays as one .npz file."""
        np.savez(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @staticmethod
    def load(path: Path) -> Model:
        """Read what `save` wrote."""
        with np.load(path) as stored:
            columns = {field.name: stored[field.name] for field in fields(Model)}
        return Model(**columns | {name: float(columns[name]) for name in ("base", "euro")})

    @property
    def decided(self) -> Ints:
        """The runs about which there is something to decide: a minimum to reach or a group to pay."""
        return np.flatnonzero((self.seats_need > 0) | (self.group_cost > 0))

    def links(self) -> tuple[Ints, Ints]:
        """Every (pathway, run) in which the pathway takes a seat."""
        pathway, position = np.nonzero(self.runs >= 0)
        return pathway, self.runs[pathway, position]

    def mentoring(self) -> tuple[Ints, Ints]:
        """Every (pathway, mentor row) that the pathway takes."""
        length = self.mentor_last - self.mentor_first
        pathway = np.repeat(np.arange(len(length)), length)
        nth = np.arange(len(pathway)) - np.repeat(np.cumsum(length) - length, length)
        return pathway, self.mentor_first[pathway] + nth


@dataclass(frozen=True)
class Demand:
    """Something to be paid: the bills of the pathways (weights in cents), or a group cost when run `opens` does."""

    pathways: Ints
    cents: Ints
    opens: int
    payers: tuple[int, ...]
    owner: int  # the candidate whose ceilings count, -1 if nobody's


def demands(model: Model) -> list[Demand]:
    """All that is to be paid: purses together, people whose ceilings can bind each apart, group costs.

    People without a binding ceiling share a purse without loss: what its funds pay together can be handed out
    in any way, to the cent.
    """
    bills: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    rows, columns = np.nonzero(model.amount > 0)
    owners = np.where(model.capped[rows], model.candidate[rows], -1)
    purses, cents = model.purse[rows, columns], model.amount[rows, columns]
    for row, owner, purse, amount in zip(rows.tolist(), owners.tolist(), purses.tolist(), cents.tolist(), strict=True):
        bills[owner, purse][row] += amount
    found = [
        Demand(np.array(list(bill)), np.array(list(bill.values())), -1, _payers(model.purses[purse]), owner)
        for (owner, purse), bill in sorted(bills.items())
    ]
    none = np.zeros(0, dtype=np.int64)
    groups = np.flatnonzero(model.group_cost > 0).tolist()
    return found + [Demand(none, none, run, _payers(model.group_funds[run]), -1) for run in groups]


def _payers(member: Bools) -> tuple[int, ...]:
    return tuple(np.flatnonzero(member).tolist())
