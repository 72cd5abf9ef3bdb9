"""What is kept of where somebody was logged in ends with the session."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session


def forget_ended() -> int:
    """Delete the network address and browser of sessions that are no more; how many."""
    going = Session.objects.values("session_key")
    return int(UserSession.objects.exclude(session_key__in=going).delete()[0])
