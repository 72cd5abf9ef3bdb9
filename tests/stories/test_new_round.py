"""A new round: left alone or set in full, followed while it is computed, and read about afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import Browse, look
from importing import log_in_as
from koppelkans.core.models import Region, User
from koppelkans.planning.models import Round
from making import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_coordinator_sets_a_round_and_reads_how_it_was_made(planned: User, page: Page, live_server: Any) -> None:
    """Sliders say what they mean, the round is planned with what was set, and its page tells it all."""
    assert planned
    log_in_as(page, make_user("region-coordinator"), live_server.url)
    page.goto("/rondes/nieuw/")
    look(page, "ronde-nieuw")
    page.get_by_text("Meer instellen").click()
    page.get_by_label("Snel beginnen", exact=True).fill("0.5")
    page.get_by_role("radio", name="Niets: begin opnieuw").check()
    look(page, "ronde-instellen")
    page.get_by_role("button", name="Start de ronde").click()
    page.get_by_role("link", name="Over deze ronde").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Over deze ronde")
    page.get_by_text("Laat zien").click()
    look(page, "ronde-over")
    expect(page.locator("tr", has_text="Eén week wachten")).to_contain_text("0,5")
    made = Round.objects.latest("pk")
    assert made.asked["objective"] == {"week": 0.005}


def test_a_slider_works_without_scripts(planned: User, browse: Browse, live_server: Any) -> None:
    """Moved alone the slider counts; a number typed beside it counts more."""
    assert planned
    page = browse(scripts=False)
    log_in_as(page, make_user("region-coordinator"), live_server.url)
    page.goto("/rondes/nieuw/")
    page.get_by_text("Meer instellen").click()
    page.get_by_label("Schuif: Snel beginnen").fill("2")
    page.get_by_label("De eigen wens", exact=True).fill("30")
    page.get_by_role("button", name="Start de ronde").click()
    assert Round.objects.latest("pk").asked["objective"] == {"week": 0.02, "preference": 0.3}
    assert Region.objects.get().objective["week"] == 0.002


def test_a_round_is_followed_and_stopped(planned: User, page: Page, live_server: Any) -> None:
    """Phase, best plan so far, what is proven and the time left are words; one button stops and keeps."""
    assert planned
    now = timezone.now()
    made = Round.objects.create(
        name="Grote ronde",
        asked_at=now,
        started_at=now,
        alive_at=now,
        status=Round.Status.RUNNING,
        tries=1,
        people=1500,
        progress={
            "phase": "improving", "seconds": 42.0, "left": 300.0, "bound": 210.0, "value": 208.0, "gap": 0.0095,
            "people": 812,
        },
    )  # fmt: skip
    log_in_as(page, make_user("region-coordinator"), live_server.url)
    page.goto(f"/rondes/{made.pk}/")
    expect(page.get_by_text("voor 812 mensen")).to_be_visible()
    look(page, "ronde-bezig")
    page.get_by_role("button", name="Stop en houd het beste plan").click()
    expect(page.get_by_text("Je hebt gevraagd om te stoppen")).to_be_visible()
    made.refresh_from_db()
    assert made.stop_asked_at is not None


def test_what_chances_rest_on_is_written_down(planned: User, page: Page, live_server: Any) -> None:
    """The administrator says where a coefficient comes from; measured without a source is asked again."""
    assert planned
    log_in_as(page, make_user("administrator"), live_server.url)
    page.goto("/regio/kansen/")
    look(page, "regio-kansen")
    page.get_by_label("Gemeten op").first.fill("2026-06-30")
    page.get_by_label("Waar komt dit gewicht vandaan?").first.fill("")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Schrijf op waar dit is gemeten.").first).to_be_visible()
    page.get_by_label("Waar komt dit gewicht vandaan?").first.fill("Gemeten op 400 mensen van de regio")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("De herkomst van de kansen is opgeslagen.")).to_be_visible()
    kept = Region.objects.get().coefficients["intercept"]
    assert (kept["measured_on"], kept["source"]) == ("2026-06-30", {"nl": "Gemeten op 400 mensen van de regio"})
