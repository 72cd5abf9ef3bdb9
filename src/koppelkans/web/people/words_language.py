"""Somebody's Dutch in words and a picture, the same on every page that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from koppelkans.core.language import RANK
from koppelkans.core.vocabulary import LEVELS, Skill
from koppelkans.documents.charts import Bar, BarWords, Chart, Head, Words, bars
from koppelkans.people.queries_language import Language
from koppelkans.web.tables import NOTHING, Cell, Column, Fact, Table


def rule_words(language: Language) -> str:
    """The rule for the one level, as a sentence."""
    skills = get_text_list([str(Skill(skill).label) for skill in language.counted], _("en"))
    return _(
        "Planning rekent met één niveau: het laagste van %(skills)s. Een plus telt niet mee: A2+ is dan A2. "
        "Wat hier niet bij staat, houdt niemand tegen."
    ) % {"skills": skills}


def single_words(language: Language) -> str:
    """What planning reckons with, or what it waits for."""
    if language.single is None:
        missing = get_text_list(language.unmeasured, _("en"))
        return _("Nog niet bekend: %(skills)s is niet gemeten.") % {"skills": missing}
    if not language.rungs:
        return _(
            "Dat is nu %(level)s. In deze regio staat geen bewijs met een taalniveau. "
            "Planning kan er dus niet mee rekenen."
        ) % {"level": language.single}
    if language.rung is not None and language.measured is None:
        return _("Dat is nu %(level)s. Planning rekent er nog niet mee: schrijf een meting op.") % {
            "level": language.single
        }
    if language.measured is None:
        return _("Dat is nu %(level)s. Dat is lager dan elk taalbewijs van deze regio.") % {"level": language.single}
    return _("Dat is nu %(level)s. Planning rekent met het bewijs “%(what)s”.") % {
        "level": language.single,
        "what": language.measured.credential,
    }


def higher_words(language: Language) -> list[str]:
    """What stands elsewhere and says more, and which of the two counts."""
    return [
        _(
            "Er staat ook “%(what)s” (%(proof)s, vastgelegd op %(day)s). Dat is hoger dan wat is gemeten. "
            "Planning rekent met het hoogste. Klopt dat bewijs niet meer? Geef het dan een einddatum."
        )
        % {"what": row.credential, "proof": row.get_proof_display(), "day": date_format(row.recorded_on, "j F Y")}
        for row in language.higher
    ]


def shown(language: Language) -> dict[str, Any]:
    """What the page of a person shows."""
    levels = []
    for skill in Skill:
        name, row = str(skill.label).capitalize(), language.last.get(skill)
        if row is None:
            levels.append(Fact(name, _("niet gemeten"), tone="warning"))
        else:
            note = f"{row.get_source_display()}, {date_format(row.measured_on, 'j F Y')}"
            levels.append(Fact(name, row.level, note=note))
    return {
        "levels": levels if language.last else [],
        "single": single_words(language),
        "rule": rule_words(language),
        "higher": higher_words(language),
        "measures": measures_table(language),
    }


def measures_table(language: Language) -> Table | None:
    """Every measure, the newest first."""
    rows = [
        [
            str(Skill(row.skill).label).capitalize(),
            Cell(row.level, tone="info" if language.last[row.skill].pk == row.pk else ""),
            row.measured_on,
            Cell(row.get_source_display(), note=row.assessor),
        ]
        for row in language.measures
    ]
    columns = [Column(_("Vaardigheid")), Column(_("Niveau")), Column(_("Gemeten op")), Column(_("Hoe en door wie"))]
    return Table(columns, rows, caption=_("Alle metingen")) if rows else None


def picture(language: Language, needed: Mapping[str, str]) -> Chart | None:
    """The level of each skill as bars, beside what the work asks in the end."""
    if not language.last and not needed:
        return None
    levels = language.levels
    rows = [
        Bar(
            str(skill.label).capitalize(),
            float(RANK[levels[skill]]) if skill in levels else None,
            float(RANK[needed[skill]]) if skill in needed else None,
        )
        for skill in Skill
    ]
    enough = sum(skill in levels and RANK[levels[skill]] >= RANK[level] for skill, level in needed.items())
    says = (
        _("Op niveau: %(enough)d van de %(all)d vaardigheden die het werk vraagt.")
        % {"all": len(needed), "enough": enough}
        if needed
        else _("Het niveau per vaardigheid, zoals het nu is.")
    )
    words = Words(lambda rank: LEVELS[round(rank)], hidden=NOTHING, nothing=_("niet gemeten"))
    head = Head("taal", _("Taal per vaardigheid"), says, words)
    return bars(head, rows, BarWords(_("Vaardigheid"), _("Nu"), _("Nodig aan het eind")))
