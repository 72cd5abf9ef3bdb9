"""The pages about results: counters in sentences, closed for the region, open for the own municipality, public."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from odfdo import Document

from koppelkans.core.models import AuditEntry, User
from koppelkans.journeys.models import Journey, Reached
from koppelkans.programmes.models import Programme, Target
from koppelkans.reports.models import Computed
from koppelkans.results.actions import book
from making import make_journey, make_municipality, make_user

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def login() -> Login:
    """A browser in which somebody is logged in."""

    def logged_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return logged_in


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, settings: Any) -> date:
    """The pages are asked on 22 November 2026, without a second factor."""
    settings.KOPPELKANS_SECOND_FACTOR = "optional"
    day = date(2026, 11, 22)
    moment = datetime(2026, 11, 22, 10, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(
        "django.utils.timezone.localdate", lambda value=None, _zone=None: value.date() if value else day
    )
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return day


def booked(number: int, **facts: Any) -> None:
    """So many rows of the ledger, spread over the months of this year."""
    values = {"municipality": "GM0394", "programme": "a", "sector": "zorg", "training": "zorg-1"} | facts
    measure = values.pop("measure", "started")
    for at in range(number):
        day = date(2026, 1 + at % 10, 10)
        book(
            measure,
            1,
            concerns=day,
            now=datetime(day.year, day.month, 12, tzinfo=timezone.get_default_timezone()),
            **values,
        )


def programme(code: str = "a", target: int = 300) -> Programme:
    """A programme with a target for this year."""
    made = Programme.objects.create(
        code=code, name=f"Programma {code}", starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31)
    )
    Target.objects.create(programme=made, year=2026, measure="started", number=target)
    return made


def test_the_message_stands_above_the_chart(login: Login) -> None:
    """The counter, its target and what is expected, with how good the band was, in sentences."""
    programme()
    booked(212)
    row = {
        "months": [[214.0, 230.2, 240.0], [238.0, 251.2, 266.0]],
        "checked": {"cases": 20, "inside": 17, "plain": 15, "factor": 1.2},
        "levers": [["inflow", 25.0, 34.0], ["seats", 20.0, 28.0], ["leaving", 1.0, None]],
    }
    found = {
        "enough": True,
        "year": 2026,
        "from": 10,
        "measures": dict.fromkeys(("started", "at-work", "26w"), row),
    }
    for kind, figures in (("forecast", found), ("journeys", {})):
        Computed.objects.create(
            kind=kind, programme="a", on=date(2026, 11, 22), made_at=timezone.now(), figures=figures
        )
    page = login(make_user("region-coordinator")).get(reverse("reports:dashboard"), {"programma": "a"}).content.decode()
    assert "Op 22 november 2026 zijn 212 mensen begonnen. Het doel voor dit jaar is 300." in page
    assert "Naar verwachting worden het er 251 (tussen 238 en 266)." in page
    assert "In het verleden viel de uitkomst 17 van de 20 keer binnen de band." in page
    assert "Meer aanmeldingen: 34 per maand. Nu zijn het er 25." in page
    assert "Alleen minder uitval is niet genoeg" in page


def test_the_region_gets_no_small_group_and_no_people(login: Login) -> None:
    """A coordinator sees that a group is small, not how small, and no link to anybody."""
    programme()
    booked(9)
    page = login(make_user("region-coordinator")).get(reverse("reports:dashboard"), {"programma": "a"}).content.decode()
    assert "zijn minder dan 10 mensen begonnen" in page
    assert reverse("reports:counted") not in page
    assert login(make_user("region-coordinator")).get(reverse("reports:counted")).status_code == 403


def test_a_case_worker_sees_every_number_of_the_own_municipality(login: Login) -> None:
    """Nine is nine there, with a way to the people; another municipality is not there."""
    programme()
    booked(9)
    booked(50, municipality="GM0363")
    make_municipality("GM0363", "Amsterdam")
    browser = login(make_user("case-worker", municipality=make_municipality()))
    page = browser.get(reverse("reports:dashboard")).content.decode()
    assert "zijn 9 mensen begonnen" in page
    assert reverse("reports:counted") in page
    assert browser.get(reverse("reports:dashboard"), {"gemeente": "GM0363"}).status_code == 404
    assert browser.get(reverse("reports:counted"), {"gemeente": "GM0363"}).status_code == 404


def test_who_looks_behind_a_figure_is_recorded(login: Login) -> None:
    """The people behind a figure are a list of journeys, and looking at it is in the trail."""
    browser = login(make_user("case-worker"))
    assert browser.get(reverse("reports:counted"), {"wat": "26w", "gemeente": "GM0394"}).status_code == 200
    assert AuditEntry.objects.filter(action="journey.list").exists()
    assert browser.get(reverse("reports:counted"), {"wat": "iets"}).status_code == 404


def test_as_known_on_an_earlier_day(login: Login) -> None:
    """The page says of which day the knowledge is, and counts what was booked until then."""
    booked(40)
    browser = login(make_user("case-worker"))
    page = browser.get(reverse("reports:dashboard"), {"bekend_op": "2026-05-20"}).content.decode()
    assert "zoals ze bekend waren op 20 mei 2026" in page
    assert "zijn 20 mensen begonnen" in page


def test_the_people_behind_a_figure_of_an_earlier_day_are_those_of_that_day(login: Login) -> None:
    """Who was counted later is not among them, and who was taken back later still is."""
    user = make_user("case-worker", municipality=make_municipality())
    for booked_in, back_in in ((3, None), (3, 8), (8, None)):
        journey, entries = make_journey(), []
        for amount, month in ((1, booked_in), (-1, back_in)):
            if month:
                now = datetime(2026, month, 12, tzinfo=timezone.get_default_timezone())
                facts = {"concerns": date(2026, 2, 10), "now": now, "municipality": "GM0394", "programme": "a"}
                entries.append(book("at-work", amount, **facts))
        Reached.objects.create(
            journey=journey,
            candidate=journey.candidate,
            programme="a",
            measure="at-work",
            concerns=date(2026, 2, 10),
            counted=entries[0],
            taken_back=entries[1] if back_in else None,
        )
    browser, known = login(user), {"wat": "at-work", "gemeente": "GM0394", "jaar": "2026", "bekend_op": "2026-05-31"}
    for asked, who in ((known, [0, 1]), (known | {"bekend_op": ""}, [0, 2]), (known | {"bekend_op": "ooit"}, [0, 2])):
        page = browser.get(reverse("reports:counted"), asked).content.decode()
        people = [str(one.candidate) for one in Journey.objects.order_by("pk")]
        assert [person in page for person in people] == [at in who for at in range(3)]


def test_before_the_first_night_there_is_no_table_of_nights(login: Login) -> None:
    """The page of the check says that it is still to come, without an empty table."""
    page = login(make_user("region-coordinator")).get(reverse("reports:check")).content.decode()
    assert "Er is nog geen controle geweest" in page
    assert "<table" not in page


def test_a_dashboard_that_has_no_night_yet_computes_it(
    login: Login, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """What is missing is computed in the background, once, and said so."""
    browser = login(make_user("case-worker"))
    with django_capture_on_commit_callbacks(execute=True):
        page = browser.get(reverse("reports:dashboard"), {"jaar": "zomaar", "bekend_op": "ooit"}).content.decode()
    assert "worden nu uitgerekend" in page
    assert Computed.objects.exists()
    assert "worden nu uitgerekend" not in browser.get(reverse("reports:dashboard")).content.decode()


@pytest.mark.parametrize("number", [0, 200])
def test_a_dashboard_costs_as_many_questions_however_much_is_counted(login: Login, number: int) -> None:
    """Fewer than twenty, for few and many alike."""
    programme()
    booked(number)
    browser = login(make_user("region-coordinator"))
    browser.get(reverse("reports:dashboard"))
    with CaptureQueriesContext(connection) as asked:
        browser.get(reverse("reports:dashboard"))
    assert len(asked) < 20


def test_every_table_goes_out(login: Login) -> None:
    """All tables as ODS and Excel, each as CSV; what is hidden on the page is hidden there."""
    booked(40)
    booked(5, sector="bouw", training="bouw-1")
    browser = login(make_user("region-coordinator"))
    book_ = Document(io.BytesIO(b"".join(browser.get(reverse("reports:ods")).streaming_content)))
    assert [table.name for table in book_.body.tables][:3] == ["Tellers", "Opgeteld per maand", "Per sector"]
    assert browser.get(reverse("reports:xlsx")).status_code == 200
    sectors = b"".join(browser.get(reverse("reports:csv"), {"tabel": "sectoren"}).streaming_content).decode()
    assert "Bouw;niet getoond;niet getoond" in sectors  # nor is it told that nobody got further
    assert "Zorg;niet getoond" in sectors
    totals = b"".join(browser.get(reverse("reports:csv")).streaming_content).decode()
    assert "begonnen;45" in totals
    assert browser.get(reverse("reports:csv"), {"tabel": "geen"}).status_code == 404


def test_the_meanings_are_all_there(login: Login) -> None:
    """Each figure stands there with what it means and where it comes from."""
    page = login(make_user("controller")).get(reverse("reports:meanings")).content.decode()
    assert "182 dagen (26 weken)" in page
    assert "het telboek" in page


def test_the_public_counter_is_rounded_and_can_be_kept() -> None:
    """Without a login: rounded to five, small ones not told, no cookie, and kept by a cache for an hour."""
    made = programme()
    booked(213)
    booked(9, measure="26w")
    for answer in (Client().get(reverse("counter:all")), Client().get(reverse("counter:programme", args=[made.code]))):
        page = answer.content.decode()
        assert "ongeveer 215" in page
        assert "213" not in page
        assert "minder dan 10" in page
        assert page.count("kk-table--compact") == 2  # months stay a table on a phone
        assert "public" in answer["Cache-Control"]
        assert not answer.cookies
    assert Client().get(reverse("counter:programme", args=["geen"])).status_code == 404
    assert Client().post(reverse("counter:all")).status_code == 405


def test_the_public_counter_as_json() -> None:
    """Another page can show it: the same numbers, and nothing of anybody."""
    programme()
    booked(213)
    answer = Client().get(reverse("counter:json", args=["a"]))
    told = json.loads(answer.content)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert told["counted_on"] == "2026-11-22"
    assert told["measures"][0]["number"] == 215
    assert told["measures"][4]["number"] is None
    assert Client().get(reverse("counter:json", args=["alles"])).status_code == 200


def test_a_figure_of_yesterday_is_there_today(login: Login, today: date) -> None:
    """A page reads the figures of the last night there was."""
    Computed.objects.create(
        kind="journeys",
        programme="",
        on=today - timedelta(days=1),
        made_at=timezone.now(),
        figures={
            "open": {},
            "closed": {"years": {}, "in-journey": 0, "still": [[0, 0]] * 3, "predicted": {}, "cost-per-durable": [0]},
        },
    )
    page = login(make_user("region-coordinator")).get(reverse("reports:dashboard")).content.decode()
    assert "worden nu uitgerekend" not in page
