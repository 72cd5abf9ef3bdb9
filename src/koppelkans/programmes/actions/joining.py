"""Who takes part: ask, admit, wait, be offered a seat, be let in by somebody, end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.programmes import queries, rules, rules_pilots
from koppelkans.programmes.actions.naming import named
from koppelkans.programmes.models import Participation, Programme
from koppelkans.results.actions import book

PURPOSE = "programme"


@transaction.atomic
def admit(
    programme: Programme, *, by: Actor, person: rules.Person, now: datetime, exception: str = ""
) -> Participation:
    """Let somebody take part, or wait at the end of the line when it is full.

    With `exception` (why) somebody lets in a person whom the rule does not; that asks for a name, and is kept.
    """
    by.require_in(May.DECIDE, person.municipality)
    today = timezone.localdate(now)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    reasons = rules.against_scope(programme, person, today)
    if exception:
        reasons += rules.against_exception(programme, person, exception)
    else:
        reasons += rules.against_rule(programme, person)
    if programme.participations.filter(subject=person.subject, ended_on=None).exists():
        reasons.append(Reason("already", _("Deze persoon doet al mee of staat al op de wachtlijst.")))
    refuse_if(reasons)
    left = queries.seats_left(programme)
    full = left is not None and (left < 1 or bool(queries.line(programme)))
    way = rules.way_for(programme, person)
    participation = Participation.objects.create(
        programme=programme,
        subject=person.subject,
        asked_at=now,
        admitted_on=None if full else today,
        way=way.name if way else "",
        exception=exception.strip(),
        exception_by=named(by, May.DECIDE) if exception else None,
    )
    if exception:
        _told("exception", participation, by=by, now=now, why=exception)
    _told("wait" if full else "admit", participation, by=by, now=now)
    if not full:
        _counted(participation, person.municipality, now)
    return participation


@transaction.atomic
def let_in_above(
    participation: Participation, *, by: Actor, municipality: str, why: str, now: datetime
) -> Participation:
    """Let somebody who waits take part above the cap, within its tolerance: by name and with a reason."""
    by.require_in(May.DECIDE, municipality)
    who = named(by, May.DECIDE)
    programme = Programme.objects.select_for_update().get(pk=participation.programme_id)
    participation = Participation.objects.select_for_update().get(pk=participation.pk)
    refuse_if(rules_pilots.against_above(programme, participation, timezone.localdate(now)) or rules.against_why(why))
    participation.admitted_on = timezone.localdate(now)
    participation.exception = "\n".join(filter(None, [participation.exception, why.strip()]))
    participation.exception_by = who
    participation.full_clean(exclude=["programme", "subject"])
    participation.save(update_fields=["admitted_on", "exception", "exception_by"])
    _told("exception", participation, by=by, now=now, why=why)
    _told("admit", participation, by=by, now=now)
    _counted(participation, municipality, now)
    return participation


@transaction.atomic
def accept_seat(participation: Participation, *, by: Actor, municipality: str, now: datetime) -> Participation:
    """Take the seat that was offered."""
    by.require_in(May.DECIDE, municipality)
    participation = Participation.objects.select_for_update().get(pk=participation.pk)
    if participation.offered_on is None or participation.admitted_on or participation.ended_on:
        refuse_if([Reason("not-offered", _("Er is nu geen plek aangeboden."))])
    participation.admitted_on = timezone.localdate(now)
    participation.save(update_fields=["admitted_on"])
    _told("accept", participation, by=by, now=now)
    _counted(participation, municipality, now)
    return participation


@transaction.atomic
def end(
    participation: Participation, *, by: Actor, municipality: str, now: datetime, why: str = ""
) -> list[Participation]:
    """Stop, leave the line or decline a seat; what comes free is offered to the next, which is returned."""
    by.require_in(May.DECIDE, municipality)
    programme = Programme.objects.select_for_update().get(pk=participation.programme_id)
    participation = Participation.objects.select_for_update().get(pk=participation.pk)
    if participation.ended_on is not None:
        refuse_if([Reason("ended", _("Deze deelname is al gestopt."))])
    participation.ended_on = timezone.localdate(now)
    participation.save(update_fields=["ended_on"])
    _told("end", participation, by=by, now=now, why=why)
    return offer_seats(programme, by=by, now=now)


def offer_seats(programme: Programme, *, by: Actor, now: datetime) -> list[Participation]:
    """Keep each free seat for the next in line; not after the programme has ended. The caller holds the programme."""
    today = timezone.localdate(now)
    if programme.ends_on < today:
        return []
    offered = queries.line(programme)[: queries.seats_left(programme)]
    for participation in offered:
        participation.offered_on = today
        participation.save(update_fields=["offered_on"])
        _told("offer", participation, by=by, now=now)
    return offered


def offer_free_seats(*, by: Actor, now: datetime) -> int:
    """Offer every seat that is free while somebody waits, however it came free; returns how many."""
    by.require(May.EDIT_PROGRAMMES)
    offered = 0
    for pk in queries.with_a_line(timezone.localdate(now)).values_list("pk", flat=True):
        with transaction.atomic():
            programme = Programme.objects.select_for_update().get(pk=pk)
            offered += len(offer_seats(programme, by=by, now=now))
    return offered


def _counted(participation: Participation, municipality: str, now: datetime) -> None:
    """In the ledger: one more was admitted; that is not the same as having started."""
    book(
        "participation.admitted",
        1,
        concerns=timezone.localdate(now),
        now=now,
        municipality=municipality,
        programme=participation.programme.code,
    )


def _told(verb: str, participation: Participation, *, by: Actor, now: datetime, why: str = "") -> None:
    """In the trail of the person."""
    trail.record(
        f"participation.{verb}",
        by=by,
        purpose=PURPOSE,
        now=now,
        subjects=[participation.subject_id],
        thing=participation.programme.code,
        why=why,
    )
