"""A candidate comes in, is changed, confirmed, parked, leaves and comes back; and is looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.models import Municipality, Subject
from koppelkans.core.models.words import new_pseudonym
from koppelkans.core.refusal import Reason, refuse_if
from koppelkans.core.roles import May
from koppelkans.core.trail import record
from koppelkans.people import queries, rules
from koppelkans.people.models import Candidate, ContactCard
from koppelkans.people.states import Status

PROFILE_FIELDS = ("available_from", "max_travel", "baseline", "own_key")
PROFILE_LISTS = ("dayparts", "modes", "groups", "districts", "not_districts")


def locked(candidate: Candidate, by: Actor) -> Candidate:
    """The candidate as it is now, held until the end of the transaction, for who may change it."""
    by.require_in(May.EDIT_PEOPLE, candidate.municipality_id)
    return (
        Candidate.objects.select_for_update(of=("self",)).select_related("subject", "municipality").get(pk=candidate.pk)
    )


def _hold_keys(municipality: str, own_key: str) -> None:
    """Two who give the same key at once come one after the other; always taken before a candidate is."""
    if own_key:
        Municipality.objects.select_for_update().get(pk=municipality)


def _own_key_taken(municipality: str, own_key: str, but: int | None = None) -> list[Reason]:
    """One municipality knows one person by one key."""
    if not own_key or not Candidate.objects.filter(municipality=municipality, own_key=own_key).exclude(pk=but).exists():
        return []
    return [Reason("own-key-taken", _("Er is al een kandidaat met dit kenmerk in deze gemeente."))]


@transaction.atomic
def register(
    *,
    by: Actor,
    municipality: Municipality,
    profile: rules.Profile,
    contact: rules.Contact,
    pseudonym: str = "",
    today: date,
    now: datetime,
) -> Candidate:
    """A new candidate, of the caseload of who registers; the same pseudonym sent again is the same candidate."""
    by.require_in(May.EDIT_PEOPLE, municipality.code)
    if pseudonym and (same := Candidate.objects.filter(subject__pseudonym=pseudonym, owner=by.user).first()):
        return same
    _hold_keys(municipality.code, profile.own_key)
    profile = replace(profile, postcode=queries.postcode_of(profile.postcode))
    refuse_if(
        rules.profile_faults(profile, queries.known_codes(profile))
        + rules.contact_faults(contact)
        + _own_key_taken(municipality.code, profile.own_key)
    )
    subject, new = Subject.objects.get_or_create(pseudonym=pseudonym or new_pseudonym())
    if not new:  # the same form came twice at once, and the other one was first
        return Candidate.objects.get(subject=subject, owner=by.user)
    candidate = Candidate(
        subject=subject,
        municipality=municipality,
        owner=by.user,
        registered_on=today,
        confirmed_on=today,
        postcode_id=profile.postcode,
    )
    _fill(candidate, profile)
    candidate.save(force_insert=True)
    if not contact.empty:
        ContactCard.objects.create(candidate=candidate, **vars(contact))
    record("person.create", by=by, purpose="guidance", now=now, subjects=[candidate.subject])
    return candidate


def _fill(candidate: Candidate, profile: rules.Profile) -> list[str]:
    """Put a profile in a candidate; returns the names of what is different now."""
    values = {name: getattr(profile, name) for name in PROFILE_FIELDS}
    values |= {name: list(getattr(profile, name)) for name in PROFILE_LISTS}
    values["postcode_id"] = profile.postcode
    changed = [name for name, value in values.items() if getattr(candidate, name) != value]
    for name, value in values.items():
        setattr(candidate, name, value)
    return [name.removesuffix("_id") for name in changed]


@transaction.atomic
def edit_profile(
    candidate: Candidate, *, by: Actor, profile: rules.Profile, seen: str = "", today: date, now: datetime
) -> Candidate:
    """Another profile; who changes it has looked at it, so it is confirmed as well.

    `seen` is the fingerprint of the profile that was looked at: what somebody else changed since is not overwritten.
    """
    by.require_in(May.EDIT_PEOPLE, candidate.municipality_id)
    _hold_keys(candidate.municipality_id, profile.own_key)
    here = locked(candidate, by)
    refuse_if(rules.changed_since(here, seen))
    profile = replace(profile, postcode=queries.postcode_of(profile.postcode))
    known = queries.known_codes(profile)
    known = replace(
        known,
        groups=known.groups | set(here.groups),
        districts=known.districts | {*here.districts, *here.not_districts},
    )
    # a key that stays may have come with a file, where the whole column was judged: one in eleven passes by chance
    judged = replace(profile, own_key="") if profile.own_key == here.own_key else profile
    refuse_if(rules.profile_faults(judged, known) + _own_key_taken(here.municipality_id, profile.own_key, but=here.pk))
    changed = _fill(here, profile)
    here.confirmed_on, here.asked_on, here.doubted_on = today, None, None
    here.save()
    record("person.edit", by=by, purpose="guidance", now=now, subjects=[here.subject], thing=",".join(changed))
    return here


@transaction.atomic
def confirm_profile(candidate: Candidate, *, by: Actor, today: date, now: datetime) -> Candidate:
    """Somebody asked, and all of it is still right."""
    here = locked(candidate, by)
    here.confirmed_on, here.asked_on, here.doubted_on = today, None, None
    here.save(update_fields=["confirmed_on", "asked_on", "doubted_on"])
    record("person.confirm", by=by, purpose="guidance", now=now, subjects=[here.subject])
    return here


@transaction.atomic
def doubt_profile(candidate: Candidate, *, by: Actor, today: date, now: datetime) -> bool:
    """Something is not right: planning leaves this person out until the profile is looked through again.

    Returns false where that was known already.
    """
    here = locked(candidate, by)
    if here.doubted_on is not None:
        return False
    here.doubted_on = today
    here.save(update_fields=["doubted_on"])
    record("person.doubt", by=by, purpose="guidance", now=now, subjects=[here.subject])
    return True


def set_under_way(candidate: Candidate, under_way: bool) -> None:
    """Told by the room that knows journeys, in the transaction of what happened to one: whether one is open."""
    candidate.under_way = under_way
    candidate.save(update_fields=["under_way"])


@transaction.atomic
def trust_profile(candidate: Candidate, *, by: Actor, now: datetime) -> None:
    """The doubt was a mistake: nothing was looked through, and nothing has to be."""
    here = locked(candidate, by)
    if here.doubted_on is not None:
        here.doubted_on = None
        here.save(update_fields=["doubted_on"])
        record("person.trust", by=by, purpose="guidance", now=now, subjects=[here.subject])


@transaction.atomic
def park(candidate: Candidate, *, by: Actor, reason: str, until: date | None, today: date, now: datetime) -> Candidate:
    """Somebody stands still for a while: they stay, and are not planned for."""
    here = locked(candidate, by)
    refuse_if(rules.move_faults(here, Status.PARKED, reason) + rules.parked_until_faults(until, today))
    here.status, here.reason, here.parked_until = Status.PARKED, reason, until
    here.save(update_fields=["status", "reason", "parked_until"])
    record("person.park", by=by, purpose="guidance", now=now, subjects=[here.subject], why=reason)
    return here


@transaction.atomic
def leave(candidate: Candidate, *, by: Actor, reason: str, today: date, now: datetime) -> Candidate:
    """Somebody takes part no longer; from this day the term counts after which their data go."""
    here = locked(candidate, by)
    refuse_if(rules.move_faults(here, Status.LEFT, reason))
    here.status, here.reason, here.parked_until, here.ended_on = Status.LEFT, reason, None, today
    here.save(update_fields=["status", "reason", "parked_until", "ended_on"])
    record("person.leave", by=by, purpose="guidance", now=now, subjects=[here.subject], why=reason)
    return here


@transaction.atomic
def resume(candidate: Candidate, *, by: Actor, now: datetime) -> Candidate:
    """Somebody takes part again."""
    here = locked(candidate, by)
    refuse_if(rules.move_faults(here, Status.ACTIVE))
    here.status, here.reason, here.parked_until, here.ended_on = Status.ACTIVE, "", None, None
    here.save(update_fields=["status", "reason", "parked_until", "ended_on"])
    record("person.resume", by=by, purpose="guidance", now=now, subjects=[here.subject])
    return here


@transaction.atomic
def open_person(candidate: Candidate, *, by: Actor, page: str, now: datetime) -> None:
    """Somebody looks at a person's page; whether the contact card was on it is told too."""
    by.require_in(May.SEE_PEOPLE, candidate.municipality_id)
    shown = "contact" if queries.sees_contact(candidate, by) else "pseudonym"
    record("person.open", by=by, purpose="guidance", now=now, subjects=[candidate.subject_id], thing=f"{page}:{shown}")


@transaction.atomic
def show_list(*, by: Actor, contacts: Iterable[int], now: datetime) -> None:
    """Somebody looks at a list of pseudonyms: one entry; each person whose name was on it: one more."""
    by.require(May.SEE_PEOPLE)
    record("people.list", by=by, purpose="guidance", now=now)
    if named := list(contacts):
        record("contact.shown", by=by, purpose="guidance", now=now, subjects=named, thing="list")


@transaction.atomic
def export_people(*, by: Actor, people: Iterable[int], contacts: Iterable[int], now: datetime) -> None:
    """Somebody takes a list out of the platform: each person on it is told of."""
    by.require(May.EXPORT_PEOPLE)
    named = set(contacts)
    record("people.export", by=by, purpose="guidance", now=now, subjects=people, thing="pseudonyms")
    if named:
        record("people.export", by=by, purpose="guidance", now=now, subjects=named, thing="contacts")
