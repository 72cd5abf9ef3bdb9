"""A diploma with signed work: the label comes with the signature, and when the work is not there somebody solves it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browsing import Browse, look
from importing import log_in_as
from journeys.working import noon
from koppelkans.jobs.nightly import run_nightly
from koppelkans.journeys.models import Step
from koppelkans.supply.models import Booking, Breach
from making import (
    make_candidate,
    make_employer,
    make_journey,
    make_municipality,
    make_occupation,
    make_organisation,
    make_run,
    make_step,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = date(2027, 1, 4)
LAST = FIRST + timedelta(days=60)


class Calendar:
    """The day it is for the pages."""

    day = FIRST

    def now(self) -> datetime:
        """Noon of that day."""
        return noon(self.day)


def send(page: Page, button: str, told: str) -> None:
    """Send the form, and read that it was done."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(told).first).to_be_visible()


def test_a_broken_guarantee_has_an_owner_and_an_end(
    browse: Browse, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promised and signed, passed and no work in time: a flag for the coach, and how it was solved."""
    calendar = Calendar()
    monkeypatch.setattr("django.utils.timezone.now", calendar.now)
    home = make_municipality()
    company = make_organisation("employer", name="Warmte voor Venlo", municipality=home)
    make_employer(organisation=company)
    make_occupation()
    run = make_run(start=FIRST + timedelta(days=10), end=LAST, confirmed_on=FIRST, cost_kind="training")
    run.training.name = "Installatiemonteur"
    run.training.save()
    provider = make_user("training-provider", organisation=run.provider)
    adviser = make_user("employer-adviser", municipality=home, name="Noor Bakker")
    coach = make_user("case-worker", name="Kim de Vries")
    candidate = make_candidate(owner=coach)
    page = browse()

    # a crebo alone is not enough, a promise alone is not enough
    log_in_as(page, provider, live_server.url)
    page.goto(f"/aanbod/soort/{run.training.code}/")
    page.get_by_role("link", name="Crebo invullen").click()
    page.get_by_label("Crebo van het diploma").fill("2533")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Een crebo heeft vijf cijfers.").first).to_be_visible()
    page.get_by_label("Crebo van het diploma").fill("25331")
    send(page, "Opslaan", "Het crebo is opgeslagen.")
    expect(page.get_by_text("Er is geen getekende werkgarantie die vandaag geldt.")).to_be_visible()

    log_in_as(page, adviser, live_server.url)
    page.goto(f"/aanbod/soort/{run.training.code}/")
    page.get_by_role("link", name="Werkgarantie toevoegen").click()
    page.get_by_label("Werkgever").select_option(label="Warmte voor Venlo")
    page.get_by_label("Welk werk?").select_option(label="Monteur zonnepanelen")
    page.get_by_label("Voor hoeveel mensen?").fill("2")
    page.get_by_label("Hoeveel uur per week, ten minste?").fill("24")
    page.get_by_label("Vanaf").fill(FIRST.isoformat())
    page.get_by_label("Tot en met").fill((FIRST + timedelta(days=365)).isoformat())
    look(page, "guarantee-form")
    send(page, "Opslaan", "De belofte staat erbij.")
    expect(page.get_by_text("De werkgarantie is beloofd, maar nog niet getekend.")).to_be_visible()
    page.get_by_role("link", name="Vastleggen wie heeft getekend").click()
    page.get_by_label("Wie heeft getekend?").fill("R. Smit, directeur")
    send(page, "Opslaan", "De garantie is getekend en telt mee.")
    look(page, "training-with-guarantee")
    page.goto("/aanbod/?kind=run&labelled=on")
    expect(page.get_by_text("Diploma met werkgarantie").first).to_be_visible()
    expect(page.get_by_role("link", name=run.name)).to_be_visible()
    look(page, "offers-with-guarantee")

    # somebody does the training and passes; no job comes
    journey = make_journey(candidate=candidate, coach=coach, status="followed", started_on=run.start)
    step = make_step(journey, run=run, started_on=run.start)
    Booking.objects.create(run=run, subject=candidate.subject, first_day=run.start, booked_on=FIRST)
    ended: dict[str, Any] = {"status": "ended", "ended_on": LAST, "result": "passed", "why": "done", "advice": "job"}
    Step.objects.filter(pk=step.pk).update(**ended)
    calendar.day = LAST + timedelta(days=31)  # the last day on which it may begin
    assert run_nightly(calendar.now()).ok
    assert not Breach.objects.exists()
    calendar.day += timedelta(days=1)
    assert run_nightly(calendar.now()).ok
    assert Breach.objects.get().owner == coach

    log_in_as(page, adviser, live_server.url)
    page.goto("/trajecten/garanties/")
    expect(page.get_by_role("row").filter(has_text="Warmte voor Venlo")).to_contain_text("Kim de Vries")
    expect(page.get_by_role("link", name=str(candidate))).to_have_count(0)  # by pseudonym, without a way in

    calendar.day += timedelta(days=15)  # past the day on which it was to be solved
    log_in_as(page, coach, live_server.url)
    page.goto("/")
    page.get_by_role("link", name="werkgarantie die niet is nagekomen, en te laat is").click()
    look(page, "breaches")
    page.goto(f"/trajecten/{journey.pk}/werk/")
    page.get_by_role("link", name="Bekijk de werkgarantie").click()
    expect(page.locator("main")).to_contain_text("Het werk begint uiterlijk op 5 april 2027.")
    look(page, "promised")
    page.get_by_role("link", name="Hoe liep het af?").click()
    page.get_by_label("alsnog werk bij de garantiegever").check()
    page.get_by_label("Toelichting").fill("Begint maandag, voor 28 uur.")
    look(page, "breach-form")
    send(page, "Afsluiten", "De melding is afgesloten.")
    expect(page.get_by_text("alsnog werk bij de garantiegever")).to_be_visible()
    page.goto("/")
    expect(page.get_by_text("te laat is")).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"/trajecten/{journey.pk}/garantie/")
    look(page, "promised")
