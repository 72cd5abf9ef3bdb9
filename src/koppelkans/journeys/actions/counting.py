"""What a journey reached, in the ledger: booked once, taken back by a new row, let go of when a person is erased."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Count

from koppelkans.journeys.models import Instruction, Journey, Reached
from koppelkans.results.actions import book, release
from koppelkans.results.models import LedgerEntry


def reach(
    journey: Journey,
    measure: str,
    *,
    concerns: date,
    now: datetime,
    definition: int | None = None,
    kind: str | None = None,
) -> bool:
    """Book a measure for a journey, once per person and programme; returns whether it was new.

    Called by the action of which this is the result, in its transaction, with the journey locked. It is of the kind of
    the journey, unless another one is given: work is counted by the form of contract.
    """
    programme = journey.programme.code if journey.programme else ""
    standing = Reached.objects.filter(
        candidate=journey.candidate_id, programme=programme, measure=measure, taken_back=None
    )
    if standing.exists():
        return False
    entry = book(
        measure,
        1,
        concerns=concerns,
        now=now,
        municipality=journey.candidate.municipality_id,
        programme=programme,
        sector=journey.sector,
        training=journey.training,
        fund=journey.fund,
        kind=journey.kind if kind is None else kind,
        definition=definition,
    )
    Reached.objects.create(
        journey=journey,
        candidate=journey.candidate,
        programme=programme,
        measure=measure,
        concerns=concerns,
        definition=definition,
        counted=entry,
    )
    return True


def take_back(reached: Reached, *, why: str, now: datetime) -> None:
    """A measure does not stand any more: a row with the same facts and the opposite sign."""
    row = reached.counted
    reached.taken_back = book(
        row.measure,
        -1,
        concerns=row.concerns,
        now=now,
        municipality=row.municipality,
        programme=row.programme,
        sector=row.sector,
        training=row.training,
        fund=row.fund,
        kind=row.kind,
        definition=row.definition,
    )
    reached.why = why[:200]
    reached.save(update_fields=["taken_back", "why"])


@transaction.atomic
def let_go(subject: int, *, now: datetime) -> None:
    """Erase the journeys of somebody; the rows of the ledger stay, and how many lost their journey is kept."""
    for amount, field in ((1, "counted"), (-1, "taken_back")):
        rows = LedgerEntry.objects.filter(
            pk__in=Reached.objects.filter(candidate=subject).exclude(**{field: None}).values(field)
        )
        for line in rows.order_by("measure").values("measure").annotate(rows=Count("pk")):
            release(line["measure"], amount, rows=line["rows"], now=now)
    Journey.objects.filter(candidate=subject).delete()
    Instruction.objects.filter(candidate=subject).delete()
