"""What is computed at night for it takes long: forecasts and times, per programme and municipality; about nobody."""

from __future__ import annotations

from django.db import models


class Computed(models.Model):
    """The figures of one kind for one programme and municipality (empty: all), as of a day."""

    kind = models.CharField(max_length=30)
    programme = models.CharField(max_length=64, blank=True)
    municipality = models.CharField(max_length=64, blank=True)
    on = models.DateField()
    made_at = models.DateTimeField()
    figures = models.JSONField(default=dict)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "programme", "municipality", "on"], name="computed_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.programme} {self.municipality} {self.on}".strip()
