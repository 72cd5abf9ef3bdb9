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
from koppelkans.people.models import Candidate, Holding
from koppelkans.planning.models import Proposal
from koppelkans.planning.rules import against_pathway
from making import look_and_decide

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


def decide_some(worker: User) -> None:
    """What a week of work leaves behind: seats, places and money taken."""
    now = timezone.now()
    by = actor_of(worker, timezone.localdate(now))
    own = Proposal.objects.filter(candidate__owner=worker, place__isnull=False).order_by("pk")
    for at, proposal in enumerate(own[:60]):
        if at % 5 == 4:
            look_and_decide(proposal, outcome="declined", reason="not-this-place", by=by, now=now)
        elif at % 7 and not against_pathway(proposal, timezone.localdate(now)):
            look_and_decide(proposal, outcome="accepted", by=by, now=now)


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


def test_pictures(browse: Browse, live_server: Any, tmp_path: Path) -> None:
    """The main pages, as the docs show them."""
    region.make()
    worker = User.objects.get(email="klantmanager@demo.example")
    page = person(browse, live_server, "klantmanager")
    page.goto("/")
    keep(page, "start")
    found = Proposal.objects.filter(candidate__owner=worker, candidate__in=Holding.objects.values("candidate"))
    proposal = next(one for one in found.exclude(place=None).order_by("pk") if len(one.runs) > 1)
    page.goto(f"/kandidaten/wie/{proposal.candidate}/")
    keep(page, "candidate")
    page.goto(f"/rondes/voorstel/{proposal.pk}/")
    keep(page, "proposal")
    decide_some(worker)
    page.goto(f"/rondes/{proposal.round_id}/?wie=mijn")
    keep(page, "round")
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
