"""The region and its geography."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.fields import ExactDecimalField

CODE = RegexValidator(
    r"^[A-Za-z0-9._:-]{1,64}\Z", _("Gebruik alleen letters, cijfers en . _ : - (ten hoogste 64 tekens).")
)


class CodeField(models.CharField[str, str]):
    """An id of the region folder: 1 to 64 of `A-Z a-z 0-9 . _ : -`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("validators", [CODE])
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


class Region(models.Model):
    """The one region of this installation, and how it is planned (region.toml of the format)."""

    only = models.BooleanField(primary_key=True, default=True, editable=False)
    name = models.CharField(_("naam"), max_length=200)
    plan_from = models.DateField(_("plannen vanaf"), null=True, blank=True)
    plan_until = models.DateField(_("plannen tot en met"), null=True, blank=True)
    max_runs = models.PositiveSmallIntegerField(_("trainingen per traject, ten hoogste"), null=True, blank=True)
    travel = models.JSONField(default=dict)
    objective = models.JSONField(default=dict)
    scorecard = models.JSONField(default=dict)
    fairness = models.JSONField(null=True, blank=True)
    # per term of the scorecard what is known of it: {"value", "source", "spread", "measured_on"}
    coefficients = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="region_only_one")]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality, by its code of Statistics Netherlands (GM and four digits) or the id a region folder gives it."""

    code = CodeField(primary_key=True)
    name = models.CharField(_("naam"), max_length=200)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name or self.code


class District(models.Model):
    """A wijk."""

    code = CodeField(primary_key=True)
    name = models.CharField(_("naam"), max_length=200, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name or self.code


class Postcode(models.Model):
    """A postcode and its point (WGS 84, degrees)."""

    code = CodeField(primary_key=True)
    lat = ExactDecimalField()
    lon = ExactDecimalField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class TravelTime(models.Model):
    """A known travel time that goes before the estimate, in one direction."""

    start = models.ForeignKey(Postcode, models.PROTECT, related_name="+")
    end = models.ForeignKey(Postcode, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=20)
    minutes = ExactDecimalField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["start", "end", "mode"], name="travel_time_once")]

    def __str__(self) -> str:
        return f"{self.start_id} → {self.end_id}"
