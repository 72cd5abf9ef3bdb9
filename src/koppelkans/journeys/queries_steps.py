"""Questions about steps: who gives one, the groups of a provider, and the journeys that wait for somebody."""

from __future__ import annotations

from django.db.models import QuerySet

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.roles import May
from koppelkans.journeys.models import Handover, Journey, Step
from koppelkans.supply.models import Run


def gives(actor: Actor, step: Step) -> bool:
    """Whether this actor is of the provider that gives this step."""
    return step.run is not None and step.run.provider_id in actor.organisations(May.REGISTER_STEPS)


def step_of(journey: Journey, number: int) -> Step:
    """A step of a journey, else Unknown."""
    rows = Step.objects.select_related("run__provider", "place__employer__organisation", "place__occupation")
    found = rows.filter(journey=journey, pk=number).first()
    if found is None:
        raise Unknown(May.GUIDE)
    found.journey = journey
    return found


def runs_given_by(actor: Actor) -> QuerySet[Run]:
    """The groups this actor registers attendance and results of: those of the own organisation."""
    actor.require(May.REGISTER_STEPS)
    rows = Run.objects.select_related("training", "provider")
    if actor.everywhere(May.REGISTER_STEPS):
        return rows
    return rows.filter(provider__in=actor.organisations(May.REGISTER_STEPS))


def run_given_by(actor: Actor, code: str) -> Run:
    """A group of this actor by its code; to another it does not exist."""
    found = runs_given_by(actor).filter(code=code).first()
    if found is None:
        raise Unknown(May.REGISTER_STEPS)
    return found


def in_group(run: Run) -> QuerySet[Step]:
    """The steps of everybody in a group, called off or not."""
    rows = Step.objects.filter(run=run).select_related("journey__candidate__subject", "run")
    return rows.order_by("journey__candidate__subject__pseudonym", "pk")


def waiting_for(actor: Actor) -> list[Handover]:
    """The journeys that this actor is asked to take on."""
    if actor.user is None or not actor.may(May.GUIDE):
        return []
    rows = Handover.objects.filter(kind=Handover.Kind.COACH, to_user=actor.user, taken_at=None)
    return list(rows.select_related("journey__candidate__subject", "from_user", "by"))
