"""A candidate, what they hold, wish and do in a week; and, apart, who they are."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.fields import CodesField, ExactDecimalField
from koppelkans.core.models import Credential, Municipality, Occupation, Postcode, Subject
from koppelkans.core.vocabulary import LEVELS, Skill
from koppelkans.people.states import Reason, Status


class Candidate(models.Model):
    """Somebody who looks for work through learning, by pseudonym; the fields of the region folder, and whose it is."""

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("gemeente"))
    postcode = models.ForeignKey(Postcode, models.PROTECT, related_name="+", verbose_name=_("postcode"))
    available_from = models.DateField(_("beschikbaar vanaf"))
    dayparts = CodesField(_("vrije dagdelen"))
    modes = CodesField(_("vervoer"))
    max_travel = ExactDecimalField(_("reistijd enkele reis, ten hoogste (minuten)"))
    baseline = ExactDecimalField(_("kans op werk zonder traject"), null=True, blank=True)
    groups = CodesField(_("doelgroepen"))
    districts = CodesField(_("alleen in deze wijken"))
    not_districts = CodesField(_("niet in deze wijken"))

    status = models.CharField(_("stand"), max_length=10, choices=Status, default=Status.ACTIVE)
    reason = models.CharField(_("reden"), max_length=20, choices=Reason, blank=True)
    parked_until = models.DateField(_("staat stil tot"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("klantmanager"),
    )
    own_key = models.CharField(_("kenmerk van de gemeente"), max_length=64, blank=True)
    registered_on = models.DateField(_("aangemeld op"))
    confirmed_on = models.DateField(_("gegevens bevestigd op"))
    asked_on = models.DateField(_("om bevestiging gevraagd op"), null=True, blank=True)
    # a decision said that something is not right: planning waits until somebody has looked
    doubted_on = models.DateField(_("klopt niet, volgens een besluit van"), null=True, blank=True)
    # a journey of theirs is open: told by `journeys`, and then no round plans with them
    under_way = models.BooleanField(default=False, editable=False)
    ended_on = models.DateField(_("gestopt op"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["subject__pseudonym"]
        indexes = [
            models.Index(fields=["municipality", "status"], name="candidate_of_place"),
            models.Index(fields=["owner", "status"], name="candidate_of_owner"),
            models.Index(fields=["confirmed_on"], name="candidate_freshness"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "own_key"],
                condition=~models.Q(own_key=""),
                name="candidate_own_key_once",
                violation_error_message=_("Er is al een kandidaat met dit kenmerk in deze gemeente."),
            ),
            models.CheckConstraint(
                condition=models.Q(status=Status.ACTIVE, reason="")
                | (~models.Q(status=Status.ACTIVE) & ~models.Q(reason="")),
                name="candidate_reason_when_not_active",
                violation_error_message=_("Kies een reden."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject.pseudonym


class ContactCard(models.Model):
    """Who a candidate is: apart from all else, for the own case worker and their cover only."""

    candidate = models.OneToOneField(Candidate, models.CASCADE, primary_key=True, related_name="contact_card")
    name = models.CharField(_("naam"), max_length=200, blank=True)
    phone = models.CharField(_("telefoonnummer"), max_length=40, blank=True)
    email = models.EmailField(_("e-mailadres"), blank=True)
    language = models.CharField(_("taal waarin je contact hebt"), max_length=8, default="nl", blank=True)

    def __str__(self) -> str:
        return str(self.candidate)


class Note(models.Model):
    """A case note, for the own case worker and their cover only; without an author the candidate wrote it."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(_("notitie"), max_length=4000)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.candidate} {self.at:%Y-%m-%d}"


class Holding(models.Model):
    """A credential a candidate holds: with proof, author, date and end."""

    class Proof(models.TextChoices):
        """What a holding rests on, weakest first."""

        SAID = "said", _("verteld")
        SEEN = "seen", _("bewijs gezien")
        TESTED = "tested", _("getoetst")
        REGISTER = "register", _("staat in een register")

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="holdings")
    credential = models.ForeignKey(Credential, models.PROTECT, related_name="+", verbose_name=_("wat"))
    in_period = models.BooleanField(default=False, editable=False)  # a row of held.csv, also when both ends are open
    since = models.DateField(_("geldt vanaf"), null=True, blank=True)
    until = models.DateField(_("geldt tot en met"), null=True, blank=True)
    proof = models.CharField(_("bewijs"), max_length=10, choices=Proof, default=Proof.SAID)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_on = models.DateField(_("vastgelegd op"))
    measured = models.BooleanField(default=False, editable=False)  # follows from the measures of language

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"], condition=models.Q(measured=True), name="holding_measured_once"
            ),
            models.CheckConstraint(
                condition=models.Q(since=None) | models.Q(until=None) | models.Q(since__lte=models.F("until")),
                name="holding_from_before_until",
                violation_error_message=_("De einddatum ligt voor de begindatum."),
            ),
            models.CheckConstraint(
                condition=models.Q(in_period=True) | models.Q(since=None, until=None),
                name="holding_period_is_in_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.credential_id}"


class Wish(models.Model):
    """An occupation a candidate wants, with preference and aptitude; both are asked, never assumed."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="wishes")
    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="+", verbose_name=_("beroep"))
    preference = ExactDecimalField(_("hoe graag"), null=True, blank=True)
    aptitude = ExactDecimalField(_("hoe geschikt"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "occupation"],
                name="wish_once",
                violation_error_message=_("Dit beroep staat er al."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.occupation_id}"


class WeekItem(models.Model):
    """What fills a daypart of a candidate's week already."""

    class Kind(models.TextChoices):
        """What somebody does in a daypart."""

        LANGUAGE = "language", _("taalles")
        SCHOOL = "school", _("school")
        WORK = "work", _("werk")
        CARE = "care", _("zorg voor de kinderen")
        OTHER = "other", _("iets anders")

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="week_items")
    kind = models.CharField(_("wat"), max_length=10, choices=Kind)
    dayparts = CodesField(_("dagdelen"), blank=False)
    since = models.DateField(_("vanaf"), null=True, blank=True)
    until = models.DateField(_("tot en met"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(since=None) | models.Q(until=None) | models.Q(since__lte=models.F("until")),
                name="week_item_from_before_until",
                violation_error_message=_("De einddatum ligt voor de begindatum."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.kind}"


class LanguageMeasure(models.Model):
    """The level of one language skill as it was measured once; the last one counts, earlier ones are kept."""

    class Source(models.TextChoices):
        """How it was measured."""

        INTAKE = "intake", _("ingeschat bij de intake")
        LESSON = "lesson", _("gezien in de les")
        WORK = "work", _("gezien op het werk")
        TEST = "test", _("getoetst")
        EXAM = "exam", _("examen")

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="language_measures")
    skill = models.CharField(_("vaardigheid"), max_length=10, choices=Skill)
    level = models.CharField(_("niveau"), max_length=3, choices=[(level, level) for level in LEVELS])
    measured_on = models.DateField(_("gemeten op"))
    source = models.CharField(_("hoe"), max_length=10, choices=Source)
    assessor = models.CharField(_("wie heeft gemeten"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-measured_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.candidate}: {self.skill} {self.level}"
