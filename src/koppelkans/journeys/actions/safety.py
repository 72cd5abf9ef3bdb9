"""The verbs of safe work: a proof is written down, a task begins on it, and a second person may let somebody begin."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from koppelkans.core.access import Actor, Closed
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.journeys import rules_safety as rules
from koppelkans.journeys.actions.happening import happened, held
from koppelkans.journeys.models import Instruction, Journey, Release, Step, TaskStart
from koppelkans.supply.models import RiskTask

PURPOSE = "safety"


@transaction.atomic
def record_instruction(
    journey: Journey,
    *,
    task: RiskTask,
    language: str,
    how: str,
    checked_by: str,
    checked_on: date,
    until: date | None = None,
    by: Actor,
    now: datetime,
    today: date,
) -> Instruction:
    """Somebody understood the instruction of a task: in which language, how that was checked, by whom, for how long."""
    here = held(journey, by=by)
    refuse_if(_of_this_journey(here, task))
    until = until or rules.last_day_of_proof(task, checked_on)
    refuse_if(
        rules.against_instruction(
            task, language=language, how=how, checked_by=checked_by, checked_on=checked_on, until=until, today=today
        )
    )
    made = Instruction.objects.create(
        candidate=here.candidate,
        task=task,
        language=language,
        how=how,
        checked_by=checked_by.strip(),
        checked_on=checked_on,
        until=until,
        by=by.user,
        at=now,
    )
    facts = {"task": task.name, "language": language, "how": how, "until": until.isoformat()}
    happened(here, "safety.instruction", concerns=checked_on, by=by, now=now, facts=facts, purpose=PURPOSE)
    return made


@transaction.atomic
def withdraw_instruction(
    journey: Journey, instruction: Instruction, *, why: str, by: Actor, now: datetime, today: date
) -> Instruction:
    """A proof was not right: nobody begins on it any more, and it stays where it was written."""
    here = held(journey, by=by)
    found = (
        Instruction.objects.select_for_update(of=("self",))
        .select_related("task")
        .get(pk=instruction.pk, candidate=here.candidate_id)
    )
    if not why.strip():
        refuse_if([Reason("why", rules.WHY_WRONG)])
    if found.withdrawn_on is None:
        found.withdrawn_on = today
        found.save(update_fields=["withdrawn_on"])
        facts = {"task": found.task.name}
        happened(here, "safety.instruction-off", concerns=today, by=by, now=now, facts=facts, why=why, purpose=PURPOSE)
    return found


@transaction.atomic
def start_task(step: Step, task: RiskTask, *, by: Actor, now: datetime, today: date) -> TaskStart:
    """Somebody begins with a task with risk, on the proof or the release that there is."""
    here = held(step.journey, by=by)
    step = Step.objects.get(pk=step.pk, journey=here)
    task = RiskTask.objects.get(pk=task.pk)
    refuse_if(rules.against_task(step, task, today))
    return _begun(here, step, task, by=by, now=now, today=today)


def begin_work(journey: Journey, step: Step, *, by: Actor, now: datetime, today: date) -> None:
    """The tasks of the first day begin with the step, each on its proof; refused where one is missing.

    Called by whatever lets a step begin or go on, in its transaction and with the journey held.
    """
    refuse_if(rules.against_start(step, today))
    for task in rules.tasks_of(step):
        if task.from_first_day:
            _begun(journey, step, task, by=by, now=now, today=today)


def _begun(journey: Journey, step: Step, task: RiskTask, *, by: Actor, now: datetime, today: date) -> TaskStart:
    """Write down on what a start rests; a task that was begun before rests on the newest."""
    on = rules.standing(step, [task], today)[0]
    made, new = TaskStart.objects.update_or_create(
        step=step,
        task=task,
        defaults={
            "instruction": on.instruction,
            "release": None if on.instruction else on.release,
            "by": by.user,
            "at": now,
        },
        create_defaults={
            "started_on": today,
            "instruction": on.instruction,
            "release": None if on.instruction else on.release,
            "by": by.user,
            "at": now,
        },
    )
    if new:
        facts = {"task": task.name, "rests_on": "instruction" if on.instruction else "release"}
        happened(journey, "safety.start", concerns=today, by=by, now=now, step=step, facts=facts, purpose=PURPOSE)
    return made


# ---- the second person


@transaction.atomic
def ask_release(step: Step, task: RiskTask, *, why: str, by: Actor, now: datetime, today: date) -> Release:
    """Ask somebody else to let this person begin without the proof."""
    here = held(step.journey, by=by)
    if by.user is None:
        raise Closed(May.GUIDE)
    step = Step.objects.get(pk=step.pk, journey=here)
    task = RiskTask.objects.get(pk=task.pk)
    refuse_if(rules.against_asking(step, task, why, today))
    asked = Release.objects.create(step=step, task=task, asked_by=by.user, asked_at=now, asked_why=why.strip())
    facts = {"task": task.name}
    happened(here, "safety.ask", concerns=today, by=by, now=now, step=step, facts=facts, why=why, purpose=PURPOSE)
    return asked


@transaction.atomic
def decide_release(
    release: Release, *, allowed: bool, why: str, until: date | None, by: Actor, now: datetime, today: date
) -> Release:
    """A second person with the role says yes, until a day, or no; always with a reason."""
    by.require_in(May.RELEASE_RISK, release.step.journey.candidate.municipality_id)
    here = held(release.step.journey, by=by)
    found = Release.objects.select_for_update(of=("self",)).select_related("task", "step").get(pk=release.pk)
    refuse_if(rules.against_deciding(found, by, allowed=allowed, why=why, until=until, today=today))
    found.allowed, found.why, found.until = allowed, why.strip(), until if allowed else None
    found.decided_by, found.decided_at = by.user, now
    found.save()
    happened(
        here,
        "safety.allow" if allowed else "safety.refuse",
        concerns=today,
        by=by,
        now=now,
        step=found.step,
        facts={"task": found.task.name, "until": until.isoformat() if until and allowed else ""},
        why=why,
        purpose=PURPOSE,
    )
    return found


def _of_this_journey(journey: Journey, task: RiskTask) -> list[Reason]:
    """Why a task has nothing to do with this journey."""
    if journey.steps.filter(place=task.place_id).exists():
        return []
    return [Reason("task", rules.OTHER_PLACE)]
