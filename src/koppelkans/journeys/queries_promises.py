"""Questions about work that was guaranteed to somebody: which guarantees count, and for whom they were not kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from koppelkans.core.access import Actor
from koppelkans.core.models import User
from koppelkans.core.roles import May
from koppelkans.journeys.models import Journey, Spell, Step
from koppelkans.journeys.queries_journeys import visible_to
from koppelkans.journeys.states import OPEN
from koppelkans.people.queries import colleagues_in
from koppelkans.supply import rules_guarantees as rules
from koppelkans.supply.models import Breach, Guarantee
from koppelkans.supply.queries_guarantees import breaches, breaches_seen_by, counting_for


@dataclass(frozen=True)
class Promised:
    """Work that is guaranteed to somebody after a step, and until when it has to begin."""

    step: Step
    guarantee: Guarantee

    @property
    def begins_by(self) -> date | None:
        """The last day on which it begins as promised; None while the training goes on."""
        if self.step.ended_on is None:
            return None
        return self.step.ended_on + timedelta(days=self.guarantee.starts_within)


def promised_to(journey: Journey, today: date) -> list[Promised]:
    """The guarantees that count for the trainings of a journey."""
    steps = journey.steps.filter(run__isnull=False).exclude(status="cancelled").select_related("run__training")
    return [found for step in steps for found in _of_step(step, today)]


def _of_step(step: Step, today: date) -> Iterator[Promised]:
    """The guarantees that were in force while somebody did the training."""
    if step.run is None:
        return
    begun = step.started_on or step.planned_start
    ended = step.ended_on or max(today, begun)
    for guarantee in counting_for(step.run.training):
        if rules.in_force(guarantee, begun, ended):
            yield Promised(step, guarantee)


def kept(found: Promised) -> bool:
    """Whether work of at least the hours began in time, or was there already; with whom does not matter."""
    spells = Spell.objects.filter(journey__candidate=found.step.journey.candidate_id, withdrawn_at=None)
    spells = spells.filter(hours__gte=found.guarantee.hours, since__lte=found.begins_by)
    return spells.filter(Q(until=None) | Q(until__gte=found.step.ended_on)).exists()


def not_kept(today: date) -> Iterator[Promised]:
    """Who passed a training with guaranteed work, and has none when the days are over; said once for each."""
    over = Step.objects.filter(
        kind__in=Step.LEARNING,
        status="ended",
        result=Step.Result.PASSED,
        ended_on__lt=today,
        journey__status__in=OPEN,
        run__training__guarantees__signed_on__isnull=False,
    ).distinct()
    rows = over.select_related("run__training", "journey__candidate__subject", "journey__coach", "journey__programme")
    for step in rows.order_by("pk"):
        for found in _of_step(step, today):
            last = found.begins_by
            if last is None or last >= today or kept(found):
                continue
            subject = step.journey.candidate_id
            if not Breach.objects.filter(guarantee=found.guarantee, subject=subject).exists():
                yield found


def breaches_for(actor: Actor) -> QuerySet[Breach]:
    """The flags this actor sees: of the people they guide, and of the employers they work with."""
    if not actor.may(May.GUIDE):
        return breaches_seen_by(actor, [])
    return breaches_seen_by(actor, visible_to(actor).order_by().values("candidate"))


def breaches_of(journey: Journey) -> QuerySet[Breach]:
    """The flags of somebody, open ones first."""
    return breaches().filter(subject=journey.candidate_id).order_by("ended_on", "due_on")


def to_solve(actor: Actor) -> QuerySet[Breach]:
    """Open flags of this actor, or of whom they stand in for."""
    return breaches().filter(ended_on=None, owner__in=actor.stands_for())


def late(actor: Actor, today: date) -> QuerySet[Breach]:
    """Those past their day."""
    return to_solve(actor).filter(due_on__lt=today)


def journey_of(breach: Breach, actor: Actor) -> Journey | None:
    """The journey a flag is about, where this actor guides it."""
    if not actor.may(May.GUIDE):
        return None
    return visible_to(actor).filter(candidate=breach.subject_id).order_by("-made_at").first()


def owners_for(journey: Journey, today: date) -> QuerySet[User]:
    """Who may solve something for somebody: colleagues of the municipality, and the coach."""
    both = colleagues_in([journey.candidate.municipality_id], today).values("pk")
    return User.objects.filter(Q(pk__in=both) | Q(pk=journey.coach_id), is_active=True).order_by("name")
