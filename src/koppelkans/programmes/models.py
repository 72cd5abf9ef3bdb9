"""Programmes: what people are admitted to, with whom, for how long, and how many."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Municipality, Organisation, Subject
from koppelkans.core.models.places import CodeField


class Programme(models.Model):
    """A programme or pilot: period, municipalities, partners, an admission rule as data, and a cap."""

    code = CodeField(_("code"), unique=True)
    name = models.CharField(_("naam"), max_length=200)
    about = models.TextField(_("waar gaat het over"), blank=True)
    starts_on = models.DateField(_("eerste dag"))
    ends_on = models.DateField(_("laatste dag"))
    municipalities = models.ManyToManyField(Municipality, blank=True, related_name="+", verbose_name=_("gemeenten"))
    partners = models.ManyToManyField(Organisation, blank=True, related_name="+", verbose_name=_("partners"))
    # {"groups_any": [...], "holds_all": [...], "sectors_any": [...]}; an absent key asks nothing
    admission = models.JSONField(_("toelating"), default=dict, blank=True)
    cap = models.PositiveIntegerField(_("deelnemers, ten hoogste"), null=True, blank=True)

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__lte=models.F("ends_on")),
                name="programme_starts_before_it_ends",
                violation_error_message=_("De laatste dag ligt voor de eerste dag."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Participation(models.Model):
    """Somebody in a programme, or on its waiting list when it is full."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="participations")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    offered_on = models.DateField(null=True, blank=True)  # a seat came free and is kept until this one answers
    admitted_on = models.DateField(null=True, blank=True)  # empty: waiting
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "subject"], condition=models.Q(ended_on=None), name="participation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.subject}"
