"""How people steer a plan: what is forbidden, fixed or kept free, and what a bottleneck made somebody ask for."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.fields import CodesField
from koppelkans.people.models import Candidate
from koppelkans.planning.models.rounds import Round
from koppelkans.supply.models import Place, Run


class Forbidden(models.Model):
    """A combination that is not to be proposed to somebody (forbidden.csv); no run and no place: nothing at all."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="+")
    run = models.CharField(_("training"), max_length=64, blank=True)
    place = models.CharField(_("plek"), max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(_("reden"), max_length=24, blank=True)  # a closed code, such as that of a decision

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["candidate", "run", "place"], name="forbidden_once")]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.run} {self.place}".strip()


class Pinned(models.Model):
    """A pathway of the plan before this one (previous.csv) or one that must be in the plan (locks.csv), by codes."""

    class Kind(models.TextChoices):
        """Which of the two."""

        PREVIOUS = "previous", _("vorige plan")
        LOCK = "lock", _("vastgezet")

    kind = models.CharField(max_length=10, choices=Kind)
    person = models.CharField(max_length=64)  # the pseudonym; people of an earlier plan may be gone since
    runs = CodesField()
    place = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "person"], name="pinned_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.place}"


class Reserve(models.Model):
    """Seats of a run or a place that rounds leave free, for people who come later."""

    run = models.ForeignKey(Run, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("training"))
    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("plek"))
    seats = models.PositiveIntegerField(_("aantal plekken"), validators=[MinValueValidator(1)])
    until = models.DateField(_("tot en met"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(run=None, place__isnull=False) | models.Q(run__isnull=False, place=None),
                name="reserve_run_or_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.seats} × {self.run or self.place}"


class Request(models.Model):
    """What would help everybody, asked of somebody who can do it: an evening group, a mentor more, more money."""

    class State(models.TextChoices):
        """Where a request stands."""

        OPEN = "open", _("gevraagd")
        DONE = "done", _("gelukt")
        REFUSED = "refused", _("kan niet")

    round = models.ForeignKey(Round, models.PROTECT, related_name="requests")
    kind = models.CharField(_("wat knelt er"), max_length=20)  # kind of bottlenecks.csv
    thing = models.CharField(max_length=64)  # id of bottlenecks.csv
    month = models.CharField(max_length=7, blank=True)
    text = models.CharField(_("vraag"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("wie pakt dit op")
    )
    due_on = models.DateField(_("voor wanneer"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField(_("antwoord"), max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text
