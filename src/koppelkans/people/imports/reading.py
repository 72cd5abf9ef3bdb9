"""A row of the file through a mapping: what it says of one person, and everything that is wrong with it.

The mapping says which column is which field, which text is which code, and what counts where the file says nothing.
An empty cell says nothing: it never wipes out what is known of somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from koppelkans.people.imports import cells
from koppelkans.people.imports.fields import DAYPART_PREFIX, FIELDS, NEEDED, WISHES
from koppelkans.people.imports.guessing import guess_codes, nearest, some
from koppelkans.people.imports.problems import Problem, Wrong, shortened
from koppelkans.people.sensitive import holds_bsn

LONGEST = {"name": 200, "phone": 40, "email": 254}


@dataclass(frozen=True)
class Reading:
    """A mapping: column -> field, column -> {text: codes}, field -> text for what the file lacks."""

    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Reading:
        """From a JSON column or a mapping file."""
        return cls(dict(data.get("columns", {})), dict(data.get("codes", {})), dict(data.get("defaults", {})))

    def as_data(self) -> dict[str, Any]:
        """For a JSON column or a mapping file."""
        return {
            "columns": dict(self.columns),
            "codes": {column: dict(codes) for column, codes in self.codes.items()},
            "defaults": dict(self.defaults),
        }


@dataclass(frozen=True)
class Known:
    """What the region knows, for the checks: each list as code -> name."""

    lists: Mapping[str, Mapping[str, str]]
    postcodes: frozenset[str]
    owners: Mapping[str, int]  # e-mail -> user

    @property
    def postcode_example(self) -> str:
        """A few postcodes of the region."""
        return some(sorted(self.postcodes))


@dataclass
class Line:
    """What one row says of one person; a field that is not here was not said."""

    row: int
    own_key: str = ""
    profile: dict[str, Any] = field(default_factory=dict)  # field of Candidate -> value
    holds: list[str] = field(default_factory=list)
    wishes: dict[str, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    contact: dict[str, str] = field(default_factory=dict)
    given: frozenset[str] = frozenset()  # fields that only come from a default: for new people
    lacking: list[Problem] = field(default_factory=list)  # what is wrong when this is somebody new
    columns: Mapping[str, str] = field(default_factory=dict)  # field -> its first column, to say where something is
    owner_text: str = ""  # how the file names the case worker


class Reader:
    """Reads rows of one header through one mapping; keeps which keys it has seen."""

    def __init__(self, header: Sequence[str], reading: Reading, known: Known) -> None:
        self._known = known
        self._reading = reading
        places = {column: at for at, column in enumerate(header)}
        self._columns: dict[str, list[tuple[str, int]]] = {}
        for column in header:
            code = reading.columns.get(column, "")
            if code in FIELDS:
                self._columns.setdefault(code, []).append((column, places[column]))
        self._dayparts = [
            (code.removeprefix(DAYPART_PREFIX), columns)
            for code, columns in self._columns.items()
            if code.startswith(DAYPART_PREFIX)
        ]
        self._codes = {
            column: {text.strip().casefold(): chosen for text, chosen in codes.items()}
            for column, codes in reading.codes.items()
        }
        self._first = {code: columns[0][0] for code, columns in self._columns.items()}
        self._guessed: dict[tuple[str, str], str | None] = {}
        self._keys: dict[str, int] = {}
        self.defaults, self.default_problems = self._read_defaults()

    def read(self, row: int, values: Sequence[str]) -> tuple[Line, list[Problem]]:
        """What a row says, and what is wrong with it."""
        line, problems = Line(row, columns=self._first), _Problems(row)
        self._key(line, values, problems)
        for code in ("postcode", "available_from", "max_travel", "baseline"):
            self._one(line, code, values, problems)
        if owner := self._coded("owner", values, problems):
            line.profile["owner_id"] = self._known.owners[owner[0]]
            line.owner_text = shortened(values[self._columns["owner"][0][1]].strip())
        self._free(line, values, problems)
        for code in ("modes", "groups", "districts", "not_districts"):
            if code in self._columns:
                chosen = self._coded(code, values, problems)
                if chosen:
                    line.profile[code] = chosen
        for code in ("language", "holds"):
            line.holds += [held for held in self._coded(code, values, problems) if held not in line.holds]
        both = set(line.profile.get("districts", ())) & set(line.profile.get("not_districts", ()))
        if both:
            column, at = self._columns["not_districts"][0]
            problems.add(column, values[at], Wrong("districts_both"))
        self._wishes(line, values, problems)
        self._contact(line, values, problems)
        self._fill(line, problems)
        return line, problems.found

    def _key(self, line: Line, values: Sequence[str], problems: _Problems) -> None:
        column, at = self._columns["own_key"][0]
        key = line.own_key = values[at].strip()
        if not key:
            problems.add(column, "", Wrong("key_missing"))
        elif len(key) > 64:
            problems.add(column, key, Wrong("key_long"))
        elif key in self._keys:
            problems.add(column, key, Wrong("key_double", other=self._keys[key]))
        else:
            self._keys[key] = line.row

    def _one(self, line: Line, code: str, values: Sequence[str], problems: _Problems) -> None:
        for column, at in self._columns.get(code, ()):
            text = values[at].strip()
            if text:
                try:
                    line.profile[_name(code)] = self._value(code, text)
                except Wrong as wrong:
                    problems.add(column, text, wrong)

    def _value(self, code: str, text: str) -> Any:
        if code == "postcode":
            return cells.read_postcode(text, self._known.postcodes, self._known.postcode_example)
        readers: dict[str, Callable[[str], Any]] = {
            "available_from": cells.read_date,
            "max_travel": cells.read_minutes,
            "baseline": cells.read_share,
            "dayparts": cells.read_dayparts,
        }
        return readers[code](text)

    def _free(self, line: Line, values: Sequence[str], problems: _Problems) -> None:
        """Free dayparts: from one column with words, from a column per daypart, or from both."""
        found: list[str] = []
        said = False
        for column, at in self._columns.get("dayparts", ()):
            text = values[at].strip()
            if text:
                said = True
                try:
                    found += cells.read_dayparts(text)
                except Wrong as wrong:
                    problems.add(column, text, wrong)
        for daypart, columns in self._dayparts:
            for column, at in columns:
                text = values[at].strip()
                if text:
                    said = True
                    try:
                        found += [daypart] if cells.read_yes(text) else []
                    except Wrong as wrong:
                        problems.add(column, text, wrong)
        if said:
            line.profile["dayparts"] = cells.in_order(found)

    def _coded(self, code: str, values: Sequence[str], problems: _Problems) -> list[str]:
        """The codes of a field, from all its columns, each once and in their order."""
        chosen: list[str] = []
        for column, at in self._columns.get(code, ()):
            text = values[at].strip()
            if not text:
                continue
            try:
                codes = self.codes_of(code, column, text)
            except Wrong as wrong:
                problems.add(column, text, wrong)
                continue
            chosen += [one for one in codes if one not in chosen]
        return chosen

    def codes_of(self, code: str, column: str, text: str) -> list[str]:
        """Our codes for one cell; raises Wrong where it holds something that is not known."""
        whole = self._code(code, column, text)
        if whole is not None:
            return whole.split("|") if whole else []
        parts = cells.pieces(text)
        found: list[str] = []
        for part in parts:
            one = self._code(code, column, part)
            if one is None:
                raise Wrong("code_unknown", word=part[:40], right=self._right(code, column, part))
            found += one.split("|") if one else []
        if not FIELDS[code].listed and len(set(found)) > 1:
            raise Wrong("one_code", count=len(set(found)))
        return list(dict.fromkeys(found))

    def _right(self, code: str, column: str, text: str) -> str:
        """What could stand there: the texts this column is known to hold, else the names of our codes."""
        texts = list(self._reading.codes.get(column, ()))
        return some(texts or nearest(text, self._known.lists[FIELDS[code].coded])) or "–"

    def _code(self, code: str, column: str, text: str) -> str | None:
        """What a text was mapped to; else the code it names itself."""
        lowered = text.casefold()
        mapped = self._codes.get(column, {})
        if lowered in mapped:
            return mapped[lowered]
        if (column, lowered) not in self._guessed:
            choices = self._known.lists[FIELDS[code].coded]
            exact = {one.casefold(): one for one in choices} | {name.casefold(): one for one, name in choices.items()}
            if len(self._guessed) > 10_000:  # a column of free text must not fill the memory
                self._guessed.clear()
            self._guessed[column, lowered] = exact.get(lowered)
        return self._guessed[column, lowered]

    def _wishes(self, line: Line, values: Sequence[str], problems: _Problems) -> None:
        for number in range(1, WISHES + 1):
            shares = [self._share(f"wish{number}_{of}", values, problems) for of in ("preference", "aptitude")]
            occupations = self._coded(f"wish{number}", values, problems)
            if not occupations:
                columns = self._columns.get(f"wish{number}", ())
                empty = all(not values[at].strip() for _column, at in columns)
                for of, share in zip(("preference", "aptitude"), shares, strict=True):
                    if share is not None and empty:
                        column, at = self._columns[f"wish{number}_{of}"][0]
                        problems.add(column, values[at], Wrong("wish_without"))
                continue
            if occupations[0] in line.wishes:
                column, at = self._columns[f"wish{number}"][0]
                problems.add(column, values[at], Wrong("wish_double"))
            line.wishes[occupations[0]] = (shares[0], shares[1])

    def _share(self, code: str, values: Sequence[str], problems: _Problems) -> Decimal | None:
        for column, at in self._columns.get(code, ()):
            text = values[at].strip()
            if text:
                try:
                    return cells.read_share(text)
                except Wrong as wrong:
                    problems.add(column, text, wrong)
        return None

    def _contact(self, line: Line, values: Sequence[str], problems: _Problems) -> None:
        name = " ".join(" ".join(values[at].split()) for _column, at in self._columns.get("name", ()))
        if name := " ".join(name.split()):
            column = self._columns["name"][0][0]
            if len(name) > LONGEST["name"]:
                problems.add(column, name, Wrong("too_long", allowed=LONGEST["name"]))
            if holds_bsn(name):
                problems.add(column, "", Wrong("bsn"))
            line.contact["name"] = name
        for code, read in (("phone", cells.read_phone), ("email", cells.read_email)):
            for column, at in self._columns.get(code, ()):
                text = values[at].strip()
                if text:
                    try:
                        line.contact[code] = read(text)
                    except Wrong as wrong:
                        problems.add(column, text, wrong)
        if chosen := self._coded("contact_language", values, problems):
            line.contact["language"] = chosen[0]

    def _fill(self, line: Line, problems: _Problems) -> None:
        """What the file lacks, from the defaults; those count for new people only."""
        lacking = {code: value for code, value in self.defaults.items() if _name(code) not in line.profile}
        language = lacking.pop("contact_language", None)
        if language and line.contact and "language" not in line.contact:
            line.contact["language"] = language
            lacking["contact_language"] = language
        line.given = frozenset(_name(code) for code in lacking)
        line.profile |= {_name(code): value for code, value in lacking.items() if code != "contact_language"}
        wrong = {problem.column for problem in problems.found}
        for code in NEEDED:
            columns = self._columns.get(code) or (self._dayparts[0][1] if code == "dayparts" and self._dayparts else ())
            if code != "own_key" and _name(code) not in line.profile and columns and columns[0][0] not in wrong:
                line.lacking.append(Problem(line.row, columns[0][0], "", "missing"))

    def _read_defaults(self) -> tuple[dict[str, Any], list[Problem]]:
        """The values for what the file lacks, and what is wrong with them."""
        found: dict[str, Any] = {}
        problems = _Problems(None)
        for code, written in self._reading.defaults.items():
            text = written.strip()
            if not text or code not in FIELDS or not FIELDS[code].default:
                continue
            try:
                found[code] = self._default(code, text)
            except Wrong as wrong:
                problems.add(str(FIELDS[code].label), text, wrong)
        return found, problems.found

    def _default(self, code: str, text: str) -> Any:
        coded = FIELDS[code].coded
        if not coded:
            return self._value(code, text)
        codes: list[str] = []
        for part in cells.pieces(text):
            one = guess_codes(part, "", self._known.lists[coded])
            if not one:
                right = some(nearest(part, self._known.lists[coded])) or "–"
                raise Wrong("code_unknown", word=part[:40], right=right)
            codes.append(one)
        if code == "owner":
            return self._known.owners[codes[0]]
        return codes if FIELDS[code].listed else codes[0]


class _Problems:
    """The problems of one row, as they are found."""

    def __init__(self, row: int | None) -> None:
        self._row = row
        self.found: list[Problem] = []

    def add(self, column: str, value: str, wrong: Wrong) -> None:
        """Take note of one."""
        self.found.append(Problem(self._row, column, shortened(value), wrong.code, wrong.figures))


def _name(code: str) -> str:
    """The field of Candidate that one of our fields fills."""
    return {"postcode": "postcode_id", "owner": "owner_id"}.get(code, code)
