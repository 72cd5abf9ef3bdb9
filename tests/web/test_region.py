"""The pages of the region as a whole."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from koppelkans.core.models import Municipality, Region
from koppelkans.people.models import Candidate
from making import make_municipality, make_region, make_user

pytestmark = pytest.mark.django_db
PILOT = Path(__file__).parents[2] / "examples" / "pilot"


def packed(folder: str = "", **more: bytes) -> SimpleUploadedFile:
    """The pilot as a zip file, inside a folder or not, with more files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path in PILOT.iterdir():
            if path.suffix in (".csv", ".toml"):
                archive.write(path, folder + path.name)
        for name, content in more.items():
            archive.writestr(name, content)
    return SimpleUploadedFile("regio.zip", file.getvalue())


@pytest.fixture
def admin(client: Client) -> Client:
    """An administrator who is logged in."""
    client.force_login(make_user("administrator"))
    return client


@pytest.mark.parametrize("folder", ["", "pilot/"])
def test_a_region_comes_in_and_goes_out_as_a_zip_file(admin: Client, folder: str) -> None:
    """What was put in comes out, with or without a folder around it."""
    answer = admin.post(reverse("region:import"), {"file": packed(folder)})
    assert answer.status_code == 302
    assert Candidate.objects.count() == 10
    assert admin.post(reverse("region:export")).status_code == 403  # an administrator sees no candidates
    admin.force_login(make_user("region-coordinator"))
    answer = admin.post(reverse("region:export"))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        assert archive.read("funds.csv") == (PILOT / "funds.csv").read_bytes()
    assert admin.post(reverse("region:import"), {"file": packed()}).status_code == 200
    assert Candidate.objects.count() == 10


def test_an_example_from_the_past_can_be_moved(admin: Client) -> None:
    """All days move by whole weeks."""
    admin.post(reverse("region:import"), {"file": packed(), "first_day": "2026-12-07"})
    assert Region.objects.get().plan_from == date(2026, 12, 7)
    assert Candidate.objects.get(subject__pseudonym="den").available_from == date(2027, 1, 22)  # was 1 March 2024


def test_errors_in_the_folder_are_shown_all(admin: Client) -> None:
    """Each error stands with its file, row and column, and nothing came in."""
    answer = admin.post(reverse("region:import"), {"file": packed(**{"more.csv": b"a\n1\n"})})
    assert "more.csv" in answer.content.decode()
    assert not Candidate.objects.exists()


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("regio.zip", b"this is no zip file"),
        packed(**{"../outside.csv": b"x"}),
        packed(**{"one/two/three.csv": b"x"}),
        packed(**{"other/funds.csv": b"x"}),
    ],
    ids=["no zip", "outside", "deep", "two folders"],
)
def test_what_is_no_folder_is_refused(admin: Client, file: SimpleUploadedFile) -> None:
    """A file that is something else, or wants to write elsewhere, is refused with a sentence."""
    file.seek(0)
    answer = admin.post(reverse("region:import"), {"file": file})
    assert "zip-bestand" in answer.content.decode()
    assert not Region.objects.exists()


def test_the_period_can_be_changed(admin: Client) -> None:
    """A period that ends before it begins is refused, a good one is kept."""
    make_region()
    data = {"name": "Nieuw", "plan_from": "2027-01-04", "plan_until": "2026-01-04", "max_runs": "2"}
    assert "voor de eerste dag" in admin.post(reverse("region:settings"), data).content.decode()
    admin.post(reverse("region:settings"), data | {"plan_until": "2027-12-31"})
    assert Region.objects.get().name == "Nieuw"


def test_municipalities_get_their_names(admin: Client) -> None:
    """A municipality that came in as a code gets a name."""
    make_municipality("GM0014", "GM0014")
    admin.post(reverse("region:names"), {"GM0014": "Groningen"})
    assert str(Municipality.objects.get()) == "Groningen"
    assert admin.get(reverse("region:index")).status_code == 200
