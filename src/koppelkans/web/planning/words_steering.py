"""Words for what steers a round."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppelkans.journeys.models import Decision
from koppelkans.planning.models import Forbidden
from koppelkans.supply.models import Place, Run

WHY: dict[str, str | Promise] = {
    "own-wish": gettext_lazy("de kandidaat wil dit niet"),
    "tried-before": gettext_lazy("het is al eens geprobeerd"),
    "agreed-otherwise": gettext_lazy("er is iets anders afgesproken"),
    "not-now": gettext_lazy("niet op dit moment"),
}
DECISIONS = dict(Decision.Reason.choices)


def why_of(row: Forbidden) -> str:
    """Why something was forbidden, if that was said."""
    return str(WHY.get(row.why) or DECISIONS.get(row.why, ""))


class Names:
    """The names of runs and places by code, asked for once."""

    def __init__(self, runs: set[str], places: set[str]) -> None:
        self.runs = {run.code: run.name or run.code for run in Run.objects.filter(code__in=runs)}
        found = Place.objects.filter(code__in=places).select_related("occupation", "employer__organisation")
        self.places = {place.code: str(place) for place in found}

    def run(self, code: str) -> str:
        """The name of a run; its code where it is gone."""
        return self.runs.get(code, code)

    def place(self, code: str) -> str:
        """The name of a place; its code where it is gone."""
        return self.places.get(code, code)

    def pathway(self, runs: list[str], place: str) -> str:
        """A pathway in one line."""
        return " → ".join([*(self.run(code) for code in runs), self.place(place)])

    def forbidden(self, row: Forbidden) -> str:
        """What was forbidden in one line."""
        if not row.run and not row.place:
            return _("Doet niet mee in rondes")
        if row.run and row.place:
            return _("Nooit: %(run)s met %(place)s") % {"run": self.run(row.run), "place": self.place(row.place)}
        return _("Nooit: %(what)s") % {"what": self.run(row.run) if row.run else self.place(row.place)}
