"""What a programme would need for more people: planned by the engine on scaled input, and kept."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.programmes.models import Programme


class ScalingStudy(models.Model):
    """Seats, places, mentors and money for several sizes of a programme."""

    class Status(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", _("staat klaar")
        RUNNING = "running", _("wordt gerekend")
        DONE = "done", _("klaar")
        FAILED = "failed", _("mislukt")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    sizes = models.JSONField(default=list)  # numbers of people
    seed = models.PositiveIntegerField(default=1)
    figures = models.JSONField(default=dict, blank=True)  # per size what is needed; no person in it
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.programme}: {self.sizes}"
