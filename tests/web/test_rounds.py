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
from koppelkans.web.planning import views_proposals
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
    assert "wacht op een ja" in page
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


@pytest.mark.usefixtures("worker")
def test_a_double_click_leads_to_the_same_round(client: Client) -> None:
    """The second click lands on the round of the first, and says so."""
    proposal = start(client)
    answer = client.post(reverse("planning:new"), {"name": "Ronde", "municipality": "GM0394"}, follow=True)
    assert Round.objects.count() == 1
    assert answer.redirect_chain[-1][0] == reverse("planning:round", args=[proposal.round_id])
    assert "net al gestart" in answer.content.decode()


@pytest.mark.usefixtures("worker")
def test_names_on_a_round_are_in_the_trail(client: Client) -> None:
    """Whose name was on the list of a round, or on paper, is recorded; a coordinator saw nobody's."""
    proposal = start(client)
    shown = AuditEntry.objects.filter(action="contact.shown", subject=proposal.candidate.subject)
    client.get(reverse("planning:round", args=[proposal.round_id]))
    assert shown.count() == 1
    client.get(reverse("planning:sheets", args=[proposal.round_id]))
    assert shown.count() == 2
    client.force_login(make_user("region-coordinator"))
    client.get(reverse("planning:round", args=[proposal.round_id]))
    assert shown.count() == 2


@pytest.mark.usefixtures("worker")
def test_a_colleague_reads_who_decides(client: Client, worker: User) -> None:
    """A colleague finds no form, no name and not what the candidate said, but reads who can decide."""
    proposal = start(client)
    address = reverse("planning:decide", args=[proposal.pk])
    page = reverse("planning:proposal", args=[proposal.pk])
    client.get(page)
    client.post(address, {"outcome": "deferred", "own_words": "Liever dichtbij."})
    assert "Liever dichtbij." in client.get(page).content.decode()
    client.force_login(make_user("case-worker", municipality=make_municipality()))
    text = client.get(page).content.decode()
    assert f"Alleen {worker.name}" in text
    assert "Leg het besluit vast" not in text
    assert "Draai terug" not in text
    assert "Liever dichtbij." not in text
    answer = client.post(address, {"outcome": "accepted"}, follow=True)
    assert f"Alleen {worker.name}" in answer.content.decode()
    assert Decision.objects.count() == 1


@pytest.mark.usefixtures("worker")
def test_sensitive_own_words_are_asked_about(client: Client) -> None:
    """The page tells what stands there and offers to keep it all the same; a BSN has no such box."""
    address = reverse("planning:decide", args=[start(client).pk])
    words = {"outcome": "deferred", "own_words": "Ik was ziek."}
    text = client.post(address, words).content.decode()
    assert "gezondheid" in text
    assert "Toch opslaan" in text
    assert not Decision.objects.exists()
    assert client.post(address, words | {"anyway": "on"}).status_code == 302
    text = client.post(address, words | {"own_words": "Mijn bsn is 111222333"}).content.decode()
    assert "BSN" in text
    assert "Toch opslaan" not in text
    assert Decision.objects.count() == 1


def test_sheets_come_in_parts(client: Client, worker: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """More people than fit: the page says which part it is, and the other part has the others."""
    monkeypatch.setattr(views_proposals, "SHEETS_A_PAGE", 1)
    today = timezone.localdate()
    candidate = make_candidate("Bo Eik", owner=worker, available_from=today, confirmed_on=today)
    Wish.objects.create(
        candidate=candidate, occupation_id="zonnepanelen", preference=Decimal("0.8"), aptitude=Decimal("0.7")
    )
    client.post(reverse("planning:new"), {"name": "Ronde", "municipality": "GM0394"})
    address = reverse("planning:sheets", args=[Round.objects.get().pk])
    parts = [client.get(address, {"page": number}).content.decode() for number in (1, 2)]
    assert "deel 1 van 2" in parts[0]
    assert "deel 2 van 2" in parts[1]
    assert sorted(name for part in parts for name in ("Noor Wilg", "Bo Eik") if name in part) == ["Bo Eik", "Noor Wilg"]


@pytest.mark.usefixtures("worker")
def test_who_has_a_place_is_told_so(client: Client) -> None:
    """A newer proposal for somebody placed since cannot be accepted, and does not say that the place is full."""
    old = start(client)
    client.get(reverse("planning:proposal", args=[old.pk]))
    client.post(reverse("planning:decide", args=[old.pk]), {"outcome": "accepted"})
    newer = Round.objects.create(name="Nieuwer", asked_at=timezone.now(), status=Round.Status.DONE)
    again = Proposal.objects.create(
        round=newer, candidate=old.candidate, place=old.place, first_day=old.first_day, told=told(old)
    )
    text = client.get(reverse("planning:proposal", args=[again.pk])).content.decode()
    assert "heeft al een plek" in text
    assert "is vol" not in text
    assert 'value="accepted"' not in text


def told(proposal: Proposal) -> dict[str, object]:
    """What is told of a proposal, as it was kept."""
    proposal.refresh_from_db()
    found: dict[str, object] = proposal.told
    return found


@pytest.mark.usefixtures("worker")
def test_why_not_is_not_called_optional(client: Client) -> None:
    """The reason is needed for a no, so its label says when; other fields that may stay empty say so."""
    proposal = start(client)
    page = client.get(reverse("planning:proposal", args=[proposal.pk])).content.decode()
    label = page.partition("Waarom niet?")[2].partition("</label>")[0]
    assert label == " (alleen als het niet doorgaat)"
    assert "(niet verplicht)" in page
