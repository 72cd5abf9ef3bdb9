"""Questions of the board: the proposals of a round narrowed down and in order, and what there is to choose from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, FloatField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, TruncMonth

from koppelkans.core.fields import SEPARATOR
from koppelkans.core.models import Credential
from koppelkans.engine.words import Words, sentence
from koppelkans.planning.models import Proposal
from koppelkans.supply.models import Place, Run

HIGH, MIDDLE = 0.65, 0.4  # from here on a chance is called high, and middle
CHANCES: dict[str, Q] = {
    "low": Q(probability__lt=MIDDLE),
    "middle": Q(probability__gte=MIDDLE, probability__lt=HIGH),
    "high": Q(probability__gte=HIGH),
}
SORTS: dict[str, Any] = {
    "code": F("candidate__subject__pseudonym"),
    "first_day": F("first_day"),
    "travel": F("travel_minutes"),
    "cost": Cast(F("cost"), FloatField()),
}
PLACED, UNPLACED = "voorstel", "zonder"


@dataclass(frozen=True)
class Search:
    """What somebody looks for on a board; empty: everything."""

    who: str = PLACED  # proposals, or people without
    text: str = ""  # part of a pseudonym
    municipality: str = ""
    group: str = ""
    sector: str = ""
    occupation: str = ""
    employer: str = ""
    run: str = ""
    fund: str = ""
    month: str = ""  # of the first day: YYYY-MM
    chance: str = ""  # a key of CHANCES
    reason: str = ""  # code of the nearest reason of who has no proposal
    sort: str = "code"


@dataclass(frozen=True)
class Choices:
    """What the filters offer: of each only what occurs in these proposals."""

    municipalities: list[tuple[str, str]]
    sectors: list[tuple[str, list[tuple[str, str]]]]  # with the occupations in each
    employers: list[tuple[str, str]]
    months: list[date]


def search(proposals: QuerySet[Proposal], asked: Search) -> QuerySet[Proposal]:
    """The proposals of a board, narrowed down and in order."""
    found = proposals.filter(place__isnull=asked.who == UNPLACED).filter(_of_people(asked), _of_places(asked))
    found = _listing(found, "candidate__groups", asked.group)
    found = _listing(found, "runs", asked.run)
    if asked.fund:
        # payments are JSON: as text each database writes its own escapes, so both writings are looked for
        written = {f'"fund": {json.dumps(asked.fund, ensure_ascii=plain)}' for plain in (True, False)}
        any_of = Q()
        for text in sorted(written):
            any_of |= Q(paid__contains=text)
        found = found.annotate(paid=Cast("payments", TextField())).filter(any_of)
    if asked.reason:
        found = _beginning(found, asked.reason)
    order = SORTS.get(asked.sort.removeprefix("-"), SORTS["code"])
    turned = order.desc(nulls_last=True) if asked.sort.startswith("-") else order.asc(nulls_last=True)
    return found.order_by(turned, "pk")


def _of_people(asked: Search) -> Q:
    """The conditions on the person."""
    condition = Q()
    if text := asked.text.replace("\0", "").strip():
        condition &= Q(candidate__subject__pseudonym__icontains=text)
    if asked.municipality:
        condition &= Q(candidate__municipality=asked.municipality)
    return condition


def _of_places(asked: Search) -> Q:
    """The conditions on the pathway."""
    condition = CHANCES.get(asked.chance, Q())
    if asked.occupation:
        condition &= Q(place__occupation=asked.occupation)
    if asked.sector:
        condition &= Q(place__occupation__sector=asked.sector)
    if re.fullmatch("[0-9]{1,18}", asked.employer):  # what no database takes as a number is nobody
        condition &= Q(place__employer=int(asked.employer))
    if found := re.fullmatch("([0-9]{4})-(0[1-9]|1[0-2])", asked.month):
        condition &= Q(first_day__year=int(found[1]), first_day__month=int(found[2]))
    return condition


def _listing(found: QuerySet[Proposal], field: str, code: str) -> QuerySet[Proposal]:
    """Those whose list of codes holds this one: a list is one text, so the code is looked for between separators."""
    if not code:
        return found
    name = f"{field.rpartition('__')[2]}_list"
    text = Concat(Value(SEPARATOR), Cast(F(field), CharField()), Value(SEPARATOR), output_field=CharField())
    return found.annotate(**{name: text}).filter(**{f"{name}__contains": f"{SEPARATOR}{code}{SEPARATOR}"})


def _beginning(found: QuerySet[Proposal], code: str) -> QuerySet[Proposal]:
    """Those whose nearest reason has this code: `code:id`, or the code alone."""
    text = Concat(Cast(F("reason"), CharField()), Value(SEPARATOR), output_field=CharField())
    ends = [f"{code}:", f"{code}{SEPARATOR}"]
    return found.annotate(reasons=text).filter(Q(reasons__startswith=ends[0]) | Q(reasons__startswith=ends[1]))


def choices_of(proposals: QuerySet[Proposal]) -> Choices:
    """What there is to choose from in these proposals: one question to the database for each kind."""
    rows = proposals.order_by()
    places = rows.filter(place__isnull=False)
    work: dict[str, list[tuple[str, str]]] = {}
    names = ("place__occupation__sector", "place__occupation", "place__occupation__name")
    for sector, code, name in sorted(set(places.values_list(*names).distinct())):
        work.setdefault(sector, []).append((code, name))
    employers = places.values_list("place__employer", "place__employer__organisation__name").distinct()
    months = places.annotate(month=TruncMonth("first_day")).values_list("month", flat=True).distinct()
    return Choices(
        municipalities=_named(rows, "candidate__municipality", "candidate__municipality__name"),
        sectors=[(sector, sorted(found, key=lambda pair: pair[1])) for sector, found in sorted(work.items())],
        employers=sorted(((str(key), name) for key, name in employers), key=lambda pair: pair[1]),
        months=sorted(month for month in months if month),
    )


def _named(rows: QuerySet[Proposal], code: str, name: str) -> list[tuple[str, str]]:
    return sorted(((str(key), str(label or key)) for key, label in rows.values_list(code, name).distinct()))


def cause(reasons: list[str], language: str) -> str:
    """What stopped somebody most nearly, in general words; a code by itself is told in the same way."""
    words = Words("en" if language.startswith("en") else "nl")
    return sentence(words.cause(reasons[0] if reasons else "unknown"), "")


def names_of(items: Iterable[str]) -> dict[str, str]:
    """What the runs, places and credentials in `code:id` items are called, by id: one question for each kind."""
    ids = {identifier for item in items if (identifier := item.partition(":")[2])}
    found: dict[str, str] = {}
    if ids:
        credentials = Credential.objects.filter(code__in=ids)
        found |= {row.code: row.name for row in credentials}
        found |= run_names(ids)
        places = Place.objects.filter(code__in=ids).select_related("occupation", "employer__organisation")
        found |= {row.code: str(row) for row in places}
    return found


def run_names(codes: Iterable[str]) -> dict[str, str]:
    """What runs are called, by code."""
    return {row.code: str(row) for row in Run.objects.filter(code__in=set(codes)).select_related("training")}
