"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The room `jobs`; `settings.JOBS` says which task does what is asked for by name."""

    name = "koppelkans.jobs"
    label = "jobs"
