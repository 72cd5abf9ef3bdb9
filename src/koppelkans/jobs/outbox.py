"""Sends what waits in the outbox: every minute."""

from __future__ import annotations

from django.utils import timezone

from koppelkans.core.actions.outbox import send_waiting


def run() -> int:
    """Send; returns how many messages went out."""
    return send_waiting(timezone.now())
