"""Two who count one person at once: threads on the real database, each with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from journeys.working import FIRST, YEAR, add, noon, standing, work
from koppelkans.core.access import Actor, actor_of, house
from koppelkans.core.refusal import Refused
from koppelkans.journeys.actions import recounting, stepping, working
from koppelkans.journeys.actions.checking import check_ledger
from koppelkans.journeys.models import Journey, Reached, Spell
from koppelkans.results.actions import book
from koppelkans.results.models import LedgerEntry
from koppelkans.results.queries import count
from making import TODAY, make_journey, make_programme, make_step, make_user

pytestmark = pytest.mark.django_db(transaction=True)
LATE = FIRST + timedelta(days=200)


def at_once(*verbs: Callable[[], object]) -> list[str]:
    """Let each do its verb at the same moment; what each came to: `done`, or the codes against."""
    start, found, lock = threading.Barrier(len(verbs)), [], threading.Lock()

    def act(verb: Callable[[], object]) -> None:
        try:
            start.wait(timeout=30)
            verb()
            outcome = "done"
        except Refused as refused:
            outcome = ",".join(reason.code for reason in refused.reasons)
        finally:
            connection.close()
        with lock:
            found.append(outcome)

    threads = [threading.Thread(target=act, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(found)


@pytest.fixture
def by() -> Actor:
    """A case worker."""
    return actor_of(make_user("case-worker"), TODAY)


@pytest.fixture
def journey() -> Journey:
    """A journey in a programme."""
    return make_journey(programme=make_programme())


def test_the_same_work_twice_at_once_is_once(journey: Journey, by: Actor) -> None:
    """Of two who write down the same work at one moment one is told that it stands already, and it counts once."""
    assert at_once(*[lambda: add(journey, by, LATE)] * 2) == ["done", "overlap"]
    assert Spell.objects.count() == 1
    assert count("26w", *YEAR) == 1


def test_two_employers_at_once_count_one_person_once(journey: Journey, by: Actor) -> None:
    """Two jobs that are each durable, written down at one moment in two journeys, are one person durably at work."""
    Journey.objects.filter(pk=journey.pk).update(status="done")
    again = make_journey(candidate=journey.candidate, programme=journey.programme)
    verbs = [lambda: add(journey, by, LATE), lambda: add(again, by, LATE, employer_name="Garage Zuid")]
    assert at_once(*verbs) == ["done", "done"]
    assert Reached.objects.filter(measure="26w", taken_back=None).count() == 1
    assert count("26w", *YEAR) == 1
    assert check_ledger(by=house("test"), now=noon(LATE)).differences == 0


def test_the_night_and_a_withdrawal_at_once(journey: Journey, by: Actor) -> None:
    """While the night counts somebody a proof is withdrawn: in whatever order, nothing stands afterwards."""
    proof = add(journey, by, FIRST).proofs.get()
    night = house("koppelkans nightly")
    verbs = [
        lambda: recounting.count_all(by=night, now=noon(LATE)),
        lambda: working.withdraw_proof(proof, why="Fout.", by=by, now=noon(LATE)),
    ]
    assert at_once(*verbs) == ["done", "done"]
    assert standing() == {}
    assert sum(row.amount for row in LedgerEntry.objects.all()) == 0
    assert check_ledger(by=night, now=noon(LATE)).differences == 0


def test_two_nights_count_once(journey: Journey, by: Actor) -> None:
    """Two who count everybody at one moment book nothing twice."""
    add(journey, by, FIRST)
    night = house("koppelkans nightly")
    assert at_once(*[lambda: recounting.count_all(by=night, now=noon(LATE))] * 2) == ["done", "done"]
    assert LedgerEntry.objects.count() == 3


def test_a_start_and_work_at_once_do_not_wait_for_each_other(journey: Journey, by: Actor) -> None:
    """Who starts a step holds the journey, who writes work down holds the person: both get through."""
    for number in range(4):
        step = make_step(journey, "job", planned_start=FIRST, planned_end=LATE)
        verbs = [
            lambda step=step: stepping.start(step, by=by, started_on=FIRST, now=noon(FIRST)),  # type: ignore[misc]
            lambda number=number: add(journey, by, FIRST, employer_name=f"Werk {number}"),  # type: ignore[misc]
        ]
        assert at_once(*verbs) == ["done", "done"]
    assert count("started", *YEAR) == count("at-work", *YEAR) == 1


def test_a_change_at_an_old_version_is_told(journey: Journey, by: Actor) -> None:
    """Of two who send their form at the same version one is told that somebody changed it."""
    version = journey.version
    verbs = [
        lambda name=name: working.add_spell(  # type: ignore[misc]
            journey, work=work(employer_name=name), by=by, now=noon(FIRST), version=version
        )
        for name in ("A", "B")
    ]
    assert at_once(*verbs) == ["changed", "done"]


def test_the_database_keeps_once_per_person_and_programme(journey: Journey, by: Actor) -> None:
    """Also behind the actions nobody can stand twice for one measure in one programme."""
    add(journey, by, FIRST)
    entry = book("at-work", 1, concerns=FIRST, now=noon(FIRST))
    standing_one = Reached.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reached.objects.create(
            journey=journey,
            candidate=journey.candidate,
            programme=standing_one.programme,
            measure="at-work",
            concerns=FIRST,
            counted=entry,
        )
