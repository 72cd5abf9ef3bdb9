"""What one cell says: dates, shares, minutes, dayparts in words, yes and no, postcodes, phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from koppelkans.core.vocabulary import DAYPARTS, DAYS
from koppelkans.people.imports.problems import Wrong
from koppelkans.people.phones import as_phone

FIRST_YEAR, LAST_YEAR = 2000, 2100
EXCEL_EPOCH = date(1899, 12, 30)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
DUTCH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: 0?0:00(?::00)?)?")
SHORT = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{2})")
SERIAL = re.compile(r"[34567]\d{4}(?:\.0+)?")
MINUTES = re.compile(r"(\d{1,3})(?:[.,]0+)?\s*(?:m|min|min\.|minuten|minutes)?", re.IGNORECASE)
HOURS = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
POSTCODE = re.compile(r"([1-9]\d{3})\s?(?:[A-Z]{2})?")
EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]{1,180}\.[^@\s,;<>.]{2,}")
PIECES = re.compile(r"[,;|\n]")

YES: Final = frozenset(["ja", "j", "yes", "y", "x", "v", "ok", "waar", "true", "1", "✓", "✔", "wel"])
NO: Final = frozenset(["nee", "n", "no", "0", "-", "–", "onwaar", "false", "niet", "geen", "nvt", "n.v.t."])

DAY_WORDS: Final = {
    word: day
    for day, words in {
        "mo": "ma maa maandag maandags mo mon monday",
        "tu": "di din dinsdag dinsdags tu tue tuesday",
        "we": "wo woe woensdag woensdags we wed wednesday",
        "th": "do don donderdag donderdags th thu thursday",
        "fr": "vr vrij vrijdag vrijdags fr fri friday",
        "sa": "za zat zaterdag zaterdags sa sat saturday",
        "su": "zo zon zondag zondags su sun sunday",
    }.items()
    for word in words.split()
}
PART_WORDS: Final = {
    word: parts
    for parts, words in {
        ("am",): "ochtend ochtends ocht voormiddag morgen vm am morning",
        ("pm",): "middag middags midd namiddag nm pm afternoon",
        ("ev",): "avond avonds ev evening",
        ("am", "pm"): "dag hele heledag overdag day",
    }.items()
    for word in words.split()
}
WORKWEEK: Final = frozenset({"hele week", "fulltime", "voltijd", "werkweek", "alle werkdagen", "werkdagen", "altijd"})
RANGE = re.compile(r"\b([a-z]+)\s*(?:-|–|t/m|tot en met|tm)\s*([a-z]+)\b")


def read_date(text: str) -> date:
    """A date in the ways a municipality writes it."""
    if found := ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := DUTCH.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := SHORT.fullmatch(text):
        raise Wrong("date_two_digits", right=f"{found[1]}-{found[2]}-20{found[3]}")
    elif SERIAL.fullmatch(text):
        meant = EXCEL_EPOCH + timedelta(days=int(float(text)))
        raise Wrong("date_serial", right=f"{meant:%d-%m-%Y}")
    else:
        raise Wrong("date")
    try:
        moment = date(year, month, day)
    except ValueError as error:
        raise Wrong("date") from error
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Wrong("date_far", first=FIRST_YEAR, last=LAST_YEAR)
    return moment


def read_share(text: str) -> Decimal:
    """A number from 0 to 1, with a comma or a point, or as a percentage."""
    percent = text.endswith("%")
    try:
        number = Decimal(text.removesuffix("%").strip().replace(",", "."))
    except InvalidOperation as error:
        raise Wrong("share") from error
    if not number.is_finite() or number < 0 or len(text) > 12:
        raise Wrong("share")
    if percent:
        number = (number / 100).normalize()
    if number > 1:
        if number > 10 or percent:
            raise Wrong("share")
        raise Wrong("share_grade", right=format((number / 10).normalize(), "f").replace(".", ","))
    return number


def read_minutes(text: str) -> Decimal:
    """A number of minutes, or hours and minutes with a colon."""
    if found := HOURS.fullmatch(text):
        minutes = int(found[1]) * 60 + int(found[2])
    elif found := MINUTES.fullmatch(text):
        minutes = int(found[1])
    else:
        raise Wrong("minutes")
    if not 1 <= minutes <= 600:
        raise Wrong("minutes")
    return Decimal(minutes)


def read_yes(text: str) -> bool:
    """Whether the cell says yes."""
    word = text.casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Wrong("yes_no")


def read_postcode(text: str, known: frozenset[str], example: str) -> str:
    """A postcode of the region: as it stands there, or the four digits of it; the letters are not kept."""
    written = text.upper().strip()
    if written in known:
        return written
    found = POSTCODE.fullmatch(written)
    if found is None:
        raise Wrong("postcode", right=example)
    if found[1] not in known:
        raise Wrong("postcode_unknown", right=example)
    return found[1]


def read_email(text: str) -> str:
    """An e-mail address."""
    if not EMAIL.fullmatch(text):
        raise Wrong("email")
    return text


def read_phone(text: str) -> str:
    """A phone number; the zero that a spreadsheet dropped comes back."""
    phone = as_phone(text)
    if phone is None:
        raise Wrong("phone")
    return phone


def pieces(text: str) -> list[str]:
    """The parts of a cell that holds a list."""
    return [piece for piece in (part.strip() for part in PIECES.split(text)) if piece]


def read_dayparts(text: str) -> list[str]:
    """Free dayparts from codes (`mo-am|tu-pm`) or words (`ma ochtend, di middag`, `ma t/m vr`, `hele week`)."""
    lowered = " ".join(text.casefold().replace("'s ", "").replace("’s ", "").split())
    if lowered in WORKWEEK:
        return in_order(f"{day}-{part}" for day in DAYS[:5] for part in ("am", "pm"))
    if lowered in NO:
        return []
    found: list[str] = []
    days: list[str] = []
    bare = dressed = False
    for piece in re.split(r"[,;|+&\n]|\ben\b", lowered):
        if not piece.strip():
            continue
        if piece.strip() in DAYPARTS:
            found.append(piece.strip())
            continue
        named, parts = _daypart_piece(piece)
        days = named or days
        if not days:
            raise Wrong("daypart", word=piece.strip()[:40])
        bare, dressed = bare or not parts, dressed or bool(parts)
        found += [f"{day}-{part}" for day in days for part in parts or ("am", "pm")]
    if bare and dressed:
        raise Wrong("daypart_mixed")
    if not found:
        raise Wrong("daypart", word=lowered[:40])
    return in_order(found)


def in_order(dayparts: Iterable[str]) -> list[str]:
    """Each daypart once, in the order of the week."""
    chosen = set(dayparts)
    return [daypart for daypart in DAYPARTS if daypart in chosen]


def _daypart_piece(piece: str) -> tuple[list[str], list[str]]:
    """The days and the parts of the day that one piece of the cell names."""
    days: list[str] = []
    parts: list[str] = []

    def take(span: re.Match[str]) -> str:
        if span[1] not in DAY_WORDS or span[2] not in DAY_WORDS:
            return span[0].replace("-", " ")
        first, last = DAYS.index(DAY_WORDS[span[1]]), DAYS.index(DAY_WORDS[span[2]])
        if first > last:
            raise Wrong("daypart", word=span[0])
        days.extend(DAYS[first : last + 1])
        return " "

    for word in re.findall(r"[^\s.:/()]+", RANGE.sub(take, piece)):
        if word in DAY_WORDS:
            days.append(DAY_WORDS[word])
        elif word in PART_WORDS:
            parts.extend(PART_WORDS[word])
        else:
            raise Wrong("daypart", word=word[:40])
    return days, parts
