"""The languages somebody can be spoken to in: one list for the contact card and for files of a municipality."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, gettext_noop

# code -> Dutch name; files are read in Dutch, whatever language the reader of a page has
CONTACT_LANGUAGES: Final[dict[str, str]] = {
    "nl": gettext_noop("Nederlands"),
    "en": gettext_noop("Engels"),
    "ar": gettext_noop("Arabisch"),
    "ti": gettext_noop("Tigrinya"),
    "uk": gettext_noop("Oekraïens"),
    "tr": gettext_noop("Turks"),
    "fa": gettext_noop("Farsi"),
    "prs": gettext_noop("Dari"),
    "ps": gettext_noop("Pasjtoe"),
    "so": gettext_noop("Somalisch"),
    "am": gettext_noop("Amhaars"),
    "pl": gettext_noop("Pools"),
    "fr": gettext_noop("Frans"),
    "es": gettext_noop("Spaans"),
    "de": gettext_noop("Duits"),
    "ru": gettext_noop("Russisch"),
    "ku": gettext_noop("Koerdisch"),
    "ur": gettext_noop("Urdu"),
    "bg": gettext_noop("Bulgaars"),
    "ro": gettext_noop("Roemeens"),
    "pt": gettext_noop("Portugees"),
    "zh": gettext_noop("Chinees"),
}


def contact_languages() -> dict[str, str | Promise]:
    """Code -> name in the language of the reader."""
    return {code: gettext_lazy(name) for code, name in CONTACT_LANGUAGES.items()}
