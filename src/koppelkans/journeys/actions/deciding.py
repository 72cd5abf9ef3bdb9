"""A person decides about a proposal, and what it needs is really taken; or given back within the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from koppelkans.core import terms, trail
from koppelkans.core.access import Actor
from koppelkans.core.models import User
from koppelkans.core.refusal import refuse_if
from koppelkans.journeys import rules, rules_steps
from koppelkans.journeys.actions import beginning, effects
from koppelkans.journeys.actions.agreeing import ask, withdraw, withdraw_all
from koppelkans.journeys.actions.ending import stop_all
from koppelkans.journeys.actions.taking import free, free_all, take
from koppelkans.journeys.actions.telling import overtake
from koppelkans.journeys.models import Decision, Telling
from koppelkans.people.actions import candidates
from koppelkans.people.actions.deciding import held_by_decider
from koppelkans.people.models import Candidate
from koppelkans.people.sensitive import sensitive
from koppelkans.planning.models import Proposal
from koppelkans.planning.rules import against_pathway
from koppelkans.programmes import actions as programmes
from koppelkans.programmes.models import Participation

PURPOSE = "guidance"
ACCEPTED = Decision.Outcome.ACCEPTED


@transaction.atomic
def decide(
    proposal: Proposal,
    *,
    outcome: str,
    by: Actor,
    now: datetime,
    reason: str = "",
    voice: str = Decision.Voice.NOT_ASKED,
    own_words: str = "",
    again_on: date | None = None,
    anyway: bool = False,
) -> Decision:
    """Accept, decline or defer; on acceptance seats, place, mentor and money are taken in the same transaction.

    Raises Refused with every reason, and then nothing is taken. An acceptance asks the three parties for their yes; a
    no brings about what its reason says (`effects`), and what an earlier decision brought about is put back first. Own
    words with sensitive ones in them are kept only when somebody insists (`anyway`, which the trail tells), with a BSN
    never.
    """
    candidate, decider = _held(proposal, by)
    today = timezone.localdate(now)
    refuse_if(rules.against_deciding(proposal))
    refuse_if(
        rules.against_unseen(proposal, by)
        + rules.against_words(own_words, anyway=anyway)
        + rules.against_outcome(outcome, reason, voice, proposal)
        + rules.against_again(outcome, reason, again_on, today)
    )
    if outcome == ACCEPTED:
        # the quick checks first: of fifty who want the last seat, forty-nine hear it without all being read anew
        refuse_if(rules.against_pair(proposal) + rules_steps.against_second(candidate.pk))
        refuse_if(rules.against_seats(proposal, today))
    if outcome == Decision.Outcome.DEFERRED and again_on is None:
        again_on = today + timedelta(days=terms.days("PROPOSAL_SILENT_DAYS"))
    overtake(Telling.objects.filter(candidate=candidate), now=now)
    _replace_before(proposal, outcome, candidate, by=by, now=now)
    made = Decision.objects.create(
        proposal=proposal,
        outcome=outcome,
        reason=reason,
        voice=voice,
        own_words=own_words.strip(),
        again_on=again_on,
        by=decider,
        at=now,
    )
    if outcome == ACCEPTED:
        _accept(made, candidate, by=by, now=now)
    elif outcome == Decision.Outcome.DECLINED:
        made.effects = effects.bring_about(proposal, candidate, reason, by=by, now=now, again_on=again_on)
        made.save(update_fields=["effects"])
    why = ",".join(part for part in (reason, *(word.code for word in sensitive(own_words))) if part)
    thing, subjects = f"proposal {proposal.pk}", [candidate.subject]
    trail.record(f"proposal.{outcome}", by=by, purpose=PURPOSE, now=now, subjects=subjects, thing=thing, why=why)
    return made


def _held(proposal: Proposal, by: Actor) -> tuple[Candidate, User]:
    """The person it is about, locked before anything about them is read, and who may decide about them."""
    candidate, decider = held_by_decider(proposal.candidate, by=by)
    proposal.candidate = candidate  # as it is now: what the rules read of it may have changed since the page was made
    return candidate, decider


def _replace_before(proposal: Proposal, outcome: str, candidate: Candidate, *, by: Actor, now: datetime) -> None:
    """Put back what the decision before brought about; what the candidate's own no did, only when they now say yes."""
    own, last = rules.own_no(proposal), rules.standing(proposal)
    if last != own:
        _replace(last, candidate, by=by, now=now)
    if outcome == ACCEPTED:
        _replace(own, candidate, by=by, now=now)


def _replace(last: Decision | None, candidate: Candidate, *, by: Actor, now: datetime) -> None:
    """Who decides otherwise does not mean the no of before any more: what it brought about is put back."""
    if last is not None and last.effects:
        effects.take_back(last.effects, candidate, by=by, now=now)
        candidate.refresh_from_db()


def _accept(made: Decision, candidate: Candidate, *, by: Actor, now: datetime) -> None:
    """Check again with the rules that made the plan, take everything, and ask the three parties."""
    proposal, today = made.proposal, timezone.localdate(now)
    refuse_if(against_pathway(proposal, today))
    take(proposal, candidate, by=by, now=now)
    ask(made, candidate, by=by, now=now)


@transaction.atomic
def undo(proposal: Proposal, *, by: Actor, now: datetime) -> Decision:
    """Take back a decision of today: what it took is free again, who was asked hears it, its effects are put back."""
    candidate, decider = _held(proposal, by)
    last = rules.standing(proposal)
    refuse_if(rules.against_undoing(last, timezone.localdate(now)) + beginning.against_undoing(last))
    overtake(Telling.objects.filter(candidate=candidate), now=now)
    if last is not None and last.outcome == ACCEPTED:
        free(proposal, candidate, by=by, now=now)
        withdraw(last, by=by, now=now)
    _replace(last, candidate, by=by, now=now)
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
    """Somebody takes part no longer: seats, place, money and a slot in a programme are free, who was asked hears it."""
    left = candidates.leave(candidate, by=by, reason=reason, today=timezone.localdate(now), now=now)
    free_all(left, by=by, now=now, why=reason)
    withdraw_all(left, by=by, now=now)
    stop_all(left, reason=reason, by=by, now=now)
    for part in Participation.objects.filter(subject=left.subject, ended_on=None):
        programmes.end(part, by=by, municipality=left.municipality_id, now=now, why=reason)
    return left
