"""From a decision to three answers: a case worker accepts, three parties answer behind their links, on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from asking import consents, mails, token_of
from browsing import WIDTHS, Browse, look
from importing import log_in_as
from koppelkans.core.access import actor_of
from koppelkans.core.models import Organisation, User
from koppelkans.journeys.models import Agreement
from koppelkans.journeys.words import LANGUAGES, words_of
from koppelkans.people.models import ContactCard
from koppelkans.planning.models import Proposal
from koppelkans.planning.rules import against_pathway
from koppelkans.supply.models import Booking
from making import look_and_decide

pytestmark = pytest.mark.django_db(transaction=True)


def look_both(page: Page, name: str) -> None:
    """Nothing is wrong with the page, at a desk and on a phone."""
    for width in reversed(WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        look(page, name)


@pytest.fixture
def accepted(planned: User) -> Proposal:
    """A proposal through a training to a place, accepted; everybody has mail and the candidate speaks Arabic."""
    Organisation.objects.update(contact_email="iedereen@example.org")
    now = timezone.now()
    by = actor_of(planned, timezone.localdate(now))
    found = Proposal.objects.filter(place__isnull=False).exclude(runs="").order_by("pk")
    proposal = next(row for row in found if not against_pathway(row, timezone.localdate(now)))
    ContactCard.objects.filter(candidate=proposal.candidate).update(email="mij@example.org", language="ar")
    look_and_decide(proposal, outcome="accepted", by=by, now=now)
    return proposal


def links() -> list[str]:
    """The pages that were mailed to organisations."""
    return [f"/ja/{token_of(message)}/" for message in mails()["iedereen@example.org"]]


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_three_say_yes(browse: Browse, accepted: Proposal, planned: User, live_server: Any, scripts: bool) -> None:
    """The candidate in Arabic on a phone, the organisations in Dutch; then everybody reads that it goes on."""
    phone = browse(390, scripts=scripts, touch=True)
    phone.goto(f"/ja/{token_of(mails()['mij@example.org'][0])}/")
    words = words_of("ar")
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.get_by_text("Zon", exact=False)).to_have_count(0)
    if scripts:
        look(phone, "consent-knock")
    phone.get_by_role("button", name=words.texts["knock_button"]).click()
    expect(phone.get_by_role("heading", name=words.texts["title"])).to_be_visible()
    if scripts:
        for language in LANGUAGES:
            phone.get_by_role("link", name=words_of(language).name, exact=True).or_(
                phone.get_by_text(words_of(language).name, exact=True)
            ).first.click()
            expect(phone.locator("html")).to_have_attribute("lang", language)
            look(phone, f"consent-{language}")
        phone.get_by_role("link", name=words.name).click()
    phone.get_by_role("button", name=words.texts["no"]).click()
    expect(phone.get_by_role("heading", name=words.texts["safe_title"])).to_be_visible()
    if scripts:
        look(phone, "consent-no")
    phone.get_by_role("link", name=words.texts["back"]).click()
    phone.get_by_role("button", name=words.texts["yes"]).click()
    expect(phone.get_by_text(words.texts["thanks_yes_text"])).to_be_visible()
    if scripts:
        look(phone, "consent-thanks")
    for at, link in enumerate(links()):
        desk = browse(1280, scripts=scripts)
        desk.goto(link)
        desk.get_by_role("button", name="Open de vraag").click()
        expect(desk.get_by_role("heading", level=1)).to_have_text(re.compile("bij jullie komen"))
        if scripts and at == 0:
            look_both(desk, "consent-organisation")
        desk.get_by_role("button", name="Ja, dat kan").click()
        expect(desk.get_by_text("Jullie zeggen ja.")).to_be_visible()
    assert Agreement.objects.get().state == Agreement.State.COMPLETE
    page = browse(1280, scripts=scripts)
    log_in_as(page, planned, live_server.url)
    page.goto(f"/rondes/voorstel/{accepted.pk}/")
    expect(page.get_by_text("Iedereen zegt ja. Het gaat door.")).to_be_visible()
    page.goto("/rondes/mijn-kandidaten/")
    expect(page.get_by_role("button", name="Ik heb het verteld")).to_be_visible()
    if scripts:
        look_both(page, "mine")
    page.get_by_role("button", name="Ik heb het verteld").click()
    expect(page.get_by_text("Opgeschreven dat je het hebt verteld.")).to_be_visible()


def test_an_employer_says_no(browse: Browse, accepted: Proposal, planned: User, live_server: Any) -> None:
    """With a reason that only the case worker reads; the place is free, and the link says that it was answered."""
    page = browse(390)
    employer = consents(accepted)["employer"].organisation
    link = next(
        f"/ja/{token_of(message)}/"
        for message in mails()["iedereen@example.org"]
        if str(employer) in message.body.split("\n")[0]
    )
    page.goto(link)
    page.get_by_role("button", name="Open de vraag").click()
    page.get_by_role("button", name="Nee, dat kan niet").click()
    look_both(page, "consent-organisation-no")
    page.get_by_label("past niet bij het werk").check()
    page.get_by_role("button", name="Leg vast: nee").click()
    expect(page.get_by_text("De plek is weer vrij.")).to_be_visible()
    look(page)
    assert not Booking.objects.filter(subject=accepted.candidate.subject, released_on=None).exists()
    page.goto(link)
    expect(page.get_by_text("Er is al geantwoord.")).to_be_visible()
    look(page)
    page = browse(1280)
    log_in_as(page, planned, live_server.url)
    page.goto(f"/rondes/voorstel/{accepted.pk}/")
    expect(page.get_by_text("past niet bij het werk", exact=True)).to_be_visible()
    look_both(page, "consent-refused")


def test_the_question_on_paper(browse: Browse, accepted: Proposal, planned: User, live_server: Any) -> None:
    """A sheet with a QR code for who has no mail; and an answer that was told by phone."""
    page = browse(1280)
    log_in_as(page, planned, live_server.url)
    page.goto(f"/rondes/voorstel/{accepted.pk}/")
    party = page.get_by_role("listitem").filter(has=page.get_by_text("De kandidaat", exact=True))
    party.get_by_text("of schrijf het antwoord op").click()
    party.get_by_role("button", name="Vraag op papier").click()
    expect(page.get_by_role("img", name=re.compile("QR-code"))).to_be_visible()
    expect(page.get_by_text(words_of("ar").texts["safe_text"])).to_be_visible()
    look_both(page, "consent-paper")
    page.goto(f"/rondes/voorstel/{accepted.pk}/")
    party.get_by_text("of schrijf het antwoord op").click()
    look_both(page, "consent-parties")
    party.get_by_label("ja", exact=True).check()
    party.get_by_role("button", name="Schrijf op").click()
    expect(page.get_by_text("Het antwoord is opgeschreven.")).to_be_visible()
