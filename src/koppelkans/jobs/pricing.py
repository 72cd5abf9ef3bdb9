"""What the rules of a round cost is computed in the background."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from koppelkans.planning.actions import pricing


@task()
def carry_out(pk: int) -> None:
    """Compute it for one round."""
    pricing.carry_out(pk, clock=timezone.now)
