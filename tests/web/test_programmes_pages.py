"""The pages about programmes: the rule in plain words, admitting, waiting, stopping."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from koppelkans.core.models import AuditEntry, User
from koppelkans.people.models import Holding, Wish
from koppelkans.planning.admission import person_of
from koppelkans.programmes import queries
from koppelkans.programmes.models import Participation, Programme
from koppelkans.supply.models import Training
from koppelkans.supply.queries import training_names
from making import NOW, TODAY, make_candidate, make_credential, make_municipality, make_occupation, make_run, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the clock of the tests."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def logged_in(user: User) -> Client:
    """A browser of this user."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def pilot() -> Programme:
    """A pilot for one person who holds A2, made on the page by a coordinator."""
    make_credential("nl-A2", "Nederlands A2")
    make_municipality()
    values = {
        "kind": "pilot",
        "name": "Zonnepilot",
        "starts_on": "2026-11-01",
        "ends_on": "2027-10-31",
        "municipalities": ["GM0394"],
        "holds_all": ["nl-A2"],
        "cap": "1",
    }
    client = logged_in(make_user("region-coordinator"))
    answer = client.post(reverse("programmes:new"), values)
    assert answer["Location"] == reverse("programmes:programme", args=["zonnepilot"])
    return Programme.objects.get()


def test_a_programme_shows_its_rule_in_plain_words(pilot: Programme) -> None:
    """Rule, municipalities and seats stand on the page; unchanged saving changes nothing."""
    client = logged_in(make_user("region-coordinator"))
    text = client.get(reverse("programmes:programme", args=[pilot.code])).content.decode()
    assert "Je hebt al: Nederlands A2." in text
    assert "Haarlemmermeer" in text
    assert pilot.admission == {"holds_all": ["nl-A2"]}
    assert client.get(reverse("programmes:edit", args=[pilot.code])).status_code == 200
    assert "Zonnepilot" in client.get(reverse("programmes:list")).content.decode()


def test_a_case_worker_admits_and_ends(pilot: Programme) -> None:
    """Without what is needed it is refused; the second waits, is offered the seat, and takes it."""
    make_credential("nl-B1", implies=["nl-A2"])
    first, second, bare = make_candidate(), make_candidate(), make_candidate()
    for candidate in (first, second):
        Holding.objects.create(candidate=candidate, credential_id="nl-B1", recorded_on=TODAY)
    client = logged_in(make_user("case-worker"))
    url, page = reverse("programmes:admit", args=[pilot.code]), reverse("programmes:programme", args=[pilot.code])
    assert "nog niet alles wat nodig is" in client.post(url, {"pseudonym": str(bare)}).content.decode()
    for candidate in (first, second):
        client.post(url, {"pseudonym": str(candidate)})
    assert "Nummer 1:" in client.get(page).content.decode()
    taking_part = queries.taking_part(pilot).get()
    assert client.get(reverse("programmes:end", args=[taking_part.pk])).status_code == 200
    client.post(reverse("programmes:end", args=[taking_part.pk]))
    assert "Plek aangeboden" in client.get(page).content.decode()
    client.post(reverse("programmes:accept", args=[queries.taking_part(pilot).get().pk]))
    assert queries.taking_part(pilot).get().admitted_on == TODAY


def test_people_of_another_municipality_are_only_counted(pilot: Programme) -> None:
    """Another case worker sees that somebody takes part, not who, and cannot end it."""
    mine = make_candidate()
    row = pilot.participations.create(subject=mine.subject, asked_at=NOW, admitted_on=TODAY)
    pilot.municipalities.clear()
    client = logged_in(make_user("case-worker", municipality=make_municipality("GM0363", "Amsterdam")))
    text = client.get(reverse("programmes:programme", args=[pilot.code])).content.decode()
    assert str(mine) not in text
    assert "1 persoon mee die jij niet ziet" in text
    assert client.post(reverse("programmes:end", args=[row.pk])).status_code == 404
    controller = logged_in(make_user("controller"))
    assert str(mine) not in controller.get(reverse("programmes:programme", args=[pilot.code])).content.decode()
    assert controller.get(reverse("programmes:new")).status_code == 403


def test_what_matters_of_a_person_is_what_holds_today() -> None:
    """An expired certificate does not count; what a credential implies does; wishes give the sectors."""
    candidate = make_candidate(groups=["ww"])
    make_credential("nl-A1")
    make_credential("nl-A2", implies=["nl-A1"])
    Holding.objects.create(candidate=candidate, credential_id="nl-A2", recorded_on=TODAY)
    Holding.objects.create(
        candidate=candidate,
        credential=make_credential("vca"),
        in_period=True,
        until=TODAY - timedelta(days=1),
        recorded_on=TODAY,
    )
    Wish.objects.create(candidate=candidate, occupation=make_occupation())
    person = person_of(candidate, TODAY)
    assert (person.holds, person.groups, person.sectors) == (["nl-A1", "nl-A2"], ["ww"], ["techniek"])


def test_a_large_programme_shows_fifty_people_a_page(pilot: Programme) -> None:
    """Of sixty who take part fifty are on the first page and ten on the second; only who was shown is recorded."""
    for _number in range(60):
        candidate = make_candidate()
        Participation.objects.create(programme=pilot, subject=candidate.subject, asked_at=NOW, admitted_on=TODAY)
    client, page = logged_in(make_user("region-coordinator")), reverse("programmes:programme", args=[pilot.code])
    first = client.get(page).content.decode()
    assert first.count("sinds ") == 50
    assert AuditEntry.objects.filter(action="programme.people").count() == 50  # a row for each person
    assert "51 tot en met 60 van 60" in client.get(page, {"page": "2"}).content.decode()


def test_a_training_without_a_name_is_called_after_its_newest_run() -> None:
    """On the page of a programme a code says nothing; its own name comes first."""
    old = make_run(name="Oude groep", start=TODAY, end=TODAY + timedelta(days=9))
    make_run(training=old.training, name="Zonnepanelen leggen", start=TODAY + timedelta(days=30))
    training = old.training
    assert training_names()[training.code] == "Zonnepanelen leggen"
    Training.objects.filter(pk=training.pk).update(name="Zonnemonteur")
    assert training_names()[training.code] == "Zonnemonteur"
