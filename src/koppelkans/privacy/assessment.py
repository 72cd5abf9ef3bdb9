"""The facts that a DPIA and an IAMA ask for, from the running version: data, purposes, terms, roles, quality, limits.

Facts only: whether it is proportionate is for the municipality to say, and a data protection officer to advise on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from koppelkans.core.roles import ROLES
from koppelkans.planning.models import Round
from koppelkans.privacy.fields import Account, accounts
from koppelkans.privacy.queries import days_kept
from koppelkans.privacy.register import ACTIVITIES
from koppelkans.privacy.terms import KINDS

LATEST = 10  # rounds whose quality is told


@dataclass(frozen=True)
class Quality:
    """How good a round was: how far at most from the best possible plan, and what simpler ways would have reached."""

    name: str
    on: Any
    people: int
    placed: int
    gap: float
    first_come: int | None
    greedy: int | None


def data_fields() -> list[tuple[Account, str, str]]:
    """Each kind of personal data with its fields, what it is for, and how long it is kept."""
    kept = days_kept()
    return [(account, str(ACTIVITIES[account.purpose].name), _terms(account.terms, kept)) for account in accounts()]


def _terms(codes: tuple[str, ...], kept: dict[str, int]) -> str:
    return "; ".join(f"{KINDS[code].name}: {kept[code]}" for code in codes)


def roles() -> list[tuple[str, list[str]]]:
    """Each role with the codes of what it may."""
    return [(str(role.name), sorted(role.may)) for role in ROLES.values()]


def quality() -> list[Quality]:
    """The newest rounds, by what was kept of them."""
    rounds = Round.objects.filter(kind=Round.Kind.ROUND, status=Round.Status.DONE)
    found = []
    for name, on, figures in rounds.values_list("name", "ended_at", "figures")[:LATEST]:
        if "gap" in figures:
            simple = {code: row["people"] if row else None for code, row in figures["simple"].items()}
            people = (figures["people"], figures["placed"], figures["gap"])
            found.append(Quality(name, on, *people, simple.get("first_come"), simple.get("greedy")))
    return found


def safeguards() -> list[str]:
    """What protects people, as it works in this version."""
    return [
        _("Een mens besluit over elk voorstel, met naam, tijd en reden. Nooit over veel mensen tegelijk."),
        _("Kandidaat, opleider en werkgever zeggen zelf ja of nee. Zonder ja gaat het niet door."),
        _("Er wordt gerekend met een pseudoniem. Naam en contact ziet alleen de eigen klantmanager en wie waarneemt."),
        _("Wie gegevens van iemand bekijkt, staat in het logboek."),
        _("De kandidaat ziet de eigen gegevens en wie ze zag, en kan zeggen wat niet klopt."),
        _("Vrije tekst wordt nagekeken op een burgerservicenummer en op woorden over gezondheid, geloof en afkomst."),
        _("Elke ronde laat per groep van tien of meer mensen zien wie een voorstel krijgt, en wat elke afspraak kost."),
        _("Een test verwisselt groepen die geen regel noemt. Het plan blijft dan hetzelfde."),
        _("Dezelfde regels controleren een traject opnieuw op het moment van besluiten."),
        _("Invoer, instellingen, versie en bewijs van elke ronde worden bewaard, zolang de termijn loopt."),
        _("Gegevens worden gewist na een termijn. Elke nacht wordt gekeken wat te oud is."),
    ]


def limits() -> list[str]:
    """What is known not to be good yet."""
    return [
        _("De kansen zijn een aanname tot ze op uitkomsten zijn gemeten. De spreiding staat erbij."),
        _("De spreiding zegt hoe zeker de getallen zijn, niet hoe mensen verschillen."),
        _("Een plan is zo goed als de gegevens: een wens of taalniveau dat niet klopt, geeft een verkeerd voorstel."),
        _("Reistijd is een schatting op postcode, als er geen gemeten reistijd is."),
        _("Hoe goed iemand bij een beroep past, vult een mens in. Daar kan vooroordeel in zitten."),
        _("Postcode en taalniveau kunnen samenhangen met afkomst. Ze tellen voor de reis en voor wat een plek vraagt."),
        _("Een groep met minder dan tien mensen wordt niet apart getoond. Oneerlijkheid daar is niet te zien."),
    ]
