"""One person, two employers, an illness and a proof that is withdrawn: counted on the right day each time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browsing import Browse, look
from importing import log_in_as
from journeys.working import noon
from koppelkans.core.access import actor_of
from koppelkans.core.models import User
from koppelkans.jobs.nightly import run_nightly
from koppelkans.journeys.actions import breaking
from koppelkans.journeys.actions.counting import reach
from koppelkans.journeys.models import Journey, LedgerCheck
from koppelkans.results.models import Measure
from koppelkans.results.queries import count
from making import make_journey, make_programme, make_user

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = date(2027, 1, 4)
SECOND = FIRST + timedelta(days=75)  # after 60 days of work and 15 of illness
WEEKS_13 = FIRST + timedelta(days=105)  # 60 days, 15 of break, the 31st of the second job
DURABLE = FIRST + timedelta(days=196)
EVER = (date(2020, 1, 1), date(2040, 1, 1))


class Calendar:
    """The day it is for the pages."""

    def __init__(self, day: date) -> None:
        self.day = day

    def now(self) -> Any:
        """Noon of that day."""
        return noon(self.day)


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """A calendar of which the pages are turned."""
    made = Calendar(FIRST)
    monkeypatch.setattr("django.utils.timezone.now", made.now)
    return made


class Story:
    """What the coach does on the pages of one journey, day after day."""

    def __init__(self, page: Page, user: User, url: str, calendar: Calendar, journey: Journey) -> None:
        self.page, self.user, self.url, self.calendar, self.journey = page, user, url, calendar, journey

    def on(self, day: date) -> None:
        """It is another day: the coach logs in and opens the work."""
        self.calendar.day = day
        log_in_as(self.page, self.user, self.url)
        self.open()

    def open(self) -> None:
        """The page of the work."""
        self.page.goto(f"/trajecten/{self.journey.pk}/werk/")

    def night(self, day: date) -> None:
        """The work of the night before this day."""
        self.calendar.day = day
        outcome = run_nightly(noon(day))
        assert outcome.ok, outcome
        self.on(day)

    def add(self, employer: str, form: str, since: date) -> None:
        """Write down work, without proof yet."""
        self.page.get_by_role("link", name="Werk opschrijven").first.click()
        self.page.get_by_label("Naam van de werkgever").fill(employer)
        self.page.get_by_label("Soort werk").select_option(label=form)
        self.page.get_by_label("Uren per week").fill("24")
        self.page.get_by_label("Eerste dag").fill(since.isoformat())
        self.save("Het werk is opgeschreven.")

    def prove(self, employer: str, proof: str) -> None:
        """Write down a proof that was seen today."""
        self.page.get_by_role("link", name=f"Bewijs opschrijven {employer}").click()
        self.page.get_by_label("Bewijs", exact=True).select_option(label=proof)
        self.save("Het bewijs is opgeschreven.")

    def save(self, told: str, button: str = "Opslaan") -> None:
        """Send the form, and read that it was done."""
        self.page.get_by_role("button", name=button).click()
        expect(self.page.get_by_text(told).first).to_be_visible()

    def clock(self, *told: str) -> None:
        """What the clock says."""
        for words in told:
            expect(self.page.locator("main")).to_contain_text(words)

    def stands(self, **days: date | None) -> None:
        """Each measure stands once on its day, on the page and in the results; or not at all."""
        for name, day in days.items():
            measure = Measure[name]
            row = (
                self.page.locator("#counted tbody tr")
                .filter(has_text="staat")
                .filter(has=self.page.get_by_role("rowheader", name=str(measure.label), exact=True))
            )
            expect(row).to_have_count(0 if day is None else 1)
            if day is not None:
                expect(row).to_contain_text(f"{day.day} {MONTHS[day.month]} {day.year}")
                assert count(measure, day, day) == 1
            assert count(measure, *EVER) == (0 if day is None else 1)


MONTHS = {1: "januari", 3: "maart", 4: "april", 7: "juli"}


def test_counted_on_the_right_day_each_time(browse: Browse, live_server: Any, calendar: Calendar) -> None:
    """Nobody enters that somebody is durably at work: it follows from the work and its proof, on the right day."""
    coach = make_user("case-worker", name="Kim de Vries")
    journey = make_journey(
        programme=make_programme(name="Klimaatbanen"), coach=coach, status="followed", started_on=FIRST
    )
    reach(journey, Measure.STARTED, concerns=FIRST, now=noon(FIRST))
    story = Story(browse(), coach, live_server.url, calendar, journey)

    story.on(FIRST)  # what was only told does not count
    story.add("Installatiebedrijf De Zon", "arbeidscontract", FIRST)
    story.clock("Het bewijs is te zwak.", "Er is nog geen dag met werk dat meetelt.")
    story.prove("Installatiebedrijf De Zon", "contract gezien")
    story.clock("Teller: 1 van 91 dagen. Nog 90 dagen. Verwacht: 4 april 2027 als het werk doorgaat.")
    story.stands(AT_WORK=FIRST)

    story.on(FIRST + timedelta(days=60))  # ill: the work stops, the clock waits
    breaking.pause(journey, by=actor_of(coach, calendar.day), kind="illness", since=calendar.day, now=calendar.now())
    story.page.get_by_role("link", name="Laatste dag Installatiebedrijf De Zon").click()
    story.page.get_by_label("Laatste dag").fill((FIRST + timedelta(days=59)).isoformat())
    story.save("De laatste dag is opgeschreven.")
    story.clock("Teller: 60 van 91 dagen.", "Met dit werk wordt dat niet gehaald", "Pauze: 1 van ten hoogste 28 dagen.")

    story.on(SECOND)  # well again, at another employer
    breaking.resume(journey, by=actor_of(coach, calendar.day), until=SECOND - timedelta(days=1), now=calendar.now())
    story.open()
    story.add("Garage Zuid", "bbl-contract", SECOND)
    story.prove("Garage Zuid", "bevestigd door de werkgever")
    story.clock("Teller: 61 van 91 dagen. Nog 30 dagen. Verwacht: 19 april 2027", "Pauze: 15 van ten hoogste 28 dagen.")
    look(story.page, "work-after-illness")

    story.night(WEEKS_13 - timedelta(days=1))
    story.stands(AT_WORK=FIRST, WEEKS_13=None)
    story.night(WEEKS_13)
    story.stands(AT_WORK=FIRST, WEEKS_13=WEEKS_13)

    story.on(WEEKS_13 + timedelta(days=5))  # the contract turns out to be of somebody else
    story.page.get_by_role("link", name="Klopt niet contract gezien Installatiebedrijf De Zon").click()
    story.page.get_by_label("Waarom klopt het bewijs niet?").fill("Het contract is van een ander.")
    look(story.page, "work-proof-withdrawn")
    story.save("Het bewijs is ingetrokken.", "Trek dit bewijs in")
    story.clock("Teller: 36 van 91 dagen.")
    story.stands(AT_WORK=SECOND, WEEKS_13=None)

    story.on(WEEKS_13 + timedelta(days=7))  # and then there is a proof that is right: the days are what they were
    story.prove("Installatiebedrijf De Zon", "gezien in een register")
    story.stands(AT_WORK=FIRST, WEEKS_13=WEEKS_13)
    assert count(Measure.WEEKS_13, *EVER, as_known_on=WEEKS_13) == 1
    assert count(Measure.WEEKS_13, *EVER, as_known_on=WEEKS_13 + timedelta(days=5)) == 0

    story.night(DURABLE - timedelta(days=1))
    story.clock("Teller: 181 van 182 dagen. Nog 1 dag.")
    story.stands(DURABLE=None)
    story.night(DURABLE)
    story.stands(AT_WORK=FIRST, WEEKS_13=WEEKS_13, DURABLE=DURABLE)
    story.clock("Op weg naar 52 weken")
    assert LedgerCheck.objects.latest().differences == 0
    story.page.set_viewport_size({"width": 390, "height": 900})
    look(story.page, "work-durable")
