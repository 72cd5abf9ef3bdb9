"""The charts of a dashboard, each with its message in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from koppelkans.core.euros import euros
from koppelkans.documents.charts import (
    HIDDEN,
    Bar,
    BarWords,
    Chart,
    Figure,
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
)
from koppelkans.documents.charts import Words as ChartWords
from koppelkans.reports import figures as nightly
from koppelkans.reports.measures import AIMED, FIGURES, PLACE, PROGRAMME, SECTOR, TRAINING
from koppelkans.results.models import Measure
from koppelkans.web.charting import chart_words, percentage, whole_number
from koppelkans.web.reports.board import Board
from koppelkans.web.reports.words import (
    TITLES,
    checked_says,
    counter_says,
    levers_say,
    month_name,
    short_month,
    written,
)

MOST_BARS = 12  # trainings in a picture; all are in the files
WEEKS = {Measure.WEEKS_13: 13, Measure.DURABLE: 26, Measure.WEEKS_52: 52}


@dataclass(frozen=True)
class Counter:
    """A counter against its target: the picture, how good the band was, what would have to change."""

    chart: Chart
    checked: str = ""
    levers: list[str] = field(default_factory=list)
    lead: str = ""


def part_words() -> ChartWords:
    """How the figures of a breakdown are written: which of the hidden ones are small is not told."""
    plain = chart_words()
    return ChartWords(plain.number, hidden=_("niet getoond"), nothing=plain.nothing)


def from_kept(value: Any) -> Figure:
    """A figure as it was kept at night."""
    return HIDDEN if value == nightly.HIDDEN else value


def counters(board: Board) -> list[Counter]:
    """Started, at work and durable, each against its own target."""
    return [_counter(board, measure) for measure in AIMED]


def _counter(board: Board, measure: Measure) -> Counter:
    found = board.forecast["measures"].get(measure) if board.forecast and board.forecast["enough"] else None
    total, target = board.tally.totals[measure], board.targets.get(measure)
    if total is HIDDEN:
        found = None
    months = _months(board, measure, found)
    says = counter_says(
        measure,
        total,
        day=board.day,
        year=board.year,
        target=target,
        band=found["months"][-1] if found else None,
    )
    words = LineWords(
        month=_("Maand"),
        reached=str(TITLES[measure]),
        target=_("Doel, gelijk verdeeld"),
        expected=_("Verwacht"),
        low=_("Ten minste"),
        high=_("Ten hoogste"),
        band=_("8 van de 10 keer hierbinnen"),
        today=_("Nu"),
    )
    head = Head(f"teller-{measure.value}", str(TITLES[measure]), says, part_words())
    here = board.month if board.day.year == board.year and board.year == board.today.year else None
    chart = line_with_band(head, months, words, today=here)
    return Counter(
        chart, _about(board, found, hidden=total is HIDDEN), levers_say(found.get("levers", [])) if found else []
    )


def _about(board: Board, found: Mapping[str, Any] | None, *, hidden: bool) -> str:
    """What is to be said of the band."""
    if found is not None:
        return checked_says(found["checked"])
    if hidden or board.year != board.today.year or board.known_on is not None:
        return ""
    if board.kept.forecast is None:
        return _("Voor deze keuze is er geen voorspelling.") if board.scope.municipality else ""
    return _("Er is nog te weinig verleden voor een voorspelling.")


def _months(board: Board, measure: Measure, found: Mapping[str, Any] | None) -> list[Month]:
    """The months of the year; what is expected begins after the month that runs."""
    target, running = board.targets.get(measure), board.tally.running[measure]
    bands: dict[int, list[float]] = {}
    if found and board.forecast:
        first = board.forecast["from"]
        bands = {first + at: row for at, row in enumerate(found["months"]) if first + at > board.month or first == 11}
    rows = []
    for at in range(12):
        band = bands.get(at)
        rows.append(
            Month(
                f"{month_name(at)} {board.year}",
                short_month(at),
                running[at] if at <= board.month else None,
                None if target is None else target * (at + 1) / 12,
                *(None if band is None else round(band[place]) for place in (1, 0, 2)),
            )
        )
    return rows


def funnel_chart(board: Board) -> Chart | None:
    """How far the people of this year's sign-ups came."""
    if board.of_year is None:
        return None
    row = [from_kept(value) for value in board.of_year["funnel"]]
    first = row[0]
    stages = []
    for code, figure in zip(nightly.FUNNEL, row, strict=True):
        share = ""
        if isinstance(figure, (int, float)) and isinstance(first, (int, float)) and first:
            share = percentage(figure / first)
        stages.append(Stage(str(FIGURES[code].name).capitalize(), figure, share))
    says = _("Van de %(signed)s mensen die zich in %(year)s aanmeldden, begonnen er %(started)s.") % {
        "signed": written(first),
        "year": board.year,
        "started": written(row[2]),
    }
    head = Head("trechter", _("Van aanmelding naar duurzaam werk"), says, part_words())
    return funnel(head, stages, (_("Stap"), _("Mensen"), _("Deel")))


def time_chart(board: Board) -> Chart | None:
    """How long it took from sign-up to start."""
    if board.of_year is None:
        return None
    months = []
    middles = []
    for at, row in enumerate(board.of_year["time"]):
        label, short = month_name(at), short_month(at)
        if row == nightly.HIDDEN:
            months.append(Spread(label, short, HIDDEN))
        elif row[0]:
            months.append(Spread(label, short, row[1], row[2], row[3]))
            middles.append((label, row[1]))
        else:
            months.append(Spread(label, short, None))
    if middles:
        month, weeks = middles[-1]
        says = _("In %(month)s duurde het van aanmelding tot start %(weeks)s weken, voor de middelste persoon.") % {
            "month": month.lower(),
            "weeks": whole_number(weeks),
        }
    else:
        says = _("Er is nog niet te zeggen hoe lang het van aanmelding tot start duurt.")
    words = SpreadWords(
        _("Maand"), _("Middelste"), _("Kwart sneller dan"), _("Kwart langer dan"), _("Middelste helft"), _("weken")
    )
    return distribution(Head("tijd", _("Tijd van aanmelding tot start"), says, chart_words()), months, words)


def still_chart(board: Board) -> Chart | None:
    """Who is still at work after 13, 26 and 52 weeks."""
    if board.nightly is None:
        return None
    moments, says = [], _("Er is nog niet te zeggen wie aan het werk blijft.")
    for (measure, _days), row in zip(nightly.STILL, board.nightly["still"], strict=True):
        label = _("na %(weeks)s weken") % {"weeks": WEEKS[measure]}
        if row == nightly.HIDDEN:
            moments.append(Step(label, HIDDEN))
        elif not row[1]:
            moments.append(Step(label, None))
        else:
            of = _("%(part)s van de %(whole)s") % {"part": written(row[0]), "whole": written(row[1])}
            moments.append(Step(label, row[0] / row[1], of))
            if measure == Measure.DURABLE:
                says = _("Na 26 weken werkt %(share)s nog.") % {"share": percentage(row[0] / row[1])}
    head = Head("blijvend", _("Nog aan het werk"), says, chart_words(percentage))
    return steps(head, moments, (_("Wanneer"), _("Deel"), _("Mensen")))


def predicted_chart(board: Board) -> Chart | None:
    """What the plans predicted beside what came of it, by sector."""
    if board.nightly is None or not board.nightly["predicted"]:
        return None
    found = board.nightly["predicted"]
    whole = found.get("")
    if whole in (None, nightly.HIDDEN) or not whole[0]:
        return None
    rows = []
    for sector, row in found.items():
        name = board.name(SECTOR, sector) if sector else _("Alles samen")
        if row == nightly.HIDDEN:
            rows.append(Bar(name, HIDDEN))
        else:
            rows.append(Bar(name, row[1], *(round(value) for value in row[2:])))
    facts = {"expected": written(round(whole[2])), "reached": written(whole[1]), "people": written(whole[0])}
    says = (
        _(
            "Van de %(people)s mensen die een jaar of langer geleden begonnen, "
            "verwachtten de plannen er %(expected)s duurzaam aan het werk. Het werden er %(reached)s."
        )
        % facts
    )
    words = BarWords(_("Sector"), _("Bereikt"), _("Voorspeld"), _("tot"))
    return bars(Head("voorspeld", _("Voorspeld en bereikt"), says, part_words()), rows, words)


def part_chart(board: Board, by: str, measure: Measure) -> Chart | None:
    """One counter by sector, training, municipality or programme, the largest first."""
    figures = board.tally.part(measure, by)
    if not figures or (len(figures) < 2 and by != SECTOR):
        return None

    def weight(item: tuple[str, Figure]) -> tuple[float, str]:
        return (-float(item[1]) if isinstance(item[1], (int, float)) else 0.0, item[0])

    rows = sorted(figures.items(), key=weight)[:MOST_BARS]
    titles = {
        SECTOR: _("%(what)s, per sector"),
        TRAINING: _("%(what)s, per training"),
        PLACE: _("%(what)s, per gemeente"),
        PROGRAMME: _("%(what)s, per programma"),
    }
    columns = {SECTOR: _("Sector"), TRAINING: _("Training"), PLACE: _("Gemeente"), PROGRAMME: _("Programma")}
    title = titles[by] % {"what": TITLES[measure]}
    code, most = rows[0]
    says = title + "."
    if isinstance(most, (int, float)):
        says = _("De meeste: %(name)s, %(number)s.") % {"name": label(board, by, code), "number": written(most)}
    bars_of = [Bar(label(board, by, one), figure) for one, figure in rows]
    return bars(
        Head(f"{by}-{measure.value}", title, says, part_words()), bars_of, BarWords(columns[by], str(TITLES[measure]))
    )


def label(board: Board, by: str, code: str) -> str:
    """What a part is called; some rows have no programme, sector or training."""
    return board.name(by, code) if code else _("Niet bekend")


def money_says(board: Board) -> list[str]:
    """What a start and a durable placement cost."""
    if board.nightly is None or board.of_year is None:
        return []
    said = []
    start, durable = board.of_year["cost-per-start"], board.nightly["cost-per-durable"]
    if start != nightly.HIDDEN and start[0]:
        said.append(
            _("Een traject dat in %(year)s begon, kost gemiddeld %(amount)s.")
            % {"year": board.year, "amount": euros(start[1])}
        )
    if durable != nightly.HIDDEN and durable[0]:
        said.append(
            _("Een duurzame plaatsing kostte %(amount)s (trajecten die een jaar of langer geleden begonnen).")
            % {"amount": euros(durable[1])}
        )
    return said
