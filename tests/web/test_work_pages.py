"""The pages about work: the clock in words, the forms and what they refuse, the check, and a definition to try."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from journeys.working import FIRST, add, noon, standing, work
from koppelkans.core.access import actor_of, house
from koppelkans.core.models import AuditEntry, User
from koppelkans.journeys.actions import working
from koppelkans.journeys.actions.checking import check_ledger
from koppelkans.journeys.actions.counting import reach
from koppelkans.journeys.models import Journey, Spell
from koppelkans.results.models import LedgerEntry
from making import make_candidate, make_journey, make_municipality, make_organisation, make_programme, make_user

pytestmark = pytest.mark.django_db
TODAY = FIRST + timedelta(days=142)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the clock of the tests."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon(TODAY))


@pytest.fixture
def worker() -> User:
    """A case worker."""
    return make_user("case-worker")


@pytest.fixture
def journey(worker: User) -> Journey:
    """A journey of this case worker, in a programme."""
    return make_journey(programme=make_programme(), coach=worker, started_on=FIRST)


def logged_in(user: User) -> Client:
    """A browser of this user."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(answer: HttpResponse) -> str:
    """What a page says, in single spaces."""
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def put(journey: Journey, worker: User, **fields: Any) -> Spell:
    """Write work down today."""
    return add(journey, actor_of(worker, TODAY), TODAY, **fields)


def filled(**values: Any) -> dict[str, Any]:
    """The form of new work as a browser sends it."""
    given = {
        "employer_name": "Bakkerij De Linde",
        "form": "contract",
        "hours": "24,5",
        "since": FIRST.isoformat(),
        "level": "contract",
        "given_on": TODAY.isoformat(),
    }
    return given | values


def test_the_clock_in_plain_words(journey: Journey, worker: User) -> None:
    """The page says how far, how many to go, when, and how much break is left."""
    put(journey, worker, until=FIRST + timedelta(days=99))
    put(journey, worker, since=FIRST + timedelta(days=106), employer_name="Garage Zuid", form="bbl")
    page = text(logged_in(worker).get(reverse("journeys:work", args=[journey.pk])))
    assert "Teller: 137 van 182 dagen. Nog 45 dagen." in page
    assert "Verwacht: 11 juli 2026 als het werk doorgaat. Pauze: 6 van ten hoogste 28 dagen." in page
    assert AuditEntry.objects.filter(action="journey.open", subject=journey.candidate_id).exists()


def test_why_work_does_not_count(journey: Journey, worker: User) -> None:
    """Beside each spell stands whether it counts, and why not."""
    put(journey, worker, employer_name="A", form="stage")
    put(journey, worker, employer_name="B", proof="said")
    put(journey, worker, employer_name="C", hours=8)
    page = text(logged_in(worker).get(reverse("journeys:work", args=[journey.pk])))
    assert "Een stage telt niet mee voor duurzaam werk." in page
    assert "Het bewijs is te zwak. Nodig is ten minste: bevestigd door de werkgever." in page
    assert "Op geen van deze dagen is er 12 uur per week of meer" in page
    assert "Er is nog geen dag met werk dat meetelt." in page


def test_a_clock_that_stands_still(journey: Journey, worker: User) -> None:
    """After too long a break the page says since when, and how it goes on."""
    put(journey, worker, until=FIRST + timedelta(days=9))
    page = text(logged_in(worker).get(reverse("journeys:work", args=[journey.pk])))
    assert "De teller staat stil. De laatste dag die meetelde was 14 januari 2026." in page


def test_writing_work_down(journey: Journey, worker: User) -> None:
    """The form takes a comma, counts, and says that it was done."""
    client = logged_in(worker)
    answer = client.post(reverse("journeys:work-add", args=[journey.pk]), filled(version="0"), follow=True)
    assert "Het werk is opgeschreven." in text(answer)
    assert str(Spell.objects.get().hours) == "24.5"
    assert set(standing()) == {"at-work", "13w"}


def test_everything_wrong_is_told_at_its_field(journey: Journey, worker: User) -> None:
    """Every reason stands in the form, and what was typed is still there."""
    put(journey, worker)
    wrong = filled(hours="200", until="2025-12-31", given_on="2030-01-01", employer_name="bakkerij de linde")
    page = text(logged_in(worker).post(reverse("journeys:work-add", args=[journey.pk]), wrong))
    for words in (
        "200 uur per week kan niet.",
        "De laatste dag (31 december 2025) ligt voor de eerste dag (5 januari 2026).",
        "De dag waarop het bewijs is gezien, moet nog komen.",
    ):
        assert words in page
    assert 'value="200"' in page
    assert Spell.objects.count() == 1
    again = text(logged_in(worker).post(reverse("journeys:work-add", args=[journey.pk]), filled()))
    assert "Bij Bakkerij De Linde staat al werk vanaf 5 januari 2026." in again


def test_two_who_write_at_once(journey: Journey, worker: User) -> None:
    """The second is told that something changed, and can send the same form again."""
    put(journey, worker, employer_name="Garage Zuid")
    client, url = logged_in(worker), reverse("journeys:work-add", args=[journey.pk])
    page = text(client.post(url, filled(version="0")))
    assert "Iemand anders heeft dit traject net veranderd." in page
    version = Journey.objects.get().version
    assert f'name="version" value="{version}"' in page
    assert client.post(url, filled(version=str(version))).status_code == 302


def test_end_edit_prove_and_withdraw(journey: Journey, worker: User) -> None:
    """Each verb has its form, does what it says, and goes back to the work."""
    spell = put(journey, worker, proof="")
    client = logged_in(worker)

    def send(name: str, number: int, values: dict[str, str]) -> str:
        url = reverse(f"journeys:{name}", args=[journey.pk, number])
        assert "<form" in text(client.get(url))
        return text(client.post(url, values, follow=True))

    seen = TODAY.isoformat()
    assert "Het bewijs is opgeschreven." in send("work-prove", spell.pk, {"level": "employer", "given_on": seen})
    assert set(standing()) == {"at-work", "13w"}
    assert "De laatste dag is opgeschreven." in send("work-end", spell.pk, {"until": "2026-02-01"})
    assert set(standing()) == {"at-work"}
    assert "Het werk is aangepast." in send("work-edit", spell.pk, filled(employer_name="Bakkerij Zon"))
    assert set(standing()) == {"at-work", "13w"}
    proof = spell.proofs.get().pk
    send("work-unprove", proof, {"why": ""})
    assert standing()
    page = send("work-unprove", proof, {"why": "Nooit gebeld."})
    assert "ingetrokken: Nooit gebeld." in page
    assert standing() == {}
    assert "was een vergissing" in send("work-withdraw", spell.pk, {"why": ""})
    assert client.get(reverse("journeys:work-edit", args=[journey.pk, spell.pk])).status_code == 404


def test_the_history_tells_it_in_words(journey: Journey, worker: User) -> None:
    """What was changed, counted and taken back stands in the history in words, with what it was before."""
    spell = put(journey, worker)
    by = actor_of(worker, TODAY)
    working.edit_spell(spell, work=work(FIRST + timedelta(days=1), form="bbl"), by=by, now=noon(TODAY))
    page = text(logged_in(worker).get(reverse("journeys:history", args=[journey.pk])))
    for words in (
        "Werk aangepast",
        "Soort werk: eerst arbeidscontract, nu bbl-contract.",
        "Vanaf: eerst 5 jan 2026, nu 6 jan 2026.",
        "Telling teruggenomen",
        "Wat telt: 13 weken aan het werk. Reden: De dag is veranderd.",
    ):
        assert words in page, words


def test_work_of_another_journey_is_not_there(journey: Journey, worker: User) -> None:
    """Under one journey the work of another does not exist, nor does anything of another municipality."""
    other = make_journey()
    spell = put(other, worker)
    client = logged_in(worker)
    for name, number in (("work-edit", spell.pk), ("work-end", spell.pk), ("work-unprove", spell.proofs.get().pk)):
        assert client.get(reverse(f"journeys:{name}", args=[journey.pk, number])).status_code == 404
    far = make_journey(candidate=make_candidate(municipality=make_municipality("GM0363", "Amsterdam")))
    assert client.get(reverse("journeys:work", args=[far.pk])).status_code == 404


def test_the_page_asks_as_much_for_much_work(
    journey: Journey, worker: User, django_assert_max_num_queries: Any
) -> None:
    """However many spells there are, the page asks the same number of questions."""
    for number in range(12):
        put(journey, worker, employer=make_organisation("employer"), employer_name="", hours=number + 5)
    client = logged_in(worker)
    with django_assert_max_num_queries(20):
        client.get(reverse("journeys:work", args=[journey.pk]))


def test_what_the_night_found_is_shown_to_who_may(journey: Journey, worker: User) -> None:
    """A controller sees numbers per municipality; who guides the journey sees which it is; another sees nothing."""
    put(journey, worker)
    reach(journey, "started", concerns=FIRST, now=noon(TODAY))
    url, controller = reverse("reports:check"), logged_in(make_user("controller"))
    assert "Er is nog geen controle geweest." in text(controller.get(url))
    night = house("koppelkans nightly")
    check_ledger(by=night, now=noon(TODAY))
    assert "klopte alles" in text(controller.get(url))
    LedgerEntry.objects.filter(measure="13w").update(concerns=date(2026, 1, 1))
    check_ledger(by=night, now=noon(TODAY))
    told, own = text(controller.get(url)), text(logged_in(worker).get(url))
    away = make_user("case-worker", municipality=make_municipality("GM0363", "Amsterdam"))
    assert "de rij in de telling zegt iets anders" in told
    assert str(journey.candidate) not in told
    assert str(journey.candidate) in own
    assert "klopte alles" in text(logged_in(away).get(url))
    assert logged_in(make_user("coach")).get(url).status_code == 403


def test_a_definition_is_tried_without_counting(worker: User) -> None:
    """Another definition gives other numbers beside the counted ones; small groups are not shown; nothing is booked."""
    programme = make_programme()
    for number in range(22):
        put(make_journey(programme=programme), worker, hours=16 if number < 11 else 30)
    before, url = LedgerEntry.objects.count(), reverse("reports:definition")
    client = logged_in(make_user("region-coordinator"))
    assert "Naast elkaar" not in text(client.get(url))
    asked = {"hours": "24", "break_days": "28", "proof": "employer", "kinds": ["contract", "bbl"]}
    page = text(client.get(url, asked))
    assert page.count(">ongeveer 20<") == 2  # at work and 13 weeks, as counted
    assert page.count(">ongeveer 10<") == 2  # rounded: two trials would tell of one person
    assert "minder dan 10" in page  # nobody is durably at work yet
    same = text(client.get(url, asked | {"hours": "12"}))
    assert same.count(">ongeveer 20<") == 4
    assert LedgerEntry.objects.count() == before
    assert "Naast elkaar" not in text(client.get(url, asked | {"kinds": ["zwart"]}))
