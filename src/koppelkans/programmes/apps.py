"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """The room `programmes`."""

    name = "koppelkans.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"
