"""What was accepted is given back: the candidate says no, nobody answers in time, a link reaches somebody else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from browsing import Browse, look
from importing import log_in_as
from koppelkans.core.access import house
from koppelkans.core.actions.outbox import send_waiting
from koppelkans.core.models import Organisation, User
from koppelkans.funds.models import Reservation
from koppelkans.journeys.actions import chase, lapse_silent
from koppelkans.journeys.models import Telling
from koppelkans.people.models import ContactCard
from koppelkans.planning.models import Proposal
from koppelkans.supply.models import Booking
from making import make_user

pytestmark = pytest.mark.django_db(transaction=True)
CANDIDATE = "kandidaat@post.example"
OVER = "Er kwam niet op tijd antwoord. Plekken en geld zijn weer vrij."


@pytest.fixture
def proposal(planned: User) -> Proposal:
    """A proposal with a training and a place that cost money; everybody has a mail address."""
    found = next(one for one in Proposal.objects.exclude(place=None) if one.runs and one.payments)
    for organisation in Organisation.objects.exclude(kind="municipality"):
        organisation.contact_email = f"{organisation.code}@partner.example"
        organisation.save(update_fields=["contact_email"])
    ContactCard.objects.filter(candidate=found.candidate).update(email=CANDIDATE, language="nl")
    assert found.candidate.owner == planned
    return found


def accept(page: Page, proposal: Proposal) -> None:
    """The case worker says that it goes on."""
    page.goto(f"/rondes/voorstel/{proposal.pk}/")
    page.get_by_label("Het gaat door", exact=True).check()
    page.get_by_label("Wat wil de kandidaat?").select_option(label="wil dit graag")
    page.get_by_role("button", name="Leg het besluit vast").click()
    expect(page.get_by_role("heading", name="Wie zegt er ja?")).to_be_visible()


def post(now: datetime | None = None) -> dict[str, str]:
    """Deliver what waits; gives the link in each mail by its address, "" where there is none."""
    before = len(mail.outbox)
    send_waiting(now or timezone.now())
    links: dict[str, str] = {}
    for message in mail.outbox[before:]:
        found = re.search(r"/ja/\S+", message.body)
        links[message.to[0]] = found[0] if found else ""
    return links


def nothing_is_taken(proposal: Proposal) -> None:
    """Seats, place and money are free again."""
    subject = proposal.candidate.subject
    assert not Booking.objects.filter(subject=subject, released_on=None).exists()
    assert not Reservation.objects.filter(subject=subject, released_on=None).exists()


def test_candidate_refuses_safely(browse: Browse, live_server: Any, planned: User, proposal: Proposal) -> None:
    """A candidate says no on a phone, without a reason: all is free again, and everybody hears that, not why."""
    desk = browse()
    log_in_as(desk, planned, live_server.url)
    accept(desk, proposal)
    links = post()
    phone = browse(390, touch=True)
    phone.goto(links.pop(CANDIDATE))
    phone.get_by_role("button", name="Open de vraag").tap()
    expect(phone.get_by_text("Nee zeggen mag")).to_be_visible()
    phone.get_by_role("button", name="Nee, dit wil ik niet").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Nee zeggen mag")
    look(phone, "consent-no-nl")
    phone.get_by_label("Ik wil liever ander werk").check()
    phone.get_by_role("button", name="Ja, ik zeg nee").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Dank je wel")
    look(phone, "consent-no-thanks-nl")
    nothing_is_taken(proposal)
    assert set(post()) >= {planned.email, *links}
    assert not any("ander werk" in message.body for message in mail.outbox), "nobody else reads why"

    for link in links.values():
        late = browse(390, touch=True)
        late.goto(link)
        expect(late.get_by_role("main").get_by_role("button")).to_have_count(0)
    desk.goto("/rondes/mijn-kandidaten/")
    row = desk.get_by_role("row").filter(has=desk.get_by_role("rowheader", name=str(proposal.candidate)))
    row.get_by_role("link").first.click()
    expect(desk.get_by_text("Het gaat niet door. Plekken en geld zijn weer vrij. Zoek samen verder.")).to_be_visible()
    expect(desk.get_by_text("liever ander werk", exact=True)).to_be_visible()
    look(desk, "consent-refused")
    desk.goto("/rondes/mijn-kandidaten/")
    desk.get_by_role("button", name="Ik heb gebeld").click()
    assert Telling.objects.get().told_by == planned


def test_silence_lapses(browse: Browse, live_server: Any, planned: User, proposal: Proposal) -> None:
    """Who is silent is asked again; after the term the seat is free and everybody hears it."""
    desk = browse()
    log_in_as(desk, planned, live_server.url)
    accept(desk, proposal)
    asked = post()
    by, now = house("test"), timezone.now()
    assert chase(by=by, now=now + timedelta(days=5)) == len(asked)
    assert set(post(now + timedelta(days=5))) >= set(asked), "asked once more"
    assert lapse_silent(by=by, now=now + timedelta(days=15)) == 1
    assert set(post(now + timedelta(days=15))) >= {planned.email, *asked}
    nothing_is_taken(proposal)
    desk.reload()
    expect(desk.get_by_text(OVER)).to_be_visible()
    phone = browse(390, touch=True)
    phone.goto(asked[CANDIDATE])
    expect(phone.get_by_role("button")).to_have_count(0)


def test_forwarded_link_opens_nothing(browse: Browse, live_server: Any, planned: User, proposal: Proposal) -> None:
    """Who is logged in for another organisation cannot answer a link that was forwarded."""
    desk = browse()
    log_in_as(desk, planned, live_server.url)
    accept(desk, proposal)
    assert proposal.place is not None
    link = post()[f"{proposal.place.employer.organisation.code}@partner.example"]
    other = browse()
    log_in_as(
        other,
        make_user(
            "employer",
            organisation=Organisation.objects.filter(kind="employer").exclude(pk=proposal.place.employer_id)[0],
        ),
        live_server.url,
    )
    other.goto(link)
    expect(other.get_by_role("button", name="Open de vraag")).to_have_count(0)
    look(other, "consent-logged-in")
