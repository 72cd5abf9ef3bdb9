"""The verbs of one step: it starts, is attended, goes on, ends with a result, is called off; and mistakes put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.refusal import Reason, Refused, refuse_if
from koppelkans.core.roles import May
from koppelkans.journeys import rules_safety, rules_steps
from koppelkans.journeys.actions.giving import give_back, make_room
from koppelkans.journeys.actions.happening import happened, held, lock
from koppelkans.journeys.actions.safety import begin_work
from koppelkans.journeys.actions.settling import settle
from koppelkans.journeys.models import Attendance, Decision, Journey, Step, Why
from koppelkans.journeys.queries_steps import gives
from koppelkans.journeys.rules_steps import End, Week
from koppelkans.journeys.states import OPEN
from koppelkans.journeys.states_step import Status
from koppelkans.supply.models import Run

ZERO = Decimal(0)


def held_step(step: Step, *, by: Actor, version: int | None = None) -> Step:
    """A step as it is now with its journey, locked, for who guides the journey or gives the step (else Unknown).

    With the version that was on the screen of who acts, a change by somebody else in between is refused and told.
    """
    if gives(by, step):
        lock(step.journey)
        rows = Journey.objects.select_related("candidate__subject", "candidate__municipality", "programme", "coach")
        journey = rows.get(pk=step.journey_id)
    else:
        journey = held(step.journey, by=by)
    rows_of = Step.objects.select_related("run__provider", "place__employer__organisation", "place__occupation")
    here = rows_of.filter(pk=step.pk, journey=journey).first()
    if here is None:
        raise Unknown(May.GUIDE)
    here.journey = journey
    if version is not None and here.version != version:
        refuse_if([Reason("changed", _("Iemand anders heeft deze stap net veranderd. Kijk eerst wat er nu staat."))])
    return here


def save_step(step: Step, **values: Any) -> None:
    """Write these values of a step that is held; it gets a new version."""
    for name, value in values.items():
        setattr(step, name, value)
    step.save(update_fields=list(values))
    Step.objects.filter(pk=step.pk).update(version=F("version") + 1)
    step.version += 1


@transaction.atomic
def start(step: Step, *, by: Actor, started_on: date, now: datetime, version: int | None = None) -> Step:
    """A step starts; the first one starts the journey, and that is counted."""
    here, today = held_step(step, by=by, version=version), timezone.localdate(now)
    refuse_if(rules_steps.against_start(here, started_on, today) + rules_safety.against_start(here, started_on))
    save_step(here, status=Status.GOING, started_on=started_on)
    begin_work(here.journey, here, by=by, now=now, today=started_on)
    settle(here.journey, now=now)
    _happened(here, "step.start", started_on, by=by, now=now)
    return here


@transaction.atomic
def correct_start(step: Step, *, by: Actor, why: str, now: datetime, version: int | None = None) -> Step:
    """The start was written down by mistake: the step is planned again, and what was counted is taken back."""
    here, today = held_step(step, by=by, version=version), timezone.localdate(now)
    refuse_if(rules_steps.against_correcting_start(here, why))
    facts = {"started_on": [_day(here.started_on), None]}
    here.attendance.all().delete()
    here.task_starts.all().delete()
    save_step(here, status=Status.PLANNED, started_on=None, progress=None)
    settle(here.journey, now=now, why=why)
    _happened(here, "step.correct-start", today, by=by, now=now, facts=facts, why=why)
    return here


@transaction.atomic
def attend(step: Step, *, by: Actor, weeks: Sequence[Week], now: datetime, version: int | None = None) -> Step:
    """Write down the hours of some weeks; what was written before of a week is written over, and its event tells so."""
    here, today = held_step(step, by=by, version=version), timezone.localdate(now)
    refuse_if(rules_steps.against_weeks(here, weeks, today))
    before = {row.week: row for row in here.attendance.all()}
    changed: dict[str, Any] = {}
    for week in weeks:
        was = before.get(week.monday)
        if was is not None and (was.planned, was.present) == (week.planned, week.present):
            continue
        values = {"planned": week.planned, "present": week.present, "by": by.user, "at": now}
        Attendance.objects.update_or_create(step=here, week=week.monday, defaults=values)
        hours = [str(was.present), str(was.planned)] if was else None
        changed[week.monday.isoformat()] = [hours, [str(week.present), str(week.planned)]]
    if changed:
        save_step(here)
        last = max(date.fromisoformat(monday) for monday in changed)
        _happened(here, "step.attend", last, by=by, now=now, facts={"weeks": changed})
    return here


@transaction.atomic
def attend_group(run: Run, *, by: Actor, weeks: Mapping[int, Week], now: datetime) -> int:
    """Write down one week of a whole group, by step: all of them or none; returns how many people it was of."""
    by.require(May.REGISTER_STEPS)
    steps = {step.pk: step for step in Step.objects.filter(run=run, pk__in=weeks).select_related("run", "journey")}
    reasons, today = [], timezone.localdate(now)
    for number, step in sorted(steps.items()):
        named = rules_steps.against_weeks(step, [weeks[number]], today)
        reasons += [Reason(f"step-{number}", reason.text) for reason in named]
    refuse_if(reasons)
    for number, step in sorted(steps.items()):
        attend(step, by=by, weeks=[weeks[number]], now=now)
    return len(steps)


@transaction.atomic
def start_group(run: Run, *, by: Actor, started_on: date, now: datetime) -> int:
    """Everybody in a group who was to begin begins; who cannot is told of, and then nobody has begun."""
    by.require(May.REGISTER_STEPS)
    rows = Step.objects.filter(run=run, status=Status.PLANNED).select_related("run", "journey__candidate__subject")
    reasons, count = [], 0
    for step in rows.order_by("pk"):
        if step.journey.status not in OPEN:
            continue
        try:
            start(step, by=by, started_on=started_on, now=now)
        except Refused as refused:
            who = str(step.journey.candidate)
            reasons += [Reason("started_on", f"{who}: {reason}") for reason in refused.reasons]
        count += 1
    refuse_if(reasons)
    return count


@transaction.atomic
def end_group(run: Run, *, by: Actor, ends: Mapping[int, End], now: datetime) -> int:
    """Close the step of several people in a group, by step: all of them or none; each fault says of whom."""
    by.require(May.REGISTER_STEPS)
    steps = list(Step.objects.filter(run=run, pk__in=ends).select_related("run", "journey").order_by("pk"))
    reasons, today = [], timezone.localdate(now)
    for step in steps:
        against = rules_steps.against_end(step, ends[step.pk], today)
        reasons += [Reason(f"{reason.code}-{step.pk}", reason.text) for reason in against]
    refuse_if(reasons)
    for step in steps:
        end(step, by=by, what=ends[step.pk], now=now)
    return len(steps)


@transaction.atomic
def get_on(step: Step, *, by: Actor, percent: int, now: datetime, version: int | None = None) -> Step:
    """How far a step is."""
    here = held_step(step, by=by, version=version)
    refuse_if(rules_steps.against_over(here.journey) + rules_steps.against_progress(here, percent))
    facts = {"progress": [here.progress, percent]}
    save_step(here, progress=percent)
    _happened(here, "step.progress", timezone.localdate(now), by=by, now=now, facts=facts)
    return here


@transaction.atomic
def end(step: Step, *, by: Actor, what: End, now: datetime, version: int | None = None) -> Step:
    """A step ends, with what came of it; when all learning is done and passed, that is counted."""
    here, today = held_step(step, by=by, version=version), timezone.localdate(now)
    refuse_if(rules_steps.against_end(here, what, today))
    close(here, what)
    make_room(here, now=now, why=what.why)
    settle(here.journey, now=now)
    _happened(here, "step.end", what.ended_on, by=by, now=now, facts=_came(here), why=what.why)
    return here


def close(step: Step, what: End) -> None:
    """Write down what came of a step that is held; hours missed as the attendance says, unless somebody corrects it."""
    missed = missed_hours(step) if what.hours_missed is None else what.hours_missed
    save_step(
        step,
        status=Status.ENDED,
        ended_on=what.ended_on,
        result=what.result,
        why=what.why,
        advice=what.advice,
        advice_words=what.advice_words.strip(),
        hours_missed=missed,
    )


def missed_hours(step: Step) -> Decimal:
    """The hours somebody was not there, of those that were written down."""
    found = step.attendance.aggregate(planned=Sum("planned"), present=Sum("present"))
    return (found["planned"] or ZERO) - (found["present"] or ZERO)


@transaction.atomic
def correct_end(step: Step, *, by: Actor, what: End, why: str, now: datetime, version: int | None = None) -> Step:
    """What was written down of an end was wrong: it is put right, what was counted by it is taken back or booked."""
    here, today = held_step(step, by=by, version=version), timezone.localdate(now)
    reasons = rules_steps.against_over(here.journey) + rules_steps.against_reason(why, "because")
    if here.status != Status.ENDED:
        reasons.append(Reason("state", _("Deze stap is nog niet afgesloten.")))
    else:
        reasons += rules_steps.against_what_came(here, what, today)
    refuse_if(reasons)
    before = _came(here)
    close(here, what)
    settle(here.journey, now=now, why=why)
    after = _came(here)
    facts = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    _happened(here, "step.correct-end", what.ended_on, by=by, now=now, facts=facts, why=why)
    return here


@transaction.atomic
def cancel(step: Step, *, by: Actor, why: str, now: datetime, version: int | None = None) -> Step:
    """A step that did not begin does not take place: its seat, place and money are free."""
    here = held_step(step, by=by, version=version)
    held(here.journey, by=by)  # a provider does not call off what somebody was promised
    refuse_if(rules_steps.against_cancel(here, why))
    drop(here, by=by, now=now, why=why)
    settle(here.journey, now=now, why=why)
    return here


def drop(step: Step, *, by: Actor, now: datetime, why: str) -> None:
    """Call off a step that is held, and give back what was taken for it."""
    save_step(step, status=Status.CANCELLED, why=why)
    give_back(step, now=now, why=why)
    _happened(step, "step.cancel", timezone.localdate(now), by=by, now=now, why=why)


def drop_group(decision: Decision, run: Run, *, by: Actor, now: datetime) -> bool:
    """A group does not begin in a journey that started: only that step is called off; returns whether it was so.

    In the transaction of who closes the group, the person locked; the seat is freed there.
    """
    rows = Journey.objects.select_for_update().filter(decision=decision, started_on__isnull=False)
    journey = rows.first()
    if journey is None:
        return False
    for step in journey.steps.filter(run=run, status__in=(Status.PLANNED, Status.PAUSED), started_on=None):
        save_step(step, status=Status.CANCELLED, why=Why.PROVIDER)
        _happened(step, "step.cancel", timezone.localdate(now), by=by, now=now, why=Why.PROVIDER)
    settle(journey, now=now, why=Why.PROVIDER)
    return True


def _came(step: Step) -> dict[str, Any]:
    """What came of a step, as its history keeps it."""
    return {
        "ended_on": _day(step.ended_on),
        "result": step.result,
        "why": step.why,
        "advice": step.advice,
        "advice_words": step.advice_words,
        "hours_missed": None if step.hours_missed is None else f"{step.hours_missed.normalize():f}",
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _happened(
    step: Step,
    what: str,
    concerns: date,
    *,
    by: Actor,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    why: str = "",
) -> None:
    happened(step.journey, what, concerns=concerns, by=by, now=now, step=step, facts=facts, why=why)
