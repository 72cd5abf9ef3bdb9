"""A round: what was asked, what came out, and for each person a proposal or what stopped them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.fields import CodesField, ExactDecimalField
from koppelkans.people.models import Candidate
from koppelkans.supply.models import Place


class Forbidden(models.Model):
    """A combination that is not to be proposed to somebody (forbidden.csv); no run and no place: nothing at all."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="+")
    run = models.CharField(_("training"), max_length=64, blank=True)
    place = models.CharField(_("plek"), max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["candidate", "run", "place"], name="forbidden_once")]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.run} {self.place}".strip()


class Pinned(models.Model):
    """A pathway of the plan before this one (previous.csv) or one that must be in the plan (locks.csv), by codes."""

    class Kind(models.TextChoices):
        """Which of the two."""

        PREVIOUS = "previous", _("vorige plan")
        LOCK = "lock", _("vastgezet")

    kind = models.CharField(max_length=10, choices=Kind)
    person = models.CharField(max_length=64)  # the pseudonym; people of an earlier plan may be gone since
    runs = CodesField()
    place = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "person"], name="pinned_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.place}"


class Round(models.Model):
    """One plan for a group of people."""

    class Status(models.TextChoices):
        """Where a round stands."""

        QUEUED = "queued", _("staat klaar")
        RUNNING = "running", _("wordt gerekend")
        DONE = "done", _("klaar")
        FAILED = "failed", _("mislukt")

    name = models.CharField(_("naam"), max_length=200)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    municipality = models.ForeignKey(
        "core.Municipality", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("gemeente")
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    alive_at = models.DateTimeField(null=True, blank=True)  # when whoever computes it last said so
    ended_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    snapshot = models.BinaryField(blank=True, default=bytes)  # the region folder, zipped
    outcome = models.BinaryField(blank=True, default=bytes)  # the plan folder, zipped
    people = models.PositiveIntegerField(default=0)
    placed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)  # people who were erased, or whose place was, while it was computed
    group_payments = models.JSONField(default=list, blank=True)  # [{"run", "cost_kind", "fund", "cents"}]
    value = models.FloatField(null=True, blank=True)
    bound = models.FloatField(null=True, blank=True)
    certificate = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return self.name


class Proposal(models.Model):
    """What a round says about one person: a pathway with its reasons, or what stopped it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="proposals")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="+")
    runs = CodesField()
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")  # empty: unplaced
    first_day = models.DateField(null=True, blank=True)
    probability = models.FloatField(null=True, blank=True)
    preference = models.FloatField(null=True, blank=True)
    travel_minutes = models.FloatField(null=True, blank=True)
    cost = ExactDecimalField(null=True, blank=True)
    value = models.FloatField(null=True, blank=True)
    reason = CodesField()  # `term=contribution` or `code:id` items, as in the plan folder
    payments = models.JSONField(default=list, blank=True)  # [{"step", "cost_kind", "fund", "cents"}]
    told = models.JSONField(default=dict, blank=True)  # the explanation in sentences, by language

    class Meta:
        ordering = ["candidate__subject__pseudonym"]
        constraints = [models.UniqueConstraint(fields=["round", "candidate"], name="proposal_once")]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.place or '—'}"
