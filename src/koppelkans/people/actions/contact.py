"""Who somebody is, and notes about the guidance: for the own case worker and their cover only."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from koppelkans.core.access import Actor, Unknown
from koppelkans.core.refusal import refuse_if
from koppelkans.core.trail import record
from koppelkans.people import queries, rules
from koppelkans.people.actions.candidates import locked
from koppelkans.people.models import Candidate, ContactCard, Note

DOUBLE_CLICK = timedelta(minutes=1)


def _own(candidate: Candidate, by: Actor) -> Candidate:
    """The candidate, for the own case worker and their cover; to others the card does not exist."""
    here = locked(candidate, by)
    if not queries.sees_contact(here, by):
        raise Unknown("contact card")
    return here


@transaction.atomic
def set_contact(candidate: Candidate, *, by: Actor, contact: rules.Contact, now: datetime) -> ContactCard:
    """What is on the contact card from now on; the trail tells that it changed, never what it says."""
    here = _own(candidate, by)
    refuse_if(rules.contact_faults(contact))
    card, _made = ContactCard.objects.update_or_create(candidate=here, defaults=vars(contact))
    record("contact.edit", by=by, purpose="guidance", now=now, subjects=[here.subject_id])
    return card


@transaction.atomic
def add_note(candidate: Candidate, *, by: Actor, text: str, anyway: bool = False, now: datetime) -> Note:
    """A note; with sensitive words only when somebody insists (which the trail tells), with a BSN never."""
    here = _own(candidate, by)
    if by.user is None:  # a note has an author
        raise Unknown("notes")
    refuse_if(rules.note_faults(text, anyway=anyway))
    words = text.strip()
    twice = here.notes.filter(author=by.user, text=words, at__gte=now - DOUBLE_CLICK, at__lte=now).first()
    if twice:
        return twice
    note = Note.objects.create(candidate=here, author=by.user, at=now, text=words)
    insisted = ",".join(reason.code for reason in rules.sensitive(text))
    record("note.add", by=by, purpose="guidance", now=now, subjects=[here.subject_id], why=insisted)
    return note


@transaction.atomic
def remove_note(note: Note, *, by: Actor, now: datetime) -> None:
    """A note goes away, for good."""
    here = _own(note.candidate, by)
    record("note.remove", by=by, purpose="guidance", now=now, subjects=[here.subject_id])
    note.delete()
