"""What somebody may change in a what-if, and how each change is said: a closed list over cells of the region folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, Literal

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from koppelkans.core.euros import euros
from koppelkans.core.folder import codes, listed
from koppelkans.core.models import TargetGroup
from koppelkans.engine.tables import SETTINGS_FILE
from koppelkans.planning.asked import POINTS, Change
from koppelkans.planning.cells import FLOOR, Row, rows_of, setting, settings_of

MOST_CHANGES = 20
Words = str | Promise
Of = Literal["run", "place", "employer", "fund", "person", "weight", "floor"]
Type = Literal["count", "money", "day", "minutes", "weight", "share", "level"]


@dataclass(frozen=True)
class Kind:
    """One kind of change: the column it is about, how the new value is typed, and how it is asked and said.

    `holds`: what today's data must have before a scenario with it can become the round: at least as much (`more`), at
    most (`less`), the very same (`same`), the items of it (`with`), or nothing (empty: it is how one plans).
    """

    code: str
    of: Of
    file: str
    column: str
    type: Type
    holds: Literal["more", "less", "same", "with", ""]
    label: Words
    said: Words  # with %(thing)s, %(old)s and %(new)s


_ALL = (
    Kind(
        *("run-seats", "run", "runs.csv", "seats_max", "count", "more"),
        gettext_lazy("Hoeveel mensen er in een groep passen"),
        gettext_lazy("Groep %(thing)s: %(new)s in plaats van %(old)s plekken"),
    ),
    Kind(
        *("run-minimum", "run", "runs.csv", "seats_min", "count", "less"),
        gettext_lazy("Hoeveel mensen er nodig zijn voor een groep"),
        gettext_lazy("Groep %(thing)s: begint met %(new)s in plaats van %(old)s mensen"),
    ),
    Kind(
        *("run-start", "run", "runs.csv", "start", "day", "same"),
        gettext_lazy("Wanneer een groep begint"),
        gettext_lazy("Groep %(thing)s: begint op %(new)s in plaats van %(old)s"),
    ),
    Kind(
        *("run-end", "run", "runs.csv", "end", "day", "same"),
        gettext_lazy("Wanneer een groep klaar is"),
        gettext_lazy("Groep %(thing)s: klaar op %(new)s in plaats van %(old)s"),
    ),
    Kind(
        *("place-seats", "place", "places.csv", "capacity", "count", "more"),
        gettext_lazy("Hoeveel mensen er op een werkplek passen"),
        gettext_lazy("Werkplek %(thing)s: %(new)s in plaats van %(old)s mensen"),
    ),
    Kind(
        *("place-from", "place", "places.csv", "start_from", "day", "less"),
        gettext_lazy("Vanaf wanneer iemand op een werkplek kan beginnen"),
        gettext_lazy("Werkplek %(thing)s: beginnen kan vanaf %(new)s in plaats van %(old)s"),
    ),
    Kind(
        *("place-until", "place", "places.csv", "start_until", "day", "more"),
        gettext_lazy("Tot wanneer iemand op een werkplek kan beginnen"),
        gettext_lazy("Werkplek %(thing)s: beginnen kan tot %(new)s in plaats van %(old)s"),
    ),
    Kind(
        *("mentors", "employer", "employers.csv", "mentors", "count", "more"),
        gettext_lazy("Hoeveel mensen een werkgever per maand begeleidt"),
        gettext_lazy("%(thing)s: begeleidt %(new)s in plaats van %(old)s mensen per maand"),
    ),
    Kind(
        *("budget", "fund", "funds.csv", "budget", "money", "more"),
        gettext_lazy("Hoeveel geld er in een fonds zit"),
        gettext_lazy("Fonds %(thing)s: %(new)s in plaats van %(old)s"),
    ),
    Kind(
        *("travel", "person", "candidates.csv", "max_travel", "minutes", "more"),
        gettext_lazy("Hoe ver iemand wil reizen"),
        gettext_lazy("%(thing)s: reist hoogstens %(new)s in plaats van %(old)s minuten"),
    ),
    Kind(
        *("available", "person", "candidates.csv", "available_from", "day", "less"),
        gettext_lazy("Vanaf wanneer iemand kan beginnen"),
        gettext_lazy("%(thing)s: kan beginnen op %(new)s in plaats van %(old)s"),
    ),
    Kind(
        *("level", "person", "candidates.csv", "holds", "level", "with"),
        gettext_lazy("Welk taalniveau iemand heeft"),
        gettext_lazy("%(thing)s: heeft ook %(new)s"),
    ),
    Kind(
        *("weight", "weight", SETTINGS_FILE, "objective", "weight", ""),
        gettext_lazy("Hoe zwaar iets telt"),
        gettext_lazy("%(thing)s: telt als %(new)s in plaats van %(old)s procentpunt kans op blijvend werk"),
    ),
    Kind(
        *("floor", "floor", SETTINGS_FILE, FLOOR, "share", ""),
        gettext_lazy("Welk deel van de plekken zeker naar een groep gaat"),
        gettext_lazy("Van alle geplaatste mensen hoort ten minste %(new)s bij %(thing)s (nu %(old)s)"),
    ),
)
KINDS: dict[str, Kind] = {kind.code: kind for kind in _ALL}
# kinds as a page offers them, under a heading
SECTIONS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (gettext_lazy("Groepen"), ("run-seats", "run-minimum", "run-start", "run-end")),
    (gettext_lazy("Werkplekken"), ("place-seats", "place-from", "place-until", "mentors")),
    (gettext_lazy("Geld"), ("budget",)),
    (gettext_lazy("Eén persoon"), ("travel", "available", "level")),
    (gettext_lazy("Hoe je kiest"), ("weight", "floor")),
)
# by their key in region.toml; durable work is what the others are measured by
WEIGHTS: dict[str, Words] = {
    "objective.preference": gettext_lazy("Het liefste beroep"),
    "objective.week": gettext_lazy("Eén week wachten"),
    "objective.euro": gettext_lazy("1.000 euro"),
    "objective.change": gettext_lazy("Iets anders dan in de vorige ronde"),
    "objective.drop": gettext_lazy("Niets meer na een voorstel in de vorige ronde"),
}
NONE = pgettext_lazy("how many", "geen grens")


def kind_of(change: Change) -> Kind | None:
    """The kind of a change; None for a cell that nobody may change here."""
    if change.file == SETTINGS_FILE:
        return KINDS["floor"] if change.column == FLOOR else KINDS["weight"] if change.column in WEIGHTS else None
    found = (kind for kind in _ALL if (kind.file, kind.column) == (change.file, change.column))
    return next(found, None)


class Things:
    """What a round planned with, by its snapshot: names and values of what can be changed. Files are read once."""

    def __init__(self, packed: bytes) -> None:
        self.packed = packed
        self._files: dict[str, dict[str, Row]] = {}

    def rows(self, file: str) -> dict[str, Row]:
        """The rows of a file by their id."""
        if file not in self._files:
            self._files[file] = {next(iter(row.values())): row for row in rows_of(self.packed, file)}
        return self._files[file]

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The tree of region.toml."""
        return settings_of(self.packed)

    @cached_property
    def groups(self) -> dict[str, str]:
        """The names of the target groups."""
        return {group.code: str(group) for group in TargetGroup.objects.all()}

    def ids(self, kind: Kind) -> list[str]:
        """Everything of which this kind can be changed."""
        if kind.of == "weight":
            return [path for path in WEIGHTS if setting(self.settings, "", path)]
        if kind.of == "floor":
            used = {group for row in self.rows("candidates.csv").values() for group in codes(row["groups"])}
            return sorted(used, key=lambda code: self.groups.get(code, code))
        return list(self.rows(kind.file))

    def name(self, kind: Kind, id_: str) -> str:
        """How a thing is called; its id where the snapshot is gone or does not know it."""
        if kind.of == "weight":
            return str(WEIGHTS.get(id_, id_))
        if kind.of == "floor":
            return self.groups.get(id_, id_)
        row = self.rows(kind.file).get(id_, {})
        if kind.of == "run" and row:
            return _("%(name)s (%(day)s)") % {"name": row["name"] or id_, "day": in_words("day", row["start"])}
        if kind.of == "place" and row:
            occupation = self.rows("occupations.csv").get(row["occupation"], {}).get("name") or row["occupation"]
            employer = self.rows("employers.csv").get(row["employer"], {}).get("name") or row["employer"]
            return f"{occupation} – {employer}"
        return row.get("name") or id_

    def value(self, kind: Kind, id_: str) -> str:
        """The cell as it is in the snapshot."""
        if kind.of == "weight":
            return setting(self.settings, "", id_)
        if kind.of == "floor":
            return setting(self.settings, id_, FLOOR)
        return self.rows(kind.file).get(id_, {}).get(kind.column, "")

    def said(self, change: Change, hidden: bool = False) -> str:
        """A change as a sentence; `hidden`: it is about somebody whom the reader does not see."""
        kind = kind_of(change)
        if kind is None:
            return f"{change.file} {change.id} {change.column}: {change.value}"
        if hidden:
            return _("Iets over iemand die jij niet ziet")
        id_ = change.column if kind.of == "weight" else change.id
        old = self.value(kind, id_)
        return str(kind.said) % {
            "thing": self.name(kind, id_),
            "old": self.in_words(kind, id_, old),
            "new": self._levels(old, change.value) if kind.type == "level" else self.in_words(kind, id_, change.value),
        }

    def in_words(self, kind: Kind, id_: str, cell: str) -> str:
        """A cell of this kind as a person reads it: a weight as percentage points of chance, the rest as it is."""
        if kind.of != "weight" or not cell:
            return in_words(kind.type, cell)
        return number_format(float(f"{float(cell) * self.points(id_):.6g}"), use_l10n=True)

    def points(self, path: str) -> float:
        """How many percentage points of chance one unit of a weight is."""
        return POINTS[path.partition(".")[2]] / (float(setting(self.settings, "", "objective.durable") or 0) or 1.0)

    def _levels(self, old: str, new: str) -> str:
        known = self.rows("credentials.csv")
        added = [code for code in codes(new) if code not in codes(old)]
        return ", ".join(known.get(code, {}).get("name") or code for code in added) or "–"


def in_words(type_: Type, cell: str) -> str:
    """A cell as a person reads it."""
    if not cell:
        return str(NONE) if type_ == "count" else "–"
    if type_ == "day":
        return date_format(date.fromisoformat(cell), "j F Y")
    try:
        figure = Decimal(cell)
    except InvalidOperation:
        return cell
    if type_ == "money":
        return euros(int(figure.scaleb(2)))
    if type_ == "share":
        return f"{number_format((figure * 100).normalize() + 0, use_l10n=True)} %"
    return number_format(figure, use_l10n=True, force_grouping=type_ == "count")


def changes_for(kind: Kind, id_: str, value: str, things: Things) -> list[Change]:
    """The cells that one change is: a new start moves the whole group, a level comes beside what somebody holds."""
    if kind.of == "weight":
        return [Change(SETTINGS_FILE, "", id_, value)]
    if kind.code == "level":
        held = codes(things.value(kind, id_))
        return [Change(kind.file, id_, kind.column, listed([*held, value]))]
    if kind.code == "run-start":
        row = things.rows(kind.file)[id_]
        moved = date.fromisoformat(value) - date.fromisoformat(row["start"])
        end = date.fromisoformat(row["end"]) + moved
        return [Change(kind.file, id_, "start", value), Change(kind.file, id_, "end", end.isoformat())]
    return [Change(kind.file, id_, kind.column, value)]


def joined(changes: Iterable[Change], added: Iterable[Change]) -> list[Change]:
    """The changes with these added; what is changed twice gets the last value."""
    found = {(change.file, change.id, change.column): change for change in (*changes, *added)}
    return list(found.values())


def one_more(kind: str, id_: str, things: Things) -> list[Change]:
    """What a bottleneck of bottlenecks.csv asks for: one unit more; nothing where there is no single cell for it."""
    wanted = {"run_seats": "run-seats", "run_minimum": "run-minimum", "place": "place-seats", "mentors": "mentors"}
    code = wanted.get(kind, "budget" if kind in ("fund", "guarantee") else "")
    old = things.value(KINDS[code], id_) if code else ""
    if not old:
        return []
    step = {"run_minimum": -1}.get(kind, 1000 if code == "budget" else 1)
    return changes_for(KINDS[code], id_, str(max(Decimal(old) + step, Decimal(0))), things)
