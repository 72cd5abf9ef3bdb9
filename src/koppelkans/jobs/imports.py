"""Background work on files of candidates: checking and importing long ones, and sweeping up what was left."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from koppelkans.core.access import Actor, actor_of, house
from koppelkans.people.imports import actions
from koppelkans.people.models import Import


@task()
def check_file(pk: int) -> None:
    """Check a file, for who brought it in: whose people it may touch depends on that."""
    batch = Import.objects.select_related("by").get(pk=pk)
    actions.check(batch, by=_asked_by(batch), now=timezone.now())


@task()
def perform_import(pk: int) -> None:
    """Import a file, in the name of who asked for it."""
    batch = Import.objects.select_related("by").get(pk=pk)
    actions.perform(batch, by=_asked_by(batch), now=timezone.now())


@task()
def sweep_imports() -> None:
    """Erase the files that nobody goes on with."""
    actions.sweep(by=house("jobs.imports"), now=timezone.now())


def _asked_by(batch: Import) -> Actor:
    return actor_of(batch.by, timezone.localdate()) if batch.by else house("jobs.imports")
