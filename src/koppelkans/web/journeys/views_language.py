"""Dutch in a journey: per skill now and needed, the gap in plain words, the hours that close it, and a new measure."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from koppelkans.core.language import Gap, hours_table
from koppelkans.core.models.words import LanguageDemand
from koppelkans.core.roles import May
from koppelkans.core.vocabulary import Skill
from koppelkans.journeys.actions.speaking import measure_language
from koppelkans.journeys.queries_journeys import journey_for
from koppelkans.journeys.queries_language import Path, language_path
from koppelkans.web.door import Asked, opened
from koppelkans.web.journeys.shown import opened_journey, page
from koppelkans.web.people import words_language as words
from koppelkans.web.people.flow import ask, posted
from koppelkans.web.people.forms_language import MeasureForm
from koppelkans.web.tables import NOTHING, Cell, Column, Table

MOMENT = LanguageDemand.Moment
FORM = "journeys/form.html"


@opened(May.GUIDE)
@require_GET
def language(request: Asked, number: int) -> HttpResponse:
    """How somebody's Dutch stands beside what the work asks."""
    journey = opened_journey(request, number)
    path = language_path(journey, timezone.localdate())
    last = {row.skill: row.level for row in path.demands if row.moment == MOMENT.END}
    context = page(request, journey, "language") | {
        "path": path,
        "table": _table(path),
        "said": _said(path),
        "chart": words.picture(path.language, last),
        "single": words.single_words(path.language),
        "rule": words.rule_words(path.language),
        "higher": words.higher_words(path.language),
        "measures": words.measures_table(path.language),
        "progress": _progress(path),
        "hours": hours_table(),
        "safety_tasks": [row for row in path.demands if row.moment == MOMENT.SAFETY and row.tasks],
    }
    return render(request, "journeys/language.html", context)


def _table(path: Path) -> Table:
    """Per skill: now, and what each moment asks."""
    asked = {(row.skill, row.moment): row.level for row in path.demands}
    gaps = {(gap.skill, gap.moment): gap for gap in path.gaps}
    rows = []
    for skill in Skill:
        now = path.language.levels.get(skill)
        cells = [_asked(asked.get((skill, moment)), gaps.get((skill, moment))) for moment in MOMENT.values]
        rows.append([str(skill.label).capitalize(), now or Cell(_("niet gemeten"), tone="warning"), *cells])
    columns = [
        Column(_("Vaardigheid")),
        Column(_("Nu")),
        *(Column(str(moment.label).capitalize()) for moment in MOMENT),
    ]
    return Table(columns, rows, caption=_("Taal nu en wat het werk vraagt"))


def _asked(level: str | None, gap: Gap | None) -> Cell:
    """What is asked, and whether it is there."""
    if level is None or gap is None:
        return Cell(NOTHING)
    if not gap.open:
        return Cell(level, tone="good", note=_("is er"))
    if gap.now is None:
        return Cell(level, tone="warning", note=_("eerst meten"))
    if gap.closed:
        return Cell(level, tone="info", note=_("komt er met de lessen"))
    return Cell(level, tone="bad", note=_("lessen te weinig"))


def _said(path: Path) -> list[str]:
    """What the gap comes to, in plain words: of each skill the first moment that is not closed, else the last."""
    told = []
    for skill in Skill.values:
        here = [gap for gap in path.gaps if gap.skill == skill and gap.open]
        if not here:
            continue
        gap = next((gap for gap in here if not gap.closed), here[-1])
        facts = {
            "skill": str(Skill(gap.skill).label).capitalize(),
            "moment": MOMENT(gap.moment).label,
            "needed": gap.needed,
            "now": gap.now,
            "hours": gap.hours,
            "planned": gap.planned,
            "short": gap.short,
        }
        if gap.now is None:
            told.append(_("%(skill)s: %(moment)s is %(needed)s nodig. Meet eerst waar deze persoon staat.") % facts)
        elif gap.closed:
            told.append(
                _(
                    "%(skill)s: van %(now)s naar %(needed)s, %(moment)s. "
                    "Daar is ongeveer %(hours)d uur voor nodig, en die staat gepland."
                )
                % facts
            )
        else:
            told.append(
                _(
                    "%(skill)s: van %(now)s naar %(needed)s, %(moment)s. Daar is ongeveer %(hours)d uur voor nodig. "
                    "Gepland voor die tijd: %(planned)d uur. Dat is %(short)d uur te weinig."
                )
                % facts
            )
    return [str(text) for text in told]


def _progress(path: Path) -> Table | None:
    """The first measure of each skill beside the last one."""
    rows = [
        [
            str(skill.label).capitalize(),
            Cell(first.level, note=date_format(first.measured_on, "j F Y")),
            Cell(last.level, note=date_format(last.measured_on, "j F Y")),
        ]
        for skill in Skill
        if (first := path.language.first.get(skill)) and (last := path.language.last.get(skill)) and first.pk != last.pk
    ]
    columns = [Column(_("Vaardigheid")), Column(_("Eerste meting")), Column(_("Laatste meting"))]
    return Table(columns, rows, caption=_("Van de eerste naar de laatste meting")) if rows else None


@opened(May.GUIDE)
def measure(request: Asked, number: int) -> HttpResponse:
    """Form for what was measured on one day."""
    journey, today = journey_for(request.actor, number), timezone.localdate()
    form = MeasureForm(posted(request), today=today)
    return ask(
        request,
        form,
        lambda _data: measure_language(journey, by=request.actor, today=today, now=timezone.now(), **form.measures()),
        heading=_("Taal gemeten"),
        lead=_("Vul alleen in wat is gemeten. Wat je leeg laat, blijft zoals het was."),
        done=_("De meting staat erbij."),
        back=reverse("journeys:language", args=[number]),
        journey=journey,
        template=FORM,
    )
