"""What employers offer: invented firms in real towns, and the places where a pathway ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from koppelkans.generate.chance import chance, pick
from koppelkans.generate.geography import Area, Municipality, Postcode
from koppelkans.generate.sheets import Sheets
from koppelkans.generate.trades import LANGUAGE_LEVELS, TRADES, Trade
from koppelkans.generate.week import CARE_WEEKS, KLUS_WEEKS, PLAN_FROM, PLAN_UNTIL, WORK_WEEKS, monday

PLACES, PLACES_PER_CANDIDATE = 4, 0.464  # 700 for 1,500 people
MOST_PLACES = 12  # of one employer
WORK_ELSEWHERE = 0.2  # installers work in other towns too
CAPACITIES = {1: 52, 2: 27, 3: 13, 4: 8}
LIMITED_MENTORS = 0.8  # share of the employers that cannot guide everybody at once
MENTORED_AT_ONCE = 0.5  # share of an employer's people that its mentors can guide in one month
KINDS = {"leerwerkplek": 34, "job": 24, "bbl": 18, "proefplaatsing": 14, "klus": 10}
MENTOR_WEEKS = {"leerwerkplek": 26, "job": 4, "bbl": 26, "proefplaatsing": 8, "klus": 0}
COSTS = {"leerwerkplek": 3200, "job": 1500, "bbl": 2700, "proefplaatsing": 900, "klus": 300}
GUARANTEED = ("leerwerkplek", "bbl")  # kinds that may come with a signed work guarantee
MEANT_FOR = {  # whom a place of this kind is for, if it is not for everyone
    "leerwerkplek": ("statushouder", "participatiewet"),
    "job": (),
    "bbl": ("jongere", "statushouder", "ww"),
    "proefplaatsing": ("statushouder", "participatiewet"),
    "klus": ("statushouder", "participatiewet"),
}

FIRMS = {
    "techniek": ("Installatiebedrijf", "Techniekhuis", "Elektrobedrijf", "Klimaattechniek"),
    "bouw": ("Bouwbedrijf", "Isolatiebedrijf", "Dakbedrijf", "Onderhoudsbedrijf"),
    "zorg": ("Zorghuis", "Thuiszorg", "Woonzorg"),
    "logistiek": ("Magazijn", "Logistiek", "Distributie"),
}
COLOURS = ("Blauwe", "Gele", "Groene", "Grijze", "Rode", "Witte", "Zwarte", "Gouden", "Zilveren", "Koperen")
SIGNS = ("Reiger", "Kievit", "Grutto", "Zwaluw", "Haas", "Bever", "Snoek", "Klaver", "Linde", "Wilg", "Ster", "Wiek")


@dataclass
class Offered:
    """What the people may ask and forbid of the offer: counted, not kept."""

    trades: tuple[Trade, ...]
    places: int = 0
    districts: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Employer:
    """An invented firm: where it is and which trades it works in."""

    id: str
    name: str
    home: Municipality
    trades: tuple[Trade, ...]


def write_offers(sheets: Sheets, area: Area, candidates: int, rng: Random) -> Offered:
    """Employers, their places and the mentors already busy, until there are places enough for so many people."""
    offered = Offered(_trades_of(candidates))
    wanted = PLACES + round(candidates * PLACES_PER_CANDIDATE)
    digits = len(str(wanted))
    weights = area.weights
    number = 0
    while offered.places < wanted:
        number += 1
        employer = _employer(f"e{number:0{digits}}", rng.choices(area.municipalities, weights=weights)[0], offered, rng)
        people = 0
        for _ in range(min(1 + int(rng.expovariate(1 / 3.5)), MOST_PLACES, wanted - offered.places)):
            offered.places += 1
            elsewhere = chance(rng, WORK_ELSEWHERE)
            town = rng.choices(area.municipalities, weights=weights)[0] if elsewhere else employer.home
            people += _write_place(
                sheets, f"p{offered.places:0{digits}}", employer, rng.choice(town.postcodes), offered, rng
            )
        mentors = max(1, round(people * MENTORED_AT_ONCE)) if chance(rng, LIMITED_MENTORS) else None
        sheets.add("employers", employer.id, employer.name, mentors)
        if mentors is not None and chance(rng, 0.25):
            _write_mentors_taken(sheets, employer, mentors, rng)
    return offered


def _employer(employer: str, home: Municipality, offered: Offered, rng: Random) -> Employer:
    """One trade, and often a second of the same sector."""
    trades = [pick(rng, {trade: trade.weight for trade in offered.trades})]
    if chance(rng, 0.5):
        alike = {trade: trade.weight for trade in offered.trades if trade.sector == trades[0].sector}
        trades.append(pick(rng, alike))
    name = f"{rng.choice(FIRMS[trades[0].sector])} De {rng.choice(COLOURS)} {rng.choice(SIGNS)}"
    return Employer(employer, name, home, tuple(trades))


def _trades_of(candidates: int) -> tuple[Trade, ...]:
    """A small pilot is about a few trades, a region about all of them."""
    common = sorted(TRADES, key=lambda trade: -trade.weight)
    return tuple(common[: 3 + round(0.38 * candidates**0.5)])


def _write_place(
    sheets: Sheets, place: str, employer: Employer, postcode: Postcode, offered: Offered, rng: Random
) -> int:
    """One place; gives back its capacity."""
    trade = rng.choice(employer.trades)
    kind = pick(rng, KINDS)
    start_from, start_until = _window(kind, rng)
    capacity = pick(rng, CAPACITIES)
    dayparts, needed = pick(rng, CARE_WEEKS if trade.sector == "zorg" else KLUS_WEEKS if kind == "klus" else WORK_WEEKS)
    district = postcode.district if chance(rng, 0.9) else None
    wage = kind in ("job", "bbl") and chance(rng, 0.5)
    cost = COSTS[kind] * rng.uniform(0.6, 1.5) * (1.6 if wage else 1.0)
    if district:
        offered.districts.add(district)
    sheets.add(
        "places",
        place,
        employer.id,
        trade.id,
        kind,
        postcode.id,
        district,
        start_from,
        start_until,
        capacity,
        dayparts,
        needed if needed < len(dayparts) else None,
        _requires(trade, kind, rng),
        MENTOR_WEEKS[kind],
        "yes" if kind in GUARANTEED and chance(rng, 0.4) else "no",
        round(cost / 50) * 50,
        "wage" if wage else "guidance",
        MEANT_FOR[kind] if chance(rng, 0.06) else (),
    )
    return capacity


def _window(kind: str, rng: Random) -> tuple[date, date]:
    """First and last possible first day: bbl starts around the school year, a klus is short, others any time."""
    if kind == "bbl":
        return monday(rng.randint(26, 34)), monday(rng.randint(37, 43))
    start = round(rng.triangular(0, 46, 32))
    weeks = rng.randint(3, 8) if kind == "klus" else rng.randint(8, 22)
    return monday(start), min(PLAN_UNTIL, monday(start + weeks) + timedelta(days=4))


def _requires(trade: Trade, kind: str, rng: Random) -> list[str]:
    """The usual language level or now and then one lower; safety; sometimes a skill, a licence or the diploma."""
    learning = kind in ("leerwerkplek", "bbl", "proefplaatsing")
    level = trade.language - (1 if chance(rng, 0.2 if learning else 0.1) else 0)
    requires = [LANGUAGE_LEVELS[level]] if level else []
    if trade.vca and chance(rng, 0.75):
        requires.append("vca-vol" if kind == "job" and chance(rng, 0.05) else "vca-basis")
    if trade.skill and chance(rng, 0.15 if learning else 0.6):
        requires.append(trade.skill)
    if trade.sector != "logistiek" and chance(rng, 0.12 if learning else 0.3):
        requires.append("rijbewijs-b")
    if kind == "job" and chance(rng, 0.35):
        requires.append(trade.diploma)
    return requires


def _write_mentors_taken(sheets: Sheets, employer: Employer, mentors: int, rng: Random) -> None:
    """People guided since last year fill part of the first months."""
    taken = rng.randint(1, max(1, mentors - 1))
    for month in range(1, rng.randint(2, 5)):
        sheets.add("mentors_taken", employer.id, f"{PLAN_FROM.year}-{month:02}", taken)
