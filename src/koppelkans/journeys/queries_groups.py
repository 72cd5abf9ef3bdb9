"""Questions about the groups of a provider: how many people are in each, and how much of the hours they were there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from koppelkans.core.access import Actor
from koppelkans.journeys import states_step
from koppelkans.journeys.models import Attendance, Step
from koppelkans.journeys.queries_steps import runs_given_by
from koppelkans.supply.models import Run

Status = states_step.Status


def groups_of(actor: Actor, today: date) -> QuerySet[Run]:
    """The groups of this actor with people in them, with `people` and `unended`; those that go on first."""
    over = Case(When(end__lt=today, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = runs_given_by(actor).annotate(
        people=_number((*states_step.OPEN, Status.ENDED)), unended=_number(states_step.OPEN), over=over
    )
    return rows.filter(people__gt=0).order_by("over", "start", "code")


def _number(statuses: Iterable[str]) -> Coalesce:
    """How many people are in a group in one of these states."""
    rows = Step.objects.filter(run=OuterRef("pk"), status__in=list(statuses)).order_by().values("run")
    counted = rows.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def shares(steps: Iterable[Step]) -> dict[int, int]:
    """Of each step with hours: which part of them somebody was there, in percent."""
    rows = Attendance.objects.filter(step__in=[step.pk for step in steps]).order_by().values("step")
    found = rows.annotate(all_hours=Sum("planned"), there=Sum("present"))
    return {row["step"]: round(100 * row["there"] / row["all_hours"]) for row in found if row["all_hours"]}
