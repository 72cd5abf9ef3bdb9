"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The room `reports`."""

    name = "koppelkans.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
