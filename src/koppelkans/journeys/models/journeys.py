"""A journey: the accepted pathway as it is lived, in dated steps, with what happened to each."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.fields import CodesField
from koppelkans.core.models import Organisation
from koppelkans.core.models.kept import InsertOnly
from koppelkans.journeys import states, states_step
from koppelkans.journeys.models.decisions import Decision
from koppelkans.people.models import Candidate
from koppelkans.programmes.models import Programme
from koppelkans.supply.models import Place, Run


class Why(models.TextChoices):
    """Closed reasons for an end; never about health or family."""

    DONE = "done", _("klaar zoals gepland")
    WORK = "work", _("heeft werk")
    OTHER_ROUTE = "other-route", _("kiest een andere weg")
    LANGUAGE = "language", _("de taal was te moeilijk")
    CONTENT = "content", _("het vak past niet")
    TRAVEL = "travel", _("de reis was te lang")
    WEEK = "week", _("past niet in de week")
    MONEY = "money", _("het geld klopte niet")
    EMPLOYER = "employer", _("de werkgever stopt")
    PROVIDER = "provider", _("de opleider stopt")
    NO_CONTACT = "no-contact", _("reageert niet")
    OWN_WISH = "own-wish", _("wil niet verder")
    OTHER = "other", _("iets anders")


class Journey(models.Model):
    """One person on the way from the decision to durable work."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="+")
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, blank=True, related_name="journey")
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programma")
    )
    status = models.CharField(_("stand"), max_length=10, choices=states.Status, default=states.Status.AHEAD)
    # the facts that are counted by, as they were when it began
    sector = models.CharField(max_length=64, blank=True)
    training = models.CharField(max_length=64, blank=True)  # code of the training that leads to the occupation
    fund = models.CharField(max_length=64, blank=True)  # the one that pays most
    kind = models.CharField(max_length=20, blank=True)  # of the place
    expected = models.FloatField(null=True, blank=True)  # chance of durable work as the plan had it
    expected_low = models.FloatField(null=True, blank=True)
    expected_high = models.FloatField(null=True, blank=True)
    cost = models.PositiveBigIntegerField(null=True, blank=True)  # of the pathway as accepted, in cents

    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("coach")
    )
    buddy = models.CharField(_("buddy op het werk"), max_length=200, blank=True)
    buddy_phone = models.CharField(_("telefoon van de buddy"), max_length=40, blank=True)
    contact_plan = models.JSONField(default=list)  # days after the first day

    signed_up_on = models.DateField(_("aangemeld op"))
    made_at = models.DateTimeField()
    first_day = models.DateField(_("eerste dag volgens plan"), null=True, blank=True)
    started_on = models.DateField(_("begonnen op"), null=True, blank=True)
    finished_on = models.DateField(_("leren afgerond op"), null=True, blank=True)
    ended_on = models.DateField(_("einde"), null=True, blank=True)
    why = models.CharField(_("reden"), max_length=12, choices=Why, blank=True)
    version = models.PositiveIntegerField(default=0)  # of two who change it at once the second is told

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["candidate", "status"], name="journey_of_candidate"),
            models.Index(fields=["coach", "status"], name="journey_of_coach"),
            models.Index(fields=["programme", "status"], name="journey_of_programme"),
            models.Index(fields=["started_on"], name="journey_started"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on=None, why="") | (models.Q(ended_on__isnull=False) & ~models.Q(why="")),
                name="journey_end_has_reason",
                violation_error_message=_("Kies een reden."),
            ),
            models.UniqueConstraint(
                fields=["candidate"],
                condition=models.Q(status__in=states.OPEN),
                name="journey_one_at_once",
                violation_error_message=_("Deze persoon heeft al een traject dat loopt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}"


class Step(models.Model):
    """One step of a journey: a run or a place, planned, lived and ended with a result."""

    class Kind(models.TextChoices):
        """What somebody does in it."""

        LANGUAGE = "language", _("taal")
        SAFETY = "safety", _("veiligheid")
        TRAINING = "training", _("training")
        LEERWERKPLEK = "leerwerkplek", _("leerwerkplek")
        JOB = "job", _("baan")

    LEARNING = (Kind.LANGUAGE, Kind.SAFETY, Kind.TRAINING)

    class Result(models.TextChoices):
        """What came of it."""

        PASSED = "passed", _("gehaald")
        NOT_PASSED = "not-passed", _("niet gehaald")
        WORKED = "worked", _("gewerkt tot het eind")
        STOPPED = "stopped", _("eerder gestopt")

    class Next(models.TextChoices):
        """What is advised after it."""

        JOB = "job", _("een baan")
        BBL = "bbl", _("een bbl-baan")
        LEERWERKPLEK = "leerwerkplek", _("een leerwerkplek")
        TRAINING = "training", _("een andere training")
        AGAIN = "again", _("deze training nog een keer")
        LANGUAGE = "language", _("eerst meer taal")
        OTHER = "other", _("een andere weg")

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="steps")
    kind = models.CharField(_("stap"), max_length=12, choices=Kind)
    run = models.ForeignKey(Run, models.PROTECT, null=True, blank=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(_("stand"), max_length=10, choices=states_step.Status, default=states_step.Status.PLANNED)
    planned_start = models.DateField(_("begint op"))
    planned_end = models.DateField(_("eindigt op"), null=True, blank=True)
    started_on = models.DateField(_("begonnen op"), null=True, blank=True)
    ended_on = models.DateField(_("afgesloten op"), null=True, blank=True)
    dayparts = CodesField(_("dagdelen"))  # as agreed, to see a clash in the week
    hours_week = models.DecimalField(_("uren per week"), max_digits=4, decimal_places=1, null=True, blank=True)
    hours_missed = models.DecimalField(_("uren gemist"), max_digits=6, decimal_places=1, null=True, blank=True)
    result = models.CharField(_("resultaat"), max_length=12, choices=Result, blank=True)
    why = models.CharField(_("reden"), max_length=12, choices=Why, blank=True)
    advice = models.CharField(_("volgende stap"), max_length=12, choices=Next, blank=True)
    advice_words = models.CharField(_("advies in woorden"), max_length=500, blank=True)
    progress = models.PositiveSmallIntegerField(
        _("hoe ver (procent)"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    version = models.PositiveIntegerField(default=0)  # of two who change it at once the second is told

    class Meta:
        ordering = ["planned_start", "pk"]
        indexes = [
            models.Index(fields=["run", "status"], name="step_of_run"),
            models.Index(fields=["place", "status"], name="step_of_place"),
            models.Index(fields=["status", "planned_end"], name="step_ends"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(planned_end=None) | models.Q(planned_start__lte=models.F("planned_end")),
                name="step_planned_start_before_end",
                violation_error_message=_("Het einde ligt voor het begin."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None)
                | models.Q(started_on=None)
                | models.Q(started_on__lte=models.F("ended_on")),
                name="step_start_before_end",
                violation_error_message=_("Het einde ligt voor het begin."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="ended")
                | (
                    models.Q(ended_on__isnull=False, started_on__isnull=False)
                    & ~models.Q(result="")
                    & ~models.Q(why="")
                ),
                name="step_end_has_result",
                violation_error_message=_("Vul in wat het resultaat is, en de reden."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="ended") | models.Q(kind__in=["leerwerkplek", "job"]) | ~models.Q(advice=""),
                name="step_training_end_has_advice",
                violation_error_message=_("Geef een advies voor de volgende stap."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.run or self.place or ''}"


class Attendance(models.Model):
    """The hours somebody was there in one week of a step, of the hours that were planned."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="attendance")
    week = models.DateField(_("week van maandag"))
    planned = models.DecimalField(_("uren gepland"), max_digits=4, decimal_places=1)
    present = models.DecimalField(_("uren aanwezig"), max_digits=4, decimal_places=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["week"]
        constraints = [
            models.UniqueConstraint(fields=["step", "week"], name="attendance_week_once"),
            models.CheckConstraint(
                condition=models.Q(present__gte=0) & models.Q(present__lte=models.F("planned")),
                name="attendance_at_most_planned",
                violation_error_message=_("Er zijn meer uren aanwezig dan gepland."),
            ),
            models.CheckConstraint(condition=models.Q(week__iso_week_day=1), name="attendance_from_monday"),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.week}"


class Break(models.Model):
    """A time in which a journey stands still, and what it did to the dates that follow."""

    class Kind(models.TextChoices):
        """Why, and no more than that."""

        ILLNESS = "illness", _("ziek gemeld")
        BIRTH = "birth", _("geboorte")
        WAITING = "waiting", _("wachten op iets of iemand")
        OTHER = "other", _("iets anders")

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="breaks")
    kind = models.CharField(_("waarom"), max_length=8, choices=Kind)
    since = models.DateField(_("vanaf"))
    until = models.DateField(_("tot en met"), null=True, blank=True)  # empty: it goes on
    moved = models.JSONField(default=list)  # [{"step", "start": [from, to], "end": [from, to]}]
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(since__lte=models.F("until")),
                name="break_from_before_until",
                violation_error_message=_("Het einde ligt voor het begin."),
            ),
            models.UniqueConstraint(fields=["journey"], condition=models.Q(until=None), name="break_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.journey}: {self.since}"


class Handover(models.Model):
    """A journey that goes from one case worker or employer to another; of a case worker it is taken on by the other."""

    class Kind(models.TextChoices):
        """What changes."""

        COACH = "coach", _("andere begeleider")
        EMPLOYER = "employer", _("andere werkgever")

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="handovers")
    kind = models.CharField(max_length=10, choices=Kind)
    from_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    from_step = models.ForeignKey(Step, models.CASCADE, null=True, blank=True, related_name="+")
    to_step = models.ForeignKey(Step, models.CASCADE, null=True, blank=True, related_name="+")
    to_know = models.TextField(_("wat moet de ander weten"), blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)  # when the other said yes

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.journey}: {self.kind}"


class Event(InsertOnly):
    """What happened to a journey, as its page tells it; never changed."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="events")
    step = models.ForeignKey(Step, models.CASCADE, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=40)  # as the action of the trail
    concerns = models.DateField()
    facts = models.JSONField(default=dict, blank=True)
    why = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["journey", "at"], name="event_of_journey")]

    def __str__(self) -> str:
        return f"{self.journey}: {self.what}"


class Party(models.TextChoices):
    """Who does something in a journey."""

    CANDIDATE = "candidate", _("kandidaat")
    EMPLOYER = "employer", _("werkgever")
    PROVIDER = "provider", _("opleider")
    MUNICIPALITY = "municipality", _("gemeente")
    COACH = "coach", _("coach")


class Deed(models.Model):
    """The agreement of a journey as one document; its text never changes, a later one replaces it."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="deeds")
    number = models.PositiveSmallIntegerField()
    paper = models.JSONField()  # the text, see `documents.paper`
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["journey", "number"], name="deed_number_once")]

    def __str__(self) -> str:
        return f"{self.journey}: {self.number}"


class Signature(models.Model):
    """One party under one document: asked, and signed by name, with the hash of the text that was on the screen."""

    deed = models.ForeignKey(Deed, models.CASCADE, related_name="signatures")
    party = models.CharField(_("wie"), max_length=12, choices=Party)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    signed_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(_("naam van wie tekent"), max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signed_at=None, sha256="")
                | (models.Q(signed_at__isnull=False) & ~models.Q(sha256="") & ~models.Q(name="")),
                name="signature_is_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.deed}: {self.party}"
