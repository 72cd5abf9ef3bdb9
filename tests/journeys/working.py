"""What the tests of work share: somebody at work by a case worker's hand, and what the ledger says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from koppelkans.core.access import Actor
from koppelkans.journeys.actions import working
from koppelkans.journeys.models import Journey, Reached, Spell
from koppelkans.journeys.rules_work import Work
from koppelkans.results.models import LedgerEntry

FIRST = date(2026, 1, 5)
YEAR = (date(2025, 1, 1), date(2030, 12, 31))


def noon(day: date) -> datetime:
    """A moment on a day."""
    return datetime.combine(day, time(12), UTC)


def work(since: date = FIRST, **fields: Any) -> Work:
    """Work of 24 hours with a contract at an employer by name."""
    values: dict[str, Any] = {"hours": Decimal(24), "form": "contract", "employer_name": "Bakkerij De Linde"}
    return Work(since=since, **(values | fields))


def add(journey: Journey, by: Actor, on: date, *, proof: str = "contract", **fields: Any) -> Spell:
    """Write work down on a day, with a proof that was seen that day."""
    return working.add_spell(journey, work=work(**fields), by=by, now=noon(on), proof=proof, given_on=on)


def standing() -> dict[str, date]:
    """What stands for everybody, by measure."""
    return dict(Reached.objects.filter(taken_back=None).values_list("measure", "concerns"))


def ledger() -> list[tuple[str, int, date, str]]:
    """The rows of the ledger as they were booked."""
    return list(LedgerEntry.objects.order_by("pk").values_list("measure", "amount", "concerns", "kind"))
