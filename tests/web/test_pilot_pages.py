"""The pages of a pilot: ways in per group, exceptions, partners, targets, criteria, scaling, decision, lessons."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.test_programmes_pages import logged_in

from koppelkans.core.access import actor_of
from koppelkans.core.models import TargetGroup
from koppelkans.funds.models import Reservation
from koppelkans.people.models import Wish
from koppelkans.planning.models import ScalingStudy
from koppelkans.programmes import actions
from koppelkans.programmes.models import Participation, Programme, ScalingDecision
from koppelkans.results.actions import book
from making import (
    NOW,
    TODAY,
    make_candidate,
    make_credential,
    make_fund,
    make_occupation,
    make_organisation,
    make_place,
    make_programme,
    make_region,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "De docent en de werkgever vinden het goed."


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the clock of the tests."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(name="pilot")
def make_pilot() -> Programme:
    """A pilot for one, with one to spare."""
    return make_programme(code="pilot", name="Zonnepilot", kind="pilot", cap=1, tolerance=1)


@pytest.fixture(name="desk")
def make_desk() -> Client:
    """The browser of a coordinator."""
    return logged_in(make_user("region-coordinator", name="Sam Populier"))


@pytest.fixture(name="worker")
def make_worker() -> Client:
    """The browser of a case worker."""
    return logged_in(make_user("case-worker", name="Kim de Vries"))


def page(name: str, *parameters: object) -> str:
    """The address of a page of the pilot."""
    return reverse(f"programmes:{name}", args=["pilot", *parameters])


def text(client: Client, url: str) -> str:
    """What a page says."""
    return client.get(url).content.decode()


def text_after(client: Client, url: str) -> str:
    """What the page says to which this one leads."""
    return client.get(url, follow=True).content.decode()


def test_each_group_gets_its_own_way_in(pilot: Programme, desk: Client) -> None:
    """A plain rule becomes the first way; ways are added, changed and taken away, and told on the page."""
    TargetGroup.objects.create(code="statushouder", name="statushouders")
    make_credential("inburgering", "inburgering afgerond", kind="qualification")
    Programme.objects.update(admission={"groups_any": ["statushouder"]})
    assert "Je hoort bij: statushouders." in text(desk, page("ways"))
    desk.post(page("way-new"), {"name": "nog bezig", "holds_none": ["inburgering"]})
    desk.post(page("way", 1), {"name": "afgerond", "holds_all": ["inburgering"]})
    said = text(desk, page("programme"))
    assert "afgerond: Je hebt al: inburgering afgerond." in said
    assert "nog bezig: Je hebt nog niet: inburgering afgerond." in said
    assert "Deze toelating begrijpen wij niet" in desk.post(page("way-new"), {"name": "afgerond"}).content.decode()
    assert "groups_any" not in text(desk, page("edit"))
    kept = {"kind": "pilot", "name": "Zonnepilot", "starts_on": "2026-01-01", "ends_on": "2027-12-31", "cap": "1"}
    desk.post(page("edit"), kept)
    pilot.refresh_from_db()
    assert len(pilot.admission["ways"]) == 2
    desk.post(page("way-remove", 1))
    pilot.refresh_from_db()
    assert [way["name"] for way in pilot.admission["ways"]] == ["nog bezig"]
    assert desk.get(page("way", 2)).status_code == 404


def test_an_exception_is_asked_for_and_shown(pilot: Programme, desk: Client, worker: Client) -> None:
    """Where exceptions may be, the form asks why; reason and name stand on the page of the programme and the person."""
    Programme.objects.update(admission={"ways": [{"name": "ww", "groups_any": ["ww"]}]})
    candidate = make_candidate()
    asked = {"pseudonym": str(candidate), "exception": WHY}
    assert "andere doelgroep" in worker.post(page("admit"), asked).content.decode()
    desk.post(page("exceptions"))
    assert "waarom" in worker.post(page("admit"), asked | {"exception": "ok"}).content.decode()
    worker.post(page("admit"), asked)
    told = f"Uitzondering: {WHY} (Kim de Vries)"
    assert told in text(worker, page("programme"))
    assert told in text(worker, reverse("people:detail", args=[str(candidate)]))
    assert pilot.participations.get().exception == WHY


@pytest.mark.usefixtures("pilot")
def test_above_the_cap_by_name_and_with_a_reason(worker: Client) -> None:
    """Who waits is told their place, and is let in above the cap by somebody who says why; then nobody else."""
    people = [make_candidate() for _number in range(3)]
    for candidate in people:
        answer = worker.post(page("admit"), {"pseudonym": str(candidate)}, follow=True)
    told = "De groep is vol: 1 van 1. Deze persoon staat op plaats 2 van de wachtlijst."
    assert told in answer.content.decode()
    second = Participation.objects.get(subject=people[1].subject)
    url = reverse("programmes:above", args=[second.pk])
    assert "De groep is vol: 1 van 1" in text(worker, url)
    assert "Schrijf in een zin waarom" in worker.post(url, {"why": "ja"}).content.decode()
    assert "toch laten meedoen" in text(worker, page("programme"))
    worker.post(url, {"why": WHY})
    said = text(worker, page("programme"))
    assert "toch laten meedoen" not in said
    assert "De groep is vol: 2 van 1." in said


def test_partners_targets_and_money_per_year(pilot: Programme, desk: Client, worker: Client) -> None:
    """What a partner does stands in the table; targets are typed per year and seen by who may not change them."""
    partner = pilot.partner_rows.create(organisation=make_organisation(name="De Linde College"))
    desk.post(page("partner", partner.pk), {"task": "Vaktaal", "capacity": "40", "signed_on": "2026-10-01"})
    said = text(desk, page("programme"))
    assert "Vaktaal" in said
    assert "1 okt 2026" in said
    desk.post(page("targets-edit"), {"26w-2026": "6", "26w-2027": "1500", "money-2026": "12.500"})
    assert pilot.budgets.get().cents == 1_250_000
    said = text(worker, page("targets"))
    assert "1.500" in said
    assert "12.500,00" in said
    assert "2.000.000" not in said
    assert "Begonnen tot nu toe: 0." in text(desk, page("targets"))
    watcher = Client()
    watcher.force_login(make_user("controller"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Begonnen tot nu toe: minder dan 10." in text(watcher, page("targets"))
    wrong = desk.post(page("targets-edit"), {"26w-2026": "-1"}).content.decode()
    assert "Duurzaam aan het werk in 2026" in wrong
    assert pilot.targets.count() == 2


def ready(pilot: Programme) -> None:
    """Criteria that are locked and scored."""
    by = actor_of(make_user("region-coordinator"), TODAY)
    row = actions.add_criterion(pilot, by=by, fields={"text": "De werkgevers gaan door", "must": True}, now=NOW)
    actions.lock_criteria(pilot, by=by, now=NOW)
    actions.score(row, by=by, outcome="not-met", evidence="Eén werkgever stopte in mei.", now=NOW)


def test_criteria_cannot_be_reached_any_more_once_locked(pilot: Programme, desk: Client) -> None:
    """Every way to change them says that they are locked, and how they were scored stays on the page."""
    ready(pilot)
    row = pilot.criteria.get()
    for url in (page("criterion-edit", row.pk), page("criterion-remove", row.pk), page("lock")):
        assert "liggen vast" in desk.post(url, {"text": "Anders", "least": "at-least"}, follow=True).content.decode()
    said = text(desk, page("criteria"))
    assert "Eén werkgever stopte in mei." in said
    assert "Criterium toevoegen" not in said
    row.refresh_from_db()
    assert row.text == "De werkgevers gaan door"


def test_costs_are_of_what_really_was_set_aside(pilot: Programme, desk: Client, worker: Client) -> None:
    """Per start by division, per durable placement in words while there is nobody; money is for who may see it."""
    candidate = make_candidate()
    pilot.participations.create(subject=candidate.subject, asked_at=NOW, admitted_on=TODAY)
    Reservation.objects.create(
        fund=make_fund(),
        subject=candidate.subject,
        step="place",
        cost_kind="guidance",
        cents=250_050,
        reserved_on=TODAY,
    )
    assert "nog niemand begonnen" in text(desk, page("scaling"))
    for _person in range(2):
        book("started", 1, concerns=TODAY, now=NOW, programme=pilot.code)
    said = text(desk, page("scaling"))
    assert "€\u00a01.250,25" in said
    assert "nog niemand duurzaam" in said
    assert "nog niemand duurzaam" not in text(worker, page("scaling"))


def test_a_decision_is_kept_with_its_document(pilot: Programme, desk: Client, worker: Client) -> None:
    """The study, then the decision on frozen figures; its document is PDF and ODT, and never another text."""
    make_region()
    make_fund(name="Regiofonds")
    make_place(capacity=1, cost=Decimal(2500))
    for _number in range(5):
        candidate = make_candidate()
        Wish.objects.create(candidate=candidate, occupation=make_occupation(), preference="0.8", aptitude="0.7")
        pilot.participations.create(subject=candidate.subject, asked_at=NOW, admitted_on=TODAY)
    assert "Nog niet beoordeeld" not in text(desk, page("scaling"))
    ready(pilot)
    assert "Een criterium dat moet, is niet gehaald" in text(desk, page("scaling"))
    desk.post(page("study"))
    assert ScalingStudy.objects.get().status == ScalingStudy.Status.DONE
    said = text(desk, page("scaling"))
    assert "Monteur zonnepanelen" in said
    assert "tekort: 99" in said
    assert "€\u00a0250.000,00" in said
    assert "€\u00a0250.000,00" not in text(worker, page("scaling"))
    choice = {"outcome": "go", "reason": WHY, "decided_by": "Jo Voorbeeld", "decided_on": "2026-11-02"}
    assert "voor hoeveel mensen" in desk.post(page("decide"), choice).content.decode()
    desk.post(page("decide"), choice | {"size": "50"})
    made = ScalingDecision.objects.get()
    assert made.figures["study"]["sizes"]["20"]["placed"] == 20
    again = desk.get(page("decision-pdf", made.pk)).content
    assert again.startswith(b"%PDF")
    assert desk.get(page("decision-pdf", made.pk)).content == again
    assert desk.get(page("decision-odt", made.pk)).content.startswith(b"PK")
    assert worker.get(page("decision-odt", made.pk)).status_code == 403  # it tells what everything cost
    assert worker.post(page("decide"), choice).status_code == 403
    ScalingDecision.objects.filter(pk=made.pk).update(sha256="0" * 64)
    assert "Dit is niet meer de tekst van het besluit" in text_after(desk, page("decision-pdf", made.pk))


def test_the_progress_of_a_study_is_told(pilot: Programme, desk: Client) -> None:
    """While it is worked out the page says how far; a failure is said, and may be asked again."""
    assert desk.get(page("study-progress")).status_code == 204
    study = ScalingStudy.objects.create(
        programme=pilot, asked_at=NOW, status="running", sizes=[20, 50], figures={"sizes": {"20": {}}}
    )
    assert "1 van 2" in text(desk, page("study-progress"))
    assert "1 van 2" in text(desk, page("scaling"))
    ScalingStudy.objects.filter(pk=study.pk).update(status="failed")
    assert "Het rekenen is mislukt" in text(desk, page("scaling"))


@pytest.mark.usefixtures("pilot")
def test_lessons_go_on_to_the_programme_that_follows(desk: Client, worker: Client) -> None:
    """A lesson is written, and stands on the page of the successor as one of the programme before it."""
    desk.post(page("lesson-new"), {"text": "Begin met taal op de werkvloer."})
    desk.post(page("succeed"), {"name": "Vier jaar zon", "starts_on": "2028-01-01", "ends_on": "2031-12-31"})
    said = text(worker, reverse("programmes:lessons", args=["vier-jaar-zon"]))
    assert "Van Zonnepilot, waar dit op verdergaat" in said
    assert "Begin met taal op de werkvloer." in said
    assert "Vier jaar zon" in text(worker, page("lessons"))
