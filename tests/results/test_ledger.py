"""The ledger counts what was reached, also as it was known on an earlier day, and never changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from koppelkans.results.actions import book
from koppelkans.results.models import LedgerEntry
from koppelkans.results.queries import count
from making import NOW, TODAY

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_a_correction_is_a_new_row() -> None:
    """After a correction the figure of today is lower, and that of yesterday as it was."""
    book("placed", 1, concerns=TODAY, now=NOW)
    book("placed", 1, concerns=TODAY, now=NOW)
    book("placed", -1, concerns=TODAY, now=NOW + timedelta(days=1))
    assert count("placed", *YEAR) == 1
    assert count("placed", *YEAR, as_known_on=TODAY) == 2


def test_counts_within_a_municipality_and_a_period() -> None:
    """A figure is of a measure, in a period, in one municipality if that is asked."""
    book("placed", 1, concerns=TODAY, now=NOW, municipality="GM0394")
    book("placed", 1, concerns=TODAY, now=NOW, municipality="GM0363")
    book("placed", 1, concerns=date(2025, 6, 1), now=NOW, municipality="GM0394")
    book("enrolled", 1, concerns=TODAY, now=NOW, municipality="GM0394")
    assert count("placed", *YEAR, municipality="GM0394") == 1


def test_a_row_never_changes() -> None:
    """A row can be neither saved again nor deleted, and counts one at a time."""
    row = book("placed", 1, concerns=TODAY, now=NOW)
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()
    with pytest.raises(ValueError, match="by one"):
        book("placed", 2, concerns=TODAY, now=NOW)
    assert LedgerEntry.objects.count() == 1
