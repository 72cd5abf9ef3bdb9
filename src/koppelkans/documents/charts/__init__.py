"""Charts drawn on the server as SVG: pure functions from plain figures to a picture and its table.

Every chart is drawn twice, wide and for a phone, and comes with its figures as a table and its message as a sentence.
What is what never hangs on colour alone: stripes, dashes and numbers beside the lines say it too.
"""

from __future__ import annotations

from koppelkans.documents.charts.columns import Group, Spread, SpreadWords, Step, distribution, steps, steps_by_group
from koppelkans.documents.charts.figures import HIDDEN, Chart, Figure, Head, Words
from koppelkans.documents.charts.lines import LineWords, Month, line_with_band
from koppelkans.documents.charts.rows import Bar, BarWords, Stage, bars, funnel
from koppelkans.documents.charts.spans import Lane, Look, Span, SpanWords, spans

__all__ = [
    "HIDDEN",
    "Bar",
    "BarWords",
    "Chart",
    "Figure",
    "Group",
    "Head",
    "Lane",
    "LineWords",
    "Look",
    "Month",
    "Span",
    "SpanWords",
    "Spread",
    "SpreadWords",
    "Stage",
    "Step",
    "Words",
    "bars",
    "distribution",
    "funnel",
    "line_with_band",
    "spans",
    "steps",
    "steps_by_group",
]
