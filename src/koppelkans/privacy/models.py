"""How long each kind of data is kept, and what is proposed for erasure."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Municipality, Subject


class RetentionTerm(models.Model):
    """How many days a kind of data is kept after the day it counts from; a setting of the region."""

    kind = models.CharField(primary_key=True, max_length=40)
    days = models.PositiveIntegerField(_("dagen"))
    basis = models.CharField(_("grondslag"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.kind


class ErasureProposal(models.Model):
    """Data past its term: proposed by a job, erased only when a person confirms."""

    class Outcome(models.TextChoices):
        """What was decided."""

        ERASED = "erased", _("gewist")
        KEPT = "kept", _("langer bewaard")

    kind = models.CharField(max_length=40)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+")
    thing = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "thing"], condition=models.Q(outcome=""), name="erasure_proposed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject or self.thing}"
