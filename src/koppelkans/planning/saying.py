"""Answers of the engine in sentences, short enough to read aloud; of other people only counts."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from koppelkans.core.vocabulary import DAY_NAMES, PART_NAMES
from koppelkans.engine.answers import (
    CHOSEN,
    FITS,
    OUTBID,
    RULE,
    WITHIN_MARGIN,
    Change,
    Difference,
    Help,
    Tested,
    WhyNot,
)
from koppelkans.engine.explain import Alternative
from koppelkans.engine.plan import Plan
from koppelkans.engine.region import Region
from koppelkans.engine.telling import Telling
from koppelkans.engine.words import Words

NONE = 0.005  # expected placements: less is told as no difference


class AnswersTold:
    """Sentences for the answers about one plan, in the language that is active."""

    def __init__(self, words: Words, region: Region, plan: Plan) -> None:
        self.words, self.region = words, region
        self._telling = Telling(words, region, plan)

    def pathway(self, pathway: Alternative) -> str:
        """Its runs and its place, by name."""
        return self._telling.pathway(pathway)

    def facts(self, pathway: Alternative) -> str:
        """First day, chance, travel and cost in one line."""
        return self._telling.facts(pathway)

    def difference(self, found: Difference) -> list[str]:
        """What the whole plan becomes."""
        if not found.demonstrable:
            lines = [_("Er is geen aantoonbaar verschil met het plan.")]
        elif abs(found.durable) < NONE:
            lines = [_("Het plan levert dan ongeveer evenveel blijvende banen op.")]
        else:
            number = self.words.number(abs(found.durable), 2)
            text = _("Het plan levert dan naar verwachting %(number)s blijvende banen meer op.")
            if found.durable < 0:
                text = _("Het plan levert dan naar verwachting %(number)s blijvende banen minder op.")
            lines = [text % {"number": number}]
        return lines + self._people(found)

    def _people(self, found: Difference) -> list[str]:
        lines = []
        number = abs(found.people)
        if found.people < 0:
            text = ngettext(
                "Er is dan voor %(number)s persoon minder een traject.",
                "Er is dan voor %(number)s mensen minder een traject.",
                number,
            )
            lines.append(text % {"number": number})
        elif found.people > 0:
            text = ngettext(
                "Er is dan voor %(number)s persoon meer een traject.",
                "Er is dan voor %(number)s mensen meer een traject.",
                number,
            )
            lines.append(text % {"number": number})
        if not found.others:
            return [*lines, _("Voor andere mensen verandert er niets.")]
        text = ngettext(
            "Voor %(number)s andere persoon verandert er dan iets.",
            "Voor %(number)s andere mensen verandert er dan iets.",
            found.others,
        )
        lines.append(text % {"number": found.others})
        if found.others_out:
            text = ngettext(
                "Van hen heeft %(number)s dan geen traject meer.",
                "Van hen hebben er %(number)s dan geen traject meer.",
                found.others_out,
            )
            lines.append(text % {"number": found.others_out})
        return lines

    def tested(self, found: Tested) -> list[str]:
        """One of the next best: what is in its way, and what the plan becomes with it."""
        lines = [self.words.reason(item) for item in found.pathway.obstacles]
        if found.difference is None:
            return [*lines, _("Er is geen plan gevonden waarin dit kan.")]
        return lines + self.difference(found.difference)

    def why_not(self, found: WhyNot) -> list[str]:
        """Why not that place."""
        if found.code == CHOSEN:
            return [_("Dit is juist het voorstel.")]
        lines = [self._reason(item) for item in found.items]
        if found.lacking:
            text = ngettext(
                "De groep heeft dan nog %(number)s persoon te weinig.",
                "De groep heeft dan nog %(number)s mensen te weinig.",
                found.lacking,
            )
            lines.append(text % {"number": found.lacking})
        if found.code == OUTBID:
            lines.append(_("De plek past. Maar iemand anders heeft er meer aan."))
        if found.code == FITS:
            lines.append(_("De plek past. Het voorstel is voor deze persoon zelf beter."))
        if found.code == WITHIN_MARGIN:
            lines.append(_("De plek past ook. Het scheelt niet aantoonbaar."))
        if found.code == RULE or found.difference is None:
            return lines if found.code == RULE else [*lines, _("Er is geen plan gevonden waarin dit kan.")]
        if found.code == WITHIN_MARGIN:
            return lines + self._people(found.difference)
        return lines + self.difference(found.difference)

    def _reason(self, item: str) -> str:
        if item.startswith("locked:"):
            return _("Voor deze persoon staat een ander traject vast.")
        return self.words.reason(item)

    def help(self, found: Help) -> list[str]:
        """What would help, and what comes of it."""
        told = _("Dan kan dit: %(pathway)s.") % {"pathway": self.pathway(found.pathway)}
        return [self.change(found.change), told, *self.difference(found.difference)]

    def change(self, change: Change) -> str:
        """A change as a condition."""
        name, amount = self._named(change), change.amount
        texts = {
            "language": _("Als %(name)s er al is."),
            "credential": _("Als %(name)s er al is."),
            "earlier": _("Als deze persoon %(amount)s dagen eerder kan beginnen."),
            "travel": _("Als de reis %(amount)s minuten langer mag duren."),
            "daypart": _("Als deze persoon ook kan op %(name)s."),
            "seat": _("Als er een stoel bij komt in %(name)s."),
            "minimum": _("Als %(name)s met een persoon minder mag beginnen."),
            "place": _("Als er een plek bij komt: %(name)s."),
            "mentor": _("Als er een begeleider bij komt bij %(name)s."),
            "fund": _("Als er %(euros)s meer is in %(name)s."),
        }
        values = {"name": name, "amount": amount, "euros": self.words.euros(amount)}
        return texts[change.kind] % values

    def _named(self, change: Change) -> str:
        if change.kind == "daypart":
            day, _dash, part = change.id.partition("-")
            return f"{DAY_NAMES[day]} {PART_NAMES[part]}"
        tables = {"seat": "run", "minimum": "run", "mentor": "employer", "language": "credential"}
        return self.words.name(tables.get(change.kind, change.kind), change.id)
