"""What the plan comes to: the headline, what holds it back, how groups of people fare and how good it provably is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from markupsafe import Markup

from koppelkans.engine.plan import TERMS, Bottleneck, Plan
from koppelkans.engine.region import PLACE_KINDS, Bools, Region
from koppelkans.engine.report.charts import Bar, bars
from koppelkans.engine.report.supply import cost_of
from koppelkans.engine.report.tables import Table
from koppelkans.engine.words import Words

PROVEN = 1e-6  # a gap up to this counts as none
SMALL = 10  # fewer people than this get no percentage
ROUNDED = 20  # from here on expected placements are told in whole people
REPLANNED = 10  # the dearest bottlenecks that are planned again


@dataclass(frozen=True)
class Figure:
    """A key figure of the headline: the number, what it is, and what to hold it against."""

    number: str
    what: str
    against: str


@dataclass(frozen=True)
class Head:
    """The plan in a few sentences and four figures."""

    lead: str
    sentences: tuple[str, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Limits:
    """What holds the plan back: the dearest ones, the rest, and the one that would bring most."""

    lead: str
    heaviest: Table
    rest: Table


@dataclass(frozen=True)
class Fares:
    """How groups of people fare."""

    chart: Markup
    groups: Table
    municipalities: Table
    floors: Table


def head(words: Words, region: Region, plan: Plan) -> Head:
    """How many people, at what money, how good the plan provably is."""
    placed, pool = len(plan.proposals.candidate), len(region.candidates.ids)
    if not pool:
        return Head(words.say("report.head.no_pool"), (), ())
    if not placed:
        return Head(words.say("report.head.nobody", pool=pool), (proven(words, plan),), ())
    expected, baseline, cost = *_expected(region, plan), cost_of(region, plan)
    say, told = words.say, partial(words.number, decimals=0 if expected >= ROUNDED else 1)
    sentences = (
        say("report.head.expected", expected=told(expected), baseline=told(baseline)),
        say("report.head.cost", cost=words.euros(round(cost, -2))),
        proven(words, plan),
    )
    figures: dict[str, tuple[str, dict[str, object]]] = {
        "people": (words.number(placed), {"pool": pool}),
        "expected": (told(expected), {"added": told(expected - baseline)}),
        "cost": (words.euros(round(cost, -2)), {"each": words.euros(round(cost / placed / 100) * 100)}),
        "gap": (room(words, plan), {}),
    }
    return Head(
        say("report.head.lead", n=placed, pool=pool),
        sentences,
        tuple(
            Figure(number, say(f"report.head.figure_{name}"), say(f"report.head.figure_{name}_of", **against))
            for name, (number, against) in figures.items()
        ),
    )


def _expected(region: Region, plan: Plan) -> tuple[float, float]:
    """Durable placements expected of the people in the plan, with their pathway and without."""
    return float(plan.proposals.probability.sum()), float(region.candidates.baseline[plan.proposals.candidate].sum())


def proven(words: Words, plan: Plan) -> str:
    """How much better any plan could be, never understated."""
    if plan.gap <= PROVEN:
        return words.say("report.head.best")
    return words.say("report.head.gap" if plan.value >= 1 else "report.head.gap_points", gap=room(words, plan))


def room(words: Words, plan: Plan) -> str:
    """The room up to the bound, as a share of the plan's own value, or in points where that value is below 1."""
    if plan.gap <= PROVEN:
        return words.percent(0)
    room = plan.bound - plan.value
    return words.at_most(room / plan.value) if plan.value >= 1 else words.plain(np.ceil(room * 1000) / 1000)


def limits(words: Words, plan: Plan) -> Limits:
    """The bottlenecks, the dearest first; only those are planned again."""
    ranked = sorted(plan.bottlenecks, key=lambda row: -row.price)
    rows = tuple(_limit(words, row, rank < REPLANNED) for rank, row in enumerate(ranked))
    best = max(ranked, key=lambda row: row.measured or 0.0, default=None)
    lead = ""
    if best and best.measured and best.measured > 0:
        gain = words.number(best.measured, 2)
        lead = words.say("report.limits.lead", what=words.bottleneck(best), gain=gain)
    heads = tuple(words.say(f"report.limits.{name}") for name in ("what", "measured", "people", "price"))
    return Limits(
        lead,
        Table(words.say("report.limits.table"), heads, rows[:REPLANNED]),
        Table(words.say("report.limits.rest"), heads, rows[REPLANNED:]),
    )


def _limit(words: Words, row: Bottleneck, replanned: bool) -> tuple[str, ...]:
    unmeasured = words.say("report.limits.no_difference" if replanned else "report.limits.not_measured")
    gain = words.signed(row.measured, 2) if row.measured is not None else unmeasured
    people = words.signed(row.people) if row.people is not None else "–"
    return words.bottleneck(row), gain, people, words.number(row.price, 3)


def fares(words: Words, region: Region, plan: Plan) -> Fares:
    """Per target group and per municipality: people, share placed, mean chance and what the pathway adds."""
    candidates, homes = region.candidates, region.candidates.municipality
    everyone = np.ones((len(candidates.ids), 1), dtype=np.bool_)
    groups = _fare(words, region, plan, np.hstack((everyone, candidates.groups)), ("", *region.groups))
    living = homes[:, None] == np.arange(len(region.municipalities))
    towns = _fare(words, region, plan, np.hstack((everyone, living)), ("", *region.municipalities))
    figures = ("pool", "placed", "share", "chance", "added")
    return Fares(
        _fares_chart(words, region, plan),
        _fare_table(words, "table", ("group", *figures), groups),
        _fare_table(words, "municipalities", ("municipality", *figures), towns),
        _floors(words, region, plan),
    )


def _fare_table(words: Words, caption: str, heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Table:
    told = tuple(words.say(f"report.groups.{name}") for name in heads)
    return Table(words.say(f"report.groups.{caption}"), told, tuple(rows))


def _fare(words: Words, region: Region, plan: Plan, member: Bools, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A row per column of `member`; percentages of fewer than ten people are not told."""
    proposals = plan.proposals
    inside = member[proposals.candidate].astype(float)
    pool, placed = member.sum(axis=0), inside.sum(axis=0)
    chances = proposals.probability @ inside
    added = (proposals.probability - region.candidates.baseline[proposals.candidate]) @ inside
    small = words.say("report.small")
    for column, name in enumerate(names):
        n, among = int(placed[column]), int(pool[column])
        share = words.percent(n / among) if among >= SMALL else small
        mean, more = words.percent(chances[column] / n) if n else "", words.points(added[column] / n) if n else ""
        told = (share, mean, more) if n >= SMALL else (share, small, small)
        yield (name or words.say("report.everyone"), words.number(among), words.number(n), *told)


def _fares_chart(words: Words, region: Region, plan: Plan) -> Markup:
    """The share with a proposal, of everyone and of each group that is large enough."""
    member, placed = region.candidates.groups, plan.proposals.candidate
    pool, inside = member.sum(axis=0), member[placed].sum(axis=0)
    overall = len(placed) / max(1, len(member))
    shares = [(words.say("report.everyone"), overall)]
    shares += [(name, inside[group] / pool[group]) for group, name in enumerate(region.groups) if pool[group] >= SMALL]
    title = words.say("report.groups.chart")
    description = words.say("report.groups.chart_desc", share=words.percent(overall))
    return bars("fares", title, description, [Bar(name, words.percent(share), share) for name, share in shares])


def _floors(words: Words, region: Region, plan: Plan) -> Table:
    """Each agreement on a group: the share agreed, the people it takes, the people there are."""
    placed, rows = plan.proposals.candidate, []
    for floor in region.settings.fairness:
        inside = int(region.candidates.groups[placed, floor.group].sum())
        needed = int(np.ceil(floor.min_share * len(placed) - 1e-9))
        kept = words.say("report.groups.yes" if inside >= needed else "report.groups.no")
        share = words.percent(floor.min_share, 0 if round(floor.min_share * 100, 6).is_integer() else 1)
        rows.append((region.groups[floor.group], share, words.number(needed), words.number(inside), kept))
    return _fare_table(words, "floors", ("group", "floor", "needed", "actual", "kept"), iter(rows))


def proof(words: Words, region: Region, plan: Plan) -> Table:
    """Value, bound and gap, and the placements expected."""
    expected, baseline = _expected(region, plan)
    gap = words.percent(0) if plan.gap <= PROVEN else words.at_most(plan.gap)
    figures = {
        "value": words.plain(plan.value, 8),
        "bound": words.plain(plan.bound, 8),
        "gap": gap,
        "expected": words.number(expected, 2),
        "baseline": words.number(baseline, 2),
    }
    rows = tuple((words.say(f"report.proof.{name}"), figure) for name, figure in figures.items())
    return Table(
        words.say("report.proof.table"), (words.say("report.proof.part"), words.say("report.proof.figure")), rows
    )


def settings(words: Words, region: Region, plan: Plan) -> tuple[Table, ...]:
    """The weights of the value, the scorecard, and the settings of this calculation."""
    chosen = region.settings
    say = words.say
    weights = {
        say(f"report.settings.{name}"): words.plain(getattr(chosen.objective, name))
        for name in ("durable", "preference", "euro", "week", "change", "drop")
    }
    scores = {
        say(f"report.settings.{'score_preference' if name == 'preference' else name}"): words.plain(
            getattr(chosen.scorecard, name)
        )
        for name in TERMS
        if name != "kind"
    }
    for kind, score in zip(PLACE_KINDS, chosen.scorecard.kind.tolist(), strict=True):
        scores[say("report.settings.kind", kind=say(f"kind.{kind}"))] = words.plain(score)
    run = {
        say("report.settings.plan_from"): words.date(chosen.plan_from),
        say("report.settings.plan_until"): words.date(chosen.plan_until),
        say("report.settings.max_runs"): words.number(chosen.max_runs),
        say("report.settings.detour"): words.plain(chosen.travel.detour),
        **dict(_scalars(plan.certificate)),
    }
    tables = (("objective", "weight", weights), ("scorecard", "weight", scores), ("run", "amount", run))
    return tuple(
        Table(
            say(f"report.settings.{name}"),
            (say("report.settings.setting"), say(f"report.settings.{column}")),
            tuple(rows.items()),
        )
        for name, column, rows in tables
    )


def _scalars(tree: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """The certificate as `part.name` with its figure."""
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _scalars(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
