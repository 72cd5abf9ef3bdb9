"""The components: what they draw, what the forms take, and that nothing goes against the content security policy."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.template import TemplateSyntaxError, engines
from django.test import Client, RequestFactory
from django.utils import translation

import face_pages
from koppelkans.web.face import check_face
from koppelkans.web.forms import DateInput, Form, MoneyField
from koppelkans.web.icons import ICONS
from koppelkans.web.tables import Column, Table, in_words
from koppelkans.web.week import Block, week_picture

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "src" / "koppelkans" / "web" / "templates"
STYLES = ROOT / "frontend" / "styles"


def drawn(source: str, **context: Any) -> str:
    """A piece of template, drawn."""
    return str(engines["django"].from_string("{% load design %}" + source).render(context))


def html(response: HttpResponse) -> str:
    """The text of an answer."""
    return response.content.decode()


@pytest.fixture
def pages(settings: Any) -> Client:
    """A visitor of the pages that show the components."""
    settings.ROOT_URLCONF = "face_pages"
    settings.LANGUAGE_CODE = "nl"
    return Client(headers={"accept-language": "nl"})


# ---- pages


def test_title_of_the_window_is_the_heading(pages: Client) -> None:
    """The h1 is the title of the window too, with the name of the installation behind it."""
    page = html(pages.get("/"))
    assert "<title>Proef – Koppelkans</title>" in page
    assert page.count("<h1") == 1


def test_page_says_its_language(pages: Client) -> None:
    """The language of the page stands in the page."""
    assert '<html lang="nl"' in html(pages.get("/"))
    assert '<html lang="en"' in html(pages.get("/", headers={"accept-language": "en"}))


def test_page_has_landmarks(pages: Client) -> None:
    """A page has a skip link to its main part, named navigation, and a place for messages."""
    page = html(pages.get("/"))
    assert page.index('href="#inhoud"') < page.index("<header") < page.index('<main id="inhoud"')
    assert 'aria-label="Hoofdmenu"' in page
    assert 'aria-label="Kruimelpad"' in page
    assert 'role="status" aria-live="polite"' in page
    assert 'aria-current="page"' in page


def test_nothing_in_a_page_is_inline(pages: Client) -> None:
    """No page holds an inline script, an inline style or an attribute that runs something."""
    for url in ("/", "/formulier/", "/tonen/"):
        page = html(pages.get(url))
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|hx-on|hx-vals", page)
        assert not re.search(r"<script(?![^>]*\ssrc=)", page)


def test_municipality_has_its_own_face(pages: Client, settings: Any) -> None:
    """Name, logo, theme class and theme file come from settings; the neutral theme stays below for what is missing."""
    settings.KOPPELKANS_NAME = "Kansen in Voorbeeldstad"
    settings.KOPPELKANS_LOGO = "/media/logo.svg"
    settings.KOPPELKANS_THEME_CSS = "voorbeeldstad.css"
    settings.KOPPELKANS_THEME_CLASS = "voorbeeldstad-theme"
    page = html(pages.get("/"))
    assert 'class="utrecht-root voorbeeld-theme voorbeeldstad-theme"' in page
    assert '<link rel="stylesheet" href="/static/face/voorbeeldstad.css">' in page
    assert 'src="/media/logo.svg"' in page
    assert "Kansen in Voorbeeldstad" in page


def test_missing_file_of_the_face_is_told_at_the_start(settings: Any, tmp_path: Path) -> None:
    """A logo or theme that is not in the folder is an error of the start, not of every page."""
    (tmp_path / "logo.svg").write_text("<svg/>")
    settings.STATICFILES_DIRS = [("face", tmp_path)]
    settings.KOPPELKANS_LOGO, settings.KOPPELKANS_THEME_CSS = "logo.svg", "stad.css"
    finders.get_finder.cache_clear()
    assert [fault.msg for fault in check_face()] == [
        "KOPPELKANS_THEME_CSS is stad.css, and that file is not in KOPPELKANS_FACE_FILES."
    ]
    finders.get_finder.cache_clear()


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "403_csrf.html", "500.html"])
def test_errors_need_no_context(name: str) -> None:
    """Every error page can be drawn from nothing, says in plain words what to do, and shows nothing of the inside."""
    page = engines["django"].get_template(name).render({})
    assert page.count("<h1") == 1
    assert 'href="/"' in page
    main = page[page.index("<main") : page.index("</main>")]
    assert not re.search(r"Traceback|django|exception|CSRF|{{|{%", main, re.IGNORECASE)


def test_refusal_shows_its_reasons() -> None:
    """A refusal with reasons shows them."""
    request = RequestFactory().get("/")
    page = engines["django"].get_template("403.html").render({"reasons": ["De ronde is gesloten."]}, request)
    assert "<li>De ronde is gesloten.</li>" in page


# ---- forms


def test_field_tells_what_it_wants(pages: Client) -> None:
    """A field has a label and a description tied to it; what may stay empty says so in words."""
    page = html(pages.get("/formulier/"))
    assert '<label class="utrecht-form-label" for="id_code">Nummer</label>' in page
    assert 'aria-describedby="id_code_helptext"' in page
    assert 'id="id_code_helptext">Geen BSN.</div>' in page
    assert 'for="id_note">Notitie <span class="kk-optional">(niet verplicht)</span>' in page
    assert 'type="date"' in page
    assert '<fieldset class="utrecht-form-fieldset' in page


def test_errors_stand_above_and_at_the_field(pages: Client) -> None:
    """Errors stand above the form as links to the fields, and at each field, tied to it."""
    page = html(pages.post("/formulier/", {"budget": "veel", "note": "x"}))
    assert "data-error-summary" in page
    assert '<a class="utrecht-link" href="#id_code">Nummer: Dit veld is verplicht.</a>' in page
    assert '<a class="utrecht-link" href="#id_language_0">Hoe goed is de taal? Dit veld is verplicht.</a>' in page
    assert 'id="id_budget_error"' in page
    assert re.search(r'name="budget"[^>]*aria-invalid="true"[^>]*aria-describedby="id_budget_error"', page)


def test_what_was_typed_stays(pages: Client) -> None:
    """After an error the form holds what somebody typed, also the dayparts."""
    page = html(pages.post("/formulier/", {"budget": "veel", "dayparts": ["tu-pm", "mo-am"]}))
    assert 'value="veel"' in page
    assert re.search(r'value="mo-am" id="id_dayparts_0" checked', page)
    assert re.search(r'value="tu-pm" id="id_dayparts_4" checked', page)


def test_dayparts_keep_the_order_of_the_week() -> None:
    """Dayparts come out in the order of the week, each once."""
    form = face_pages.Every({"code": "1", "language": "A1", "dayparts": ["su-ev", "mo-am", "mo-am", "we-pm"]})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["dayparts"] == ["mo-am", "we-pm", "su-ev"]


def test_date_is_in_the_shape_of_the_browser() -> None:
    """A date field shows and takes year-month-day, whatever the language."""
    with translation.override("nl"):
        assert 'value="2026-11-03"' in DateInput().render("d", datetime.date(2026, 11, 3))


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1250", 125000),
        ("1.250", 125000),
        ("1250,5", 125050),
        ("€ 1.250,50", 125050),
        ("1250.50", 125050),
        ("0,05", 5),
        ("", None),
    ],
)
def test_money_is_typed_in_euros(typed: str, cents: int | None) -> None:
    """Euros as people type them become cents."""
    assert MoneyField(required=False).clean(typed) == cents


@pytest.mark.parametrize("typed", ["veel", "12,345", "-5", "1e9", "NaN", "1.25.0", "99999999999999"])
def test_strange_money_is_refused(typed: str) -> None:
    """What is no amount, or far too much, is refused."""
    with pytest.raises(ValidationError):
        MoneyField(required=False).clean(typed)


@pytest.mark.parametrize("typed", ["0.001", "0.010", "000.100", "0,001", "01.250", "٣", "1.٢٥٠", "1.000,001"])
def test_small_money_is_never_taken_for_large(typed: str) -> None:
    """Three decimals after a zero are no thousands, and only the digits of the keyboard here count."""
    with pytest.raises(ValidationError):
        MoneyField(required=False).clean(typed)


class Told(Form):
    """A date, a line and a text."""

    day = forms.DateField()
    line = forms.CharField()
    text = forms.CharField(widget=forms.Textarea)


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"])
def test_day_of_another_age_is_refused(day: str) -> None:
    """A day outside our time is told at its field."""
    form = Told({"day": day, "line": "a", "text": "b"})
    assert list(form.errors) == ["day"]
    assert "2000" in form.errors["day"][0]


def test_characters_nobody_sees_are_dropped() -> None:
    """Controls and signs that turn a text around do not come in; the lines of a text stay."""
    form = Told({"day": "2027-01-01", "line": "a\u202e\x07b\r\nc", "text": "a\x1b\u2066b\r\nc\td"})
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["line"], form.cleaned_data["text"]) == ("ab c", "ab\nc d")


def test_money_comes_back_as_typed() -> None:
    """Cents are shown as euros; round amounts without cents."""
    field = MoneyField()
    assert [field.prepare_value(value) for value in (125050, 500, None, "veel")] == ["1250,50", "5", None, "veel"]


# ---- showing


def test_table_tells_its_order(pages: Client) -> None:
    """A sorted column says so; its link turns the order round and keeps the other parameters, not the page."""
    page = html(pages.get("/?sort=-code&q=x&page=4"))
    assert 'aria-sort="descending"><a class="kk-sort kk-sort--descending" href="?sort=code&amp;q=x">' in page
    assert 'aria-sort="none"' in page
    assert 'href="?sort=-code&amp;q=x&amp;page=5"' in page


def test_table_has_headers_and_names_for_the_phone(pages: Client) -> None:
    """The first cell of a row is its header, and every other cell carries the name of its column."""
    page = html(pages.get("/"))
    assert '<th scope="row" role="rowheader" data-label="Ding">' in page
    assert '<td role="cell" data-label="Minuten" class="kk-number">' in page
    assert "1.250" in page


def test_text_in_a_table_is_no_html(pages: Client) -> None:
    """HTML in a name is shown as text."""
    page = html(pages.get("/"))
    assert "&lt;b&gt;K-3&lt;/b&gt;" in page
    assert "<b>K-3</b>" not in page


def test_row_as_long_as_the_table() -> None:
    """A row with too few or too many cells is a mistake, and told."""
    with pytest.raises(ValueError, match="zip"):
        list(Table([Column("Een")], [["a", "b"]]).lines())


def test_values_in_words() -> None:
    """Values are written as people read them."""
    with translation.override("nl"):
        values = [None, "", True, False, 12345, datetime.date(2026, 3, 1), "gewoon"]
        assert [in_words(value) for value in values] == ["–", "–", "Ja", "Nee", "12.345", "1 mrt 2026", "gewoon"]


def test_week_tells_what_clashes() -> None:
    """Two things in one daypart clash, in words."""
    with translation.override("nl"):
        week = week_picture({"th-am": [Block("language", "Taalles"), Block("work", "Oefenbaan")]}, ["mo-pm"])
    assert week.clashes == ["Donderdag ochtend: Taalles en Oefenbaan vallen samen."]
    kinds = {cell.code: cell.kind for day in week.days for cell in day.cells}
    assert len(kinds) == 21
    assert (kinds["th-am"], kinds["mo-pm"], kinds["mo-am"]) == ("clash", "free", "none")


def test_week_says_everything_in_words(pages: Client) -> None:
    """Each cell of the week has words: what is there, free, or not possible."""
    page = html(pages.get("/tonen/"))
    cells = re.findall(r'<td class="kk-week__cell.*?</td>', page, re.DOTALL)
    assert len(cells) == 21
    assert all(re.sub(r"<[^>]+>", "", cell).strip() for cell in cells)


def test_refused_verb_shows_why(pages: Client) -> None:
    """A verb with reasons against is a grey button that is tied to its reasons; without reasons it can be done."""
    page = html(pages.get("/tonen/"))
    assert 'aria-disabled="true" aria-describedby="why-a">Neem aan</button>' in page
    assert '<ul class="kk-reasons" id="why-a"><li>Er is nog geen rijbewijs.</li></ul>' in page
    assert drawn('{% action "Doe" "/a/" %}').startswith("<a ")
    assert 'method="post"' in drawn('{% action "Doe" "/a/" method="post" %}')


def test_components_escape() -> None:
    """Words from people never become HTML in a component."""
    page = drawn(
        "{% tag bad %}{% button bad %}{% link_button bad bad %}{% crumb bad bad %}{% figure_card 1 bad note=bad %}"
        "{% card title=bad %}{{ bad }}{% endcard %}{% alert title=bad %}{{ bad }}{% endalert %}",
        bad='"><script>x</script>',
    )
    assert "<script" not in page


@pytest.mark.parametrize("tag", ['tag "a" "groen"', 'button "a" kind="roze"', 'icon "eenhoorn"'])
def test_slip_in_a_template_is_told(tag: str) -> None:
    """A kind, tone or icon that does not exist is told, not drawn."""
    with pytest.raises(TemplateSyntaxError, match="is not one of"):
        drawn("{% " + tag + " %}")


def test_progress_asks_until_it_is_ready() -> None:
    """Progress asks again while it goes on, and shows where to go when ready."""
    include = '{% include "components/progress.html" with url="/hoe/" next="/klaar/" next_label="Bekijk" %}'
    going = drawn(include, progress={"done": 3, "total": 9, "label": "Bestand", "finished": False, "failed": ""})
    ready = drawn(include, progress={"done": 9, "total": 9, "label": "Bestand", "finished": True, "failed": ""})
    assert 'hx-get="/hoe/"' in going
    assert 'max="9" value="3"' in going
    assert "hx-get" not in ready
    assert 'href="/klaar/"' in ready


# ---- the house of the face


def test_colours_only_in_tokens() -> None:
    """Colours and fonts stand in the file of tokens; every other style uses custom properties."""
    for path in STYLES.glob("*.css"):
        if path.name != "tokens.css":
            style = path.read_text(encoding="utf-8")
            assert not re.search(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", style), path.name
            assert not re.search(r"font-family:(?!\s*(?:var|inherit))", style), path.name


def test_tokens_that_are_used_exist() -> None:
    """Every token of our own that a style uses is in the file of tokens, or set in that same style."""
    known = set(
        re.findall(r"(--kk-[\w-]+):", "".join(path.read_text(encoding="utf-8") for path in STYLES.glob("*.css")))
    )
    used = set(
        re.findall(r"var\((--kk-[\w-]+)", "".join(path.read_text(encoding="utf-8") for path in STYLES.glob("*.css")))
    )
    assert used <= known


def test_lock_of_the_styles_holds_no_address() -> None:
    """The lock of the frontend names packages and checksums, no address."""
    assert "://" not in (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")


def test_readme_names_every_component() -> None:
    """The page about the components names each one that a page may include, and every icon."""
    readme = (TEMPLATES / "components" / "README.md").read_text(encoding="utf-8")
    inner = {"cell", "dayparts", "error_summary", "field", "field_words", "fields", "footer", "formset", "header"}
    inner |= {"messages", "navigation", "session"}
    names = {path.stem for path in (TEMPLATES / "components").glob("*.html")} - inner
    assert {name for name in names if f"components/{name}.html" not in readme} == set()
    listed = readme[readme.index('{% icon "name" %}') :].split("\n")[0]
    assert set(ICONS) - set(re.findall(r"[a-z]+", listed)) == set()
