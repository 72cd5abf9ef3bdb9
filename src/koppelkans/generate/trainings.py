"""The groups that can start this year: language, safety, skills and vocational, where the people who need them live."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from random import Random
from typing import TypeVar

from koppelkans.generate.chance import chance, pick
from koppelkans.generate.geography import Area
from koppelkans.generate.people import Demand
from koppelkans.generate.sheets import Sheets
from koppelkans.generate.trades import LANGUAGE_LEVELS, SKILLS, TRADES, Trade
from koppelkans.generate.week import MORNINGS, monday, week

RUNS_PER_CANDIDATE = 0.06  # 90 for 1,500 people
LANGUAGE_SEATS = 0.6  # share of the steps that people need
GROUP = {"language": 13, "vca": 14, "skill": 8, "vocational": 10}  # usual number of seats
LANGUAGE_SHARE = 0.6  # at most this share of the runs is language
SHARES = {"vca": 40, "skill": 12, "vocational": 48}  # of the runs that are left

# a form of teaching: its dayparts, and how many weeks it takes
LANGUAGE_FORMS = {
    (week("mo-am tu-am we-am th-am"), 8): 35,
    (week("mo-am tu-am th-am"), 11): 25,
    (week("tu-pm th-pm fr-pm"), 11): 15,
    (week("tu-ev th-ev"), 15): 25,
}
VCA_FORMS = {(week("mo tu"), 1): 50, (week("fr"), 2): 20, (week("we-ev th-ev"), 2): 15, (week("sa"), 2): 15}
SKILL_FORMS = {(week("we th fr"), 1): 60, (week("fr"), 4): 20, (week("mo-ev tu-ev"), 3): 20}
VOCATIONAL_FORMS = {
    (week("mo tu we th"), 6): 25,
    (week(MORNINGS), 9): 15,
    (week("fr"), 20): 30,  # beside the job
    (week("tu-ev th-ev"), 18): 30,  # beside the job
}
Item = TypeVar("Item")


@dataclass(frozen=True)
class Course:
    """What a run teaches; costs in euros."""

    training: str
    name: str
    cost_kind: str
    seat_cost: int
    requires: tuple[str, ...]
    grants: tuple[str, ...]
    forms: dict[tuple[tuple[str, ...], int], int]
    last_start: int  # weeks after the plan begins
    only_for: tuple[str, ...] = ()


def write_runs(sheets: Sheets, area: Area, candidates: int, demand: Demand, rng: Random) -> int:
    """Groups in the towns where they are needed; gives back how many."""
    wanted = max(3, round(candidates * RUNS_PER_CANDIDATE))
    towns = {municipality.id: municipality for municipality in area.municipalities}
    needed = sum(demand.language.values())
    seats = round(needed * LANGUAGE_SEATS)
    language = min(round(seats / GROUP["language"]), int(wanted * LANGUAGE_SHARE))
    language = max(language, 1 if seats else 0)
    groups = [(_language(step), town, size) for (town, step), size in _language_groups(demand, language, seats)]
    groups += _other_groups(demand, wanted - language, area)
    digits = len(str(len(groups)))
    for number, (course, town, size) in enumerate(groups, 1):
        _write_run(sheets, f"r{number:0{digits}}", course, rng.choice(towns[town].postcodes).id, size, number, rng)
    return len(groups)


def _language_groups(demand: Demand, groups: int, seats: int) -> list[tuple[tuple[str, int], int]]:
    """Spread the seats over so many groups, along the towns and levels where they are needed."""
    return [
        (place, seats * (index + 1) // groups - seats * index // groups)
        for index, place in enumerate(spread(demand.language, groups))
    ]


def _other_groups(demand: Demand, groups: int, area: Area) -> list[tuple[Course, str, int]]:
    """Safety, skills and vocational training in fixed shares."""
    total = sum(SHARES.values())
    vca = round(groups * SHARES["vca"] / total) if demand.vca else 0
    skill = round(groups * SHARES["skill"] / total)
    everywhere = Counter({municipality.id: round(municipality.weight) for municipality in area.municipalities})
    found = [(VCA, town, GROUP["vca"]) for town in spread(demand.vca, vca)]
    skills = Counter(
        {(town, by_id[trade].skill): number for (town, trade), number in demand.trades.items() if by_id[trade].skill}
    )
    found += [(_skill(skill_id), town, GROUP["skill"]) for town, skill_id in spread(skills, skill)]
    left = groups - len(found)
    found += [(_vocational(by_id[trade]), town, GROUP["vocational"]) for town, trade in spread(demand.trades, left)]
    missing = groups - len(found)
    found += [(VOL, town, GROUP["vca"]) for town in spread(everywhere, missing)]
    return [
        (VOL, town, size) if course is VCA and index % 9 == 8 else (course, town, size)
        for index, (course, town, size) in enumerate(found)
    ]


def spread(counts: Counter[Item], number: int) -> list[Item]:
    """So many of the items, each as often as its share of the counts says (systematic sampling)."""
    if not counts or number <= 0:
        return []
    items = sorted(counts, key=str)
    sums = list(accumulate(counts[item] for item in items))
    chosen: list[Item] = []
    position = 0
    for index in range(number):
        target = (index + 0.5) * sums[-1] / number
        while sums[position] < target:
            position += 1
        chosen.append(items[position])
    return chosen


def _write_run(sheets: Sheets, run: str, course: Course, postcode: str, size: int, number: int, rng: Random) -> None:
    dayparts, weeks = pick(rng, course.forms)
    start = monday(rng.randint(0, course.last_start))
    taken = rng.randint(2, 5) if chance(rng, 0.15) else 0
    seats = max(2, round(size * rng.uniform(0.8, 1.2)))
    minimum = rng.randint(6, 8) if number % 3 == 0 else rng.randint(0, 4)
    sheets.add(
        "runs",
        run,
        course.training,
        course.name,
        f"opleider-{rng.randint(1, 9)}",
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


by_id = {trade.id: trade for trade in TRADES}
VCA = Course("vca-basis", "VCA-basis met examen", "exam", 340, (), ("vca-basis",), VCA_FORMS, 44)
VOL = Course("vca-vol", "VCA-VOL met examen", "exam", 460, ("nl-A2",), ("vca-vol",), VCA_FORMS, 44)


def _language(step: int) -> Course:
    level = LANGUAGE_LEVELS[step]
    requires = (LANGUAGE_LEVELS[step - 1],) if step > 1 else ()
    return Course(
        f"taal-{level}", f"Vaktaal {level[3:]}", "language", 1150 + 200 * step, requires, (level,), LANGUAGE_FORMS, 30
    )


def _skill(skill: str) -> Course:
    return Course(skill, SKILLS[skill], "training", 950, ("nl-A2",), (skill,), SKILL_FORMS, 42)


def _vocational(trade: Trade) -> Course:
    requires = (LANGUAGE_LEVELS[trade.language - 1],) if trade.language > 1 else ()
    return Course(
        f"vak-{trade.id}",
        f"Vakopleiding {trade.name.lower()}",
        "training",
        trade.course_cost,
        requires,
        (trade.diploma,),
        VOCATIONAL_FORMS,
        38,
    )
