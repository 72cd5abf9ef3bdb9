"""The document of a decision to scale: what was decided, by whom, on which figures."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from koppelkans.documents.paper import Bullets, Facts, Paper, Paragraph, Section, Table, fingerprint, from_json
from koppelkans.programmes.models import Programme, ScalingDecision
from koppelkans.programmes.rules_pilots import Choice
from koppelkans.web.programmes.scaling_words import cost_words, lead_words, rows_of, sentences_of

Data = dict[str, Any]
NOTHING = "–"


def paper_of(programme: Programme, choice: Choice, figures: Data, *, language: str) -> Paper:
    """The whole document; the figures are those that are kept with the decision."""
    sections = [
        Section(_("Het besluit"), (_decision(programme, choice), Paragraph(choice.reason.strip()))),
        Section(_("Criteria"), (_criteria(programme, figures),)),
        Section(_("Wat de pilot bereikte"), (_reached(figures),)),
    ]
    if study := figures["study"]:
        sections.append(
            Section(_("Wat meer mensen vragen"), (Bullets(tuple(sentences_of(study, language))), *_needs(study)))
        )
    return Paper(
        title=_("Besluit over opschalen: %(programme)s") % {"programme": programme.name},
        language="en" if language.startswith("en") else "nl",
        date=choice.decided_on,
        sections=tuple(sections),
        foot=_("Cijfers van %(day)s") % {"day": _day(figures["on"])},
    )


def _day(text: str | None) -> str:
    return date_format(date.fromisoformat(text), "j F Y") if text else NOTHING


def _decision(programme: Programme, choice: Choice) -> Facts:
    facts = [
        (_("Programma"), programme.name),
        (_("Besluit"), str(ScalingDecision.Outcome(choice.outcome).label)),
        (_("Voor hoeveel mensen"), str(choice.size) if choice.size else NOTHING),
        (_("Wie besluit"), choice.decided_by.strip()),
        (_("Datum"), date_format(choice.decided_on, "j F Y")),
    ]
    return Facts(tuple(facts))


def _criteria(programme: Programme, figures: Data) -> Table:
    rows = [
        (
            f"{row['text']} ({_('moet')})" if row["must"] else row["text"],
            row["norm"] or _("mensen oordelen"),
            row["value"] or NOTHING,
            row["said"],
            f"{row['evidence']} ({row['by']}, {_day(row['on'])})",
        )
        for row in figures["criteria"]
    ]
    locked = programme.criteria_locked_at
    caption = _("Vastgezet op %(day)s, voor de eerste start.") % {
        "day": date_format(locked, "j F Y") if locked else NOTHING
    }
    columns = (_("Criterium"), _("Norm"), _("Gemeten"), _("Uitkomst"), _("Waaruit dat blijkt"))
    return Table(columns, tuple(rows), caption)


def _reached(figures: Data) -> Facts:
    return Facts(
        (
            (_("Doen nu mee, van ten hoogste"), f"{figures['taking_part']} / {figures['cap'] or NOTHING}"),
            (_("Ooit toegelaten"), str(figures["ever"])),
            (_("Begonnen"), str(figures["started"])),
            (_("Aan het werk"), str(figures["at_work"])),
            (_("Duurzaam aan het werk"), str(figures["durable"])),
            (_("Van idee tot eerste start"), str(lead_words(figures["lead_days"]))),
            *cost_words(figures),
        )
    )


def _needs(study: Data) -> tuple[Table, ...]:
    """A table for each group of rows: people, training, places, guidance, money."""
    sizes = [size for size in study["asked"] if str(size) in study["sizes"]]
    columns = (_("Wat"), _("Nu in de regio"), *(_("%(size)d mensen") % {"size": size} for size in sizes))
    groups: dict[str, list[tuple[str, ...]]] = {}
    for row in rows_of(study):
        needs = (f"{need.text} ({need.short})" if need.short else need.text for need in row.needs)
        groups.setdefault(row.group, []).append((row.label, row.today or NOTHING, *needs))
    return tuple(Table(columns, tuple(rows), group) for group, rows in groups.items())


def paper_kept(decision: ScalingDecision) -> Paper:
    """The document as it was kept; raises ValueError where it is not the text of that day any more."""
    text = json.dumps(decision.paper, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    paper = from_json(text)
    if fingerprint(paper) != decision.sha256:
        raise ValueError("the text of this decision is not the one that was kept")
    return paper
