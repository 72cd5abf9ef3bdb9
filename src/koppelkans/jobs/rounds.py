"""Rounds are computed in the background."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from koppelkans.planning.actions import computing


@task()
def carry_out(pk: int) -> None:
    """Compute one round."""
    computing.carry_out(pk, clock=timezone.now)


def pick_up_lost(now: datetime) -> int:
    """Rounds that no worker computes, or will, are asked for again; returns how many."""
    tasks = DBTaskResult.objects.filter(task_path=carry_out.module_path, status=TaskResultStatus.READY)
    waiting = {row["args"][0] for row in tasks.values_list("args_kwargs", flat=True)}
    return computing.pick_up_lost(now, waiting)
