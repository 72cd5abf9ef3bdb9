"""The pages that bring people in from a file, as a browser asks for them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from importing import HEADER, ROWS, as_csv, imported, make_ground
from koppelkans.core.access import actor_of
from koppelkans.core.models import User
from koppelkans.documents.tables_in import open_table
from koppelkans.people.models import Candidate, Import, ImportedRow, Mapping
from making import TODAY, make_candidate, make_municipality, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> User:
    """A case worker of a municipality in a region with codes."""
    make_ground()
    return make_user("case-worker")


@pytest.fixture
def browser(client: Client, worker: User) -> Client:
    """A client in which the case worker is logged in."""
    client.force_login(worker)
    return client


def uploaded(browser: Client, file: io.BytesIO) -> Import:
    """Upload a file on the page."""
    data = {"municipality": "GM0394", "file": SimpleUploadedFile("export.csv", file.getvalue())}
    answer = browser.post(reverse("people:imports:start"), data)
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.latest("pk")


def chosen(browser: Client, step: str, batch: Import, **more: str) -> str:
    """Post what a page offers as it stands, with some choices changed; returns where it leads."""
    address = reverse(f"people:imports:{step}", args=[batch.pk])
    form = browser.get(address).context["form"]
    data = {field.html_name: field.value() or "" for field in form} | more
    answer = browser.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


def test_a_file_goes_from_upload_to_import(browser: Client, django_capture_on_commit_callbacks: Any) -> None:
    """Columns and codes are guessed; who confirms each page has the people of the file in the list."""
    batch = uploaded(browser, as_csv())
    assert chosen(browser, "columns", batch).endswith("/codes/")
    chosen(browser, "codes", batch)
    page = browser.get(reverse("people:imports:detail", args=[batch.pk]))
    assert "H-1" in page.content.decode()
    assert "Sanne Bakker" not in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("people:imports:perform", args=[batch.pk]))
    candidate = Candidate.objects.get(own_key="H-1")
    assert (candidate.modes, candidate.contact_card.name) == (["bicycle", "public_transport"], "Sanne Bakker")
    batch.refresh_from_db()
    assert (batch.status, batch.file.name) == (Import.Status.IMPORTED, "")
    answer = browser.post(reverse("people:imports:undo", args=[batch.pk]), {})
    assert answer.status_code == 302, answer.context["form"].errors
    assert not Candidate.objects.exists()


def test_mapping_is_offered_again(browser: Client) -> None:
    """The choices made for a file are filled in for the next file with these columns."""
    batch = uploaded(browser, as_csv())
    chosen(browser, "columns", batch, column7="", name="Export van maandag")
    assert Mapping.objects.get().name == "Export van maandag"
    again = uploaded(browser, as_csv())
    page = browser.get(reverse("people:imports:columns", args=[again.pk]))
    assert page.context["known"]
    assert page.context["form"]["column7"].value() == ""
    assert page.context["form"]["name"].value() == "Export van maandag"


def test_errors_are_shown_and_downloaded(browser: Client) -> None:
    """Every error stands on the page and in a workbook, with row, column, value and what would be right."""
    batch = uploaded(browser, as_csv([["H-1", "2131", "31-02-2026", *ROWS[0][3:]], ROWS[1]]))
    chosen(browser, "columns", batch)
    chosen(browser, "codes", batch)
    page = browser.get(reverse("people:imports:detail", args=[batch.pk])).content.decode()
    assert "31-02-2026" in page
    assert "Dit is geen datum" in page
    book = browser.get(reverse("people:imports:problems", args=[batch.pk]))
    rows = list(open_table(io.BytesIO(book.content), "fouten.xlsx").rows())
    assert rows == [
        (2, ["2", "Beschikbaar vanaf", "31-02-2026", "Dit is geen datum. Schrijf bijvoorbeeld 31-12-2026."])
    ]


def test_forbidden_columns_are_left_out(browser: Client) -> None:
    """A column with citizen service numbers or the sex is named with the reason, and stands in no file or page."""
    header = [*HEADER, "Nummer overheid", "M/V"]
    rows = [[*ROWS[0], "123456782", "v"], [*ROWS[1], "111222333", "m"]]
    batch = uploaded(browser, as_csv(rows, header))
    page = browser.get(reverse("people:imports:columns", args=[batch.pk])).content.decode()
    assert "Nummer overheid" in page
    assert "123456782" not in page
    with batch.file.open("rb") as file:
        kept = file.read()
    assert b"123456782" not in kept
    assert batch.refused_columns == {"Nummer overheid": "bsn", "M/V": "sex"}


def test_a_file_that_is_no_table(browser: Client) -> None:
    """A file that cannot be read is refused on the page, with the reason."""
    data = {"municipality": "GM0394", "file": SimpleUploadedFile("export.xlsx", b"%PDF-1.7 no table")}
    answer = browser.post(reverse("people:imports:start"), data)
    assert answer.status_code == 200
    assert "geen tabel" in answer.content.decode()
    assert not Import.objects.exists()


def test_only_the_uploader_sees_what_is_in_the_file(browser: Client, client: Client) -> None:
    """To a colleague, and to a case worker elsewhere, an unfinished import does not exist."""
    batch = uploaded(browser, as_csv())
    for other in (
        make_user("case-worker"),
        make_user("case-worker", municipality=make_municipality("GM0363", "Amsterdam")),
    ):
        client.force_login(other)
        for name in ("columns", "codes", "detail", "problems", "progress", "undo"):
            assert client.get(reverse(f"people:imports:{name}", args=[batch.pk])).status_code == 404
        for name in ("check", "perform", "abandon"):
            assert client.post(reverse(f"people:imports:{name}", args=[batch.pk])).status_code == 404


def test_abandoning_erases_the_file(browser: Client, django_capture_on_commit_callbacks: Any) -> None:
    """Throwing a file away erases it and what was seen of it."""
    batch = uploaded(browser, as_csv())
    name, storage = batch.file.name, batch.file.storage
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("people:imports:abandon", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.status, batch.preview) == (Import.Status.ABANDONED, [])
    assert not storage.exists(name)


def test_after_the_retention_term_undo_is_grey(browser: Client, worker: User) -> None:
    """Where the old data are erased, the page of the import says so beside the button, and undoing is refused."""
    batch = imported(actor_of(worker, TODAY))
    ImportedRow.objects.all().delete()
    page = browser.get(reverse("people:imports:detail", args=[batch.pk])).content.decode()
    assert "bewaren wij niet meer" in page
    answer = browser.post(reverse("people:imports:undo", args=[batch.pk]), {})
    assert "bewaren wij niet meer" in answer.content.decode()
    assert Candidate.objects.count() == 2


def test_two_of_a_colleague_beside_each_other(browser: Client) -> None:
    """The page says who can merge two people of a colleague, shows no name, and merging them is refused."""
    make_ground()
    colleague = make_user("case-worker", name="Kim de Vries")
    one, other = make_candidate("Sanne Bakker", owner=colleague), make_candidate("Sanne Bakker", owner=colleague)
    page = browser.get(reverse("people:imports:compare", args=[str(one), str(other)])).content.decode()
    assert "Alleen Kim de Vries" in page
    assert "Sanne Bakker" not in page
    browser.post(reverse("people:imports:merge", args=[str(one), str(other)]))
    assert not Candidate.objects.exclude(merged_into=None).exists()
