"""Make and change a programme: what it is, its ways in, its partners, its targets and its money per year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.models import Municipality, Organisation
from koppelkans.core.refusal import refuse_if
from koppelkans.core.roles import May
from koppelkans.programmes import queries, rules, rules_pilots
from koppelkans.programmes.actions.joining import offer_seats
from koppelkans.programmes.models import Budget, Partner, Programme, Target

PURPOSE = "programme"
FIELDS = frozenset(
    {
        "kind",
        "name",
        "about",
        "idea_on",
        "starts_on",
        "ends_on",
        "sectors",
        "catalogue",
        "admission",
        "cap",
        "tolerance",
        "contact_plan",
    }
)
PARTNER_FIELDS = frozenset({"task", "capacity", "signed_on"})


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
    return _write(Programme(code=free_code(fields["name"])), "add", by, fields, now, municipalities, partners)


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
    programme = locked(programme)
    programme = _write(programme, "edit", by, fields, now, municipalities, partners)
    offer_seats(programme, by=by, now=now)
    return programme


def locked(programme: Programme) -> Programme:
    """The programme as it stands, for one at a time."""
    return Programme.objects.select_for_update().get(pk=programme.pk)


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
    before, is_new = programme.kind, programme._state.adding
    for name, value in fields.items():
        setattr(programme, name, value)
    started = not is_new and queries.anybody_started(programme)
    refuse_if(rules.against_programme(programme) + rules.against_kind(programme, before, started=started))
    programme.full_clean()
    programme.save()
    programme.municipalities.set(municipalities)
    programme.partners.set(partners)
    trail.record(f"programme.{verb}", by=by, purpose=PURPOSE, now=now, thing=programme.code)
    return programme


def free_code(name: str) -> str:
    """A code made of the name that no programme has."""
    start = slugify(name)[:58].strip("-") or "programma"
    taken = set(Programme.objects.filter(code__startswith=start).values_list("code", flat=True))
    if start not in taken:
        return start
    return next(code for number in range(2, len(taken) + 3) if (code := f"{start}-{number}") not in taken)


@transaction.atomic
def set_ways(
    programme: Programme, *, by: Actor, ways: Iterable[Mapping[str, Any]], exceptions: bool, now: datetime
) -> Programme:
    """Give each group its own way in; without a way everybody may take part."""
    by.require(May.EDIT_PROGRAMMES)
    programme = locked(programme)
    rule: dict[str, Any] = {"ways": [{name: value for name, value in way.items() if value} for way in ways]}
    programme.admission = {name: value for name, value in (rule | {"exceptions": exceptions}).items() if value}
    refuse_if(rules.against_programme(programme))
    programme.save(update_fields=["admission"])
    trail.record("programme.admission", by=by, purpose=PURPOSE, now=now, thing=programme.code)
    return programme


@transaction.atomic
def edit_partner(partner: Partner, *, by: Actor, fields: Mapping[str, Any], now: datetime) -> Partner:
    """What a partner does in a programme, for how many people, and since when that is agreed."""
    by.require(May.EDIT_PROGRAMMES)
    if unknown := set(fields) - PARTNER_FIELDS:
        raise ValueError(f"a partner has no {sorted(unknown)}")
    partner = Partner.objects.select_for_update().select_related("programme").get(pk=partner.pk)
    for name, value in fields.items():
        setattr(partner, name, value)
    partner.full_clean()
    partner.save()
    trail.record("programme.partner", by=by, purpose=PURPOSE, now=now, thing=partner.programme.code)
    return partner


@transaction.atomic
def set_targets(
    programme: Programme,
    *,
    by: Actor,
    targets: Mapping[tuple[int, str], int | None],
    budgets: Mapping[int, int | None],
    now: datetime,
) -> Programme:
    """What is meant to be reached, by year and measure, and the cents of each year; None: nothing agreed."""
    by.require(May.EDIT_PROGRAMMES)
    programme = locked(programme)
    refuse_if(rules_pilots.against_targets(targets))
    for (year, measure), number in targets.items():
        row = Target.objects.filter(programme=programme, year=year, measure=measure)
        if number is None:
            row.delete()
        elif not row.update(number=number):
            Target.objects.create(programme=programme, year=year, measure=measure, number=number)
    for year, cents in budgets.items():
        money = Budget.objects.filter(programme=programme, year=year)
        if cents is None:
            money.delete()
        elif not money.update(cents=cents):
            Budget.objects.create(programme=programme, year=year, cents=cents)
    trail.record("programme.targets", by=by, purpose=PURPOSE, now=now, thing=programme.code)
    return programme
