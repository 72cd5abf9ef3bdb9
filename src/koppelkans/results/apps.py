"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """The room `results`."""

    name = "koppelkans.results"
    label = "results"
    default_auto_field = "django.db.models.BigAutoField"
