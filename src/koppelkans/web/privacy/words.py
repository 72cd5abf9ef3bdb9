"""What was done, in words: each action of the trail by its code; a house test keeps the list complete."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "erasure.clean": _("Verlopen links opgeruimd"),
    "erasure.confirm": _("Gegevens gewist"),
    "erasure.keep": _("Gegevens langer bewaard"),
    "erasure.propose": _("Voorstellen om te wissen gemaakt"),
    "fund.add": _("Fonds toegevoegd"),
    "fund.edit": _("Fonds gewijzigd"),
    "fund.used": _("Gebruikt bedrag vastgelegd"),
    "person.open": _("Kandidaat bekeken"),
    "region.export": _("Regio als bestanden opgehaald"),
    "region.import": _("Regio uit bestanden ingelezen"),
    "retention.set": _("Bewaartermijn gewijzigd"),
    "trail.export": _("Logboek opgehaald"),
    "trail.open": _("Logboek bekeken"),
}


def action_words(code: str) -> str:
    """An action in words; one that is not known any more by its code."""
    return str(ACTIONS.get(code, code))
