"""What a programme would need for more people is worked out in the background."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from koppelkans.planning.actions import scaling


@task()
def carry_out(pk: int) -> None:
    """Work out one study."""
    scaling.carry_out(pk, clock=timezone.now)
