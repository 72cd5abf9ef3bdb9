"""An acceptance asks three parties: on a phone, in one's own language, by a link without an account."""

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
from koppelkans.journeys.models import Agreement, Telling
from koppelkans.people.models import ContactCard
from koppelkans.planning.models import Proposal
from koppelkans.supply.models import Booking
from making import make_user

pytestmark = pytest.mark.django_db(transaction=True)
OVER = "Er kwam niet op tijd antwoord. Plekken en geld zijn weer vrij."


@pytest.fixture
def proposal(planned: User) -> Proposal:
    """A proposal with a training and a place that cost money; everybody has a mail address, one provider a login."""
    found = next(one for one in Proposal.objects.exclude(place=None) if one.runs and one.payments)
    for organisation in Organisation.objects.exclude(kind="municipality"):
        organisation.contact_email = f"{organisation.code}@partner.example"
        organisation.save(update_fields=["contact_email"])
    ContactCard.objects.filter(candidate=found.candidate).update(email="kandidaat@post.example", language="ar")
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


def say(browse: Browse, link: str, button: str) -> Page:
    """Somebody of an organisation, who has no account, opens the question and answers."""
    page = browse(390, touch=True)
    page.goto(link)
    page.get_by_role("button", name="Open de vraag").tap()
    look(page, "consent-organisation")
    page.get_by_role("button", name=button).tap()
    return page


def nothing_is_taken(proposal: Proposal) -> None:
    """Seats, place and money are free again."""
    subject = proposal.candidate.subject
    assert not Booking.objects.filter(subject=subject, released_on=None).exists()
    assert not Reservation.objects.filter(subject=subject, released_on=None).exists()


def test_three_parties_say_yes(browse: Browse, live_server: Any, planned: User, proposal: Proposal) -> None:
    """A candidate says yes on a phone in Arabic, provider and employer by a link; then the case worker tells them."""
    desk = browse()
    log_in_as(desk, planned, live_server.url)
    accept(desk, proposal)
    look(desk, "consent-asked")
    links = post()
    candidate = links.pop("kandidaat@post.example")
    assert proposal.place is not None

    phone = browse(390, touch=True)
    phone.goto(candidate)
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.locator("html")).to_have_attribute("lang", "ar")
    look(phone, "consent-knock-ar")
    assert str(proposal.place.occupation) not in phone.content(), "nothing is seen before the button"
    phone.get_by_role("button", name="افتح السؤال").tap()
    expect(phone.get_by_text(str(proposal.place.occupation))).to_be_visible()
    look(phone, "consent-ar")
    phone.get_by_role("link", name="Nederlands").tap()
    expect(phone.locator("html")).not_to_have_attribute("dir", "rtl")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Wil je dit?")
    look(phone, "consent-nl")
    phone.get_by_role("link", name="العربية").tap()
    phone.get_by_role("button", name="نعم، أريد هذا").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("شكراً لك")
    look(phone, "consent-thanks-ar")

    assert len(links) >= 2, "each provider and the employer got a link"
    for link in links.values():
        page = say(browse, link, "Ja, dat kan")
        look(page, "consent-organisation-thanks")
        again = browse(390, touch=True)
        again.goto(link)
        expect(again.get_by_role("button", name="Open de vraag")).to_have_count(0)
    assert Agreement.objects.get().state == Agreement.State.COMPLETE
    assert set(post()) >= {planned.email, "kandidaat@post.example", *links}, "everybody hears it"

    desk.reload()
    expect(desk.get_by_text("Iedereen zegt ja. Het gaat door.")).to_be_visible()
    look(desk, "consent-complete")
    desk.goto("/rondes/mijn-kandidaten/")
    look(desk, "mine")
    desk.get_by_role("button", name="Ik heb het verteld").click()
    assert Telling.objects.get().told_by == planned


def test_refusal_frees_everything(browse: Browse, live_server: Any, planned: User, proposal: Proposal) -> None:
    """An employer says no with a reason that only the case worker reads; all is free again and all are told."""
    desk = browse()
    log_in_as(desk, planned, live_server.url)
    accept(desk, proposal)
    links = post()
    assert proposal.place is not None
    employer = links[f"{proposal.place.employer.organisation.code}@partner.example"]
    page = say(browse, employer, "Nee, dat kan niet")
    page.get_by_label("de plek is al vergeven").check()
    look(page, "consent-organisation-no")
    page.get_by_role("button", name="Leg vast: nee").tap()
    look(page, "consent-organisation-no-thanks")
    nothing_is_taken(proposal)
    told = post()
    assert set(told) >= {planned.email, "kandidaat@post.example"}
    assert not any("vergeven" in message.body for message in mail.outbox), "nobody else reads why"

    late = browse(390, touch=True)
    late.goto(links["kandidaat@post.example"])
    look(late, "consent-over-ar")
    expect(late.get_by_role("button")).to_have_count(0)
    desk.goto("/rondes/mijn-kandidaten/")
    row = desk.get_by_role("row").filter(has=desk.get_by_role("rowheader", name=str(proposal.candidate)))
    row.get_by_role("link").first.click()
    expect(desk.get_by_text("Het gaat niet door. Plekken en geld zijn weer vrij. Zoek samen verder.")).to_be_visible()
    expect(desk.get_by_text("de plek is al vergeven", exact=True)).to_be_visible()
    look(desk, "consent-refused")


def test_candidate_refuses_safely(browse: Browse, live_server: Any, planned: User, proposal: Proposal) -> None:
    """A candidate says no without a reason, in Dutch, and reads that it costs nothing."""
    ContactCard.objects.filter(candidate=proposal.candidate).update(language="nl")
    desk = browse()
    log_in_as(desk, planned, live_server.url)
    accept(desk, proposal)
    phone = browse(390, touch=True)
    phone.goto(post()["kandidaat@post.example"])
    phone.get_by_role("button", name="Open de vraag").tap()
    expect(phone.get_by_text("Nee zeggen mag")).to_be_visible()
    phone.get_by_role("button", name="Nee, dit wil ik niet").tap()
    look(phone, "consent-no-nl")
    phone.get_by_role("button", name="Ja, ik zeg nee").tap()
    look(phone, "consent-no-thanks-nl")
    nothing_is_taken(proposal)


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
    phone.goto(asked["kandidaat@post.example"])
    expect(phone.get_by_role("button")).to_have_count(0)


def test_provider_answers_with_an_account(browse: Browse, live_server: Any, planned: User, proposal: Proposal) -> None:
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
