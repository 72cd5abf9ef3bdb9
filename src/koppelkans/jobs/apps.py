"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The room `jobs`."""

    name = "koppelkans.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
