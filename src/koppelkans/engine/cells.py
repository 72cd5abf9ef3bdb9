"""A column of text becomes a column of values: each distinct text is parsed once, so a large file costs little."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from koppelkans.engine.problems import Fault
from koppelkans.engine.region import Bools, Floats, Ints
from koppelkans.engine.tables import ID, LONGEST, Column

EPOCH = date(1970, 1, 1).toordinal()
_ID = re.compile(ID)
_INTEGER = re.compile(r"-?[0-9]+")
_NUMBER = re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_MONEY = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_COMMA = re.compile(r"-?[0-9.]*,[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


@dataclass(frozen=True, eq=False)
class Cells:
    """One column: row i holds `texts[codes[i]]`, parsed as `values[codes[i]]`.

    The value of an empty cell, and of one in `faults`, is None (an empty tuple in a column of lists).
    """

    codes: Ints
    texts: tuple[str, ...]
    values: tuple[Any, ...]
    faults: dict[int, Fault] = field(default_factory=dict)

    def text(self) -> list[str]:
        """The text of every row."""
        return [self.texts[code] for code in self.codes.tolist()]

    def array(self, dtype: DTypeLike, empty: float = -1) -> NDArray[Any]:
        """The value of every row; `empty` where there is none."""
        return np.array([empty if value is None else value for value in self.values], dtype=dtype)[self.codes]

    def floats(self) -> Floats:
        """The value of every row; NaN where there is none or it is wrong, so that no comparison holds."""
        return np.asarray(self.array(np.float64, np.nan), dtype=np.float64)

    def look_up(self, rank: dict[str, int]) -> Ints:
        """The place in `rank` of every row's id; -1 where there is none."""
        found = [-1 if value is None else rank.get(value, -1) for value in self.values]
        return np.array(found, dtype=np.int32)[self.codes]

    def matrix(self, rank: dict[str, int]) -> Bools:
        """A row per row and a column per item of `rank`: whether the item is in the list."""
        member = np.zeros((len(self.values), len(rank)), dtype=np.bool_)
        for at, items in enumerate(self.values):
            for item in items:
                member[at, rank[item]] = True
        return np.asarray(member[self.codes], dtype=np.bool_)

    def mask(self, choices: Sequence[str]) -> Ints:
        """A bit mask per row over the choices."""
        bits = {choice: 1 << bit for bit, choice in enumerate(choices)}
        sums = [sum(bits[item] for item in set(items)) for items in self.values]
        return np.array(sums, dtype=np.int32)[self.codes]


def parse(column: Column, texts: Sequence[str]) -> Cells:
    """Parse the texts of a column; what is wrong stands in `faults`, by distinct text."""
    seen = {text: at for at, text in enumerate(dict.fromkeys(texts))}
    codes = np.fromiter(map(seen.__getitem__, texts), np.int32, len(texts))
    convert = _converter(column)
    values: list[Any] = []
    faults: dict[int, Fault] = {}
    for at, text in enumerate(seen):
        try:
            values.append(convert(text))
        except Fault as fault:
            faults[at] = fault
            values.append(() if column.many else None)
    return Cells(codes, tuple(seen), tuple(values), faults)


def _converter(column: Column) -> Callable[[str], Any]:
    """The function that turns a cell of this column into its value or raises Fault."""
    one = _PLAIN.get(column.type) or partial(_BOUNDED[column.type], column)

    def convert(text: str) -> Any:
        if len(text) > LONGEST:
            raise Fault("too-long", "is too long", f"at most {LONGEST} characters fit in a cell")
        if "\0" in text:
            raise Fault("nul", "has a NUL byte in it", "plain text; save the file again as CSV, UTF-8")
        text = text or column.default
        if not text:
            if not column.optional:
                raise Fault("empty", "is empty", f"give {_wanted(column)}")
            return () if column.many else None
        return tuple(one(item) for item in text.split("|")) if column.many else one(text)

    return convert


def _wanted(column: Column) -> str:
    """What a filled cell of this column holds, in words."""
    words = {
        "id": "an id",
        "text": "a text",
        "uri": "an address",
        "number": "a number",
        "integer": "a whole number",
        "money": "an amount in euros",
        "date": "a date (YYYY-MM-DD)",
        "month": "a month (YYYY-MM)",
        "choice": "one of " + ", ".join(column.choices),
        "items": "an item",
    }[column.type]
    if column.refers:
        words = (
            f"{'an' if column.refers[0] in 'aeiou' else 'a'} {column.refers.removesuffix('s.csv')} of {column.refers}"
        )
    return words + (", with | between several" if column.many else "")


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        if len(text) > 64 and _ID.fullmatch(text[:64]):
            raise Fault("id-too-long", f"has {len(text)} characters", "an id has at most 64")
        if not text:
            raise Fault("bad-id", "has an empty item", "put one | between two items and none at either end")
        raise Fault("bad-id", "is not an id", "an id is 1 to 64 of A-Z a-z 0-9 . _ : -, without spaces")
    return text


def _text(text: str) -> str:
    return text


def _uri(text: str) -> str:
    if not _URI.fullmatch(text):
        raise Fault("bad-uri", "is not a URI", "a full address, such as http://data.europa.eu/esco/occupation/…")
    return text


def _number(column: Column, text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise _not_a_number(text, "not-a-number", "is not a number", "a number such as 12 or 0.25")
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise Fault("too-large", "is too large", "a number that fits in 64 bits")
    _check_range(column, value)
    return value


def _integer(column: Column, text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise _not_a_number(text, "not-an-integer", "is not a whole number", "a whole number such as 12")
    # int() refuses very long digits, and no column holds that many
    value = int(text) if len(text) < 20 else 10**20
    _check_range(column, value)
    return value


def _money(column: Column, text: str) -> int:
    if not _MONEY.fullmatch(text):
        raise _not_a_number(text, "not-money", "is not an amount in euros", "digits only, such as 1250 or 1250.50")
    if len(text.partition(".")[2]) > 2:
        raise Fault("money-decimals", "has more than 2 decimals", "an amount in whole cents, such as 1250.50")
    value = Decimal(text)
    _check_range(column, value)
    return int(value * 100)


def _date(text: str) -> int:
    if not _DATE.fullmatch(text):
        raise Fault("not-a-date", "is not a date", "a date as YYYY-MM-DD, such as 2024-01-31")
    try:
        return date.fromisoformat(text).toordinal() - EPOCH
    except ValueError:
        raise Fault("no-such-date", "is a date that does not exist", "a day of the calendar, YYYY-MM-DD") from None


def _month(text: str) -> int:
    match = _MONTH.fullmatch(text)
    if not match:
        raise Fault("not-a-month", "is not a month", "a month as YYYY-MM, such as 2024-01")
    return int(match[1]) * 12 + int(match[2]) - 1


def _choice(column: Column, text: str) -> Any:
    if text not in column.choices:
        raise Fault("not-a-choice", "is not one of the choices", f"one of {', '.join(column.choices)}")
    return text if column.many else column.choices.index(text)


def _not_a_number(text: str, code: str, wrong: str, right: str) -> Fault:
    if _COMMA.fullmatch(text):
        return Fault("decimal-comma", "has a decimal comma", f"write decimals with a point: {text.replace(',', '.')}")
    return Fault(code, wrong, right)


def _check_range(column: Column, value: float | Decimal) -> None:
    if column.least is not None and value < column.least:
        if column.least == 0 and column.most != 1:
            raise Fault("negative", "is negative", "0 or more")
        raise Fault("out-of-range", "is too low", _range(column))
    if column.most is not None and value > column.most:
        raise Fault("out-of-range", "is too high", _range(column))


def _range(column: Column) -> str:
    least = f"{column.least:,.0f}" if column.least is not None else ""
    return f"at least {least}" if column.most is None else f"from {least} to {column.most:,.0f}".strip()


_PLAIN: dict[str, Callable[[str], Any]] = {
    "id": _id,
    "text": _text,
    "uri": _uri,
    "date": _date,
    "month": _month,
    "items": _text,
}
_BOUNDED: dict[str, Callable[[Column, str], Any]] = {
    "number": _number,
    "integer": _integer,
    "money": _money,
    "choice": _choice,
}
