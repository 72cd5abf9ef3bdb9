"""Can these pathways be paid, to the cent? One small integer programme, its answer checked in whole numbers."""

from __future__ import annotations

from fractions import Fraction

import highspy
import numpy as np

from koppelkans.engine import verify
from koppelkans.engine.region import Region

Chosen = dict[int, tuple[tuple[int, ...], int]]
Demand = tuple[int, int, int, int, int]  # candidate (-1: a group), run (-1: the place), kind, first day, cents
Rows = dict[tuple[int, int, int, int], int]  # candidate, run, kind, fund to cents
Limit = tuple[dict[int, int], int]  # whole coefficients per variable, at most this


def funding_of(region: Region, chosen: Chosen) -> Rows | None:
    """Who pays what for these pathways, or None when no division of the costs over the funds keeps G4 and G5."""
    variables = [
        (demand, fund)
        for demand in demands(region, chosen)
        for fund in range(len(region.funds.ids))
        if may_pay(region, chosen, demand, fund)
    ]
    needs = {
        demand: [column for column, (other, _) in enumerate(variables) if other == demand]
        for demand in demands(region, chosen)
    }
    if not all(needs.values()):
        return None
    limits = [*ceilings(region, variables), *budgets(region, variables)]
    if not variables:
        return {}
    amounts = solve(needs, limits, len(variables))
    if amounts is None:
        return None
    assert all(sum(amounts[column] for column in columns) == demand[-1] for demand, columns in needs.items())
    assert all(sum(share * amounts[column] for column, share in row.items()) <= most for row, most in limits)
    return {
        (demand[0], demand[1], demand[2], fund): amount
        for (demand, fund), amount in zip(variables, amounts, strict=True)
        if amount > 0
    }


def demands(region: Region, chosen: Chosen) -> list[Demand]:
    """Everything that costs money: seats, places, and once the group of a run that nobody is in yet."""
    runs, places = region.runs, region.places
    found = []
    for candidate, (rows, place) in chosen.items():
        for run in rows:
            seat = (int(runs.cost_kind[run]), int(runs.start[run]), int(runs.seat_cost[run]))
            found.append((candidate, run, *seat))
        day = verify.first_day(region, candidate, rows, place)
        assert day is not None
        found.append((candidate, -1, int(places.cost_kind[place]), day, int(places.cost[place])))
    for run in sorted({run for rows, _ in chosen.values() for run in rows}):
        if runs.seats_taken[run] == 0:
            group = (int(runs.cost_kind[run]), int(runs.start[run]), int(runs.group_cost[run]))
            found.append((-1, run, *group))
    return [demand for demand in found if demand[-1] > 0]


def may_pay(region: Region, chosen: Chosen, demand: Demand, fund: int) -> bool:
    """Is this fund for this cost?"""
    candidate, _, kind, day, _ = demand
    funds, people = region.funds, region.candidates
    if not (funds.pays[fund, kind] and funds.opens[fund] <= day <= funds.closes[fund]):
        return False
    if candidate < 0:
        return bool(funds.pays_groups[fund])
    sector = region.occupations.sector[region.places.occupation[chosen[candidate][1]]]
    passes = [
        not funds.municipalities[fund].any() or funds.municipalities[fund, people.municipality[candidate]],
        not funds.groups[fund].any() or (funds.groups[fund] & people.groups[candidate]).any(),
        not funds.sectors[fund].any() or funds.sectors[fund, sector],
    ]
    return all(passes)


def ceilings(region: Region, variables: list[tuple[Demand, int]]) -> list[Limit]:
    """Per candidate and fund at most `max_per_candidate` less what is used already."""
    used = {
        (int(c), int(f)): int(amount)
        for c, f, amount in zip(region.used.candidate, region.used.fund, region.used.amount, strict=True)
    }
    limits = []
    for candidate, fund in sorted({(demand[0], fund) for demand, fund in variables}):
        ceiling = int(region.funds.max_per_candidate[fund])
        if candidate >= 0 and ceiling >= 0:
            columns = [k for k, (demand, f) in enumerate(variables) if (demand[0], f) == (candidate, fund)]
            limits.append((dict.fromkeys(columns, 1), max(0, ceiling - used.get((candidate, fund), 0))))
    return limits


def budgets(region: Region, variables: list[tuple[Demand, int]]) -> list[Limit]:
    """Per fund its budget, with what it reserves for the funds it vouches for, in whole numbers."""
    funds = region.funds
    limits = []
    for fund in range(len(funds.ids)):
        shares = {fund: Fraction(1)}
        for other in np.flatnonzero(funds.guarantor == fund).tolist():
            shares[other] = Fraction(repr(float(funds.reserve[other])))
        scale = max(share.denominator for share in shares.values())
        whole = {f: int(share * scale) for f, share in shares.items()}
        assert all(whole[f] == share * scale for f, share in shares.items())
        row = {column: whole[f] for column, (_, f) in enumerate(variables) if f in whole}
        limits.append((row, scale * int(funds.budget[fund])))
    return limits


def solve(needs: dict[Demand, list[int]], limits: list[Limit], size: int) -> list[int] | None:
    """Whole cents per variable that meet all needs exactly within the limits; None when there are none."""
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    infinity = highspy.kHighsInf
    for _ in range(size):
        model.addVar(0, infinity)
    model.changeColsIntegrality(
        size, np.arange(size, dtype=np.int32), np.full(size, highspy.HighsVarType.kInteger, dtype=np.uint8)
    )
    for demand, columns in needs.items():
        model.addRow(demand[-1], demand[-1], len(columns), np.array(columns, dtype=np.int32), np.ones(len(columns)))
    for row, most in limits:
        shares = np.array(list(row.values()), dtype=float)
        model.addRow(-infinity, most, len(row), np.array(list(row), dtype=np.int32), shares)
    model.run()
    # HiGHS has one pool of threads per process: leave none behind that the engine's own setting would clash with
    highspy.Highs.resetGlobalScheduler(True)
    status = model.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    assert status == highspy.HighsModelStatus.kOptimal, status
    return [round(amount) for amount in model.getSolution().col_value]
