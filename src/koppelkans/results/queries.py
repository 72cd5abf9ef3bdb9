"""What was reached: counts by measure and period, also as they were known on an earlier day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Sum
from django.utils import timezone

from koppelkans.results.models import LedgerEntry


def count(
    measure: str,
    since: date,
    until: date,
    as_known_on: date | None = None,
    *,
    municipality: str | None = None,
    programme: str | None = None,
    sector: str | None = None,
    training: str | None = None,
    fund: str | None = None,
    kind: str | None = None,
    definition: int | None = None,
) -> int:
    """The sum over what concerns these days (both included), of what was booked until the end of a day."""
    rows = LedgerEntry.objects.filter(measure=measure, concerns__gte=since, concerns__lte=until)
    if as_known_on is not None:
        rows = rows.filter(booked_at__lt=timezone.make_aware(datetime.combine(as_known_on + timedelta(days=1), time())))
    within = {
        "municipality": municipality,
        "programme": programme,
        "sector": sector,
        "training": training,
        "fund": fund,
        "kind": kind,
        "definition": definition,
    }
    rows = rows.filter(**{name: value for name, value in within.items() if value is not None})
    return rows.aggregate(total=Sum("amount"))["total"] or 0
