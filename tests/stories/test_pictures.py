"""The pictures in the docs, of the demo's region; made anew with KOPPELKANS_PICTURES=1 in the environment."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import Browse, look
from importing import log_in_as
from koppelkans.cli.demo import region
from koppelkans.core.access import actor_of
from koppelkans.core.models import User
from koppelkans.journeys.actions import make_link
from koppelkans.journeys.models import Consent, Reached
from koppelkans.people.models import Candidate, ContactCard, Holding
from koppelkans.planning.actions.rounds import told_of
from koppelkans.planning.models import Pinned, Proposal, Round

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(os.environ.get("KOPPELKANS_PICTURES") != "1", reason="only when the pictures are made anew"),
]
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
LARGEST = 200_000  # bytes: a page of the docs opens at once
HEADER = ["Klantnummer", "Naam", "Postcode", "Beschikbaar vanaf", "Max reistijd", "Vervoer"]


def keep(page: Page, name: str) -> None:
    """Put what is on the screen in the docs, when nothing is wrong with it."""
    look(page)
    page.mouse.move(0, 0)
    file = PICTURES / f"platform-{name}.png"
    page.screenshot(path=file, animations="disabled")
    assert file.stat().st_size < LARGEST


def person(browse: Browse, live_server: Any, mailbox: str, width: int = 1280) -> Page:
    """A page of somebody of the demo."""
    page = browse(width, touch=width < 600)
    log_in_as(page, User.objects.get(email=f"{mailbox}@demo.example"), live_server.url)
    return page


def undecided(worker: User) -> Proposal:
    """A proposal with two trainings for somebody of whom something is known, nothing decided and nothing fixed."""
    fixed = Pinned.objects.filter(kind=Pinned.Kind.LOCK).values("person")
    found = Proposal.objects.filter(candidate__owner=worker, candidate__in=Holding.objects.values("candidate"))
    found = found.filter(decisions=None, round__kind=Round.Kind.ROUND).exclude(place=None).order_by("pk")
    found = found.exclude(candidate__subject__pseudonym__in=fixed)
    return next(one for one in found if len(one.runs) > 1 and "(p" not in told_of(one, "nl")["pathway"])


def show(page: Page, heading: str) -> None:
    """Scroll to a heading."""
    page.get_by_role("heading", name=heading, exact=True).evaluate("found => found.scrollIntoView()")


def ask_the_candidate(candidate: Candidate) -> str:
    """The link on a sheet for somebody who is asked for their yes, in Arabic."""
    ContactCard.objects.filter(candidate=candidate).update(language="ar")
    consent = Consent.objects.filter(party="candidate", agreement__decision__proposal__candidate=candidate)
    consent.update(language="ar")
    now = timezone.now()
    assert candidate.owner is not None
    return make_link(consent[0], by=actor_of(candidate.owner, timezone.localdate(now)), now=now)


def check_a_file(page: Page, folder: Path, worker: User) -> None:
    """Bring a file with mistakes as far as its check."""
    codes = list(Candidate.objects.filter(owner=worker).order_by("pk").values_list("postcode", flat=True)[:6])
    rows = [[f"Z-{at}", f"Persoon {at}", code, "01-02-2027", "45", "fiets"] for at, code in enumerate(codes, 1)]
    rows[1][2], rows[2][3], rows[3][4], rows[4][3], rows[5][0] = "21", "31-02-2027", "een uur of twee", "morgen", "Z-1"
    file = folder / "mijn mensen.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, delimiter=";").writerows([HEADER, *rows])
    page.goto("/kandidaten/import/")
    page.get_by_label("Bestand", exact=True).set_input_files(file)
    page.get_by_role("button", name="Bestand bekijken").click()
    page.get_by_role("button", name="Verder naar de codes").click()
    if page.get_by_role("button", name="Bestand nakijken").count():
        page.get_by_role("button", name="Bestand nakijken").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("fouten")


def keep_what_came_of_it(browse: Browse, live_server: Any, coordinator: Page) -> None:
    """Results with a forecast, a pilot that is judged, signals, and the clock of somebody's work."""
    coordinator.set_viewport_size({"width": 1280, "height": 1100})
    coordinator.goto("/resultaten/?programma=energietransitie")
    keep(coordinator, "results")
    coordinator.goto("/programmas/programma/pilot-warmte/opschalen/")
    keep(coordinator, "pilot")
    worker = person(browse, live_server, "klantmanager")
    worker.goto("/trajecten/signalen/")
    keep(worker, "signals")
    counted = Reached.objects.filter(measure="13w", taken_back=None, journey__coach__email="klantmanager@demo.example")
    journey = counted.filter(journey__status="followed").order_by("pk")[0].journey
    worker.set_viewport_size({"width": 1280, "height": 1100})
    worker.goto(f"/trajecten/{journey.pk}/werk/")
    keep(worker, "work")


def test_pictures(browse: Browse, live_server: Any, tmp_path: Path) -> None:
    """The main pages, as the docs show them."""
    region.make()
    worker = User.objects.get(email="klantmanager@demo.example")
    page = person(browse, live_server, "klantmanager")
    page.goto("/")
    keep(page, "start")
    proposal = undecided(worker)
    page.goto(f"/kandidaten/wie/{proposal.candidate}/")
    keep(page, "candidate")
    page.goto(f"/rondes/voorstel/{proposal.pk}/?anders=1")
    keep(page, "proposal")
    page.set_viewport_size({"width": 1280, "height": 700})
    show(page, "Wat kan er anders?")
    keep(page, "person")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/rondes/{proposal.round_id}/?wie=mijn")
    show(page, "Voorstellen")
    keep(page, "round")
    page.goto("/rondes/mijn-kandidaten/")
    keep(page, "mine")
    check_a_file(page, tmp_path, worker)
    keep(page, "import")
    page.goto("/aanbod/")
    keep(page, "offers")
    page.goto("/aanbod/kaart/")
    keep(page, "map")
    page = person(browse, live_server, "controller")
    page.goto("/geld/")
    keep(page, "funds")
    page = person(browse, live_server, "werkgever", width=390)
    page.goto("/aanbod/plek/nieuw/")
    keep(page, "phone")
    page = person(browse, live_server, "regio")
    page.goto(f"/rondes/{proposal.round_id}/")
    page.set_viewport_size({"width": 1280, "height": 1110})
    show(page, "Wat levert dit plan op?")
    keep(page, "board")
    show(page, "Van mensen naar werk")
    page.set_viewport_size({"width": 1280, "height": 640})
    keep(page, "flow")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/rondes/{proposal.round_id}/knelpunten/")
    keep(page, "bottlenecks")
    scenario = Round.objects.get(kind=Round.Kind.SCENARIO)
    page.goto(f"/rondes/{proposal.round_id}/vergelijken/?met={scenario.pk}")
    show(page, "Mensen")
    keep(page, "compare")
    keep_what_came_of_it(browse, live_server, page)
    waiting = Consent.objects.filter(party="candidate", answer="waiting", agreement__state="asked")
    asked = waiting.select_related("agreement__decision__proposal__candidate__owner")[0]
    token = ask_the_candidate(asked.agreement.decision.proposal.candidate)
    phone = browse(390, touch=True)
    phone.goto(f"/ja/{token}/")
    phone.get_by_role("main").get_by_role("button").first.tap()
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    keep(phone, "consent")
