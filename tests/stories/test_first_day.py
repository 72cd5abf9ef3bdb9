"""A case worker's first day: an own Excel of ten people, one plan, a page per person, ten decisions, sheets."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from browsing import WIDTHS, Browse, look
from koppelkans.core.access import house
from koppelkans.core.models import Municipality
from koppelkans.funds.models import Reservation
from koppelkans.journeys.models import Agreement, Decision
from koppelkans.people.models import Candidate
from koppelkans.planning.actions.exchange import import_region
from koppelkans.planning.models import Proposal
from koppelkans.supply.models import Booking
from making import PASSWORD, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PILOT = Path(__file__).parents[2] / "examples" / "pilot"
ABOUT_PEOPLE = ("candidates", "held", "wishes", "forbidden", "previous", "locks", "used")
HEADER = ["Klant", "Naam", "Telefoon", "Postcode", "Taalniveau", "Certificaat", "Doelgroep", "Vervoer", "Beroep"]
HEADER += ["Graag", "Geschikt"]
EXCEL = [
    ["1", "Amal Yosef", "06 10000001", "2132", "A1", "", "statushouder", "fiets", "zonnepanelen", 0.9, 0.7],
    ["2", "Noor Kaya", "06 10000002", "2135", "A1", "", "statushouder", "fiets", "zonnepanelen", 0.8, 0.6],
    ["3", "Joris Blom", "06 10000003", "2131", "A2", "VCA", "participatiewet", "fiets", "zonnepanelen", 0.9, 0.8],
    ["4", "Selam Tesfay", "06 10000004", "2151", "A1", "", "statushouder", "ov", "isolatie", 0.7, 0.7],
    ["5", "Milan Hop", "06 10000005", "2134", "B1", "VCA", "ww", "auto", "isolatie", 0.8, 0.8],
    ["6", "Yara Olm", "06 10000006", "2153", "A2", "VCA", "participatiewet", "ov", "isolatie", 0.6, 0.5],
    ["7", "Emre Riet", "06 10000007", "2131", "A2", "", "jongere", "fiets", "zonnepanelen", 0.9, 0.9],
    ["8", "Tess Brem", "06 10000008", "2152", "B1", "VCA", "werkend", "auto", "zonnepanelen", 0.7, 0.6],
    ["9", "Ivan Lis", "06 10000009", "2134", "", "", "participatiewet", "fiets", "isolatie", 0.5, 0.4],
    ["10", "Hana Vlier", "06 10000010", "2132", "A1", "", "statushouder", "fiets", "warmtepomp", 0.9, 0.5],
]


@pytest.fixture
def worker_mail(tmp_path: Path) -> str:
    """The places and the money of the example, beginning next week, nobody in it yet, and one case worker."""
    folder = tmp_path / "region"
    shutil.copytree(PILOT, folder)
    for name in ABOUT_PEOPLE:
        file = folder / f"{name}.csv"
        file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    now = timezone.now()
    today = timezone.localdate(now)
    import_region(folder, by=house("test"), now=now, first=today + timedelta(days=7 - today.weekday()))
    home, _made = Municipality.objects.update_or_create(code="GM0394", defaults={"name": "Haarlemmermeer"})
    return make_user("case-worker", municipality=home, name="Kim de Vries").email


@pytest.fixture
def excel(tmp_path: Path) -> Path:
    """Ten people, as a case worker keeps them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADER, *EXCEL]:
        sheet.append(row)
    book.save(tmp_path / "mijn mensen.xlsx")
    return tmp_path / "mijn mensen.xlsx"


def press(page: Page, name: str) -> None:
    """Press the button of the page."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def log_in(page: Page, mail: str) -> None:
    """From the front door to the start page."""
    page.goto("/")
    page.get_by_label("E-mailadres").fill(mail)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    press(page, "Inloggen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat wacht er op je?")


def bring_in(page: Page, excel: Path) -> None:
    """From a file to ten people."""
    page.goto("/kandidaten/")
    page.get_by_role("link", name="Uit een bestand").first.click()
    page.get_by_label("Bestand", exact=True).set_input_files(excel)
    press(page, "Bestand bekijken")
    page.get_by_label("Klant", exact=True).select_option("own_key")
    page.get_by_label("Graag", exact=True).select_option("wish1_preference")
    page.get_by_label("Geschikt", exact=True).select_option("wish1_aptitude")
    page.get_by_label("Beschikbaar vanaf").fill(f"{timezone.localdate():%d-%m-%Y}")
    press(page, "Verder naar de codes")
    press(page, "Bestand nakijken")
    expect(page.get_by_role("heading", level=1)).to_have_text("Klopt dit?")
    press(page, "Alles overnemen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overgenomen")
    assert Candidate.objects.filter(owner__isnull=False).count() == 10


def make_plan(page: Page) -> str:
    """One round; returns its address."""
    if page.get_by_text("Menu", exact=True).is_visible():
        page.get_by_text("Menu", exact=True).click()
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Rondes").click()
    page.get_by_role("link", name="Nieuwe ronde").first.click()
    press(page, "Start de ronde")
    expect(page.get_by_role("link", name="mensen met een voorstel", exact=True)).to_be_visible()
    return page.url


def decide(page: Page, outcome: str, reason: str = "") -> None:
    """Choose, and write it down."""
    page.get_by_label(outcome, exact=True).check()
    if reason:
        page.get_by_label("Waarom niet?").select_option(reason)
    page.get_by_label("Wat zegt de kandidaat zelf?").fill("Ik heb erover nagedacht.")
    press(page, "Leg het besluit vast")
    expect(page.get_by_role("main").get_by_role("heading", name="Besluit", exact=True)).to_be_visible()


def pages_of(paper: bytes) -> int:
    """How many pages a PDF of the browser has."""
    return len(re.findall(rb"/Type\s*/Page\b", paper))


def people_of(page: Page, address: str) -> list[str]:
    """The addresses of the people in the list of a round."""
    page.goto(address)
    links = page.get_by_role("main").get_by_role("rowheader").get_by_role("link").all()
    return [link.get_attribute("href") or "" for link in links]


def look_both(page: Page) -> None:
    """Nothing is wrong with the page, at a desk and on a phone."""
    for width in reversed(WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        look(page)


def page_as_it_is(page: Page) -> Page:
    """Without a script nothing can look at a page."""
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "phone-without-scripts"])
def test_first_day(browse: Browse, scripts: bool, worker_mail: str, excel: Path) -> None:
    """From a login to ten decisions and a sheet for each person, with JavaScript and, on a phone, without."""
    page = browse(1280 if scripts else 390, scripts=scripts)
    look_at: Callable[[Page], object] = look_both if scripts else page_as_it_is
    log_in(page, worker_mail)
    bring_in(page, excel)
    planned = make_plan(page)
    assert not Booking.objects.exists(), "a plan changes nothing"

    proposed, without = people_of(page, planned), people_of(page, f"{planned}?wie=zonder")
    assert len(proposed) + len(without) == 10
    assert len(proposed) >= 5
    for at, address in enumerate(proposed):
        page.goto(address)
        for heading in ("Waarom dit?", "Wie betaalt wat?", "Wat kan er anders?"):
            expect(page.get_by_role("heading", name=heading)).to_be_visible()
        if at == 0:
            look_at(page)
        if at < 3:
            decide(page, "Het gaat door")
        elif at == 3:
            decide(page, "Het gaat niet door", reason="niet deze plek: wij stellen die niet meer voor")
        else:
            decide(page, "Nu nog niet beslissen")
    for at, address in enumerate(without):
        page.goto(address)
        if at == 0:
            look_at(page)
        for heading in ("Wat staat in de weg?", "Wat zou helpen?"):
            expect(page.get_by_role("heading", name=heading)).to_be_visible()
        expect(page.get_by_label("Het gaat door", exact=True)).to_have_count(0)
        decide(page, "Nu nog niet beslissen")
    assert Decision.objects.count() == 10
    assert Booking.objects.filter(place__isnull=False, released_on=None).count() == 3
    assert Agreement.objects.filter(state=Agreement.State.ASKED).count() == 3

    page.goto(proposed[0])
    expect(page.get_by_role("heading", name="Wie zegt er ja?")).to_be_visible()
    look_at(page)
    page.goto("/rondes/mijn-kandidaten/")
    expect(page.get_by_text("wacht op een ja", exact=True)).to_have_count(3)
    look_at(page)

    page.goto(proposed[0])
    press(page, "Draai terug")
    expect(page.get_by_text("Het besluit is teruggedraaid. Wat was vastgelegd, is weer vrij.")).to_be_visible()
    assert Booking.objects.filter(place__isnull=False, released_on=None).count() == 2
    taken = Proposal.objects.get(pk=Decision.objects.latest("at").proposal_id).candidate.subject
    assert not Reservation.objects.filter(subject=taken, released_on=None).exists()

    page.goto(planned)
    page.get_by_role("link", name="Print voor mijn mensen").click()
    look_at(page)
    page.emulate_media(media="print")
    for row in EXCEL:
        expect(page.get_by_role("heading", name=str(row[1]))).to_be_visible()
    assert pages_of(page.pdf(format="A4")) == len(EXCEL), "one page for each person"
