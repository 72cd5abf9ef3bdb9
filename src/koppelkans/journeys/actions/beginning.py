"""A journey is made when all three parties said yes, and called off when that yes is taken back before the start."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from koppelkans.core.access import Actor
from koppelkans.core.models import Credential
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.vocabulary import CostKind, CredentialKind, PlaceKind
from koppelkans.funds.queries import in_cents
from koppelkans.journeys import rules_steps, states, states_step
from koppelkans.journeys.actions.guiding import plan_contacts
from koppelkans.journeys.actions.happening import happened
from koppelkans.journeys.models import Decision, Journey, Step, Why
from koppelkans.planning.models import Proposal
from koppelkans.programmes.models import Participation, Programme
from koppelkans.programmes.models.programmes import contact_plan
from koppelkans.supply.models import Place, Run

DAYPART_HOURS = 4  # how long a daypart is, to plan hours with
WORK = {PlaceKind.JOB.value: Step.Kind.JOB, PlaceKind.BBL.value: Step.Kind.JOB}  # other places are leerwerkplekken


def begin(decision: Decision, *, by: Actor, now: datetime) -> Journey:
    """Make the journey of an acceptance to which everybody said yes; made before, it is that one.

    Called in the transaction of the last yes, with the person locked.
    """
    made = Journey.objects.filter(decision=decision).first()
    if made is not None:
        return made
    proposal = Proposal.objects.select_related(
        "round__programme", "round__parent__programme", "candidate__subject", "place__occupation"
    ).get(pk=decision.proposal_id)
    candidate, place = proposal.candidate, proposal.place
    assert place is not None and proposal.first_day is not None  # noqa: S101, PT018 - it was taken
    refuse_if(rules_steps.against_second(candidate.pk))
    runs = list(Run.objects.filter(code__in=proposal.runs).select_related("training").order_by("start", "pk"))
    programme = _programme(proposal)
    journey = Journey.objects.create(
        candidate=candidate,
        decision=decision,
        programme=programme,
        sector=place.occupation.sector,
        training=_leading(runs, place),
        fund=_pays_most(proposal),
        kind=place.kind,
        expected=proposal.probability,
        expected_low=proposal.low,
        expected_high=proposal.high,
        cost=in_cents(proposal.cost),
        coach_id=candidate.owner_id,
        contact_plan=list(programme.contact_plan) if programme else contact_plan(),
        signed_up_on=candidate.registered_on,
        made_at=now,
        first_day=min([proposal.first_day, *(run.start for run in runs)]),
    )
    steps = [Step(journey=journey, **of_run(run)) for run in runs]
    steps.append(Step(journey=journey, **of_place(place, proposal.first_day)))
    Step.objects.bulk_create(steps)
    plan_contacts(journey, now=now)
    facts = {"steps": [step.kind for step in steps]}
    happened(journey, "journey.begin", concerns=timezone.localdate(now), by=by, now=now, facts=facts)
    return journey


def of_run(run: Run) -> dict[str, Any]:
    """A step in a group: its kind by what it costs and gives, its dates those of the group."""
    return {
        "kind": kind_of(run),
        "run": run,
        "planned_start": run.start,
        "planned_end": run.end,
        "dayparts": run.dayparts,
        "hours_week": len(run.dayparts) * DAYPART_HOURS or None,
    }


def of_place(place: Place, first_day: date) -> dict[str, Any]:
    """A step at a place: a leerwerkplek lasts as long as there is a mentor, work has no end."""
    kind = WORK.get(place.kind, Step.Kind.LEERWERKPLEK)
    lasts = place.mentor_weeks if kind == Step.Kind.LEERWERKPLEK else None
    return {
        "kind": kind,
        "place": place,
        "planned_start": first_day,
        "planned_end": first_day + timedelta(weeks=lasts, days=-1) if lasts else None,
        "dayparts": place.dayparts,
        "hours_week": (place.dayparts_needed or len(place.dayparts)) * DAYPART_HOURS or None,
    }


def kind_of(run: Run) -> Step.Kind:
    """What somebody learns in a group: language or safety when it gives nothing else, else a training."""
    kinds = set(Credential.objects.filter(code__in=run.grants).values_list("kind", flat=True))
    if run.cost_kind == CostKind.LANGUAGE or kinds == {CredentialKind.LANGUAGE}:
        return Step.Kind.LANGUAGE
    return Step.Kind.SAFETY if kinds == {CredentialKind.SAFETY} else Step.Kind.TRAINING


def _leading(runs: list[Run], place: Place) -> str:
    """The code of the training that leads to the occupation: the last that gives its diploma, else the last one."""
    asked = {place.occupation.qualification_id, *place.requires}
    giving = [run for run in runs if kind_of(run) == Step.Kind.TRAINING and asked & set(run.grants)]
    trainings = giving or [run for run in runs if kind_of(run) == Step.Kind.TRAINING] or runs
    return trainings[-1].training.code if trainings else ""


def _pays_most(proposal: Proposal) -> str:
    """The code of the fund that pays most of this pathway; of two that pay as much the first by code."""
    paid: dict[str, int] = {}
    for row in proposal.payments:
        paid[row["fund"]] = paid.get(row["fund"], 0) + row["cents"]
    return min(paid, key=lambda code: (-paid[code], code)) if paid else ""


def _programme(proposal: Proposal) -> Programme | None:
    """The programme of the round, else the only one that this person takes part in."""
    parent = proposal.round.parent
    planned = proposal.round.programme or (parent.programme if parent else None)
    if planned is not None:
        return planned
    rows = Participation.objects.filter(subject=proposal.candidate_id, ended_on=None, admitted_on__isnull=False)
    parts = list(rows.select_related("programme")[:2])
    return parts[0].programme if len(parts) == 1 else None


def against_undoing(decision: Decision | None) -> list[Reason]:
    """Why an acceptance cannot be taken back: somebody has started."""
    return rules_steps.against_undoing(_of(decision)) if decision is not None else []


def _of(decision: Decision) -> Journey | None:
    return Journey.objects.filter(decision=decision).select_related("candidate", "programme").first()


def call_off(decision: Decision, *, by: Actor, now: datetime, why: str = Why.OTHER) -> None:
    """What was accepted is free again before anybody started: the journey that was made of it does not take place.

    Called in the transaction of whoever takes it back; a journey that started is stopped by who guides it.
    """
    journey = _of(decision)
    if journey is None or journey.status not in states.OPEN or journey.started_on is not None:
        return
    list(Journey.objects.select_for_update().filter(pk=journey.pk).values_list("pk"))
    today = timezone.localdate(now)
    journey.steps.filter(status__in=states_step.OPEN).update(status=states_step.Status.CANCELLED)
    journey.status, journey.ended_on, journey.why = states.Status.STOPPED, today, why
    journey.save(update_fields=["status", "ended_on", "why"])
    happened(journey, "journey.cancel", concerns=today, by=by, now=now, why=why)
