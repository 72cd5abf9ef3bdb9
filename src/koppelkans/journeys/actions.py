"""A person decides about a proposal, and what it needs is really taken; or given back within the day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core import terms, trail
from koppelkans.core.access import Actor
from koppelkans.core.models import Occupation, User
from koppelkans.core.refusal import Reason, Refused, refuse_if
from koppelkans.funds import actions as funds
from koppelkans.funds.models import Fund, Reservation
from koppelkans.funds.queries import group_costs_held, in_cents
from koppelkans.funds.rules import Step
from koppelkans.journeys import rules
from koppelkans.journeys.models import Decision
from koppelkans.people.actions import candidates
from koppelkans.people.actions.deciding import held_by_decider
from koppelkans.people.models import Candidate
from koppelkans.people.sensitive import sensitive
from koppelkans.planning.models import Proposal
from koppelkans.planning.rules import against_pathway
from koppelkans.programmes import actions as programmes
from koppelkans.programmes.models import Participation
from koppelkans.results import actions as results
from koppelkans.supply.actions import booking
from koppelkans.supply.models import Booking, Run
from koppelkans.supply.queries import holding

PURPOSE = "guidance"
MEASURE = "pathway-accepted"


@transaction.atomic
def decide(
    proposal: Proposal,
    *,
    outcome: str,
    by: Actor,
    now: datetime,
    reason: str = "",
    own_words: str = "",
    anyway: bool = False,
) -> Decision:
    """Accept, decline or defer; on acceptance seats, place, mentor and money are taken in the same transaction.

    Raises Refused with every reason, and then nothing is taken. Own words with sensitive ones in them are kept only
    when somebody insists (`anyway`, which the trail tells), with a BSN never.
    """
    candidate, decider = _held(proposal, by)
    refuse_if(rules.against_deciding(proposal) + rules.against_words(own_words, anyway=anyway))
    if outcome == Decision.Outcome.DECLINED and not reason:
        raise Refused([Reason("reason", _("Kies een reden."))])
    if outcome == Decision.Outcome.ACCEPTED:
        today = timezone.localdate(now)
        refuse_if(against_pathway(proposal, today))
        _take(proposal, candidate, by=by, now=now)
        _count(proposal, 1, now=now)
    made = Decision.objects.create(
        proposal=proposal, outcome=outcome, reason=reason, own_words=own_words.strip(), by=decider, at=now
    )
    trail.record(
        f"proposal.{outcome}",
        by=by,
        purpose=PURPOSE,
        now=now,
        subjects=[candidate.subject],
        thing=f"proposal {proposal.pk}",
        why=",".join(part for part in (reason, *(word.code for word in sensitive(own_words))) if part),
    )
    return made


def _held(proposal: Proposal, by: Actor) -> tuple[Candidate, User]:
    """The person it is about, locked before anything about them is read, and who may decide about them."""
    candidate, decider = held_by_decider(proposal.candidate, by=by)
    proposal.candidate = candidate  # as it is now: what the rules read of it may have changed since the page was made
    return candidate, decider


@transaction.atomic
def undo(proposal: Proposal, *, by: Actor, now: datetime) -> Decision:
    """Take back a decision of today: what it took is free again."""
    candidate, decider = _held(proposal, by)
    today = timezone.localdate(now)
    last = rules.standing(proposal)
    refuse_if(rules.against_undoing(last, today))
    if last is not None and last.outcome == Decision.Outcome.ACCEPTED:
        _give_back(proposal, candidate, today, by=by, now=now)
        _count(proposal, -1, now=now)
    made = Decision.objects.create(proposal=proposal, outcome=Decision.Outcome.UNDONE, by=decider, at=now)
    trail.record(
        "proposal.undo",
        by=by,
        purpose=PURPOSE,
        now=now,
        subjects=[candidate.subject],
        thing=f"proposal {proposal.pk}",
    )
    return made


@transaction.atomic
def let_leave(candidate: Candidate, *, by: Actor, reason: str, now: datetime) -> Candidate:
    """Somebody takes part no longer: seats, place, money and a slot in a programme are free for others."""
    today = timezone.localdate(now)
    left = candidates.leave(candidate, by=by, reason=reason, today=today, now=now)
    freed_runs = []
    for booked in Booking.objects.filter(holding(today), subject=left.subject).select_related("run", "place"):
        booking.release(booked, by=by, now=now, why=reason)
        freed_runs += [booked.run] if booked.run else []
    empty = [run.code for run in freed_runs if _is_first_in(run, today)]
    open_still = Reservation.objects.filter(released_on=None, spent_on=None)
    for row in open_still.filter(Q(subject=left.subject) | Q(subject=None, step__in=empty)).select_related("fund"):
        funds.release(row, by=by, now=now, why=reason)
    for part in Participation.objects.filter(subject=left.subject, ended_on=None):
        programmes.end(part, by=by, municipality=left.municipality_id, now=now, why=reason)
    return left


def _take(proposal: Proposal, candidate: Candidate, *, by: Actor, now: datetime) -> None:
    """Book the seats and the place, reserve the money; all or nothing."""
    place = proposal.place
    if place is None or proposal.first_day is None:
        raise Refused([Reason("no-pathway", _("Er is geen traject om te kiezen."))])
    runs = {run.code: run for run in Run.objects.filter(code__in=proposal.runs)}
    first_in = [code for code in proposal.runs if _is_first_in(runs[code], timezone.localdate(now))]
    for code in sorted(runs):
        booking.book(runs[code], subject=candidate.subject, by=by, now=now)
    booking.book(place, subject=candidate.subject, by=by, now=now, first_day=proposal.first_day)
    _pay(proposal, candidate, {code: runs[code] for code in first_in}, by=by, now=now)


def _pay(proposal: Proposal, candidate: Candidate, first_in: dict[str, Run], *, by: Actor, now: datetime) -> None:
    """Reserve what the plan assigned, and the costs of a group that this plan counted on others for."""
    place, first_day = proposal.place, proposal.first_day
    assert place is not None and first_day is not None  # noqa: S101, PT018 - _take has refused
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


def _give_back(proposal: Proposal, candidate: Candidate, today: date, *, by: Actor, now: datetime) -> None:
    """Release what the acceptance took; the costs of a group go back with the last one in it."""
    taken = Booking.objects.filter(holding(today), subject=candidate.subject).select_related("run", "place")
    steps: dict[str, list[Reservation]] = defaultdict(list)
    for row in Reservation.objects.filter(released_on=None, spent_on=None).select_related("fund"):
        if row.subject_id in (None, candidate.subject_id):
            steps[row.step].append(row)
    for booked in list(taken):
        if booked.run and booked.run.code in proposal.runs:
            booking.release(booked, by=by, now=now)
            alone = _is_first_in(booked.run, today)
            _release(steps[booked.run.code], candidate, by=by, now=now, group=alone)
        elif booked.place_id == proposal.place_id:
            booking.release(booked, by=by, now=now)
            _release(steps["place"], candidate, by=by, now=now, group=False)


def _release(rows: list[Reservation], candidate: Candidate, *, by: Actor, now: datetime, group: bool) -> None:
    for row in rows:
        if row.subject_id == candidate.subject_id or (group and row.subject_id is None):
            funds.release(row, by=by, now=now)


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
