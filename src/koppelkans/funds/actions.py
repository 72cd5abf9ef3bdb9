"""The verbs of money: make and change a fund; set money aside, give it back, spend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core import trail
from koppelkans.core.access import Actor, Closed
from koppelkans.core.models import Subject
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.funds import queries, rules
from koppelkans.funds.models import Fund, Reservation, UsedAmount

PURPOSE = "money"
FIELDS = frozenset(
    {
        "code",
        "name",
        "budget",
        "pays",
        "pays_groups",
        "start",
        "until",
        "municipalities",
        "groups",
        "sectors",
        "max_per_candidate",
        "state",
        "guarantor",
        "reserve",
    }
)


@transaction.atomic
def add_fund(*, by: Actor, fields: Mapping[str, Any], now: datetime) -> Fund:
    """A new fund."""
    by.require(May.EDIT_MONEY)
    fund = Fund(**_known(fields))
    refuse_if(rules.against_fund(fund))
    fund.full_clean(exclude=["pays", "municipalities", "groups", "sectors"])
    fund.save(force_insert=True)
    trail.record("fund.add", by=by, purpose=PURPOSE, now=now, thing=fund.code)
    return fund


@transaction.atomic
def edit_fund(
    fund: Fund, *, by: Actor, fields: Mapping[str, Any], now: datetime, why: str = "", anyway: bool = False
) -> Fund:
    """Change a fund; what was reserved before stays reserved, also below a budget that somebody insists on."""
    by.require(May.EDIT_MONEY)
    fund = Fund.objects.select_for_update().get(pk=fund.pk)
    before = queries.balance(fund, timezone.localdate(now))
    for name, value in _known(fields).items():
        setattr(fund, name, value)
    reasons = rules.against_fund(fund)
    if not reasons and not anyway:
        reasons = rules.against_lowering(before.budget, replace(before, budget=queries.in_cents(fund.budget)))
    refuse_if(reasons)
    fund.full_clean(exclude=["pays", "municipalities", "groups", "sectors"])
    fund.save()
    trail.record("fund.edit", by=by, purpose=PURPOSE, now=now, thing=fund.code, why=why)
    return fund


def _known(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, none of them something else."""
    if unknown := set(fields) - FIELDS:
        raise ValueError(f"a fund has no {sorted(unknown)}")
    return dict(fields)


def lock(funds: Iterable[Fund]) -> None:
    """Lock these funds and who vouches for them in one order, before reserving in several of them.

    Two decisions that lock them one by one could wait for each other.
    """
    list(Fund.objects.select_for_update().filter(pk__in=queries.open_at_once(funds)).order_by("pk").values("pk"))


@transaction.atomic
def reserve(fund: Fund, *, by: Actor, step: rules.Step, now: datetime, expires_on: date | None = None) -> Reservation:
    """Set money aside for a step; the fund and who vouches for it are locked first, so that no cent goes twice."""
    _require_to_reserve(by)
    today = timezone.localdate(now)
    fund = _locked(fund)
    balances = queries.balances(today)
    reasons = rules.against_paying(fund, step) + rules.against_amount(
        fund,
        step.cents,
        balance=balances[fund.pk],
        guarantor=balances[fund.guarantor_id] if fund.guarantor_id else None,
        used=queries.used_by(fund, step.subject, today) if step.subject else 0,
        person=step.subject is not None,
    )
    if expires_on is not None and expires_on < today:
        reasons.append(Reason("expires", _("De dag waarop dit vervalt, is al voorbij.")))
    refuse_if(reasons)
    reservation = Reservation.objects.create(
        fund=fund,
        subject=step.subject,
        step=step.code,
        cost_kind=step.cost_kind,
        cents=step.cents,
        reserved_on=today,
        expires_on=expires_on,
    )
    _told("fund.reserve", reservation, by=by, now=now)
    return reservation


@transaction.atomic
def reserve_among(
    funds: Iterable[Fund],
    *,
    by: Actor,
    step: rules.Step,
    now: datetime,
    lacking: Reason,
    expires_on: date | None = None,
) -> list[Reservation]:
    """Set the whole amount of a step aside in the funds that may pay it, one after the other; or refuse with `lacking`.

    For costs that no plan assigned to a fund.
    """
    _require_to_reserve(by)
    made, left = [], step.cents
    for fund in sorted(funds, key=lambda fund: fund.pk):
        part = replace(step, cents=min(left, queries.payable(fund, step.subject, timezone.localdate(now))))
        if part.cents > 0 and not rules.against_paying(fund, part):
            made.append(reserve(fund, by=by, step=part, now=now, expires_on=expires_on))
            left -= part.cents
    refuse_if([lacking] if left else [])
    return made


def _require_to_reserve(by: Actor) -> None:
    """Who decides about a person may set money aside for it, and who watches over the money."""
    if not by.may(May.DECIDE) and not by.may(May.EDIT_MONEY):
        raise Closed(May.EDIT_MONEY)


def _locked(fund: Fund) -> Fund:
    """The fund as it is now, locked together with who vouches for it, lowest id first, so that two cannot cross."""
    fund = Fund.objects.get(pk=fund.pk)
    locked = Fund.objects.select_for_update().filter(pk__in=queries.open_at_once([fund])).order_by("pk")
    return {row.pk: row for row in locked}[fund.pk]


@transaction.atomic
def release(reservation: Reservation, *, by: Actor, now: datetime, why: str = "") -> Reservation:
    """Give back what was set aside."""
    _require_to_reserve(by)
    reservation = Reservation.objects.select_for_update().get(pk=reservation.pk)
    refuse_if(against_release(reservation))
    reservation.released_on = timezone.localdate(now)
    reservation.save(update_fields=["released_on"])
    _told("fund.release", reservation, by=by, now=now, why=why)
    return reservation


@transaction.atomic
def hold_longer(reservation: Reservation, *, by: Actor, until: date, now: datetime) -> Reservation:
    """Keep money set aside for a step that begins later; what lapsed already is free and stays so."""
    _require_to_reserve(by)
    reservation = (
        Reservation.objects.select_for_update(of=("self",)).select_related("fund", "subject").get(pk=reservation.pk)
    )
    ends, today = reservation.expires_on, timezone.localdate(now)
    if ends is None or not today <= ends < until or reservation.released_on or reservation.spent_on:
        return reservation
    reservation.expires_on = until
    reservation.save(update_fields=["expires_on"])
    _told("fund.hold", reservation, by=by, now=now)
    return reservation


def against_release(reservation: Reservation) -> list[Reason]:
    """Why it cannot be given back."""
    if reservation.spent_on is not None:
        return [Reason("spent", _("Dit bedrag is al uitgegeven."))]
    if reservation.released_on is not None:
        return [Reason("released", _("Dit bedrag is al vrijgegeven."))]
    return []


@transaction.atomic
def spend(reservation: Reservation, *, by: Actor, now: datetime, why: str = "") -> Reservation:
    """Say that what was set aside is paid; what had lapsed is only paid when there is still room for it."""
    by.require(May.EDIT_MONEY)
    today = timezone.localdate(now)
    _locked(reservation.fund)
    reservation = Reservation.objects.select_for_update().select_related("fund").get(pk=reservation.pk)
    reasons = against_release(reservation)
    if not reasons and reservation.expires_on is not None and reservation.expires_on < today:
        balances = queries.balances(today)
        fund = reservation.fund
        reasons = rules.against_amount(
            fund,
            reservation.cents,
            balance=balances[fund.pk],
            guarantor=balances[fund.guarantor_id] if fund.guarantor_id else None,
            used=queries.used_by(fund, reservation.subject, today) if reservation.subject else 0,
            person=reservation.subject is not None,
        )
    refuse_if(reasons)
    reservation.spent_on = today
    reservation.save(update_fields=["spent_on"])
    _told("fund.spend", reservation, by=by, now=now, why=why)
    return reservation


@transaction.atomic
def record_used(fund: Fund, *, by: Actor, subject: Subject, euros: Decimal, now: datetime) -> UsedAmount:
    """Write down what of a person's ceiling was used elsewhere; replaces what stood there."""
    by.require(May.EDIT_MONEY)
    refuse_if(rules.against_used(euros, known=queries.knows(subject)))
    _locked(fund)
    used, _made = UsedAmount.objects.update_or_create(fund=fund, subject=subject, defaults={"amount": str(euros)})
    trail.record("fund.used", by=by, purpose=PURPOSE, now=now, subjects=[subject], thing=fund.code)
    return used


def _told(action: str, reservation: Reservation, *, by: Actor, now: datetime, why: str = "") -> None:
    """In the trail: about whom, from which fund."""
    trail.record(
        action,
        by=by,
        purpose=PURPOSE,
        now=now,
        subjects=[reservation.subject] if reservation.subject else (),
        thing=f"{reservation.fund.code} {reservation.step}",
        why=why,
    )
