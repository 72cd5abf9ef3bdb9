"""Invented people: where they live, their week, what they hold and wish, and what that asks of groups and money."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from koppelkans.generate.chance import chance, pick
from koppelkans.generate.geography import Area, Municipality, Postcode
from koppelkans.generate.offers import Offered
from koppelkans.generate.sheets import Sheets
from koppelkans.generate.trades import LANGUAGE_LEVELS, Trade
from koppelkans.generate.week import CANDIDATE_WEEKS, PLAN_FROM, PLAN_UNTIL, WORKING_WEEKS, monday


@dataclass(frozen=True)
class Situation:
    """A target group: language levels (numbers per hundred, from none to nl-B2), the chance of work without a
    pathway, and how often somebody has VCA, a driving licence and the diploma of a trade."""

    group: str
    levels: tuple[int, int, int, int, int]
    baseline: tuple[float, float]
    vca: float
    licence: float
    diploma: float


SITUATIONS = {
    Situation("statushouder", (12, 38, 36, 11, 3), (0.01, 0.10), 0.10, 0.22, 0.05): 34,
    Situation("participatiewet", (2, 6, 12, 18, 62), (0.02, 0.18), 0.25, 0.40, 0.08): 18,
    Situation("ww", (0, 1, 5, 14, 80), (0.12, 0.42), 0.45, 0.75, 0.25): 17,
    Situation("werkend", (0, 3, 10, 17, 70), (0.18, 0.45), 0.50, 0.75, 0.25): 13,
    Situation("jongere", (1, 3, 6, 15, 75), (0.08, 0.32), 0.15, 0.35, 0.10): 10,
    Situation("nugger", (3, 8, 14, 15, 60), (0.03, 0.18), 0.10, 0.60, 0.10): 8,
}
MODES = {
    ("foot", "bicycle"): 14,
    ("foot", "bicycle", "public_transport"): 52,
    ("foot", "public_transport"): 12,
    ("bicycle", "car"): 22,
}
MAX_TRAVEL = {30: 22, 40: 33, 45: 30, 60: 15}
MAX_TRAVEL_BY_CAR = {15: 20, 20: 40, 30: 40}


@dataclass
class Demand:
    """What the people ask, counted while they are written."""

    language: Counter[tuple[bool, int, str]] = field(default_factory=Counter)  # newcomer, level, town
    safety: Counter[str] = field(default_factory=Counter)  # town
    trades: Counter[tuple[str, str]] = field(default_factory=Counter)  # trade, town
    forbidders: list[str] = field(default_factory=list)
    vouchers: list[str] = field(default_factory=list)


def write_people(sheets: Sheets, area: Area, candidates: int, offered: Offered, rng: Random) -> Demand:
    """Candidates with their wishes and what they hold for a time."""
    demand = Demand()
    digits = len(str(candidates))
    weights = area.weights
    for number in range(1, candidates + 1):
        home = rng.choices(area.municipalities, weights=weights)[0]
        _write_person(sheets, f"k{number:0{digits}}", home, offered, demand, rng)
    return demand


def _write_person(
    sheets: Sheets, candidate: str, home: Municipality, offered: Offered, demand: Demand, rng: Random
) -> None:
    situation = pick(rng, SITUATIONS)
    level = rng.choices(range(5), weights=situation.levels)[0]
    trades = _wishes(level, offered, rng)
    postcode = rng.choice(home.postcodes)
    holds, modes = _holds(situation, level, trades, rng)
    groups = _groups(situation, rng)
    districts, not_districts = _districts(postcode, offered, rng)
    sheets.add(
        "candidates",
        candidate,
        home.id,
        postcode.id,
        _available_from(rng),
        pick(rng, WORKING_WEEKS if situation.group == "werkend" else CANDIDATE_WEEKS),
        modes,
        pick(rng, MAX_TRAVEL_BY_CAR if "car" in modes else MAX_TRAVEL),
        holds,
        round(rng.uniform(*situation.baseline), 2),
        groups,
        districts,
        not_districts,
    )
    _write_wishes(sheets, candidate, trades, rng)
    in_class = _write_held(sheets, candidate, level, holds, rng)
    _count(demand, home.id, candidate, level + in_class, trades, holds, groups, rng)


def _wishes(level: int, offered: Offered, rng: Random) -> list[Trade]:
    """Two to four trades, most of one sector, and rarely one whose language is far away."""
    reachable = {trade: trade.weight for trade in offered.trades if trade.language <= level + 2}
    first = pick(rng, reachable)
    alike = {trade: weight for trade, weight in reachable.items() if trade.sector == first.sector}
    wishes = [first]
    for _ in range(pick(rng, {1: 25, 2: 45, 3: 30})):
        another = pick(rng, alike if chance(rng, 0.75) else reachable)
        if another not in wishes:
            wishes.append(another)
    return wishes


def _holds(situation: Situation, level: int, trades: list[Trade], rng: Random) -> tuple[list[str], tuple[str, ...]]:
    """Credentials, and with them how somebody travels: a car needs a licence."""
    holds = [LANGUAGE_LEVELS[level]] if level else []
    modes = pick(rng, MODES)
    if "car" in modes or chance(rng, situation.licence - 0.2):
        holds.append("rijbewijs-b")
    if chance(rng, situation.vca):
        holds.append("vca-vol" if chance(rng, 0.1) else "vca-basis")
    if chance(rng, situation.diploma):
        holds.append(trades[0].diploma)
        if trades[0].skill and chance(rng, 0.5):
            holds.append(trades[0].skill)
    return holds, modes


def _groups(situation: Situation, rng: Random) -> list[str]:
    groups = [situation.group]
    if situation.group == "statushouder" and chance(rng, 0.5):
        groups.append("participatiewet")
    if situation.group not in ("jongere", "werkend") and chance(rng, 0.15):
        groups.append("jongere")
    return groups


def _districts(postcode: Postcode, offered: Offered, rng: Random) -> tuple[list[str], list[str]]:
    """A few want work in their own wijk only, a few want anything but that."""
    if postcode.district not in offered.districts:
        return [], []
    draw = rng.random()
    return [postcode.district] if draw < 0.02 else [], [postcode.district] if draw > 0.93 else []


def _available_from(rng: Random) -> object:
    if chance(rng, 0.65):
        return PLAN_FROM - timedelta(days=rng.randint(0, 120))
    return PLAN_FROM + timedelta(days=rng.randint(1, 150))


def _write_wishes(sheets: Sheets, candidate: str, trades: list[Trade], rng: Random) -> None:
    """The first wish is the dearest; aptitude is somebody else's judgement and goes its own way."""
    preference = rng.uniform(0.7, 1.0)
    for trade in trades:
        sheets.add("wishes", candidate, trade.id, round(preference, 2), round(rng.betavariate(5, 3), 2))
        preference *= rng.uniform(0.5, 0.95)


def _write_held(sheets: Sheets, candidate: str, level: int, holds: list[str], rng: Random) -> int:
    """Who is in class now reaches the next level this spring (1), and a certificate may expire this year."""
    if "vca-basis" in holds and chance(rng, 0.2):
        # a second VCA that runs out says nothing; the ones that count are of people who no longer hold it otherwise
        return 0
    if level < 3 and chance(rng, 0.07):
        sheets.add("held", candidate, LANGUAGE_LEVELS[level + 1], monday(rng.randint(4, 22)), None)
        return 1
    if not {"vca-basis", "vca-vol"} & set(holds) and chance(rng, 0.05):
        sheets.add("held", candidate, "vca-basis", None, min(PLAN_UNTIL, monday(rng.randint(6, 50))))
    return 0


def _count(
    demand: Demand,
    home: str,
    candidate: str,
    level: int,
    trades: list[Trade],
    holds: list[str],
    groups: list[str],
    rng: Random,
) -> None:
    """Who holds less language than the first wish usually asks needs a seat in the next level."""
    if level < trades[0].language:
        demand.language["statushouder" in groups, level + 1, home] += 1
    if not {"vca-basis", "vca-vol"} & set(holds) and any(trade.vca for trade in trades):
        demand.safety[home] += 1
    for trade in trades:
        if trade.diploma not in holds:
            demand.trades[trade.id, home] += 1
    if chance(rng, 0.01):
        demand.forbidders.append(candidate)
    if {"ww", "werkend"} & set(groups) and chance(rng, 0.1):
        demand.vouchers.append(candidate)
