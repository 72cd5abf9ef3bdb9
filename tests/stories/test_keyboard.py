"""From the login to a decision without a mouse: every stop can be seen, and a mistake is told where it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from browsing import Browse
from koppelkans.core.models import User
from koppelkans.journeys.models import Decision
from koppelkans.planning.models import Proposal
from making import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
SEEN = """() => {
    const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
    const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
    return ring && inside ? "" : here.outerHTML.slice(0, 200);
}"""


def tab_to(page: Page, target: Locator, most: int = 80) -> None:
    """Tab until the target has the focus; wherever the focus comes, it is seen."""
    for _stop in range(most):
        if target.evaluate("target => target === document.activeElement"):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN) == "", "the focus is not seen"
    pytest.fail(f"{most} tabs do not reach {target}")


def follow(page: Page, target: Locator, heading: str) -> None:
    """Go to a link by Tab and open it with Enter."""
    tab_to(page, target)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


@pytest.mark.parametrize("width", [1280, 390])
def test_login_to_decision(browse: Browse, planned: User, width: int) -> None:
    """Log in, skip to the content, open a proposal, forget the reason, find the mistake, and decide."""
    page = browse(width)
    main = page.get_by_role("main")
    page.goto("/")
    tab_to(page, page.get_by_label("E-mailadres"))
    page.keyboard.type(planned.email)
    tab_to(page, page.get_by_label("Wachtwoord", exact=True))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat wacht er op je?")

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Naar de inhoud")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#inhoud")).to_be_focused()
    page.keyboard.press("Tab")
    assert main.evaluate("main => main.contains(document.activeElement)"), "Tab goes on in the content"
    follow(page, main.get_by_role("link", name="voorstellen waarover je nog besluit"), "Mijn kandidaten")
    proposal = Proposal.objects.exclude(place=None).order_by("pk")[0]
    person = str(proposal.candidate)
    follow(page, main.get_by_role("link", name=person, exact=True), person.title())

    tab_to(page, main.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.get_by_label("Het gaat niet door", exact=True)).to_be_checked()
    button = main.get_by_role("button", name="Leg het besluit vast")
    tab_to(page, button)
    page.keyboard.press("Enter")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    tab_to(page, summary.get_by_role("link").first)
    page.keyboard.press("Enter")
    reason = page.get_by_label("Waarom niet?")
    expect(reason).to_be_focused()
    page.keyboard.type("niet dit beroep")
    expect(reason).to_have_value("not-this-occupation")
    tab_to(page, button)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vastgelegd dat het niet doorgaat.")).to_be_visible()
    assert Decision.objects.get().reason == Decision.Reason.NOT_THIS_OCCUPATION
