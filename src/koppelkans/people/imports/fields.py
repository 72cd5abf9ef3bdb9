"""What a column of a municipality's file can be for us: the fields, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppelkans.core.vocabulary import DAY_NAMES, DAYPARTS, PART_NAMES


@dataclass(frozen=True)
class Field:
    """One thing a column can hold."""

    code: str
    label: str | Promise
    coded: str = ""  # its texts are matched with the codes of this list of ours
    many: bool = False  # several columns may hold it
    listed: bool = False  # a cell may hold more than one code
    initial: str = ""  # offered as the value for what the file lacks
    needed: bool = False  # a new candidate cannot do without
    default: bool = False  # a value for what the file lacks makes sense


WISHES: Final = 3
DAYPART_PREFIX: Final = "daypart."


def _wish_fields() -> list[Field]:
    fields = []
    for number in range(1, WISHES + 1):
        words = {"number": number}
        fields += [
            Field(f"wish{number}", _("gewenst beroep %(number)s") % words, coded="occupation"),
            Field(f"wish{number}_preference", _("hoe graag, beroep %(number)s (0 tot 1)") % words),
            Field(f"wish{number}_aptitude", _("hoe geschikt, beroep %(number)s (0 tot 1)") % words),
        ]
    return fields


def _daypart_fields() -> list[Field]:
    return [
        Field(f"{DAYPART_PREFIX}{code}", _("vrij op %(day)s%(part)s") % _names(code), many=False) for code in DAYPARTS
    ]


def _names(daypart: str) -> dict[str, str | Promise]:
    day, part = daypart.split("-")
    return {"day": DAY_NAMES[day], "part": PART_NAMES[part]}


FIELDS: Final[dict[str, Field]] = {
    field.code: field
    for field in (
        Field("own_key", _("kenmerk van de gemeente"), needed=True),
        Field("postcode", _("postcode"), needed=True, default=True),
        Field("available_from", _("beschikbaar vanaf"), needed=True, default=True),
        Field("dayparts", _("vrije dagdelen"), needed=True, default=True, initial="ma-vr"),
        Field(
            "modes", _("vervoer"), coded="mode", listed=True, many=True, needed=True, default=True, initial="ov, fiets"
        ),
        Field("max_travel", _("reistijd enkele reis, ten hoogste (minuten)"), needed=True, default=True, initial="45"),
        Field("language", _("taalniveau Nederlands"), coded="language"),
        Field("holds", _("diploma, certificaat of rijbewijs"), coded="credential", listed=True, many=True),
        Field("groups", _("doelgroep"), coded="group", listed=True, many=True, default=True),
        Field("districts", _("alleen in deze wijken"), coded="district", listed=True),
        Field("not_districts", _("niet in deze wijken"), coded="district", listed=True),
        Field("baseline", _("kans op werk zonder traject (0 tot 1)"), default=True),
        *_wish_fields(),
        Field("name", _("naam"), many=True),
        Field("phone", _("telefoonnummer")),
        Field("email", _("e-mailadres")),
        Field("contact_language", _("taal waarin je contact hebt"), coded="contact_language", default=True, initial=""),
        Field("owner", _("klantmanager"), coded="owner", default=True),
        *_daypart_fields(),
    )
}

NEEDED: Final = tuple(code for code, field in FIELDS.items() if field.needed)
DEFAULTS: Final = tuple(code for code, field in FIELDS.items() if field.default)
CONTACT: Final = {"name": "name", "phone": "phone", "email": "email", "contact_language": "language"}


def has_dayparts(fields: set[str]) -> bool:
    """Whether some column tells when somebody is free."""
    return "dayparts" in fields or any(field.startswith(DAYPART_PREFIX) for field in fields)
