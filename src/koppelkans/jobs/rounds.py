"""Rounds are computed in the background."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from koppelkans.planning.actions import rounds


@task()
def carry_out(pk: int) -> None:
    """Compute one round."""
    rounds.carry_out(pk, clock=timezone.now)
