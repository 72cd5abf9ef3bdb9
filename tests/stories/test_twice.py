"""What happens twice by accident: a double click, two windows, the back button. It counts once."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import Browse
from importing import as_csv, checked, log_in_as, make_ground
from koppelkans.core.access import actor_of
from koppelkans.core.models import User
from koppelkans.funds.models import Reservation
from koppelkans.journeys.models import Decision
from koppelkans.people.models import Candidate, Import
from koppelkans.planning.models import Proposal
from koppelkans.supply.models import Booking
from making import make_user

pytestmark = pytest.mark.django_db(transaction=True)
SAVE = "Leg het besluit vast"


def proposed() -> Proposal:
    """A proposal with a training and a place that cost money."""
    return next(one for one in Proposal.objects.exclude(place=None) if one.runs and one.payments)


def accept(page: Page, *, clicks: int = 1) -> None:
    """Say yes to the proposal on the page."""
    page.get_by_label("Het gaat door", exact=True).check()
    page.get_by_role("button", name=SAVE).click(click_count=clicks)


def taken_once(proposal: Proposal) -> None:
    """One decision, one place, one seat in each training, and the money of one person."""
    subject = proposal.candidate.subject
    assert Decision.objects.filter(proposal=proposal).count() == 1
    assert Booking.objects.filter(subject=subject, place=proposal.place).count() == 1
    assert Booking.objects.filter(subject=subject, run__isnull=False).count() == len(proposal.runs)
    assert Reservation.objects.filter(subject=subject).count() == len(proposal.payments)


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_double_click_takes_one_seat(browse: Browse, live_server: Any, planned: User, scripts: bool) -> None:
    """Who clicks twice on the button of a decision decides once."""
    proposal, page = proposed(), browse(scripts=scripts)
    log_in_as(page, planned, live_server.url)
    page.goto(f"/rondes/voorstel/{proposal.pk}/")
    accept(page, clicks=2)
    page.wait_for_load_state("networkidle")
    page.goto(f"/rondes/voorstel/{proposal.pk}/")
    expect(page.get_by_role("button", name="Draai terug")).to_be_visible()
    taken_once(proposal)


def test_two_windows_decide_once(browse: Browse, live_server: Any, planned: User) -> None:
    """Who decided in one window is told so in the other, and nothing is taken again."""
    proposal = proposed()
    first, second = browse(), browse()
    for page in (first, second):
        log_in_as(page, planned, live_server.url)
        page.goto(f"/rondes/voorstel/{proposal.pk}/")
    accept(first)
    expect(first.get_by_text("De plek, de training en het geld zijn vastgelegd.")).to_be_visible()
    accept(second)
    expect(second.get_by_text("Dit traject gaat al door. Draai dat eerst terug.").first).to_be_visible()
    taken_once(proposal)


def test_back_after_deciding(browse: Browse, live_server: Any, planned: User) -> None:
    """The back button brings the form back; sending it again takes nothing twice."""
    proposal, page = proposed(), browse()
    log_in_as(page, planned, live_server.url)
    page.goto("/rondes/")
    page.goto(f"/rondes/voorstel/{proposal.pk}/")
    accept(page)
    expect(page.get_by_role("button", name="Draai terug")).to_be_visible()
    page.go_back()
    if page.get_by_role("button", name=SAVE).count():
        accept(page)
        expect(page.get_by_text("Dit traject gaat al door.").first).to_be_visible()
    taken_once(proposal)


def test_back_after_an_import(browse: Browse, live_server: Any) -> None:
    """The back button after an import brings the question back; pressing again brings nobody in twice."""
    make_ground()
    worker = make_user("case-worker")
    batch = checked(actor_of(worker, timezone.localdate()))
    page = browse()
    log_in_as(page, worker, live_server.url)
    page.goto(f"/kandidaten/import/{batch.pk}/")
    page.get_by_role("button", name="Alles overnemen").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overgenomen")
    page.go_back()
    again = page.get_by_role("button", name="Alles overnemen")
    if again.count():
        again.click()
        page.wait_for_load_state("networkidle")
    page.goto(f"/kandidaten/import/{batch.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overgenomen")
    assert Candidate.objects.count() == 2


def test_same_file_in_two_windows(browse: Browse, live_server: Any) -> None:
    """The same file brought in through two windows makes each person once."""
    make_ground()
    worker = make_user("case-worker")
    actor = actor_of(worker, timezone.localdate())
    pages = [browse(), browse()]
    for page in pages:
        batch = checked(actor, as_csv())
        log_in_as(page, worker, live_server.url)
        page.goto(f"/kandidaten/import/{batch.pk}/")
    for page in pages:
        page.get_by_role("button", name="Alles overnemen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Overgenomen")
    assert Candidate.objects.count() == 2
    assert Import.objects.filter(status=Import.Status.IMPORTED).count() == 2
