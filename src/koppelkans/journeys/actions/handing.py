"""A journey goes to another coach, who takes it on; or the person to another employer."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor, Unknown, house
from koppelkans.core.models import User
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.journeys import rules_steps, states_step
from koppelkans.journeys.actions.beginning import of_place, of_run
from koppelkans.journeys.actions.giving import FREES, make_room, money_of
from koppelkans.journeys.actions.happening import happened, held
from koppelkans.journeys.actions.settling import settle
from koppelkans.journeys.actions.stepping import close, drop, held_step
from koppelkans.journeys.models import Handover, Journey, Step
from koppelkans.journeys.queries_guiding import can_coach
from koppelkans.journeys.rules_steps import End
from koppelkans.supply.actions import booking
from koppelkans.supply.models import Place, Run


@transaction.atomic
def hand_over(
    journey: Journey, *, by: Actor, to: User, to_know: str, now: datetime, version: int | None = None
) -> Handover:
    """Ask a colleague to take a journey on; until they do nothing changes. Who was asked before is asked no more."""
    here, today = held(journey, by=by, version=version), timezone.localdate(now)
    reasons = rules_steps.against_over(here) + rules_steps.against_words(to_know, "to_know")
    if not can_coach(to, here.candidate.municipality_id, today):
        reasons.append(Reason("to", _("Deze collega begeleidt geen mensen in deze gemeente.")))
    elif to.pk == here.coach_id:
        reasons.append(Reason("to", _("Dit traject is al van %(who)s.") % {"who": to}))
    refuse_if(reasons)
    _asked(here).delete()
    made = Handover.objects.create(
        journey=here,
        kind=Handover.Kind.COACH,
        from_user=here.coach,
        to_user=to,
        to_know=to_know.strip(),
        by=by.user,
        at=now,
    )
    happened(here, "journey.hand-over", concerns=today, by=by, now=now, facts={"to": to.pk})
    return made


def _asked(journey: Journey) -> QuerySet[Handover]:
    return journey.handovers.filter(kind=Handover.Kind.COACH, taken_at=None)


@transaction.atomic
def take_on(handover: Handover, *, by: Actor, now: datetime) -> Handover:
    """The colleague who was asked takes the journey on: from now on it is theirs."""
    by.require(May.GUIDE)
    list(Journey.objects.select_for_update().filter(pk=handover.journey_id).values_list("pk"))
    rows = Handover.objects.select_related("journey__candidate__subject", "from_user", "to_user")
    here = rows.filter(pk=handover.pk, to_user=by.user).first()
    if here is None or by.user is None:
        raise Unknown(May.GUIDE)
    by.require_in(May.GUIDE, here.journey.candidate.municipality_id)
    reasons = rules_steps.against_over(here.journey)
    if here.taken_at is not None:
        reasons.append(Reason("taken", _("Je hebt dit traject al aangenomen.")))
    refuse_if(reasons)
    here.taken_at = now
    here.save(update_fields=["taken_at"])
    here.journey.coach = by.user
    here.journey.save(update_fields=["coach"])
    facts = {"coach": [here.from_user_id, by.user.pk]}
    happened(here.journey, "journey.take-on", concerns=timezone.localdate(now), by=by, now=now, facts=facts)
    return here


@transaction.atomic
def keep(journey: Journey, *, by: Actor, now: datetime) -> None:
    """The colleague is asked no more: the journey stays where it is."""
    here = held(journey, by=by)
    if not _asked(here).exists():
        refuse_if([Reason("nothing", _("Er is niemand gevraagd om dit traject over te nemen."))])
    _asked(here).delete()
    happened(here, "journey.keep", concerns=timezone.localdate(now), by=by, now=now)


@transaction.atomic
def add_step(
    journey: Journey,
    *,
    by: Actor,
    offer: Run | Place,
    start: date,
    now: datetime,
    version: int | None = None,
) -> Step:
    """Put one more step in a journey: its seat or place is taken; who decides about money has to look at that."""
    here = held(journey, by=by, version=version)
    by.require_in(May.DECIDE, here.candidate.municipality_id)
    made = _add(here, offer, start, now=now)
    settle(here, now=now)
    happened(here, "step.add", concerns=made.planned_start, by=by, now=now, step=made, facts={"offer": offer.code})
    return made


def _add(journey: Journey, offer: Run | Place, start: date, *, now: datetime) -> Step:
    refuse_if(rules_steps.against_journey(journey))
    values = of_run(offer) if isinstance(offer, Run) else of_place(offer, start)
    booking.book(offer, subject=journey.candidate.subject, by=house(FREES), now=now, first_day=values["planned_start"])
    return Step.objects.create(journey=journey, **values)


@transaction.atomic
def change_employer(
    step: Step,
    *,
    by: Actor,
    place: Place,
    start: date,
    last_day: date,
    why: str,
    to_know: str = "",
    now: datetime,
    version: int | None = None,
) -> tuple[Handover, int]:
    """The person goes to a place of another employer: the step there ends (or does not begin), a new one is planned.

    Returns the hand-over, and how many cents are still set aside for the old place: a person has to look at that.
    """
    here = held_step(step, by=by, version=version)
    journey = held(here.journey, by=by)
    here.journey = journey
    by.require_in(May.DECIDE, journey.candidate.municipality_id)
    _refuse_change(here, place, last_day, why, to_know, timezone.localdate(now))
    cents = sum(row.cents for row in money_of(here))
    if here.started_on is None:
        drop(here, by=by, now=now, why=why)
        cents = 0
    else:
        close(here, End(ended_on=last_day, result=Step.Result.STOPPED, why=why))
        make_room(here, now=now, why=why)
    made = _add(journey, place, start, now=now)
    settle(journey, now=now)
    handover = Handover.objects.create(
        journey=journey,
        kind=Handover.Kind.EMPLOYER,
        from_step=here,
        to_step=made,
        to_know=to_know.strip(),
        by=by.user,
        at=now,
        taken_at=now,
    )
    facts = {"from": here.pk, "to": made.pk, "cents": cents}
    happened(journey, "journey.employer", concerns=start, by=by, now=now, step=made, facts=facts, why=why)
    return handover, cents


def _refuse_change(step: Step, place: Place, last_day: date, why: str, to_know: str, today: date) -> None:
    """Every reason why somebody cannot go to another employer from this step."""
    reasons = rules_steps.against_journey(step.journey) + rules_steps.against_words(to_know, "to_know")
    if step.place is None or step.status not in states_step.OPEN:
        reasons.append(Reason("state", _("Deze stap is geen plek die nog loopt.")))
    elif step.place.employer_id == place.employer_id:
        reasons.append(Reason("place", _("Dit is dezelfde werkgever. Kies een plek bij een andere.")))
    if step.started_on is None:
        reasons += rules_steps.against_cancel(step, why)
    else:
        reasons += rules_steps.against_end(step, End(last_day, Step.Result.STOPPED, why), today)
    refuse_if(list({(reason.code, str(reason)): reason for reason in reasons}.values()))
