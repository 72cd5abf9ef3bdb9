"""Seats and places that are taken, and who waits for one. What is free is always derived from these rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Subject
from koppelkans.supply.models.places import Place
from koppelkans.supply.models.runs import Run

ONE_OF_BOTH = models.Q(run=None, place__isnull=False) | models.Q(run__isnull=False, place=None)


class Booking(models.Model):
    """A seat in a run or a place at an employer, taken for one person until released or expired."""

    run = models.ForeignKey(Run, models.PROTECT, null=True, blank=True, related_name="bookings")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="bookings")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    first_day = models.DateField(_("eerste dag"))
    booked_on = models.DateField(_("vastgelegd op"))
    expires_on = models.DateField(_("vervalt na"), null=True, blank=True)  # the last day on which it holds
    released_on = models.DateField(_("vrijgegeven op"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=ONE_OF_BOTH, name="booking_run_or_place"),
            models.UniqueConstraint(
                fields=["run", "subject"], condition=models.Q(released_on=None), name="booking_run_once"
            ),
            models.UniqueConstraint(
                fields=["subject"],
                condition=models.Q(released_on=None, place__isnull=False),
                name="booking_one_place",
                violation_error_message=_("Deze persoon heeft al een plek."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run or self.place}: {self.subject}"


class WaitingEntry(models.Model):
    """Somebody who waits for a seat or a place, in order of asking."""

    run = models.ForeignKey(Run, models.CASCADE, null=True, blank=True, related_name="waiting")
    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="waiting")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(condition=ONE_OF_BOTH, name="waiting_run_or_place"),
            models.UniqueConstraint(
                fields=["run", "subject"], condition=models.Q(ended_on=None), name="waiting_run_once"
            ),
            models.UniqueConstraint(
                fields=["place", "subject"], condition=models.Q(ended_on=None), name="waiting_place_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run or self.place}: {self.subject}"
