"""Guidance: the moments of contact, the tasks of every party, and signals that somebody has taken up."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.journeys.models.journeys import Journey, Party


class Contact(models.Model):
    """One moment of the contact plan, with the candidate or the employer."""

    class How(models.TextChoices):
        """How it went."""

        VISIT = "visit", _("op bezoek")
        PHONE = "phone", _("gebeld")
        VIDEO = "video", _("beeldbellen")
        MESSAGE = "message", _("bericht")

    class Outcome(models.TextChoices):
        """What came of it, for this moment; nothing about a person is scored."""

        FINE = "fine", _("het gaat goed")
        WORRY = "worry", _("er is iets te doen")
        NOT_REACHED = "not-reached", _("niet bereikt")

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="contacts")
    party = models.CharField(_("met wie"), max_length=12, choices=Party)
    day = models.PositiveSmallIntegerField()  # of the contact plan: days after the first day
    due_on = models.DateField(_("voor"))
    done_on = models.DateField(_("gedaan op"), null=True, blank=True)
    how = models.CharField(_("hoe"), max_length=8, choices=How, blank=True)
    outcome = models.CharField(_("uitkomst"), max_length=12, choices=Outcome, blank=True)
    note = models.TextField(_("notitie"), blank=True, max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], condition=models.Q(done_on=None), name="contact_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "party", "day"], condition=models.Q(cancelled_at=None), name="contact_moment_once"
            ),
            models.CheckConstraint(
                condition=models.Q(done_on=None, outcome="")
                | (models.Q(done_on__isnull=False) & ~models.Q(outcome="")),
                name="contact_done_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journey}: {self.due_on}"


class Task(models.Model):
    """Something one party does before a day."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="tasks")
    party = models.CharField(_("wie"), max_length=12, choices=Party)
    what = models.CharField(_("wat"), max_length=300)
    due_on = models.DateField(_("klaar voor"))
    done_on = models.DateField(_("gedaan op"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on"], condition=models.Q(done_on=None, cancelled_at=None), name="task_due")
        ]

    def __str__(self) -> str:
        return self.what


class Heeded(models.Model):
    """A signal that somebody took up: it is silent until a day, unless what it rests on changes."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="heeded")
    signal = models.CharField(max_length=30)
    rests_on = models.CharField(max_length=64)  # hash of the facts of then
    what = models.CharField(_("wat doe je eraan"), max_length=500)
    until = models.DateField(_("kijk weer op"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.journey}: {self.signal}"
