"""What is past its term: of people one by one, of the rest per kind. Nothing here writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.db.models import DateField, Exists, F, Max, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from koppelkans.core.models import AuditEntry, Invitation, Message, OneTimeLink
from koppelkans.journeys.models import Decision
from koppelkans.people.models import Candidate, ContactCard, Import, ImportedRow, Note
from koppelkans.people.states import Status
from koppelkans.planning.models import Round
from koppelkans.supply.models import Booking

User = get_user_model()


@dataclass(frozen=True)
class Due:
    """Data past its term: of one person, or all rows of a kind that counted from `until` or before."""

    kind: str
    due_on: date
    subject: int | None = None
    municipality: str | None = None
    until: date | None = None
    size: int = 1


def has_path() -> Q:
    """Whether a candidate ever began: a seat or place whose first day came, or a proposal that goes on."""
    last = Decision.objects.filter(proposal__candidate=OuterRef(OuterRef("pk"))).order_by("-at", "-pk")
    accepted = Decision.objects.filter(
        proposal__candidate=OuterRef("pk"), pk=Subquery(last.values("pk")[:1]), outcome=Decision.Outcome.ACCEPTED
    )
    taken = Booking.objects.filter(subject=OuterRef("pk")).filter(
        Q(released_on=None) | Q(released_on__gt=F("first_day"))
    )
    return Q(Exists(taken)) | Q(Exists(accepted))


def _left() -> QuerySet[Candidate]:
    return Candidate.objects.filter(status=Status.LEFT, ended_on__isnull=False).annotate(counts_from=F("ended_on"))


def _contact(_today: date) -> QuerySet[Candidate]:
    return _left().filter(Exists(ContactCard.objects.filter(candidate=OuterRef("pk"))))


def _notes(_today: date) -> QuerySet[Candidate]:
    return _left().filter(Exists(Note.objects.filter(candidate=OuterRef("pk"))))


def _not_started(today: date) -> QuerySet[Candidate]:
    last = Greatest("confirmed_on", Coalesce("ended_on", "confirmed_on"), output_field=DateField())
    parked = Q(status=Status.PARKED, parked_until__gte=today)
    return Candidate.objects.exclude(parked).exclude(has_path()).annotate(counts_from=last)


def _ended(_today: date) -> QuerySet[Candidate]:
    return _left().filter(has_path())


PEOPLE: dict[str, Callable[[date], QuerySet[Candidate]]] = {
    "contact": _contact,
    "notes": _notes,
    "profile-not-started": _not_started,
    "profile-ended": _ended,
}


def people_due(kind: str, days: int, today: date) -> QuerySet[Candidate]:
    """The candidates of whom this kind of data is past its term, with the day it counts from."""
    past = {"counts_from__lte": today - timedelta(days=days)}
    found = PEOPLE[kind](today).filter(**past)
    return found.order_by("pk")


def _imports() -> QuerySet[Import]:
    rows = ImportedRow.objects.filter(batch=OuterRef("pk"))
    something = ~Q(file="") | ~Q(preview=[]) | ~Q(problems=[]) | ~Q(file_problems=[]) | Q(Exists(rows))
    return Import.objects.filter(something).annotate(counts_from=Coalesce("ended_at", "uploaded_at"))


def _messages() -> QuerySet[Message]:
    return Message.objects.annotate(counts_from=Coalesce("sent_at", "written_at"))


def _links() -> QuerySet[OneTimeLink]:
    return OneTimeLink.objects.annotate(counts_from=F("expires_at"))


def _invitations() -> QuerySet[Invitation]:
    return Invitation.objects.annotate(counts_from=F("expires_at"))


def _snapshots() -> QuerySet[Round]:
    ended = Round.objects.filter(status__in=[Round.Status.DONE, Round.Status.FAILED]).exclude(snapshot=b"", outcome=b"")
    return ended.annotate(counts_from=Coalesce("ended_at", "asked_at"))


def _audit() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.annotate(counts_from=F("at"))


def _users() -> QuerySet[Model]:
    """Users who cannot log in and still have a name; without roles it counts from the day they were made."""
    last = Coalesce(Max("grants__until"), "date_joined__date", output_field=DateField())
    shut = User.objects.filter(is_active=False).exclude(name="")
    open_ended = Q(grants__isnull=False, grants__until=None)
    return shut.exclude(open_ended).annotate(counts_from=last)


MOMENTS: dict[str, Callable[[], QuerySet[Model]]] = {
    "imports": _imports,
    "messages": _messages,
    "links": _links,
    "invitations": _invitations,
    "snapshots": _snapshots,
    "audit": _audit,
}


def rows_until(kind: str, until: date) -> QuerySet[Model]:
    """The rows of a kind that counted from this day or before."""
    if kind == "users":
        return _users().filter(counts_from__lte=until)
    after = timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min))
    return MOMENTS[kind]().filter(counts_from__lt=after)


ROWS = (*MOMENTS, "users")


def due(kind: str, days: int, today: date) -> Iterator[Due]:
    """What of this kind is past its term today."""
    if kind in PEOPLE:
        for candidate in people_due(kind, days, today).only("pk", "municipality_id").iterator():
            start: date = candidate.counts_from  # type: ignore[attr-defined]
            yield Due(kind, start + timedelta(days=days), subject=candidate.pk, municipality=candidate.municipality_id)
    elif kind in ROWS:
        until = today - timedelta(days=days)
        size = rows_until(kind, until).count()
        if size:
            yield Due(kind, today, until=until, size=size)
