"""At the table: why not this place, what it costs to fix a pathway, the sheet in English, and how it is made at all."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browsing import WIDTHS, Browse, look
from importing import log_in_as
from koppelkans.core.models import User
from koppelkans.planning import answers
from koppelkans.planning.models import Pinned, Proposal
from koppelkans.supply.models import Place

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = 3  # of answers


def look_both(page: Page, name: str) -> None:
    """Nothing is wrong with the page, at a desk and on a phone."""
    for width in reversed(WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        look(page, name)


def kinds_of_answers() -> dict[str, tuple[Proposal, Place]]:
    """One question for each kind of answer that this round gives."""
    found: dict[str, tuple[Proposal, Place]] = {}
    for proposal in Proposal.objects.select_related("candidate__subject", "round").order_by("pk"):
        for place in Place.objects.order_by("pk"):
            found.setdefault(answers.why_not(proposal, place.code, "nl").code, (proposal, place))
    return found


def test_why_not_this_place(browse: Browse, live_server: Any, planned: User) -> None:
    """A case worker names a place, and reads the rule, the seat, or what the plan loses; nobody else."""
    kinds = kinds_of_answers()
    assert len(kinds) >= KINDS
    page = browse()
    log_in_as(page, planned, live_server.url)
    others = [str(one.candidate) for one in Proposal.objects.select_related("candidate__subject")]
    for code, (proposal, place) in kinds.items():
        page.goto(f"/rondes/voorstel/{proposal.pk}/")
        page.get_by_label("Welke plek? Kies een beroep of werkgever.").fill(place.code)
        page.get_by_role("button", name="Vraag het").click()
        said = page.locator("#waarom-niet")
        expect(said.get_by_role("heading", level=3)).to_have_text(str(place))
        expect(said.get_by_role("listitem").first).not_to_be_empty()
        words = said.inner_text()
        assert not [name for name in others if re.search(rf"\b{name}\b", words)], "nobody else is shown"
        look_both(page, f"why-not-{code}")


def test_place_by_its_work_without_scripts(browse: Browse, live_server: Any, planned: User) -> None:
    """A few words are enough: the places they could mean are links."""
    proposal = Proposal.objects.exclude(place=None)[0]
    page = browse(390, scripts=False)
    log_in_as(page, planned, live_server.url)
    page.goto(f"/rondes/voorstel/{proposal.pk}/")
    page.get_by_label("Welke plek? Kies een beroep of werkgever.").fill("isolatie")
    page.get_by_role("button", name="Vraag het").click()
    expect(page.get_by_text("Welke plek bedoel je?")).to_be_visible()
    page.locator("#waarom-niet").get_by_role("link").first.click()
    expect(page.locator("#waarom-niet").get_by_role("heading", level=3)).to_contain_text("Isolatie")


def test_pin_and_take_it_back(browse: Browse, live_server: Any, planned: User) -> None:
    """What fixing and forbidding cost is read before; nothing is blocked by it, and each is taken back."""
    proposal = Proposal.objects.exclude(place=None)[0]
    page = browse()
    log_in_as(page, planned, live_server.url)
    page.goto(f"/rondes/voorstel/{proposal.pk}/")
    page.get_by_role("link", name="Zet dit traject vast").click()
    expect(page.get_by_role("heading", name="Wat kost dit?")).to_be_visible()
    look_both(page, "steer-pin")
    page.get_by_role("main").locator("form button[type=submit]").last.click()
    pinned = Pinned.objects.get(kind="lock", person=str(proposal.candidate))
    assert (pinned.by, pinned.place) == (planned, proposal.place and proposal.place.code)
    page.goto("/rondes/sturing/")
    expect(page.get_by_role("cell", name=re.compile("^Vastgezet:"))).to_be_visible()
    look_both(page, "steering")
    page.get_by_role("button", name=re.compile("Haal weg")).first.click()
    assert not Pinned.objects.filter(kind="lock", person=str(proposal.candidate)).exists()

    page.goto(f"/rondes/voorstel/{proposal.pk}/")
    page.get_by_role("link", name="Nooit meer deze plek").click()
    costs = page.get_by_role("main").get_by_role("listitem")
    expect(costs.first).to_contain_text(re.compile("plan|verandert|verschil"))
    look_both(page, "steer-forbid")


def test_sheet_in_english(browse: Browse, live_server: Any, planned: User) -> None:
    """The page to take along is one sheet of paper, in English too."""
    proposal = Proposal.objects.exclude(place=None)[0]
    page = browse()
    log_in_as(page, planned, live_server.url)
    page.goto(f"/rondes/voorstel/{proposal.pk}/")
    page.get_by_role("link", name="Print").click()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("main").get_by_role("article")).to_contain_text(re.compile("from|language|costs|minutes"))
    look_both(page, "sheet-en")
    page.emulate_media(media="print")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


def test_residents_read_how_it_is_made(browse: Browse, planned: User) -> None:
    """Without a login anybody reads how a proposal is made, what never counts and what one can do."""
    assert planned
    page = browse()
    page.goto("/")
    page.get_by_role("link", name="Zo maken wij een voorstel").click()
    for heading in ("Wie besluit?", "Wat telt nooit mee?", "Wat kun je doen?"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    look_both(page, "algorithm")
