"""Dutch at work (vaktaal), reckoned: the one level of four skills, the gap to what work asks, the hours that close it.

Pure, apart from the settings: levels and figures go in, levels and hours come out. The figures are data
(`dutch.toml`).
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.conf import settings

from koppelkans.core.vocabulary import LEVELS, Skill

RANK = {level: number for number, level in enumerate(LEVELS)}
IN_CODE = re.compile(r"(?<![A-Za-z0-9])(A0|A1|A2|B1|B2|C1)(\+?)(?![A-Za-z0-9+])", re.IGNORECASE)
SETTING = "LANGUAGE_SKILLS"


@cache
def _data() -> dict[str, Any]:
    text = (files("koppelkans.core") / "dutch.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


# ---- the one level


def counted_skills() -> tuple[str, ...]:
    """The skills that the one level is the lowest of, as set for this installation."""
    given = getattr(settings, SETTING, None) or os.environ.get(f"KOPPELKANS_{SETTING}")
    names = [name.strip() for name in given.split(",")] if isinstance(given, str) else given
    chosen = tuple(names or _data()["single"]["skills"])
    if unknown := set(chosen) - set(Skill.values):
        raise ValueError(f"{SETTING}: no such skill: {', '.join(sorted(unknown))}")
    return tuple(skill for skill in Skill.values if skill in chosen)


def whole(level: str) -> str:
    """A level without its plus: a plus rounds down."""
    return level.removesuffix("+")


def single_level(levels: Mapping[str, str], skills: Sequence[str]) -> str | None:
    """The one level that planning reckons with: the lowest of these skills, a plus rounds down.

    None while one of them was not measured: what is not known is not made up.
    """
    if not skills or any(skill not in levels for skill in skills):
        return None
    return whole(min((levels[skill] for skill in skills), key=RANK.__getitem__))


# ---- which credential says it


@dataclass(frozen=True)
class Rung:
    """One credential of the region that states a level of Dutch."""

    level: str
    code: str


def ladder(credentials: Iterable[tuple[str, str, Sequence[str]]]) -> tuple[Rung, ...]:
    """The credentials (code, name, implies) that state a level, lowest first; one of each level.

    The level stands in the code, or else in the name. Of several that state the same level the one counts that the
    others of the ladder imply, then the one whose code begins with `nl`.
    """
    rows = list(credentials)
    implied = {code for _code, _name, implies in rows for code in implies}
    found: dict[str, tuple[tuple[bool, bool, str], str]] = {}
    for code, name, implies in rows:
        stated = IN_CODE.search(code) or IN_CODE.search(name)
        if stated is None:
            continue
        level = stated[1].upper() + stated[2]
        rank = (not (code in implied or implies), not code.lower().startswith("nl"), code)
        if level not in found or rank < found[level][0]:
            found[level] = (rank, code)
    return tuple(Rung(level, found[level][1]) for level in LEVELS if level in found)


def rung_for(level: str, rungs: Sequence[Rung]) -> Rung | None:
    """The highest credential that a level is enough for; None below the lowest."""
    reached = [rung for rung in rungs if RANK[rung.level] <= RANK[level]]
    return reached[-1] if reached else None


# ---- the gap, and the hours


@dataclass(frozen=True)
class Hours:
    """What is reckoned with, and where it comes from."""

    next: Mapping[str, int]
    daypart: int
    source: str
    checked_on: date


@cache
def hours_table() -> Hours:
    """The hours that a level takes, as data."""
    data = _data()["hours"]
    return Hours(data["next"], data["daypart"], data["source"], data["checked_on"])


def hours_between(now: str, needed: str) -> int:
    """The hours of one skill from a level to another; none when it is there already."""
    table = hours_table().next
    return sum(table[level] for level in LEVELS[RANK[now] : RANK[needed]])


@dataclass(frozen=True)
class Gap:
    """What one skill lacks for one moment."""

    skill: str
    moment: str
    now: str | None  # None: was not measured
    needed: str
    hours: int = 0  # to close it, reckoned from A0 when it was not measured
    planned: int = 0  # of the hours that are planned before the moment

    @property
    def open(self) -> bool:
        """Whether there is a gap, or nobody knows."""
        return self.now is None or RANK[self.now] < RANK[self.needed]

    @property
    def short(self) -> int:
        """The hours that are not planned."""
        return max(0, self.hours - self.planned)

    @property
    def closed(self) -> bool:
        """Whether what is planned closes it; not while nobody knows where somebody stands."""
        return self.now is not None and self.short == 0


def gaps(levels: Mapping[str, str], demands: Iterable[tuple[str, str, str]], planned: Mapping[str, int]) -> list[Gap]:
    """What each demand (skill, moment, level) lacks, with the hours that are planned before its moment.

    Hours are given to the earliest moment first, and within it to the skills in their order; what one moment used
    counts for the next, because a level that was reached is reached.
    """
    moments = list(planned)
    order = sorted(demands, key=lambda row: (moments.index(row[1]), Skill.values.index(row[0])))
    given: dict[str, int] = dict.fromkeys(Skill.values, 0)
    found = []
    for skill, moment, needed in order:
        now = levels.get(skill)
        hours = hours_between(now or LEVELS[0], needed)
        room = max(0, planned[moment] - sum(given.values()))
        given[skill] += min(room, max(0, hours - given[skill]))
        found.append(Gap(skill, moment, now, needed, hours, min(hours, given[skill])))
    return found


# ---- proposals


@dataclass(frozen=True)
class Proposal:
    """What an occupation may ask, to begin with."""

    code: str
    name: str
    source: str
    demands: tuple[tuple[str, str, str, str], ...]  # skill, moment, level, tasks


@cache
def proposals() -> tuple[Proposal, ...]:
    """The proposals there are, the easiest first."""
    return tuple(
        Proposal(
            row["code"],
            row["name"],
            row["source"],
            tuple(
                (skill, moment, level, row["safety_tasks"][skill] if moment == "safety" else "")
                for moment in ("first-day", "safety", "end")
                for skill, level in row[moment].items()
            ),
        )
        for row in _data()["demands"]
    )
