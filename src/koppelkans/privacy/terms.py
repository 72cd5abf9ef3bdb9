"""The kinds of data that are kept for a time: their words, and from `terms.toml` the defaults of an installation."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FILE = Path(__file__).with_name("terms.toml")

# the name of each kind, and the day it counts from
WORDS: dict[str, tuple[Promise, Promise]] = {
    "contact": (_("Naam, telefoonnummer en e-mailadres van een kandidaat"), _("de dag waarop de kandidaat is gestopt")),
    "notes": (_("Notities van de klantmanager"), _("de dag waarop de kandidaat is gestopt")),
    "profile-not-started": (
        _("Profiel van een kandidaat die nooit is begonnen"),
        _("het laatste contact: gegevens bevestigd of gestopt"),
    ),
    "profile-ended": (
        _("Profiel van een kandidaat die een traject heeft gehad"),
        _("de dag waarop de kandidaat is gestopt"),
    ),
    "imports": (
        _("Bestanden met kandidaten, met wat erin fout was en hoe het daarvoor was"),
        _("de dag waarop het bestand klaar was, of is geüpload"),
    ),
    "messages": (_("Berichten die zijn verstuurd"), _("de dag van versturen")),
    "links": (_("Eenmalige links"), _("de dag waarop de link verloopt")),
    "invitations": (_("Uitnodigingen van gebruikers"), _("de dag waarop de uitnodiging verloopt")),
    "users": (_("Gebruikers die niet meer kunnen inloggen"), _("de laatste dag van de laatste rol")),
    "snapshots": (_("Gegevens waarmee een ronde is gerekend"), _("de dag waarop de ronde klaar was")),
    "audit": (_("Logboek: wie zag of deed wat, bij wie en waarvoor"), _("de dag van de handeling")),
    "money": (_("Geld en plekken, met alleen een pseudoniem"), _("het einde van het boekjaar")),
}


@dataclass(frozen=True)
class Kind:
    """A kind of data: how long it is kept by default, from when, and why that long."""

    code: str
    name: Promise
    counts_from: Promise
    days: int
    basis: str
    automatic: bool = False  # cleaned at night without a decision
    kept: bool = False  # never proposed


def _kinds() -> dict[str, Kind]:
    """The kinds of the file, in its order."""
    defaults = tomllib.loads(FILE.read_text("utf-8"))
    return {code: Kind(code, *WORDS[code], **values) for code, values in defaults.items()}


KINDS = _kinds()
