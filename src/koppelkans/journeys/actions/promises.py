"""A work guarantee that is not kept for somebody: a flag with an owner and an end, opened by a person or by night."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from koppelkans.core import terms
from koppelkans.core.access import Actor, Unknown
from koppelkans.core.models import User
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.journeys.actions.happening import happened, held
from koppelkans.journeys.models import Journey
from koppelkans.journeys.queries_promises import journey_of, not_kept, owners_for, promised_to
from koppelkans.supply.actions import guarantees
from koppelkans.supply.models import Breach, Guarantee

PURPOSE = "offers"
BY_NIGHT = _("Geslaagd op %(day)s. Binnen %(days)d dagen is er geen werk van %(hours)s uur per week begonnen.")


@transaction.atomic
def say_broken(
    journey: Journey,
    guarantee: Guarantee,
    *,
    why: str,
    owner: User,
    due_on: date,
    by: Actor,
    now: datetime,
    today: date,
) -> Breach:
    """The work that was guaranteed to somebody is not there: somebody solves it before a day."""
    here = held(journey, by=by)
    reasons = []
    if not why.strip():
        reasons.append(Reason("why", _("Vul in wat er aan de hand is.")))
    if guarantee.pk not in {found.guarantee.pk for found in promised_to(here, today)}:
        reasons.append(Reason("guarantee", _("Deze garantie hoort niet bij een training van dit traject.")))
    if not by.is_house and not owners_for(here, today).filter(pk=owner.pk).exists():
        reasons.append(Reason("owner", _("Kies een collega van deze gemeente, of de coach.")))
    refuse_if(reasons)
    breach = guarantees.open_breach(
        guarantee, here.candidate.subject, by=by, why=why.strip(), owner=owner, due_on=due_on, today=today
    )
    facts = {"guarantor": str(guarantee.guarantor), "due_on": due_on.isoformat()}
    happened(here, "guarantee.broken", concerns=today, by=by, now=now, facts=facts, why=why, purpose=PURPOSE)
    return breach


@transaction.atomic
def say_solved(breach: Breach, *, end: str, told: str, by: Actor, now: datetime, today: date) -> Breach:
    """How it came to an end, by who guides the person."""
    by.require(May.GUIDE)
    journey = journey_of(breach, by)
    if journey is None:
        raise Unknown(May.GUIDE)
    here = held(journey, by=by)
    refuse_if([] if end in Breach.End.values else [Reason("end", _("Kies hoe het afliep."))])
    ended = guarantees.end_breach(breach, end=end, told=told.strip(), today=today)
    facts = {"guarantor": str(breach.guarantee.guarantor), "end": end}
    happened(here, "guarantee.ended", concerns=today, by=by, now=now, facts=facts, why=told, purpose=PURPOSE)
    return ended


def open_by_night(*, by: Actor, now: datetime) -> str:
    """A flag for everybody who passed and has no work in time, for the coach or the case worker."""
    today = timezone.localdate(now)
    opened = without = 0
    for found in list(not_kept(today)):
        journey, guarantee, ended = found.step.journey, found.guarantee, found.step.ended_on
        owner = journey.coach or journey.candidate.owner
        if owner is None or ended is None:
            without += 1
            continue
        words = {
            "day": date_format(ended, "j F Y"),
            "days": guarantee.starts_within,
            "hours": f"{guarantee.hours.normalize():f}",
        }
        say_broken(
            journey,
            guarantee,
            why=str(BY_NIGHT % words),
            owner=owner,
            due_on=today + timedelta(days=terms.days("BREACH_SOLVED_DAYS")),
            by=by,
            now=now,
            today=today,
        )
        opened += 1
    return f"{opened} opened, {without} without an owner"
