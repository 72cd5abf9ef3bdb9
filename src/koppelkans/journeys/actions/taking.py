"""What an accepted pathway takes (seats, place, mentor, money), and giving all of it back; the ledger in between."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core import terms
from koppelkans.core.access import Actor
from koppelkans.core.models import Occupation
from koppelkans.core.refusal import Reason, Refused
from koppelkans.funds import actions as funds
from koppelkans.funds.models import Fund, Reservation
from koppelkans.funds.queries import group_costs_held, in_cents
from koppelkans.funds.rules import Step
from koppelkans.journeys import rules
from koppelkans.people.models import Candidate
from koppelkans.planning.models import Proposal
from koppelkans.results import actions as results
from koppelkans.supply.actions import booking
from koppelkans.supply.models import Booking, Run
from koppelkans.supply.queries import holding

MEASURE = "pathway-accepted"


def take(proposal: Proposal, candidate: Candidate, *, by: Actor, now: datetime) -> None:
    """Book the seats and the place, reserve the money, count it; all or nothing, in the caller's transaction."""
    place = proposal.place
    if place is None or proposal.first_day is None:
        raise Refused([Reason("no-pathway", _("Er is geen traject om te kiezen."))])
    runs = {run.code: run for run in Run.objects.filter(code__in=proposal.runs)}
    first_in = [code for code in proposal.runs if _is_first_in(runs[code], timezone.localdate(now))]
    for code in sorted(runs):
        booking.book(runs[code], subject=candidate.subject, by=by, now=now)
    booking.book(place, subject=candidate.subject, by=by, now=now, first_day=proposal.first_day)
    _pay(proposal, candidate, {code: runs[code] for code in first_in}, by=by, now=now)
    _count(proposal, 1, now=now)


def free(proposal: Proposal, candidate: Candidate, *, by: Actor, now: datetime, why: str = "") -> None:
    """Release what the acceptance took; the costs of a group go back with the last one in it."""
    today = timezone.localdate(now)
    taken = Booking.objects.filter(holding(today), subject=candidate.subject).select_related("run", "place")
    steps: dict[str, list[Reservation]] = defaultdict(list)
    own = Q(subject=candidate.subject) | Q(subject=None, step__in=proposal.runs)
    for row in Reservation.objects.filter(own, released_on=None, spent_on=None).select_related("fund"):
        steps[row.step].append(row)
    for booked in list(taken):
        if booked.run and booked.run.code in proposal.runs:
            booking.release(booked, by=by, now=now, why=why)
            alone = _is_first_in(booked.run, today)
            _release(steps[booked.run.code], candidate, by=by, now=now, why=why, group=alone)
        elif booked.place_id == proposal.place_id:
            booking.release(booked, by=by, now=now, why=why)
            _release(steps["place"], candidate, by=by, now=now, why=why, group=False)
    _count(proposal, -1, now=now)


def free_all(candidate: Candidate, *, by: Actor, now: datetime, why: str) -> None:
    """Release everything that is taken for somebody, from whichever proposal."""
    today = timezone.localdate(now)
    freed_runs = []
    for booked in Booking.objects.filter(holding(today), subject=candidate.subject).select_related("run", "place"):
        booking.release(booked, by=by, now=now, why=why)
        freed_runs += [booked.run] if booked.run else []
    empty = [run.code for run in freed_runs if _is_first_in(run, today)]
    open_still = Reservation.objects.filter(released_on=None, spent_on=None)
    for row in open_still.filter(Q(subject=candidate.subject) | Q(subject=None, step__in=empty)).select_related("fund"):
        funds.release(row, by=by, now=now, why=why)


def free_seat(booked: Booking, *, by: Actor, now: datetime, why: str) -> None:
    """Release one seat of a run that no proposal took, with its money."""
    booking.release(booked, by=by, now=now, why=why)
    run = booked.run
    if run is None:
        return
    own = Q(subject=booked.subject)
    if _is_first_in(run, timezone.localdate(now)):
        own |= Q(subject=None)
    held = Reservation.objects.filter(own, step=run.code, released_on=None, spent_on=None)
    for row in held.select_related("fund"):
        funds.release(row, by=by, now=now, why=why)


def _pay(proposal: Proposal, candidate: Candidate, first_in: dict[str, Run], *, by: Actor, now: datetime) -> None:
    """Reserve what the plan assigned, and the costs of a group that this plan counted on others for."""
    place, first_day = proposal.place, proposal.first_day
    assert place is not None and first_day is not None  # noqa: S101, PT018 - take has refused
    runs = {run.code: run for run in Run.objects.filter(code__in=proposal.runs)}
    sector = Occupation.objects.get(pk=place.occupation_id).sector
    due = _group_costs_due(first_in, timezone.localdate(now))
    of_groups = [row for row in proposal.round.group_payments if row["step"] in due]
    planned = {code: sum(row["cents"] for row in of_groups if row["step"] == code) for code in due}
    of_groups = [row for row in of_groups if planned[row["step"]] == due[row["step"]]]
    lacking = {code: cents for code, cents in due.items() if planned[code] != cents}
    for_groups = list(Fund.objects.filter(pays_groups=Fund.YesNo.YES)) if lacking else []
    found = {fund.code: fund for fund in Fund.objects.all()}
    payments = [(row, candidate.subject) for row in proposal.payments] + [(row, None) for row in of_groups]
    funds.lock([*(found[row["fund"]] for row, _subject in payments), *for_groups])
    for row, subject in sorted(payments, key=lambda payment: found[payment[0]["fund"]].pk):
        funds.reserve(
            found[row["fund"]],
            by=by,
            now=now,
            expires_on=_holds_until(_day_of(row, runs, first_day), now),
            step=Step(
                code=row["step"],
                cost_kind=row["cost_kind"],
                cents=row["cents"],
                day=_day_of(row, runs, first_day),
                subject=subject,
                municipality=candidate.municipality_id,
                groups=candidate.groups,
                sector=sector,
            ),
        )
    for code, cents in sorted(lacking.items()):
        run = first_in[code]
        step = Step(code=code, cost_kind=run.cost_kind, cents=cents, day=run.start, sector=sector)
        funds.reserve_among(
            for_groups,
            by=by,
            step=step,
            now=now,
            lacking=rules.group_unpaid(run, cents),
            expires_on=_holds_until(run.start, now),
        )


def _holds_until(day: date, now: datetime) -> date:
    """The last day on which money stays set aside for a step that begins on this day."""
    return max(day, timezone.localdate(now)) + timedelta(days=terms.days("RESERVATION_HOLDS_DAYS"))


def _group_costs_due(first_in: dict[str, Run], today: date) -> dict[str, int]:
    """What is still to be set aside for the group of each run that somebody is the first in, in cents."""
    due = {code: in_cents(run.group_cost) - group_costs_held(code, today) for code, run in first_in.items()}
    return {code: cents for code, cents in due.items() if cents > 0}


def _day_of(payment: dict[str, Any], runs: dict[str, Run], first_day: date) -> date:
    return first_day if payment["step"] == "place" else runs[payment["step"]].start


def _is_first_in(run: Run, today: date) -> bool:
    """Whether nobody is in this run yet, so that the costs of the group are still to come."""
    return not run.seats_taken and not run.bookings.filter(holding(today)).exists()


def _release(rows: list[Reservation], candidate: Candidate, *, by: Actor, now: datetime, why: str, group: bool) -> None:
    for row in rows:
        if row.subject_id == candidate.subject_id or (group and row.subject_id is None):
            funds.release(row, by=by, now=now, why=why)


def _count(proposal: Proposal, amount: int, *, now: datetime) -> None:
    """The ledger's row, in the same transaction as the fact."""
    if proposal.first_day is None or proposal.place is None:
        return
    results.book(
        MEASURE,
        amount,
        concerns=proposal.first_day,
        now=now,
        municipality=proposal.candidate.municipality_id,
        sector=Occupation.objects.get(pk=proposal.place.occupation_id).sector,
    )
