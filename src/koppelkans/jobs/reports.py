"""The figures that take long are computed in the background when a page finds none."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from koppelkans.reports.actions import compute_all


@task()
def carry_out() -> None:
    """Compute them as of now."""
    compute_all(now=timezone.now())
