"""What every page shows of the one who looks: the navigation that is open to them, and how long the session lasts."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor
from koppelkans.core.roles import May


class Item(NamedTuple):
    """One item of the navigation: open to whoever holds one of the permissions."""

    label: str | Promise
    name: str
    may: tuple[May, ...]


ITEMS = (
    Item(_("Kandidaten"), "people:list", (May.SEE_PEOPLE,)),
    Item(_("Mijn kandidaten"), "planning:mine", (May.DECIDE,)),
    Item(_("Trajecten"), "journeys:list", (May.GUIDE,)),
    Item(_("Groepen"), "journeys:groups", (May.REGISTER_STEPS,)),
    Item(_("Aanbod"), "supply:index", (May.SEE_OFFERS,)),
    Item(_("Geld"), "funds:list", (May.SEE_MONEY,)),
    Item(_("Programma’s"), "programmes:list", (May.SEE_PROGRAMMES,)),
    Item(_("Rondes"), "planning:list", (May.SEE_ROUNDS,)),
    Item(_("Resultaten"), "reports:dashboard", (May.SEE_RESULTS,)),
    Item(_("Regio"), "region:index", (May.EXCHANGE_REGION, May.EDIT_SETTINGS)),
    Item(_("Gebruikers"), "account:users", (May.EDIT_USERS,)),
    Item(_("Privacy"), "privacy:trail", (May.SEE_TRAIL,)),
)


def who(request: HttpRequest) -> dict[str, Any]:
    """Template context: `navigation`, `actor`."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.user is None:
        return {"navigation": [], "actor": None}
    navigation: list[dict[str, Any]] = []
    for item in ITEMS:
        if any(actor.may(permission) for permission in item.may):
            url = reverse(item.name)
            navigation.append({"label": item.label, "url": url, "current": False})
    here = [item for item in navigation if request.path.startswith(str(item["url"]))]
    if here:  # of a page within a page the inner one
        max(here, key=lambda item: len(str(item["url"])))["current"] = True
    return {"navigation": navigation, "actor": actor}
