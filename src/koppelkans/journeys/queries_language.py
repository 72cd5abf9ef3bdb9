"""Questions about the Dutch of somebody in a journey: the gap to the work ahead, and the hours that close it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from koppelkans.core.language import Gap, gaps, hours_table
from koppelkans.core.models import Occupation
from koppelkans.core.models.words import LanguageDemand
from koppelkans.core.vocabulary import DAYS
from koppelkans.journeys.models import Journey, Step
from koppelkans.people.queries_language import Language, language_of

MOMENT = LanguageDemand.Moment


@dataclass(frozen=True)
class Lessons:
    """A step with lessons of Dutch, and its hours."""

    step: Step
    hours: int
    ahead: int  # of those from today on


@dataclass(frozen=True)
class Path:
    """The Dutch of a journey: how it stands, what the work asks, which lessons there are, what they leave open."""

    language: Language
    occupation: Occupation | None  # of the work ahead; None: no place yet
    demands: list[LanguageDemand]
    lessons: list[Lessons]
    gaps: list[Gap]

    @property
    def ahead(self) -> int:
        """The hours that are still to come."""
        return sum(row.ahead for row in self.lessons)

    @property
    def short(self) -> list[Gap]:
        """What the planned hours leave open."""
        return [gap for gap in self.gaps if gap.open and not gap.closed]


def hours_of(dayparts: Iterable[str], since: date, until: date | None) -> int:
    """The hours of lessons on these dayparts from a day to a day, both included."""
    if until is None or until < since:
        return 0
    on: dict[int, int] = {}
    for daypart in dayparts:
        weekday = DAYS.index(daypart[:2])
        on[weekday] = on.get(weekday, 0) + 1
    days = (since + timedelta(days=number) for number in range((until - since).days + 1))
    return hours_table().daypart * sum(on.get(day.weekday(), 0) for day in days)


def language_path(journey: Journey, today: date) -> Path:
    """The Dutch of a journey, as its page tells it."""
    steps = list(
        journey.steps.exclude(status="cancelled").select_related("run", "place__occupation", "place__employer")
    )
    work = next((step for step in steps if step.place is not None and step.ended_on is None), None)
    work = work or next((step for step in reversed(steps) if step.place is not None), None)
    lessons = [_lessons(step, today) for step in steps if step.kind == Step.Kind.LANGUAGE]
    language = language_of(journey.candidate, today)
    occupation = work.place.occupation if work is not None and work.place is not None else None
    demands = list(occupation.language_demands.all()) if occupation else []
    first_day = (work.started_on or work.planned_start) if work else today
    before = sum(
        hours_of(row.step.dayparts, max(today, row.step.planned_start), _earlier(row.step.planned_end, first_day))
        for row in lessons
        if row.step.ended_on is None
    )
    every = sum(row.ahead for row in lessons)
    planned = {MOMENT.FIRST_DAY.value: before, MOMENT.SAFETY.value: before, MOMENT.END.value: every}
    asked = [(row.skill, row.moment, row.level) for row in demands]
    return Path(language, occupation, demands, lessons, gaps(language.levels, asked, planned))


def _lessons(step: Step, today: date) -> Lessons:
    """The hours of a step, and those that are ahead."""
    ahead = 0
    if step.ended_on is None:
        ahead = hours_of(step.dayparts, max(today, step.planned_start), step.planned_end)
    return Lessons(step, hours_of(step.dayparts, step.planned_start, step.planned_end), ahead)


def _earlier(last: date | None, first_day: date) -> date | None:
    """The last lesson before the first day of work."""
    return None if last is None else min(last, first_day - timedelta(days=1))
