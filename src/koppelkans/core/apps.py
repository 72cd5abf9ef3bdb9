"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The room `core`."""

    name = "koppelkans.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
