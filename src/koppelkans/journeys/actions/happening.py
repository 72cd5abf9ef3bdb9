"""How every verb of a journey begins and ends: held for one who may, and told in its history and in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.journeys.models import Event, Journey, Step
from koppelkans.journeys.queries_journeys import journey_for
from koppelkans.journeys.states import OPEN
from koppelkans.people.actions.candidates import set_under_way
from koppelkans.people.models import Candidate
from koppelkans.people.sensitive import sensitive

PURPOSE = "guidance"


def lock(journey: Journey) -> None:
    """Lock the person and then the journey, in the order of who counts work, so that neither waits for the other."""
    list(Candidate.objects.select_for_update(no_key=True).filter(pk=journey.candidate_id).values_list("pk"))
    list(Journey.objects.select_for_update().filter(pk=journey.pk).values_list("pk"))


def held(journey: Journey, *, by: Actor, version: int | None = None) -> Journey:
    """The journey as it is now, locked, for who may guide it (else Unknown).

    With the version that was on the screen of who acts, a change by somebody else in between is refused and told.
    """
    journey_for(by, journey.pk)
    lock(journey)  # first, then read
    here = journey_for(by, journey.pk)
    if version is not None and here.version != version:
        refuse_if([Reason("changed", _("Iemand anders heeft dit traject net veranderd. Kijk eerst wat er nu staat."))])
    return here


def keep_from_rounds(journey: Journey) -> None:
    """No round plans with somebody while their journey is open, and the next one may when it is over."""
    if journey.candidate.under_way != (is_open := journey.status in OPEN):
        set_under_way(journey.candidate, is_open)


def happened(
    journey: Journey,
    what: str,
    *,
    concerns: date,
    by: Actor,
    now: datetime,
    step: Step | None = None,
    facts: Mapping[str, Any] | None = None,
    why: str = "",
    purpose: str = PURPOSE,
) -> None:
    """Write down what happened, in the history of the journey and in the trail; the journey gets a new version.

    What somebody gives as the reason stays for years and is read by many: no BSN and nothing sensitive is kept in it.
    """
    if by.user is not None:
        refuse_if(sensitive(why))
    Event.objects.create(
        journey=journey,
        step=step,
        what=what,
        concerns=concerns,
        facts=dict(facts or {}),
        why=why[:500],
        by=by.user,
        at=now,
    )
    Journey.objects.filter(pk=journey.pk).update(version=F("version") + 1)
    journey.version += 1
    keep_from_rounds(journey)
    trail.record(
        what,
        by=by,
        purpose=purpose,
        now=now,
        subjects=[journey.candidate_id],
        thing=f"journey {journey.pk}",
        why=why,
    )
