"""Questions of the list of journeys: which are shown, in the order of what is due, and all that a line tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Min, OuterRef, Prefetch, QuerySet, Subquery, When

from koppelkans.core.access import Actor
from koppelkans.journeys import states, states_step
from koppelkans.journeys.models import Handover, Journey, Step
from koppelkans.journeys.queries_journeys import visible_to

OPEN = "open"


@dataclass(frozen=True)
class Asked:
    """Which journeys somebody wants to see."""

    status: str = OPEN  # `open`, a status, or empty: all
    programme: str = ""  # code
    coach: int | None = None
    mine: bool = False


def with_all(rows: QuerySet[Journey]) -> QuerySet[Journey]:
    """Journeys with all that `next_steps.due_in` reads, in as many questions for one as for fifty."""
    steps = Step.objects.select_related("run", "place__occupation", "place__employer__organisation")
    handovers = Handover.objects.select_related("to_user", "from_user")
    return rows.prefetch_related(
        Prefetch("steps", steps), "steps__attendance", "breaks", Prefetch("handovers", handovers)
    )


def shown_to(actor: Actor, asked: Asked) -> QuerySet[Journey]:
    """The journeys of this list, what is due first first; those in which nothing is planned come last."""
    rows = visible_to(actor)
    if asked.status == OPEN:
        rows = rows.filter(status__in=states.OPEN)
    elif asked.status:
        rows = rows.filter(status=asked.status)
    if asked.programme:
        rows = rows.filter(programme__code=asked.programme)
    if asked.mine and actor.user is not None:
        rows = rows.filter(coach=actor.user)
    elif asked.coach is not None:
        rows = rows.filter(coach=asked.coach)
    return rows.annotate(due=Subquery(_due())).order_by(F("due").asc(nulls_last=True), "-pk")


def _due() -> Any:
    """When the next step of a journey begins or ends."""
    day = Case(
        When(status=states_step.Status.PLANNED, then=F("planned_start")),
        When(status=states_step.Status.GOING, then=F("planned_end")),
    )
    rows = Step.objects.filter(journey=OuterRef("pk"), status__in=states_step.OPEN).order_by()
    return rows.values("journey").annotate(first=Min(day)).values("first")


def choices(actor: Actor) -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """The programmes and the coaches of the journeys this actor sees, by name."""
    rows = visible_to(actor).order_by()
    programmes = rows.exclude(programme=None).values_list("programme__code", "programme__name").distinct()
    coaches = rows.exclude(coach=None).values_list("coach", "coach__name").distinct()
    return sorted(programmes, key=lambda row: row[1]), sorted(coaches, key=lambda row: row[1])
