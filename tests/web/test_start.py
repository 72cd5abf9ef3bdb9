"""The first page says what waits for each role; some pages are for everybody."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from koppelkans import __version__
from koppelkans.core.access import actor_of
from koppelkans.core.models import Cover, User
from koppelkans.journeys.models import Decision
from koppelkans.people.models import Holding, Wish
from koppelkans.planning.models import Proposal, Round
from koppelkans.web.start.waiting import sections
from making import (
    make_candidate,
    make_credential,
    make_fund,
    make_municipality,
    make_occupation,
    make_organisation,
    make_place,
    make_run,
    make_user,
)

pytestmark = pytest.mark.django_db
NOBODY_WAITS = "Er wacht niets op je."


def today() -> date:
    """The day of the test."""
    return timezone.localdate()


def waits(user: User) -> dict[str, int]:
    """What waits for somebody: the label and the number."""
    found = sections(actor_of(user, today()), today())
    return {wait.label: wait.number for section in found for wait in section.asked}


def complete(owner: User | None, **fields: Any) -> Any:
    """Somebody of whom all is known."""
    candidate = make_candidate(owner=owner, **({"confirmed_on": today(), "registered_on": today()} | fields))
    Wish.objects.create(candidate=candidate, occupation=make_occupation(), preference="0.5", aptitude="0.5")
    return candidate


def home(user: User) -> str:
    """The first page of somebody."""
    client = Client()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    "role",
    ["region-coordinator", "case-worker", "employer-adviser", "training-provider", "employer", "controller"],
)
def test_when_nothing_waits_the_page_says_so(role: str) -> None:
    """In an empty region nothing waits, and that is said kindly."""
    assert NOBODY_WAITS in home(make_user(role))


def test_without_a_role_it_says_whom_to_ask() -> None:
    """Who has no role yet reads what to do."""
    assert "Vraag de beheerder" in home(make_user())


def test_a_case_worker_sees_the_own_people_only() -> None:
    """What is missing, stale or ends soon is counted of the own people, not of a colleague's."""
    worker, colleague = make_user("case-worker"), make_user("case-worker")
    make_candidate(owner=worker, confirmed_on=today())
    complete(worker, confirmed_on=today() - timedelta(days=100))
    held = complete(worker)
    Holding.objects.create(
        candidate=held,
        credential=make_credential(),
        in_period=True,
        until=today() + timedelta(days=30),
        recorded_on=today(),
    )
    make_candidate(owner=colleague, confirmed_on=today())
    assert waits(worker) == {
        "iemand van wie je nog iets moet vragen": 1,
        "iemand van wie de gegevens lang niet zijn bevestigd": 1,
        "certificaat dat binnenkort verloopt": 1,
    }
    Cover.objects.create(absent=colleague, stand_in=worker, since=today(), until=today())
    assert waits(worker)["mensen van wie je nog iets moet vragen"] == 2


def test_proposals_of_the_last_round_wait_for_a_decision() -> None:
    """Only a proposal of the last finished round counts, until it is decided, and again when that is undone."""
    worker = make_user("case-worker")
    candidate, place = complete(worker), make_place()
    label = "voorstel waarover je nog besluit"
    for days in (10, 5):
        at = timezone.now() - timedelta(days=days)
        made = Round.objects.create(name="Ronde", status=Round.Status.DONE, asked_at=at, ended_at=at)
        proposal = Proposal.objects.create(round=made, candidate=candidate, place=place)
    assert waits(worker)[label] == 1
    Decision.objects.create(proposal=proposal, outcome="deferred", by=worker, at=timezone.now())
    assert label not in waits(worker)
    Decision.objects.create(proposal=proposal, outcome="undone", by=worker, at=timezone.now())
    assert waits(worker)[label] == 1


def test_a_provider_sees_the_own_runs_only() -> None:
    """Of another provider nothing is counted."""
    mine, other = make_organisation("provider"), make_organisation("provider")
    soon = today() + timedelta(days=20)
    for provider in (mine, other):
        make_run(provider=provider, start=soon, end=soon, confirmed_on=today() - timedelta(days=90))
    provider = make_user("training-provider", organisation=mine)
    assert waits(provider) == {
        "training om te bevestigen": 1,
        "training die binnenkort begint met te weinig mensen": 1,
    }


def test_a_controller_sees_money_that_lapses() -> None:
    """A reservation that ends within a month is counted."""
    fund = make_fund()
    fund.reservations.create(
        step="place",
        cost_kind="wage",
        cents=100,
        reserved_on=today(),
        expires_on=today() + timedelta(days=3),
    )
    assert waits(make_user("controller")) == {"reservering die binnenkort vervalt": 1}


def test_an_administrator_sees_users_without_a_second_factor() -> None:
    """Everybody who can log in without a second factor is counted."""
    administrator = make_user("administrator")
    make_user("case-worker", is_active=False)
    assert waits(administrator) == {"gebruiker zonder tweede stap bij het inloggen": 1}


def test_the_number_of_questions_does_not_grow(django_assert_num_queries: Any) -> None:
    """For a hundred people the page asks the database as often as for one."""
    worker = make_user("case-worker", municipality=make_municipality())
    actor = actor_of(worker, today())
    make_candidate(owner=worker)
    with django_assert_num_queries(17):
        sections(actor, today())
    for _number in range(100):
        make_candidate(owner=worker)
    with django_assert_num_queries(17):
        sections(actor, today())


@pytest.mark.parametrize("name", ["accessibility", "privacy", "about"])
def test_pages_for_everybody(client: Client, name: str) -> None:
    """Without a login anybody reads how accessible this is, what is kept, and which version runs."""
    answer = client.get(reverse(f"start:{name}"))
    assert answer.status_code == 200
    assert __version__ in answer.content.decode()


def test_health_touches_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The health check says ok, and is an error when the database is away."""
    assert client.get("/gezond/").content == b"ok\n"

    def gone(*_arguments: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", gone)
    client.raise_request_exception = False
    answer = client.get("/gezond/")
    assert answer.status_code == 503
    assert b"gone" not in answer.content
