"""The face in a real browser: both widths, with and without JavaScript, by keyboard, and on paper."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import chart_samples
import face_pages
from browsing import look

# what is wrong with the words in the charts that show: too small, sticking out, or one over the other
MEASURE = """() => [...document.querySelectorAll(".kk-chart__picture")].flatMap(svg => {
    if (!svg.checkVisibility()) return [];
    const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width, found = [];
    const words = [...svg.querySelectorAll("text")].map(text => ({said: text.textContent,
        box: text.getBoundingClientRect(), size: parseFloat(getComputedStyle(text).fontSize) * scale}));
    words.forEach(({said, box, size}, at) => {
        if (size < 12) found.push(`${said}: letters of ${size}`);
        if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 3)
            found.push(`${said}: sticks out`);
        for (const other of words.slice(at + 1))
            if (box.left < other.box.right && other.box.left < box.right
                && box.top + 4 < other.box.bottom - 4 && other.box.top + 4 < box.bottom - 4)
                found.push(`${said} over ${other.said}`);
    });
    return found;
})"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def try_out(settings: Any) -> None:
    """The pages that show the components."""
    settings.ROOT_URLCONF = "face_pages"
    face_pages.answers.clear()


def fill(page: Page, code: str = "7") -> None:
    """Fill in what the form asks for."""
    page.get_by_label("Nummer").fill(code)
    page.get_by_label("A1").check()


@pytest.mark.parametrize("theme", ["koppelkans-theme", "voorbeeld-theme"])
def test_components_are_for_everybody(page: Page, settings: Any, theme: str) -> None:
    """Axe finds nothing in any component, in both widths and in two themes, and nothing sticks out sideways."""
    settings.KOPPELKANS_THEME_CLASS = theme
    for url in ("/", "/formulier/", "/tonen/", "/grafieken/"):
        page.goto(url)
        look(page, f"face-{theme}-{url.strip('/') or 'lijst'}")


def test_errors_get_the_focus(page: Page) -> None:
    """After a mistake the summary has the focus, and its link brings somebody to the field."""
    page.goto("/formulier/")
    page.get_by_role("button", name="Opslaan").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    look(page, "face-errors")
    summary.get_by_role("link", name="Hoe goed is de taal").press("Enter")
    expect(page.get_by_label("A1")).to_be_focused()


def test_double_click_sends_once(page: Page) -> None:
    """Clicking twice sends a form once."""
    page.goto("/formulier/")
    fill(page)
    page.get_by_role("button", name="Opslaan").dblclick()
    expect(page.locator("#aantal")).to_have_text("1")
    assert face_pages.answers == ["7"]


def test_unsaved_changes_are_guarded(page: Page) -> None:
    """Leaving a form with changes asks first; without changes, or by saving, it does not."""
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/formulier/")
    page.get_by_role("link", name="Annuleren").click()
    expect(page.get_by_role("table", name="Dingen")).to_be_visible()
    assert asked == []
    page.goto("/formulier/")
    fill(page)
    page.get_by_role("link", name="Annuleren").click()
    expect(page.get_by_role("table", name="Dingen")).to_be_visible()
    assert asked == ["beforeunload"]
    page.goto("/formulier/")
    fill(page)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#aantal")).to_have_text("1")
    assert asked == ["beforeunload"]


def test_navigation_and_menu_by_keyboard(page: Page) -> None:
    """The first key goes to the content; the menu of the phone opens with Enter and closes with Escape."""
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#inhoud")).to_be_focused()
    small = page.viewport_size is not None and page.viewport_size["width"] < 600
    link = page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Formulier")
    if small:
        expect(link).to_be_hidden()
        menu = page.locator(".kk-nav__summary")
        menu.focus()
        page.keyboard.press("Enter")
        expect(link).to_be_visible()
        page.keyboard.press("Escape")
        expect(link).to_be_hidden()
        expect(menu).to_be_focused()
        page.keyboard.press("Enter")
    link.click()
    expect(page.get_by_label("Nummer")).to_be_visible()


def test_language_is_chosen_on_the_page(page: Page) -> None:
    """Choosing English gives the same page in English."""
    page.goto("/formulier/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/formulier/")
    page.get_by_role("button", name="Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")


def test_list_is_filtered_in_place(page: Page) -> None:
    """A filter replaces only the list, and the address follows."""
    page.goto("/")
    page.evaluate("window.same = true")
    page.get_by_label("Alleen mijn").check()
    page.wait_for_url("**/?q=&own=on")
    assert page.evaluate("window.same")


def test_grey_button_does_nothing(page: Page) -> None:
    """A verb that is refused can be reached and read, and does nothing."""
    page.goto("/tonen/")
    button = page.get_by_role("button", name="Neem aan")
    expect(button).to_have_accessible_description("Er is nog geen rijbewijs.")
    button.click(force=True)
    assert page.url.endswith("/tonen/")


def test_on_paper_there_is_only_the_sheet(page: Page) -> None:
    """A print has no header, navigation, buttons or footer."""
    page.goto("/tonen/")
    expect(page.get_by_role("button", name="Afdrukken")).to_be_visible()
    page.emulate_media(media="print")
    for part in (".kk-header", ".utrecht-breadcrumb-nav", ".kk-footer", "[data-print]"):
        for found in page.locator(part).all():
            expect(found).to_be_hidden()
    expect(page.locator(".kk-week")).to_be_visible()


def test_form_works_without_javascript(browser: Browser, live_server: Any) -> None:
    """Without JavaScript a form is sent, its errors are shown, and the menu opens."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 900}, base_url=live_server.url, locale="nl-NL"
    )
    page = context.new_page()
    page.goto("/formulier/")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("link", name="Nummer: Dit veld is verplicht.")).to_be_visible()
    fill(page)
    page.get_by_label("maandag ochtend").check()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#aantal")).to_have_text("1")
    page.locator(".kk-nav__summary").click()
    expect(page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Formulier")).to_be_visible()
    expect(page.get_by_role("button", name="Afdrukken")).to_have_count(0)
    context.close()


def test_charts_are_readable_on_every_width(page: Page) -> None:
    """One drawing of each chart shows; its letters are large enough, stay inside and keep apart."""
    page.goto("/grafieken/")
    pictures = page.locator(".kk-chart__picture:visible")
    expect(pictures).to_have_count(len(chart_samples.every()))
    assert page.evaluate(MEASURE) == []
    table = page.get_by_role("table", name="Duurzaam aan het werk in 2026")
    expect(table).to_be_hidden()
    summary = page.locator(".kk-chart summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(table.get_by_role("cell", name="minder dan 10").first).to_be_visible()
    expect(page.get_by_role("img", name="Van aanmelding naar werk")).to_have_count(1)
