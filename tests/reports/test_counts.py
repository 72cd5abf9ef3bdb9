"""The counts of the ledger by month and part, as known on a day, for who sees all and for who does not."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from koppelkans.core.access import Unknown
from koppelkans.documents.charts import HIDDEN
from koppelkans.programmes.models import Programme
from koppelkans.reports.actions import compute_all
from koppelkans.reports.models import Computed
from koppelkans.reports.publishing import public_counts
from koppelkans.reports.queries import tally
from koppelkans.reports.scope import Scope, known_on_for, own_places, programmes_for, scope_of
from koppelkans.results.actions import book
from making import NOW, make_actor, make_municipality

pytestmark = pytest.mark.django_db
OPEN = Scope("", "GM0394", full=True)
REGION = Scope()


def booked(
    number: int, *, measure: str = "started", month: int = 3, amount: int = 1, late: int = 0, **facts: Any
) -> None:
    """So many rows of the ledger that concern a day in a month."""
    day = date(2026, month, 10)
    values = {"municipality": "GM0394", "programme": "a", "sector": "zorg", "training": "zorg-1"} | facts
    for _row in range(number):
        book(measure, amount, concerns=day, now=NOW.replace(month=month, day=12) + timedelta(days=late), **values)


def test_counts_by_month_and_part() -> None:
    """A year adds up by month, sector, training and programme; another measure is another number."""
    booked(3, month=2)
    booked(2, month=4, sector="bouw", training="bouw-1")
    booked(1, measure="26w", month=4)
    found = tally(OPEN, 2026)
    assert found.totals["started"] == 5
    assert found.totals["26w"] == 1
    assert list(found.running["started"][:5]) == [0, 3, 3, 5, 5]
    assert found.part("started", "sector") == {"zorg": 3, "bouw": 2}
    assert found.part("started", "training") == {"zorg-1": 3, "bouw-1": 2}


def test_what_was_known_on_a_day_never_changes() -> None:
    """Bookings of later, also those that take something back, do not change what was known."""
    booked(12, month=3)
    before = tally(OPEN, 2026, date(2026, 3, 31))
    booked(5, month=3, late=60)
    booked(2, month=3, amount=-1, late=90)
    assert tally(OPEN, 2026, date(2026, 3, 31)) == before
    assert tally(OPEN, 2026).totals["started"] == 15


def test_sums_of_the_night_and_new_rows_are_the_same_as_all_rows() -> None:
    """With kept sums a page counts what it would count without, now and as known on any day."""
    booked(30, month=2)
    booked(8, month=3, sector="bouw", municipality="GM0363", programme="b")
    compute_all(now=NOW.replace(month=4, day=1))
    booked(5, month=3, late=40)
    compute_all(now=NOW.replace(month=6, day=1))
    booked(6, month=5)
    booked(1, month=2, amount=-1, late=200)
    days = [None, date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 10, 31)]
    scopes = [OPEN, REGION, Scope("b"), Scope("a", "GM0394", full=True)]
    kept = [tally(scope, 2026, day) for scope in scopes for day in days]
    assert Computed.objects.filter(kind="sums-2026").count() == 2
    Computed.objects.all().delete()
    assert kept == [tally(scope, 2026, day) for scope in scopes for day in days]


def test_other_municipalities_are_not_counted_in_ones_own() -> None:
    """The numbers of a municipality are its own."""
    booked(4)
    booked(7, municipality="GM0363")
    assert tally(OPEN, 2026).totals["started"] == 4


def test_the_region_sees_no_small_group() -> None:
    """A sector of nine is hidden for the region, with a second so that the total does not give it away."""
    booked(9, sector="zorg", training="zorg-1")
    booked(30, sector="bouw", training="bouw-1")
    booked(50, sector="groen", training="groen-1")
    found = tally(REGION, 2026)
    assert found.totals["started"] == 89
    assert found.part("started", "sector") == {"zorg": HIDDEN, "bouw": HIDDEN, "groen": 50}


def test_a_small_programme_is_left_out_of_the_region() -> None:
    """A pilot of nine is nowhere in the totals of the region, and its own page hides it too."""
    booked(9, programme="pilot")
    booked(60, programme="a")
    found = tally(REGION, 2026)
    assert found.totals["started"] == 60
    assert found.left_out
    assert found.part("started", "programme") == {"pilot": HIDDEN, "a": 60}
    assert tally(Scope("pilot"), 2026).totals["started"] is HIDDEN
    assert tally(Scope("a"), 2026).totals["started"] == 60


def test_the_order_of_bookings_does_not_matter() -> None:
    """The same rows in another order give the same counts."""
    rows = [{"month": 1 + at % 6, "sector": f"s{at % 3}", "programme": f"p{at % 2}"} for at in range(60)]
    for row in rows:
        booked(1, **row)
    random.Random(3).shuffle(rows)
    for row in rows:
        booked(1, **row | {"municipality": "GM0363"})
    elsewhere = tally(Scope("", "GM0363", full=True), 2026)
    assert elsewhere.running == tally(OPEN, 2026).running
    assert elsewhere.part("started", "sector") == tally(OPEN, 2026).part("started", "sector")


@pytest.mark.parametrize("rows", [0, 1, 40])
def test_a_tally_costs_two_questions(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """However much is counted, it is asked twice; with nothing counted it is nought."""
    booked(rows)
    with django_assert_num_queries(2):
        found = tally(OPEN, 2026)
    assert found.totals["started"] == rows


def test_public_counts_are_rounded_each_by_itself() -> None:
    """Each month and the year are rounded apart; a small month is not told."""
    booked(13, month=1)
    booked(4, month=2)
    booked(18, month=3)
    started = next(row for row in public_counts(2026, date(2026, 3, 20)) if row.measure == "started")
    assert started.months == (15, None, 20)
    assert started.year == 35


def test_who_sees_what() -> None:
    """A case worker sees the own municipality in full, no other; the coordinator sees the region, closed."""
    home = make_municipality()
    make_municipality("GM0363", "Amsterdam")
    programme = Programme.objects.create(code="a", name="A", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    worker, coordinator = make_actor("case-worker", municipality=home), make_actor("region-coordinator")

    def scope(actor: Any, wanted: str, place: str) -> Scope:
        return scope_of(actor, wanted, place, programmes=programmes_for(actor), places=own_places(actor))

    assert scope(worker, "", "") == Scope("", home.code, full=True)
    assert scope(coordinator, programme.code, "") == Scope("a", "", full=False)
    for actor, place in ((worker, "GM0363"), (coordinator, home.code)):
        with pytest.raises(Unknown):
            scope(actor, "", place)
    with pytest.raises(Unknown):
        scope(worker, "geen", "")


def test_the_region_is_known_by_ends_of_months() -> None:
    """Two days that follow each other would tell of one person: outside one's own municipality only ends of months."""
    today = date(2026, 11, 22)
    assert known_on_for(REGION, date(2026, 5, 20), today) == date(2026, 4, 30)
    assert known_on_for(REGION, date(2026, 5, 31), today) == date(2026, 5, 31)
    assert known_on_for(OPEN, date(2026, 5, 20), today) == date(2026, 5, 20)
    assert known_on_for(OPEN, today, today) is None
