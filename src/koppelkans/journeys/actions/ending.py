"""A journey is done, stops before that, or is opened again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from koppelkans.core.access import Actor
from koppelkans.core.refusal import refuse_if
from koppelkans.journeys import rules_steps, states, states_step
from koppelkans.journeys.actions.giving import make_room
from koppelkans.journeys.actions.happening import happened, held
from koppelkans.journeys.actions.settling import settle, status_of
from koppelkans.journeys.actions.stepping import close, drop
from koppelkans.journeys.models import Journey, Step, Why
from koppelkans.journeys.rules_steps import End
from koppelkans.people.models import Candidate
from koppelkans.people.states import Reason as Left

# what the reason for which somebody takes part no longer says of the journey
LEFT: dict[str, Why] = {
    Left.FOUND_WORK: Why.WORK,
    Left.STUDY: Why.OTHER_ROUTE,
    Left.OTHER_HELP: Why.OTHER_ROUTE,
    Left.NO_CONTACT: Why.NO_CONTACT,
    Left.OWN_WISH: Why.OWN_WISH,
}


@transaction.atomic
def finish(journey: Journey, *, by: Actor, ended_on: date, now: datetime, version: int | None = None) -> Journey:
    """The journey is done: nobody follows it any more."""
    here, today = held(journey, by=by, version=version), timezone.localdate(now)
    refuse_if(rules_steps.against_done(here, ended_on, today))
    _over(here, states.Status.DONE, ended_on, Why.DONE)
    happened(here, "journey.done", concerns=ended_on, by=by, now=now)
    return here


@transaction.atomic
def stop(
    journey: Journey,
    *,
    by: Actor,
    ended_on: date,
    why: str,
    now: datetime,
    advice: str = "",
    version: int | None = None,
) -> Journey:
    """The journey stops: what goes on ends with this reason, what was still to begin does not take place."""
    here, today = held(journey, by=by, version=version), timezone.localdate(now)
    refuse_if(rules_steps.against_stop(here, ended_on, why, advice, today))
    _stop(here, by=by, ended_on=ended_on, why=why, advice=advice, now=now)
    return here


def stop_all(candidate: Candidate, *, reason: str, by: Actor, now: datetime) -> None:
    """Somebody takes part no longer: so do their journeys; in the transaction of who says so, the person locked.

    Who leaves with work while they are followed is followed on: that is what it was for.
    """
    why = LEFT.get(reason, Why.OTHER)
    for journey in Journey.objects.select_for_update().filter(candidate=candidate, status__in=states.OPEN):
        if journey.status == states.Status.FOLLOWED and why == Why.WORK:
            continue
        today = timezone.localdate(now)
        last = max(today, journey.started_on or today)
        _stop(journey, by=by, ended_on=last, why=why, advice=Step.Next.OTHER, now=now)


def _stop(journey: Journey, *, by: Actor, ended_on: date, why: str, advice: str, now: datetime) -> None:
    journey.breaks.filter(until=None).update(until=max(ended_on, _last_break(journey, ended_on)))
    for step in journey.steps.select_related("run", "place", "journey__candidate"):
        if step.status not in states_step.OPEN:
            continue
        step.journey = journey
        if step.started_on is None:
            drop(step, by=by, now=now, why=why)
            continue
        close(
            step,
            End(
                ended_on=max(ended_on, step.started_on),
                result=Step.Result.STOPPED,
                why=why,
                advice=advice if rules_steps.is_learning(step) else "",
            ),
        )
        make_room(step, now=now, why=why)
        happened(journey, "step.end", concerns=ended_on, by=by, now=now, step=step, facts={"result": step.result})
    _over(journey, states.Status.STOPPED, ended_on, why)
    settle(journey, now=now)
    happened(journey, "journey.stop", concerns=ended_on, by=by, now=now, why=why)


def _last_break(journey: Journey, day: date) -> date:
    """The first day of the break that goes on: it cannot end before it began."""
    pause = journey.breaks.filter(until=None).first()
    return pause.since if pause else day


def _over(journey: Journey, status: states.Status, ended_on: date, why: str) -> None:
    journey.status, journey.ended_on, journey.why = status, ended_on, why
    journey.save(update_fields=["status", "ended_on", "why"])


@transaction.atomic
def reopen(journey: Journey, *, by: Actor, why: str, now: datetime, version: int | None = None) -> Journey:
    """A journey that was over goes on; steps that ended or were called off stay so."""
    here, today = held(journey, by=by, version=version), timezone.localdate(now)
    list(Candidate.objects.select_for_update().filter(pk=here.candidate_id).values_list("pk"))
    refuse_if(rules_steps.against_reopening(here, why, today))
    facts = {"status": here.status, "ended_on": here.ended_on.isoformat() if here.ended_on else None, "why": here.why}
    was = here.status
    here.status, here.ended_on, here.why = states.Status.FOLLOWED, None, ""
    if was == states.Status.STOPPED:
        here.status = status_of(here, list(here.steps.all()))
    here.save(update_fields=["status", "ended_on", "why"])
    happened(here, "journey.reopen", concerns=today, by=by, now=now, facts=facts, why=why)
    return here
