"""From codes and figures to sentences: the phrase catalogue of one language, with its dates, euros and numbers.

The command, the report, pages and letters all speak through `Words`, so that a sentence lives in one place:
`phrases/<language>.toml`.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from koppelkans.engine.plan import Bottleneck
from koppelkans.engine.region import COST_KINDS, PLACE_KINDS, Region

PHRASES = Path(__file__).parent / "phrases"
LANGUAGES = tuple(sorted(path.stem for path in PHRASES.glob("*.toml")))

EPOCH = date(1970, 1, 1)
HARD = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
# which tables an id in a `code:id` item may come from, the likeliest first
TABLES_OF = {
    "wish": ("place",),
    "dates": ("place", "run"),
    "language": ("credential",),
    "credential": ("credential",),
    "dayparts": ("place", "run"),
    "travel": ("place", "run"),
    "district": ("place",),
    "group": ("place", "run"),
    "forbidden": ("place", "run"),
    "run_full": ("run",),
    "run_below_min": ("run",),
    "run_seats": ("run",),
    "run_minimum": ("run",),
    "place_full": ("place",),
    "outbid": ("place",),
    "place": ("place",),
    "mentor": ("employer",),
    "mentors": ("employer",),
    "fund": ("fund",),
    "guarantee": ("fund",),
}


@cache
def _phrases(language: str) -> dict[str, Any]:
    if language not in LANGUAGES:
        raise ValueError(f"no phrases in {language!r}; there are phrases in {', '.join(LANGUAGES)}")
    with (PHRASES / f"{language}.toml").open("rb") as file:
        return _flat(tomllib.load(file))


def _flat(tree: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """`{"a": {"b": phrase}}` as `{"a.b": phrase}`; a phrase with plural forms stays whole."""
    flat: dict[str, Any] = {}
    for key, branch in tree.items():
        if isinstance(branch, dict) and "other" in branch and "one" in branch:
            flat[prefix + key] = branch
        elif isinstance(branch, dict):
            flat |= _flat(branch, f"{prefix}{key}.")
        else:
            flat[prefix + key] = branch
    return flat


HIGH, MIDDLE = 0.65, 0.4  # from here on a chance is called high, and middle


def chance(z: float) -> float:
    """The probability that belongs to the log-odds `z`, for any `z` without overflow."""
    return 0.5 * (1.0 + math.tanh(0.5 * z))


class Words:
    """One language. With a region, ids are told with the name people know them by; an unknown id stands for itself."""

    def __init__(self, language: str = "nl", region: Region | None = None) -> None:
        self.language = language
        self._catalogue = _phrases(language)
        self._names = _names_of(self, region) if region else {}

    def has(self, key: str) -> bool:
        """Whether the catalogue has this phrase."""
        return key in self._catalogue

    def say(self, key: str, **values: object) -> str:
        """The phrase `key` with its values filled in; whole numbers as this language writes them."""
        phrase = self._catalogue[key]
        if isinstance(phrase, dict):
            phrase = phrase["one" if values["n"] == 1 else "other"]
        shown = {name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}
        return str(phrase).format_map(shown)

    # figures

    def number(self, value: float, decimals: int = 0) -> str:
        """1234.5 as `1.234,5`, with a true minus sign and never a minus zero."""
        text = f"{abs(value):,.{decimals}f}"
        marks = {",": self._catalogue["format.thousands"], ".": self._catalogue["format.decimal"]}
        text = text.translate(str.maketrans(marks))
        return MINUS + text if value < 0 and any(digit in "123456789" for digit in text) else text

    def plain(self, value: float, digits: int = 6) -> str:
        """A weight or a figure of a proof: `digits` significant digits, without trailing zeros or exponents."""
        if value == 0 or not math.isfinite(value):
            return "0" if value == 0 else str(value)
        decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
        text = self.number(value, decimals)
        return text.rstrip("0").rstrip(self._catalogue["format.decimal"]) if decimals else text

    def signed(self, value: float, decimals: int = 0) -> str:
        """As `number`, with a plus sign before what is more than 0."""
        text = self.number(value, decimals)
        return f"+{text}" if value > 0 and any(digit in "123456789" for digit in text) else text

    def euros(self, cents: int) -> str:
        """Cents as euros; the cents are left out where there are none."""
        amount = self.number(abs(cents) / 100, 2 if cents % 100 else 0)
        text = self.say("format.euro", amount=amount).replace(" ", HARD)
        return MINUS + text if cents < 0 else text

    def percent(self, share: float, decimals: int = 0) -> str:
        """0.62 as `62%`."""
        return self.say("format.percent", n=self.number(100 * share, decimals))

    def chance(self, share: float) -> str:
        """How sure lasting work is: low, middle or high, with the percentage; told as the assumption it is."""
        key = "high" if share >= HIGH else "middle" if share >= MIDDLE else "low"
        return self.say(f"chance.{key}", n=self.percent(share))

    def at_most(self, share: float) -> str:
        """A share that may not be understated: rounded up to a tenth of a percent, below 1 % to a hundredth, below that
        to one digit."""
        percent = 100 * share
        decimals = 1 if percent >= 1 else 2 if percent >= 0.01 else min(6, -math.floor(math.log10(max(percent, 1e-6))))
        # the small step back keeps a figure that is a whole step already from going up one more
        steps = math.ceil(percent * 10**decimals - 1e-9)
        return self.say("format.percent", n=self.number(steps / 10**decimals, decimals))

    def points(self, share: float) -> str:
        """A difference between two chances, in percentage points, without its sign."""
        return self.say("format.points", n=self.number(abs(100 * share), 1))

    def minutes(self, minutes: float) -> str:
        """Travel time, rounded to whole minutes."""
        return self.say("format.minutes", n=self.number(minutes)).replace(" ", HARD)

    # dates

    def date(self, day: int, *, short: bool = False) -> str:
        """Days since 1970-01-01 as `3 maart 2025`; short `3 mrt 2025`, which stays on one line."""
        when = EPOCH + timedelta(days=int(day))
        month = self.month_name(when.month, short=short)
        told = self.say("format.date", day=str(when.day), month=month, year=str(when.year))
        return told.replace(" ", HARD) if short else told

    def period(self, start: int, end: int) -> str:
        """Two days, short; the year is told once where it is the same."""
        first, last = EPOCH + timedelta(days=int(start)), EPOCH + timedelta(days=int(end))
        begin, until = self.date(start, short=True), self.date(end, short=True)
        if first.year == last.year:
            begin = self.say("format.day_month", day=str(first.day), month=self.month_name(first.month))
        return until if start == end else self.say("format.period", start=begin.replace(" ", HARD), end=until)

    def month(self, text: str, *, short: bool = False) -> str:
        """`2025-03` as `maart 2025`; what is no month stays as it is."""
        year, _, month = text.partition("-")
        if not (year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
            return text
        return self.say("format.month", month=self.month_name(int(month), short=short), year=year)

    def month_name(self, month: int, *, short: bool = True) -> str:
        """1 as `jan`, in full `januari`."""
        return str(self._catalogue["format.months_short" if short else "format.months"][month - 1])

    # names and reasons

    def listing(self, items: Sequence[str]) -> str:
        """`a, b en c`."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self.say('format.and')} {items[-1]}"

    def name(self, table: str, identifier: str) -> str:
        """What people call this `run`, `place`, `employer`, `fund` or `credential`; an unknown id as it is."""
        return self._names.get(table, {}).get(identifier, identifier)

    def reason(self, item: str) -> str:
        """The sentence of one `code:id` item of unplaced.csv or of an explanation; an unknown code as it is."""
        code, identifier, month = _parts(item)
        if not self.has(f"cause.{code}"):
            return item
        if not identifier:
            return f"{self.say(f'cause.{code}')}."
        key = "reason.mentor_month" if month else f"reason.{code}"
        if code == "fund" and self._is_cost_kind(identifier):
            key = "reason.fund_kind"
        return sentence(self.say(key, name=self._told(code, identifier), month=self.month(month)), identifier)

    def subject(self, item: str) -> str:
        """What a `code:id` item is about, by name: a run, a place, a level, an employer in a month; else empty."""
        code, identifier, month = _parts(item)
        name = self._told(code, identifier)
        return f"{name}, {self.month(month)}" if month else name

    def cause(self, item: str) -> str:
        """The general reason behind a `code:id` item, without its id; an unknown code as it is."""
        code, _, _ = _parts(item)
        return self.say(f"cause.{code}") if self.has(f"cause.{code}") else code

    def bottleneck(self, bottleneck: Bottleneck) -> str:
        """What one unit more of this would be."""
        if not self.has(f"bottleneck.{bottleneck.kind}"):
            return f"{bottleneck.kind}:{bottleneck.id}"
        key = "bottleneck.mentors_month" if bottleneck.month else f"bottleneck.{bottleneck.kind}"
        return self.say(key, name=self._told(bottleneck.kind, bottleneck.id), month=self.month(bottleneck.month))

    def _told(self, code: str, identifier: str) -> str:
        for table in TABLES_OF.get(code, ()):
            if identifier in self._names.get(table, {}):
                return self.name(table, identifier)
        return self.say(f"cost.{identifier}") if code == "fund" and identifier in COST_KINDS else identifier

    def _is_cost_kind(self, identifier: str) -> bool:
        return identifier in COST_KINDS and identifier not in self._names.get("fund", {})

    # plans

    def comparison(self, rows: Iterable[tuple[str, float, float]], *, decimals: int = 0) -> list[str]:
        """A line per (what, before, after): `Mensen met een voorstel: 21 → 23 (2 meer)`.

        `what` is a key of the catalogue's `compare` or a text of its own.
        """
        lines = []
        for what, before, after in rows:
            label = self.say(f"compare.{what}") if self.has(f"compare.{what}") else what
            change = self.number(abs(after - before), decimals)
            values = {"what": label, "before": self.number(before, decimals), "after": self.number(after, decimals)}
            if change == self.number(0, decimals):
                lines.append(self.say("compare.unchanged", **values))
                continue
            direction = "compare.more" if after > before else "compare.less"
            lines.append(self.say("compare.line", change=self.say(direction, n=change), **values))
        return lines


def _parts(item: str) -> tuple[str, str, str]:
    """Code, id and month of an item; ids may hold a colon, and only a mentor's has a month after a slash."""
    code, _, identifier = item.partition(":")
    employer, slash, month = identifier.rpartition("/")
    return (code, employer, month) if code == "mentor" and slash else (code, identifier, "")


def sentence(text: str, identifier: str) -> str:
    """With a capital, unless it begins with an id: that stays as people type it."""
    return text if identifier and text.startswith(identifier) else text[:1].upper() + text[1:]


def _names_of(words: Words, region: Region) -> dict[str, dict[str, str]]:
    """Per table the name people know an id by; a name that says no more than its id is left out."""

    def named(ids: Sequence[str], names: Sequence[str]) -> dict[str, str]:
        return {identifier: name or identifier for identifier, name in zip(ids, names, strict=True)}

    places, runs = region.places, region.runs
    occupations = tuple(named(region.occupations.ids, region.occupations.name).values())
    employers = tuple(named(region.employers.ids, region.employers.name).values())
    known = tuple(named(runs.ids, runs.name).values())
    alike, together = Counter(known), Counter(zip(known, runs.start.tolist(), strict=True))

    def run_name(identifier: str, name: str, start: int) -> str:
        if name == identifier or alike[name] == 1:
            return name
        if together[name, start] == 1:
            return words.say("name.run_start", name=name, start=words.date(start))
        return words.say("name.run", name=name, id=identifier)

    offers = [
        (occupations[occupation], employers[employer], words.say(f"kind.{PLACE_KINDS[kind]}"))
        for occupation, employer, kind in zip(places.occupation, places.employer, places.kind, strict=True)
    ]
    starts = dict(zip(places.ids, places.start_from.tolist(), strict=True))
    of_start = Counter((*offer, start) for offer, start in zip(offers, starts.values(), strict=True))
    of_kind, of_any = Counter(offers), Counter(offer[:2] for offer in offers)

    def place_name(identifier: str, occupation: str, employer: str, kind: str) -> str:
        key = "name.place_only" if of_any[occupation, employer] == 1 else "name.place"
        told = kind
        if of_kind[occupation, employer, kind] > 1:
            start = starts[identifier]
            alone = of_start[occupation, employer, kind, start] == 1
            told = words.say("name.kind_start", kind=kind, start=words.date(start)) if alone else identifier
        return words.say(key, occupation=occupation, employer=employer, id=told)

    return {
        "run": {run: run_name(run, *rest) for run, *rest in zip(runs.ids, known, runs.start.tolist(), strict=True)},
        "place": {place: place_name(place, *offer) for place, offer in zip(places.ids, offers, strict=True)},
        "employer": dict(zip(region.employers.ids, employers, strict=True)),
        "fund": named(region.funds.ids, region.funds.name),
        "credential": named(region.credentials.ids, region.credentials.name),
    }
