"""A candidate sees the own data behind a one-time link, without an account."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import look
from koppelkans.core.actions.outbox import send_waiting
from koppelkans.core.models import AuditEntry
from koppelkans.people.models import Holding, Note, WeekItem, Wish
from making import PASSWORD, TODAY, make_candidate, make_credential, make_municipality, make_occupation, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_candidate_reads_and_answers(page: Page) -> None:
    """The case worker makes a link; the candidate opens it once, reads everything and says what is not right."""
    worker = make_user("case-worker", municipality=make_municipality(), name="Jonas Bakker")
    candidate = make_candidate("Selam Tesfay", owner=worker, municipality=make_municipality())
    Wish.objects.create(candidate=candidate, occupation=make_occupation(), preference="1", aptitude="0.75")
    Holding.objects.create(candidate=candidate, credential=make_credential(), recorded_on=TODAY)
    WeekItem.objects.create(candidate=candidate, kind="language", dayparts=["tu-am", "th-am"])
    page.goto("/inloggen/")
    page.get_by_label("E-mailadres").fill(worker.email)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.goto(f"/kandidaten/wie/{candidate}/")
    page.get_by_role("button", name="Link naar eigen pagina maken").click()
    expect(page.get_by_role("heading", name="Bekijk je eigen gegevens")).to_be_visible()
    look(page, "candidate-link")
    address = page.locator("main strong").inner_text()
    page.context.clear_cookies()

    page.goto(address)
    look(page, "candidate-knock")
    assert "Selam" not in page.content()
    page.get_by_role("button", name="Open mijn pagina").click()
    expect(page.get_by_role("heading", name="Dit weten wij over jou")).to_be_visible()
    expect(page.get_by_text("Selam Tesfay")).to_be_visible()
    expect(page.get_by_text("Klantmanager", exact=True).first).to_be_visible()
    look(page, "candidate-mine")
    page.get_by_text("Nee, er klopt iets niet").click()
    page.get_by_role("button", name="Stuur naar mijn klantmanager").click()
    look(page, "candidate-error")
    page.get_by_label("Wat klopt er niet?").fill("Ik kan ook op woensdag.")
    page.get_by_role("button", name="Stuur naar mijn klantmanager").click()
    expect(page.get_by_text("Dank je wel.")).to_be_visible()
    send_waiting(timezone.now())
    assert "niet klopt" in mail.outbox[-1].subject
    assert "woensdag" not in mail.outbox[-1].body
    assert Note.objects.get().text == "Ik kan ook op woensdag."
    assert mail.outbox[-1].to == [worker.email]
    page.get_by_role("button", name="Sluit mijn pagina").click()
    look(page, "candidate-closed")
    page.goto("/mij/")
    expect(page.get_by_role("heading", name="Deze pagina is gesloten")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("heading", name="Deze pagina is gesloten")).to_be_visible()
    look(page, "candidate-over")
    actions = set(AuditEntry.objects.filter(subject=candidate.subject).values_list("action", flat=True))
    assert {"own-page.link", "own-page.open", "own-page.wrong"} <= actions
    assert re.fullmatch(r"kandidaat", AuditEntry.objects.filter(action="own-page.open").get().who)
