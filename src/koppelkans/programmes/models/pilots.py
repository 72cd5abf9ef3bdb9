"""What a pilot is judged by: criteria written before the first start, scores, lessons, the decision to scale."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models.kept import InsertOnly
from koppelkans.programmes.models.programmes import Programme
from koppelkans.results.models import Measure


class Criterion(models.Model):
    """One criterion of success; once the criteria of its programme are locked it is only scored."""

    class Least(models.TextChoices):
        """Which way it is measured."""

        AT_LEAST = "at-least", _("ten minste")
        AT_MOST = "at-most", _("ten hoogste")

    class Unit(models.TextChoices):
        """In what the number is."""

        PEOPLE = "people", _("mensen")
        SHARE = "share", _("procent van wie begon")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="criteria")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("wanneer is het een succes?"), max_length=300)
    measure = models.CharField(_("wat telt"), max_length=60, choices=Measure, blank=True)  # empty: judged by people
    least = models.CharField(_("grens"), max_length=10, choices=Least, default=Least.AT_LEAST)
    number = models.DecimalField(_("getal"), max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("eenheid"), max_length=40, choices=Unit, blank=True)
    must = models.BooleanField(_("zonder dit is het geen succes"), default=False)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Score(InsertOnly):
    """How a criterion was scored, with evidence; a later score goes before an earlier one, and none is changed."""

    class Outcome(models.TextChoices):
        """What it came to."""

        MET = "met", _("gehaald")
        PARTLY = "partly", _("deels gehaald")
        NOT_MET = "not-met", _("niet gehaald")
        UNKNOWN = "unknown", _("nog niet te zeggen")

    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    outcome = models.CharField(_("uitkomst"), max_length=10, choices=Outcome)
    value = models.DecimalField(_("gemeten"), max_digits=12, decimal_places=2, null=True, blank=True)
    evidence = models.TextField(_("waaruit blijkt dat?"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        get_latest_by = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.outcome}"


class Lesson(models.Model):
    """What was learnt in a programme, for the one that follows it; about the way of working, never about a person."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="lessons")
    text = models.TextField(_("wat hebben we geleerd?"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class ScalingDecision(InsertOnly):
    """Go, adjust or stop: by whom, when, why, and on which figures of that day; never changed, a new one follows it."""

    class Outcome(models.TextChoices):
        """What was decided."""

        GO = "go", _("opschalen")
        ADJUST = "adjust", _("bijstellen en doorgaan")
        STOP = "stop", _("stoppen")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="scaling_decisions")
    outcome = models.CharField(_("besluit"), max_length=10, choices=Outcome)
    size = models.PositiveIntegerField(_("voor hoeveel mensen"), null=True, blank=True)
    reason = models.TextField(_("waarom"), max_length=4000)
    decided_by = models.CharField(_("wie besluit (naam en functie)"), max_length=200)
    decided_on = models.DateField(_("datum van het besluit"))
    figures = models.JSONField(default=dict)  # criteria, costs and needs as they were shown
    paper = models.JSONField(default=dict)  # the document, see `documents.paper`
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        get_latest_by = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.programme}: {self.outcome}"
