"""The report is one page that stands on its own and tells the whole plan to people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tests.engine.hand_region import FILES, TOML, hand_plan, hand_region, with_cell

from koppelkans.engine.plan import Bottleneck, Funding, Plan, Proposals, Unplaced
from koppelkans.engine.region import Region
from koppelkans.engine.report import SECTIONS, render
from koppelkans.engine.words import LANGUAGES

languages = pytest.mark.parametrize("language", LANGUAGES)
VOID = {"meta", "br", "link", "img", "input", "hr"}
NBSP = "\N{NO-BREAK SPACE}"


class Page(HTMLParser):
    """The elements of a page as (tag, attributes, tags around it), and its text; closes must match opens."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.elements.append((tag, dict(attrs), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element of the drawings that closes itself."""
        self.elements.append((tag, dict(attrs), tuple(self.open)))

    def handle_endtag(self, tag: str) -> None:
        """Every element closes the one that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep what a reader reads."""
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        """All text, with single spaces."""
        return " ".join(" ".join(self.words).replace(NBSP, " ").split())

    def tags(self, *names: str) -> list[str]:
        """The tags with one of these names, in order."""
        return [tag for tag, _, _ in self.elements if tag in names]


@pytest.fixture
def region(tmp_path: Path) -> Region:
    """The region of one page."""
    return hand_region(tmp_path)


@pytest.fixture
def plan(region: Region) -> Plan:
    """The plan made by hand, with someone unplaced and two bottlenecks."""
    return replace(
        hand_plan(region),
        unplaced=Unplaced(np.array([3], dtype=np.int32), (("dates:p1", "language:nl-A2"),)),
        bottlenecks=(
            Bottleneck("place", "p1", "", "place", 0.5, 0.42, 1),
            Bottleneck("mentors", "e2", "2024-03", "mentor", 0.1, None, None),
        ),
    )


def empty(region: Region) -> Plan:
    """A plan that proposes nothing for anyone."""
    none, floats, cents = np.zeros(0, dtype=np.int32), np.zeros(0), np.zeros(0, dtype=np.int64)
    runs = len(region.runs.ids)
    return Plan(
        Proposals(none, (), none, none, floats, floats, floats, cents, floats, np.zeros((0, 8))),
        Funding(none, none, none, none, cents),
        Unplaced(none, ()),
        (),
        (False,) * runs,
        np.zeros(runs, dtype=np.int32),
        0.0,
        0.0,
    )


def many(folder: Path, count: int) -> Region:
    """The region with `count` people who all are like c2."""
    head, *_ = FILES["candidates"].strip().splitlines()
    rows = [f"k{n:04},GM0394,2131,2024-01-15,mo-am|tu-am|we-am,bicycle,45,nl-A2,0,,," for n in range(count)]
    wishes = [f"k{n:04},verzorgen,1,0.5" for n in range(count)]
    return hand_region(
        folder,
        candidates="\n".join([head, *rows]) + "\n",
        wishes="\n".join(["candidate,occupation,preference,aptitude", *wishes]) + "\n",
    )


def captions(text: str) -> Iterator[str]:
    """The captions of the tables."""
    yield from re.findall(r"<caption>(.*?)</caption>", text)


@languages
def test_the_page_stands_on_its_own(region: Region, plan: Plan, language: str) -> None:
    """Nothing is fetched from elsewhere and no script is needed."""
    text = render(region, plan, language)
    page = Page(text)
    assert page.tags("script", "link", "img", "iframe", "object") == []
    assert re.findall(r"https?:|//|url\((?!#)|@import", text) == []
    outward = [value for _, found, _ in page.elements for name, value in found.items() if name in ("src", "href")]
    assert all(value and value.startswith("#") for value in outward)


@languages
def test_the_page_has_one_first_heading_and_no_level_is_skipped(region: Region, plan: Plan, language: str) -> None:
    """Headings form an outline, and the page says its language and has its landmarks."""
    page = Page(render(region, plan, language))
    levels = [int(tag[1]) for tag in page.tags("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert ("html", {"lang": language}, ()) in page.elements
    assert page.tags("header", "nav", "main") == ["header", "nav", "main"]


def test_every_link_on_the_page_leads_somewhere(region: Region, plan: Plan) -> None:
    """The skip link and the contents point at parts that exist, and no id stands twice."""
    page = Page(render(region, plan))
    ids = [found["id"] for _, found, _ in page.elements if "id" in found]
    links = [found["href"] for tag, found, _ in page.elements if tag == "a"]
    assert len(ids) == len(set(ids))
    assert {f"#{name}" for name in ("content", *SECTIONS)} == set(links)
    assert {str(link)[1:] for link in links} <= set(ids)


@languages
def test_every_table_has_a_caption_and_headers_with_a_scope(region: Region, plan: Plan, language: str) -> None:
    """A table says what it is, and each header what it is the header of."""
    page = Page(render(region, plan, language))
    assert len(page.tags("caption")) == len(page.tags("table")) > 8
    assert all(found.get("scope") in ("col", "row") for tag, found, _ in page.elements if tag == "th")


@languages
def test_every_chart_has_a_title_and_a_description(region: Region, plan: Plan, language: str) -> None:
    """A chart can be read without seeing it: it is named by its title and its description."""
    text = render(region, plan, language)
    page = Page(text)
    drawings = [found for tag, found, _ in page.elements if tag == "svg"]
    assert len(drawings) == 4
    for found in drawings:
        title, description = str(found["aria-labelledby"]).split()
        assert found["role"] == "img"
        assert re.search(rf'<title id="{title}">[^<]+</title><desc id="{description}">[^<]+</desc>', text)


def test_a_table_that_is_wider_than_the_screen_can_be_scrolled_with_the_keyboard(region: Region, plan: Plan) -> None:
    """What scrolls sideways is a named region that takes the focus."""
    page = Page(render(region, plan))
    scrolls = [found for _, found, _ in page.elements if str(found.get("class", "")).startswith("scroll")]
    assert scrolls
    assert all(found["tabindex"] == "0" and found["role"] == "region" and found["aria-label"] for found in scrolls)


def test_the_headline_says_how_many_at_what_money_and_how_good(region: Region, plan: Plan) -> None:
    """People proposed, cost with group costs, and the proof stand in the first sentences."""
    text = Page(render(region, replace(plan, value=10.0, bound=10.018))).text
    assert "Er is een voorstel voor 3 van de 4 mensen." in text
    assert "Samen kost dit € 2.050." in text
    assert "Bewezen is dat geen enkel plan meer dan 0,18% beter is." in text


def test_a_closed_gap_is_told_as_the_best_plan(region: Region, plan: Plan) -> None:
    """Where value and bound meet, no plan is better."""
    assert "Bewezen is dat geen enkel plan beter is." in Page(render(region, replace(plan, bound=plan.value))).text


def test_a_person_is_told_by_steps_and_who_pays_them(region: Region, plan: Plan) -> None:
    """Each step has its dates, its place and the funds that pay it."""
    text = Page(render(region, plan)).text
    assert "Nederlands naar A2 5 feb t/m 28 apr 2024 · roc, 2131 € 600 uit Subsidie · € 300 uit Gemeente" in text
    assert "Timmeren bij Bouwbedrijf vanaf 6 mei 2024 · leerwerkplek · Noord, 2131 € 400 uit Subsidie" in text


def test_steps_stand_in_the_order_of_the_calendar(region: Region, plan: Plan) -> None:
    """A run that begins after the first day at the place stands after the place."""
    early = replace(plan.proposals, first_day=plan.proposals.first_day - 91)  # 5 February: only taal begins that day
    text = Page(render(region, replace(plan, proposals=early))).text
    assert text.index("vanaf 5 feb 2024") < text.index("Veilig werken 6 feb")


def test_a_proposal_says_what_ties_it_to_earlier_decisions(tmp_path: Path) -> None:
    """A locked pathway, one as in the plan before, another one and a lost one are told apart."""
    previous = "candidate,runs,place\nc1,taal|vca,p1\nc2,,p2\nc3,,p1\nc4,,p1\n"
    region = hand_region(tmp_path, previous=previous, locks="candidate,runs,place\nc1,taal|vca,p1\n")
    left = Unplaced(np.array([3], dtype=np.int32), (("travel:p1",),))
    text = Page(render(region, replace(hand_plan(region), unplaced=left))).text
    told = re.findall(r"(c\d) Gemeente GM0394 (Vastgelegd|Zoals|Anders|Had een voorstel)", text)
    assert told == [("c1", "Vastgelegd"), ("c2", "Zoals"), ("c3", "Anders"), ("c4", "Had een voorstel")]


def test_money_that_no_fund_covers_is_told(region: Region, plan: Plan) -> None:
    """A cost without cover is shown with the person and with the funds."""
    part = Funding(*(column[:1] for column in vars(plan.funding).values()))
    text = Page(render(region, replace(plan, funding=part))).text
    assert "Nog niet gedekt: € 400" in text
    assert "is nog niet gedekt door een fonds" in text


def test_a_fund_shows_what_it_keeps_apart_as_a_guarantee(region: Region, plan: Plan) -> None:
    """35 % of the 1000 euro of expected money is reserved, so that nothing of the guarantor is left."""
    assert "Gemeente toegekend € 1.400 € 1.050 € 350 € 0" in Page(render(region, plan)).text
    assert "Subsidie verwacht; Gemeente staat garant € 1.000 € 1.000 € 0 € 0" in Page(render(region, plan)).text


def test_a_run_that_does_not_open_says_how_many_people_it_lacks(region: Region, plan: Plan) -> None:
    """A run with a minimum of 6 and nobody in it lacks 6, and one person waits for it."""
    larger = with_cell(region, "runs", "seats_min", 0, 6)
    waits = Unplaced(plan.unplaced.candidate, (("run_below_min:taal", "dates:p1"),))
    closed = replace(empty(region), unplaced=waits)
    assert "Nederlands naar A2 5 feb t/m 28 apr 2024 roc 6 0 6 1" in Page(render(larger, closed)).text


def test_a_bottleneck_without_demonstrable_gain_says_so(region: Region, plan: Plan) -> None:
    """The gain of one more is told where it was found, and otherwise that there is none to show."""
    text = Page(render(region, plan)).text
    assert "Eén plek meer voor Timmeren bij Bouwbedrijf +0,42 +1 0,500" in text
    assert "Eén begeleider meer bij Zorghuis in maart 2024 geen aantoonbaar verschil – 0,100" in text


def test_a_small_group_gets_no_percentages(region: Region, plan: Plan) -> None:
    """Of fewer than ten people only counts are told."""
    assert "statushouder 1 1 te klein te klein te klein" in Page(render(region, plan)).text


def test_a_group_of_ten_or_more_gets_percentages(tmp_path: Path) -> None:
    """From ten people on the share with a proposal is told."""
    region = many(tmp_path, 20)
    assert "GM0394 20 0 0% te klein te klein" in Page(render(region, empty(region))).text


def test_a_fairness_floor_is_told_with_what_it_takes(region: Region, plan: Plan) -> None:
    """A floor of 25 % of three people takes one, and one there is."""
    assert "statushouder 25% 1 1 ja" in Page(render(region, plan)).text


def test_someone_without_a_proposal_reads_why(region: Region, plan: Plan) -> None:
    """Reasons are counted by the nearest one and told per person."""
    text = Page(render(region, plan)).text
    assert "De data passen niet Timmeren bij Bouwbedrijf: 1 1" in text
    assert "c4 Gemeente GM0394 De data van Timmeren bij Bouwbedrijf passen niet. Er is Nederlands A2 nodig." in text


@languages
def test_an_empty_plan_has_a_page(region: Region, language: str) -> None:
    """A plan that places nobody is told as such."""
    page = Page(render(region, empty(region), language))
    assert page.tags("h2")
    assert "nan" not in page.text.split()


@languages
def test_a_region_without_anything_has_a_page(tmp_path: Path, language: str) -> None:
    """No people, no runs, no places and no funds still give a page."""
    bare = {name: text.strip().splitlines()[0] + "\n" for name, text in FILES.items() if name != "postcodes"}
    region = hand_region(tmp_path, toml=TOML.partition("[[fairness]]")[0], **bare)
    assert Page(render(region, empty(region), language)).tags("h2")


def test_odd_names_are_text_and_nothing_else(tmp_path: Path) -> None:
    """A name with marks of HTML in it is shown as it was written."""
    odd = FILES["employers"].replace("Bouwbedrijf", '"<b>Jansen & ""Zn""</b>"')
    funds = FILES["funds"].replace("Subsidie", "<i>Geld</i>")
    region = hand_region(tmp_path, employers=odd, funds=funds)
    text = render(region, hand_plan(region))
    assert "<b>Jansen" not in text
    assert "<i>" not in text
    assert 'Timmeren bij <b>Jansen & "Zn"</b>' in Page(text).text


def test_a_long_list_is_cut_into_lists_that_open(tmp_path: Path) -> None:
    """Hundreds of people stand under their reason, a hundred to a table, and everyone stands there once."""
    region = many(tmp_path, 250)
    everyone = Unplaced(np.arange(250, dtype=np.int32), (("place_full:p2",),) * 250)
    text = render(region, replace(empty(region), unplaced=everyone))
    lists = [caption for caption in captions(text) if caption.startswith("Zonder voorstel")]
    assert [caption.rpartition(", ")[2] for caption in lists] == [
        "k0000 t/m k0099",
        "k0100 t/m k0199",
        "k0200 t/m k0249",
    ]
    assert len(re.findall(r'<th scope="row">k\d{4}', text)) == 250


@languages
def test_equal_plans_give_equal_pages(region: Region, plan: Plan, language: str) -> None:
    """What differs from run to run, such as seconds and machine, is not on the page."""
    again = replace(plan, run={"seconds": 12.5, "machine": "another"})
    assert render(region, plan, language) == render(region, again, language)
