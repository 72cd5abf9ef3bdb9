"""What an administrator does with those who log in: give and end roles, close and open accounts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction

from koppelkans.core import trail
from koppelkans.core.access import Actor
from koppelkans.core.models import Grant, Municipality, Organisation, User
from koppelkans.core.refusal import refuse_if
from koppelkans.core.roles import May
from koppelkans.core.rules.users import closing_reasons, ending_reasons, grant_reasons

PURPOSE = "access"


@transaction.atomic
def add_grant(
    user: User,
    *,
    by: Actor,
    role: str,
    municipality: Municipality | None = None,
    organisation: Organisation | None = None,
    until: date | None = None,
    today: date,
    now: datetime,
) -> Grant:
    """Give somebody a role from today."""
    by.require(May.EDIT_USERS)
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_if(grant_reasons(user, role, municipality, organisation, until, today))
    grant = Grant.objects.create(
        user=user,
        role=role,
        municipality=municipality,
        organisation=organisation,
        since=today,
        until=until,
        granted_by=by.user,
    )
    trail.record("user.grant", by=by, purpose=PURPOSE, now=now, thing=_of(grant))
    return grant


@transaction.atomic
def end_grant(grant: Grant, *, by: Actor, today: date, now: datetime) -> None:
    """End a role at once: yesterday was its last day."""
    by.require(May.EDIT_USERS)
    User.objects.select_for_update().get(pk=grant.user_id)
    grant = Grant.objects.select_related("user", "municipality", "organisation").get(pk=grant.pk)
    refuse_if(ending_reasons(grant, by, today))
    grant.until = today - timedelta(days=1)
    grant.save(update_fields=["until"])
    trail.record("user.grant-end", by=by, purpose=PURPOSE, now=now, thing=_of(grant))


@transaction.atomic
def close_account(user: User, *, by: Actor, now: datetime) -> None:
    """Let somebody log in no more; every session ends, also after the account is opened again."""
    by.require(May.EDIT_USERS)
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_if(closing_reasons(user, by))
    user.is_active = False
    user.set_unusable_password()  # sessions hang on the password: none comes back to life
    user.save(update_fields=["is_active", "password"])
    trail.record("user.close", by=by, purpose=PURPOSE, now=now, thing=user.email)


@transaction.atomic
def open_account(user: User, *, by: Actor, now: datetime) -> None:
    """Let somebody log in again, with a new password."""
    by.require(May.EDIT_USERS)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = True
    user.save(update_fields=["is_active"])
    trail.record("user.open", by=by, purpose=PURPOSE, now=now, thing=user.email)


@transaction.atomic
def forget_second_factor(user: User, *, by: Actor, why: str, now: datetime) -> None:
    """Let somebody who lost the phone set up a new second factor at the next login."""
    by.require(May.EDIT_USERS)
    user = User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user).delete()
    trail.record("user.second-factor-forget", by=by, purpose=PURPOSE, now=now, thing=user.email, why=why)


def _of(grant: Grant) -> str:
    within = grant.municipality or grant.organisation or ""
    return f"{grant.user.email} {grant.role} {within}".strip()
