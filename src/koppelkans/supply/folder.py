"""How offers are written in a region folder (format 1), with what is taken on the platform counted in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from koppelkans.core.folder import Row, Rows, add_all, add_organisations, codes, day, integer, listed, number, shown
from koppelkans.supply.models import Booking, Employer, MentorsTaken, Place, Run, Training
from koppelkans.supply.queries import holding, months_mentored

FILES = ("runs.csv", "employers.csv", "places.csv", "mentors_taken.csv")


def add_offers(tables: Mapping[str, Sequence[Row]], *, today: date) -> None:
    """Trainings with their runs, employers with their mentors and places."""
    providers = add_organisations("provider", {row["provider"]: "" for row in tables["runs.csv"]})
    add_all(Training, [Training(code=code) for code in dict.fromkeys(row["training"] for row in tables["runs.csv"])])
    trainings = dict(Training.objects.values_list("code", "pk"))
    add_all(
        Run,
        [
            Run(
                code=row["run"],
                training_id=trainings[row["training"]],
                name=row["name"],
                provider_id=providers[row["provider"]],
                postcode_id=row["postcode"],
                start=day(row["start"]),
                end=day(row["end"]),
                dayparts=codes(row["dayparts"]),
                seats_min=integer(row["seats_min"]),
                seats_max=integer(row["seats_max"]),
                seats_taken=integer(row["seats_taken"]),
                seat_cost=number(row["seat_cost"]),
                group_cost=number(row["group_cost"]),
                cost_kind=row["cost_kind"],
                requires=codes(row["requires"]),
                grants=codes(row["grants"]),
                only_for=codes(row["only_for"]),
                confirmed_on=today,
            )
            for row in tables["runs.csv"]
        ],
    )
    _add_employers(tables)
    _add_places(tables["places.csv"], today)


def _add_employers(tables: Mapping[str, Sequence[Row]]) -> None:
    organisations = add_organisations("employer", {row["employer"]: row["name"] for row in tables["employers.csv"]})
    add_all(
        Employer,
        [
            Employer(organisation_id=organisations[row["employer"]], mentors=integer(row["mentors"]))
            for row in tables["employers.csv"]
        ],
    )
    add_all(
        MentorsTaken,
        [
            MentorsTaken(employer_id=organisations[row["employer"]], month=row["month"], taken=integer(row["taken"]))
            for row in tables["mentors_taken.csv"]
        ],
    )


def _add_places(rows: Sequence[Row], today: date) -> None:
    organisations = dict(Employer.objects.values_list("organisation__code", "pk"))
    add_all(
        Place,
        [
            Place(
                code=row["place"],
                employer_id=organisations[row["employer"]],
                occupation_id=row["occupation"],
                kind=row["kind"],
                postcode_id=row["postcode"],
                district_id=row["district"] or None,
                start_from=day(row["start_from"]),
                start_until=day(row["start_until"]),
                capacity=integer(row["capacity"]),
                dayparts=codes(row["dayparts"]),
                dayparts_needed=integer(row["dayparts_needed"]),
                requires=codes(row["requires"]),
                mentor_weeks=integer(row["mentor_weeks"]),
                guarantee=row["guarantee"],
                cost=number(row["cost"]),
                cost_kind=row["cost_kind"],
                only_for=codes(row["only_for"]),
                confirmed_on=today,
            )
            for row in rows
        ],
    )


def offer_rows(runs: QuerySet[Run], places: QuerySet[Place], *, today: date, empty: bool = False) -> dict[str, Rows]:
    """The rows of these runs and places, by file; a full place is left out. `empty`: as if nobody had a seat."""
    bookings = Booking.objects.none() if empty else Booking.objects.filter(holding(today))
    seats = Counter(bookings.exclude(run=None).values_list("run_id", flat=True))
    taken = list(bookings.exclude(place=None).select_related("place"))
    places_taken = Counter(booking.place_id for booking in taken)
    return {
        "runs.csv": (
            _run(run, seats[run.pk]) for run in runs.select_related("training", "provider").order_by("pk").iterator()
        ),
        "employers.csv": (
            (row.organisation.code, row.organisation.name, shown(row.mentors))
            for row in Employer.objects.select_related("organisation").order_by("pk").iterator()
        ),
        "places.csv": (
            _place(place, place.capacity - places_taken[place.pk])
            for place in places.select_related("employer__organisation").order_by("pk").iterator()
            if place.capacity > places_taken[place.pk]
        ),
        "mentors_taken.csv": iter(_mentors_taken(taken)),
    }


def _mentors_taken(bookings: Sequence[Booking]) -> list[tuple[str, ...]]:
    """Mentors busy per employer and month, those of the platform counted in."""
    own: Counter[tuple[int, str]] = Counter()
    for booking in bookings:
        if booking.place:
            for month in months_mentored(booking.first_day, booking.place.mentor_weeks):
                own[booking.place.employer_id, month] += 1
    employers = dict(Employer.objects.values_list("pk", "organisation__code"))
    rows: list[tuple[str, ...]] = [
        (employers[row.employer_id], row.month, str(row.taken + own.pop((row.employer_id, row.month), 0)))
        for row in MentorsTaken.objects.order_by("pk")
    ]
    return rows + [(employers[employer], month, str(count)) for (employer, month), count in sorted(own.items())]


def _run(run: Run, booked: int) -> tuple[str, ...]:
    return (
        run.code,
        run.training.code,
        run.name,
        run.provider.code,
        run.postcode_id,
        shown(run.start),
        shown(run.end),
        listed(run.dayparts),
        shown(run.seats_min),
        shown(run.seats_max),
        shown((run.seats_taken or 0) + booked if booked else run.seats_taken),
        shown(run.seat_cost),
        shown(run.group_cost),
        run.cost_kind,
        listed(run.requires),
        listed(run.grants),
        listed(run.only_for),
    )


def _place(place: Place, free: int) -> tuple[str, ...]:
    return (
        place.code,
        place.employer.organisation.code,
        place.occupation_id,
        place.kind,
        place.postcode_id,
        place.district_id or "",
        shown(place.start_from),
        shown(place.start_until),
        shown(free),
        listed(place.dayparts),
        shown(place.dayparts_needed),
        listed(place.requires),
        shown(place.mentor_weeks),
        place.guarantee,
        shown(place.cost),
        place.cost_kind,
        listed(place.only_for),
    )
