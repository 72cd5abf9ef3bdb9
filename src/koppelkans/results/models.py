"""The ledger: rows of +1 and −1 that are never changed; a correction is a new row."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models.kept import InsertOnly


class Measure(models.TextChoices):
    """What is counted; the definitions are in `reports.measures`. No two of these ever share a number."""

    STARTED = "started", _("begonnen")
    FINISHED = "finished", _("leren afgerond")
    AT_WORK = "at-work", _("aan het werk")
    WEEKS_13 = "13w", _("13 weken aan het werk")
    DURABLE = "26w", _("duurzaam aan het werk")
    WEEKS_52 = "52w", _("52 weken aan het werk")


class LedgerEntry(InsertOnly):
    """One thing reached (or taken back): booked on a day, concerning a day, about nobody."""

    measure = models.CharField(max_length=60)
    amount = models.SmallIntegerField()
    booked_at = models.DateTimeField()
    concerns = models.DateField()
    municipality = models.CharField(max_length=64, blank=True)
    programme = models.CharField(max_length=64, blank=True)
    sector = models.CharField(max_length=64, blank=True)
    training = models.CharField(max_length=64, blank=True)
    fund = models.CharField(max_length=64, blank=True)  # the one that pays most
    kind = models.CharField(max_length=20, blank=True)  # of the place, or the form of contract
    definition = models.PositiveSmallIntegerField(null=True, blank=True)  # version of what durable means

    class Meta:
        ordering = ["booked_at", "pk"]
        indexes = [
            models.Index(fields=["measure", "concerns"], name="ledger_measure"),
            models.Index(fields=["programme", "measure", "concerns"], name="ledger_programme"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(amount__in=[1, -1]), name="ledger_plus_or_minus_one")]

    def __str__(self) -> str:
        return f"{self.amount:+d} {self.measure}"

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise TypeError("a row of the ledger is never deleted; book a correction")


class Released(models.Model):
    """How many rows of a measure lost the journey they were booked for, when a person was erased; about nobody."""

    measure = models.CharField(max_length=60)
    amount = models.SmallIntegerField()  # +1 or −1: of which rows
    rows = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.measure}: {self.rows}"
