"""Work as it was: spells with proof, what they came to, and the proof of safe work."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Organisation
from koppelkans.journeys.models.journeys import Journey, Step
from koppelkans.people.models import Candidate
from koppelkans.results.models import LedgerEntry, Measure
from koppelkans.supply.models import RiskTask

MOST_HOURS = 80


class Form(models.TextChoices):
    """Forms of work; which of them count is in the definition (`durable.toml`)."""

    CONTRACT = "contract", _("arbeidscontract")
    BBL = "bbl", _("bbl-contract")
    UITZEND = "uitzend", _("uitzendcontract")
    DETACHERING = "detachering", _("detachering")
    PROEFPLAATS = "proefplaats", _("proefplaatsing")
    STAGE = "stage", _("stage")
    VRIJWILLIGER = "vrijwilliger", _("vrijwilligerswerk")


class Spell(models.Model):
    """Work at one employer from a day to a day, both included; without an end it goes on."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="spells")
    employer = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("werkgever")
    )
    employer_name = models.CharField(_("naam van de werkgever"), max_length=200, blank=True)  # who is not in the region
    form = models.CharField(_("soort werk"), max_length=12, choices=Form)
    hours = models.DecimalField(
        _("uren per week"),
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(0.5), MaxValueValidator(MOST_HOURS)],
    )
    since = models.DateField(_("vanaf"))
    until = models.DateField(_("tot en met"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # was written down by mistake
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(since__lte=models.F("until")),
                name="spell_from_before_until",
                violation_error_message=_("De laatste dag ligt voor de eerste dag."),
            ),
            models.CheckConstraint(
                condition=models.Q(hours__gt=0) & models.Q(hours__lte=MOST_HOURS),
                name="spell_hours_possible",
                violation_error_message=_("Vul uren per week in: meer dan 0, en ten hoogste 80."),
            ),
            models.CheckConstraint(
                condition=models.Q(employer__isnull=False) | ~models.Q(employer_name=""),
                name="spell_has_employer",
                violation_error_message=_("Kies een werkgever, of vul de naam in."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journey}: {self.employer or self.employer_name}"


class Proof(models.Model):
    """What a spell rests on; the strongest that was not withdrawn counts."""

    class Level(models.TextChoices):
        """Weakest first (`durable.PROOFS`)."""

        SAID = "said", _("verteld door de kandidaat")
        EMPLOYER = "employer", _("bevestigd door de werkgever")
        CONTRACT = "contract", _("contract gezien")
        REGISTER = "register", _("gezien in een register")

    spell = models.ForeignKey(Spell, models.CASCADE, related_name="proofs")
    level = models.CharField(_("bewijs"), max_length=10, choices=Level)
    given_on = models.DateField(_("gezien op"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.CharField(_("waarom klopt het niet"), max_length=500, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | ~models.Q(withdrawn_why=""),
                name="proof_withdrawn_has_reason",
                violation_error_message=_("Vul in waarom het bewijs niet klopt."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.spell}: {self.level}"


class Reached(models.Model):
    """A measure that one journey reached, with its rows of the ledger: the only link between a person and a count."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="reached")
    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="+")
    programme = models.CharField(max_length=64, blank=True)  # code
    measure = models.CharField(max_length=10, choices=Measure)
    concerns = models.DateField()  # the day it was reached
    definition = models.PositiveSmallIntegerField(null=True, blank=True)
    counted = models.OneToOneField(LedgerEntry, models.PROTECT, related_name="+")
    taken_back = models.OneToOneField(LedgerEntry, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=200, blank=True)  # it was taken back

    class Meta:
        ordering = ["concerns", "pk"]
        indexes = [models.Index(fields=["measure", "concerns"], name="reached_measure")]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "programme", "measure"],
                condition=models.Q(taken_back=None),
                name="reached_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.journey}: {self.measure}"


class Instruction(models.Model):
    """The proof that somebody understood the instruction of a task with risk: in which language, checked by whom."""

    class How(models.TextChoices):
        """How it was checked; a translated paper alone is no proof."""

        TOLD_BACK = "told-back", _("in eigen woorden naverteld")
        SHOWN = "shown", _("voorgedaan en nagedaan")
        TESTED = "tested", _("toets gemaakt")

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="+")
    task = models.ForeignKey(RiskTask, models.PROTECT, related_name="+")
    language = models.CharField(_("in welke taal"), max_length=8)
    how = models.CharField(_("hoe gecontroleerd"), max_length=10, choices=How)
    checked_by = models.CharField(_("wie heeft gecontroleerd"), max_length=200)
    checked_on = models.DateField(_("gecontroleerd op"))
    until = models.DateField(_("geldt tot en met"))
    withdrawn_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-checked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(checked_on__lte=models.F("until")),
                name="instruction_from_before_until",
                violation_error_message=_("De einddatum ligt voor de datum van de controle."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.task}"


class Release(models.Model):
    """A start on a task with risk without that proof: asked by one, allowed by another, with a reason and an end."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="releases")
    task = models.ForeignKey(RiskTask, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_why = models.CharField(_("waarom is het nodig"), max_length=500)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    allowed = models.BooleanField(null=True, blank=True)
    why = models.CharField(_("reden"), max_length=500, blank=True)
    until = models.DateField(_("tot en met"), null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
                name="release_by_another",
                violation_error_message=_("Wie het vraagt, mag het niet zelf goedkeuren."),
            ),
            models.CheckConstraint(
                condition=models.Q(allowed=None, decided_by=None)
                | (models.Q(allowed__isnull=False, decided_by__isnull=False) & ~models.Q(why="")),
                name="release_decided_with_reason",
                violation_error_message=_("Vul een reden in."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.task}"


class TaskStart(models.Model):
    """Somebody began with a task with risk, and on which proof or release that rested."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="task_starts")
    task = models.ForeignKey(RiskTask, models.PROTECT, related_name="+")
    started_on = models.DateField()
    instruction = models.ForeignKey(Instruction, models.PROTECT, null=True, blank=True, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["started_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["step", "task"], name="task_start_once"),
            models.CheckConstraint(
                condition=models.Q(instruction__isnull=False) | models.Q(release__isnull=False),
                name="task_start_rests_on_something",
                violation_error_message=_("Zonder bewijs dat de instructie is begrepen, begint niemand."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.task}"
