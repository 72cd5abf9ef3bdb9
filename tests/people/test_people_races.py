"""Two at once: threads on the real database, each with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection

from koppelkans.core.access import actor_of
from koppelkans.core.refusal import Refused
from koppelkans.people import rules
from koppelkans.people.actions import candidates, caseload
from koppelkans.people.models import Candidate
from making import NOW, TODAY, make_candidate, make_municipality, make_postcode, make_user

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = 4


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


def register(pseudonym: str, own_key: str = "") -> Callable[[int], object]:
    """Registering the same person by one case worker."""
    actor, municipality = actor_of(make_user("case-worker"), TODAY), make_municipality()
    profile = rules.Profile(make_postcode().code, TODAY, Decimal(45), own_key=own_key)
    return lambda _number: candidates.register(
        by=actor,
        municipality=municipality,
        profile=profile,
        contact=rules.Contact(),
        pseudonym=pseudonym,
        today=TODAY,
        now=NOW,
    )


def test_the_same_form_at_once_is_one_person() -> None:
    """A form that is sent four times in the same moment gives one person, and nobody an error."""
    assert at_once(register("K-22222222")) == ["done"] * TOGETHER
    assert Candidate.objects.count() == 1


def test_one_key_goes_to_one_person() -> None:
    """Of four who give the same key in the same moment one gets it, and the others are told."""
    assert at_once(register("", own_key="HLM-1")) == ["done"] + ["own-key-taken"] * (TOGETHER - 1)
    assert Candidate.objects.count() == 1


def test_nobodys_person_is_taken_once() -> None:
    """Of four who take over the same person one gets them, and the others are told whose they are."""
    person = make_candidate()
    actors = [actor_of(make_user("case-worker"), TODAY) for _number in range(TOGETHER)]

    def take(number: int) -> object:
        user = actors[number].user
        assert user is not None
        return caseload.hand_over([person], by=actors[number], to=user, today=TODAY, now=NOW)

    assert at_once(take) == ["done"] + ["not-yours"] * (TOGETHER - 1)
