"""What asks for a name: a person says it, never a command or a job."""

from __future__ import annotations

from koppelkans.core.access import Actor, Closed
from koppelkans.core.models import User
from koppelkans.core.roles import May


def named(by: Actor, permission: May) -> User:
    """The person who acts, where that is permitted; raises Closed for the house itself."""
    by.require(permission)
    if by.user is None:
        raise Closed(permission)
    return by.user
