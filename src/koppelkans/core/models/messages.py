"""What goes out: one-time links and the outbox of messages."""

from __future__ import annotations

from django.db import models

from koppelkans.core.models.words import Subject


class OneTimeLink(models.Model):
    """A link that opens one thing for one person without an account; only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=40)
    subject = models.ForeignKey(Subject, models.CASCADE, null=True, blank=True, related_name="+")
    thing = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey("core.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.thing}".strip()


class Message(models.Model):
    """A message to send, written in the transaction of what it tells and sent afterwards by a job."""

    class Via(models.TextChoices):
        """How it goes out."""

        MAIL = "mail", "e-mail"
        SMS = "sms", "sms"

    via = models.CharField(max_length=4, choices=Via, default=Via.MAIL)
    to = models.CharField(max_length=254)  # an address, or a telephone number
    subject = models.CharField(max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-written_at"]
        indexes = [models.Index(fields=["written_at"], condition=models.Q(sent_at=None), name="message_unsent")]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
