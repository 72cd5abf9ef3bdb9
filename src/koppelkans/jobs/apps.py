"""The room as Django knows it."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The room `jobs`: each of its modules says with `core.background.answers_to` which names it answers to."""

    name = "koppelkans.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Load every job, so that its name is known."""
        package = import_module(self.name)
        for module in iter_modules(package.__path__):
            if module.name != "apps":
                import_module(f"{self.name}.{module.name}")
