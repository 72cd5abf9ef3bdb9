"""Work for later: rooms ask for it by name, the settings say which task does it, so that no room knows the doors."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string


def later(job: str, *arguments: Any) -> None:
    """Put a job on the queue once this transaction holds; `job` is a name in `settings.JOBS`."""
    transaction.on_commit(partial(_enqueue, settings.JOBS[job], arguments))


def _enqueue(path: str, arguments: tuple[Any, ...]) -> None:
    import_string(path).enqueue(*arguments)
