"""Writing histories down, in bulk and in a few seconds: what the verbs would have left behind by now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import Model

from koppelkans.cli.demo.histories import guiding, journeys, lives, people, rates
from koppelkans.cli.demo.histories.clock import Clock
from koppelkans.cli.demo.histories.counted import Book, told
from koppelkans.cli.demo.histories.ground import Ground, Mould, read
from koppelkans.cli.demo.histories.journeys import Travelled
from koppelkans.cli.demo.histories.lives import Life
from koppelkans.cli.demo.histories.offers import Offers
from koppelkans.cli.demo.histories.people import Person
from koppelkans.cli.demo.histories.work import Worked, worked
from koppelkans.core.models import Organisation, Subject, User
from koppelkans.funds.models import Fund
from koppelkans.journeys.models import (
    Attendance,
    Break,
    Contact,
    Event,
    Handover,
    Instruction,
    Journey,
    Proof,
    Spell,
    Step,
    Task,
    TaskStart,
)
from koppelkans.journeys.states import OPEN
from koppelkans.people.models import Candidate, Holding, LanguageMeasure
from koppelkans.programmes.models import Programme
from koppelkans.supply.models import Booking, Place, RiskTask

BATCH = 500


@dataclass(frozen=True)
class Scale:
    """How much is written of each person."""

    attendance_weeks: int | None = None  # none: of every week there was
    prefix: str = "h"  # of the codes of groups and places


@dataclass(frozen=True)
class Staff:
    """Who guides and whose people they are, by municipality; in one that is not named nobody does."""

    coaches: Mapping[str, Sequence[User]] = field(default_factory=dict)
    owners: Mapping[str, Sequence[User]] = field(default_factory=dict)
    cards: frozenset[str] = frozenset()  # municipalities whose people have a contact card


@dataclass
class Written:
    """What was written, for who wants to judge it."""

    people: list[Person]
    travelled: list[Travelled]
    book: Book


def write(
    number: int,
    *,
    seed: int,
    programme: Programme,
    now: datetime,
    staff: Staff | None = None,
    scale: Scale | None = None,
) -> Written:
    """Histories of so many people in a programme, from its first day until now; the same for the same seed and day."""
    ground, clock = read(), Clock(now)
    chosen = choose(number, seed=seed, programme=programme, today=clock.today, ground=ground)
    return write_lives(chosen, seed=seed, programme=programme, now=now, ground=ground, staff=staff, scale=scale)


def choose(
    number: int, *, seed: int, programme: Programme, today: date, ground: Ground
) -> list[tuple[Life, Mould, Place]]:
    """So many lives, by the day of signing up: each with whom it is made after and a place like theirs."""
    draw = Random(f"histories {seed} {programme.code}")  # noqa: S311 - invented people, no secrets
    chosen = []
    for day in sign_ups(number, programme.starts_on, today, draw):
        mould = draw.choice(ground.moulds)
        way, example = ground.way(mould, draw)
        chosen.append((lives.live(draw, way, day), mould, example))
    return chosen


@transaction.atomic
def write_lives(
    chosen: Sequence[tuple[Life, Mould, Place]],
    *,
    seed: int,
    programme: Programme,
    now: datetime,
    ground: Ground,
    staff: Staff | None = None,
    scale: Scale | None = None,
) -> Written:
    """Write these lives down as far as they have come; all of it or nothing."""
    staff, scale, clock = staff or Staff(), scale or Scale(), Clock(now)
    draw = Random(f"pseudonyms {seed} {programme.code} {scale.prefix}")  # noqa: S311 - invented people, no secrets
    names = people.pseudonyms(draw, len(chosen), set(Subject.objects.values_list("pseudonym", flat=True)))
    made = [
        Person(at, life, mould, example, None, None, Subject(pseudonym=name))
        for at, ((life, mould, example), name) in enumerate(zip(chosen, names, strict=True))
    ]
    _give_staff(made, staff)
    people.write(made, programme, clock, cards=staff.cards)
    offers = Offers(ground, scale.prefix, clock.today)
    found = [one for person in made if (one := journeys.travelled(person, programme, offers, clock)) is not None]
    offers.write()
    _give_funds(found)
    _write_journeys(found, staff, clock, scale)
    book = Book(programme, clock)
    book.admit(made)
    _write_work(found, book, clock)
    _write_guidance(found, clock)
    measures = [row for one in found for row in people.measures(one.person, clock)]
    _insert(LanguageMeasure, measures)
    _insert(Holding, people.held_by_measures(measures))
    _insert(Event, (event for one in found for event in sorted(one.events, key=lambda event: event.at)))
    return Written(made, found, book)


def sign_ups(number: int, first: date, today: date, draw: Random) -> list[date]:
    """The days on which so many people signed up: by season, fewer in the first months, on working days."""
    days = [first + timedelta(days=at) for at in range((today - first).days + 1)]
    days = [day for day in days if day.weekday() < 5] or [first]
    weights = [rates.SEASON[day.month - 1] * _known(first, day) for day in days]
    return sorted(draw.choices(days, weights, k=number))


def _known(first: date, day: date) -> float:
    month = (day.year - first.year) * 12 + day.month - first.month
    return rates.FIRST_MONTHS[month] if month < len(rates.FIRST_MONTHS) else 1.0


def _give_staff(made: Iterable[Person], staff: Staff) -> None:
    for person in made:
        coaches, owners = staff.coaches.get(person.code, ()), staff.owners.get(person.code, ())
        person.coach = coaches[person.number % len(coaches)] if coaches else None
        person.owner = owners[person.number % len(owners)] if owners else None


def _give_funds(found: Sequence[Travelled]) -> None:
    """The fund that pays most: one that knows the sector goes before one for all."""
    funds = list(Fund.objects.order_by("code"))
    for one in found:
        sector = one.journey.sector
        fit = [fund for fund in funds if sector in fund.sectors] or [fund for fund in funds if not fund.sectors]
        one.journey.fund = one.person.draw("fund").choice(fit).code if fit else ""


def _write_journeys(found: Sequence[Travelled], staff: Staff, clock: Clock, scale: Scale) -> None:
    _insert(Journey, (one.journey for one in found))
    going = [one.journey.candidate_id for one in found if one.journey.status in OPEN]
    for at in range(0, len(going), BATCH):
        Candidate.objects.filter(pk__in=going[at : at + BATCH]).update(under_way=True)
    came = [row for one in found for row in journeys.attendance(one, clock, scale.attendance_weeks)]
    _insert(Step, (step for one in found for _lived, step in one.steps))
    _insert(Attendance, came)
    _insert(Booking, (row for one in found for row in journeys.bookings(one)))
    pauses = {one.journey.pk: list(journeys.breaks(one, clock)) for one in found}
    _insert(Break, (row for rows in pauses.values() for row in rows))
    _insert(Contact, (row for one in found for row in guiding.contacts(one, pauses[one.journey.pk], clock)))
    _insert(
        Handover,
        (row for one in found for row in journeys.handovers(one, staff.coaches.get(one.person.code, ()), clock)),
    )


def _write_work(found: Sequence[Travelled], book: Book, clock: Clock) -> None:
    employers = list(Organisation.objects.filter(kind=Organisation.Kind.EMPLOYER).order_by("code"))
    all_work: list[Worked] = [worked(one, employers, clock) for one in found]
    _insert(Spell, (spell for one in all_work for spell, _proofs in one.spells))
    _insert(Proof, (proof for one in all_work for _spell, proofs in one.spells for proof in proofs))
    for one in all_work:
        book.count(one)
    book.write()
    by_journey = {one.journey.pk: one for one in found}
    for row, what, concerns, at in told(book):
        journey = row.journey
        facts = {"measure": row.measure, "definition": row.definition}
        why = row.why if what == "count.take-back" else ""
        by_journey[journey.pk].events.append(
            Event(journey=journey, what=what, concerns=concerns, facts=facts, why=why, by=journey.coach, at=at)
        )


def _write_guidance(found: Sequence[Travelled], clock: Clock) -> None:
    _insert(Task, (row for one in found for row in guiding.tasks(one, clock)))
    places = {
        step.place.pk: (step.place, one.journey.sector)
        for one in found
        if (step := one.place) is not None and step.place is not None
    }
    risks: dict[int, list[RiskTask]] = defaultdict(list)
    for task in RiskTask.objects.bulk_create(guiding.risk_tasks(list(places.values())), batch_size=BATCH):
        risks[task.place_id].append(task)
    both = [pair for one in found for pair in guiding.instructions(one, risks, clock)]
    _insert(Instruction, (proof for proof, _start in both))
    _insert(TaskStart, (start for _proof, start in both))


def _insert(model: type[Model], rows: Iterable[Model]) -> None:
    model._default_manager.bulk_create(rows, batch_size=BATCH)
