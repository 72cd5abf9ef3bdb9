"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register


class WebConfig(AppConfig):
    """The room `web`."""

    name = "koppelkans.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The settings of the face are looked at when the platform starts."""
        from koppelkans.web.face import check_face

        register(check_face)
