"""From what holds a round back to a question, a what-if, two plans side by side and a new round."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browsing import Browse, look
from importing import log_in_as
from koppelkans.core.models import User
from koppelkans.planning.models import Request, Round
from koppelkans.supply.models import Place
from making import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_coordinator_looks_for_what_would_help(planned: User, page: Page, live_server: Any) -> None:
    """Bottlenecks as bars and a table; one is asked of somebody, one is tried, compared and made the round."""
    assert planned
    made = Round.objects.get()
    make_user("controller", name="Olga Klaver")
    log_in_as(page, make_user("region-coordinator"), live_server.url)
    page.goto(f"/rondes/{made.pk}/")
    page.get_by_role("link", name="Knelpunten").click()
    look(page, "ronde-knelpunten")
    page.get_by_role("link", name="Vraag het").first.click()
    look(page, "ronde-vraag")
    owners = page.get_by_label("Wie pakt dit op?")
    owners.select_option(index=1)
    page.get_by_role("button", name="Verstuur de vraag").click()
    expect(page.get_by_text("Je vraag is verstuurd")).to_be_visible()
    assert Request.objects.count() == 1
    page.get_by_role("link", name="Wat als").click()
    look(page, "ronde-wat-als-leeg")
    page.get_by_role("link", name="Nieuwe wat-als").first.click()
    look(page, "wat-als-kiezen")
    page.get_by_role("link", name="Hoeveel mensen er op een werkplek passen").click()
    places = page.get_by_label("Welke werkplek?")
    places.select_option(index=1)
    code = places.input_value()
    page.get_by_label("Welk aantal wordt het?").fill("9")
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_text("9 in plaats van")).to_be_visible()
    look(page, "wat-als-klaar")
    page.get_by_label("Hoe noem je dit?").fill("Meer plekken")
    page.get_by_role("button", name="Reken dit door").click()
    expect(page.get_by_role("heading", name="Meer plekken")).to_be_visible()
    look(page, "ronde-wat-als")
    page.get_by_role("link", name="Vergelijk met de ronde").click()
    look(page, "ronde-vergelijken")
    page.get_by_role("link", name="Maak hier de ronde van").click()
    expect(page.get_by_text("Dit kan nog niet")).to_be_visible()
    look(page, "wat-als-nog-niet")
    Place.objects.filter(code=code).update(capacity=9)
    page.reload()
    page.get_by_role("button", name="Ja, dit wordt de ronde").click()
    expect(page.get_by_text("Dit is nu de ronde")).to_be_visible()
    assert Round.objects.get(name="Meer plekken").kind == Round.Kind.ROUND


def test_planned_again_without_scripts(planned: User, browse: Browse, live_server: Any) -> None:
    """Three plans beside the round, with a mouse or a keyboard and nothing more."""
    assert planned
    made = Round.objects.get()
    page = browse(scripts=False)
    log_in_as(page, make_user("region-coordinator"), live_server.url)
    page.goto(f"/rondes/{made.pk}/wat-als/")
    page.get_by_role("button", name="Plan opnieuw").click()
    expect(page.get_by_text("We maken drie plannen")).to_be_visible()
    page.get_by_role("link", name="Vergelijk", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vergelijken")
    assert page.get_by_role("checkbox").count() == 3
