"""The ledger: rows of +1 and −1 that are never changed; a correction is a new row."""

from __future__ import annotations

from typing import Any

from django.db import models


class LedgerEntry(models.Model):
    """One thing reached (or taken back): booked on a day, concerning a day, about nobody."""

    measure = models.CharField(max_length=60)
    amount = models.SmallIntegerField()
    booked_at = models.DateTimeField()
    concerns = models.DateField()
    municipality = models.CharField(max_length=64, blank=True)
    programme = models.CharField(max_length=64, blank=True)
    sector = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["booked_at", "pk"]
        indexes = [models.Index(fields=["measure", "concerns"], name="ledger_measure")]
        constraints = [models.CheckConstraint(condition=models.Q(amount__in=[1, -1]), name="ledger_plus_or_minus_one")]

    def __str__(self) -> str:
        return f"{self.amount:+d} {self.measure}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        if not self._state.adding:
            raise TypeError("a row of the ledger never changes; book a correction")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise TypeError("a row of the ledger is never deleted; book a correction")
