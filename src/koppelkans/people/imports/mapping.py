"""What is wrong with a mapping for a file, and which texts of the file still wait for a code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from koppelkans.core.refusal import Reason
from koppelkans.people.imports.cells import pieces
from koppelkans.people.imports.fields import DAYPART_PREFIX, FIELDS, NEEDED
from koppelkans.people.imports.guessing import guess_codes
from koppelkans.people.imports.problems import Problem
from koppelkans.people.imports.reading import Known, Reading

MOST_TEXTS = 60  # different texts of one column that are shown


def faults(header: Sequence[str], reading: Reading) -> list[Reason]:
    """Why a file with this header cannot be read through this mapping."""
    found: list[Reason] = []
    used: dict[str, str] = {}
    for column, code in reading.columns.items():
        if not code:
            continue
        if code not in FIELDS:
            found.append(Reason("mapping-field", _("‘%(field)s’ is geen veld dat we kennen.") % {"field": code}))
            continue
        if column not in header:
            words = {"column": column, "field": FIELDS[code].label}
            found.append(
                Reason(
                    "mapping-column-gone",
                    _("De kolom ‘%(column)s’ (%(field)s) staat niet meer in het bestand. Kies een andere kolom.")
                    % words,
                )
            )
        elif code in used and not FIELDS[code].many:
            words = {"column": column, "other": used[code], "field": FIELDS[code].label}
            found.append(
                Reason(
                    "mapping-field-twice",
                    _("‘%(field)s’ staat bij ‘%(other)s’ en bij ‘%(column)s’. Kies één kolom.") % words,
                )
            )
        used.setdefault(code, column)
    for code in NEEDED:
        if code in used or (code == "dayparts" and any(one.startswith(DAYPART_PREFIX) for one in used)):
            continue
        if code == "own_key":
            found.append(Reason("mapping-key", _("Kies de kolom met het kenmerk. Daaraan herkennen we iemand.")))
        elif not reading.defaults.get(code, "").strip():
            words = {"field": FIELDS[code].label}
            found.append(
                Reason(
                    "mapping-needed",
                    _("Kies een kolom voor ‘%(field)s’, of vul in wat voor iedereen geldt.") % words,
                )
            )
    return found


@dataclass
class Texts:
    """The different texts of one coded column, with our codes to choose from."""

    column: str
    code: str
    choices: Mapping[str, str]
    counts: Counter[str] = field(default_factory=Counter)
    chosen: dict[str, str | None] = field(default_factory=dict)  # text -> codes; None: nothing comes near
    more: bool = False  # there are more texts than are shown


def texts_of(
    rows: Iterable[tuple[int, list[str]]], header: Sequence[str], reading: Reading, known: Known
) -> list[Texts]:
    """The texts of every coded column, each with what it was mapped to or the best guess."""
    found: list[tuple[int, Texts]] = []
    for at, column in enumerate(header):
        code = reading.columns.get(column, "")
        if code in FIELDS and FIELDS[code].coded:
            found.append((at, Texts(column, code, known.lists[FIELDS[code].coded])))
    for _row, cells in rows:
        for at, texts in found:
            cell = cells[at].strip()
            for text in _parts(cell, texts, reading):
                if text in texts.counts or len(texts.counts) < MOST_TEXTS:
                    texts.counts[text] += 1
                else:
                    texts.more = True
    for _at, texts in found:
        mapped = {text.casefold(): codes for text, codes in reading.codes.get(texts.column, {}).items()}
        for text in texts.counts:
            folded = text.casefold()
            texts.chosen[text] = mapped[folded] if folded in mapped else guess_codes(text, texts.column, texts.choices)
    return [texts for _at, texts in found]


def _parts(cell: str, texts: Texts, reading: Reading) -> list[str]:
    """A cell as the reader will look at it: whole where that is mapped, else its pieces."""
    if not cell:
        return []
    whole = cell.casefold()
    mapped = any(text.casefold() == whole for text in reading.codes.get(texts.column, {}))
    named = any(whole in (code.casefold(), name.casefold()) for code, name in texts.choices.items())
    return [cell] if mapped or named else pieces(cell)


def default_problems(problems: list[Problem]) -> list[Reason]:
    """Values for what the file lacks that cannot be read, as reasons."""
    return [Reason(f"default-{one.code}", f"{one.column}: {one.value} – {one.sentence}") for one in problems]
