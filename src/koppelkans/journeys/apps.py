"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """The room `journeys`."""

    name = "koppelkans.journeys"
    label = "journeys"
    default_auto_field = "django.db.models.BigAutoField"
