"""Rows of tables drawn in one go: a page has hundreds of cells, and a template for each takes longest of all."""

from __future__ import annotations

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString

from koppelkans.web.tables import Cell, Column, Table

TONES = frozenset({"neutral", "info", "good", "warning", "bad"})


def rows_of(table: Table) -> SafeString:
    """The lines of a table; on a phone each cell says in front of itself which column it is."""
    labels = {id(column): conditional_escape(str(column.label)) for column in table.columns}
    return SafeString("".join(_row(line, labels) for line in table.lines()))


def _row(line: list[tuple[Column, Cell]], labels: dict[int, SafeString]) -> str:
    drawn = []
    for at, (column, cell) in enumerate(line):
        label, inside = labels[id(column)], cell_of(cell)
        if at == 0:
            drawn.append(f'<th scope="row" role="rowheader" data-label="{label}">{inside}</th>')
        else:
            names = " ".join(name for name, wanted in _classes(column) if wanted)
            drawn.append(f'<td role="cell" data-label="{label}" class="{names}">{inside}</td>')
    return f'<tr role="row">{"".join(drawn)}</tr>\n'


def _classes(column: Column) -> list[tuple[str, bool]]:
    return [("kk-number", column.number), ("kk-muted", column.quiet)]


SHORT = 12  # letters


def cell_of(cell: Cell) -> SafeString:
    """A cell: a text, a link or a status, with a note below."""
    words = str(cell.words)
    inside = conditional_escape(words)
    if "-" in words and len(words) <= SHORT and " " not in words:  # a pseudonym stays on one line
        inside = SafeString(f'<span class="kk-nowrap">{inside}</span>')
    if cell.tone:
        inside = badge(inside, cell.tone)
    if cell.url:
        link = "utrecht-link kk-tag-link" if cell.tone else "utrecht-link"
        inside = SafeString(f'<a class="{link}" href="{escape(cell.url)}">{inside}</a>')
    note = f'<span class="kk-note">{conditional_escape(str(cell.note))}</span>' if cell.note else ""
    return SafeString(f'<span class="kk-cell">{inside}{note}</span>')


def badge(label: object, tone: str) -> SafeString:
    """A status in words; the colour only helps."""
    if tone not in TONES:
        raise ValueError(f"tone {tone!r} is not one of {', '.join(sorted(TONES))}")
    return format_html('<span class="nl-data-badge kk-tag kk-tag--{}">{}</span>', tone, label)
