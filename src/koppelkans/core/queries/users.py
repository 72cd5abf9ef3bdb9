"""Questions about who logs in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from koppelkans.core.access import Actor
from koppelkans.core.models import Grant, Invitation, Message, Organisation, User
from koppelkans.core.roles import May


def held_on(today: date) -> QuerySet[Grant]:
    """Roles that count today."""
    counts = Grant.objects.filter(since__lte=today).filter(Q(until=None) | Q(until__gte=today))
    return counts.select_related("municipality", "organisation")


def users(actor: Actor, *, search: str = "", role: str = "", today: date) -> QuerySet[User]:
    """Everybody with an account, with the roles of today in `held` and whether there is a second factor."""
    actor.require(May.EDIT_USERS)
    found = User.objects.all()
    if search:
        found = found.filter(Q(name__icontains=search) | Q(email__icontains=search))
    if role:
        found = found.filter(Exists(held_on(today).filter(user=OuterRef("pk"), role=role)))
    second = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return (
        found.annotate(second_factor=Exists(second))
        .prefetch_related(Prefetch("grants", held_on(today), to_attr="held"))
        .order_by("name", "email")
    )


def grants_of(user: User) -> QuerySet[Grant]:
    """All roles of somebody, the newest first, also those that ended."""
    found = Grant.objects.filter(user=user).select_related("municipality", "organisation", "granted_by")
    return found.order_by("-since", "-pk")


def waiting_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Invitations that were not accepted or withdrawn, also those whose link is too old."""
    actor.require(May.EDIT_USERS)
    found = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return found.select_related("municipality", "organisation")


def works(invitation: Invitation, now: datetime) -> bool:
    """Whether the link of an invitation still works."""
    return not invitation.accepted_at and not invitation.withdrawn_at and invitation.expires_at > now


def stuck_messages(actor: Actor) -> QuerySet[Message]:
    """Messages that could not be sent up to now."""
    actor.require(May.EDIT_USERS)
    return Message.objects.filter(sent_at=None).exclude(error="")


def addresses_of(organisations: Iterable[Organisation], today: date) -> dict[int, list[tuple[str, str]]]:
    """Where organisations read mail, each address with its language: their own address, else those who log in."""
    every = list(organisations)
    found: dict[int, list[tuple[str, str]]] = {row.pk: [] for row in every}
    of_users = [row.pk for row in every if not row.contact_email]
    for row in every:
        if row.contact_email:
            found[row.pk].append((row.contact_email, "nl"))
    grants = (
        held_on(today).filter(organisation__in=of_users, user__is_active=True) if of_users else Grant.objects.none()
    )
    for grant in grants.select_related("user").order_by("user__email"):
        if grant.organisation_id is not None:
            found[grant.organisation_id].append((grant.user.email, grant.user.language))
    return found
