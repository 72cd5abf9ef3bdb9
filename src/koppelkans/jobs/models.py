"""The nights: what was done, and that only one runs at a time."""

from __future__ import annotations

from django.db import models


class Night(models.Model):
    """One run of the nightly work; `going` is unique, so that a second run at the same time cannot begin."""

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    going = models.BooleanField(default=True)
    told = models.JSONField(default=dict)  # step -> what came of it

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["going"], condition=models.Q(going=True), name="night_one_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"
