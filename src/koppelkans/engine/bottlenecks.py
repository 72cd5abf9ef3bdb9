"""What holds a plan back: the price of everything scarce, and for the dearest what one unit more really brings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from koppelkans.engine.plan import Bottleneck
from koppelkans.engine.problem import Capacities, Problem
from koppelkans.engine.region import Floats, Ints
from koppelkans.engine.relax import Root
from koppelkans.engine.search import Choice, Outcome
from koppelkans.engine.workers import spread_until

THOUSAND = 100_000  # cents
NOTHING = 1e-7  # a price below this is a rounding of 0
DEAREST = 10
SAME = 1e-9  # relative difference between two values that are the same


@dataclass(frozen=True)
class Scarce:
    """One thing that is scarce: its kind and number within its capacities, with its price per unit."""

    kind: str
    number: int
    price: float


def scarce(problem: Problem, root: Root) -> list[Scarce]:
    """Everything with a price, dearest first (ties by kind and number)."""
    prices, opening = root.prices, root.opening
    vouching = np.zeros(len(problem.region.funds.ids), dtype=bool)
    vouching[problem.region.funds.guarantor[problem.region.funds.guarantor >= 0]] = True
    budget = prices.budget * 1000
    per_kind: list[tuple[str, Floats]] = [
        ("run_seats", prices.seat * opening),
        ("run_minimum", prices.minimum * opening * (problem.capacities.seats_need > 0)),
        ("place", prices.place),
        ("mentors", prices.mentor),
        ("fund", np.where(vouching, 0.0, budget)),
        ("guarantee", np.where(vouching, budget, 0.0)),
        ("fairness", prices.floor),
    ]
    found = [
        Scarce(kind, number, float(price[number]))
        for kind, price in per_kind
        for number in np.flatnonzero(price > NOTHING).tolist()
    ]
    return sorted(found, key=lambda item: (-item.price, item.kind, item.number))


def with_more(problem: Problem, item: Scarce) -> Capacities:
    """The capacities with one unit more of this; where more is taken than there is, that is still not enough."""
    cap, runs = problem.capacities, problem.region.runs

    def plus(values: Ints, unit: int) -> Ints:
        changed = values.copy()
        changed[item.number] += unit
        return changed

    match item.kind:
        case "run_seats":
            return replace(cap, seats=np.maximum(plus(runs.seats_max - runs.seats_taken, 1), 0))
        case "run_minimum":
            return replace(cap, seats_need=plus(cap.seats_need, -1))
        case "place":
            return replace(cap, places=plus(cap.places, 1))
        case "mentors":
            return replace(cap, mentors=np.maximum(plus(problem.calendar.left, 1), 0))
        case "fairness":
            return replace(cap, floor_slack=plus(cap.floor_slack, 1))
        case _:
            return replace(cap, budget=plus(cap.budget, THOUSAND))


def bottlenecks(
    problem: Problem,
    outcome: Outcome,
    again: Callable[[Capacities], Choice],
    workers: int,
    over: Callable[[], bool],
) -> tuple[Bottleneck, ...]:
    """All prices, and for the dearest ten the measured gain: `again` plans the region with one unit more.

    A gain is shown only beyond what the proof of the plan leaves open: otherwise the plan itself may be that much
    better, and the unit nothing. For the same reason a unit whose price does not reach that far is not planned again.
    """
    value, people = outcome.choice.value, len(outcome.choice.rows)
    doubt = max(outcome.bound - value, SAME * max(1.0, abs(outcome.bound)))
    items = scarce(problem, outcome.root)
    promising = [item for item in items[:DEAREST] if item.price > doubt]
    plans = spread_until(lambda item: again(with_more(problem, item)), promising, workers, over)
    gains: dict[Scarce, tuple[float, int]] = {
        item: (anew.value - value, len(anew.rows) - people)
        for item, anew in zip(promising, plans, strict=True)
        if anew is not None and anew.value - value > doubt
    }
    return tuple(_told(problem, item, *gains.get(item, (None, None))) for item in items)


def _told(problem: Problem, item: Scarce, measured: float | None, people: int | None) -> Bottleneck:
    region, month = problem.region, ""
    match item.kind:
        case "run_seats" | "run_minimum":
            name, unit = region.runs.ids[item.number], "seat" if item.kind == "run_seats" else "person"
        case "place":
            name, unit = region.places.ids[item.number], "place"
        case "mentors":
            employer, month = problem.calendar.label(item.number)
            name, unit = region.employers.ids[employer], "mentor"
        case "fairness":
            name, unit = region.groups[region.settings.fairness[item.number].group], "person"
        case _:
            name, unit = region.funds.ids[item.number], "1000 euro"
    return Bottleneck(item.kind, name, month, unit, item.price, measured, people)
