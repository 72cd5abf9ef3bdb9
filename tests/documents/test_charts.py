"""Charts say the same in a picture, in a table and in a sentence, and hold nothing that a page refuses."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chart_samples
from koppelkans.documents.charts import (
    HIDDEN,
    Bar,
    BarWords,
    Chart,
    Figure,
    Group,
    Head,
    LineWords,
    Month,
    Spread,
    SpreadWords,
    Stage,
    Step,
    bars,
    distribution,
    funnel,
    line_with_band,
    steps,
    steps_by_group,
)
from koppelkans.documents.charts.svg import LOOKS, ticks

CHARTS = {chart.title: chart for chart in chart_samples.every()}
HEAD = Head("proef", "Proef", "Zo is het.", chart_samples.NUMBERS)
HEAD_OF_SHARES = Head("deel", "Deel", "Zo is het.", chart_samples.SHARES)
LINE = LineWords("Maand", "Bereikt", "Doel", "Verwacht", "Laag", "Hoog", "8 van de 10", "nu")
SPREAD = SpreadWords("Maand", "Middelste", "Laag", "Hoog", "De middelste helft", "weken")
SVG = "{http://www.w3.org/2000/svg}"
SMALLEST = 12  # pixels of a letter on a phone of 390 wide


@pytest.fixture(params=sorted(CHARTS))
def chart(request: pytest.FixtureRequest) -> Chart:
    """Each of the samples."""
    return CHARTS[request.param]


def texts_of(picture: str) -> list[str]:
    """The words in a picture."""
    return ["".join(node.itertext()) for node in ElementTree.fromstring(picture).iter(f"{SVG}text")]


def test_a_picture_has_a_name_and_a_message(chart: Chart) -> None:
    """Both pictures are images with a title and a description that they point at."""
    for picture in (chart.wide, chart.narrow):
        root = ElementTree.fromstring(picture)
        told = {node.get("id"): node.text for node in root if node.tag in {f"{SVG}title", f"{SVG}desc"}}
        assert root.get("role") == "img"
        assert [told[name] for name in root.get("aria-labelledby", "").split()] == [chart.title, chart.says]


def test_a_picture_holds_nothing_that_a_page_refuses(chart: Chart) -> None:
    """No style attribute, script or address from elsewhere is in a picture."""
    for picture in (chart.wide, chart.narrow):
        assert not re.search(r"\bstyle\s*=|<style|<script|\son\w+=|href", picture)


def test_every_part_has_the_colours_of_the_house() -> None:
    """The style sheet colours each kind of part, and no other."""
    styles = (Path(__file__).parents[2] / "frontend" / "styles" / "charts.css").read_text(encoding="utf-8")
    assert {f"kk-chart__{look}" for look in LOOKS} <= set(re.findall(r"\.([\w-]+)", styles))


def test_ids_are_used_once(chart: Chart) -> None:
    """No two parts on a page share an id, and what is pointed at exists."""
    pictures = "".join(other.wide + other.narrow for other in CHARTS.values())
    names = re.findall(r'\bid="([^"]+)"', pictures)
    assert len(names) == len(set(names))
    assert set(re.findall(r"url\(#([^)]+)\)", chart.wide + chart.narrow)) <= set(names)


def boxes_of(picture: str) -> list[tuple[str, float, float, float, float]]:
    """Each text with where it begins and ends and its top and bottom, in letters of the house."""
    root = ElementTree.fromstring(picture)
    size = float(root.get("font-size", "0"))
    found = []
    for node in root.iter(f"{SVG}text"):
        words = "".join(node.itertext())
        x, y, width = float(node.get("x", "0")), float(node.get("y", "0")), len(words) * size * 0.5
        left = x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[node.get("text-anchor", "start")]
        found.append((words, left, left + width, y - size * 0.7, y + size * 0.1))
    return found


def assert_readable(chart: Chart) -> None:
    """No text runs out of a picture or over another one, and letters are large enough on a phone."""
    for picture in (chart.wide, chart.narrow):
        root = ElementTree.fromstring(picture)
        width, height = map(float, root.get("viewBox", "").split()[2:])
        boxes = boxes_of(picture)
        for words, left, right, top, bottom in boxes:
            assert left >= -1, words
            assert right <= width + 1, words
            assert top >= 0, words
            assert bottom <= height, words
        for at, (words, left, right, top, bottom) in enumerate(boxes):
            for other, left2, right2, top2, bottom2 in boxes[at + 1 :]:
                apart = right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top
                assert apart, f"{words} runs over {other}"
    assert float(root.get("font-size", "0")) * 326 / width >= SMALLEST  # within a card on a phone


def test_a_picture_can_be_read(chart: Chart) -> None:
    """Every sample keeps its words apart, inside and large enough."""
    assert_readable(chart)


def test_a_small_group_is_never_a_nought(chart: Chart) -> None:
    """Where a figure is hidden, the picture and the table say so in words."""
    hidden = [cell for row in chart.rows for cell in row if cell == "minder dan 10"]
    for picture in (chart.wide, chart.narrow):
        said = " ".join(texts_of(picture)).count("minder dan 10")
        assert bool(said) == bool(hidden)
    assert bool(hidden) == (chart.title != "Diploma's per training")


def test_what_is_not_known_is_not_drawn() -> None:
    """A category without a figure has no bar and a dash; one of nought has a bar of no length and a nought."""
    chart = bars(HEAD, [Bar("een", None), Bar("twee", 0), Bar("drie", 5)], BarWords("Wat", "Hoeveel"))
    root = ElementTree.fromstring(chart.wide)
    lengths = [float(node.get("width", "")) for node in root.iter() if node.get("class") == "kk-chart__main"]
    assert lengths == [0, 640]
    assert chart.rows == (("een", "–"), ("twee", "0"), ("drie", "5"))


def test_a_line_stops_where_a_figure_is_missing() -> None:
    """Two months with nothing between them are not joined by a line."""
    months = [Month(str(at), str(at), figure) for at, figure in enumerate([1.0, 2.0, None, 4.0, 5.0])]
    picture = ElementTree.fromstring(line_with_band(HEAD, months, LINE).wide)
    lines = [node.get("points", "") for node in picture.iter(f"{SVG}polyline")]
    assert [len(points.split()) for points in lines] == [2, 2]


def test_the_band_begins_where_the_counter_ends() -> None:
    """The expectation and its band leave from the last month that is known."""
    root = ElementTree.fromstring(chart_samples.counter().wide)
    *_earlier, last = root.iter(f"{SVG}circle")
    place = f"{last.get('cx')},{last.get('cy')}"
    (band,) = root.iter(f"{SVG}polygon")
    forecast = next(node for node in root.iter(f"{SVG}polyline") if node.get("class") == "kk-chart__forecast")
    assert band.get("points", "").split()[0] == place
    assert forecast.get("points", "").split()[0] == place


FIGURES = st.one_of(st.none(), st.just(HIDDEN), st.floats(0, 400), st.just(3.0))
MONTHS = st.builds(Month, st.just("mei 2026"), st.just("mei"), FIGURES, FIGURES, FIGURES, FIGURES, FIGURES)


@settings(max_examples=60, deadline=None)
@given(months=st.lists(MONTHS, min_size=1, max_size=14), data=st.data())
def test_a_counter_can_be_read_whatever_is_known(months: list[Month], data: st.DataObject) -> None:
    """Whichever figures are there, missing or hidden, and whichever month runs, no words run over each other."""
    today = data.draw(st.one_of(st.none(), st.integers(0, len(months) - 1)))
    chart = line_with_band(HEAD, months, LINE, today=today)
    assert_readable(chart)
    assert len(chart.rows) == len(months)


@pytest.mark.parametrize(
    ("name", "title", "says"), [("a b", "T", "S"), ('x"y', "T", "S"), ("x", "", "S"), ("x", "T", "")]
)
def test_a_chart_without_its_words_is_refused(name: str, title: str, says: str) -> None:
    """A name that is no id, no title or no message is a mistake of the program."""
    with pytest.raises(ValueError, match="chart"):
        Head(name, title, says, chart_samples.NUMBERS)


def test_long_names_of_lines_are_broken() -> None:
    """A name in the legend that is longer than a phone is wide goes on below."""
    words = BarWords("Sector", "Mensen die dit jaar aan het werk zijn gekomen in deze sector", "Voorspeld " * 8)
    assert_readable(bars(HEAD, [Bar("Zorg", 3, 4, 2, 5)], words))


def test_texts_are_no_markup() -> None:
    """A name with signs of HTML is shown as it is."""
    nasty = '<script>alert(1)</script> & "x"'
    chart = funnel(Head("naam", nasty, nasty, chart_samples.NUMBERS), [Stage(nasty, 3, nasty)], ("a", "b", "c"))
    assert "<script" not in chart.wide + chart.narrow
    assert nasty.split()[-1] in " ".join(texts_of(chart.wide))


@pytest.mark.parametrize("figure", [None, HIDDEN, 0.0, 0.04, 7.0, 123_456_789.0])
@pytest.mark.parametrize("many", [0, 1, 3, 36])
def test_any_number_of_figures_gives_a_picture(figure: Figure, many: int) -> None:
    """No figures at all, one, many, all hidden, none known, tiny and huge: every chart is drawn and can be read."""
    label = "Bouw, infra en installatietechniek"
    for chart in (
        line_with_band(HEAD, [Month(f"m{at}", "jan", figure, figure) for at in range(many)], LINE),
        funnel(HEAD, [Stage(label, figure, "12%")] * many, ("a", "b", "c")),
        bars(HEAD, [Bar(label, figure, figure, figure, figure)] * many, BarWords("a", "b", "voorspeld")),
        bars(HEAD, [Bar("x" * 200, figure)] * many, BarWords("a", "b")),
        distribution(HEAD, [Spread("jan 2026", "jan", figure, figure, figure)] * many, SPREAD),
    ):
        assert_readable(chart)
        assert len(chart.rows) == many
    share = min(figure, 1.0) if isinstance(figure, float) else figure
    moments = [Step("na 13 weken", share, "van 12")] * min(many, 6)
    groups = [Group(label, [share] * 3)] * many
    assert_readable(steps_by_group(HEAD_OF_SHARES, groups, ["na 13 weken", "na 26 weken", "na 52 weken"], "Sector"))
    assert_readable(steps(HEAD_OF_SHARES, moments, ("a", "b", "c")))


@pytest.mark.parametrize(
    ("highest", "marks"),
    [
        (0, [0, 1]),
        (1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (7, [0, 2, 4, 6, 8]),
        (300, [0, 100, 200, 300]),
        (1500, [0, 500, 1000, 1500]),
    ],
)
def test_an_axis_has_round_numbers(highest: float, marks: list[float]) -> None:
    """The axis begins at nought, ends at or above the highest figure and counts in round steps."""
    assert ticks(highest) == marks
