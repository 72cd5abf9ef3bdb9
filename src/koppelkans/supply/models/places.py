"""Employers with their mentors, and the places they offer."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.fields import CodesField, ExactDecimalField
from koppelkans.core.models import District, Occupation, Organisation, Postcode
from koppelkans.core.models.places import CodeField
from koppelkans.core.vocabulary import CostKind, PlaceKind


class Employer(models.Model):
    """An organisation that offers places, and how many people it can mentor in one month."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    mentors = models.PositiveIntegerField(_("mensen die je per maand kunt begeleiden"), null=True, blank=True)

    class Meta:
        ordering = ["organisation__name"]

    def __str__(self) -> str:
        return str(self.organisation)


class MentorsTaken(models.Model):
    """Mentors that are busy in a month with people from outside the platform."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="mentors_taken")
    month = models.CharField(_("maand"), max_length=7)  # YYYY-MM
    taken = models.PositiveIntegerField(_("bezet"))

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["employer", "month"], name="mentors_taken_once")]

    def __str__(self) -> str:
        return f"{self.employer} {self.month}"


class Place(models.Model):
    """A leerwerkplek, job, bbl contract, trial placement or klus (places.csv)."""

    class YesNo(models.TextChoices):
        """A choice that may be left open."""

        YES = "yes", _("ja")
        NO = "no", _("nee")

    code = CodeField(_("code"), unique=True)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="places", verbose_name=_("werkgever"))
    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="+", verbose_name=_("beroep"))
    kind = models.CharField(_("soort plek"), max_length=20, choices=PlaceKind)
    postcode = models.ForeignKey(Postcode, models.PROTECT, related_name="+", verbose_name=_("postcode"))
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("wijk")
    )
    start_from = models.DateField(_("eerste mogelijke begindag"))
    start_until = models.DateField(_("laatste mogelijke begindag"))
    capacity = models.PositiveIntegerField(_("aantal plekken"), validators=[MinValueValidator(1)])
    dayparts = CodesField(_("dagdelen"))
    dayparts_needed = models.PositiveSmallIntegerField(_("dagdelen per week"), null=True, blank=True)
    requires = CodesField(_("wat je nodig hebt"))
    mentor_weeks = models.PositiveIntegerField(_("weken met een begeleider"), null=True, blank=True)
    guarantee = models.CharField(_("werkgarantie getekend"), max_length=3, choices=YesNo, blank=True)
    cost = ExactDecimalField(_("kosten per persoon (euro)"), null=True, blank=True)
    cost_kind = models.CharField(_("soort kosten"), max_length=10, choices=CostKind, blank=True)
    only_for = CodesField(_("alleen voor"))

    confirmed_on = models.DateField(_("bevestigd op"))
    asked_on = models.DateField(_("om bevestiging gevraagd op"), null=True, blank=True)
    withdrawn_on = models.DateField(_("ingetrokken op"), null=True, blank=True)

    class Meta:
        ordering = ["start_from", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start_from__lte=models.F("start_until")),
                name="place_from_before_until",
                violation_error_message=_("De laatste begindag ligt voor de eerste."),
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__gte=1),
                name="place_has_capacity",
                violation_error_message=_("Geef ten minste één plek."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occupation} – {self.employer}"


class RiskTask(models.Model):
    """Work at a place on which nobody starts before the instruction was understood (veilig werken)."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="risk_tasks")
    name = models.CharField(_("taak met risico"), max_length=200)
    instruction = models.TextField(_("wat moet iemand begrijpen"), max_length=2000)
    from_first_day = models.BooleanField(_("hoort bij het werk vanaf de eerste dag"), default=True)
    valid_days = models.PositiveIntegerField(_("het bewijs geldt (dagen)"), default=365)
    withdrawn_on = models.DateField(_("gestopt op"), null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "name"],
                condition=models.Q(withdrawn_on=None),
                name="risk_task_once",
                violation_error_message=_("Deze taak staat er al."),
            )
        ]

    def __str__(self) -> str:
        return self.name
