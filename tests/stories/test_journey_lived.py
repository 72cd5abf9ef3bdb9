"""A journey as its coach and its provider live it: what is due, a start, hours, dates that move, a break, a result."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from browsing import Browse, look
from importing import log_in_as
from koppelkans.core.models import User
from koppelkans.journeys.models import Journey, Step
from koppelkans.results.queries import count
from making import (
    make_candidate,
    make_journey,
    make_organisation,
    make_place,
    make_programme,
    make_run,
    make_step,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
START = date(2027, 1, 4)
LAST = date(2027, 2, 26)
EVER = (date(2020, 1, 1), date(2040, 1, 1))


class Calendar:
    """The day it is for the pages."""

    def __init__(self, day: date) -> None:
        self.day = day

    def now(self) -> datetime:
        """Noon of that day."""
        return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC)


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """A calendar of which the pages are turned."""
    made = Calendar(START)
    monkeypatch.setattr("django.utils.timezone.now", made.now)
    return made


@pytest.fixture
def coach() -> User:
    """The case worker who guides."""
    return make_user("case-worker")


@pytest.fixture
def teacher() -> User:
    """Somebody of the school."""
    return make_user("training-provider", organisation=make_organisation("provider", name="Bouwschool"))


@pytest.fixture
def journey(coach: User, teacher: User) -> Journey:
    """A training of eight weeks, a leerwerkplek after it, and a job."""
    school = teacher.grants.get().organisation
    run = make_run(provider=school, name="Zonnepanelen leggen", code="zon-1", start=START, end=LAST)
    made = make_journey(
        candidate=make_candidate(owner=coach), coach=coach, programme=make_programme(name="Pilot zon"), first_day=START
    )
    make_step(made, "training", run=run, hours_week=8)
    place = make_place(start_from=START, start_until=date(2027, 12, 31))
    make_step(made, "leerwerkplek", place=place, planned_start=date(2027, 3, 15), planned_end=date(2027, 5, 9))
    make_step(made, "job", planned_start=date(2027, 5, 17), planned_end=None)
    for _person in range(2):
        make_step(make_journey(first_day=START), "training", run=run, hours_week=8)
    return made


def visit(page: Page, user: User, path: str) -> None:
    """Somebody logs in and opens a page."""
    log_in_as(page, user, settings.SITE_URL)
    page.goto(path)


def told(page: Page, words: str) -> None:
    """A message of these words."""
    expect(page.get_by_text(words).first).to_be_visible()


def test_a_provider_registers_a_group(browse: Browse, calendar: Calendar, teacher: User, journey: Journey) -> None:
    """The group begins, the hours of a week and the results go in one form each; who passed is counted."""
    page = browse(390)
    visit(page, teacher, "/trajecten/groepen/")
    look(page, "journey-groups")
    page.get_by_role("link", name="Zonnepanelen leggen").click()
    page.get_by_role("link", name="De groep is begonnen").click()
    page.get_by_role("button", name="Opslaan").click()
    told(page, "De groep loopt.")
    look(page, "journey-group")
    assert count("started", *EVER) == 3
    calendar.day = START + timedelta(days=8)
    visit(page, teacher, "/trajecten/groepen/zon-1/aanwezigheid/")
    look(page, "journey-group-week")
    who = str(journey.candidate)
    page.get_by_label(f"Aanwezig, {who}").fill("9")
    page.get_by_role("button", name="Opslaan").click()
    told(page, "er zijn meer uren aanwezig dan gepland")
    page.get_by_label(f"Aanwezig, {who}").fill("6.5")
    page.get_by_role("button", name="Opslaan").click()
    told(page, "De aanwezigheid is opgeslagen.")
    calendar.day = LAST
    visit(page, teacher, "/trajecten/groepen/zon-1/resultaten/")
    page.get_by_label(f"Resultaat, {who}").select_option("passed")
    page.get_by_role("button", name="Opslaan").click()
    told(page, "Zonder advies sluit je niet af")
    look(page, "journey-group-results")
    page.get_by_label(f"Advies, {who}").select_option("leerwerkplek")
    page.get_by_role("button", name="Opslaan").click()
    told(page, "De resultaten zijn opgeslagen.")
    assert count("finished", *EVER) == 1
    assert Step.objects.get(journey=journey, kind="training").hours_missed == 1.5


@pytest.mark.parametrize("width", [1280, 390])
def test_a_coach_lives_a_journey(browse: Browse, calendar: Calendar, coach: User, journey: Journey, width: int) -> None:
    """From the list to the start, other dates with what moves along, a break, and all of it in the history."""
    page = browse(width)
    url = f"/trajecten/{journey.pk}/"
    visit(page, coach, "/trajecten/")
    look(page, "journeys-list")
    page.get_by_role("link", name=str(journey.candidate)).click()
    look(page, "journey-ahead")
    page.get_by_role("link", name="Het is begonnen").first.click()
    look(page, "journey-start")
    page.get_by_role("button", name="Opslaan").click()
    told(page, "De stap loopt nu.")
    _moves(page, journey)
    _stands_still(page, coach, calendar, url)
    calendar.day = LAST
    visit(page, coach, url)
    look(page, "journey-going")
    page.get_by_role("link", name="Aanwezigheid", exact=True).click()
    page.get_by_label("Aanwezig,").first.fill("8")
    look(page, "journey-attendance")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("link", name="Afsluiten").first.click()
    page.get_by_label("gehaald", exact=True).check()
    page.get_by_label("Waarom is het klaar?").select_option("done")
    page.get_by_role("button", name="Afsluiten").click()
    told(page, "Geef een advies voor de volgende stap")
    look(page, "journey-end")
    page.get_by_label("Wat is een goede volgende stap?").select_option("leerwerkplek")
    page.get_by_role("button", name="Afsluiten").click()
    told(page, "De stap is afgesloten.")
    assert count("finished", *EVER) == 1
    page.get_by_role("link", name="Geschiedenis").click()
    told(page, "Datums verplaatst")
    look(page, "journey-history")


def _moves(page: Page, journey: Journey) -> None:
    """The leerwerkplek begins a week later: what moves along is shown before it is saved."""
    page.get_by_text("Meer").nth(1).click()
    page.get_by_role("link", name="Datums verplaatsen").first.click()
    page.get_by_label("Eerste dag").fill("2027-03-22")
    page.get_by_label("Laatste dag").fill("2027-05-16")
    page.get_by_label("Waarom verschuift het?").fill("De werkgever verhuist")
    look(page, "journey-move")
    page.get_by_role("button", name="Laat zien wat er verschuift").click()
    told(page, "Dit verschuift mee")
    assert journey.steps.get(kind="job").planned_start == date(2027, 5, 17)
    look(page, "journey-moved")
    page.get_by_role("button", name="Ja, verplaats").click()
    told(page, "De datums zijn verplaatst.")
    assert journey.steps.get(kind="job").planned_start == date(2027, 5, 24)


def _stands_still(page: Page, coach: User, calendar: Calendar, url: str) -> None:
    """Two weeks of waiting: the group does not wait, the places after it do."""
    page.get_by_role("link", name="Stilzetten").click()
    page.get_by_label("wachten op iets of iemand").check()
    page.get_by_role("button", name="Stilzetten").click()
    told(page, "Het traject staat stil.")
    calendar.day = START + timedelta(days=13)
    visit(page, coach, url)
    look(page, "journey-paused")
    page.get_by_role("link", name="Gaat weer door").first.click()
    page.get_by_role("button", name="Gaat weer door").click()
    told(page, "Het traject loopt weer.")
    told(page, "ging door in de pauze")


def test_a_journey_is_handed_over(browse: Browse, calendar: Calendar, coach: User, journey: Journey) -> None:
    """The jobcoach who is asked sees it in the list, takes it on, and from then on guides it."""
    assert calendar.day == START
    other: Any = make_user("coach", name="Jo Coach")
    page = browse()
    visit(page, coach, f"/trajecten/{journey.pk}/")
    page.get_by_role("link", name="Overdragen").click()
    page.get_by_label("Wie vraag je?").select_option(label=str(other))
    page.get_by_role("button", name="Vragen").click()
    told(page, "is gevraagd om over te nemen")
    visit(page, other, "/trajecten/")
    look(page, "journeys-asked")
    page.get_by_role("button", name=f"{journey.candidate} overnemen").click()
    told(page, "Dit traject is nu van jou.")
    look(page, "journey-taken")
