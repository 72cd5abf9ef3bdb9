"""The groups that can start this year, in the towns where the people who need them live."""

from __future__ import annotations

import math
from collections import Counter
from datetime import timedelta
from itertools import accumulate, cycle
from random import Random
from typing import TypeVar

from koppelkans.generate.chance import chance, pick
from koppelkans.generate.courses import LANGUAGE_GROUP, NEWCOMERS, SAFETY, Course, language, skill, vocational
from koppelkans.generate.geography import Area
from koppelkans.generate.people import Demand
from koppelkans.generate.sheets import Sheets
from koppelkans.generate.trades import TRADES
from koppelkans.generate.week import monday

RUNS, RUNS_PER_CANDIDATE = 3, 0.058  # 90 for 1,500 people
LANGUAGE_SEATS = 0.6  # of the people who need one
SHARES = {"safety": 28, "skill": 15, "vocational": 57}  # of the runs that are not for language
LARGE_MINIMUM = 3  # one run in so many opens with six people or more
PROVIDERS = 9

Item = TypeVar("Item")
Groups = list[tuple[Course, str]]  # what is taught and in which municipality


def write_runs(sheets: Sheets, area: Area, candidates: int, demand: Demand, rng: Random) -> int:
    """Groups for what people need; gives back how many."""
    wanted = RUNS + round(candidates * RUNS_PER_CANDIDATE)
    groups = _language_groups(demand)
    groups += _other_groups(demand, max(1, wanted - len(groups)))
    postcodes = {municipality.id: municipality.postcodes for municipality in area.municipalities}
    digits = len(str(len(groups)))
    for number, (course, town) in enumerate(groups, 1):
        _write_run(sheets, f"r{number:0{digits}}", course, rng.choice(postcodes[town]).id, number, rng)
    return len(groups)


def _language_groups(demand: Demand) -> Groups:
    """Seats for a share of the people, half of the newcomers' groups for them alone."""
    number = math.ceil(demand.language.total() * LANGUAGE_SEATS / LANGUAGE_GROUP)
    return [
        (language(step, NEWCOMERS if newcomer else ()), town)
        for newcomer, step, town in spread(demand.language, number)
    ]


def _other_groups(demand: Demand, number: int) -> Groups:
    """Safety, skills and vocational training in fixed shares."""
    trades = {trade.id: trade for trade in TRADES}
    skills: Counter[tuple[str, str]] = Counter()
    for (trade, town), people in demand.trades.items():
        if trades[trade].skill:
            skills[trades[trade].skill, town] += people
    safety = spread(demand.safety, round(number * SHARES["safety"] / 100))
    groups: Groups = list(zip(cycle(SAFETY), safety))
    groups += [(skill(credential), town) for credential, town in spread(skills, round(number * SHARES["skill"] / 100))]
    left = number - len(groups)
    return groups + [(vocational(trades[trade]), town) for trade, town in spread(demand.trades, left)]


def spread(counts: Counter[Item], number: int) -> list[Item]:
    """So many of the items, each as often as its share of the counts says (systematic sampling)."""
    if not counts:
        return []
    items = sorted(counts, key=str)
    sums = list(accumulate(counts[item] for item in items))
    chosen: list[Item] = []
    position = 0
    for index in range(number):
        while sums[position] < (index + 0.5) * sums[-1] / number:
            position += 1
        chosen.append(items[position])
    return chosen


def _write_run(sheets: Sheets, run: str, course: Course, postcode: str, number: int, rng: Random) -> None:
    dayparts, weeks = pick(rng, course.forms)
    start = monday(rng.randint(0, course.last_start))
    taken = rng.randint(2, 5) if chance(rng, 0.15) else 0
    seats = round(course.seats * rng.uniform(0.8, 1.2))
    minimum = rng.randint(6, 8) if number % LARGE_MINIMUM == 0 else rng.randint(0, 4)
    sheets.add(
        "runs",
        run,
        course.training,
        course.name,
        f"opleider-{rng.randint(1, PROVIDERS)}",
        postcode,
        start,
        start + timedelta(weeks=weeks, days=-3),
        dayparts,
        min(minimum, seats + taken),
        seats + taken,
        taken,
        round(course.seat_cost * rng.uniform(0.85, 1.2) / 10) * 10,
        rng.randint(3, 12) * 100 if taken == 0 and chance(rng, 0.5) else 0,
        course.cost_kind,
        course.requires,
        course.grants,
        course.only_for,
    )
