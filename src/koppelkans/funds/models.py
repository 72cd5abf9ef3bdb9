"""Funds, what of a person's ceiling was used before, and what is reserved. Free money is always derived."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.fields import CodesField, ExactDecimalField
from koppelkans.core.models import Subject
from koppelkans.core.models.places import CodeField
from koppelkans.core.vocabulary import CostKind


class Fund(models.Model):
    """A pot of money with its window, what and whom it pays, its ceiling and its guarantor (funds.csv)."""

    class State(models.TextChoices):
        """Whether the money is there."""

        GRANTED = "granted", _("toegekend")
        EXPECTED = "expected", _("verwacht")

    class YesNo(models.TextChoices):
        """A choice that may be left open."""

        YES = "yes", _("ja")
        NO = "no", _("nee")

    code = CodeField(_("code"), unique=True)
    name = models.CharField(_("naam"), max_length=200)
    budget = ExactDecimalField(_("budget (euro)"))
    pays = CodesField(_("betaalt"))
    pays_groups = models.CharField(_("betaalt ook kosten per groep"), max_length=3, choices=YesNo, blank=True)
    start = models.DateField(_("vanaf"))
    until = models.DateField(_("tot en met"))
    municipalities = CodesField(_("alleen voor deze gemeenten"))
    groups = CodesField(_("alleen voor deze doelgroepen"))
    sectors = CodesField(_("alleen voor deze sectoren"))
    max_per_candidate = ExactDecimalField(_("ten hoogste per persoon (euro)"), null=True, blank=True)
    state = models.CharField(_("stand"), max_length=10, choices=State, blank=True)
    guarantor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="vouches_for", verbose_name=_("wie staat garant")
    )
    reserve = ExactDecimalField(_("deel dat bij de garant vastligt (0 tot 1)"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__lte=models.F("until")),
                name="fund_from_before_until",
                violation_error_message=_("De einddatum ligt voor de begindatum."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="expected", guarantor__isnull=False)
                | (~models.Q(state="expected") & models.Q(guarantor=None)),
                name="fund_expected_has_guarantor",
                violation_error_message=_("Verwacht geld heeft een garant nodig; toegekend geld heeft er geen."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UsedAmount(models.Model):
    """What of somebody's ceiling in a fund was used outside the platform (used.csv)."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="used_amounts")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    amount = ExactDecimalField(_("bedrag (euro)"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "subject"], name="used_amount_once")]

    def __str__(self) -> str:
        return f"{self.fund}: {self.amount}"


class Reservation(models.Model):
    """Money set aside in a fund for one step of one person, or for the group costs of a run."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="reservations")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True, related_name="+")
    step = CodeField(_("stap"))  # the code of a run, or `place`
    cost_kind = models.CharField(_("soort kosten"), max_length=10, choices=CostKind)
    cents = models.PositiveBigIntegerField(_("bedrag (cent)"))
    reserved_on = models.DateField(_("gereserveerd op"))
    expires_on = models.DateField(_("vervalt na"), null=True, blank=True)  # the last day on which it holds
    released_on = models.DateField(_("vrijgegeven op"), null=True, blank=True)
    spent_on = models.DateField(_("uitgegeven op"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["fund", "released_on", "expires_on"], name="reservation_of_fund")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(spent_on=None) | models.Q(released_on=None), name="reservation_spent_or_released"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fund}: {self.cents / 100:.2f}"
