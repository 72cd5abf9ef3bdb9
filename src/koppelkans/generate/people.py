"""Invented people: where they live, their week, what they hold and wish, and what that asks of groups and money."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
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
    Situation("statushouder", (12, 38, 36, 11, 3), (0.01, 0.10), 0.10, 0.25, 0.05): 34,
    Situation("participatiewet", (2, 6, 12, 18, 62), (0.02, 0.18), 0.25, 0.40, 0.08): 18,
    Situation("ww", (0, 1, 5, 14, 80), (0.12, 0.42), 0.45, 0.70, 0.25): 17,
    Situation("werkend", (0, 3, 10, 17, 70), (0.18, 0.45), 0.50, 0.75, 0.25): 13,
    Situation("jongere", (1, 3, 6, 15, 75), (0.08, 0.32), 0.15, 0.35, 0.10): 10,
    Situation("nugger", (3, 8, 14, 15, 60), (0.03, 0.18), 0.10, 0.55, 0.10): 8,
}
CAR = 0.45  # of who has a licence
MODES = {("foot", "bicycle"): 18, ("foot", "bicycle", "public_transport"): 67, ("foot", "public_transport"): 15}
MAX_TRAVEL = {30: 25, 40: 38, 45: 29, 60: 8}
MAX_TRAVEL_BY_CAR = {15: 28, 20: 52, 30: 20}
SAFE = {"vca-basis", "vca-vol"}


@dataclass(frozen=True)
class Person:
    """One candidate: `level` is the language held, `trades` the wishes with the dearest first."""

    id: str
    home: Municipality
    postcode: Postcode
    groups: list[str]
    level: int
    holds: list[str]
    trades: list[Trade]


@dataclass
class Demand:
    """What the people ask, counted while they are written."""

    language: Counter[tuple[bool, int, str]] = field(default_factory=Counter)  # statushouder, level, town
    safety: Counter[str] = field(default_factory=Counter)  # town
    trades: Counter[tuple[str, str]] = field(default_factory=Counter)  # trade, town
    forbidders: list[str] = field(default_factory=list)
    vouchers: list[str] = field(default_factory=list)

    def count(self, person: Person, level: int) -> None:
        """Add one person, whose language is `level` before long."""
        town = person.home.id
        if level < person.trades[0].language:
            self.language["statushouder" in person.groups, level + 1, town] += 1
        if not SAFE & set(person.holds) and any(trade.vca for trade in person.trades):
            self.safety[town] += 1
        for trade in person.trades:
            if trade.diploma not in person.holds:
                self.trades[trade.id, town] += 1


def write_people(sheets: Sheets, area: Area, candidates: int, offered: Offered, rng: Random) -> Demand:
    """Candidates with their wishes and what they hold for a time."""
    demand = Demand()
    digits = len(str(candidates))
    weights = area.weights
    situations = list(SITUATIONS)
    for number in range(1, candidates + 1):
        # the first few are one of each, so that a small region has every group too
        situation = situations[number - 1] if number <= len(situations) else pick(rng, SITUATIONS)
        home = rng.choices(area.municipalities, weights=weights)[0]
        person = _person(f"k{number:0{digits}}", home, situation, offered, rng)
        _write_candidate(sheets, person, situation, offered, rng)
        _write_wishes(sheets, person, rng)
        demand.count(person, person.level + _write_held(sheets, person, rng))
        if chance(rng, 0.01):
            demand.forbidders.append(person.id)
        if {"ww", "werkend"} & set(person.groups) and chance(rng, 0.1):
            demand.vouchers.append(person.id)
    return demand


def _person(candidate: str, home: Municipality, situation: Situation, offered: Offered, rng: Random) -> Person:
    level = rng.choices(range(len(LANGUAGE_LEVELS)), weights=situation.levels)[0]
    trades = _wishes(level, offered, rng)
    groups = [situation.group]
    if situation.group == "statushouder" and chance(rng, 0.5):
        groups.append("participatiewet")
    if situation.group not in ("jongere", "werkend") and chance(rng, 0.15):
        groups.append("jongere")
    holds = _holds(situation, level, trades[0], rng)
    return Person(candidate, home, rng.choice(home.postcodes), groups, level, holds, trades)


def _wishes(level: int, offered: Offered, rng: Random) -> list[Trade]:
    """One to four trades, most of one sector, whose language is within two steps."""
    reachable = {trade: trade.weight for trade in offered.trades if trade.language <= level + 2}
    first = pick(rng, reachable)
    alike = {trade: weight for trade, weight in reachable.items() if trade.sector == first.sector}
    wishes = [first]
    for _ in range(pick(rng, {1: 25, 2: 45, 3: 30})):
        another = pick(rng, alike if chance(rng, 0.75) else reachable)
        if another not in wishes:
            wishes.append(another)
    return wishes


def _holds(situation: Situation, level: int, trade: Trade, rng: Random) -> list[str]:
    holds = [LANGUAGE_LEVELS[level]] if level else []
    if chance(rng, situation.licence):
        holds.append("rijbewijs-b")
    if chance(rng, situation.vca):
        holds.append("vca-vol" if chance(rng, 0.1) else "vca-basis")
    if chance(rng, situation.diploma):
        holds.append(trade.diploma)
        if trade.skill and chance(rng, 0.5):
            holds.append(trade.skill)
    return holds


def _write_candidate(sheets: Sheets, person: Person, situation: Situation, offered: Offered, rng: Random) -> None:
    by_car = "rijbewijs-b" in person.holds and chance(rng, CAR)
    only, never = _districts(person.postcode, offered, rng)
    sheets.add(
        "candidates",
        person.id,
        person.home.id,
        person.postcode.id,
        _available_from(rng),
        pick(rng, WORKING_WEEKS if situation.group == "werkend" else CANDIDATE_WEEKS),
        ("bicycle", "car") if by_car else pick(rng, MODES),
        pick(rng, MAX_TRAVEL_BY_CAR if by_car else MAX_TRAVEL),
        person.holds,
        round(rng.uniform(*situation.baseline), 2),
        person.groups,
        only,
        never,
    )


def _districts(postcode: Postcode, offered: Offered, rng: Random) -> tuple[list[str], list[str]]:
    """A few want work in their own wijk only, a few anything but that."""
    draw = rng.random()
    if postcode.district not in offered.districts:
        return [], []
    return [postcode.district] if draw < 0.02 else [], [postcode.district] if draw > 0.93 else []


def _available_from(rng: Random) -> date:
    if chance(rng, 0.65):
        return PLAN_FROM - timedelta(days=rng.randint(0, 120))
    return PLAN_FROM + timedelta(days=rng.randint(1, 150))


def _write_wishes(sheets: Sheets, person: Person, rng: Random) -> None:
    """The first wish is the dearest; aptitude is somebody else's judgement and goes its own way."""
    preference = rng.uniform(0.7, 1.0)
    for trade in person.trades:
        sheets.add("wishes", person.id, trade.id, round(preference, 2), round(rng.betavariate(5, 3), 2))
        preference *= rng.uniform(0.5, 0.95)


def _write_held(sheets: Sheets, person: Person, rng: Random) -> int:
    """Who is in class now is a language level further this spring (1); a certificate may run out this year."""
    if person.level < 3 and chance(rng, 0.07):
        sheets.add("held", person.id, LANGUAGE_LEVELS[person.level + 1], monday(rng.randint(4, 22)), None)
        return 1
    if not SAFE & set(person.holds) and chance(rng, 0.05):
        sheets.add("held", person.id, "vca-basis", None, min(PLAN_UNTIL, monday(rng.randint(6, 50))))
    return 0
