"""What the demo's occupations ask of Dutch, and a training with a recognised diploma and a work guarantee."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from koppelkans.core.access import house
from koppelkans.core.actions.language import set_demands
from koppelkans.core.language import proposals
from koppelkans.core.models import Occupation
from koppelkans.supply.actions import guarantees
from koppelkans.supply.models import Guarantee, Place, Run

US = house("koppelkans demo")
CREBO = "25350"  # invented
SECTOR = "techniek"  # of the training with a guarantee
ADVISERS = ("energieadviseur",)
ASSISTANTS = ("zorg", "logistiek")  # sectors


def make(now: datetime) -> None:
    """Write both down."""
    _demands(now)
    _guarantee(now)


def _demands(now: datetime) -> None:
    """Each occupation asks what is proposed for work like it."""
    known = {proposal.code: proposal for proposal in proposals()}
    for occupation in Occupation.objects.order_by("code"):
        like = "adviser" if occupation.code in ADVISERS else "supervised"
        proposal = known["assistant" if occupation.sector in ASSISTANTS else like]
        levels = {(skill, moment): level for skill, moment, level, _tasks in proposal.demands}
        tasks = {skill: text for skill, moment, _level, text in proposal.demands if moment == "safety"}
        set_demands(occupation, levels=levels, tasks=tasks, by=US, now=now)


def _guarantee(now: datetime) -> None:
    """The next group that leads to a place has a diploma, and an employer with such work guarantees a job."""
    today = timezone.localdate(now)
    for run in Run.objects.filter(start__gt=today, cost_kind="training").select_related("training").order_by("start"):
        asks = Place.objects.filter(occupation__sector=SECTOR, requires__contains=run.grants[-1] if run.grants else "-")
        if (place := asks.select_related("employer__organisation", "occupation").first()) is not None:
            _promised(run, place, today, now)
            return


def _promised(run: Run, place: Place, today: date, now: datetime) -> Guarantee:
    guarantees.set_crebo(run.training, by=US, crebo=CREBO, now=now)
    fields = {
        "guarantor": place.employer.organisation,
        "occupation": place.occupation,
        "hours": Decimal(24),
        "jobs": 4,
        "since": today - timedelta(days=30),
        "until": today + timedelta(days=700),
    }
    made = guarantees.promise(run.training, by=US, fields=fields, now=now)
    return guarantees.sign(made, by=US, signed_on=today, signed_by="De directeur", now=now)
