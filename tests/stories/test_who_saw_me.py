"""One's own data: the privacy officer answers who saw them, and the candidate reads and corrects them on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import expect

from browsing import Browse, look
from importing import log_in_as
from koppelkans.core.actions.outbox import send_waiting
from making import make_candidate, make_municipality, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1280, 390])
def test_privacy_officer_answers_who_saw_me(browse: Browse, live_server: Any, tmp_path: Path, width: int) -> None:
    """Two colleagues open a person's page; the privacy officer says who, in which role, for what, and how often."""
    worker = make_user("case-worker", name="Kim de Vries")
    coordinator = make_user("region-coordinator", name="Roos Lariks")
    person = make_candidate("Amal Yosef", owner=worker)
    for user, times in ((worker, 2), (coordinator, 1)):
        page = browse(width)
        log_in_as(page, user, live_server.url)
        for _time in range(times):
            page.goto(f"/kandidaten/wie/{person}/")
    page = browse(width)
    log_in_as(page, make_user("privacy-officer", name="Petra Iep"), live_server.url)
    page.goto("/privacy/")
    page.get_by_label("Pseudoniem").fill(str(person).lower())
    page.get_by_role("button", name="Zoeken").click()
    page.get_by_role("link", name="Bekijk het overzicht van deze persoon").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Wie zag {person}?")
    look(page, "who-saw-me")
    table = page.get_by_role("table", name="Wie zag deze persoon")
    for name, role, times in (("Kim de Vries", "klantmanager", "2"), ("Roos Lariks", "regiocoördinator", "1")):
        row = table.get_by_role("row").filter(has_text=name)
        expect(row).to_contain_text(role)
        expect(row.get_by_role("cell").nth(2)).to_have_text(times)
    assert "Amal" not in page.content(), "the privacy officer needs no name"
    with page.expect_download() as download:
        page.get_by_role("link", name="Ophalen voor Excel").click()
    download.value.save_as(tmp_path / "who.xlsx")
    sheet = load_workbook(tmp_path / "who.xlsx").active
    assert sheet is not None
    assert {row[1] for row in sheet.iter_rows(min_row=2, values_only=True)} >= {"Kim de Vries", "Roos Lariks"}


def test_candidate_corrects_on_a_phone(browse: Browse, live_server: Any) -> None:
    """The case worker makes a link; it opens once, on the candidate's phone; what is wrong reaches the case worker."""
    worker = make_user("case-worker", municipality=make_municipality(), name="Kim de Vries")
    person = make_candidate("Amal Yosef", owner=worker)
    desk = browse()
    log_in_as(desk, worker, live_server.url)
    desk.goto(f"/kandidaten/wie/{person}/")
    desk.get_by_role("button", name="Link naar eigen pagina maken").click()
    expect(desk.get_by_role("img", name="QR-code")).to_be_visible()
    look(desk, "own-link")
    link = desk.locator(".kk-address").inner_text().strip()

    phone = browse(390, touch=True)
    phone.goto(link)
    look(phone, "own-knock")
    assert "Amal" not in phone.content(), "nothing is seen before the button"
    phone.get_by_role("button", name="Open mijn pagina").tap()
    expect(phone.get_by_text("Amal Yosef")).to_be_visible()
    look(phone, "own-page")
    phone.get_by_text("Nee, er klopt iets niet").tap()
    phone.get_by_label("Wat klopt er niet?").fill("Ik kan ook op woensdag.")
    phone.get_by_role("button", name="Stuur naar mijn klantmanager").tap()
    expect(phone.get_by_text("Dank je wel.")).to_be_visible()
    send_waiting(timezone.now())
    assert mail.outbox[-1].to == [worker.email]
    assert "woensdag" not in mail.outbox[-1].body, "what somebody says of themselves is in no mail"

    for other in (browse(390, touch=True), phone):
        other.goto(link)
        expect(other.get_by_role("heading", level=1)).to_have_text("Deze pagina is gesloten")
        assert "Amal" not in other.content(), "the link works once"
    desk.goto(f"/kandidaten/wie/{person}/")
    expect(desk.get_by_text("Ik kan ook op woensdag.")).to_be_visible()
    look(desk, "own-said")
