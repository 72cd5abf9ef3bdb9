"""What a dashboard is made from: counts, figures of the night, forecast and targets of one scope and year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from koppelkans.core.access import Actor
from koppelkans.core.models import Municipality
from koppelkans.core.roles import May
from koppelkans.programmes.models import Programme, Target
from koppelkans.reports.kept import Kept, latest
from koppelkans.reports.measures import PLACE, PROGRAMME, TRAINING
from koppelkans.reports.queries import Tally, tally, years
from koppelkans.reports.scope import Scope, known_on_for, own_places, programmes_for, scope_of
from koppelkans.supply.queries import training_names
from koppelkans.web.reports.forms import ChooseForm


@dataclass(frozen=True)
class Board:
    """One scope and year, with everything its page and its files show."""

    scope: Scope
    year: int
    today: date
    known_on: date | None
    tally: Tally
    kept: Kept
    targets: Mapping[str, int]
    names: Mapping[tuple[str, str], str]  # of programmes, trainings and municipalities
    form: ChooseForm

    @property
    def day(self) -> date:
        """The day up to which is counted."""
        return min(self.known_on or self.today, date(self.year, 12, 31))

    @property
    def month(self) -> int:
        """The place in the year of the month up to which is counted."""
        return 11 if self.day.year > self.year else self.day.month - 1

    @property
    def nightly(self) -> dict[str, Any] | None:
        """The figures of the night, as far as this reader may see them."""
        return self.kept.journeys.get("open" if self.scope.full else "closed") if self.kept.journeys else None

    @property
    def of_year(self) -> dict[str, Any] | None:
        """Those of the year of the page."""
        return self.nightly["years"].get(str(self.year)) if self.nightly else None

    @property
    def forecast(self) -> dict[str, Any] | None:
        """The forecast, if it is of the year of the page."""
        found = self.kept.forecast
        return found if found and found["year"] == self.year and self.known_on is None else None

    def name(self, by: str, code: str) -> str:
        """What a programme, sector, training or municipality is called."""
        return self.names.get((by, code)) or code.replace("-", " ").capitalize()


def board_of(actor: Actor, query: Mapping[str, str], today: date) -> Board:
    """What was asked for in the address; what is not of this actor does not exist."""
    programmes, places, of_years = programmes_for(actor), own_places(actor), years(today)
    scope = scope_of(actor, query.get("programma", ""), query.get("gemeente", ""), programmes=programmes, places=places)
    asked = query.get("jaar", "")
    year = int(asked) if asked.isdecimal() and int(asked) in of_years else today.year
    known_on = known_on_for(scope, day_of(query.get("bekend_op", "")), today)
    chosen = {
        "programma": scope.programme,
        "gemeente": scope.municipality,
        "jaar": year,
        "bekend_op": known_on.isoformat() if known_on else "",
    }
    region = actor.everywhere(May.SEE_RESULTS)
    form = ChooseForm(chosen, programmes=programmes, places=places, years=of_years, whole_region=region)
    return Board(
        scope,
        year,
        today,
        known_on,
        tally(scope, year, known_on),
        latest(scope, known_on or today),
        _targets(scope, year),
        _names(programmes),
        form,
    )


def day_of(text: str) -> date | None:
    """The day of an address; None: none, or none that exists."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _targets(scope: Scope, year: int) -> dict[str, int]:
    """What is aimed for: of a programme, or of all together; a municipality has no target of its own."""
    if scope.municipality:
        return {}
    rows = Target.objects.filter(year=year)
    if scope.programme:
        rows = rows.filter(programme__code=scope.programme)
    found: dict[str, int] = {}
    for measure, number in rows.values_list("measure", "number"):
        found[measure] = found.get(measure, 0) + number
    return found


def _names(programmes: list[Programme]) -> dict[tuple[str, str], str]:
    found = {(PROGRAMME, one.code): one.name for one in programmes}
    found |= {(TRAINING, code): name for code, name in training_names().items()}
    return found | {(PLACE, one.code): str(one) for one in Municipality.objects.all()}
