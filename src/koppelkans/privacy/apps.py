"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """The room `privacy`."""

    name = "koppelkans.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"
