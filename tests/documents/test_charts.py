"""Charts say the same in a picture, in a table and in a sentence, and hold nothing that a page refuses."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

import chart_samples
from koppelkans.documents.charts import Chart

CHARTS = {chart.title: chart for chart in chart_samples.every()}
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


def test_ids_are_used_once(chart: Chart) -> None:
    """No two parts on a page share an id, and what is pointed at exists."""
    pictures = "".join(other.wide + other.narrow for other in CHARTS.values())
    names = re.findall(r'\bid="([^"]+)"', pictures)
    assert len(names) == len(set(names))
    assert set(re.findall(r"url\(#([^)]+)\)", chart.wide + chart.narrow)) <= set(names)
