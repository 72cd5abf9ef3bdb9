"""Charts on a page: numbers as the language of the page writes them, and the figures as a table."""

from __future__ import annotations

import pytest
from django.template import engines
from django.utils.translation import override

import chart_samples
from koppelkans.documents.charts import HIDDEN
from koppelkans.web.charting import chart_words, percentage, table_of, whole_number


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [(1500.0, "1.500", "1,500"), (12.04, "12", "12"), (12.5, "12,5", "12.5"), (0.0, "0", "0")],
)
def test_numbers_are_written_in_the_language_of_the_page(value: float, dutch: str, english: str) -> None:
    """A thousand has its sign, a decimal only where there is one."""
    with override("nl"):
        assert whole_number(value) == dutch
    with override("en"):
        assert whole_number(value) == english


def test_shares_and_small_groups_have_words() -> None:
    """A share is whole percents, a small group is said in words, what is not known is a dash."""
    with override("nl"):
        words = chart_words(percentage)
        assert [words.of(figure) for figure in (0.684, 0.0, HIDDEN, None)] == ["68%", "0%", "minder dan 10", "–"]


def test_the_component_holds_picture_message_and_table() -> None:
    """A page with a chart has both drawings unescaped, the sentence, and every figure in a table."""
    chart = chart_samples.stages()
    page = engines["django"].from_string('{% include "components/chart.html" %}').render({"chart": chart})
    assert page.count("<svg") == 2
    assert chart.says in page
    assert page.count("<tr") == len(chart.rows) + 1 == len(list(table_of(chart).lines())) + 1
