"""What a reason for not going on changes, so that the next round does not propose the same again; and taking it back.

Each effect is kept with the decision as plain data: undoing within the day puts back exactly that.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from koppelkans.core.access import Actor
from koppelkans.core.models import Occupation
from koppelkans.journeys.models import Consent, Decision
from koppelkans.people.actions import candidates, wishes
from koppelkans.people.models import Candidate, Wish
from koppelkans.people.states import Reason as Why
from koppelkans.people.states import Status
from koppelkans.planning.models import Forbidden, Proposal

Effect = dict[str, Any]
Reason = Decision.Reason
NOT_NOW = timedelta(days=30)  # a candidate who says "not now" behind the link names no day: then somebody asks again
# what a candidate's own no means; who gives no reason is not asked for one, and does not get this place again
OWN_REASONS = {
    Consent.Refusal.OTHER_WORK.value: Reason.NOT_THIS_OCCUPATION,
    Consent.Refusal.NOT_NOW.value: Reason.NOT_NOW,
}


def bring_about(
    proposal: Proposal, candidate: Candidate, reason: str, *, by: Actor, now: datetime, again_on: date | None
) -> list[Effect]:
    """Do what this reason does; returns what was changed. The rules have been asked."""
    place = proposal.place
    if reason == Reason.NOT_THIS_PLACE and place is not None:
        return _forbid(candidate, place.code, by=by, now=now)
    if reason == Reason.NOT_THIS_OCCUPATION and place is not None:
        return _drop_wish(candidate, place.occupation_id, by=by, now=now)
    if reason == Reason.NOT_NOW and candidate.status == Status.ACTIVE:
        today = timezone.localdate(now)
        candidates.park(candidate, by=by, reason=Why.TEMPORARY, until=again_on, today=today, now=now)
        return [{"kind": "parked"}]
    if reason == Reason.FACTS_WRONG:
        doubted = candidates.doubt_profile(candidate, by=by, today=timezone.localdate(now), now=now)
        return [{"kind": "doubted"}] if doubted else []
    return []


def bring_about_own(consent: Consent, *, by: Actor, now: datetime) -> None:
    """What the candidate's own no changes, kept with the acceptance that it ends."""
    decision = consent.agreement.decision
    reason = OWN_REASONS.get(consent.refusal, Reason.NOT_THIS_PLACE)
    again_on = timezone.localdate(now) + NOT_NOW
    candidate = Candidate.objects.get(pk=decision.proposal.candidate_id)
    decision.effects = bring_about(decision.proposal, candidate, reason, by=by, now=now, again_on=again_on)
    decision.save(update_fields=["effects"])


def take_back(effects: list[Effect], candidate: Candidate, *, by: Actor, now: datetime) -> None:
    """Put back what a decision changed, as far as nobody changed it again since."""
    undo = {"forbidden": _allow, "wish": _wish_again, "parked": _resume, "doubted": _trust}
    for effect in effects:
        undo[effect["kind"]](effect, candidate, by=by, now=now)


def _forbid(candidate: Candidate, place: str, *, by: Actor, now: datetime) -> list[Effect]:
    made, new = Forbidden.objects.get_or_create(
        candidate=candidate, run="", place=place, defaults={"by": by.user, "at": now, "why": Reason.NOT_THIS_PLACE}
    )
    return [{"kind": "forbidden", "id": made.pk}] if new else []


def _allow(effect: Effect, candidate: Candidate, *, by: Actor, now: datetime) -> None:  # noqa: ARG001 - one shape
    Forbidden.objects.filter(pk=effect["id"], candidate=candidate).delete()


def _drop_wish(candidate: Candidate, occupation: str, *, by: Actor, now: datetime) -> list[Effect]:
    """The wish itself goes: forbidding each place of the occupation would miss those that come later."""
    wish = Wish.objects.filter(candidate=candidate, occupation=occupation).first()
    if wish is None:
        return []
    kept = {
        name: None if value is None else str(value)
        for name, value in (("preference", wish.preference), ("aptitude", wish.aptitude))
    }
    wishes.remove_wish(wish, by=by, now=now)
    return [{"kind": "wish", "occupation": occupation, **kept}]


def _wish_again(effect: Effect, candidate: Candidate, *, by: Actor, now: datetime) -> None:
    if candidate.wishes.filter(occupation=effect["occupation"]).exists():
        return
    wishes.set_wish(
        candidate,
        by=by,
        occupation=Occupation.objects.get(pk=effect["occupation"]),
        preference=_share(effect["preference"]),
        aptitude=_share(effect["aptitude"]),
        now=now,
    )


def _share(kept: str | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)


def _resume(_effect: Effect, candidate: Candidate, *, by: Actor, now: datetime) -> None:
    if Candidate.objects.get(pk=candidate.pk).status == Status.PARKED:
        candidates.resume(candidate, by=by, now=now)


def _trust(_effect: Effect, candidate: Candidate, *, by: Actor, now: datetime) -> None:
    candidates.trust_profile(candidate, by=by, now=now)
