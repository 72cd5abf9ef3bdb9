"""One invented life in a programme, from signing up to the end, past the day of today: nothing here knows a database.

A life is drawn as a whole from `rates`; writing it down stops at today.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from koppelkans.cli.demo.histories import rates
from koppelkans.cli.demo.histories.rates import Sector

WEEK = timedelta(days=7)
DROP_OUT = ("language", "content", "travel", "week", "other-route", "no-contact", "own-wish")
NO_START = ("own-wish", "week", "other-route", "no-contact", "travel")
LEFT = ("own-wish", "no-contact", "study", "other-help", "moved", "found-work")


@dataclass(frozen=True)
class Course:
    """A training as it is given again and again: how long, and every how many weeks a group begins."""

    code: str
    kind: str  # of step: language, safety or training
    weeks: int
    every: int  # weeks
    offset: int  # weeks

    def next_start(self, day: date) -> date:
        """The Monday on which the next group begins."""
        monday = day + timedelta(days=-day.weekday() % 7)
        ahead = (self.offset - monday.toordinal() // 7) % self.every
        return monday + ahead * WEEK


@dataclass(frozen=True)
class Way:
    """What somebody is to do: courses, then a place of this kind."""

    sector: str
    courses: Sequence[Course]
    place: str  # leerwerkplek, job, …

    @property
    def at_work_at_once(self) -> bool:
        """Whether the place is work already."""
        return self.place in ("job", "bbl")


@dataclass
class Lived:
    """One step as it was lived."""

    course: Course | None  # None: the place
    start: date
    end: date | None  # None: goes on
    result: str = ""  # as Step.Result; empty with an end: the end that was planned
    why: str = ""
    moved: int = 0  # days by which a break moved its end
    begun: bool = True

    @property
    def planned_end(self) -> date | None:
        """The end as it was planned; of work that ended before its time, or has no end, none."""
        if self.course:
            return self.start + self.course.weeks * WEEK - timedelta(days=3)
        return None if self.result == "stopped" else self.end


@dataclass
class Job:
    """Work at one employer; `proved` after so many days, never where None."""

    since: date
    until: date | None
    form: str
    hours: float
    same_employer: bool
    proved: int | None
    proof: str = "employer"
    withdrawn: int | None = None  # so many days after it was proved
    again: int | None = None  # and proved again so many days later
    said: int = 3
    fixed_end: bool = False  # its end was known from its first day


@dataclass
class Pause:
    """A time of standing still."""

    kind: str
    since: date
    until: date


@dataclass
class Life:
    """All that happens to one person."""

    signed_up: date
    way: Way
    steady: float  # of the planned hours somebody is there
    admitted: date | None = None
    gave_up: date | None = None  # left before there was a journey
    why_left: str = ""
    made: date | None = None  # the journey
    first_day: date | None = None
    started: date | None = None
    mistaken_start: date | None = None
    learnt: date | None = None  # the last thing that was to be learnt
    steps: list[Lived] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    ended: date | None = None
    why: str = ""
    expected: float = 0.0
    spread: float = 0.0

    @property
    def is_done(self) -> bool:
        """Whether it ended with work."""
        return self.why == "done"


def live(draw: Random, way: Way, signed_up: date) -> Life:
    """A life, whole."""
    truth = rates.SECTORS.get(way.sector, rates.OTHER)
    life = Life(signed_up, way, steady=min(1.0, draw.betavariate(12, 1.4)))
    intake = signed_up + _days(draw, rates.INTAKE)
    if draw.random() < rates.GIVES_UP:
        life.gave_up, life.why_left = intake, draw.choice(LEFT)
        return life
    life.admitted = intake
    if draw.random() >= truth.begins:
        life.gave_up, life.why_left = intake + _days(draw, rates.LEAVING), draw.choice(LEFT)
        return life
    life.made = _workday(intake + _days(draw, rates.THINKING))
    _expect(life, draw, truth)
    _learn(life, draw, truth)
    if life.learnt is not None and life.ended is None:
        _work(life, draw, truth)
    return life


def _expect(life: Life, draw: Random, truth: Sector) -> None:
    """What a plan makes of it: off by the sector, and by chance for each person."""
    mean = truth.expected_durable
    logit = math.log(mean / (1 - mean)) + draw.gauss(0, rates.SPREAD)
    life.expected, life.spread = round(_chance(logit), 3), 0.08 + 0.06 * draw.random()


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _learn(life: Life, draw: Random, truth: Sector) -> None:
    """The courses one after the other; or it stops before or in one of them."""
    assert life.made is not None  # noqa: S101 - made by the caller
    free = life.made + timedelta(days=rates.NOTICE)
    for course in life.way.courses:
        start = course.next_start(free)
        end = start + course.weeks * WEEK - timedelta(days=3)  # a Friday
        life.steps.append(Lived(course, start, end, "passed", "done"))
        free = end + timedelta(days=1)
    life.first_day = life.steps[0].start
    if draw.random() >= truth.starts:
        _never_come(life, draw)
        return
    life.started = life.first_day
    if draw.random() >= truth.finishes:
        _drop_out(life, draw)
        return
    life.learnt = life.steps[-1].end


def _never_come(life: Life, draw: Random) -> None:
    assert life.first_day is not None  # noqa: S101 - set before
    for step in life.steps:
        step.begun, step.result, step.why = False, "", ""
    life.ended, life.why = _workday(life.first_day + timedelta(days=draw.randint(-6, 12))), draw.choice(NO_START)
    assert life.made is not None  # noqa: S101 - set before
    life.ended = max(life.ended, life.made + timedelta(days=1))
    if life.ended > life.first_day + timedelta(days=3) and draw.random() < rates.MISTAKEN_START:
        life.mistaken_start = life.first_day


def _drop_out(life: Life, draw: Random) -> None:
    """In the course of learning, rather early than late."""
    assert life.started is not None  # noqa: S101 - set before
    last = life.steps[-1].end
    assert last is not None  # noqa: S101 - courses end
    day = _workday(life.started + timedelta(days=max(2, int((last - life.started).days * draw.betavariate(1.4, 2.0)))))
    why = draw.choice(DROP_OUT)
    for step in life.steps:
        if step.start > day:
            step.begun, step.result, step.why = False, "", ""
        elif step.end is not None and step.end > day:
            step.end, step.result, step.why = day, "stopped", why
        elif step.end is not None and step is life.steps[-1]:
            step.result, step.why = "not-passed", why
    life.ended, life.why = _workday(day + timedelta(days=draw.randint(1, 14))), why


def _work(life: Life, draw: Random, truth: Sector) -> None:
    """The place after the courses, and what work comes of it."""
    assert life.learnt is not None  # noqa: S101 - asked by the caller
    start = _monday(life.learnt + timedelta(days=draw.randint(1, 14)))
    works = draw.random() < truth.works
    place = Lived(None, start, None)
    life.steps.append(place)
    if life.way.at_work_at_once:
        if not works:
            end = _workday(start + timedelta(days=draw.randint(3, 25)))
            place.end, place.result, place.why = end, "stopped", draw.choice(("content", "employer", "travel", "week"))
            _come_to_nothing(life, draw, end)
            return
        _jobs(life, draw, truth, start, same=True)
        _end_place(life, place)
        return
    place.end = start + draw.randint(*rates.LEERWERKPLEK_WEEKS) * WEEK - timedelta(days=3)
    place.result, place.why = ("worked", "done")
    _pause(life, draw, place)
    if draw.random() < rates.AT_ONCE:
        life.jobs.append(Job(start, place.end, "proefplaats", 24.0, True, draw.randint(0, 20)))
    if not works:
        _come_to_nothing(life, draw, place.end)
        return
    at_once = draw.random() < rates.AT_ONCE
    day = place.end + (timedelta(days=3) if at_once else _days(draw, rates.SEEKING))
    _jobs(life, draw, truth, _workday(day), same=draw.random() < rates.SAME_EMPLOYER)


def _pause(life: Life, draw: Random, place: Lived) -> None:
    """A break moves the end of the leerwerkplek by as many days."""
    if draw.random() >= rates.BREAKS:
        return
    assert place.end is not None  # noqa: S101 - a leerwerkplek ends
    since = place.start + timedelta(days=draw.randint(5, max(6, (place.end - place.start).days - 5)))
    weeks = draw.randint(1, 6)
    kind = draw.choice(("illness", "illness", "waiting", "birth", "other"))
    life.pauses.append(Pause(kind, since, since + weeks * WEEK - timedelta(days=1)))
    place.end, place.moved = place.end + weeks * WEEK, 7 * weeks


def _end_place(life: Life, place: Lived) -> None:
    """A job of the pathway ends where its work ends."""
    first = life.jobs[0]
    if first.until is not None and not first.fixed_end:
        place.end, place.result, place.why = first.until, "stopped", "other"
    elif first.until is not None:
        place.end, place.result, place.why = first.until, "worked", "done"


def _jobs(life: Life, draw: Random, truth: Sector, since: date, *, same: bool) -> None:
    """Work that lasts, or does not."""
    lasts = draw.random() < truth.lasts
    if not lasts:
        end = since + timedelta(days=draw.randint(10, 175))
        life.jobs.append(_job(draw, since, end, same=same, fixed=draw.random() < 0.3))
        if draw.random() < rates.WORK_AGAIN:
            again = end + timedelta(days=draw.randint(30, 80))
            life.jobs.append(_job(draw, again, again + timedelta(days=draw.randint(14, 170)), same=False))
        last = life.jobs[-1].until
        assert last is not None  # noqa: S101 - work that does not last ends
        _come_to_nothing(life, draw, last)
        return
    if draw.random() < rates.SECOND_EMPLOYER:
        end = since + timedelta(days=draw.randint(40, 170))
        life.jobs.append(_job(draw, since, end, same=same, fixed=True))
        since = end + timedelta(days=draw.randint(1, 25))
        same = False
    counted = sum((job.until - job.since).days + 1 for job in life.jobs if job.until and job.form != "proefplaats")
    if draw.random() < truth.stays:
        known = since + timedelta(days=364 + draw.randint(10, 250)) if draw.random() < 0.4 else None
        life.jobs.append(_job(draw, since, known, same=same, fixed=known is not None))
        life.ended, life.why = _workday(since + timedelta(days=364 - counted + draw.randint(1, 30))), "done"
    else:
        end = since + timedelta(days=draw.randint(190, 350) - counted)
        life.jobs.append(_job(draw, since, end, same=same, fixed=draw.random() < 0.4))
        if draw.random() < rates.WORK_AGAIN:
            again = end + timedelta(days=draw.randint(30, 90))
            end = again + timedelta(days=draw.randint(60, 340))
            life.jobs.append(_job(draw, again, end, same=False))
        _come_to_nothing(life, draw, end)
    _doubt(life, draw)


def _job(draw: Random, since: date, until: date | None, *, same: bool, fixed: bool = False) -> Job:
    form = draw.choices(("contract", "bbl", "uitzend", "detachering"), (60, 15, 19, 6))[0]
    proof, days = draw.choices((("employer", 12), ("contract", 9), ("register", 30)), (40, 50, 10))[0]
    hours = draw.choice((16.0, 20.0, 24.0, 24.0, 28.0, 32.0, 32.0, 36.0, 38.0))
    return Job(since, until, form, hours, same, draw.randint(0, days), proof, said=draw.randint(0, 6), fixed_end=fixed)


def _doubt(life: Life, draw: Random) -> None:
    """Now and then a proof turns out to be wrong; it may be given again."""
    if draw.random() >= rates.WITHDRAWN:
        return
    job = life.jobs[-1]
    job.withdrawn = draw.randint(20, 220)
    job.again = draw.randint(5, 40) if draw.random() < rates.PROVED_AGAIN else None


def _come_to_nothing(life: Life, draw: Random, last: date) -> None:
    """A journey that comes to no lasting work is followed for a while and stopped; some say that they do work."""
    life.ended = _workday(last + _days(draw, rates.LETTING_GO))
    life.why = draw.choice(("other-route", "no-contact", "own-wish", "other", "employer"))
    if not life.jobs and draw.random() < rates.TOLD_ONLY:
        life.jobs.append(Job(_workday(last + timedelta(days=14)), None, "contract", 20.0, False, None))


def _days(draw: Random, both: tuple[int, int]) -> timedelta:
    return timedelta(days=draw.randint(*both))


def _workday(day: date) -> date:
    """The day itself, or the Monday after the weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)
