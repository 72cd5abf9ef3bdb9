"""The rules of money, G4 and G5: every euro is covered by funds that may pay it, and no fund pays more than it has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from koppelkans.engine.plan import Funding
from koppelkans.engine.region import COST_KINDS, Funds
from koppelkans.engine.verify.breach import Breach, euros, iso
from koppelkans.engine.verify.facts import Candidate, Facts, Place
from koppelkans.engine.verify.together import Proposal, people_per_run

Step = tuple[int, int]  # (candidate or -1 for a group cost, run or -1 for the place)


@dataclass(frozen=True)
class Cost:
    """What one step costs: cents, kind of cost and the day the step starts; who it is for (None: a group)."""

    cents: int
    kind: int
    day: int | None
    candidate: Candidate | None = None
    place: Place | None = None


def breaches(facts: Facts, proposals: Sequence[Proposal], funding: Funding) -> Iterator[Breach]:
    """What the funding breaks among G4 and G5, and rows that contradict each other (`file`)."""
    costs = step_costs(facts, proposals)
    rows = list(
        zip(
            funding.candidate.tolist(),
            funding.run.tolist(),
            funding.kind.tolist(),
            funding.fund.tolist(),
            funding.amount.tolist(),
            strict=True,
        )
    )
    seen: set[tuple[int, int, int]] = set()
    covered: Counter[Step] = Counter()
    for candidate, run, kind, fund, amount in rows:
        step = (candidate, run)
        where = f"{_name(facts, step)} {facts.region.funds.ids[fund]}"
        if (candidate, run, fund) in seen:
            yield Breach("file", where, "Two rows for the same step and fund in funding.csv.")
        seen.add((candidate, run, fund))
        covered[step] += amount
        if amount < 0:
            yield Breach("G4", where, f"The fund pays {euros(amount)}; an amount is never negative.")
        if step in costs:
            yield from _may_pay(facts, costs[step], kind, fund, where)
        else:
            yield Breach("G4", where, f"{euros(amount)} is paid for a step that is not in the plan or has no cost.")
    for step, cost in costs.items():
        if covered[step] != cost.cents:
            message = f"The cost is {euros(cost.cents)}; the funds pay {euros(covered[step])}."
            yield Breach("G4", _name(facts, step), message)
    yield from _ceilings(facts, rows)
    yield from _budgets(facts.region.funds, rows)


def step_costs(facts: Facts, proposals: Sequence[Proposal]) -> dict[Step, Cost]:
    """All costs of the plan: per person the seats and the place, and once the group of a run that is new."""
    costs: dict[Step, Cost] = {}
    for proposal in proposals:
        who, place = proposal.candidate, proposal.place
        for run in proposal.runs:
            costs[who.row, run.row] = Cost(run.seat_cost, run.cost_kind, run.start, who, place)
        costs[who.row, -1] = Cost(place.cost, place.cost_kind, proposal.first_day, who, place)
    for row in sorted(people_per_run(proposals)):
        run = facts.runs[row]
        if run.seats_taken == 0:
            costs[-1, row] = Cost(run.group_cost, run.cost_kind, run.start)
    return costs


def _name(facts: Facts, step: Step) -> str:
    candidate, run = step
    name = "place" if run < 0 else facts.runs[run].id
    return f"run:{name}" if candidate < 0 else f"{facts.candidates[candidate].id} {name}"


def _may_pay(facts: Facts, cost: Cost, kind: int, fund: int, where: str) -> Iterator[Breach]:
    funds = facts.region.funds
    if kind != cost.kind:
        message = f"The row says {COST_KINDS[kind]}; the cost is of kind {COST_KINDS[cost.kind]}."
        yield Breach("file", where, message)
    if not funds.pays[fund, cost.kind]:
        yield Breach("G4", where, f"The fund does not pay {COST_KINDS[cost.kind]}.")
    opens, closes = int(funds.opens[fund]), int(funds.closes[fund])
    if cost.day is not None and not opens <= cost.day <= closes:
        message = f"The step starts on {iso(cost.day)}; the fund pays from {iso(opens)} until {iso(closes)}."
        yield Breach("G4", where, message)
    if cost.candidate is None or cost.place is None:
        if not funds.pays_groups[fund]:
            yield Breach("G4", where, "The fund does not pay group costs.")
        return
    for asked, has, name in (
        (funds.municipalities[fund], {cost.candidate.municipality}, "municipality"),
        (funds.groups[fund], cost.candidate.groups, "group"),
        (funds.sectors[fund], {cost.place.sector}, "sector"),
    ):
        if asked.any() and not any(asked[item] for item in has):
            yield Breach("G4", where, f"The fund is not for this {name}.")


def _ceilings(facts: Facts, rows: list[tuple[int, int, int, int, int]]) -> Iterator[Breach]:
    funds = facts.region.funds
    paid: Counter[tuple[int, int]] = Counter()
    for candidate, _, _, fund, amount in rows:
        if candidate >= 0:
            paid[candidate, fund] += amount
    for (candidate, fund), amount in sorted(paid.items()):
        ceiling = int(funds.max_per_candidate[fund])
        if ceiling < 0:
            continue
        person = facts.candidates[candidate]
        left = max(0, ceiling - person.used.get(fund, 0))
        if amount > left:
            message = f"The fund pays {euros(amount)} for this candidate; at most {euros(left)} is left."
            yield Breach("G4", f"{person.id} {funds.ids[fund]}", message)


def _budgets(funds: Funds, rows: list[tuple[int, int, int, int, int]]) -> Iterator[Breach]:
    used = [0] * len(funds.ids)
    for _, _, _, fund, amount in rows:
        used[fund] += amount
    vouched: defaultdict[int, Fraction] = defaultdict(Fraction)
    for fund, guarantor in enumerate(funds.guarantor.tolist()):
        if guarantor >= 0:
            # the share as it is written, 0.35 and not the nearest binary fraction
            vouched[guarantor] += Fraction(repr(float(funds.reserve[fund]))) * used[fund]
    for fund, budget in enumerate(funds.budget.tolist()):
        if used[fund] + vouched[fund] > budget:
            message = f"{euros(used[fund])} used of {euros(budget)}"
            if vouched[fund]:
                message += f", with {float(vouched[fund]) / 100:.4f} reserved for the funds it vouches for"
            yield Breach("G5", funds.ids[fund], message + ".")
