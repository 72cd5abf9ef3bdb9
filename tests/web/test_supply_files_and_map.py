"""Offers as files and as a map."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from koppelkans.core.models import Postcode, User
from koppelkans.documents.tables_in import open_table
from koppelkans.supply.models import Run
from koppelkans.web.supply.drawing import around, draw
from making import NOW, make_place, make_postcode, make_run, make_user

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


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_goes_out_and_comes_back(ending: str) -> None:
    """A provider fetches its runs, and hands the same file in again: as many rows as it had, bijgewerkt."""
    run = make_run(name="=cmd()", seat_cost=Decimal("950.50"))
    make_run()
    client = logged_in(make_user("training-provider", organisation=run.provider))
    answer = client.get(reverse(f"supply:runs-{ending}"))
    data = b"".join(answer.streaming_content)
    table = open_table(io.BytesIO(data), f"x.{ending}")
    assert [row[0] for _number, row in table.rows()] == [run.code]
    before = Run.objects.filter(pk=run.pk).values().get()
    file = SimpleUploadedFile(f"runs.{ending}", data)
    page = client.post(reverse("supply:runs-import"), {"file": file}, follow=True)
    assert "0 toegevoegd, 1 bijgewerkt" in page.content.decode()
    assert Run.objects.filter(pk=run.pk).values().get() == before


def test_errors_of_a_file_stand_in_a_table() -> None:
    """Row, column, value and what would be right; nothing is taken over."""
    client = logged_in(make_user("region-coordinator"))
    text = "run,name,postcode,start,end,dayparts,seats_max,seat_cost,cost_kind,grants\nx,<b>y</b>,1,a,b,c,d,e,f,g\n"
    answer = client.post(reverse("supply:runs-import"), {"file": SimpleUploadedFile("runs.csv", text.encode())})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Schrijf een datum zo" in page
    assert "Er is niets overgenomen" in page
    assert not Run.objects.exists()
    broken = client.post(reverse("supply:runs-import"), {"file": SimpleUploadedFile("runs.csv", b"%PDF-1.4")})
    assert "Wij kunnen dit bestand niet lezen" in broken.content.decode()


def test_files_are_for_who_makes_offers() -> None:
    """A provider takes over no places, a case worker nothing; who sees offers may fetch them."""
    provider = logged_in(make_user("training-provider"))
    assert provider.get(reverse("supply:places-import")).status_code == 403
    worker = logged_in(make_user("case-worker"))
    assert worker.get(reverse("supply:runs-import")).status_code == 403
    assert worker.get(reverse("supply:places-csv")).status_code == 200


def test_the_map_draws_what_the_list_shows() -> None:
    """Each postcode with an offer is a dot with a link and words, and a row of the list; without any inline style."""
    near, far = make_postcode("2131"), Postcode.objects.create(code="9711", lat=Decimal("53.21"), lon=Decimal("6.56"))
    make_run(postcode=near)
    make_place(postcode=near)
    make_place(postcode=far)
    client = logged_in(make_user("region-coordinator"))
    text = client.get(reverse("supply:map")).content.decode()
    assert text.count("<circle") == 2
    assert "2131: 1 trainingen en 1 plekken" in text
    assert "style=" not in text
    nearer = client.get(reverse("supply:map") + "?bij=2131").content.decode()
    assert nearer.count("<circle") == 1
    assert "Niets gevonden" in client.get(reverse("supply:map") + "?q=bestaat-niet").content.decode()


def test_the_map_is_true_to_scale() -> None:
    """North is up, east is right, and a kilometre is as long in both directions."""
    known = [
        Postcode(code="1000", lat=Decimal("52.0"), lon=Decimal("5.0")),
        Postcode(code="1001", lat=Decimal("52.09"), lon=Decimal("5.0")),  # 10 km north
        Postcode(code="1002", lat=Decimal("52.0"), lon=Decimal("5.1461")),  # 10 km east
    ]
    drawing = draw(known, {one.pk: (1, 0) for one in known})
    assert drawing is not None
    at = {dot.postcode: dot for dot in drawing.dots}
    assert at["1001"].y < at["1000"].y
    assert at["1002"].x > at["1000"].x
    assert at["1002"].x - at["1000"].x == pytest.approx(at["1000"].y - at["1001"].y, rel=0.01)
    assert drawing.scale_length / drawing.scale_km == pytest.approx((at["1000"].y - at["1001"].y) / 10, rel=0.01)
    assert len(drawing.shapes) == 1
    assert around(known, "1000", 5) == ["1000"]
    assert around(known, "9999", 5) == []
    assert draw([], {}) is None
