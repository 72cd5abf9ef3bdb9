"""Programmes: what people are admitted to, with whom, for how long, and how many."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.fields import CodesField
from koppelkans.core.models import Municipality, Organisation, Subject
from koppelkans.core.models.places import CodeField
from koppelkans.results.models import Measure

CONTACT_PLAN = (0, 7, 28, 91, 182, 364)  # days after the first day: day 1, weeks 1, 4, 13, 26 and 52


def contact_plan() -> list[int]:
    """The contact plan of a new programme, to be changed in each."""
    return list(CONTACT_PLAN)


class Programme(models.Model):
    """A programme or pilot: period, municipalities, partners, an admission rule as data, and a cap."""

    class Kind(models.TextChoices):
        """What it is."""

        PROGRAMME = "programme", _("programma")
        PILOT = "pilot", _("pilot")  # a cohort with a cap, criteria written before the first start, a decision to scale

    code = CodeField(_("code"), unique=True)
    kind = models.CharField(_("soort"), max_length=10, choices=Kind, default=Kind.PROGRAMME)
    name = models.CharField(_("naam"), max_length=200)
    about = models.TextField(_("waar gaat het over"), blank=True)
    idea_on = models.DateField(_("dag van het idee"), null=True, blank=True)  # how long it took to begin counts from it
    starts_on = models.DateField(_("eerste dag"))
    ends_on = models.DateField(_("laatste dag"))
    municipalities = models.ManyToManyField(Municipality, blank=True, related_name="+", verbose_name=_("gemeenten"))
    partners = models.ManyToManyField(
        Organisation, through="Partner", blank=True, related_name="+", verbose_name=_("partners")
    )
    sectors = CodesField(_("sectoren"))
    catalogue = CodesField(_("trainingen"))  # codes of trainings that the programme offers
    # {"groups_any": [...], "holds_all": [...], "sectors_any": [...]}; an absent key asks nothing. Or, where each group
    # has its own rule: {"ways": [{"name", "groups_any", "holds_all", "holds_none", "sectors_any"}], "exceptions": bool}
    admission = models.JSONField(_("toelating"), default=dict, blank=True)
    cap = models.PositiveIntegerField(_("deelnemers, ten hoogste"), null=True, blank=True)
    # how many more than the cap somebody may let in by name and with a reason; never by itself
    tolerance = models.PositiveIntegerField(_("speling boven het maximum"), default=0)
    contact_plan = models.JSONField(_("contactmomenten"), default=contact_plan)  # days after the first day
    criteria_locked_at = models.DateTimeField(null=True, blank=True)
    criteria_locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    succeeds = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name=_("gaat verder op")
    )

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


class Partner(models.Model):
    """An organisation in a programme: its task, and how many people it has room for."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="partner_rows")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("partner"))
    task = models.CharField(_("taak"), max_length=200, blank=True)
    capacity = models.PositiveIntegerField(_("plek voor (mensen per jaar)"), null=True, blank=True)
    signed_on = models.DateField(_("afgesproken op"), null=True, blank=True)

    class Meta:
        ordering = ["organisation__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation"],
                name="partner_once",
                violation_error_message=_("Deze partner staat er al."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.organisation}"


class Target(models.Model):
    """What a programme means to reach in a calendar year, per measure of the ledger."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField(_("jaar"), validators=[MinValueValidator(2000)])
    measure = models.CharField(_("wat telt"), max_length=60, choices=Measure)
    number = models.PositiveIntegerField(_("aantal"))

    class Meta:
        ordering = ["year", "measure"]
        constraints = [models.UniqueConstraint(fields=["programme", "year", "measure"], name="target_once")]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}: {self.number} {self.measure}"


class Budget(models.Model):
    """The money of a programme in a calendar year, in cents."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="budgets")
    year = models.PositiveSmallIntegerField(_("jaar"), validators=[MinValueValidator(2000)])
    cents = models.PositiveBigIntegerField(_("bedrag"))

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["programme", "year"], name="budget_once")]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}"


class Participation(models.Model):
    """Somebody in a programme, or on its waiting list when it is full."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="participations")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    offered_on = models.DateField(null=True, blank=True)  # a seat came free and is kept until this one answers
    admitted_on = models.DateField(null=True, blank=True)  # empty: waiting
    ended_on = models.DateField(null=True, blank=True)
    way = models.CharField(max_length=200, blank=True)  # name of the way of the admission rule that let them in
    # let in by somebody, against the rule or above the cap: never without a reason and a name
    exception = models.TextField(_("reden van de uitzondering"), blank=True, max_length=1000)
    exception_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "subject"], condition=models.Q(ended_on=None), name="participation_once"
            ),
            models.CheckConstraint(
                condition=models.Q(exception="", exception_by=None)
                | (~models.Q(exception="") & models.Q(exception_by__isnull=False)),
                name="participation_exception_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.subject}"
