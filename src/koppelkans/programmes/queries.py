"""Questions about programmes: which one sees, who takes part, who waits and where in line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Count, Min, Q, QuerySet

from koppelkans.core.access import Actor
from koppelkans.core.roles import May
from koppelkans.programmes.models import Criterion, Lesson, Participation, Programme, Score
from koppelkans.results.models import LedgerEntry, Measure
from koppelkans.results.queries import count

WAITS = Q(ended_on=None, admitted_on=None, offered_on=None)
IN_IT = Q(ended_on=None) & ~Q(admitted_on=None)
ASKED = Q(ended_on=None, admitted_on=None) & ~Q(offered_on=None)


def visible_to(actor: Actor) -> QuerySet[Programme]:
    """The programmes this actor sees: those of the own municipality and those of all municipalities."""
    actor.require(May.SEE_PROGRAMMES)
    rows = Programme.objects.prefetch_related("municipalities", "partners")
    if actor.everywhere(May.SEE_PROGRAMMES):
        return rows
    codes = actor.municipalities(May.SEE_PROGRAMMES)
    return rows.filter(Q(municipalities__in=codes) | Q(municipalities=None)).distinct()


def with_counts(rows: QuerySet[Programme]) -> QuerySet[Programme]:
    """Programmes with `taking_part`, `asked` (a seat is kept) and `waiting`, in one question."""
    here = Q(participations__ended_on=None, participations__pk__isnull=False)
    waits = here & Q(participations__admitted_on=None)
    kept = Q(participations__offered_on__isnull=False)

    def number(condition: Q) -> Count:
        return Count("participations", filter=condition, distinct=True)

    return rows.annotate(
        taking_part=number(here & Q(participations__admitted_on__isnull=False)),
        asked=number(waits & kept),
        waiting=number(waits & ~kept),
    ).order_by("-starts_on", "name", "pk")  # counting takes the usual order away


def seats_left(programme: Programme) -> int | None:
    """How many more can take part; a seat that is offered is kept. None: no cap."""
    if programme.cap is None:
        return None
    return max(0, programme.cap - programme.participations.filter(IN_IT | ASKED).count())


def line(programme: Programme) -> list[Participation]:
    """Who waits, in order of asking."""
    return list(programme.participations.filter(WAITS).select_related("subject"))


def place_in_line(participation: Participation) -> int:
    """The place of somebody who waits, counted from 1."""
    return next(
        (number for number, other in enumerate(line(participation.programme), 1) if other.pk == participation.pk), 0
    )


def seats_taken(programme: Programme) -> tuple[int, int]:
    """How many have a seat (or one kept), and how many may."""
    return taking_part(programme).count(), programme.cap or 0


def with_a_line(today: date) -> QuerySet[Programme]:
    """The programmes that go on and for which somebody waits."""
    waiting = Participation.objects.filter(WAITS).values("programme")
    return Programme.objects.filter(pk__in=waiting, ends_on__gte=today).order_by("pk")


def taking_part(programme: Programme) -> QuerySet[Participation]:
    """Who takes part, or has a seat kept."""
    return programme.participations.filter(IN_IT | ASKED).select_related("subject")


def of_subject(subject_id: int) -> list[Participation]:
    """The programmes somebody takes part in or waits for, newest first."""
    rows = Participation.objects.filter(subject=subject_id, ended_on=None)
    return list(rows.select_related("programme", "exception_by").order_by("-asked_at", "-pk"))


def ever_in_it(programme: Programme) -> QuerySet[Participation]:
    """Who takes part or did: everybody who was ever let in."""
    return programme.participations.exclude(admitted_on=None)


def reached(programme: Programme, measure: str, today: date) -> int:
    """What the ledger counts for a programme, up to today."""
    return count(measure, date.min, today, programme=programme.code)


def anybody_started(programme: Programme) -> bool:
    """Whether somebody began in this programme, by the ledger."""
    return count(Measure.STARTED, date.min, date.max, programme=programme.code) > 0


def first_start(programme: Programme) -> date | None:
    """The day of the first start that the ledger knows of; None where nobody began."""
    if not anybody_started(programme):
        return None
    rows = LedgerEntry.objects.filter(programme=programme.code, measure=Measure.STARTED, amount=1)
    found: date | None = rows.aggregate(first=Min("concerns"))["first"]
    return found


def measured(criterion: Criterion, today: date) -> Decimal | None:
    """What the ledger says of a criterion; None where it is judged by people, or nobody began yet."""
    if not criterion.measure:
        return None
    number = reached(criterion.programme, criterion.measure, today)
    if criterion.unit != Criterion.Unit.SHARE:
        return Decimal(number)
    started = reached(criterion.programme, Measure.STARTED, today)
    return (Decimal(100 * number) / started).quantize(Decimal("0.01")) if started else None


def proposed(criterion: Criterion, value: Decimal | None) -> str:
    """Which outcome the measured value speaks for; a person says it."""
    if value is None or criterion.number is None:
        return ""
    enough = value >= criterion.number if criterion.least == Criterion.Least.AT_LEAST else value <= criterion.number
    return Score.Outcome.MET if enough else Score.Outcome.NOT_MET


def latest_scores(programme: Programme) -> dict[int, Score]:
    """The score that counts of each criterion, by its id."""
    found: dict[int, Score] = {}
    for row in Score.objects.filter(criterion__programme=programme).select_related("by").order_by("at", "pk"):
        found[row.criterion_id] = row
    return found


def unscored(programme: Programme) -> list[Criterion]:
    """The criteria of which nobody has said anything."""
    known = latest_scores(programme)
    return [criterion for criterion in programme.criteria.all() if criterion.pk not in known]


def line_of_descent(programme: Programme) -> list[Programme]:
    """What a programme goes on from, the nearest first."""
    found: list[Programme] = []
    while programme.succeeds is not None and programme.succeeds not in found:
        programme = programme.succeeds
        found.append(programme)
    return found


def lessons_of(programmes: Iterable[Programme]) -> list[Lesson]:
    """What was learnt in these programmes, in order of writing."""
    return list(Lesson.objects.filter(programme__in=list(programmes)).select_related("programme", "by"))
