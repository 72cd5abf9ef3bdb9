"""The pilot of ten, from sign-up to the decision to scale: person 11 waits, and what was locked first is scored."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import Browse, look
from importing import log_in_as
from koppelkans.core.access import actor_of
from koppelkans.core.models import User
from koppelkans.people.models import Candidate, Wish
from koppelkans.planning.admission import person_of
from koppelkans.programmes import actions
from koppelkans.programmes.models import Programme, ScalingDecision
from koppelkans.results.actions import book
from making import (
    make_candidate,
    make_credential,
    make_employer,
    make_fund,
    make_municipality,
    make_occupation,
    make_place,
    make_region,
    make_run,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/programmas/programma/proeftuin-zonnepanelen/"


def make_offers(today: date) -> None:
    """A region with one training for groups of three to eight, and one employer with places for two."""
    make_region(plan_from=today, plan_until=today + timedelta(days=364))
    make_fund(name="Regiofonds", start=today, until=today + timedelta(days=700), budget=Decimal(9000))
    make_credential("nl-A2", "Nederlands A2")
    make_run(
        name="Vaktaal techniek",
        start=today + timedelta(days=30),
        end=today + timedelta(days=90),
        seats_min=3,
        group_cost=Decimal(4000),
        confirmed_on=today,
    )
    make_place(
        employer=make_employer(name="Installatiebedrijf De Gele Kievit"),
        requires=["nl-A2"],
        start_from=today + timedelta(days=30),
        start_until=today + timedelta(days=200),
        confirmed_on=today,
    )


def make_people(number: int, worker: User, today: date) -> list[Candidate]:
    """People of one case worker who want to work with solar panels."""
    people = [make_candidate(owner=worker, registered_on=today, confirmed_on=today) for _number in range(number)]
    for candidate in people:
        Wish.objects.create(candidate=candidate, occupation=make_occupation(), preference="0.8", aptitude="0.7")
    return people


def press(page: Page, name: str) -> None:
    """Press the button of the page."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """Follow the link of the page."""
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


def write_pilot(page: Page, today: date) -> None:
    """The coordinator writes down the pilot, when it is a success, and locks that."""
    page.goto("/programmas/nieuw/")
    page.get_by_label("pilot", exact=True).check()
    page.get_by_label("Naam", exact=True).fill("Proeftuin zonnepanelen")
    page.get_by_label("Wanneer kwam het idee?").fill((today - timedelta(days=40)).isoformat())
    page.get_by_label("Eerste dag").fill(today.isoformat())
    page.get_by_label("Laatste dag").fill((today + timedelta(days=365)).isoformat())
    press(page, "Opslaan")
    expect(page.get_by_text("Een pilot heeft een grens").last).to_be_visible()
    look(page, "pilot-form")
    page.get_by_label("Hoeveel mensen kunnen ten hoogste meedoen?").fill("10")
    press(page, "Opslaan")
    expect(page.get_by_text("In deze pilot kan nog niemand beginnen")).to_be_visible()
    follow(page, "Schrijf de criteria en zet ze vast")
    follow(page, "Criterium toevoegen")
    page.get_by_label("wanneer is het een succes?", exact=False).fill("Zes van de tien mensen werken na een half jaar")
    page.get_by_label("wat telt", exact=False).select_option(label="duurzaam aan het werk")
    page.get_by_label("getal", exact=False).fill("6")
    page.get_by_label("eenheid", exact=False).select_option(label="mensen")
    look(page, "pilot-criterion")
    press(page, "Opslaan")
    follow(page, "Criterium toevoegen")
    page.get_by_label("wanneer is het een succes?", exact=False).fill("De werkgevers willen verder")
    press(page, "Opslaan")
    look(page, "pilot-criteria-open")
    follow(page, "Criteria vastzetten")
    expect(page.get_by_text("Dit kun je niet terugdraaien")).to_be_visible()
    press(page, "Ja, zet vast")
    expect(page.get_by_text("Niemand kan dit nog veranderen")).to_be_visible()
    look(page, "pilot-criteria")


def sign_up_eleven(page: Page, people: list[Candidate]) -> None:
    """The case worker signs up the eleventh, who waits; one stops, and the seat is offered and taken."""
    last = people[-1]
    page.goto(f"{HOME}aanmelden/")
    page.get_by_label("Code van de kandidaat").fill(str(last))
    press(page, "Aanmelden")
    told = "De groep is vol: 10 van 10. Deze persoon staat op plaats 1 van de wachtlijst."
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.get_by_text("Nummer 1:")).to_be_visible()
    look(page, "pilot-full")
    page.goto(reverse("people:detail", args=[str(last)]))
    expect(page.get_by_text(told)).to_be_visible()
    look(page, "pilot-person")
    page.goto(HOME)
    follow(page, f"{people[0]} stopt")
    press(page, "Stoppen")
    expect(page.get_by_text("Plek aangeboden")).to_be_visible()
    press(page, f"{last} neemt de plek")
    expect(page.get_by_text("Er wacht niemand.")).to_be_visible()


def score_both(page: Page) -> None:
    """The coordinator scores what the counters say, and what people say."""
    page.goto(f"{HOME}criteria/")
    follow(page, "Criterium 1 beoordelen")
    expect(page.get_by_text("Dat wijst op: gehaald. Jij beslist.")).to_be_visible()
    look(page, "pilot-score")
    page.get_by_label("Waaruit blijkt dat?").fill("De tellers, en de contracten bij de werkgevers.")
    press(page, "Vastleggen")
    page.goto(f"{HOME}opschalen/")
    expect(page.get_by_text("Nog niet beoordeeld: De werkgevers willen verder.")).to_be_visible()
    page.goto(f"{HOME}criteria/")
    follow(page, "Criterium 2 beoordelen")
    page.get_by_label("deels gehaald").check()
    page.get_by_label("Waaruit blijkt dat?").fill("Twee van de drie werkgevers zeiden ja, gesprek in mei.")
    press(page, "Vastleggen")


def decide(page: Page) -> bytes:
    """The coordinator has worked out what more people need, and writes down the decision; gives its document."""
    page.goto(f"{HOME}opschalen/")
    press(page, "Reken uit wat meer mensen vragen")
    expect(page.get_by_role("table")).to_contain_text("100 in 13 groepen")
    expect(page.get_by_role("table")).to_contain_text("tekort: 12")
    expect(page.get_by_text("40 dagen van idee tot eerste start")).to_be_visible()
    look(page, "pilot-scaling")
    follow(page, "Besluit vastleggen")
    page.get_by_label("opschalen", exact=True).check()
    page.get_by_label("Voor hoeveel mensen?").fill("50")
    page.get_by_label("Waarom?").fill("Zes van de tien werken nog. De werkgevers willen er meer.")
    page.get_by_label("Wie besluit?").fill("Jo Voorbeeld, wethouder")
    look(page, "pilot-decision-form")
    press(page, "Leg het besluit vast")
    expect(page.get_by_text("Besloten door Jo Voorbeeld, wethouder")).to_be_visible()
    look(page, "pilot-decision")
    with page.expect_download() as download:
        follow(page, "Document (PDF)")
    return download.value.path().read_bytes()


def test_pilot_of_ten(browse: Browse, live_server: Any) -> None:
    """Ten take part and one waits; what was written first is scored, and somebody decides on what it takes."""
    now = timezone.now()
    today = timezone.localdate(now)
    home = make_municipality()
    make_offers(today)
    coordinator, desk = make_user("region-coordinator", name="Sam Populier"), browse(1280)
    log_in_as(desk, coordinator, live_server.url)
    write_pilot(desk, today)

    worker, phone = make_user("case-worker", municipality=home, name="Kim de Vries"), browse(390)
    people = make_people(11, worker, today)
    pilot = Programme.objects.get()
    for candidate in people[:10]:
        actions.admit(pilot, by=actor_of(worker, today), person=person_of(candidate, today), now=now)
    log_in_as(phone, worker, live_server.url)
    sign_up_eleven(phone, people)

    for measure, times in (("started", 9), ("at-work", 7), ("26w", 6)):  # what their journeys came to
        for _time in range(times):
            book(measure, 1, concerns=today, now=now, municipality=home.code, programme=pilot.code)
    score_both(desk)
    assert decide(desk).startswith(b"%PDF")
    made = ScalingDecision.objects.get()
    assert (made.outcome, made.size, made.by) == ("go", 50, coordinator)
    assert made.figures["study"]["sizes"]["100"]["money"]["groups"] == 13 * 400_000
    phone.goto(f"{HOME}opschalen/")
    expect(phone.get_by_text("Besloten door Jo Voorbeeld, wethouder")).to_be_visible()
    look(phone, "pilot-scaling")
