"""What more people would need, in words: one table for all sizes beside what there is today, and a few sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from koppelkans.core.euros import euros
from koppelkans.core.models import Occupation
from koppelkans.core.vocabulary import CostKind
from koppelkans.planning.board import cause
from koppelkans.supply.queries import training_names

Data = dict[str, Any]
WHOSE = {
    "participants": _("de mensen die meedoen of meededen"),
    "admissible": _("de kandidaten die mee mogen doen"),
}


@dataclass(frozen=True)
class Need:
    """A cell: what is needed, and what of it is short of what there is today."""

    text: str
    short: str = ""


@dataclass(frozen=True)
class NeedRow:
    """A row: what it is about, what there is today, and a need for each size."""

    label: str
    today: str
    needs: Sequence[Need]
    group: str


def rows_of(study: Data, *, money: bool = True) -> list[NeedRow]:
    """The rows of a study, by group: people, training, places, guidance and (for who may see it) money."""
    sizes = [study["sizes"][str(size)] for size in study["asked"] if str(size) in study["sizes"]]
    exists = study["exists"]
    rows = _people(sizes) + _trainings(sizes, exists) + _places(sizes, exists) + [_mentors(sizes, exists)]
    return rows + (_money(sizes, exists) if money else [])


def _people(sizes: list[Data]) -> list[NeedRow]:
    group = gettext("Mensen")
    durable = [
        gettext("%(middle)d (tussen %(low)d en %(high)d)")
        % {name: round(one["durable"][name]) for name in ("low", "middle", "high")}
        for one in sizes
    ]
    return [
        NeedRow(gettext("Met een traject tot en met een plek"), "", [Need(str(one["placed"])) for one in sizes], group),
        NeedRow(gettext("Voor wie niets lukt"), "", [Need(str(one["people"] - one["placed"])) for one in sizes], group),
        NeedRow(gettext("Naar verwachting duurzaam aan het werk"), "", [Need(words) for words in durable], group),
    ]


def _trainings(sizes: list[Data], exists: Data) -> list[NeedRow]:
    names = {row["training"]: row["name"] for one in sizes for row in one["trainings"]}
    names |= {code: name for code, name in training_names().items() if code in names}
    rows = []
    for code in sorted(names, key=lambda code: names[code]):
        free = exists["seats"].get(code, 0)
        needs = []
        for one in sizes:
            found = next((row for row in one["trainings"] if row["training"] == code), None)
            people, groups = (found["people"], found["groups"]) if found else (0, 0)
            words = ngettext("%(people)d in %(groups)d groep", "%(people)d in %(groups)d groepen", groups) % {
                "people": people,
                "groups": groups,
            }
            needs.append(Need(words if people else "0", _short(people - free)))
        rows.append(NeedRow(names[code], gettext("%(free)d vrij") % {"free": free}, needs, gettext("Trainingen")))
    return rows


def _places(sizes: list[Data], exists: Data) -> list[NeedRow]:
    names = {row["occupation"]: row["name"] for one in sizes for row in one["places"]}
    names |= {row.code: row.name for row in Occupation.objects.filter(code__in=names)}
    rows = []
    for code in sorted(names, key=lambda code: names[code]):
        free = exists["places"].get(code, 0)
        people = [next((row["people"] for row in one["places"] if row["occupation"] == code), 0) for one in sizes]
        needs = [Need(str(number), _short(number - free)) for number in people]
        rows.append(
            NeedRow(names[code], gettext("%(free)d vrij") % {"free": free}, needs, gettext("Plekken om te werken"))
        )
    return rows


def _mentors(sizes: list[Data], exists: Data) -> NeedRow:
    limit: int | None = exists["mentors"]
    needs = []
    for one in sizes:
        peak = max(one["mentors"], key=lambda row: row["people"], default=None)
        if peak is None:
            needs.append(Need("0"))
            continue
        month = date_format(date.fromisoformat(f"{peak['month']}-01"), "F Y")
        words = gettext("%(people)d tegelijk, in %(month)s") % {"people": peak["people"], "month": month}
        free = None if limit is None else limit - exists["mentors_taken"].get(peak["month"], 0)
        needs.append(Need(words, "" if free is None else _short(peak["people"] - max(0, free))))
    today = gettext("geen grens") if limit is None else gettext("%(most)d tegelijk") % {"most": limit}
    return NeedRow(gettext("Mensen die op het werk begeleid worden"), today, needs, gettext("Begeleiding"))


def _money(sizes: list[Data], exists: Data) -> list[NeedRow]:
    group = gettext("Geld")
    rows = [
        NeedRow(gettext("Samen"), "", _amounts(sizes, lambda one: one["money"]["total"]), group),
        NeedRow(gettext("Daarvan voor groepen"), "", _amounts(sizes, lambda one: one["money"]["groups"]), group),
    ]
    for kind in sorted({kind for one in sizes for kind in one["money"]["kinds"]}):
        needs = [Need(euros(one["money"]["kinds"].get(kind, 0))) for one in sizes]
        rows.append(NeedRow(str(CostKind(kind).label).capitalize(), "", needs, group))
    names = {row["fund"]: row["name"] or row["fund"] for one in sizes for row in one["money"]["funds"]}
    for code in sorted(names, key=lambda code: names[code]):
        free = exists["funds"].get(code, 0)
        used = [next((row["cents"] for row in one["money"]["funds"] if row["fund"] == code), 0) for one in sizes]
        needs = [Need(euros(cents), _short_money(cents - free)) for cents in used]
        label = gettext("Uit %(fund)s") % {"fund": names[code]}
        rows.append(NeedRow(label, gettext("%(free)s vrij") % {"free": euros(free)}, needs, group))
    return rows


def _amounts(sizes: Iterable[Data], cents: Callable[[Data], int]) -> list[Need]:
    return [Need(euros(cents(one))) for one in sizes]


def _short(number: int) -> str:
    return gettext("tekort: %(number)d") % {"number": number} if number > 0 else ""


def _short_money(cents: int) -> str:
    return gettext("tekort: %(money)s") % {"money": euros(cents)} if cents > 0 else ""


def sentences_of(study: Data, language: str) -> list[str]:
    """From whom was worked out, and what keeps people from a place at each size."""
    said = [
        gettext("We rekenden met mensen zoals %(whose)s: %(base)d in totaal. Voor elke grootte is er een echt plan.")
        % {"whose": WHOSE.get(study["whose"], study["whose"]), "base": study["base"]},
        gettext("Elke groep is als nieuw gerekend: met een vast bedrag, en met genoeg mensen om te beginnen."),
    ]
    for size in study["asked"]:
        one = study["sizes"].get(str(size))
        if one is None:
            continue
        lost = "; ".join(f"{people}: {cause([code], language)}" for code, people in one["reasons"][:3])
        if lost:
            said.append(
                gettext("Bij %(size)d mensen lukt het niet voor iedereen. %(lost)s") % {"size": size, "lost": lost}
            )
    return said


def shortages(study: Data, *, money: bool = True) -> dict[int, list[str]]:
    """What is short at each size, as `label: words`."""
    rows = rows_of(study, money=money)
    sizes = [size for size in study["asked"] if str(size) in study["sizes"]]
    return {
        size: [f"{row.label}: {row.needs[at].short}" for row in rows if row.needs[at].short]
        for at, size in enumerate(sizes)
    }


def lead_words(days: int | None) -> str | Promise:
    """How long from idea to first start."""
    if days is None:
        return _("Nog niet bekend: er is geen dag van het idee, of er is nog niemand begonnen.")
    return gettext("%(days)d dagen van idee tot eerste start") % {"days": days}


def cost_words(figures: Data) -> list[tuple[str, str]]:
    """What it cost, and for each who started and each who works durably, as names with values."""
    none = gettext("nog geen geld vastgelegd")
    nobody = {"per_start": gettext("nog niemand begonnen"), "per_durable": gettext("nog niemand duurzaam")}

    def each(name: str) -> str:
        if figures[name] is None:
            return nobody[name]
        return euros(figures[name]) if figures["cents"] else none

    return [
        (gettext("Geld, gereserveerd of uitgegeven"), euros(figures["cents"]) if figures["cents"] else none),
        (gettext("Per begonnen deelnemer"), each("per_start")),
        (gettext("Per duurzame plaatsing"), each("per_durable")),
    ]
