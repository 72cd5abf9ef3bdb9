"""Nobody goes on a roof before the instruction was understood; and only a second person lets somebody, for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import Browse, look
from importing import log_in_as
from koppelkans.core.actions.language import set_demands
from koppelkans.journeys.models import Step, TaskStart
from making import (
    make_actor,
    make_candidate,
    make_credential,
    make_journey,
    make_place,
    make_run,
    make_step,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


def send(page: Page, button: str, told: str) -> None:
    """Send the form, and read that it was done."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(told).first).to_be_visible()


def test_no_start_without_proof_and_a_second_person(browse: Browse, live_server: Any) -> None:
    """The employer names the task, the coach is refused, a second person allows a while, the proof opens for good."""
    today = timezone.localdate()
    worker = make_user("case-worker", name="Kim de Vries")
    second = make_user("case-worker", name="Noor Bakker")
    place = make_place(start_from=today, start_until=today + timedelta(days=90))
    employer = make_user("employer", organisation=place.employer.organisation)
    journey = make_journey(candidate=make_candidate(owner=worker), coach=worker, first_day=today)
    step = make_step(journey, "leerwerkplek", place=place)
    here = f"/trajecten/{journey.pk}/veilig/"

    page = browse()
    log_in_as(page, employer, live_server.url)
    page.goto(f"/aanbod/plek/{place.code}/")
    page.get_by_role("link", name="Taak met risico toevoegen").click()
    page.get_by_label("Welke taak?").fill("Werken op het dak")
    page.get_by_label("Wat moet iemand begrijpen").fill("Maak eerst de lijn vast. Ga niet het dak op bij regen.")
    look(page, "risk-task-form")
    send(page, "Opslaan", "De taak staat erbij.")
    look(page, "place-with-risk")

    log_in_as(page, worker, live_server.url)
    page.goto(f"/trajecten/{journey.pk}/stap/{step.pk}/begonnen/")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("main")).to_contain_text("Werken op het dak: er is geen bewijs dat de instructie is begrepen.")
    assert Step.objects.get(pk=step.pk).started_on is None
    page.goto(here)
    look(page, "safety-without-proof")
    page.get_by_role("link", name="Iemand anders om een vrijgave vragen").click()
    page.get_by_label("Waarom?").fill("De tolk komt morgen. Vandaag alleen op de grond.")
    send(page, "Vragen", "De vraag is gesteld.")
    page.goto("/trajecten/vrijgaven/")
    expect(page.get_by_text("Er wacht niets op jou")).to_be_visible()  # not one's own

    log_in_as(page, second, live_server.url)
    page.goto("/")
    page.get_by_role("link", name="vrijgave om over te besluiten").click()
    look(page, "releases")
    page.get_by_role("link", name=str(journey.candidate)).click()
    page.get_by_label("Ja, tot en met een dag").check()
    page.get_by_label("Waarom besluit je dit?").fill("Hij blijft op de grond, met de voorman erbij.")
    page.get_by_label("Tot en met welke dag?").fill((today + timedelta(days=2)).isoformat())
    look(page, "release-form")
    send(page, "Besluiten", "Je besluit staat erbij.")

    log_in_as(page, worker, live_server.url)
    page.goto(f"/trajecten/{journey.pk}/stap/{step.pk}/begonnen/")
    send(page, "Opslaan", "De stap loopt nu.")
    assert TaskStart.objects.get().release is not None
    page.goto(here)
    page.get_by_role("link", name="Bewijs vastleggen").click()
    page.get_by_label("In welke taal was de instructie?").select_option(label="Tigrinya")
    page.get_by_label("in eigen woorden naverteld").check()
    page.get_by_label("Wie heeft dat gecontroleerd?").fill("Sam de Wit, voorman")
    look(page, "instruction-form")
    send(page, "Opslaan", "Het bewijs staat erbij.")
    expect(page.get_by_text("bewijs is in orde")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 900})
    look(page, "safety-with-proof")


def test_the_gap_in_dutch_is_told_and_closed(browse: Browse, live_server: Any) -> None:
    """The coordinator says what the work asks, the coach measures, the page tells the gap and the hours."""
    today = timezone.localdate()
    for code, implies in (("nl-A1", []), ("nl-A2", ["nl-A1"])):
        make_credential(code, f"Nederlands {code[-2:]}", implies=implies)
    worker = make_user("case-worker", name="Kim de Vries")
    place = make_place(start_from=today + timedelta(days=60), start_until=today + timedelta(days=90))
    journey = make_journey(candidate=make_candidate(owner=worker), coach=worker)
    make_step(journey, "leerwerkplek", place=place)
    run = make_run(start=today + timedelta(days=3), end=today + timedelta(days=38), dayparts=["mo-am", "we-am"])
    make_step(journey, "language", run=run)

    page = browse()
    coordinator = make_user("region-coordinator")
    log_in_as(page, coordinator, live_server.url)
    page.goto("/aanbod/taal/")
    look(page, "demands")
    page.get_by_role("link", name="Monteur zonnepanelen").click()
    page.get_by_role("link", name="Werken met iemand die meekijkt").click()
    expect(page.get_by_text("Voorstel, nog niet opgeslagen")).to_be_visible()
    assert not place.occupation.language_demands.exists()
    look(page, "demand-proposal")
    send(page, "Opslaan", "Opgeslagen.")
    assert place.occupation.language_demands.count() == 10

    log_in_as(page, worker, live_server.url)
    page.goto(f"/trajecten/{journey.pk}/taal/")
    page.get_by_role("link", name="Taal meten").click()
    for skill, level in (("Luisteren", "A2"), ("Spreken", "A1+"), ("Lezen", "A1+")):
        page.get_by_label(skill).select_option(level)
    page.get_by_label("Hoe is het gemeten?").select_option(label="getoetst")
    page.get_by_label("Wie heeft gemeten?").fill("Taalhuis")
    look(page, "measure-form")
    send(page, "Opslaan", "De meting staat erbij.")
    expect(page.locator("main")).to_contain_text("Planning rekent met het bewijs “Nederlands A1”.")
    expect(page.locator("main")).to_contain_text("Spreken: van A1+ naar A2, op de eerste dag.")
    look(page, "language")
    page.set_viewport_size({"width": 390, "height": 900})
    look(page, "language")
    page.goto(f"/kandidaten/wie/{journey.candidate}/")
    look(page, "person-language")
    set_demands(place.occupation, levels={}, tasks={}, by=make_actor("region-coordinator"), now=timezone.now())
    page.goto(f"/trajecten/{journey.pk}/taal/")
    expect(page.locator("main")).to_contain_text("nog niet gezegd welke taal nodig is")
