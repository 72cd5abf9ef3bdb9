"""A provider, an employer and a controller with their offers and money, in a real browser, at a desk and on a phone."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import look
from koppelkans.core.access import house
from koppelkans.core.models import Subject, TargetGroup
from koppelkans.funds import actions as funds
from koppelkans.funds.rules import Step
from koppelkans.supply.models import Place, Run
from making import (
    PASSWORD,
    make_credential,
    make_employer,
    make_fund,
    make_municipality,
    make_occupation,
    make_place,
    make_postcode,
    make_run,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)


def log_in(page: Page, email: str, path: str) -> None:
    """Type the address and the password; to a page."""
    page.goto(f"/inloggen/?next={path}")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url(f"**{path}")


def press(page: Page, name: str) -> None:
    """Press a button of the page."""
    page.locator("main").get_by_role("button", name=name, exact=True).click()


@pytest.fixture(autouse=True)
def words() -> None:
    """What offers ask and give."""
    make_municipality()
    make_postcode("2131")
    make_credential("nl-A2", "Nederlands A2")
    make_credential("vca", "VCA Basis", kind="safety")
    make_occupation()
    TargetGroup.objects.create(code="jongere", name="Jongere")


def test_a_provider_renews_its_runs(page: Page) -> None:
    """What went stale is confirmed with one button; a run is offered once more on the same day of the week."""
    today = timezone.localdate()
    start = today + timedelta(days=30)
    run = make_run(start=start, end=start + timedelta(days=60), confirmed_on=today - timedelta(days=80))
    user = make_user("training-provider", organisation=run.provider)
    log_in(page, user.email, "/aanbod/")
    look(page, "offers-provider-stale")
    press(page, "Alles klopt nog")
    expect(page.get_by_text("Je aanbod is bevestigd")).to_be_visible()
    page.get_by_role("link", name=run.name).click()
    look(page, "offers-run")
    page.get_by_role("link", name="Nog een keer aanbieden").click()
    look(page, "offers-copy")
    press(page, "Kopiëren")
    expect(page.get_by_role("heading", level=1)).to_have_text("Training aanpassen")
    page.get_by_label("Hoeveel mensen kunnen er ten hoogste mee?").fill("1")
    press(page, "Opslaan")
    expect(page.get_by_role("alert")).to_contain_text("Het hoogste aantal is lager dan het laagste")
    look(page, "offers-run-wrong")
    page.get_by_label("Hoeveel mensen kunnen er ten hoogste mee?").fill("14")
    press(page, "Opslaan")
    expect(page.get_by_text("Opgeslagen.")).to_be_visible()
    copied = Run.objects.exclude(pk=run.pk).get()
    assert (copied.seats_max, copied.start.weekday()) == (14, start.weekday())
    assert copied.start > run.end


def test_an_employer_adds_a_place(page: Page) -> None:
    """A few questions, the rest is filled in or may stay empty; the place is on the list and on the map."""
    employer = make_employer()
    user = make_user("employer", organisation=employer.organisation)
    log_in(page, user.email, "/aanbod/")
    look(page, "offers-none")
    page.get_by_role("link", name="Plek toevoegen").first.click()
    press(page, "Opslaan")
    look(page, "offers-place-wrong")
    today = timezone.localdate()
    page.get_by_label("Welk beroep?").select_option(label="Monteur zonnepanelen")
    page.get_by_label("Vanaf welke dag kan iemand beginnen?").fill((today + timedelta(days=20)).isoformat())
    page.get_by_label("Tot welke dag kan iemand nog beginnen?").fill((today + timedelta(days=90)).isoformat())
    page.get_by_label("Maandag ochtend").check()
    page.get_by_label("Dinsdag ochtend").check()
    page.get_by_label("Postcode van het werk").fill("2131 ab")
    page.get_by_text("Taal", exact=True).click()
    page.get_by_label("Nederlands A2").check()
    press(page, "Opslaan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Monteur zonnepanelen")
    look(page, "offers-place")
    place = Place.objects.get()
    assert (place.employer, place.dayparts, place.requires) == (employer, ["mo-am", "tu-am"], ["nl-A2"])
    page.goto("/aanbod/")
    look(page, "offers-employer")
    page.get_by_role("link", name="Op de kaart").click()
    expect(page.locator("circle")).to_have_count(1)
    look(page, "offers-map")
    page.goto("/aanbod/")
    page.get_by_role("link", name="Begeleiders en gegevens").click()
    look(page, "offers-own-employer")


def test_a_file_with_mistakes_is_mended_and_taken_over(page: Page) -> None:
    """Every mistake stands in a table; the mended file is taken over as a whole."""
    make_place()
    log_in(page, make_user("region-coordinator").email, "/aanbod/")
    look(page, "offers-region")
    page.get_by_role("link", name="Trainingen uit een bestand").click()
    provider = make_run().provider.code
    head = "run,name,provider,postcode,start,end,dayparts,seats_max,seat_cost,cost_kind,grants"
    wrong = f"{head}\nt1,Taal,{provider},9999,morgen,2027-05-01,mo-am,8,veel,language,nl-A2\n"
    right = f'{head}\nt1,Taal,{provider},2131,05-01-2027,01-05-2027,mo-am,8,"950,50",language,nl-A2\n'
    field = page.get_by_label("Bestand")
    field.set_input_files({"name": "fout.csv", "mimeType": "text/csv", "buffer": wrong.encode()})
    press(page, "Overnemen")
    expect(page.get_by_text("Er zijn 3 fouten. Er is niets overgenomen.")).to_be_visible()
    look(page, "offers-import-wrong")
    field.set_input_files({"name": "goed.csv", "mimeType": "text/csv", "buffer": right.encode()})
    press(page, "Overnemen")
    expect(page.get_by_text("Overgenomen: 1 toegevoegd, 0 bijgewerkt.")).to_be_visible()
    assert Run.objects.get(code="t1").seat_cost == Decimal("950.5")


def test_a_controller_follows_the_money(page: Page) -> None:
    """What lapses is pointed out; a reservation is spent; a fund of expected money gets a guarantor."""
    today = timezone.localdate()
    fund = make_fund(name="Leerfonds", start=today, until=today + timedelta(days=200), budget=Decimal(10_000))
    step = Step("place", "wage", 123_456, today, Subject.objects.create())
    held = funds.reserve(fund, by=house("story"), step=step, now=timezone.now(), expires_on=today + timedelta(days=9))
    log_in(page, make_user("controller").email, "/geld/")
    expect(page.get_by_role("heading", name="Vervalt binnenkort")).to_be_visible()
    look(page, "money")
    page.get_by_role("heading", name="Leerfonds").get_by_role("link").click()
    look(page, "money-fund")
    page.get_by_role("link", name=str(held.subject)).click()
    look(page, "money-reservation")
    press(page, "Is uitgegeven")
    expect(page.get_by_text("Dit bedrag is uitgegeven.")).to_be_visible()
    page.goto("/geld/nieuw/")
    look(page, "money-new")
    page.get_by_label("Naam").fill("Europees geld")
    page.get_by_label("Code").fill("esf")
    page.get_by_label("Hoeveel geld is er?").fill("5.000,50")
    page.get_by_label("Eerste dag").fill(today.isoformat())
    page.get_by_label("Laatste dag").fill((today + timedelta(days=99)).isoformat())
    page.get_by_label("Loonkosten").check()
    page.get_by_label("Stand").select_option("expected")
    press(page, "Opslaan")
    look(page, "money-wrong")
    page.get_by_label("Wie staat garant?").select_option(label="Leerfonds")
    press(page, "Opslaan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Europees geld")
