"""Partners: an employer adds a place on a phone by touching few fields, an adviser brings in an employer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import Browse, look
from importing import log_in_as
from koppelkans.core.models import Organisation
from koppelkans.supply.models import Employer, Place
from making import (
    make_credential,
    make_employer,
    make_municipality,
    make_occupation,
    make_postcode,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
MOST_FIELDS = 8  # that an employer has to touch for a first place


def press(page: Page, name: str) -> None:
    """Press the button of the page."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def test_employer_adds_a_place_on_a_phone(browse: Browse, live_server: Any) -> None:
    """An employer with a phone in the hand adds a first place by touching few fields; the second asks only the days."""
    today = timezone.localdate()
    employer = make_employer(name="Installatiebedrijf De Gele Kievit")
    make_occupation()
    make_postcode("2131")
    make_credential()
    page = browse(390, touch=True)
    log_in_as(page, make_user("employer", organisation=employer.organisation), live_server.url)
    page.goto("/aanbod/")
    page.get_by_role("link", name="Plek toevoegen").first.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plek toevoegen")
    look(page, "offers-place-new")
    touched = {
        "Welk beroep?": "Monteur zonnepanelen",
        "Wat voor plek is het?": "leerwerkplek",
        "Vanaf welke dag kan iemand beginnen?": (today + timedelta(days=30)).isoformat(),
        "Tot welke dag kan iemand nog beginnen?": (today + timedelta(days=90)).isoformat(),
        "Postcode van het werk": "2131 AB",
    }
    for label, value in touched.items():
        field = page.get_by_label(label)
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    for day in ("Maandag", "Dinsdag"):
        page.get_by_label(f"{day} ochtend").tap()
    assert len(touched) + 1 <= MOST_FIELDS
    page.get_by_role("main").get_by_role("button", name="Opslaan").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Monteur zonnepanelen")
    look(page, "offers-place")
    made = Place.objects.get()
    assert (made.employer, made.dayparts, made.capacity) == (employer, ["mo-am", "tu-am"], 1)

    page.goto("/aanbod/plek/nieuw/")
    for label in list(touched)[2:4]:
        page.get_by_label(label).fill(touched[label])
    page.get_by_role("main").get_by_role("button", name="Opslaan").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Monteur zonnepanelen")
    assert Place.objects.filter(dayparts=made.dayparts, occupation=made.occupation).count() == 2


def test_adviser_brings_in_an_employer(page: Page, live_server: Any) -> None:
    """An adviser adds an employer with its mentors, goes on to its first place, and says when mentors are busy."""
    home = make_municipality()
    log_in_as(page, make_user("employer-adviser", municipality=home, name="Ali Populier"), live_server.url)
    page.goto("/aanbod/")
    page.get_by_role("link", name="Werkgevers").click()
    page.get_by_role("link", name="Werkgever toevoegen").first.click()
    press(page, "Opslaan")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    look(page, "offers-employer-errors")
    page.get_by_label("Naam van de werkgever").fill("Isolatiebedrijf De Witte Wilg")
    page.get_by_label("E-mailadres").fill("planning@wittewilg.example")
    page.get_by_label("Hoeveel mensen kun je tegelijk begeleiden?").fill("3")
    press(page, "Opslaan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plek toevoegen")
    made = Employer.objects.get()
    assert (made.organisation.kind, made.organisation.municipality) == (Organisation.Kind.EMPLOYER, home)

    month = f"{timezone.localdate().replace(day=1):%Y-%m}"
    page.goto(f"/aanbod/werkgever/{made.organisation.code}/begeleiders/")
    page.get_by_label("Maand").fill(month)
    page.get_by_label("Begeleiders die dan bezet zijn").fill("2")
    press(page, "Opslaan")
    row = page.get_by_role("table", name="Begeleiders per maand").get_by_role("row").nth(1)
    expect(row.get_by_role("cell")).to_have_text(["2", "1"])
    look(page, "offers-employer")
