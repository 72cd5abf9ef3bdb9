"""The pages of rounds, proposals and decisions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from koppelkans.core.models import AuditEntry, User
from koppelkans.journeys.models import Decision
from koppelkans.people.models import Wish
from koppelkans.planning.models import Proposal, Round
from making import make_candidate, make_fund, make_municipality, make_place, make_region, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(client: Client) -> User:
    """A case worker with one person, in a region with one place; logged in."""
    today = timezone.localdate()
    user = make_user("case-worker", municipality=make_municipality())
    make_region(plan_from=today, plan_until=today.replace(year=today.year + 1))
    make_fund(start=today, until=today.replace(year=today.year + 2))
    make_place(start_from=today, start_until=today.replace(year=today.year + 1), confirmed_on=today)
    candidate = make_candidate("Noor Wilg", owner=user, available_from=today, confirmed_on=today)
    Wish.objects.create(
        candidate=candidate, occupation_id="zonnepanelen", preference=Decimal("0.8"), aptitude=Decimal("0.7")
    )
    client.force_login(user)
    return user


def start(client: Client) -> Proposal:
    """Start a round and give its one proposal."""
    answer = client.post(reverse("planning:new"), {"name": "Ronde", "municipality": "GM0394"})
    assert answer.status_code == 302
    return Proposal.objects.get(round=Round.objects.get())


@pytest.mark.usefixtures("worker")
def test_from_a_round_to_a_decision(client: Client) -> None:
    """A case worker starts a round, reads why, decides, prints and takes it back."""
    assert "1" in client.get(reverse("planning:new")).content.decode()
    proposal = start(client)
    page = client.get(reverse("planning:round", args=[proposal.round_id])).content.decode()
    assert "Noor Wilg" in page
    page = client.get(reverse("planning:proposal", args=[proposal.pk])).content.decode()
    assert "bij de vaardigheden" in page
    client.post(reverse("planning:decide", args=[proposal.pk]), {"outcome": "accepted"})
    assert Decision.objects.get().outcome == "accepted"
    page = client.get(reverse("planning:proposal", args=[proposal.pk])).content.decode()
    assert "gaat door" in page
    for name in ("planning:sheet", "planning:sheets"):
        key = proposal.pk if name == "planning:sheet" else proposal.round_id
        assert "Noor Wilg" in client.get(reverse(name, args=[key])).content.decode()
    client.post(reverse("planning:undo", args=[proposal.pk]))
    assert Decision.objects.latest().outcome == "undone"


@pytest.mark.usefixtures("worker")
def test_opening_a_proposal_is_recorded(client: Client) -> None:
    """Who opened whose proposal, and who printed it, is in the trail."""
    proposal = start(client)
    client.get(reverse("planning:proposal", args=[proposal.pk]))
    client.get(reverse("planning:sheet", args=[proposal.pk]))
    seen = AuditEntry.objects.filter(subject=proposal.candidate.subject).values_list("action", flat=True)
    assert {"proposal.open", "proposal.print"} <= set(seen)


@pytest.mark.usefixtures("worker")
def test_a_no_without_a_reason_is_asked_again(client: Client) -> None:
    """The page comes back with what was typed and the question."""
    proposal = start(client)
    answer = client.post(
        reverse("planning:decide", args=[proposal.pk]), {"outcome": "declined", "own_words": "Te ver weg"}
    )
    assert answer.status_code == 422
    assert "Te ver weg" in answer.content.decode()
    assert "Kies waarom" in answer.content.decode()


@pytest.mark.usefixtures("worker")
def test_a_coordinator_sees_a_pseudonym_and_no_buttons(client: Client) -> None:
    """Without the right to decide there is no name and no form."""
    proposal = start(client)
    client.force_login(make_user("region-coordinator"))
    page = client.get(reverse("planning:proposal", args=[proposal.pk])).content.decode()
    assert "Noor Wilg" not in page
    assert "Leg het besluit vast" not in page
    assert client.post(reverse("planning:decide", args=[proposal.pk]), {"outcome": "accepted"}).status_code == 403


@pytest.mark.usefixtures("worker")
def test_another_municipality_does_not_find_it(client: Client) -> None:
    """The proposal and its round do not exist for a case worker elsewhere."""
    proposal = start(client)
    client.force_login(make_user("case-worker", municipality=make_municipality("GM0363", "Amsterdam")))
    assert client.get(reverse("planning:proposal", args=[proposal.pk])).status_code == 404
    assert client.get(reverse("planning:round", args=[proposal.round_id])).status_code == 404


@pytest.mark.usefixtures("worker")
def test_the_list_asks_the_database_the_same_for_one_and_for_many(
    client: Client, django_assert_max_num_queries: object
) -> None:
    """The number of questions does not grow with the rounds."""
    assert client.get(reverse("planning:list")).status_code == 200
    Round.objects.bulk_create([Round(name=f"Ronde {at}", asked_at=timezone.now()) for at in range(40)])
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(reverse("planning:list"))
