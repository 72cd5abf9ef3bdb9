"""Two at once cannot take the same last thing: threads on the real database, each with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection, transaction

from koppelkans.core.access import house
from koppelkans.core.models import Subject
from koppelkans.core.refusal import Refused
from koppelkans.funds import actions as funds
from koppelkans.funds import queries as money
from koppelkans.funds.rules import Step
from koppelkans.supply import actions, queries
from koppelkans.supply.models import Booking
from making import NOW, TODAY, make_employer, make_fund, make_place, make_run

pytestmark = pytest.mark.django_db(transaction=True)
BY = house("test")
TOGETHER = 6


def at_once(verb: Callable[[int], object]) -> list[str]:
    """Let several threads do the same at the same moment; what each came to: `done`, or the codes against."""
    start, found, lock = threading.Barrier(TOGETHER), [], threading.Lock()

    def act(number: int) -> None:
        try:
            start.wait(timeout=30)
            verb(number)
            outcome = "done"
        except Refused as refused:
            outcome = ",".join(reason.code for reason in refused.reasons)
        finally:
            connection.close()
        with lock:
            found.append(outcome)

    threads = [threading.Thread(target=act, args=(number,)) for number in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(found)


def people() -> list[Subject]:
    """As many people as there are threads."""
    return [Subject.objects.create() for _number in range(TOGETHER)]


def test_the_last_seats_go_once() -> None:
    """Of six who want one of two seats, two get one and four are told that it is full."""
    run, subjects = make_run(seats_min=0, seats_max=2), people()
    found = at_once(lambda number: actions.book(run, subject=subjects[number], by=BY, now=NOW))
    assert found == ["done"] * 2 + ["full"] * 4
    assert queries.seats_free(run, TODAY) == 0


def test_the_last_mentor_goes_once_over_several_places() -> None:
    """Two places of one employer with one mentor: one person starts."""
    employer = make_employer(mentors=1)
    places, subjects = [make_place(employer=employer, capacity=9) for _number in range(2)], people()
    found = at_once(lambda number: actions.book(places[number % 2], subject=subjects[number], by=BY, now=NOW))
    assert found == ["done"] + ["mentor"] * 5
    assert Booking.objects.count() == 1


def test_one_person_is_booked_once_by_a_double_click() -> None:
    """The same person six times at once gets one seat."""
    run, subject = make_run(), people()[0]
    found = at_once(lambda _number: actions.book(run, subject=subject, by=BY, now=NOW))
    assert found == ["already-booked"] * 5 + ["done"]


def test_the_last_euro_goes_once_also_through_a_guarantor() -> None:
    """Reservations in an expected fund and in its guarantor together never go over the guarantor's budget."""
    guarantor = make_fund(budget=Decimal(100))
    expected = make_fund(budget=Decimal(1000), state="expected", guarantor=guarantor, reserve=Decimal("0.5"))
    subjects = people()

    def take(number: int) -> None:
        step = Step("place", "wage", 40_00, TODAY, subjects[number])
        funds.reserve((guarantor, expected)[number % 2], by=BY, step=step, now=NOW)

    found = at_once(take)
    balance = money.balance(guarantor, TODAY)
    assert found.count("done") >= 3
    assert balance.room >= 0
    assert balance.used + balance.vouched <= 100_00


def test_decisions_that_need_several_funds_do_not_wait_for_each_other() -> None:
    """Locked together first, a fund and the guarantor of another are reserved in by six at once, in any order."""
    guarantor = make_fund(budget=Decimal(10_000))
    expected = make_fund(budget=Decimal(10_000), state="expected", guarantor=guarantor)
    other, subjects = make_fund(), people()

    def take(number: int) -> None:
        wanted = [other, expected, guarantor][:: 1 if number % 2 else -1]
        with transaction.atomic():
            funds.lock(wanted)
            for fund in wanted:
                funds.reserve(fund, by=BY, step=Step("place", "wage", 100, TODAY, subjects[number]), now=NOW)

    assert at_once(take) == ["done"] * TOGETHER
    assert money.balance(guarantor, TODAY).used == TOGETHER * 100
