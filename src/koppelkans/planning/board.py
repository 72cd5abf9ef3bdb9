"""Questions of the board: the proposals of a round narrowed down and in order, and what there is to choose from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, FloatField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from koppelkans.core.fields import SEPARATOR
from koppelkans.core.models import Credential, Municipality
from koppelkans.engine import words as engine_words
from koppelkans.engine.words import Words, sentence
from koppelkans.planning.models import Proposal
from koppelkans.supply.models import Place, Run

HIGH, MIDDLE = engine_words.HIGH, engine_words.MIDDLE  # for the doors, that do not ask the engine

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
    """What there is to choose from in these proposals.

    Asked of the places and municipalities themselves: there are fewer of those than of proposals.
    """
    rows = proposals.order_by()
    placed = rows.filter(place__isnull=False)
    towns = Municipality.objects.filter(pk__in=rows.values("candidate__municipality")).values_list("pk", "name")
    days = placed.values_list("first_day", flat=True).distinct()
    offered = Place.objects.filter(pk__in=list(placed.values_list("place", flat=True).distinct())).order_by()
    works, employers = set(), set()
    names = ("occupation__sector", "occupation", "occupation__name", "employer", "employer__organisation__name")
    for sector, code, name, employer, called in offered.values_list(*names):
        works.add((sector, name, code))
        employers.add((called, str(employer)))
    sectors: dict[str, list[tuple[str, str]]] = {}
    for sector, name, code in sorted(works):
        sectors.setdefault(sector, []).append((code, name))
    return Choices(
        municipalities=sorted((code, name or code) for code, name in towns),
        sectors=list(sectors.items()),
        employers=[(key, called) for called, key in sorted(employers)],
        months=sorted({day.replace(day=1) for day in days if day}),
    )


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
