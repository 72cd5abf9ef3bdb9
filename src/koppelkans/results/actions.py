"""The one verb of the ledger: book; a correction is another booking, with the opposite sign."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from koppelkans.results.models import LedgerEntry, Released


@transaction.atomic
def book(
    measure: str,
    amount: int,
    *,
    concerns: date,
    now: datetime,
    municipality: str = "",
    programme: str = "",
    sector: str = "",
    training: str = "",
    fund: str = "",
    kind: str = "",
    definition: int | None = None,
) -> LedgerEntry:
    """Write +1 or −1 for a measure; called by the action of which this is the result, in its transaction."""
    if amount not in (1, -1):
        raise ValueError(f"the ledger counts by one, not by {amount}")
    return LedgerEntry.objects.create(
        measure=measure,
        amount=amount,
        booked_at=now,
        concerns=concerns,
        municipality=municipality,
        programme=programme,
        sector=sector,
        training=training,
        fund=fund,
        kind=kind,
        definition=definition,
    )


def release(measure: str, amount: int, *, rows: int, now: datetime) -> None:
    """Keep how many rows of a measure have no journey any more, so that the nightly check adds up."""
    Released.objects.create(measure=measure, amount=amount, rows=rows, at=now)
