"""Rounds computed by real workers, in processes of their own: killed at any moment, and two at once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from koppelkans.core.access import Actor
from koppelkans.core.models import Municipality
from koppelkans.funds.models import Reservation
from koppelkans.jobs.rounds import pick_up_lost
from koppelkans.journeys.models import Decision
from koppelkans.people.models import Candidate, Wish
from koppelkans.planning.actions import computing, rounds
from koppelkans.planning.models import Proposal, Round
from koppelkans.supply.models import Booking
from making import (
    NOW,
    look_and_decide,
    make_actor,
    make_candidate,
    make_fund,
    make_municipality,
    make_place,
    make_region,
)

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 100 if os.environ.get("KOPPELKANS_SOAK") else 5
PEOPLE = 12  # in each municipality
LONGEST = 300.0  # seconds, on a busy machine, that a worker may take for a round of these
STARTING = 5.0  # seconds, more or less, until a worker begins
LOOK = 0.02  # seconds between two looks
WORKER = [sys.executable, "-m", "django", "db_worker", "--verbosity=0", "--no-startup-delay", "--interval=0.05"]
TESTS = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _queue(settings: Any) -> None:
    """What is asked for waits in the database for a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


@contextmanager
def worker(*more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own, killed at the end if it is still there."""
    own = {
        "DJANGO_SETTINGS_MODULE": "worker_settings",
        "PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "KOPPELKANS_WORKER_DATABASE": str(connection.settings_dict["NAME"]),
    }
    process = subprocess.Popen([*WORKER, *more], env=os.environ | own)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(process: subprocess.Popen[bytes], happened: Callable[[], bool]) -> None:
    """Wait until it happened or the process ended."""
    given_up = monotonic() + LONGEST
    while not happened():
        try:
            process.wait(LOOK)
        except subprocess.TimeoutExpired:
            assert monotonic() < given_up
        else:
            return


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Kill it with a signal that it cannot hear, some time from now."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def people_in(municipality: Municipality, owner: Actor) -> list[Candidate]:
    """People of a case worker who can be planned for."""
    found = [make_candidate(municipality=municipality, owner=owner.user) for _ in range(PEOPLE)]
    for at, candidate in enumerate(found):
        Wish.objects.create(
            candidate=candidate,
            occupation_id="zonnepanelen",
            preference=Decimal(1 + at % 9) / 10,
            aptitude=Decimal("0.7"),
        )
    return found


@pytest.fixture(name="actor")
def make_world() -> Actor:
    """A region with money and places for most, and the case worker of its first municipality with people."""
    make_region()
    make_fund(budget=Decimal(1_000_000))
    actor = make_actor("case-worker", municipality=make_municipality())
    for at in range(PEOPLE):
        make_place(capacity=2, start_from=NOW.date() + timedelta(days=14 + at))
    people_in(make_municipality(), actor)
    return actor


def asked(actor: Actor, name: str, municipality: Municipality | None = None, ago: int = 0) -> Round:
    """A round that waits for a worker."""
    now = timezone.now() - timedelta(minutes=ago)
    return rounds.start_round(name=name, municipality=municipality or make_municipality(), by=actor, now=now)


def whole(made: Round) -> bool:
    """Whether a round is done with everybody in it once, or has nothing at all."""
    status, people, placed, outcome = Round.objects.values_list("status", "people", "placed", "outcome").get(pk=made.pk)
    found = Counter(Proposal.objects.filter(round=made).values_list("candidate", flat=True))
    with_place = Proposal.objects.filter(round=made, place__isnull=False).count()
    if status == Round.Status.DONE:
        return len(found) == people and set(found.values()) == {1} and with_place == placed > 0 and bool(outcome)
    return not found and not outcome and not placed


def taken() -> tuple[int, int, int]:
    """What decisions took and are."""
    held = Reservation.objects.filter(released_on=None).count()
    return Decision.objects.filter(outcome="accepted").count(), Booking.objects.filter(released_on=None).count(), held


@pytest.mark.parametrize("kill", range(KILLS))
def test_a_killed_worker_leaves_no_half_round_and_loses_no_decision(actor: Actor, kill: int) -> None:
    """Killed at any moment: the round is whole or empty, the next worker finishes it, and what was decided stands."""
    chance = random.Random(kill)
    first = asked(actor, "Eerste", ago=1)
    begun = monotonic()
    computing.carry_out(first.pk, clock=timezone.now)
    lasts = monotonic() - begun
    assert whole(first)
    assert Round.objects.get(pk=first.pk).placed >= 2
    one, other = Proposal.objects.filter(round=first, place__isnull=False).order_by("pk")[:2]
    look_and_decide(one, outcome="accepted", by=actor, now=timezone.now())
    second = asked(actor, "Tweede")
    assert second != first
    with worker() as process:
        if kill % 2:  # at any moment of its life, or of its work
            until(process, lambda: Round.objects.get(pk=second.pk).status != Round.Status.QUEUED)
        moment = chance.uniform(0.0, 1.0 + 2 * lasts if kill % 2 else STARTING + 2 * lasts)
        killer = Thread(target=kill_after, args=(process, moment))
        killer.start()
        look_and_decide(other, outcome="accepted", by=actor, now=timezone.now())
        killer.join()
    before = taken()
    assert before[:2] == (2, 2)
    assert whole(second)
    pick_up_lost(timezone.now() + timedelta(minutes=3))
    with worker("--batch") as process:
        assert process.wait(LONGEST) == 0
    made = Round.objects.get(pk=second.pk)
    assert made.status == Round.Status.DONE
    assert whole(second)
    assert made.tries <= 2
    assert taken() == before


def test_two_rounds_at_once_do_not_hurt_each_other(actor: Actor) -> None:
    """Two workers with a round each, of two municipalities: each plans its own people, whole."""
    there = make_municipality("GM0363", "Amsterdam")
    colleague = make_actor("case-worker", municipality=there)
    people_in(there, colleague)
    made = [asked(actor, "Hier"), asked(colleague, "Daar", there)]
    with ExitStack() as stack:
        both = [stack.enter_context(worker("--batch")) for _ in made]
        for process in both:
            assert process.wait(LONGEST) == 0
    for one in made:
        found = Round.objects.get(pk=one.pk)
        assert (found.status, found.tries) == (Round.Status.DONE, 1)
        assert whole(one)
        homes = Proposal.objects.filter(round=one).values_list("candidate__municipality", flat=True)
        assert set(homes) == {found.municipality_id}
