"""One-time links: a link opens one thing for one person without an account; only a hash of it is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from koppelkans.core.access import Actor
from koppelkans.core.models import OneTimeLink, Subject


def new_token() -> str:
    """A token that nobody guesses: 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token; a token is random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make(
    purpose: str, *, subject: Subject | None, thing: object = "", by: Actor, now: datetime, valid: timedelta
) -> str:
    """Make a link and return its token, which is shown this once; earlier links for the same stop working.

    The action that calls this has checked that `by` may.
    """
    OneTimeLink.objects.filter(
        purpose=purpose, subject=subject, thing=str(thing), used_at=None, withdrawn_at=None
    ).update(withdrawn_at=now)
    token = new_token()
    OneTimeLink.objects.create(
        token_hash=hash_of(token),
        purpose=purpose,
        subject=subject,
        thing=str(thing)[:200],
        made_by=by.user,
        made_at=now,
        expires_at=now + valid,
    )
    return token


def look_up(token: str, purpose: str, *, now: datetime) -> OneTimeLink | None:
    """The link of a token while it works, or nothing: a wrong, old, used and withdrawn one look the same."""
    return (
        OneTimeLink.objects.filter(
            token_hash=hash_of(token), purpose=purpose, used_at=None, withdrawn_at=None, expires_at__gt=now
        )
        .select_related("subject", "made_by")
        .first()
    )


def find(token: str, purpose: str) -> OneTimeLink | None:
    """The link of a token in whatever state: who holds the token may hear why it opens nothing any more."""
    return OneTimeLink.objects.filter(token_hash=hash_of(token), purpose=purpose).first()


def use(link: OneTimeLink, *, now: datetime) -> bool:
    """Use a link up; false when it was used or withdrawn meanwhile."""
    return bool(OneTimeLink.objects.filter(pk=link.pk, used_at=None, withdrawn_at=None).update(used_at=now))


def withdraw(link: OneTimeLink, *, now: datetime) -> None:
    """Make a link stop working."""
    OneTimeLink.objects.filter(pk=link.pk, withdrawn_at=None).update(withdrawn_at=now)
