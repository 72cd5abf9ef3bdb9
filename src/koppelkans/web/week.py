"""The week as a picture: seven days of three dayparts, each with what is in it, in words, colour and pattern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from koppelkans.core.vocabulary import DAY_NAMES, DAYPARTS, PART_NAMES

Words = str | Promise

KINDS: dict[str, Words] = {
    "free": _("Vrij"),
    "language": _("Taal"),
    "school": _("School of training"),
    "work": _("Werk"),
    "care": _("Zorg voor kinderen"),
    "plan": _("Voorstel"),
    "other": _("Anders"),
    "clash": _("Botst"),
    "none": _("Kan niet"),
}


def daypart_name(code: str) -> str:
    """A daypart in words: `mo-am` is maandag ochtend."""
    day, part = code.split("-")
    return f"{DAY_NAMES[day]} {PART_NAMES[part]}"


@dataclass(frozen=True)
class Block:
    """Something that takes a daypart; `kind` is one of `KINDS`."""

    kind: str
    text: Words
    url: str = ""


@dataclass(frozen=True)
class Cell:
    """One daypart of the picture."""

    code: str
    part: Words
    kind: str
    blocks: Sequence[Block]

    @property
    def label(self) -> Words:
        """What kind of time this is, in words."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Day:
    """One day of the picture."""

    name: Words
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Week:
    """The picture, with what clashes in words."""

    days: Sequence[Day]
    clashes: Sequence[str] = field(default_factory=list)

    @property
    def parts(self) -> list[Words]:
        """The names of the dayparts."""
        return list(PART_NAMES.values())

    @property
    def legend(self) -> list[tuple[str, Words]]:
        """The kinds that occur, in a fixed order."""
        seen = {cell.kind for day in self.days for cell in day.cells}
        return [(kind, label) for kind, label in KINDS.items() if kind in seen]


def week_picture(blocks: Mapping[str, Iterable[Block]], free: Iterable[str] = ()) -> Week:
    """The picture of what stands in the week (by daypart code) and of the dayparts that are free."""
    open_dayparts = set(free)
    held: dict[str, list[Block]] = {code: list(found) for code, found in blocks.items()}
    days = [
        Day(name, [_cell(f"{day}-{part}", label, held, open_dayparts) for part, label in PART_NAMES.items()])
        for day, name in DAY_NAMES.items()
    ]
    clashes = [
        now("%(daypart)s: %(what)s vallen samen.")
        % {"daypart": daypart_name(code).capitalize(), "what": _listed(found)}
        for code in DAYPARTS
        if len(found := held.get(code, [])) > 1
    ]
    return Week(days, clashes)


def _cell(code: str, part: Words, held: Mapping[str, list[Block]], free: set[str]) -> Cell:
    """One daypart: two things at once clash, one gives its kind, none is free or not possible."""
    found = held.get(code, [])
    if len(found) > 1:
        kind = "clash"
    elif found:
        kind = found[0].kind if found[0].kind in KINDS else "other"
    else:
        kind = "free" if code in free else "none"
    return Cell(code, part, kind, found)


def _listed(blocks: Sequence[Any]) -> str:
    """Texts as a list in a sentence."""
    texts = [str(block.text) for block in blocks]
    return now("%(first)s en %(last)s") % {"first": ", ".join(texts[:-1]), "last": texts[-1]}
