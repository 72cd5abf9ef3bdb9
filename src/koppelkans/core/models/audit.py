"""The one audit trail: who did or saw what, about whom, when, for which purpose."""

from __future__ import annotations

import uuid

from django.db import models


class AuditEntry(models.Model):
    """One processing of one person's data, or one act without a person, in the terms of the Logboek Dataverwerkingen.

    Entries of one act share `trace`. Nothing updates or deletes an entry, save the erasure of those past their term.
    """

    trace = models.UUIDField(default=uuid.uuid4, editable=False)
    is_head = models.BooleanField(default=True, editable=False)  # the first of its act: lists of acts ask for these
    at = models.DateTimeField()
    user = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    who = models.CharField(max_length=200)  # the name of then; for a command or a job: what it was
    role = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60)
    subject = models.ForeignKey("core.Subject", models.PROTECT, null=True, related_name="+")
    thing = models.CharField(max_length=200, blank=True)
    why = models.TextField(blank=True)
    status = models.CharField(max_length=8, default="Ok")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["subject", "-at"], name="audit_of_subject"),
            models.Index(fields=["-at"], name="audit_by_time"),
            models.Index(fields=["user", "-at"], name="audit_of_user"),
            models.Index(fields=["trace"], name="audit_of_act"),
            models.Index(fields=["-at", "-id"], condition=models.Q(is_head=True), name="audit_acts"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who}: {self.action}"
