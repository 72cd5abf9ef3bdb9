"""Why a change of a what-if cannot be, or is not true today: what the reader of the format says, for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from koppelkans.core.folder import codes
from koppelkans.engine.problems import Problem
from koppelkans.planning.asked import Change
from koppelkans.planning.what_if import Kind, Things, in_words, kind_of


def wrong(problem: Problem, changes: Sequence[Change], things: Things) -> str:
    """What the reader of the format found, for a person: which change, what is wrong, what would be right."""
    about = _about(problem, changes, things)
    known = _FAULTS.get(problem.code) or _FAULTS.get(problem.code.partition("-")[0])
    if known is None:
        return f"{about}: {problem.wrong}; {problem.right}"
    return f"{about}: {known}"


def _about(problem: Problem, changes: Sequence[Change], things: Things) -> str:
    """The change a problem is about: the one that typed this value, else any in the same file and column."""
    same = [change for change in changes if change.file == problem.file]
    typed = [
        change for change in same if change.column == problem.column and problem.value in (change.value, change.id)
    ]
    found = typed or [change for change in same if change.column == problem.column] or same
    return things.said(found[0]) if found else f"{problem.file} {problem.column} {problem.value}".strip()


_FAULTS: Mapping[str, str | Promise] = {
    "order": gettext_lazy(
        "dat past niet bij de andere grens. Het laagste getal is hoogstens het hoogste, "
        "en de eerste dag ligt niet na de laatste."
    ),
    "negative": gettext_lazy("dat is te laag. Vul 0 of meer in."),
    "out": gettext_lazy("dat getal kan niet. Kies een getal dat hier past."),
    "not": gettext_lazy("dat is geen getal of dag die hier past."),
    "too": gettext_lazy("dat is te groot."),
    "money": gettext_lazy("vul een bedrag in met hoogstens twee cijfers achter de komma."),
    "empty": gettext_lazy("er is niets ingevuld."),
    "unknown": gettext_lazy("dit doet niet mee in deze ronde. Kies iets uit de ronde."),
    "lock": gettext_lazy(
        "dan kan een traject dat vastligt niet meer. Haal de verandering weg, of maak het traject los."
    ),
}


def against_today(change: Change, things: Things, today: Mapping[tuple[str, str, str], str | None]) -> str:
    """What today's data do not have of a change, as a sentence; empty: it holds. `today`: the cells, None: gone."""
    kind = kind_of(change)
    if kind is None or not kind.holds:
        return ""
    name = things.name(kind, change.id)
    now = today.get((change.file, change.id, change.column))
    if now is None:
        return _("%(thing)s is er niet meer, of doet niet meer mee.") % {"thing": name}
    if _holds(kind, change.value, now, things.value(kind, change.id)):
        return ""
    said = things.said(change)
    if kind.type == "level":
        return _("%(said)s. Dat staat nog niet bij deze persoon.") % {"said": said}
    return _("%(said)s. Nu is het %(now)s.") % {"said": said, "now": in_words(kind.type, now)}


def _holds(kind: Kind, asked: str, now: str, before: str) -> bool:
    """Whether today's cell gives what a changed cell needs; a cell that asks for less than before always does."""
    if kind.holds == "with":
        return set(codes(now)) >= set(codes(asked)) - set(codes(before))
    if kind.type == "day":
        return {"same": now == asked, "more": now >= asked, "less": now <= asked}[kind.holds]
    if not now:
        return True  # no limit
    if not asked:
        return False
    figures = Decimal(now), Decimal(asked)
    return figures[0] >= figures[1] if kind.holds == "more" else figures[0] <= figures[1]
