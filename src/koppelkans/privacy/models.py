"""How long each kind of data is kept, and what is proposed for erasure."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Municipality, Subject
from koppelkans.privacy.terms import KINDS


class RetentionTerm(models.Model):
    """How many days a kind of data is kept after the day it counts from; a setting of the region."""

    kind = models.CharField(primary_key=True, max_length=40)
    days = models.PositiveIntegerField(_("dagen"))
    basis = models.CharField(_("grondslag"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.kind


class ErasureProposal(models.Model):
    """Data past its term: proposed by a job, erased only when a person confirms.

    With a subject: data of that one person. Without: all rows of the kind that counted from `until` or before.
    """

    class Outcome(models.TextChoices):
        """What was decided."""

        ERASED = "erased", _("gewist")
        KEPT = "kept", _("langer bewaard")

    kind = models.CharField(max_length=40)
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+")
    until = models.DateField(null=True)
    size = models.PositiveIntegerField(default=1)  # how many rows, when it was proposed
    due_on = models.DateField()
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True)
    keep_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=models.Q(outcome=""), name="erasure_proposed_once"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(outcome="", subject=None), name="erasure_of_kind_proposed_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="kept") | (~models.Q(why="") & models.Q(keep_until__isnull=False)),
                name="erasure_kept_has_reason",
                violation_error_message=_("Schrijf op waarom en tot wanneer je dit langer bewaart."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject or ''}".strip()

    @property
    def name(self) -> str:
        """What kind of data this is, in words."""
        return str(KINDS[self.kind].name) if self.kind in KINDS else self.kind
