"""Which runs open and which do not, and what each fund pays."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from koppelkans.engine.plan import Plan
from koppelkans.engine.region import COST_KINDS, Cents, Region
from koppelkans.engine.report.charts import Bar, bars
from koppelkans.engine.report.tables import Table
from koppelkans.engine.words import Words


@dataclass(frozen=True)
class Groups:
    """The runs of the region: with new people, short of people, and the rest."""

    summary: str
    open: Table
    short: Table
    other: Table


@dataclass(frozen=True)
class Money:
    """What each fund pays and has left; `uncovered` is empty when all is covered."""

    chart: Markup
    funds: Table
    kinds: Table
    uncovered: str


def runs(words: Words, region: Region, plan: Plan) -> Groups:
    """Every run by what becomes of it, in the order of their starts."""
    offered, planned = region.runs, plan.planned
    waiting = Counter(
        item.partition(":")[2]
        for items in plan.unplaced.reasons
        for item in set(items)
        if item.startswith(("run_below_min:", "run_full:"))
    )
    order = np.lexsort((np.arange(len(offered.ids)), offered.start)).tolist()
    opens, short, other = [], [], []
    for run in order:
        taken, seats, waits = int(offered.seats_taken[run]), int(offered.seats_max[run]), waiting[offered.ids[run]]
        lacking = int(offered.seats_min[run]) - taken
        if planned[run] > 0:
            opens.append(_open(words, region, plan, run, waiting))
        elif lacking > 0 and taken < seats:
            short.append((*_about(words, region, run), *_numbers(words, offered.seats_min[run], taken, lacking, waits)))
        else:
            figures = _numbers(words, taken, seats, waits)
            other.append((*_about(words, region, run), _state(words, region, run), *figures))

    return Groups(
        words.say("report.runs.summary", n=len(opens), all=len(offered.ids)),
        _table(words, "open", ("planned", "taken", "free", "minimum", "waiting", "group_cost"), opens),
        _table(words, "short", ("minimum", "taken", "lacking", "waiting"), short),
        _table(words, "other", ("state", "taken", "seats", "waiting"), other, 4),
    )


def _table(words: Words, name: str, heads: tuple[str, ...], rows: list[tuple[str, ...]], text: int = 3) -> Table:
    told = tuple(words.say(f"report.runs.{head}") for head in ("run", "when", "provider", *heads))
    return Table(words.say(f"report.runs.{name}"), told, tuple(rows), text=text)


def _about(words: Words, region: Region, run: int) -> tuple[str, str, str]:
    offered = region.runs
    period = words.period(offered.start[run], offered.end[run])
    return words.name("run", offered.ids[run]), period, region.providers[offered.provider[run]]


def _numbers(words: Words, *figures: int) -> tuple[str, ...]:
    return tuple(words.number(int(figure)) for figure in figures)


def _open(words: Words, region: Region, plan: Plan, run: int, waiting: Counter[str]) -> tuple[str, ...]:
    offered, planned = region.runs, int(plan.planned[run])
    taken = int(offered.seats_taken[run])
    free = int(offered.seats_max[run]) - taken - planned
    figures = _numbers(words, planned, taken, free, offered.seats_min[run], waiting[offered.ids[run]])
    group_cost = int(offered.group_cost[run]) if taken == 0 else 0
    return (*_about(words, region, run), *figures, words.euros(group_cost))


def _state(words: Words, region: Region, run: int) -> str:
    taken, seats = region.runs.seats_taken[run], region.runs.seats_max[run]
    state = "full" if taken >= seats else "running" if taken > 0 else "unused"
    return words.say(f"report.runs.state_{state}")


def money(words: Words, region: Region, plan: Plan) -> Money:
    """Budget, used, reserved as a guarantee and left, per fund; and what the money is for."""
    funds, funding = region.funds, plan.funding
    used = np.zeros(len(funds.ids), dtype=np.int64)
    np.add.at(used, funding.fund, funding.amount)
    reserved = np.zeros(len(funds.ids), dtype=np.int64)
    vouched = np.flatnonzero(funds.guarantor >= 0)
    np.add.at(reserved, funds.guarantor[vouched], np.ceil(funds.reserve[vouched] * used[vouched] - 1e-6).astype(int))
    left = funds.budget - used - reserved

    euros, say = words.euros, words.say
    names = [words.name("fund", identifier) for identifier in funds.ids]
    figures = list(zip(*(column.tolist() for column in (funds.budget, used, reserved, left)), strict=True))
    rows = tuple(
        (name, _granted(words, region, fund, names), *(euros(figure) for figure in figures[fund]))
        for fund, name in enumerate(names)
    )
    totals = [int(column.sum()) for column in (funds.budget, used, reserved, left)]
    heads = tuple(say(f"report.money.{head}") for head in ("fund", "state", "budget", "used", "reserved", "left"))
    foot = (say("report.total"), "", *(euros(total) for total in totals))
    described = dict(zip(("budget", "used", "reserved", "left"), map(euros, totals), strict=True))
    return Money(
        bars(
            "funds",
            say("report.money.chart"),
            say("report.money.chart_desc", **described),
            _bars(words, names, figures),
        ),
        Table(say("report.money.table"), heads, rows, foot, text=2),
        _kinds(words, plan),
        _uncovered(words, region, plan),
    )


def _granted(words: Words, region: Region, fund: int, names: list[str]) -> str:
    if not region.funds.expected[fund]:
        return words.say("report.money.granted")
    return words.say("report.money.expected", guarantor=names[region.funds.guarantor[fund]])


def _bars(words: Words, names: list[str], figures: list[tuple[int, ...]]) -> list[Bar]:
    largest = max((budget for budget, *_ in figures), default=0) or 1
    return [
        Bar(name, f"{words.euros(used)} / {words.euros(budget)}", used / largest, reserved / largest, budget / largest)
        for name, (budget, used, reserved, _) in zip(names, figures, strict=True)
    ]


def _kinds(words: Words, plan: Plan) -> Table:
    """What the money is for: the kinds of cost per person, and the group costs apart."""
    funding = plan.funding
    person = funding.candidate >= 0
    sums = np.zeros(len(COST_KINDS), dtype=np.int64)
    np.add.at(sums, funding.kind[person], funding.amount[person])
    amounts = [*zip(COST_KINDS, sums.tolist(), strict=True), ("group", int(funding.amount[~person].sum()))]
    rows = tuple((words.say(f"cost.{kind}"), words.euros(amount)) for kind, amount in amounts if amount)
    heads = (words.say("report.money.kind"), words.say("report.money.amount"))
    total = (words.say("report.total"), words.euros(sum(amount for _, amount in amounts)))
    return Table(words.say("report.money.kinds"), heads, rows, total)


def cost_of(region: Region, plan: Plan) -> int:
    """Cents of the whole plan: seats and places of everyone, and the group costs of the runs it starts."""
    starts = (plan.planned > 0) & (region.runs.seats_taken == 0)
    groups: Cents = region.runs.group_cost[starts]
    return int(plan.proposals.cost.sum()) + int(groups.sum())


def _uncovered(words: Words, region: Region, plan: Plan) -> str:
    missing = cost_of(region, plan) - int(plan.funding.amount.sum())
    return words.say("report.money.uncovered", amount=words.euros(missing)) if missing > 0 else ""
