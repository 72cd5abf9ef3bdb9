"""What charts on pages need: the words of the page's language, their figures as a table."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.translation import gettext

from koppelkans.documents.charts import Chart, Words
from koppelkans.web.tables import NOTHING, Column, Table, in_words


def whole_number(value: float) -> str:
    """A number as it is read, with one decimal only where it has any."""
    return str(in_words(round(value, 1) if round(value, 1) % 1 else round(value)))


def percentage(value: float) -> str:
    """A share of 1 as whole percents."""
    return f"{number_format(round(value * 100), use_l10n=True)}%"


def chart_words(number: Callable[[float], str] = whole_number) -> Words:
    """How the figures of a chart are written on this page; `number` may be `percentage`."""
    return Words(number, hidden=gettext("minder dan 10"), nothing=NOTHING)


def table_of(chart: Chart) -> Table:
    """The figures of a chart as a table."""
    columns = [Column(name, number=at > 0) for at, name in enumerate(chart.columns)]
    return Table(columns, chart.rows, caption=chart.title)
