"""Trainings, and the runs in which they are given."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.fields import CodesField, ExactDecimalField
from koppelkans.core.models import Organisation, Postcode
from koppelkans.core.models.places import CodeField
from koppelkans.core.vocabulary import CostKind

CREBO = RegexValidator(r"^[0-9]{5}\Z", _("Een crebo heeft vijf cijfers."))


class Training(models.Model):
    """A training, whichever run gives it."""

    code = CodeField(unique=True)
    name = models.CharField(_("naam"), max_length=200, blank=True)
    about = models.TextField(_("waar gaat het over"), blank=True)
    crebo = models.CharField(_("crebo van het diploma"), max_length=5, blank=True, validators=[CREBO])

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name or self.code


class Run(models.Model):
    """One group of one training: language, safety or vocational (runs.csv)."""

    code = CodeField(_("code"), unique=True)
    training = models.ForeignKey(Training, models.PROTECT, related_name="runs", verbose_name=_("training"))
    name = models.CharField(_("naam"), max_length=200)
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("opleider"))
    postcode = models.ForeignKey(Postcode, models.PROTECT, related_name="+", verbose_name=_("postcode"))
    start = models.DateField(_("eerste dag"))
    end = models.DateField(_("laatste dag"))
    dayparts = CodesField(_("dagdelen"))
    seats_min = models.PositiveIntegerField(_("deelnemers, ten minste"))
    seats_max = models.PositiveIntegerField(_("deelnemers, ten hoogste"))
    seats_taken = models.PositiveIntegerField(_("al ingeschreven buiten dit platform"), null=True, blank=True)
    seat_cost = ExactDecimalField(_("kosten per deelnemer (euro)"))
    group_cost = ExactDecimalField(_("kosten per groep (euro)"), null=True, blank=True)
    cost_kind = models.CharField(_("soort kosten"), max_length=10, choices=CostKind)
    requires = CodesField(_("wat je nodig hebt"))
    grants = CodesField(_("wat je krijgt"))
    only_for = CodesField(_("alleen voor"))

    confirmed_on = models.DateField(_("bevestigd op"))
    asked_on = models.DateField(_("om bevestiging gevraagd op"), null=True, blank=True)
    withdrawn_on = models.DateField(_("ingetrokken op"), null=True, blank=True)

    class Meta:
        ordering = ["start", "code"]
        indexes = [models.Index(fields=["provider", "start"], name="run_of_provider")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__lte=models.F("end")),
                name="run_start_before_end",
                violation_error_message=_("De laatste dag ligt voor de eerste dag."),
            ),
            models.CheckConstraint(
                condition=models.Q(seats_min__lte=models.F("seats_max")),
                name="run_min_at_most_max",
                violation_error_message=_("Het minimum is hoger dan het maximum."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
