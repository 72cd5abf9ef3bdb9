"""What a column or a text in it probably means: guesses from words, in Dutch and English; a person confirms them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from koppelkans.core.vocabulary import DAYS, PARTS
from koppelkans.people.imports.cells import DAY_WORDS, NO, PART_WORDS, YES
from koppelkans.people.imports.fields import DAYPART_PREFIX, FIELDS

WORD = re.compile(r"[a-z0-9]+")

# our field -> names of columns, most telling first; compared without case, accents and signs
COLUMN_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "own_key": (
        "klantnummer",
        "clientnummer",
        "clientnr",
        "klantnr",
        "kenmerk",
        "dossiernummer",
        "dossiernr",
        "registratienummer",
        "own key",
        "client id",
        "key",
    ),
    "postcode": ("postcode", "pc4", "pc6", "postal code", "zip"),
    "available_from": ("beschikbaar vanaf", "beschikbaar per", "startdatum", "kan starten", "available from"),
    "dayparts": ("beschikbare dagdelen", "vrije dagdelen", "dagdelen", "beschikbaarheid", "werkdagen", "dayparts"),
    "modes": ("vervoer", "vervoermiddel", "reist met", "vervoersmiddel", "modes", "transport"),
    "max_travel": ("max reistijd", "maximale reistijd", "reistijd", "reisminuten", "travel time", "max travel"),
    "language": ("taalniveau", "niveau nederlands", "nt2 niveau", "taal nederlands", "nederlands", "language level"),
    "holds": ("diploma", "certificaat", "certificaten", "vca", "rijbewijs", "holds", "credentials", "opleiding"),
    "groups": ("doelgroep", "regeling", "uitkering", "groep", "groups", "target group", "statushouder", "regelingen"),
    "districts": ("alleen in wijk", "alleen in wijken", "gewenste wijk", "voorkeur wijk", "voorkeurswijk", "districts"),
    "not_districts": ("niet in wijk", "niet in wijken", "liever niet in", "not districts"),
    "baseline": ("kans op werk", "afstand score", "baseline"),
    "wish1": (
        "beroepswens 1",
        "wens 1",
        "beroep 1",
        "gewenst beroep 1",
        "eerste keus",
        "beroepswens",
        "gewenst beroep",
        "wish 1",
    ),
    "wish1_preference": ("voorkeur 1", "motivatie 1", "hoe graag 1", "preference 1"),
    "wish1_aptitude": ("geschiktheid 1", "geschikt 1", "aptitude 1"),
    "wish2": ("beroepswens 2", "wens 2", "beroep 2", "gewenst beroep 2", "tweede keus", "wish 2"),
    "wish2_preference": ("voorkeur 2", "motivatie 2", "hoe graag 2", "preference 2"),
    "wish2_aptitude": ("geschiktheid 2", "geschikt 2", "aptitude 2"),
    "wish3": ("beroepswens 3", "wens 3", "beroep 3", "gewenst beroep 3", "derde keus", "wish 3"),
    "wish3_preference": ("voorkeur 3", "motivatie 3", "hoe graag 3", "preference 3"),
    "wish3_aptitude": ("geschiktheid 3", "geschikt 3", "aptitude 3"),
    "name": ("naam", "voornaam", "tussenvoegsel", "achternaam", "volledige naam", "name", "first name", "last name"),
    "phone": ("telefoon", "telefoonnummer", "mobiel", "tel", "mobiel nummer", "06", "phone"),
    "email": ("e mail", "email", "mail", "e mailadres", "emailadres", "mailadres"),
    "contact_language": ("contacttaal", "taal contact", "spreektaal", "voertaal", "tolk taal", "contact language"),
    "owner": ("klantmanager", "consulent", "begeleider", "casemanager", "klantmanager mail", "case worker", "owner"),
}

# another word for a word of a code or its name
SYNONYMS: Final[dict[str, str]] = {
    "pw": "participatiewet",
    "pwet": "participatiewet",
    "bijstand": "participatiewet",
    "nug": "nugger",
    "nuggers": "nugger",
    "statushouders": "statushouder",
    "vergunninghouder": "statushouder",
    "asielstatus": "statushouder",
    "werkloosheidswet": "ww",
    "werkende": "werkend",
    "jongeren": "jongere",
    "ov": "public_transport",
    "bus": "public_transport",
    "trein": "public_transport",
    "tram": "public_transport",
    "metro": "public_transport",
    "openbaar": "public_transport",
    "fiets": "bicycle",
    "ebike": "bicycle",
    "fietsen": "bicycle",
    "auto": "car",
    "lopen": "foot",
    "lopend": "foot",
    "voet": "foot",
    "pv": "zonnepanelen",
    "zonnepaneel": "zonnepanelen",
    "zon": "zonnepanelen",
    "warmtepompen": "warmtepomp",
    "isoleren": "isolatie",
    "isoleerder": "isolatie",
    "nederlands": "nl",
    "nt2": "nl",
}
EMPTY_WORDS: Final = frozenset(
    {"niveau", "monteur", "een", "de", "het", "en", "of", "met", "voor", "van", "te", "op", "diploma", "certificaat"}
)


def plain(text: str) -> str:
    """A text without case and accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def words_of(text: str) -> list[str]:
    """The words of a text, without case, accents and signs."""
    return WORD.findall(plain(text))


def guess_columns(header: Sequence[str]) -> dict[str, str]:
    """The field that each column probably holds; a field that takes one column gets the best of them."""
    scores: list[tuple[float, int, str, str]] = []
    for at, column in enumerate(header):
        if daypart := guess_daypart(column):
            scores.append((3.0, -at, column, DAYPART_PREFIX + daypart))
        for field, names in COLUMN_WORDS.items():
            score = max(_likeness(words_of(column), words_of(name)) for name in names)
            if score >= 0.5:
                scores.append((score, -at, column, field))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _score, _at, column, field in sorted(scores, reverse=True):
        if column not in found and (FIELDS[field].many or field not in taken):
            found[column] = field
            taken.add(field)
    return {column: found[column] for column in header if column in found}


def guess_daypart(column: str) -> str:
    """The daypart that a column is about (`Ma ochtend`), or nothing."""
    words = words_of(column)
    days = {DAY_WORDS[word] for word in words if word in DAY_WORDS}
    parts = {part for word in words if word in PART_WORDS for part in PART_WORDS[word]}
    rest = [word for word in words if word not in DAY_WORDS and word not in PART_WORDS]
    if len(days) == 1 and len(parts) == 1 and not rest:
        return f"{days.pop()}-{parts.pop()}"
    known = {f"{day}{part}": f"{day}-{part}" for day in DAYS for part in PARTS}
    return known.get("".join(words), "")


def _likeness(words: Sequence[str], name: Sequence[str]) -> float:
    """1 for the same words, less for each word that only one of them has; a number that differs makes them unlike."""
    numbers, others = {word for word in words if word.isdigit()}, {word for word in name if word.isdigit()}
    if not words or (others and numbers != others) or (numbers and not others and len(numbers - {"1"}) > 0):
        return 0.0
    if "".join(words) == "".join(name):
        return 2.0
    both = set(words) & set(name)
    return len(both) / max(len(set(words) | set(name)), 1)


def guess_codes(text: str, column: str, choices: Mapping[str, str]) -> str | None:
    """Our code for a text in a column, among `choices` (code -> name): empty for a no, None when nothing comes near."""
    lowered = text.strip().casefold()
    exact = {code.casefold(): code for code in choices} | {name.casefold(): code for code, name in choices.items()}
    if lowered in exact:
        return exact[lowered]
    if lowered in NO:
        return ""
    wanted = _telling(column if lowered in YES else text)
    around = set(wanted) | set(_telling(column))
    best: tuple[float, int, str] | None = None
    for code, name in choices.items():
        names = set(_telling(code)) | set(_telling(name))
        share = len(wanted & names) / max(len(wanted), 1)
        if share < 0.5:
            continue
        score = (share + len(around & names) / max(len(names), 1), -len(code), code)
        best = max(best, score) if best else score
    return best[2] if best else None


def _telling(text: str) -> set[str]:
    words = words_of(text.replace("_", ""))
    if (whole := "".join(words)) in SYNONYMS:
        words = [whole]
    return {SYNONYMS.get(word, word).replace("_", "") for word in words} - EMPTY_WORDS or set(words)


def nearest(text: str, choices: Mapping[str, str], most: int = 3) -> list[str]:
    """A few names of choices that look most like a text, to say what would be right."""
    wanted = set(words_of(text))

    def far(item: tuple[str, str]) -> tuple[int, str]:
        return -len(wanted & (set(words_of(item[0])) | set(words_of(item[1])))), item[1]

    return [name or code for code, name in sorted(choices.items(), key=far)[:most]]


def some(words: Iterable[str], most: int = 3) -> str:
    """A few examples, as one text."""
    return ", ".join(list(words)[:most])
