"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class FundsConfig(AppConfig):
    """The room `funds`."""

    name = "koppelkans.funds"
    label = "funds"
    default_auto_field = "django.db.models.BigAutoField"
