"""What speaks against inviting somebody, granting or ending a role, and closing an account."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from koppelkans.core.access import Actor, scope_faults
from koppelkans.core.models import Grant, Invitation, Municipality, Organisation, User
from koppelkans.core.refusal import Reason
from koppelkans.core.roles import ROLES, Administrator, Scope

SCOPE_TEXTS = {
    frozenset({Scope.REGION}): _("Deze rol geldt voor de hele regio. Kies geen gemeente of organisatie."),
    frozenset({Scope.MUNICIPALITY}): _("Kies de gemeente waarvoor deze rol geldt."),
    frozenset({Scope.ORGANISATION}): _("Kies de organisatie waarvoor deze rol geldt."),
    frozenset({Scope.REGION, Scope.MUNICIPALITY}): _("Deze rol geldt voor een gemeente of voor de hele regio."),
}


def role_reasons(role: str, municipality: Municipality | None, organisation: Organisation | None) -> list[Reason]:
    """Against a role within this municipality or organisation."""
    if role not in ROLES:
        return [Reason("role-unknown", _("Deze rol bestaat niet."))]
    if municipality and organisation:
        return [Reason("scope-two", _("Kies een gemeente of een organisatie, niet allebei."))]
    faults = scope_faults(ROLES[role], municipality, organisation)
    if not faults and organisation and organisation.kind != {"training-provider": "provider"}.get(role, role):
        return [Reason("scope-kind", _("Deze organisatie past niet bij deze rol."))]
    return [Reason(code, SCOPE_TEXTS[ROLES[role].scopes]) for code in faults]


def invitation_reasons(
    email: str, role: str, municipality: Municipality | None, organisation: Organisation | None, now: datetime
) -> list[Reason]:
    """Against inviting this address."""
    reasons = role_reasons(role, municipality, organisation)
    if User.objects.filter(email=email).exists():
        reasons.append(
            Reason("user-exists", _("Deze persoon kan al inloggen. Geef een rol op de pagina van de persoon."))
        )
    elif open_invitations(now).filter(email=email).exists():
        reasons.append(Reason("invited-already", _("Deze persoon is al uitgenodigd. Stuur de uitnodiging opnieuw.")))
    return reasons


def open_invitations(now: datetime) -> QuerySet[Invitation]:
    """Invitations that still work."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)


def grant_reasons(
    user: User,
    role: str,
    municipality: Municipality | None,
    organisation: Organisation | None,
    until: date | None,
    today: date,
) -> list[Reason]:
    """Against granting a role to a user."""
    reasons = role_reasons(role, municipality, organisation)
    if until is not None and until < today:
        reasons.append(Reason("until-past", _("De laatste dag is al voorbij.")))
    held = Grant.objects.filter(user=user, role=role, municipality=municipality, organisation=organisation)
    if held.filter(Q(until=None) | Q(until__gte=today)).exists():
        reasons.append(Reason("granted-already", _("Deze persoon heeft deze rol al.")))
    return reasons


def ending_reasons(grant: Grant, by: Actor, today: date) -> list[Reason]:
    """Against ending a role: an administrator cannot lock the own door."""
    if by.user is None or grant.user_id != by.user.pk or grant.role != Administrator.code:
        return []
    others = Grant.objects.filter(user=by.user, role=Administrator.code, since__lte=today).exclude(pk=grant.pk)
    if others.filter(Q(until=None) | Q(until__gte=today)).exists():
        return []
    text = _("Je kunt je eigen rol van beheerder niet stoppen. Vraag het een andere beheerder.")
    return [Reason("own-last-administrator", text)]


def closing_reasons(user: User, by: Actor) -> list[Reason]:
    """Against closing an account."""
    reasons = []
    if by.user is not None and user.pk == by.user.pk:
        reasons.append(Reason("own-account", _("Je kunt jezelf niet afsluiten. Vraag het een andere beheerder.")))
    if not user.is_active:
        reasons.append(Reason("closed-already", _("Deze persoon kan al niet meer inloggen.")))
    return reasons
