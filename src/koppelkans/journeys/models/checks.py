"""What the night found when it held the ledger beside the journeys that still exist."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.journeys.models.journeys import Journey
from koppelkans.results.models import Measure


class LedgerCheck(models.Model):
    """One check: how much was looked at, and how much did not agree."""

    at = models.DateTimeField()
    people = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()  # of the ledger
    differences = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-pk"]
        get_latest_by = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.differences}"

    @property
    def told(self) -> str:
        """What came of it, in one line for the night."""
        return f"{self.differences} differences, {self.people} people, {self.rows} rows"


class LedgerDifference(models.Model):
    """One thing that did not agree; nothing mends it by itself."""

    class Code(models.TextChoices):
        """What does not agree with what."""

        ROW = "row", _("de rij in de telling zegt iets anders dan het traject")
        MISSING = "missing", _("gebeurd, en niet geteld")
        GONE = "gone", _("geteld, en niet (meer) gebeurd")
        DATE = "date", _("geteld op een andere dag")
        FORM = "form", _("geteld bij een ander soort werk")
        SUM = "sum", _("rijen zonder traject: meer of minder dan er gewist zijn")

    check_of = models.ForeignKey(LedgerCheck, models.CASCADE, related_name="found")
    code = models.CharField(max_length=8, choices=Code)
    measure = models.CharField(max_length=10, choices=Measure)
    municipality = models.CharField(max_length=64, blank=True)
    journey = models.ForeignKey(Journey, models.SET_NULL, null=True, blank=True, related_name="+")
    expected = models.CharField(max_length=200, blank=True)
    found = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["measure", "code", "pk"]

    def __str__(self) -> str:
        return f"{self.measure}: {self.code}"
