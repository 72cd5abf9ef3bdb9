"""People steer the rounds: fix a pathway, forbid one, keep somebody out, keep seats free; and take each back.

Nothing here is blocked by what it costs the plan; that is shown before. What cannot be is refused.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.refusal import Reason, Refused, refuse_if
from koppelkans.core.roles import May
from koppelkans.people.actions.deciding import held_by_decider
from koppelkans.people.models import Candidate
from koppelkans.planning import queries_steering as queries
from koppelkans.planning import rules_steering as rules
from koppelkans.planning.models import Forbidden, Pinned, Proposal, Reserve
from koppelkans.supply.models import Run
from koppelkans.supply.queries import Offer

PURPOSE = "guidance"
PLANNING = "planning"


@transaction.atomic
def pin(proposal: Proposal, *, by: Actor, now: datetime) -> Pinned:
    """Fix the pathway of a proposal: every round from now on has to hold it. It takes the place of an earlier one."""
    candidate, decider = held_by_decider(proposal.candidate, by=by)
    proposal.candidate = candidate
    refuse_if(rules.against_pinning(proposal, timezone.localdate(now)))
    assert proposal.place is not None  # noqa: S101 - against_pinning has refused
    made, _new = Pinned.objects.update_or_create(
        kind=Pinned.Kind.LOCK,
        person=candidate.subject.pseudonym,
        defaults={"runs": proposal.runs, "place": proposal.place.code, "by": decider, "at": now},
    )
    thing = " ".join([*proposal.runs, proposal.place.code])
    trail.record("proposal.pin", by=by, purpose=PURPOSE, now=now, subjects=[candidate.subject], thing=thing)
    return made


@transaction.atomic
def unpin(candidate: Candidate, *, by: Actor, now: datetime) -> None:
    """Let rounds propose something else again."""
    candidate, _decider = held_by_decider(candidate, by=by)
    pinned = queries.pin_of(candidate)
    if pinned is None:
        raise Refused([Reason("not-pinned", _("Er is geen traject vastgezet."))])
    pinned.delete()
    trail.record("proposal.unpin", by=by, purpose=PURPOSE, now=now, subjects=[candidate.subject], thing=pinned.place)


@transaction.atomic
def forbid(
    candidate: Candidate, *, by: Actor, now: datetime, run: str = "", place: str = "", why: str = ""
) -> Forbidden:
    """Never propose this run, this place or this pair to somebody again; without both: keep them out of rounds.

    What is forbidden already stays as it is, with who said so first.
    """
    candidate, decider = held_by_decider(candidate, by=by)
    refuse_if(rules.against_forbidding(candidate, run, place))
    made, new = Forbidden.objects.get_or_create(
        candidate=candidate, run=run, place=place, defaults={"by": decider, "at": now, "why": why}
    )
    if new:
        thing = " ".join(code for code in (run, place) if code)
        trail.record(
            "proposal.forbid", by=by, purpose=PURPOSE, now=now, subjects=[candidate.subject], thing=thing, why=why
        )
    return made


@transaction.atomic
def allow(forbidden: Forbidden, *, by: Actor, now: datetime) -> None:
    """Take back what was forbidden."""
    candidate, _decider = held_by_decider(forbidden.candidate, by=by)
    deleted, _each = Forbidden.objects.filter(pk=forbidden.pk).delete()
    if not deleted:
        raise Refused([Reason("not-forbidden", _("Dit was al weggehaald."))])
    thing = " ".join(code for code in (forbidden.run, forbidden.place) if code)
    trail.record("proposal.allow", by=by, purpose=PURPOSE, now=now, subjects=[candidate.subject], thing=thing)


@transaction.atomic
def reserve(offer: Offer, *, seats: int, until: date | None, by: Actor, now: datetime) -> Reserve:
    """Keep seats of an offer free in every round, for people who come later."""
    by.require_in(May.START_ROUNDS, None)
    type(offer)._default_manager.select_for_update().get(pk=offer.pk)  # two who keep the last seat free
    refuse_if(rules.against_reserving(offer, seats, until, timezone.localdate(now)))
    made = Reserve.objects.create(
        **{"run" if isinstance(offer, Run) else "place": offer}, seats=seats, until=until, by=by.user, at=now
    )
    trail.record("reserve.make", by=by, purpose=PLANNING, now=now, thing=f"{seats} {offer.code}")
    return made


@transaction.atomic
def end_reserve(kept: Reserve, *, by: Actor, now: datetime) -> Reserve:
    """Let rounds fill these seats again."""
    by.require_in(May.START_ROUNDS, None)
    kept = Reserve.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    if kept.ended_at is not None:
        raise Refused([Reason("ended", _("Deze plekken zijn al weer vrijgegeven."))])
    kept.ended_at = now
    kept.save(update_fields=["ended_at"])
    trail.record("reserve.end", by=by, purpose=PLANNING, now=now, thing=f"{kept.seats} {kept.pk}")
    return kept
