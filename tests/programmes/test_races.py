"""Two at once at the last seat: threads on the real database, each with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from koppelkans.core.access import actor_of
from koppelkans.core.models import Subject
from koppelkans.core.refusal import Refused
from koppelkans.programmes import actions, queries
from koppelkans.programmes.rules import Person
from making import NOW, TODAY, make_municipality, make_programme, make_user

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = 4
WHY = "De groep begint morgen en de docent vindt het goed."


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


def test_the_last_seat_goes_to_one() -> None:
    """Four are signed up at the same moment for one seat: one takes part, three wait, each at a place of its own."""
    make_municipality()
    pilot, worker = make_programme(kind="pilot", cap=1), actor_of(make_user("case-worker"), TODAY)
    people = [Person(Subject.objects.create(), "GM0394") for _number in range(TOGETHER)]
    outcomes = at_once(lambda number: actions.admit(pilot, by=worker, person=people[number], now=NOW))
    assert outcomes == ["done"] * TOGETHER
    assert queries.taking_part(pilot).count() == 1
    assert sorted(queries.place_in_line(row) for row in queries.line(pilot)) == [1, 2, 3]


def test_the_last_of_the_tolerance_goes_to_one() -> None:
    """Four who wait are let in at the same moment, with room for one above the cap: three are refused."""
    make_municipality()
    pilot = make_programme(kind="pilot", cap=1, tolerance=1)
    worker = actor_of(make_user("case-worker"), TODAY)
    people = [Person(Subject.objects.create(), "GM0394") for _number in range(TOGETHER + 1)]
    rows = [actions.admit(pilot, by=worker, person=one, now=NOW) for one in people][1:]
    outcomes = at_once(
        lambda number: actions.let_in_above(rows[number], by=worker, municipality="GM0394", why=WHY, now=NOW)
    )
    assert outcomes == ["done", *["tolerance"] * (TOGETHER - 1)]
    assert queries.taking_part(pilot).count() == 2
