"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class SupplyConfig(AppConfig):
    """The room `supply`."""

    name = "koppelkans.supply"
    label = "supply"
    default_auto_field = "django.db.models.BigAutoField"
