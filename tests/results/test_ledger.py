"""The ledger counts what was reached, also as it was known on an earlier day, and never changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koppelkans.results.actions import book
from koppelkans.results.models import LedgerEntry
from koppelkans.results.queries import count
from making import NOW, TODAY

pytestmark = pytest.mark.django_db
PERIOD = (date(2020, 1, 1), date(2030, 12, 31))
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


@pytest.mark.parametrize(
    ("name", "value", "other"),
    [("training", "zon", "warmte"), ("fund", "rif", "esf"), ("kind", "bbl", "contract"), ("definition", 1, 2)],
)
def test_counts_within_each_fact(name: str, value: object, other: object) -> None:
    """A figure can be asked within each fact that its rows hold."""
    book("placed", 1, concerns=TODAY, now=NOW, **{name: value})
    book("placed", 1, concerns=TODAY, now=NOW, **{name: other})
    assert count("placed", *YEAR, **{name: value}) == 1
    assert count("placed", *YEAR) == 2


@given(
    rows=st.lists(st.tuples(st.sampled_from([1, -1]), st.integers(-200, 0), st.integers(0, 60)), max_size=12),
    asked=st.integers(0, 60),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_what_was_known_on_a_day_never_changes(rows: list[tuple[int, int, int]], asked: int) -> None:
    """Whatever is booked later, of whatever day, the figure as it was known on a day stays the same."""
    with transaction.atomic():
        day, known = TODAY + timedelta(days=asked), []
        for amount, concerns, booked in sorted(rows, key=lambda row: row[2]):
            book("placed", amount, concerns=TODAY + timedelta(days=concerns), now=NOW + timedelta(days=booked))
            if booked <= asked:
                known.append(amount)
            assert count("placed", *PERIOD, as_known_on=day) == sum(known)
        transaction.set_rollback(True)
