"""A case worker and their people, in a real browser, at a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import look
from koppelkans.core.models import TargetGroup
from koppelkans.people.models import Candidate
from making import (
    PASSWORD,
    make_candidate,
    make_credential,
    make_district,
    make_municipality,
    make_occupation,
    make_postcode,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


def log_in(page: Page, email: str) -> None:
    """Type the address and the password; to the list."""
    page.goto("/inloggen/?next=/kandidaten/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kandidaten")


def save(page: Page, name: str = "Opslaan") -> None:
    """Press the button of the form."""
    page.locator("main").get_by_role("button", name=name, exact=True).click()


@pytest.fixture(autouse=True)
def words() -> None:
    """What people can hold, wish and be."""
    make_municipality()
    make_postcode("2131")
    make_credential("nl-A2", "Nederlands A2")
    make_credential("vca", "VCA Basis", kind="safety")
    make_occupation()
    make_district(municipality=make_municipality())
    TargetGroup.objects.create(code="jongere", name="Jongere")


def test_a_person_comes_in_and_becomes_ready_for_planning(page: Page) -> None:
    """From a name and a postcode to somebody of whom everything was asked, in small forms."""
    worker = make_user("case-worker", name="Kim de Wit")
    log_in(page, worker.email)
    look(page, "people-none")
    page.get_by_role("link", name="Kandidaat toevoegen").first.click()
    save(page, "Kandidaat toevoegen")
    look(page, "people-new-errors")
    page.get_by_label("Naam").fill("Amal Yosef")
    page.get_by_label("Telefoonnummer").fill("06 12345678")
    page.get_by_label("Postcode").fill("2131 AB")
    page.get_by_label("Hoe lang mag de reis duren?").fill("45")
    save(page, "Kandidaat toevoegen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Amal Yosef")
    expect(page.get_by_text("We plannen nu niet voor deze persoon")).to_be_visible()
    look(page, "people-page-bare")

    page.get_by_role("link", name="Gegevens aanpassen", exact=True).click()
    page.get_by_label("fiets").check()
    page.get_by_label("Maandag ochtend").check()
    page.get_by_label("Dinsdag ochtend").check()
    page.get_by_label("Jongere").check()
    look(page, "people-edit")
    save(page)
    page.get_by_role("link", name="Wens toevoegen").click()
    page.get_by_label("Welk werk?").select_option(label="Monteur zonnepanelen")
    page.get_by_label("graag", exact=True).check()
    look(page, "people-wish")
    save(page)
    expect(page.get_by_text("Vraag bij een wens hoe graag en hoe geschikt.")).to_be_visible()
    page.get_by_role("link", name="Aanpassen Monteur zonnepanelen").click()
    page.get_by_label("geschikt met hulp").check()
    save(page)
    expect(page.get_by_text("We plannen nu niet voor deze persoon")).to_have_count(0)

    page.get_by_role("link", name="Bewijs toevoegen").click()
    page.get_by_label("Wat heeft deze persoon?").select_option("vca")
    page.get_by_label("bewijs gezien").check()
    page.get_by_label("Geldt tot en met").fill(timezone.localdate().isoformat())
    look(page, "people-holding")
    save(page)
    expect(page.get_by_text("loopt binnenkort af")).to_be_visible()
    page.get_by_role("link", name="In de week zetten").click()
    page.get_by_label("taalles").check()
    page.get_by_label("Dinsdag ochtend").check()
    page.get_by_label("Haal deze dagdelen uit de vrije tijd").uncheck()
    look(page, "people-week")
    save(page)
    expect(page.get_by_text("Dinsdag ochtend staat als vrij, maar daar is ook taalles.")).to_be_visible()
    look(page, "people-page-full")


def test_a_note_warns_and_a_person_stands_still(page: Page) -> None:
    """Sensitive words are told of first; then the person stands still, comes back, and goes to a colleague."""
    worker, colleague = make_user("case-worker", name="Kim de Wit"), make_user("case-worker", name="Sam Bakker")
    person = make_candidate("Amal Yosef", owner=worker)
    log_in(page, worker.email)
    page.goto(f"/kandidaten/wie/{person}/")
    page.get_by_role("link", name="Notitie maken").click()
    page.get_by_label("Notitie").fill("Is vaak ziek")
    save(page)
    look(page, "people-note-warning")
    page.get_by_label("Toch opslaan").check()
    save(page)
    expect(page.get_by_text("Is vaak ziek")).to_be_visible()
    page.get_by_role("link", name="Contactgegevens aanpassen").click()
    look(page, "people-contact")
    page.go_back()
    page.get_by_role("link", name="Stilzetten").click()
    page.get_by_label("kan tijdelijk niet").check()
    look(page, "people-park")
    save(page, "Stilzetten")
    page.get_by_role("button", name="Doet weer mee").click()
    page.get_by_role("link", name="Laten stoppen").click()
    look(page, "people-leave")
    page.go_back()
    page.get_by_role("link", name="Overdragen aan een collega").click()
    page.get_by_label("Aan welke collega?").select_option(label="Sam Bakker")
    look(page, "people-hand-over")
    save(page, "Overdragen")
    expect(page.get_by_role("heading", level=1)).to_have_text(str(person))
    assert Candidate.objects.get().owner == colleague
    page.goto("/kandidaten/waarneming/")
    page.get_by_label("Wie neemt waar?").select_option(label="Sam Bakker")
    page.get_by_label("Laatste dag").fill("2099-01-01")
    save(page, "Waarneming opslaan")
    expect(page.get_by_text("neemt waar voor")).to_be_visible()
    look(page, "people-cover")
    page.goto("/kandidaten/overdragen/")
    look(page, "people-caseload")


def test_a_list_is_searched_and_taken_along(page: Page) -> None:
    """Filters narrow the list down without a new page, and the list goes to a spreadsheet."""
    worker = make_user("case-worker", name="Kim de Wit")
    for name in ("Amal Yosef", "Noor Kaya", "Joris Blom"):
        make_candidate(name, owner=worker, groups=["jongere"])
    make_candidate()
    log_in(page, worker.email)
    look(page, "people-list")
    page.get_by_label("Van wie").select_option("mine")
    expect(page.get_by_role("status").filter(has_text="3 kandidaten")).to_be_visible()
    expect(page).to_have_url(re.compile("owner=mine"))
    page.get_by_label("Zoek").fill("noor")
    page.get_by_role("button", name="Zoeken").click()
    expect(page.get_by_role("link", name="Noor Kaya")).to_be_visible()
    expect(page.get_by_role("link", name="Joris Blom")).to_have_count(0)
    page.get_by_role("link", name="Deze lijst naar Excel").click()
    expect(page.get_by_text("Het gaat om 1 mensen")).to_be_visible()
    look(page, "people-export")
    with page.expect_download() as download:
        save(page, "Bestand maken")
    assert download.value.suggested_filename.endswith(".xlsx")


def test_the_coordinator_reads_by_pseudonym(page: Page) -> None:
    """The region coordinator opens the list and a person, without a name and without a button to change anything."""
    person = make_candidate("Amal Yosef", owner=make_user("case-worker"))
    log_in(page, make_user("region-coordinator").email)
    look(page, "people-list-region")
    page.get_by_role("link", name=str(person)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(str(person))
    expect(page.get_by_text("Amal Yosef")).to_have_count(0)
    look(page, "people-page-region")
