"""What is done every minute while a worker runs: the outbox, and rounds that got lost. Each run asks for the next."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from koppelkans.core.actions.outbox import send_waiting
from koppelkans.jobs.rounds import pick_up_lost

EVERY = timedelta(minutes=1)


@task()
def every_minute() -> None:
    """Do it, and ask for the next time."""
    now = timezone.now()
    try:
        send_waiting(now)
        pick_up_lost(now)
    finally:
        every_minute.using(run_after=now + EVERY).enqueue()


@transaction.atomic
def wind_up() -> bool:
    """Ask for the first run, unless one waits already; returns whether it was needed."""
    waiting = DBTaskResult.objects.filter(task_path=every_minute.module_path, status=TaskResultStatus.READY)
    if waiting.exists():
        return False
    every_minute.enqueue()
    return True
