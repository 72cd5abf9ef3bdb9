"""A round: what was asked, what came out, and for each person a proposal or what stopped them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.fields import CodesField, ExactDecimalField
from koppelkans.people.models import Candidate
from koppelkans.supply.models import Place


class Round(models.Model):
    """One plan for a group of people."""

    class Kind(models.TextChoices):
        """What a plan was made for."""

        ROUND = "round", _("ronde")
        SCENARIO = "scenario", _("wat-als")  # nobody decides about its proposals until it has become the round
        CHOICE = "choice", _("andere keuze")  # one person's other pathway, planned with what is left today

    class Status(models.TextChoices):
        """Where a round stands."""

        QUEUED = "queued", _("staat klaar")
        RUNNING = "running", _("wordt gerekend")
        DONE = "done", _("klaar")
        FAILED = "failed", _("mislukt")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ROUND)
    # what a scenario or another choice was made from, and what a round planned again with little change goes on from
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("naam"), max_length=200)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    municipality = models.ForeignKey(
        "core.Municipality", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("gemeente")
    )
    programme = models.ForeignKey(
        "programmes.Programme", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programma")
    )
    # what was asked besides: see `planning.asked.Asked`
    asked = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    alive_at = models.DateTimeField(null=True, blank=True)  # when whoever computes it last said so
    ended_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)  # a worker that dies leaves the round to the next one, once
    progress = models.JSONField(default=dict, blank=True)  # {"phase", "seconds", "left", "bound", "value", "gap"}
    stop_asked_at = models.DateTimeField(null=True, blank=True)  # the best plan so far is kept
    adopted_at = models.DateTimeField(null=True, blank=True)  # when a scenario became the round
    problem = models.TextField(blank=True)
    snapshot = models.BinaryField(blank=True, default=bytes)  # the region folder, zipped
    outcome = models.BinaryField(blank=True, default=bytes)  # the plan folder, zipped
    core = models.BinaryField(blank=True, default=bytes)  # what the engine plans again with to answer questions
    emptied_on = models.DateField(null=True, blank=True)  # snapshot, outcome and core are gone; the figures stay
    people = models.PositiveIntegerField(default=0)
    placed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)  # people who were erased, or whose place was, while it was computed
    group_payments = models.JSONField(default=list, blank=True)  # [{"run", "cost_kind", "fund", "cents"}]
    value = models.FloatField(null=True, blank=True)
    bound = models.FloatField(null=True, blank=True)
    certificate = models.JSONField(default=dict, blank=True)  # as certificate.json: with versions and hashes
    figures = models.JSONField(default=dict, blank=True)  # what pages show of the whole: see `planning.figures`

    class Meta:
        ordering = ["-asked_at", "-pk"]

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
    low = models.FloatField(null=True, blank=True)  # the chance as the spread of the coefficients leaves it open (80 %)
    high = models.FloatField(null=True, blank=True)
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
