"""Making, changing, copying, confirming and withdrawing trainings, runs, employers and places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from koppelkans.core import trail
from koppelkans.core.access import Actor, Unknown
from koppelkans.core.models import Municipality, Organisation
from koppelkans.core.refusal import refuse_if
from koppelkans.core.roles import May
from koppelkans.supply import queries, rules
from koppelkans.supply.models import Employer, MentorsTaken, Place, Run, Training
from koppelkans.supply.queries import Offer

PURPOSE = "offers"
LONGEST_CODE = 64
WEEK = timedelta(days=7)
LISTS = ("dayparts", "requires", "grants", "only_for")  # no field of Django checks these; the rules do
AnyOffer = TypeVar("AnyOffer", bound=Run | Place)


def _set(thing: Any, fields: Mapping[str, Any]) -> None:
    """Write the fields into a row, none of them something else."""
    names = {field.name for field in thing._meta.fields} - {"id", "confirmed_on", "asked_on", "withdrawn_on"}
    if unknown := set(fields) - names:
        raise ValueError(f"{thing._meta.label} has no {sorted(unknown)}")
    for name, value in fields.items():
        setattr(thing, name, value)


def _check(thing: Any) -> None:
    """Refuse what the rules or the model are against."""
    refuse_if(rules.against_run(thing) if isinstance(thing, Run) else rules.against_place(thing))
    thing.full_clean(exclude=LISTS)


def free_code(rows: Any, text: str) -> str:
    """A code made of a text that no row of these has."""
    start = slugify(text)[: LONGEST_CODE - 5].strip("-") or "nieuw"
    taken = set(rows.filter(code__startswith=start).values_list("code", flat=True))
    if start not in taken:
        return start
    return next(code for number in range(2, len(taken) + 3) if (code := f"{start}-{number}") not in taken)


def _require_run(by: Actor, run: Run) -> None:
    by.require(May.EDIT_RUNS)
    if not queries.may_edit_run(by, run):
        raise Unknown(May.EDIT_RUNS)


def _require_employer(by: Actor, employer: Employer) -> None:
    by.require(May.EDIT_PLACES)
    if not queries.may_edit_employer(by, employer):
        raise Unknown(May.EDIT_PLACES)


def _require(by: Actor, offer: Offer) -> None:
    if isinstance(offer, Run):
        _require_run(by, offer)
    else:
        _require_employer(by, offer.employer)


def _told(verb: str, thing: Any, *, by: Actor, now: datetime, why: str = "") -> None:
    """In the trail."""
    noun = thing._meta.model_name
    code = thing.organisation.code if isinstance(thing, Employer) else thing.code
    trail.record(f"{noun}.{verb}", by=by, purpose=PURPOSE, now=now, thing=code, why=why)


# ---- runs


@transaction.atomic
def add_run(*, by: Actor, fields: Mapping[str, Any], now: datetime, training_name: str = "") -> Run:
    """A new run; without a training of its own name or code a new training is made with it."""
    values = dict(fields)
    if "training" not in values:
        name = training_name or values["name"]
        values["training"] = Training(code=free_code(Training.objects, name), name=name)
    run = Run(confirmed_on=timezone.localdate(now))
    _set(run, values | {"code": values.get("code") or free_code(Run.objects, f"{values['name']}-{values['start']}")})
    _require_run(by, run)
    if run.training._state.adding:
        run.training.save()
        run.training_id = run.training.pk
    _check(run)
    run.save(force_insert=True)
    _told("add", run, by=by, now=now)
    return run


@transaction.atomic
def edit_run(run: Run, *, by: Actor, fields: Mapping[str, Any], now: datetime, why: str = "") -> Run:
    """Change a run; who changes it, confirms it."""
    _require_run(by, run)
    run = Run.objects.select_for_update().get(pk=run.pk)
    today = timezone.localdate(now)
    left, start = rules.left_of(run, today), run.start
    _set(run, fields)
    _require_run(by, run)  # nobody gives a run to another provider, or takes one
    refuse_if(rules.against_shrinking(run, left, today))
    _check(run)
    if run.start != start:
        run.bookings.filter(released_on=None).update(first_day=run.start)
    return _saved(run, "edit", by=by, now=now, why=why)


@transaction.atomic
def copy_run(run: Run, *, by: Actor, start: date, now: datetime) -> Run:
    """The same run in another season: as long, on the same days of the week, from the first such day on."""
    _require_run(by, run)
    shift = start - run.start
    whole = WEEK * -(-shift.days // 7)
    copied = Run.objects.get(pk=run.pk)
    copied.pk = None
    copied.start, copied.end = run.start + whole, run.end + whole
    copied.code = free_code(Run.objects, f"{run.name}-{copied.start}")
    copied.seats_taken = None
    copied.confirmed_on, copied.asked_on, copied.withdrawn_on = timezone.localdate(now), None, None
    _check(copied)
    copied.save(force_insert=True)
    _told("copy", copied, by=by, now=now, why=run.code)
    return copied


@transaction.atomic
def describe_training(training: Training, *, by: Actor, name: str, about: str, now: datetime) -> Training:
    """Say what a training is about: the region, or a provider when all its runs are of that provider."""
    by.require(May.EDIT_RUNS)
    training = Training.objects.select_for_update().get(pk=training.pk)
    if not may_describe(by, training):
        raise Unknown(May.EDIT_RUNS)
    training.name, training.about = name, about
    training.full_clean()
    training.save()
    _told("edit", training, by=by, now=now)
    return training


def may_describe(actor: Actor, training: Training) -> bool:
    """Whether this actor changes what is told of a training."""
    providers = set(training.runs.values_list("provider", flat=True))
    return actor.everywhere(May.EDIT_RUNS) or (bool(providers) and providers <= actor.organisations(May.EDIT_RUNS))


# ---- employers and places


@transaction.atomic
def add_employer(
    *,
    by: Actor,
    name: str,
    mentors: int | None,
    now: datetime,
    municipality: Municipality | None = None,
    contact_email: str = "",
) -> Employer:
    """A new employer, by who brings them in."""
    by.require_in(May.EDIT_PLACES, municipality.code if municipality else None)
    rows = Organisation.objects.filter(kind=Organisation.Kind.EMPLOYER)
    organisation = Organisation(
        kind=Organisation.Kind.EMPLOYER,
        code=free_code(rows, name),
        name=name,
        municipality=municipality,
        contact_email=contact_email,
    )
    organisation.full_clean()
    organisation.save()
    employer = Employer.objects.create(organisation=organisation, mentors=mentors)
    _told("add", employer, by=by, now=now)
    return employer


@transaction.atomic
def edit_employer(
    employer: Employer,
    *,
    by: Actor,
    mentors: int | None,
    now: datetime,
    contact_email: str | None = None,
    taken: Mapping[str, int] | None = None,
) -> Employer:
    """Say how many people an employer can mentor, and which of those are busy with people from elsewhere."""
    _require_employer(by, employer)
    employer = Employer.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=employer.pk)
    employer.mentors = mentors
    employer.full_clean()
    employer.save()
    if contact_email is not None:
        employer.organisation.contact_email = contact_email
        employer.organisation.full_clean()
        employer.organisation.save(update_fields=["contact_email"])
    for month, number in (taken or {}).items():
        MentorsTaken.objects.update_or_create(employer=employer, month=month, defaults={"taken": number})
    _told("edit", employer, by=by, now=now)
    return employer


@transaction.atomic
def add_place(*, by: Actor, fields: Mapping[str, Any], now: datetime) -> Place:
    """A new place at an employer."""
    values = dict(fields)
    place = Place(confirmed_on=timezone.localdate(now))
    text = f"{values['employer'].organisation.code}-{values['occupation'].code}"
    _set(place, values | {"code": values.get("code") or free_code(Place.objects, text)})
    _require_employer(by, place.employer)
    _check(place)
    place.save(force_insert=True)
    _told("add", place, by=by, now=now)
    return place


@transaction.atomic
def edit_place(place: Place, *, by: Actor, fields: Mapping[str, Any], now: datetime, why: str = "") -> Place:
    """Change a place; who changes it, confirms it."""
    _require_employer(by, place.employer)
    Employer.objects.select_for_update().get(pk=place.employer_id)
    place = Place.objects.select_for_update().get(pk=place.pk)
    today = timezone.localdate(now)
    left = rules.left_of(place, today)
    _set(place, fields)
    _require_employer(by, place.employer)
    refuse_if(rules.against_shrinking(place, left, today))
    _check(place)
    return _saved(place, "edit", by=by, now=now, why=why)


@transaction.atomic
def copy_place(place: Place, *, by: Actor, start_from: date, now: datetime) -> Place:
    """The same place in another season: from this day on, for as long."""
    _require_employer(by, place.employer)
    copied = Place.objects.get(pk=place.pk)
    copied.pk = None
    copied.start_from, copied.start_until = start_from, start_from + (place.start_until - place.start_from)
    copied.code = free_code(Place.objects, f"{place.employer.organisation.code}-{place.occupation_id}")
    copied.confirmed_on, copied.asked_on, copied.withdrawn_on = timezone.localdate(now), None, None
    _check(copied)
    copied.save(force_insert=True)
    _told("copy", copied, by=by, now=now, why=place.code)
    return copied


# ---- what runs and places have in common


def _saved(offer: AnyOffer, verb: str, *, by: Actor, now: datetime, why: str = "") -> AnyOffer:
    """Saved, and confirmed by that."""
    offer.confirmed_on, offer.asked_on = timezone.localdate(now), None
    offer.save()
    _told(verb, offer, by=by, now=now, why=why)
    return offer


@transaction.atomic
def confirm(offer: AnyOffer, *, by: Actor, now: datetime) -> AnyOffer:
    """Say that an offer still stands as it is."""
    _require(by, offer)
    offer = _locked(offer)
    return _saved(offer, "confirm", by=by, now=now)


def confirm_all(*, by: Actor, now: datetime) -> int:
    """Confirm every stale offer that one may change; the number of them."""
    today = timezone.localdate(now)
    found: list[Offer] = []
    if by.may(May.EDIT_RUNS):
        found += queries.stale(queries.runs_visible_to(by), today)
    if by.may(May.EDIT_PLACES):
        found += queries.stale(queries.places_visible_to(by), today)
    with transaction.atomic():
        mine = [offer for offer in found if queries.may_edit(by, offer)]
        for offer in mine:
            confirm(offer, by=by, now=now)
    return len(mine)


@transaction.atomic
def withdraw(offer: AnyOffer, *, by: Actor, now: datetime, why: str = "") -> AnyOffer:
    """Take an offer back, unless somebody counts on it."""
    _require(by, offer)
    offer = _locked(offer)
    today = timezone.localdate(now)
    refuse_if(rules.against_withdrawing(offer, today))
    offer.withdrawn_on = today
    offer.save(update_fields=["withdrawn_on"])
    offer.waiting.filter(ended_on=None).update(ended_on=today)
    _told("withdraw", offer, by=by, now=now, why=why)
    return offer


@transaction.atomic
def reopen(offer: AnyOffer, *, by: Actor, now: datetime) -> AnyOffer:
    """Offer it again after all."""
    _require(by, offer)
    offer = _locked(offer)
    offer.withdrawn_on = None
    return _saved(offer, "reopen", by=by, now=now)


def _locked(offer: AnyOffer) -> AnyOffer:
    """The offer as it is now, locked; the employer before the place."""
    if isinstance(offer, Place):
        Employer.objects.select_for_update().get(pk=offer.employer_id)
    return cast(AnyOffer, type(offer)._default_manager.select_for_update().get(pk=offer.pk))
