"""Who is proposed where and who is not placed: long lists, built from columns and texts made once, to stay quick."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from koppelkans.engine.plan import Plan
from koppelkans.engine.region import PLACE_KINDS, Region
from koppelkans.engine.report.charts import Bar, bars, columns
from koppelkans.engine.report.tables import AT_ONCE, Bundle, Table, bundles
from koppelkans.engine.words import Words

CAUSES_DRAWN = 10
OFTEN = 3  # what a reason is most often about
NO_REASON = ("unknown",)


class Step(NamedTuple):
    """A run or the place: what, when and where, and who pays."""

    what: str
    when: str
    paid: str


class Proposed(NamedTuple):
    """A row of the list of proposals."""

    candidate: str
    municipality: str
    note: str
    steps: tuple[Step, ...]
    first_day: str
    chance: str
    without: str
    travel: str
    cost: str


class Left(NamedTuple):
    """A row of the list of people without a proposal."""

    candidate: str
    municipality: str
    note: str
    stops: tuple[str, ...]
    cause: str


@dataclass(frozen=True)
class Who:
    """The people with a proposal; `whole` when the list is short enough to show at once."""

    whole: bool
    lists: tuple[Bundle[Proposed], ...]
    chart: Markup | None
    starts: Table | None


@dataclass(frozen=True)
class WhoNot:
    """The people without a proposal, under the reason that lies nearest."""

    whole: bool
    lists: tuple[Bundle[Left], ...]
    chart: Markup | None
    causes: Table | None


def who(words: Words, region: Region, plan: Plan) -> Who:
    """Everyone with a proposal, by municipality when they are many."""
    rows = list(_proposed(words, region, plan))
    if not rows:
        return Who(True, (), None, None)
    whole = len(rows) <= AT_ONCE
    if whole:
        lists = bundles(words, rows, lambda _: words.say("report.who.all"))
    else:
        rows.sort(key=lambda row: row.municipality)
        lists = bundles(words, rows, lambda row: row.municipality)
    return Who(whole, lists, *_starts(words, plan))


def _proposed(words: Words, region: Region, plan: Plan) -> Iterator[Proposed]:
    candidates, proposals, steps = region.candidates, plan.proposals, _Steps(words, region, plan)
    percent, euros, minutes = cache(words.percent), cache(words.euros), cache(words.minutes)
    homes, notes = _homes(words, region), _notes(words, region)
    rows = zip(
        proposals.candidate.tolist(),
        proposals.runs,
        proposals.place.tolist(),
        proposals.first_day.tolist(),
        proposals.probability.round(2).tolist(),
        candidates.baseline[proposals.candidate].round(2).tolist(),
        proposals.travel_minutes.round().tolist(),
        proposals.cost.tolist(),
        strict=True,
    )
    for candidate, runs, place, first_day, chance, without, travel, cost in rows:
        yield Proposed(
            candidates.ids[candidate],
            homes[candidates.municipality[candidate]],
            notes.get((candidate, runs, place)) or notes.get(candidate, ""),
            steps.all(candidate, runs, place, first_day),
            steps.day(first_day),
            percent(chance),
            percent(without),
            minutes(travel),
            euros(cost),
        )


class _Steps:
    """The steps of a pathway in words; what many people share is told once and kept."""

    def __init__(self, words: Words, region: Region, plan: Plan) -> None:
        self.words, self.region = words, region
        self.paid = _paid(plan)
        self.starts = region.runs.start.tolist()
        self.day = cache(lambda day: words.date(day, short=True))
        self.payment = cache(self._payment)
        self.run_told = cache(self._run_told)
        self.place_told = cache(self._place_told)

    def all(self, candidate: int, runs: tuple[int, ...], place: int, first_day: int) -> tuple[Step, ...]:
        """The pathway in the order of the calendar: a run may begin when the work has begun."""
        before = sum(self.starts[run] < first_day for run in runs)
        told = [self.run(candidate, run) for run in runs]
        told.insert(before, self.place(candidate, place, first_day))
        return tuple(told)

    def run(self, candidate: int, run: int) -> Step:
        """A run of this person."""
        return Step(*self.run_told(run), self.payers(candidate, run, int(self.region.runs.seat_cost[run])))

    def place(self, candidate: int, place: int, first_day: int) -> Step:
        """The place of this person, from the first day on."""
        what, where = self.place_told(place)
        begins = self.words.say("report.who.from", date=self.day(first_day))
        return Step(what, f"{begins} · {where}", self.payers(candidate, -1, int(self.region.places.cost[place])))

    def payers(self, candidate: int, run: int, cost: int) -> str:
        """Who pays a step and how much, and what nobody pays yet; empty where it costs nothing."""
        shares = self.paid.get((candidate, run), [])
        told = [self.payment(fund, amount) for fund, amount in shares]
        missing = cost - sum(amount for _, amount in shares)
        if missing > 0:
            told.append(self.words.say("report.who.unpaid", amount=self.words.euros(missing)))
        return " · ".join(told)

    def _payment(self, fund: int, amount: int) -> str:
        name = self.words.name("fund", self.region.funds.ids[fund])
        return self.words.say("report.who.paid", amount=self.words.euros(amount), fund=name)

    def _run_told(self, run: int) -> tuple[str, str]:
        runs, region = self.region.runs, self.region
        period = self.words.period(runs.start[run], runs.end[run])
        where = f"{region.providers[runs.provider[run]]}, {region.postcodes.ids[runs.postcode[run]]}"
        return self.words.name("run", runs.ids[run]), f"{period} · {where}"

    def _place_told(self, place: int) -> tuple[str, str]:
        places, region = self.region.places, self.region
        kind = self.words.say(f"kind.{PLACE_KINDS[places.kind[place]]}")
        where = region.postcodes.ids[places.postcode[place]]
        if places.district[place] >= 0:
            where = f"{region.districts[places.district[place]]}, {where}"
        return self.words.name("place", places.ids[place]), f"{kind} · {where}"


def _paid(plan: Plan) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Per person and step (a run, or -1 for the place) the funds that pay it with their cents."""
    funding, paid = plan.funding, defaultdict(list)
    columns_of = (funding.candidate, funding.run, funding.fund, funding.amount)
    for candidate, run, fund, amount in zip(*(column.tolist() for column in columns_of), strict=True):
        paid[candidate, run].append((fund, amount))
    return paid


def _homes(words: Words, region: Region) -> list[str]:
    return [words.say("report.who.municipality", name=name) for name in region.municipalities]


def _notes(words: Words, region: Region) -> dict[object, str]:
    """What ties a proposal to earlier decisions, by pathway; by person alone: another one than in the plan before."""
    previous, locks = region.previous, region.locks
    notes: dict[object, str] = dict.fromkeys(previous.candidate.tolist(), words.say("report.who.changed"))
    for pathways, key in ((previous, "kept"), (locks, "locked")):
        chosen = zip(pathways.candidate.tolist(), pathways.runs, pathways.place.tolist(), strict=True)
        notes |= dict.fromkeys(chosen, words.say(f"report.who.{key}"))
    return notes


def _starts(words: Words, plan: Plan) -> tuple[Markup, Table]:
    """How many people start work in each month, from the first month with a start to the last."""
    months = plan.proposals.first_day.astype("datetime64[D]").astype("datetime64[M]")
    counts = np.bincount((months - months.min()).astype(int))
    names = [str(month) for month in months.min() + np.arange(len(counts))]
    busiest = int(counts.argmax())
    title = words.say("report.who.starts")
    description = words.say(
        "report.who.starts_desc", month=words.month(names[busiest]), n=words.number(int(counts[busiest]))
    )
    counted = list(zip(names, counts.tolist(), strict=True))
    points = [(words.month_name(int(name[5:7])), name[:4], count) for name, count in counted]
    rows = tuple((words.month(name), words.number(count)) for name, count in counted)
    heads = (words.say("report.who.month"), words.say("report.who.starters"))
    return columns("starts", title, description, points), Table(title, heads, rows)


def who_not(words: Words, region: Region, plan: Plan) -> WhoNot:
    """Everyone without a proposal, by the reason that lies nearest, the most frequent first."""
    candidates, unplaced, homes = region.candidates, plan.unplaced, _homes(words, region)
    if not unplaced.reasons:
        return WhoNot(True, (), None, None)
    sentence = cache(words.reason)
    before, dropped = set(region.previous.candidate.tolist()), words.say("report.unplaced.dropped")
    rows = [
        Left(
            candidates.ids[candidate],
            homes[candidates.municipality[candidate]],
            dropped if candidate in before else "",
            tuple(sentence(item) for item in items or NO_REASON),
            words.cause((items or NO_REASON)[0]),
        )
        for candidate, items in zip(unplaced.candidate.tolist(), unplaced.reasons, strict=True)
    ]
    whole = len(rows) <= AT_ONCE
    counts = Counter(row.cause for row in rows)
    rows.sort(key=lambda row: (-counts[row.cause], row.cause))
    chart, causes = _causes(words, counts, unplaced.reasons)
    return WhoNot(whole, bundles(words, rows, lambda row: row.cause), chart, causes)


def _causes(words: Words, counts: Counter[str], reasons: tuple[tuple[str, ...], ...]) -> tuple[Markup, Table]:
    """How often each reason lies nearest, and what it is then most often about."""
    about: dict[str, Counter[str]] = defaultdict(Counter)
    for items in reasons:
        first = (items or NO_REASON)[0]
        if subject := words.subject(first):
            about[words.cause(first)][subject] += 1
    ranked = sorted(counts.items(), key=lambda count: (-count[1], count[0]))
    rows = tuple(
        (cause, " · ".join(f"{name}: {n}" for name, n in _top(about[cause])), words.number(count))
        for cause, count in ranked
    )
    heads = tuple(words.say(f"report.unplaced.{head}") for head in ("cause", "often", "people"))
    title, most = words.say("report.unplaced.causes"), ranked[0]
    description = words.say("report.unplaced.causes_desc", cause=most[0], n=most[1])
    drawn = [Bar(cause, words.number(count), count / most[1]) for cause, count in ranked[:CAUSES_DRAWN]]
    return bars("causes", title, description, drawn), Table(title, heads, rows, text=2)


def _top(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda count: (-count[1], count[0]))[:OFTEN]
