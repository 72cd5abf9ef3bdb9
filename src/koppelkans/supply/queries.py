"""Questions about offers: which one sees, what is free, what planning may count on. Nothing here is stored."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from django.db.models import Count, F, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from koppelkans.core.access import Actor, Closed, Held
from koppelkans.core.models import Subject
from koppelkans.core.roles import May
from koppelkans.core.terms import days
from koppelkans.supply.models import Booking, Employer, Place, Run, Training, WaitingEntry

Offer = Run | Place
Row = TypeVar("Row", bound=Model)


# ---- who sees what


def _sees_all(held: Held) -> bool:
    """Who plans for the region, or guides people who may find their place across the border."""
    if May.SEE_OFFERS not in held.role.may or held.organisation:
        return False
    return held.municipality is None or May.SEE_PEOPLE in held.role.may


def sees_all(actor: Actor) -> bool:
    """Whether this actor sees every offer of the region."""
    return actor.is_house or any(_sees_all(held) for held in actor.held)


def runs_visible_to(actor: Actor) -> QuerySet[Run]:
    """The runs this actor sees: an organisation its own, whoever works for the region or a municipality all."""
    actor.require(May.SEE_OFFERS)
    rows = Run.objects.select_related("training", "provider", "postcode")
    if sees_all(actor) or actor.municipalities(May.SEE_OFFERS):
        return rows
    return rows.filter(provider__in=actor.organisations(May.SEE_OFFERS))


def employers_visible_to(actor: Actor) -> QuerySet[Employer]:
    """The employers this actor sees: an adviser those of the municipality and those of no municipality."""
    actor.require(May.SEE_OFFERS)
    rows = Employer.objects.select_related("organisation__municipality")
    return rows if sees_all(actor) else rows.filter(_own_employers(actor, "organisation"))


def own_employers(actor: Actor) -> QuerySet[Employer]:
    """The employers this actor acts for."""
    own = actor.organisations(May.EDIT_PLACES)
    return (
        Employer.objects.select_related("organisation").filter(organisation__in=own) if own else Employer.objects.none()
    )


def places_visible_to(actor: Actor) -> QuerySet[Place]:
    """The places this actor sees: those of the employers the actor sees."""
    actor.require(May.SEE_OFFERS)
    rows = Place.objects.select_related("employer__organisation__municipality", "occupation", "postcode", "district")
    return rows if sees_all(actor) else rows.filter(_own_employers(actor, "employer__organisation"))


def _own_employers(actor: Actor, path: str, permission: May = May.SEE_OFFERS) -> Q:
    """The employers of one's own organisations, municipalities, and (for who has a municipality) of none."""
    codes = actor.municipalities(permission)
    found = Q(**{f"{path}__in": actor.organisations(permission)})
    if codes:
        found |= Q(**{f"{path}__municipality__in": codes}) | Q(**{f"{path}__municipality": None})
    return found


def may_edit_run(actor: Actor, run: Run) -> bool:
    """Whether this actor changes this run: the region, or its provider."""
    return actor.everywhere(May.EDIT_RUNS) or run.provider_id in actor.organisations(May.EDIT_RUNS)


def may_edit_employer(actor: Actor, employer: Employer) -> bool:
    """Whether this actor changes this employer and its places: the region, its municipality, or itself."""
    if actor.everywhere(May.EDIT_PLACES) or employer.organisation_id in actor.organisations(May.EDIT_PLACES):
        return True
    codes = actor.municipalities(May.EDIT_PLACES)
    return bool(codes) and employer.organisation.municipality_id in {None, *codes}


def may_edit(actor: Actor, offer: Offer) -> bool:
    """Whether this actor changes this offer."""
    return may_edit_run(actor, offer) if isinstance(offer, Run) else may_edit_employer(actor, offer.employer)


def require_see(actor: Actor) -> None:
    """Raise Closed where offers are closed."""
    if not actor.may(May.SEE_OFFERS):
        raise Closed(May.SEE_OFFERS)


# ---- what is free


def holding(today: date) -> Q:
    """The bookings that count: neither released nor past their last day."""
    return Q(released_on=None) & (Q(expires_on=None) | Q(expires_on__gte=today))


def bookings_of(offer: Offer, today: date) -> QuerySet[Booking]:
    """The bookings of an offer that count today."""
    return offer.bookings.filter(holding(today)).select_related("subject").order_by("booked_on", "pk")


def place_of(subject: Subject, today: date) -> Booking | None:
    """The place that somebody has today: one at most."""
    held = Booking.objects.filter(holding(today), subject=subject, place__isnull=False)
    return held.select_related("place__occupation", "place__employer__organisation").first()


def waiting_for(offer: Offer) -> QuerySet[WaitingEntry]:
    """Who waits for an offer, in order of asking."""
    return offer.waiting.filter(ended_on=None).select_related("subject")


def seats_free(run: Run, today: date) -> int:
    """The seats of a run that are left."""
    return max(0, run.seats_max - (run.seats_taken or 0) - bookings_of(run, today).count())


def places_free(place: Place, today: date) -> int:
    """The places that are left."""
    return max(0, place.capacity - bookings_of(place, today).count())


def free_of(offer: Offer, today: date) -> int:
    """What is left of an offer."""
    return seats_free(offer, today) if isinstance(offer, Run) else places_free(offer, today)


def _count(rows: QuerySet[Row], name: str) -> Coalesce:
    """How many rows point at each row of a list: a question inside the question."""
    counted = rows.order_by().values(name).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def runs_with_seats(rows: QuerySet[Run], today: date) -> QuerySet[Run]:
    """Runs with `booked`, `free` and `waits`, in one question."""
    booked = Booking.objects.filter(holding(today), run=OuterRef("pk"))
    waits = WaitingEntry.objects.filter(ended_on=None, run=OuterRef("pk"))
    return rows.annotate(booked=_count(booked, "run"), waits=_count(waits, "run")).annotate(
        free=Greatest(F("seats_max") - Coalesce(F("seats_taken"), 0) - F("booked"), Value(0))
    )


def too_small(actor: Actor, today: date) -> QuerySet[Run]:
    """Groups with people in them that begin within the term and lack people: this actor says whether they begin."""
    rows = runs_visible_to(actor)
    if not actor.everywhere(May.EDIT_RUNS):  # as `may_edit_run`
        rows = rows.filter(provider__in=actor.organisations(May.EDIT_RUNS))
    soon = today + timedelta(days=days("GROUP_DECIDES_DAYS"))
    going = runs_with_seats(rows, today).filter(withdrawn_on=None, start__range=(today, soon))
    few = Q(booked__gt=0, seats_min__gt=F("booked") + Coalesce(F("seats_taken"), 0))
    return going.filter(few).order_by("start", "code")


def places_with_room(rows: QuerySet[Place], today: date) -> QuerySet[Place]:
    """Places with `booked`, `free` and `waits`, in one question."""
    booked = Booking.objects.filter(holding(today), place=OuterRef("pk"))
    waits = WaitingEntry.objects.filter(ended_on=None, place=OuterRef("pk"))
    return rows.annotate(booked=_count(booked, "place"), waits=_count(waits, "place")).annotate(
        free=Greatest(F("capacity") - F("booked"), Value(0))
    )


def employers_with_places(rows: QuerySet[Employer], today: date) -> QuerySet[Employer]:
    """Employers with `offered`: how many kinds of places they have that stand and can still begin."""
    return rows.annotate(offered=_count(to_start(Place.objects.filter(employer=OuterRef("pk")), today), "employer"))


# ---- mentors


def month_of(day: date) -> str:
    """A day's month, as the region folder writes it."""
    return f"{day:%Y-%m}"


def months_mentored(first_day: date, weeks: int | None) -> list[str]:
    """The calendar months in which somebody who starts on this day is mentored."""
    if not weeks:
        return []
    last = first_day + timedelta(days=7 * weeks - 1)
    month, found = first_day.replace(day=1), []
    while month <= last:
        found.append(month_of(month))
        month = month + timedelta(days=calendar.monthrange(month.year, month.month)[1])
    return found


def mentors_busy(employer: Employer, today: date) -> Counter[str]:
    """How many mentors of an employer are busy in each month, with people of here and from elsewhere."""
    busy = Counter({row.month: row.taken for row in employer.mentors_taken.all()})
    rows = Booking.objects.filter(holding(today), place__employer=employer)
    for first_day, weeks in rows.values_list("first_day", "place__mentor_weeks"):
        busy.update(months_mentored(first_day, weeks))
    return busy


def mentors_free(employer: Employer, month: str, today: date) -> int | None:
    """How many more people an employer can mentor in a month; None: no limit."""
    if employer.mentors is None:
        return None
    return max(0, employer.mentors - mentors_busy(employer, today)[month])


# ---- fresh and stale


def stale_before(today: date) -> date:
    """Offers confirmed before this day are asked after."""
    return today - timedelta(days=days("OFFER_STALE_DAYS"))


def drops_out_before(today: date) -> date:
    """Offers confirmed before this day leave planning."""
    return today - timedelta(days=days("OFFER_DROPS_OUT_DAYS"))


def is_stale(offer: Offer, today: date) -> bool:
    """Whether an offer wants confirmation."""
    return offer.withdrawn_on is None and offer.confirmed_on < stale_before(today)


def drops_out(offer: Offer, today: date) -> bool:
    """Whether an offer has left planning because nobody confirmed it."""
    return offer.withdrawn_on is None and offer.confirmed_on < drops_out_before(today)


def to_start(rows: QuerySet[Row], today: date) -> QuerySet[Row]:
    """The offers of a list that stand and can still begin."""
    last_day = "start" if rows.model is Run else "start_until"
    return rows.filter(withdrawn_on=None, **{f"{last_day}__gte": today})


def with_room(runs: Collection[str], places: Collection[str], today: date) -> tuple[set[str], set[str]]:
    """Which of these runs and of these places (codes) can still begin and have room today, in one question each."""
    going = runs_with_seats(to_start(Run.objects.filter(code__in=runs), today), today)
    open_ = places_with_room(to_start(Place.objects.filter(code__in=places), today), today)
    return (
        set(going.filter(free__gt=0).values_list("code", flat=True)),  # type: ignore[misc]
        set(open_.filter(free__gt=0).values_list("code", flat=True)),  # type: ignore[misc]
    )


def stale(rows: QuerySet[Row], today: date) -> QuerySet[Row]:
    """The offers of a list that can still begin and want confirmation."""
    return to_start(rows, today).filter(confirmed_on__lt=stale_before(today))


class Plannable(NamedTuple):
    """What planning may count on, each row with `booked` and `free`."""

    runs: QuerySet[Run]
    places: QuerySet[Place]


def for_planning(today: date) -> Plannable:
    """The offers that stand, are confirmed within the term and are still to start."""
    fresh = Q(confirmed_on__gte=drops_out_before(today))
    runs = Run.objects.select_related("training", "provider", "postcode").filter(fresh)
    places = Place.objects.select_related("employer__organisation", "occupation", "postcode", "district").filter(fresh)
    return Plannable(runs_with_seats(to_start(runs, today), today), places_with_room(to_start(places, today), today))


def trainings_of(actor: Actor) -> QuerySet[Training]:
    """The trainings of which this actor sees a run, and for who sees all also those without."""
    actor.require(May.SEE_OFFERS)
    if sees_all(actor) or actor.municipalities(May.SEE_OFFERS):
        return Training.objects.all()
    return Training.objects.filter(runs__in=runs_visible_to(actor)).distinct()


def training_names() -> dict[str, str]:
    """What each training is called, by its code: its own name, or that of its newest run; one question."""
    newest = Run.objects.filter(training=OuterRef("pk")).order_by("-start", "-pk").values("name")[:1]
    rows = Training.objects.order_by().annotate(of_run=Subquery(newest)).values_list("code", "name", "of_run")
    return {code: name or of_run or code for code, name, of_run in rows}
