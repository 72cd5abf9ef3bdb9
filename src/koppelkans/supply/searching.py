"""Finding offers: what a list is narrowed down to, and in which order it comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from koppelkans.core.access import Actor
from koppelkans.core.vocabulary import PlaceKind
from koppelkans.supply import queries
from koppelkans.supply.models import Place, Run
from koppelkans.supply.queries_guarantees import all_labelled

RUN, PLACE = "run", "place"
RUN_SORTS = {"name": "name", "provider": "provider__name", "start": "start", "free": "free"}
PLACE_SORTS = {
    "name": "occupation__name",
    "employer": "employer__organisation__name",
    "kind": "kind",
    "start": "start_from",
    "free": "free",
}


@dataclass(frozen=True)
class Search:
    """What somebody looks for; empty asks nothing."""

    kind: str = ""  # run, place, or a kind of place
    text: str = ""
    occupation: str = ""
    municipality: str = ""
    postcode: str = ""
    starts: date | None = None  # can still begin on or after this day
    free: bool = False
    stale: bool = False
    labelled: bool = False  # a diploma with a work guarantee
    everything: bool = False  # also what is over or withdrawn
    sort: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked."""
        return self != Search(sort=self.sort)


def _ordered(sort: str, sorts: dict[str, str], usual: str) -> list[OrderBy | str]:
    """What to order by: the one that is asked, then always the same."""
    field = sorts.get(sort.removeprefix("-"), usual)
    return [F(field).desc() if sort.startswith("-") else F(field).asc(), "code"]


def runs(actor: Actor, search: Search, today: date) -> QuerySet[Run]:
    """The runs this actor sees that fit, with what is free."""
    rows = queries.runs_visible_to(actor)
    if search.kind not in {"", RUN} or search.occupation:
        return rows.none()
    if search.stale:
        rows = queries.stale(rows, today)
    elif not search.everything:
        rows = queries.to_start(rows, today)
    if search.text:
        words = Q(name__icontains=search.text) | Q(training__name__icontains=search.text)
        rows = rows.filter(words | Q(provider__name__icontains=search.text) | Q(code__iexact=search.text))
    if search.municipality:
        rows = rows.filter(provider__municipality=search.municipality)
    if search.postcode:
        rows = rows.filter(postcode__code__startswith=search.postcode)
    if search.starts:
        rows = rows.filter(start__gte=search.starts)
    if search.labelled:
        rows = rows.filter(training__in=all_labelled(today))
    found = queries.runs_with_seats(rows, today)
    if search.free:
        found = found.filter(free__gt=0)  # type: ignore[misc]
    return found.order_by(*_ordered(search.sort, RUN_SORTS, "start"))


def places(actor: Actor, search: Search, today: date) -> QuerySet[Place]:
    """The places this actor sees that fit, with what is free."""
    rows = queries.places_visible_to(actor)
    if search.kind == RUN or search.labelled:
        return rows.none()
    if search.kind in PlaceKind.values:
        rows = rows.filter(kind=search.kind)
    if search.stale:
        rows = queries.stale(rows, today)
    elif not search.everything:
        rows = queries.to_start(rows, today)
    if search.text:
        words = Q(occupation__name__icontains=search.text) | Q(employer__organisation__name__icontains=search.text)
        rows = rows.filter(words | Q(code__iexact=search.text))
    if search.occupation:
        rows = rows.filter(occupation=search.occupation)
    if search.municipality:
        here = Q(employer__organisation__municipality=search.municipality)
        rows = rows.filter(here | Q(district__municipality=search.municipality))
    if search.postcode:
        rows = rows.filter(postcode__code__startswith=search.postcode)
    if search.starts:
        rows = rows.filter(start_until__gte=search.starts)
    found = queries.places_with_room(rows, today)
    if search.free:
        found = found.filter(free__gt=0)  # type: ignore[misc]
    return found.order_by(*_ordered(search.sort, PLACE_SORTS, "start_from"))
