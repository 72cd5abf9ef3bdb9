"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """The room `planning`."""

    name = "koppelkans.planning"
    label = "planning"
    default_auto_field = "django.db.models.BigAutoField"
