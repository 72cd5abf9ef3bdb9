"""Rows that are written once and never changed: a correction is a new row."""

from __future__ import annotations

from typing import Any

from django.db import models


class InsertOnly(models.Model):
    """A row that is inserted and from then on only read."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        if not self._state.adding:
            raise TypeError(f"a row of {self._meta.label} never changes; write a new one")
        super().save(*args, **kwargs)
