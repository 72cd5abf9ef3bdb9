"""Fifty who accept the last seat at once, two tabs, two parties: one succeeds, the others hear why, nothing over.

The suite does it twenty times; with KOPPELKANS_SOAK=1 a thousand.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Self

import pytest
from django.db import Error, connection

from asking import consents, link_of, mails, proposals_for, wishing
from koppelkans.core.access import Actor
from koppelkans.core.refusal import Refused
from koppelkans.funds import queries as money
from koppelkans.funds.models import Fund, Reservation
from koppelkans.journeys import actions as journeys
from koppelkans.journeys.models import Agreement, Decision, Telling
from koppelkans.planning.actions import rounds
from koppelkans.planning.models import Proposal
from koppelkans.results.models import LedgerEntry
from koppelkans.supply.models import Booking, Place, Run
from making import (
    NOW,
    TODAY,
    look_and_decide,
    look_at,
    make_actor,
    make_fund,
    make_municipality,
    make_place,
    make_region,
    make_run,
)

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = 50
TIMES = 1000 if os.environ.get("KOPPELKANS_SOAK") == "1" else 20


@pytest.fixture
def worker() -> Actor:
    """The case worker of everybody."""
    return make_actor("case-worker", municipality=make_municipality())


class Crowd:
    """So many at once, each with a connection of its own, as often as asked."""

    def __init__(self, people: int) -> None:
        self.gate = threading.Barrier(people + 1)
        self.verbs: list[Callable[[], object]] = []
        self.found: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._act, args=(number,)) for number in range(people)]

    def __enter__(self) -> Self:
        """Everybody stands ready."""
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Everybody goes home."""
        self.verbs = []
        self.gate.wait(timeout=60)
        for thread in self.threads:
            thread.join(timeout=60)

    def go(self, verbs: list[Callable[[], object]]) -> Counter[str]:
        """Let everybody do theirs at the same moment; what they came to: `done`, or the codes against."""
        self.verbs, self.found = verbs, Counter()
        self.gate.wait(timeout=60)
        self.gate.wait(timeout=120)
        return self.found

    def _act(self, number: int) -> None:
        try:
            while True:
                self.gate.wait(timeout=300)
                if not self.verbs:
                    return
                self._do(self.verbs[number])
                self.gate.wait(timeout=120)
        finally:
            connection.close()

    def _do(self, verb: Callable[[], object]) -> None:
        outcome = "broken"
        try:
            verb()
            outcome = "done"
        except Refused as refused:
            outcome = ",".join(sorted({reason.code for reason in refused.reasons}))
            outcome += "" if all(str(reason) for reason in refused.reasons) else " without words"
        except Error as error:
            outcome = f"{type(error).__name__}: {error}"
        with self.lock:
            self.found[outcome] += 1


def at_once(verbs: list[Callable[[], object]]) -> Counter[str]:
    """Let every verb go at the same moment, once."""
    with Crowd(len(verbs)) as crowd:
        return crowd.go(verbs)


@pytest.fixture
def fifty(worker: Actor) -> list[Proposal]:
    """Fifty people with a proposal each for the same run and place, of which by now there is one left."""
    make_region()
    make_fund(budget=Decimal(5_000))
    run = make_run(seats_min=0, seats_max=TOGETHER, seat_cost=Decimal(100), start=TODAY + timedelta(days=20))
    place = make_place(requires=run.grants, capacity=TOGETHER, mentor_weeks=None, cost=Decimal(50))
    place.employer.mentors = None
    place.employer.save()
    for _number in range(TOGETHER):
        wishing(worker, email="")
    made = rounds.start_round(name="Ronde", municipality=make_municipality(), by=worker, now=NOW)
    found = list(Proposal.objects.filter(round=made, place=place).select_related("candidate"))
    assert len(found) >= 30, "so many can be paid"
    template = found[0]
    Proposal.objects.filter(round=made, place=None).update(
        place=place,
        runs=template.runs,
        first_day=template.first_day,
        payments=template.payments,
    )
    Run.objects.update(seats_max=1, seats_min=0)
    proposals = list(Proposal.objects.filter(round=made))
    for proposal in proposals:
        look_at(proposal, worker)
    return proposals


def test_the_last_seat_is_accepted_once(fifty: list[Proposal], worker: Actor) -> None:
    """Of fifty one gets it and forty-nine hear that it is full; never over capacity or budget; again and again."""
    verbs = [_accepting(proposal.pk, worker) for proposal in fifty]
    with Crowd(TOGETHER) as crowd:
        for _time in range(TIMES):
            assert crowd.go(verbs) == {"done": 1, "full": TOGETHER - 1}
            assert Booking.objects.filter(released_on=None, run__isnull=False).count() == 1
            assert Booking.objects.filter(released_on=None, place__isnull=False).count() == 1
            assert sum(LedgerEntry.objects.values_list("amount", flat=True)) == 1
            assert all(balance.room >= 0 for balance in money.balances(TODAY).values())
            winner = Proposal.objects.get(decisions__agreement__state=Agreement.State.ASKED)
            journeys.undo(winner, by=worker, now=NOW)
            assert not Reservation.objects.filter(released_on=None).exists()


def _accepting(pk: int, worker: Actor) -> Callable[[], Decision]:
    return lambda: journeys.decide(Proposal.objects.get(pk=pk), outcome="accepted", by=worker, now=NOW)


def test_the_last_euro_is_accepted_once(fifty: list[Proposal], worker: Actor) -> None:
    """With seats for all and money for one, one is accepted; what is reserved never goes over the budget."""
    Run.objects.update(seats_max=TOGETHER)
    Fund.objects.update(budget=Decimal(299))
    found = at_once([_accepting(proposal.pk, worker) for proposal in fifty[:10]])
    assert found["done"] == 1
    assert sum(found.values()) == 10
    assert "broken" not in found
    cents = sum(Reservation.objects.filter(released_on=None).values_list("cents", flat=True))
    assert cents == 15_000
    assert Booking.objects.filter(released_on=None).count() == 2


@pytest.fixture
def proposal(worker: Actor) -> Proposal:
    """One proposal, looked at."""
    return look_at(proposals_for(worker, people=1)[0], worker)


def test_two_tabs_accept_once(proposal: Proposal, worker: Actor) -> None:
    """The second one hears that it goes on already."""
    found = at_once([_accepting(proposal.pk, worker)] * 4)
    assert found == {"done": 1, "accepted": 3}
    assert Agreement.objects.count() == 1


def test_a_yes_and_a_no_in_two_tabs(proposal: Proposal, worker: Actor) -> None:
    """Whichever comes first, nothing is taken for a proposal whose last decision is a no."""

    def decline() -> object:
        found = Proposal.objects.get(pk=proposal.pk)
        return journeys.decide(found, outcome="declined", reason="other", by=worker, now=NOW)

    found = at_once([_accepting(proposal.pk, worker), decline])
    accepted = Decision.objects.filter(outcome="accepted").exists()
    assert found["done"] in {1, 2}
    assert accepted
    assert Booking.objects.filter(released_on=None).count() == 2


def test_two_parties_answer_at_once(proposal: Proposal, worker: Actor) -> None:
    """A yes and a no at the same moment: it is refused, once, and everything is free."""
    look_and_decide(proposal, outcome="accepted", by=worker)
    told = mails()
    school, roof = link_of(told["school@example.org"][0]), link_of(told["dak@example.org"][0])
    found = at_once(
        [
            lambda: journeys.answer(school, answer="no", now=NOW),
            lambda: journeys.answer(roof, answer="yes", now=NOW),
        ]
    )
    assert found["done"] in {1, 2}
    assert "broken" not in found
    assert Agreement.objects.get().state == Agreement.State.REFUSED
    assert Telling.objects.count() == 1
    assert not Booking.objects.filter(released_on=None).exists()
    assert sum(LedgerEntry.objects.values_list("amount", flat=True)) == 0


def test_the_last_two_yeses_at_once_complete_it_once(proposal: Proposal, worker: Actor) -> None:
    """Everybody hears once that it goes on."""
    look_and_decide(proposal, outcome="accepted", by=worker)
    journeys.record_answer(consents(proposal)["candidate"], answer="yes", by=worker, now=NOW)
    told = mails()
    links = [link_of(told[to][0]) for to in ("school@example.org", "dak@example.org")]

    def answering(link: Any) -> Callable[[], object]:
        return lambda: journeys.answer(link, answer="yes", now=NOW)

    assert at_once([answering(link) for link in links]) == {"done": 2}
    assert Agreement.objects.get().state == Agreement.State.COMPLETE
    assert Telling.objects.count() == 1


def test_an_undo_and_an_answer_at_once(proposal: Proposal, worker: Actor) -> None:
    """Whichever comes first, all is free once and the ledger is even."""
    look_and_decide(proposal, outcome="accepted", by=worker)
    link = link_of(mails()["dak@example.org"][0])
    found = at_once(
        [
            lambda: journeys.undo(Proposal.objects.get(pk=proposal.pk), by=worker, now=NOW),
            lambda: journeys.answer(link, answer="no", now=NOW),
        ]
    )
    assert found["done"] == 1
    assert "broken" not in found
    assert not Booking.objects.filter(released_on=None).exists()
    assert sum(LedgerEntry.objects.values_list("amount", flat=True)) == 0
    assert Place.objects.count() == 1
