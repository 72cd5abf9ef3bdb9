"""The verbs of programmes: make and change one; ask, admit, offer a seat, end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.models import Municipality, Organisation
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.programmes import queries, rules
from koppelkans.programmes.models import Participation, Programme
from koppelkans.results.actions import book

PURPOSE = "programme"
FIELDS = frozenset({"name", "about", "starts_on", "ends_on", "admission", "cap"})


@transaction.atomic
def add_programme(
    *,
    by: Actor,
    fields: Mapping[str, Any],
    now: datetime,
    municipalities: Iterable[Municipality] = (),
    partners: Iterable[Organisation] = (),
) -> Programme:
    """A new programme."""
    by.require(May.EDIT_PROGRAMMES)
    return _write(Programme(code=_free_code(fields["name"])), "add", by, fields, now, municipalities, partners)


@transaction.atomic
def edit_programme(
    programme: Programme,
    *,
    by: Actor,
    fields: Mapping[str, Any],
    now: datetime,
    municipalities: Iterable[Municipality] = (),
    partners: Iterable[Organisation] = (),
) -> Programme:
    """Change a programme; who takes part keeps the seat, a higher cap offers seats to who waits."""
    by.require(May.EDIT_PROGRAMMES)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    programme = _write(programme, "edit", by, fields, now, municipalities, partners)
    _offer_what_is_free(programme, by=by, now=now)
    return programme


def _write(
    programme: Programme,
    verb: str,
    by: Actor,
    fields: Mapping[str, Any],
    now: datetime,
    municipalities: Iterable[Municipality],
    partners: Iterable[Organisation],
) -> Programme:
    """Checked, saved and told."""
    if unknown := set(fields) - FIELDS:
        raise ValueError(f"a programme has no {sorted(unknown)}")
    for name, value in fields.items():
        setattr(programme, name, value)
    refuse_if(rules.against_programme(programme))
    programme.full_clean()
    programme.save()
    programme.municipalities.set(municipalities)
    programme.partners.set(partners)
    trail.record(f"programme.{verb}", by=by, purpose=PURPOSE, now=now, thing=programme.code)
    return programme


def _free_code(name: str) -> str:
    """A code made of the name that no programme has."""
    start = slugify(name)[:58].strip("-") or "programma"
    taken = set(Programme.objects.filter(code__startswith=start).values_list("code", flat=True))
    if start not in taken:
        return start
    return next(code for number in range(2, len(taken) + 3) if (code := f"{start}-{number}") not in taken)


@transaction.atomic
def admit(programme: Programme, *, by: Actor, person: rules.Person, now: datetime) -> Participation:
    """Let somebody take part, or wait at the end of the line when it is full."""
    by.require_in(May.DECIDE, person.municipality)
    today = timezone.localdate(now)
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    reasons = rules.against_admission(programme, person, today)
    if programme.participations.filter(subject=person.subject, ended_on=None).exists():
        reasons.append(Reason("already", _("Deze persoon doet al mee of staat al op de wachtlijst.")))
    refuse_if(reasons)
    left = queries.seats_left(programme)
    full = left is not None and (left < 1 or bool(queries.line(programme)))
    participation = Participation.objects.create(
        programme=programme, subject=person.subject, asked_at=now, admitted_on=None if full else today
    )
    _told("wait" if full else "admit", participation, by=by, now=now)
    if not full:
        _counted(participation, person.municipality, now)
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
    return _offer_what_is_free(programme, by=by, now=now)


def _offer_what_is_free(programme: Programme, *, by: Actor, now: datetime) -> list[Participation]:
    """Keep each free seat for the next in line; not after the programme has ended."""
    today = timezone.localdate(now)
    if programme.ends_on < today:
        return []
    offered = queries.line(programme)[: queries.seats_left(programme)]
    for participation in offered:
        participation.offered_on = today
        participation.save(update_fields=["offered_on"])
        _told("offer", participation, by=by, now=now)
    return offered


def _counted(participation: Participation, municipality: str, now: datetime) -> None:
    """In the ledger: one more takes part."""
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
