"""Who guides a journey, and the moments of contact: planned with the journey, moved with it, and written down."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core import trail
from koppelkans.core.access import Actor, Unknown
from koppelkans.core.models import User
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.journeys import rules_guiding as rules
from koppelkans.journeys.actions.happening import PURPOSE, happened, held
from koppelkans.journeys.models import Contact, Heeded, Journey
from koppelkans.journeys.queries_guiding import can_coach, card_for
from koppelkans.people.models import ContactCard

LATE = timedelta(days=7)


def plan_contacts(journey: Journey, first_day: date | None = None, *, now: datetime) -> int:
    """Make the moments of the plan that are not there, and move those nobody touched to where the dates say.

    Called by every verb that starts a journey or moves its dates, in its transaction; again changes nothing.
    Moments of more than a week ago are not made: a journey that was entered late has no old debts.
    """
    today = timezone.localdate(now)
    days = rules.first_days(journey, journey.steps.all())
    if first_day is not None:
        days["candidate"] = first_day
    breaks = list(journey.breaks.all())
    there = {(row.party, row.day): row for row in journey.contacts.all()}
    changed = 0
    for party, first in days.items():
        for day in rules.plan_of(journey):
            due_on = rules.planned_on(first, day, breaks)
            found = there.get((party, day))
            if found is None:
                if due_on >= today - LATE:
                    Contact.objects.create(journey=journey, party=party, day=day, due_on=due_on)
                    changed += 1
            elif rules.untouched(found) and found.due_on != due_on:
                Contact.objects.filter(pk=found.pk).update(due_on=due_on, reminded_at=None)
                changed += 1
    return changed


def _held_contact(contact: Contact, by: Actor) -> tuple[Journey, Contact]:
    """A moment as it is now with its journey, locked, for who may guide it."""
    journey = held(contact.journey, by=by)
    return journey, journey.contacts.get(pk=contact.pk)


@transaction.atomic
def add_contact(journey: Journey, *, by: Actor, party: str, due_on: date, now: datetime) -> Contact:
    """One more moment of contact."""
    here, today = held(journey, by=by), timezone.localdate(now)
    first = rules.first_days(here, here.steps.all()).get(party)
    reasons = rules.against_moment(here, party, first, due_on, today)
    day = (due_on - first).days if first is not None and not reasons else 0
    if not reasons and here.contacts.filter(party=party, day=day, cancelled_at=None).exists():
        reasons.append(Reason("due_on", _("Op die dag staat er al een contactmoment.")))
    refuse_if(reasons)
    made = Contact.objects.create(journey=here, party=party, day=day, due_on=due_on, by=by.user)
    happened(here, "contact.plan", concerns=due_on, by=by, now=now, facts={"party": party})
    return made


@transaction.atomic
def move_contact(contact: Contact, *, by: Actor, due_on: date, now: datetime) -> Contact:
    """A moment gets another day; from then on it does not follow the dates of the journey."""
    journey, here = _held_contact(contact, by)
    today = timezone.localdate(now)
    refuse_if(rules.against_over(journey) + rules.against_open(here) + rules.against_day(due_on, today, "due_on"))
    facts = {"party": here.party, "due_on": [here.due_on.isoformat(), due_on.isoformat()]}
    here.due_on, here.by, here.reminded_at = due_on, by.user, None
    here.save(update_fields=["due_on", "by", "reminded_at"])
    happened(journey, "contact.move", concerns=due_on, by=by, now=now, facts=facts)
    return here


@transaction.atomic
def cancel_contact(contact: Contact, *, by: Actor, now: datetime) -> None:
    """A moment of the plan is not needed in this journey."""
    journey, here = _held_contact(contact, by)
    refuse_if(rules.against_open(here))
    here.cancelled_at, here.by = now, by.user
    here.save(update_fields=["cancelled_at", "by"])
    facts = {"party": here.party}
    happened(journey, "contact.cancel", concerns=here.due_on, by=by, now=now, facts=facts)


@transaction.atomic
def record_contact(
    contact: Contact,
    *,
    by: Actor,
    done_on: date,
    how: str,
    outcome: str,
    note: str = "",
    anyway: bool = False,
    again_on: date | None = None,
    now: datetime,
) -> Contact:
    """How a contact went; who was not reached is tried again on another day, and the moment stays open.

    The note stays with the moment; the history and the trail tell that there was contact, never what was said.
    """
    journey, here = _held_contact(contact, by)
    refuse_if(
        rules.against_contact(
            here,
            done_on=done_on,
            how=how,
            outcome=outcome,
            note=note,
            anyway=anyway,
            again_on=again_on,
            today=timezone.localdate(now),
        )
    )
    facts: dict[str, object] = {"party": here.party, "how": how, "outcome": outcome}
    here.how, here.note, here.by = how, note.strip(), by.user
    if outcome == Contact.Outcome.NOT_REACHED and again_on is not None:
        facts["again_on"] = again_on.isoformat()
        here.due_on, here.reminded_at = again_on, None
        what = "contact.tried"
    else:
        here.done_on, here.outcome = done_on, outcome
        what = "contact.done"
    here.save()
    happened(journey, what, concerns=done_on, by=by, now=now, facts=facts)
    return here


@transaction.atomic
def name_coach(journey: Journey, *, by: Actor, coach: User, now: datetime, version: int | None = None) -> Journey:
    """Name the coach of a journey that has none or is still to begin; one that goes on is handed over."""
    here = held(journey, by=by, version=version)
    by.require_in(May.DECIDE, here.candidate.municipality_id)
    today = timezone.localdate(now)
    taken = here.coach is not None and here.coach.is_active and here.coach_id != coach.pk
    is_coach = can_coach(coach, here.candidate.municipality_id, today)
    refuse_if(rules.against_naming(here, from_taken=taken, is_coach=is_coach))
    facts = {"coach": [here.coach_id, coach.pk]}
    here.coach = coach
    here.save(update_fields=["coach"])
    happened(here, "journey.coach", concerns=today, by=by, now=now, facts=facts)
    return here


@transaction.atomic
def name_buddy(
    journey: Journey, *, by: Actor, name: str, phone: str = "", now: datetime, version: int | None = None
) -> Journey:
    """Name the buddy at work; the history tells that there is one, not who."""
    here = held(journey, by=by, version=version)
    refuse_if(rules.against_over(here) + rules.against_buddy(name, phone))
    here.buddy, here.buddy_phone = name.strip(), phone.strip()
    here.save(update_fields=["buddy", "buddy_phone"])
    happened(here, "journey.buddy", concerns=timezone.localdate(now), by=by, now=now)
    return here


@transaction.atomic
def open_card(journey: Journey, *, by: Actor, now: datetime) -> ContactCard | None:
    """The named coach of a journey that is open looks up whom to call; to others the card does not exist."""
    card = card_for(by, journey)
    trail.record(
        "card.open",
        by=by,
        purpose=PURPOSE,
        now=now,
        subjects=[journey.candidate_id],
        thing=f"journey {journey.pk}",
    )
    return card


@transaction.atomic
def heed(journey: Journey, *, by: Actor, signal: str, rests_on: str, what: str, until: date, now: datetime) -> Heeded:
    """Somebody takes up a signal: it is silent until a day, unless what it rests on changes before."""
    here, today = held(journey, by=by), timezone.localdate(now)
    if by.user is None:  # somebody takes it up, not the house
        raise Unknown(May.GUIDE)
    refuse_if(rules.against_heeding(what, until, today))
    made = Heeded.objects.create(
        journey=here, signal=signal, rests_on=rests_on, what=what.strip(), until=until, by=by.user, at=now
    )
    facts = {"signal": signal, "again_on": until.isoformat()}
    happened(here, "signal.heed", concerns=today, by=by, now=now, facts=facts, why=what.strip())
    return made
