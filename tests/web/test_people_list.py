"""The list of people: what each role sees of it, search and filters, export and the calendar."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from koppelkans.core.models import AuditEntry, User
from koppelkans.people.models import Wish
from making import make_candidate, make_municipality, make_occupation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> User:
    """A case worker."""
    return make_user("case-worker", name="Kim de Wit")


@pytest.fixture
def page(client: Client, worker: User) -> Client:
    """A browser in which they are logged in, in Dutch."""
    cache.clear()
    client.force_login(worker)
    client.cookies["django_language"] = "nl"
    return client


def workbook(client: Client, address: str, **data: str) -> list[list[object]]:
    """The rows of the workbook that the export gives."""
    answer = client.post(address, data)
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]


def test_the_list_shows_own_names_and_other_pseudonyms(page: Client, worker: User) -> None:
    """A case worker reads the names of the own people, and of a colleague's the pseudonym and own key only."""
    mine = make_candidate("Amal Yosef", owner=worker)
    other = make_candidate("Joris Blom", owner=make_user("case-worker"), own_key="HLM-7")
    away = make_candidate(municipality=make_municipality("GM0363", "Amsterdam"))
    text = page.get("/kandidaten/").content.decode()
    assert "Amal Yosef" in text
    assert str(mine) in text
    assert "Joris" not in text
    assert "HLM-7" in text
    assert str(other) in text
    assert str(away) not in text
    told = AuditEntry.objects.filter(user=worker).order_by("pk").values_list("action", "subject")
    assert list(told) == [("people.list", None), ("contact.shown", mine.pk)]


def test_the_coordinator_sees_pseudonyms_of_all(client: Client) -> None:
    """The whole region by pseudonym: no own key, no name, no case worker, and nothing to add or export."""
    person = make_candidate("Amal Yosef", owner=make_user("case-worker", name="Kim de Wit"), own_key="HLM-7")
    client.force_login(make_user("region-coordinator"))
    text = client.get("/kandidaten/").content.decode()
    assert str(person) in text
    for hidden in ("Amal", "HLM-7", "Kim de Wit", "/kandidaten/nieuw/", "/kandidaten/export/"):
        assert hidden not in text


@pytest.mark.parametrize("role", ["controller", "employer-adviser", "training-provider", "employer", "administrator"])
def test_the_list_is_closed_to_who_does_not_guide(client: Client, role: str) -> None:
    """Roles that have nothing to do with people see none."""
    client.force_login(make_user(role))
    assert client.get("/kandidaten/").status_code == 403


def test_a_list_is_narrowed_down_by_its_address(page: Client, worker: User) -> None:
    """Filters stand in the address, also strange ones, and an empty result says what to do."""
    mine = make_candidate(owner=worker)
    other = make_candidate()
    text = page.get("/kandidaten/", {"owner": "mine"}).content.decode()
    assert str(mine) in text
    assert str(other) not in text
    assert "Niemand gevonden" in page.get("/kandidaten/", {"q": "zzz"}).content.decode()
    strange = {
        "q": "a\0b",
        "owner": "9" * 30,
        "status": "elf",
        "group": "|",
        "freshness": "?",
        "sort": "-x",
        "page": "abc",
    }
    assert page.get("/kandidaten/", strange).status_code == 200


def test_the_first_list_says_how_to_begin(page: Client) -> None:
    """Where nobody is yet, the page says so and offers the form."""
    assert "Er staan nog geen kandidaten in" in page.get("/kandidaten/").content.decode()


def test_html_in_a_name_stays_text(page: Client, worker: User) -> None:
    """A name with tags in it is shown as it was typed."""
    person = make_candidate("<script>alert(1)</script>", owner=worker)
    for address in ("/kandidaten/", f"/kandidaten/wie/{person}/"):
        assert "<script>alert" not in page.get(address).content.decode()


def test_a_page_takes_as_many_queries_for_fifty_as_for_two(page: Client, worker: User) -> None:
    """The number of queries does not grow with the people on the page."""

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert page.get("/kandidaten/").status_code == 200
        return len(queries)

    def add(people: int) -> None:
        for number in range(people):
            person = make_candidate(f"Naam {number}", owner=worker, groups=["jongere"])
            Wish.objects.create(candidate=person, occupation=make_occupation())

    add(2)
    count()
    few = count()
    add(60)
    assert count() == few
    assert few <= 18


def test_the_export_follows_the_filters(page: Client, worker: User) -> None:
    """The workbook holds the people of the list by pseudonym, with formulas as text; the trail names each of them."""
    mine = make_candidate("Amal Yosef", owner=worker, own_key="=1+1")
    Wish.objects.create(candidate=mine, occupation=make_occupation(), preference=Decimal("0.75"))
    make_candidate()
    header, *rows = workbook(page, "/kandidaten/export/?owner=mine")
    assert [row[0] for row in rows] == [str(mine)]
    assert rows[0][2] == "=1+1"
    assert "Naam" not in header
    assert "Monteur zonnepanelen (graag, nog niet gevraagd)" in rows[0]
    assert AuditEntry.objects.get(action="people.export").subject == mine.subject


def test_the_export_gives_names_of_own_people_when_asked(page: Client, worker: User) -> None:
    """Contact data go along only when asked, and only of the own people."""
    make_candidate("Amal Yosef", owner=worker)
    make_candidate("Joris Blom", owner=make_user("case-worker"))
    header, *rows = workbook(page, "/kandidaten/export/", contacts="on")
    names = {row[header.index("Naam")] for row in rows}
    assert names == {"Amal Yosef", None}
    assert AuditEntry.objects.filter(action="people.export", thing="contacts").count() == 1


def test_the_export_is_closed_to_the_coordinator(client: Client) -> None:
    """Who only sees people takes no list of them out."""
    client.force_login(make_user("region-coordinator"))
    assert client.post("/kandidaten/export/").status_code == 403


def test_the_calendar_has_pseudonyms_only(page: Client, worker: User) -> None:
    """Days ahead of the own people come as a calendar file without names, of one person as well."""
    mine = make_candidate("Amal Yosef", owner=worker)
    other = make_candidate("Joris Blom")
    for address in ("/kandidaten/agenda.ics", f"/kandidaten/wie/{mine}/agenda.ics"):
        answer = page.get(address)
        assert answer["Content-Type"].startswith("text/calendar")
        text = answer.content.decode().replace("\r\n ", "")
        assert f"{mine}: " in text
        assert "Amal" not in text
        assert str(other) not in text
