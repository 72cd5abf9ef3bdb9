"""Questions about safe work: what a journey's places ask, and which releases wait for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from koppelkans.core.access import Actor
from koppelkans.core.roles import May
from koppelkans.journeys import rules_safety as rules
from koppelkans.journeys.models import Instruction, Journey, Release, Step, TaskStart
from koppelkans.journeys.queries_journeys import visible_to


@dataclass(frozen=True)
class AtPlace:
    """A step at a place, how it stands with each task there, and what was begun already."""

    step: Step
    standings: list[rules.Standing]
    begun: dict[int, TaskStart]


def places_of(journey: Journey, today: date) -> list[AtPlace]:
    """The steps of a journey at a place that are not over, each with its tasks."""
    steps = journey.steps.filter(place__isnull=False, ended_on=None).select_related(
        "place__occupation", "place__employer__organisation", "journey"
    )
    found = []
    for step in steps:
        begun = {start.task_id: start for start in step.task_starts.select_related("instruction", "release")}
        found.append(AtPlace(step, rules.standing(step, rules.tasks_of(step), today), begun))
    return found


def instructions_of(journey: Journey) -> QuerySet[Instruction]:
    """Every proof of somebody, the newest first, also what was withdrawn or ended."""
    return Instruction.objects.filter(candidate=journey.candidate_id).select_related("task__place", "by")


def releases_of(journey: Journey) -> QuerySet[Release]:
    """Every release of a journey, the newest first."""
    rows = Release.objects.filter(step__journey=journey).select_related("task", "step", "asked_by", "decided_by")
    return rows.order_by("-asked_at", "-pk")


def releases_waiting(actor: Actor) -> QuerySet[Release]:
    """What this actor may decide as the second person; not what the actor asked."""
    rows = Release.objects.filter(allowed=None).select_related(
        "task__place__employer__organisation", "step__journey__candidate__subject", "asked_by"
    )
    if actor.user is None or not actor.may(May.RELEASE_RISK):
        return rows.none()
    here = actor.within(May.RELEASE_RISK, "step__journey__candidate__municipality")
    return rows.filter(here, step__journey__in=visible_to(actor).order_by().values("pk")).exclude(asked_by=actor.user)
