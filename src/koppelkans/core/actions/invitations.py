"""Inviting people to log in: the link goes out by mail once, and only its hash is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.actions import outbox
from koppelkans.core.actions.links import hash_of, new_token
from koppelkans.core.models import Grant, Invitation, Municipality, Organisation, User
from koppelkans.core.refusal import Reason, Refused, refuse_if
from koppelkans.core.roles import ROLES, May
from koppelkans.core.rules.users import invitation_reasons, open_invitations

VALID = timedelta(days=7)
PURPOSE = "access"
Address = Callable[[str], str]  # from a token to the full address of its page


@transaction.atomic
def invite(
    email: str,
    *,
    by: Actor,
    name: str = "",
    role: str,
    municipality: Municipality | None = None,
    organisation: Organisation | None = None,
    address: Address,
    now: datetime,
) -> tuple[Invitation, str]:
    """Invite somebody to a role; the link goes out by mail and is also returned, for who hands it over."""
    by.require(May.EDIT_USERS)
    email = email.strip().lower()
    refuse_if(invitation_reasons(email, role, municipality, organisation, now))
    token = new_token()
    invitation = Invitation.objects.create(
        email=email,
        name=name.strip(),
        role=role,
        municipality=municipality,
        organisation=organisation,
        invited_by=by.user,
        token_hash=hash_of(token),
        sent_at=now,
        expires_at=now + VALID,
    )
    _write(invitation, address(token), now)
    trail.record("user.invite", by=by, purpose=PURPOSE, now=now, thing=f"{email} {role}")
    return invitation, address(token)


@transaction.atomic
def resend(invitation: Invitation, *, by: Actor, address: Address, now: datetime) -> str:
    """Send an invitation again with a new link; the old link stops working."""
    by.require(May.EDIT_USERS)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    refuse_if(_not_open(invitation))
    token = new_token()
    invitation.token_hash, invitation.sent_at, invitation.expires_at = hash_of(token), now, now + VALID
    invitation.save(update_fields=["token_hash", "sent_at", "expires_at"])
    _write(invitation, address(token), now)
    trail.record("user.invite-again", by=by, purpose=PURPOSE, now=now, thing=f"{invitation.email} {invitation.role}")
    return address(token)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Actor, now: datetime) -> None:
    """Withdraw an invitation: its link stops working."""
    by.require(May.EDIT_USERS)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    refuse_if(_not_open(invitation))
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    trail.record("user.invite-withdraw", by=by, purpose=PURPOSE, now=now, thing=f"{invitation.email} {invitation.role}")


def look_up(token: str, *, now: datetime) -> Invitation | None:
    """The invitation of a link while it works."""
    found = open_invitations(now).filter(token_hash=hash_of(token))
    return found.select_related("municipality", "organisation").first()


def for_address(email: str, *, now: datetime) -> Invitation | None:
    """The open invitation of an address that somebody else vouches for."""
    return open_invitations(now).filter(email=email.strip().lower()).first()


@transaction.atomic
def accept(invitation: Invitation, *, name: str, password: str | None, now: datetime) -> User:
    """Make the account and give the role; without password for who logs in at the municipality."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    refuse_if(_not_open(invitation))
    if invitation.expires_at <= now:
        raise Refused([Reason("invitation-old", _("Deze uitnodiging is verlopen."))])
    if User.objects.filter(email=invitation.email).exists():
        raise Refused([Reason("user-exists", _("Je hebt al een account. Log in."))])
    user = User.objects.create_user(invitation.email, password, name=name.strip() or invitation.name)
    Grant.objects.create(
        user=user,
        role=invitation.role,
        municipality_id=invitation.municipality_id,
        organisation_id=invitation.organisation_id,
        since=timezone.localdate(now),
        granted_by_id=invitation.invited_by_id,
    )
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    trail.record("user.accept", by=Actor(user), purpose=PURPOSE, now=now, thing=f"{user.email} {invitation.role}")
    return user


def _not_open(invitation: Invitation) -> list[Reason]:
    if invitation.accepted_at:
        return [Reason("invitation-used", _("Deze uitnodiging is al gebruikt."))]
    if invitation.withdrawn_at:
        return [Reason("invitation-withdrawn", _("Deze uitnodiging is ingetrokken."))]
    return []


def _write(invitation: Invitation, url: str, now: datetime) -> None:
    """Put the mail in the outbox."""
    site = settings.KOPPELKANS_NAME
    lines = [
        _("Hallo %(name)s,") % {"name": invitation.name} if invitation.name else _("Hallo,"),
        _("Je bent uitgenodigd voor %(site)s. Je rol wordt: %(role)s.")
        % {"site": site, "role": ROLES[invitation.role].name},
        _("Open deze link om je account te maken:"),
        url,
        _("De link werkt één keer, tot en met %(date)s.")
        % {"date": date_format(timezone.localtime(invitation.expires_at), "j F Y")},
        _("Ken je ons niet? Dan hoef je niets te doen."),
    ]
    subject = _("Uitnodiging voor %(site)s") % {"site": site}
    outbox.write(invitation.email, subject=subject, body="\n\n".join(lines), now=now)
