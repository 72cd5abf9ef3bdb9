"""Questions about what-ifs: which there are of a round, what they changed, what of it today's data have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from koppelkans.core.access import Actor
from koppelkans.core.models import Region
from koppelkans.core.roles import May
from koppelkans.people.models import Candidate
from koppelkans.planning import narrowing, queries
from koppelkans.planning.asked import Asked, Change
from koppelkans.planning.folder import Selection, column_at, sheets_of
from koppelkans.planning.models import Round
from koppelkans.planning.what_if import Things

PEOPLE = "candidates.csv"
Cell = tuple[str, str, str]  # file, id, column


def scenarios_of(round_: Round, actor: Actor) -> QuerySet[Round]:
    """The what-ifs that were made from a round, also those that became a round, in the order they were asked."""
    made = queries.rounds_visible_to(actor).filter(parent=round_, kind__in=[Round.Kind.SCENARIO, Round.Kind.ROUND])
    return made.filter(pk__in=_from_what_ifs(round_)).order_by("asked_at", "pk")


def _from_what_ifs(round_: Round) -> list[int]:
    """Those that are, or were, a scenario: a round that only goes on from another is none."""
    rows = Round.objects.filter(parent=round_).values_list("pk", "kind", "adopted_at")
    return [key for key, kind, adopted in rows if kind == Round.Kind.SCENARIO or adopted is not None]


def things_of(round_: Round) -> Things:
    """Names and values of what a round planned with."""
    packed = Round.objects.values_list("snapshot", flat=True).get(pk=round_.pk)
    return Things(bytes(packed))


def changes_of(scenario: Round) -> list[Change]:
    """The cells a scenario changed."""
    return Asked.read(scenario.asked).changes


def people_in(changes: Iterable[Change]) -> set[str]:
    """The pseudonyms of those whose limits are changed."""
    return {change.id for change in changes if change.file == PEOPLE}


def hidden_from(actor: Actor, changes: Iterable[Change]) -> set[str]:
    """Of the people whose limits are changed those whom this actor does not see."""
    named = people_in(changes)
    if not named:
        return set()
    seen = Candidate.objects.filter(actor.within(May.SEE_PEOPLE), subject__pseudonym__in=named)
    return named - set(seen.values_list("subject__pseudonym", flat=True)) if actor.may(May.SEE_PEOPLE) else named


def cells_today(scenario: Round, today: date) -> Mapping[Cell, str | None]:
    """What a round of the same scope would find today in each cell that the scenario changed; None: it is gone."""
    changes = changes_of(scenario)
    region = Region.objects.first()
    if region is None:
        return {}
    named = {file: [change.id for change in changes if change.file == file] for file in _FILES}
    everybody = queries.plannable(scenario.municipality, today, scenario.programme)
    selection = Selection(
        everybody.people.filter(subject__pseudonym__in=named[PEOPLE]),
        everybody.runs.filter(code__in=named["runs.csv"]),
        everybody.places.filter(code__in=named["places.csv"]),
    )
    sheets = sheets_of(region, selection, today=today)
    narrowing.keep_free(sheets, today)
    found: dict[Cell, str | None] = {}
    for file, ids in named.items():
        rows = {row[0]: row for row in sheets.rows[file]}
        for change in changes:
            if change.file == file and change.id in ids:
                row = rows.get(change.id)
                found[file, change.id, change.column] = row[column_at(file, change.column)] if row else None
    return found


_FILES = (PEOPLE, "runs.csv", "places.csv", "employers.csv", "funds.csv")
