"""Diploma with a work guarantee (CIVIL): who guarantees which work after a training, and what if it is broken."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Occupation, Organisation, Subject
from koppelkans.supply.models.runs import Training


class Guarantee(models.Model):
    """A signed promise of work to who finishes a training."""

    training = models.ForeignKey(Training, models.PROTECT, related_name="guarantees", verbose_name=_("training"))
    guarantor = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("wie garandeert"))
    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="+", verbose_name=_("beroep"))
    hours = models.DecimalField(
        _("uren per week, ten minste"), max_digits=4, decimal_places=1, validators=[MinValueValidator(1)]
    )
    starts_within = models.PositiveIntegerField(_("begint binnen (dagen na het diploma)"), default=31)
    jobs = models.PositiveIntegerField(_("aantal banen"), validators=[MinValueValidator(1)])
    conditions = models.TextField(_("voorwaarden"), blank=True, max_length=2000)
    signed_on = models.DateField(_("getekend op"), null=True, blank=True)  # empty: promised, not signed
    signed_by = models.CharField(_("getekend door (naam en functie)"), max_length=200, blank=True)
    since = models.DateField(_("geldt vanaf"))
    until = models.DateField(_("geldt tot en met"))
    withdrawn_on = models.DateField(_("ingetrokken op"), null=True, blank=True)

    class Meta:
        ordering = ["-since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since__lte=models.F("until")),
                name="guarantee_from_before_until",
                violation_error_message=_("De laatste dag ligt voor de eerste dag."),
            ),
            models.CheckConstraint(
                condition=models.Q(signed_on=None, signed_by="")
                | (models.Q(signed_on__isnull=False) & ~models.Q(signed_by="")),
                name="guarantee_signed_by_somebody",
                violation_error_message=_("Vul in wie heeft getekend, en wanneer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training}: {self.guarantor}"


class Breach(models.Model):
    """A guarantee that was not kept for somebody: a flag with an owner and an end."""

    class End(models.TextChoices):
        """How it ended."""

        KEPT_LATER = "kept-later", _("alsnog werk bij de garantiegever")
        OTHER_WORK = "other-work", _("ander werk gevonden")
        RELEASED = "released", _("de kandidaat wil het niet meer")
        NOT_KEPT = "not-kept", _("niet nagekomen")

    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="breaches")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    opened_on = models.DateField(_("gemeld op"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    why = models.CharField(_("wat is er aan de hand"), max_length=500)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("wie lost het op")
    )
    due_on = models.DateField(_("opgelost voor"))
    ended_on = models.DateField(_("afgesloten op"), null=True, blank=True)
    end = models.CharField(_("hoe liep het af"), max_length=10, choices=End, blank=True)
    told = models.CharField(_("toelichting"), max_length=500, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["guarantee", "subject"], condition=models.Q(ended_on=None), name="breach_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None, end="") | (models.Q(ended_on__isnull=False) & ~models.Q(end="")),
                name="breach_end_has_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guarantee}: {self.subject}"
