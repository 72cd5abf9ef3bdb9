"""A case worker brings people in from the municipality's own file, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browsing import look
from importing import log_in_as, make_pilot_codes
from koppelkans.core.models import Message
from koppelkans.people.models import Candidate
from making import make_candidate, make_postcode, make_user

pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLES = Path(__file__).parents[2] / "examples" / "import"


def upload(page: Page, name: str) -> None:
    """Choose a file and go on."""
    page.goto("/kandidaten/import/")
    page.get_by_label("Bestand", exact=True).set_input_files(EXAMPLES / name)
    page.get_by_role("button", name="Bestand bekijken").click()


def test_import_mend_merge_undo(page: Page, live_server: Any) -> None:
    """An export with 24 columns and 30 mistakes is mapped, mended, imported; a double is merged; all is undone."""
    make_pilot_codes()
    worker = make_user("case-worker", name="Kim de Vries")
    colleague = make_user("case-worker", name="Jo Jansen")
    make_candidate("Dawit Gebremedhin", owner=worker, postcode=make_postcode("2131"), own_key="OUD-7")
    log_in_as(page, worker, live_server.url)

    page.goto("/kandidaten/import/")
    look(page, "import-start")
    upload(page, "export-with-mistakes.csv")
    expect(page.get_by_role("heading", name="Wat staat in welke kolom?")).to_be_visible()
    expect(page.get_by_text("Kolom “BSN”: dit lijkt een burgerservicenummer (BSN).")).to_be_visible()
    look(page, "import-columns")
    page.get_by_label("Naam van deze indeling").fill("Export van het klantsysteem")
    page.get_by_role("button", name="Verder naar de codes").click()
    expect(page.get_by_role("heading", name="Wat betekenen de codes?")).to_be_visible()
    look(page, "import-codes")
    page.get_by_label("Regeling: P-wet").select_option("participatiewet")
    page.get_by_label("Regeling: Jongere").select_option("jongere")
    page.get_by_label("Liever niet in wijk: Nieuw-Vennep").select_option("WK039402")
    page.get_by_label("VCA: ja").select_option("vca-basis")
    page.get_by_role("button", name="Bestand nakijken").click()
    expect(page.get_by_role("heading", name="Er zijn 30 fouten")).to_be_visible()
    expect(page.get_by_text("Bedoel je 15-01-2024?")).to_be_visible()
    look(page, "import-errors")
    assert Candidate.objects.count() == 1

    upload(page, "export.xlsx")
    expect(page.get_by_text("Je keuzes van “Export van het klantsysteem” staan al ingevuld.")).to_be_visible()
    page.get_by_role("button", name="Verder naar de codes").click()
    page.get_by_role("button", name="Bestand nakijken").click()
    expect(page.get_by_role("heading", name="Klopt dit?")).to_be_visible()
    look(page, "import-preview")
    page.get_by_role("button", name="Alles overnemen").click()
    expect(page.get_by_role("heading", name="Overgenomen")).to_be_visible()
    look(page, "import-done")
    assert Candidate.objects.count() == 11
    assert Message.objects.get().to == colleague.email  # who got five of them, and hears it

    page.get_by_role("link", name="Bekijk ze naast elkaar").click()
    look(page, "import-doubles")
    page.get_by_role("main").get_by_role("link", name="K-").first.click()
    look(page, "import-compare")
    page.get_by_role("button", name="Samenvoegen").click()
    expect(page.get_by_text("Samengevoegd.")).to_be_visible()
    assert Candidate.objects.exclude(merged_into=None).count() == 1

    page.goto("/kandidaten/import/")
    page.get_by_role("link", name="export.xlsx").click()
    page.get_by_role("link", name="Terugdraaien").click()
    look(page, "import-undo")
    page.get_by_role("button", name="Terugdraaien").click()
    expect(page.get_by_text("is na de import veranderd").first).to_be_visible()
    look(page, "import-undo-refused")
    page.get_by_label("Laat deze mensen zoals ze nu zijn").check()
    page.get_by_role("button", name="Terugdraaien").click()
    expect(page.get_by_text("9 nieuwe mensen zijn weg.")).to_be_visible()
    assert Candidate.objects.count() == 2
