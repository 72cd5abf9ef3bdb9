"""The journeys of the histories: steps, attendance, breaks, hand-overs and what happened, as far as it has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from koppelkans.cli.demo.histories import rates
from koppelkans.cli.demo.histories.clock import Clock
from koppelkans.cli.demo.histories.lives import WEEK, Life, Lived
from koppelkans.cli.demo.histories.offers import Offers
from koppelkans.cli.demo.histories.people import Person
from koppelkans.core.models import User
from koppelkans.journeys import states, states_step
from koppelkans.journeys.models import Attendance, Break, Event, Handover, Journey, Step
from koppelkans.programmes.models import Programme
from koppelkans.supply.models import Booking, Place, Run

HOURS = 4  # of a daypart
BUDDIES = ("Anouk", "Bart", "Chantal", "Dennis", "Esra", "Frits", "Gea", "Henk", "Ilse", "Jan-Willem")
ADVICE = {"passed": "job", "not-passed": "again", "stopped": "other"}


@dataclass
class Travelled:
    """One person's journey with its rows; they get their keys when they are written."""

    person: Person
    journey: Journey
    steps: list[tuple[Lived, Step]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def tell(
        self, what: str, day: date, clock: Clock, *, step: Step | None = None, why: str = "", **facts: Any
    ) -> None:
        """Something that happened on a day, where it has come."""
        if day <= clock.today:
            coach = self.journey.coach
            self.events.append(
                Event(
                    journey=self.journey,
                    step=step,
                    what=what,
                    concerns=day,
                    facts=facts,
                    why=why,
                    by=coach,
                    at=clock.at(day, 10, len(self.events) % 60),
                )
            )

    @property
    def place(self) -> Step | None:
        """The step at a place."""
        return next((step for lived, step in self.steps if lived.course is None), None)


def travelled(person: Person, programme: Programme, offers: Offers, clock: Clock) -> Travelled | None:
    """The journey of somebody who is still known and for whom everybody said yes by now."""
    life = person.life
    if person.candidate is None or life.made is None or life.made > clock.today:
        return None
    found = Travelled(person, _journey(person, programme, clock))
    journey = found.journey
    found.tell("journey.begin", life.made, clock, steps=[_kind(lived, life) for lived in life.steps])
    for lived in _all_steps(life):
        found.steps.append((lived, _step(found, lived, offers, clock)))
    journey.cost = sum(_cents(step) for _lived, step in found.steps)
    ended = clock.past(life.ended)
    if ended:
        found.tell(
            "journey.done" if life.is_done else "journey.stop", ended, clock, why="" if life.is_done else life.why
        )
    return found


def _all_steps(life: Life) -> list[Lived]:
    """Those that were lived, and the place that was planned behind them where nobody came to it."""
    if life.steps[-1].course is None:
        return life.steps
    last = life.steps[-1].start + (life.way.courses[-1].weeks + 1) * WEEK
    weeks = None if life.way.at_work_at_once else last + 12 * WEEK - timedelta(days=3)
    return [*life.steps, Lived(None, last, weeks, begun=False)]


def _kind(lived: Lived, life: Life) -> str:
    if lived.course:
        return lived.course.kind
    return "job" if life.way.at_work_at_once else "leerwerkplek"


def _journey(person: Person, programme: Programme, clock: Clock) -> Journey:
    life = person.life
    assert life.made is not None  # noqa: S101 - asked by the caller
    draw = person.draw("journey")
    ended = clock.past(life.ended)
    at_place = clock.past(next((lived.start for lived in life.steps if lived.course is None), None))
    return Journey(
        candidate=person.candidate,
        programme=programme,
        status=_status(life, clock),
        sector=life.way.sector,
        training=life.way.courses[-1].code,
        fund="",
        kind=life.way.place,
        expected=life.expected,
        expected_low=max(0.01, round(life.expected - life.spread, 3)),
        expected_high=min(0.99, round(life.expected + life.spread, 3)),
        coach=person.coach,
        buddy=draw.choice(BUDDIES) if at_place else "",
        buddy_phone=f"06 0000 {draw.randrange(10_000):04d}" if at_place and not ended else "",
        contact_plan=list(programme.contact_plan),
        signed_up_on=life.signed_up,
        made_at=clock.at(life.made, 11),
        first_day=life.first_day,
        started_on=clock.past(life.started),
        finished_on=clock.past(life.learnt),
        ended_on=ended,
        why=life.why if ended else "",
    )


def _status(life: Life, clock: Clock) -> str:
    today, status = clock.today, states.Status
    if clock.past(life.ended):
        return status.DONE if life.is_done else status.STOPPED
    if any(pause.since <= today <= pause.until for pause in life.pauses):
        return status.PAUSED
    if clock.past(life.started) is None:
        return status.AHEAD
    place = life.steps[-1]
    if clock.past(life.learnt) is None or place.course is not None:
        return status.GOING
    return status.FOLLOWED if life.way.at_work_at_once or clock.past(place.end) else status.GOING


def _step(found: Travelled, lived: Lived, offers: Offers, clock: Clock) -> Step:
    life = found.person.life
    run: Run | None = None
    place: Place | None = None
    if lived.course:
        run = offers.seat(lived.course, lived.start)
        dayparts = run.dayparts
    else:
        place = offers.place(found.person.example, lived.start)
        dayparts = place.dayparts[: place.dayparts_needed or None]
    status = _step_status(lived, life, clock)
    started = lived.start if lived.begun and lived.start <= clock.today else None
    ended, result, why = (lived.end, lived.result, lived.why) if status == states_step.Status.ENDED else (None, "", "")
    over = clock.past(life.ended)
    if over and status == states_step.Status.GOING:  # who is followed no longer still works there
        status, ended = states_step.Status.ENDED, over
        result, why = ("worked", "done") if life.is_done else ("stopped", life.why)
    learns = lived.course is not None
    step = Step(
        journey=found.journey,
        kind=_kind(lived, life),
        run=run,
        place=place,
        status=status,
        planned_start=lived.start,
        planned_end=lived.planned_end,
        started_on=started,
        ended_on=ended,
        dayparts=dayparts,
        hours_week=Decimal(HOURS * len(dayparts)) or None,
        result=result,
        why=why,
        advice=_advice(lived, life) if ended and learns else "",
    )
    if started and learns:
        step.progress = _progress(lived, clock.today)
    if started:
        found.tell("step.start", lived.start, clock, step=step)
    if ended:
        found.tell("step.end", ended, clock, step=step, why=why, result=result)
    return step


def _step_status(lived: Lived, life: Life, clock: Clock) -> str:
    status = states_step.Status
    over = clock.past(life.ended)
    if not lived.begun or lived.start > clock.today:
        return status.CANCELLED if over else status.PLANNED
    if lived.result and clock.past(lived.end):
        return status.ENDED
    if any(pause.since <= clock.today <= pause.until for pause in life.pauses) and not over:
        return status.PAUSED
    return status.GOING


def _advice(lived: Lived, life: Life) -> str:
    if lived.result != "passed":
        return ADVICE[lived.result]
    if lived is not life.steps[-1] and lived.course and lived.course.kind != "training":
        return Step.Next.TRAINING
    return Step.Next.JOB if life.way.at_work_at_once else Step.Next.LEERWERKPLEK


def _progress(lived: Lived, today: date) -> int:
    planned = lived.planned_end
    if planned is None:
        return 0
    whole = max(1, (planned - lived.start).days)
    return max(0, min(100, 100 * (min(today, lived.end or planned) - lived.start).days // whole))


def _cents(step: Step) -> int:
    price = step.run.seat_cost if step.run else step.place.cost if step.place else None
    return int(Decimal(str(price)) * 100) if price else 0


def bookings(found: Travelled) -> Iterator[Booking]:
    """The seats and the place that were taken; given back when the journey ended."""
    made, ended = timezone.localdate(found.journey.made_at), found.journey.ended_on
    for lived, step in found.steps:
        yield Booking(
            run=step.run,
            place=step.place,
            subject=found.person.subject,
            first_day=lived.start,
            booked_on=made,
            released_on=ended,
        )


def attendance(found: Travelled, clock: Clock, weeks: int | None) -> Iterator[Attendance]:
    """Hours per week of what has a fixed number of weeks, to the last week that is over (or only the last `weeks`)."""
    person, life = found.person, found.person.life
    draw = person.draw("attendance")
    this_week = clock.today - timedelta(days=clock.today.weekday())
    since = this_week - weeks * WEEK if weeks is not None else date.min
    falling = draw.random() < rates.FALLING and clock.past(life.ended) is None
    for lived, step in found.steps:
        if step.started_on is None or step.kind == Step.Kind.JOB or not step.hours_week:
            continue
        monday = lived.start - timedelta(days=lived.start.weekday())
        last = step.ended_on or this_week
        missed = Decimal(0)
        while monday < this_week and monday <= last:
            share = min(1.0, max(0.0, draw.gauss(life.steady, 0.07)))
            if falling and step.ended_on is None:
                share *= max(0.3, 1 - 0.25 * max(0, 4 - (this_week - monday).days // 7))
            if any(pause.since <= monday <= pause.until for pause in life.pauses):
                monday += WEEK
                continue
            planned = min(Decimal("60.0"), step.hours_week)
            present = (planned * Decimal(round(share * 8)) / 8).quantize(Decimal("0.1"))
            missed += planned - present
            if monday >= since:
                coach = person.coach
                yield Attendance(
                    step=step,
                    week=monday,
                    planned=planned,
                    present=present,
                    by=coach,
                    at=clock.at(monday + timedelta(days=5), 9),
                )
            monday += WEEK
        if step.ended_on:
            step.hours_missed = missed


def breaks(found: Travelled, clock: Clock) -> Iterator[Break]:
    """Times of standing still, with the end of the step that they moved."""
    lived, step = found.steps[-1]
    for pause in found.person.life.pauses:
        if pause.since > clock.today or (found.journey.ended_on and found.journey.ended_on < pause.until):
            continue
        over = clock.past(pause.until)
        end = lived.end
        moved = []
        if over and end is not None and lived.moved:
            before = end - timedelta(days=lived.moved)
            start = [lived.start.isoformat(), lived.start.isoformat()]
            moved = [{"step": step.pk, "start": start, "end": [before.isoformat(), end.isoformat()]}]
        found.tell("journey.pause", pause.since, clock, kind=pause.kind)
        if over:
            days = (pause.until - pause.since).days + 1
            found.tell("journey.resume", pause.until, clock, moved=moved, days=days, by_hand=[])
        yield Break(
            journey=found.journey,
            kind=pause.kind,
            since=pause.since,
            until=over,
            moved=moved,
            by=found.person.coach,
            at=clock.at(pause.since, 16),
        )


def handovers(found: Travelled, colleagues: Sequence[User], clock: Clock) -> Iterator[Handover]:
    """Now and then somebody else was the coach before."""
    draw, life = found.person.draw("handover"), found.person.life
    coach = found.person.coach
    others = [user for user in colleagues if user != coach]
    if life.started is None or not others or coach is None or draw.random() >= rates.HANDED_OVER:
        return
    day = life.started + timedelta(days=draw.randint(20, 120))
    if day > clock.today or (life.ended and day >= life.ended):
        return
    before = draw.choice(others)
    yield Handover(
        journey=found.journey,
        kind=Handover.Kind.COACH,
        from_user=before,
        to_user=coach,
        to_know="De afspraken staan in de taken.",
        by=before,
        at=clock.at(day, 9),
        taken_at=clock.at(day + timedelta(days=1), 9),
    )
